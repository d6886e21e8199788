/** What the line did in the last five minutes, noted by this page as the host tells it. */
import { useSyncExternalStore } from 'react';
import type { UplinkState } from '../../../native/contract/upstream.ts';
import { useStudioClient } from '../../client/hooks.ts';
import type { StudioClient } from '../../client/studio-client.ts';

export const HISTORY_MS = 5 * 60_000;
/** One column of the picture. */
export const SAMPLE_MS = 2000;
const SAMPLES = HISTORY_MS / SAMPLE_MS;

/** Null where the page had no line to the host. */
export type UplinkSample = Pick<UplinkState, 'sentBytes' | 'rateBytes' | 'congestion'> | null;

class UplinkHistory {
  #samples: readonly UplinkSample[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #client: StudioClient;

  /** It goes on while other pages of the console are looked at, so that it is there on the way back. */
  constructor(client: StudioClient) {
    this.#client = client;
    client.topic('sync').subscribe(() => {
      if (this.#samples.length === 0) this.#note();
    });
    this.#note();
    setInterval(() => this.#note(), SAMPLE_MS);
  }

  /** Oldest first. */
  get = (): readonly UplinkSample[] => this.#samples;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  #note(): void {
    const uplink = this.#client.topic('sync').get()?.uplink;
    if (!uplink) return;
    const { sentBytes, rateBytes, congestion } = uplink;
    const sample = this.#client.link.get() === 'open' ? { sentBytes, rateBytes, congestion } : null;
    this.#samples = [...this.#samples, sample].slice(-SAMPLES);
    for (const listener of this.#listeners) listener();
  }
}

const histories = new WeakMap<StudioClient, UplinkHistory>();

export function useUplinkHistory(): readonly UplinkSample[] {
  const client = useStudioClient();
  let history = histories.get(client);
  if (!history) {
    history = new UplinkHistory(client);
    histories.set(client, history);
  }
  return useSyncExternalStore(history.subscribe, history.get);
}
