/** React's view of the studio client: the client from context, a topic's state, the state of the line. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { TopicName, TopicState } from '../../native/contract/topics.ts';
import type { LinkState, StudioClient } from './studio-client.ts';

export const StudioClientContext = createContext<StudioClient | null>(null);

export function useStudioClient(): StudioClient {
  const client = useContext(StudioClientContext);
  if (!client) throw new Error('StudioClientContext is missing');
  return client;
}

/** The topic's last known state; undefined until the first snapshot has come. */
export function useTopic<T extends TopicName>(name: T): TopicState<T> | undefined {
  const topic = useStudioClient().topic(name);
  return useSyncExternalStore(topic.subscribe, topic.get);
}

export function useLink(): LinkState {
  const { link } = useStudioClient();
  return useSyncExternalStore(link.subscribe, link.get);
}
