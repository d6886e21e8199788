/** The streams of the office: how they are made, and what their description says that the office takes. */
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { type ReceiverAbility, receiverAbilities } from '../../contract/upstream.ts';
import { ENTRIES_STREAM, REFUSED_STREAM, SUMMARIES_STREAM } from './subjects.ts';

/** nats-server, `server/errors.json`: there, but with another configuration. */
const NAME_IN_USE = 10058;

type StreamPlan = Partial<StreamConfig> & { name: string; subjects: string[] };

/**
 * A batch stays until the office has acknowledged it, however long that takes, and a full stream turns the next one away:
 * so an acknowledged batch is never dropped, neither by age nor by the size of what came after it.
 */
export const entriesStream: StreamPlan = {
  name: ENTRIES_STREAM,
  subjects: ['studio.*.entries'],
  retention: RetentionPolicy.Workqueue,
  storage: StorageType.File,
  discard: DiscardPolicy.New,
};

/** Only the newest summary of a studio is worth anything. A stream of its own, so that it does not wait behind batches. */
export const summariesStream: StreamPlan = {
  name: SUMMARIES_STREAM,
  subjects: ['studio.*.summary'],
  retention: RetentionPolicy.Limits,
  storage: StorageType.File,
  discard: DiscardPolicy.Old,
  max_msgs_per_subject: 1,
};

export const refusedStream: StreamPlan = {
  name: REFUSED_STREAM,
  subjects: ['refused.*.entries', 'refused.*.summary'],
  retention: RetentionPolicy.Limits,
  storage: StorageType.File,
  discard: DiscardPolicy.New,
};

/** Words of a description: not metadata, which servers before 2.10 do not keep. */
export function descriptionOf(accepts: readonly ReceiverAbility[]): string {
  return `Results of all studios. accepts: ${accepts.join(' ')}`;
}

export function acceptsOf(description: string | undefined): ReceiverAbility[] {
  const words = new Set(/accepts:([a-z -]*)/u.exec(description ?? '')?.[1]?.split(' '));
  return receiverAbilities.filter((ability) => words.has(ability));
}

/** Null where there is no such stream. */
export async function streamInfo(manager: JetStreamManager, name: string): Promise<StreamInfo | null> {
  try {
    return await manager.streams.info(name);
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound) return null;
    throw error;
  }
}

/** Makes the stream where there is none. One that is there keeps its limits and its retention; only its description is ours. */
export async function ensureStream(manager: JetStreamManager, plan: StreamPlan): Promise<void> {
  const info = (await streamInfo(manager, plan.name)) ?? (await addedStream(manager, plan));
  if (plan.description !== undefined && info?.config.description !== plan.description) {
    await manager.streams.update(plan.name, { description: plan.description });
  }
}

/** Null when somebody else was faster: a studio and the office may start at the same moment. */
async function addedStream(manager: JetStreamManager, plan: StreamPlan): Promise<StreamInfo | null> {
  try {
    return await manager.streams.add(plan);
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === NAME_IN_USE) return null;
    throw error;
  }
}

/** The office's own place in a stream: it outlives restarts of both sides. */
export const DURABLE = 'district';
/** What was under way when a connection died comes again after this. One that takes longer to be stored comes twice, and is dropped by its numbers. */
export const ACK_WAIT_MS = 15_000;
const MAX_UNACKNOWLEDGED = 64;

export async function ensureConsumer(manager: JetStreamManager, stream: string): Promise<void> {
  try {
    await manager.consumers.info(stream, DURABLE);
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.code !== JetStreamApiCodes.ConsumerNotFound) throw error;
    await manager.consumers.add(stream, {
      durable_name: DURABLE,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      ack_wait: nanos(ACK_WAIT_MS),
      max_ack_pending: MAX_UNACKNOWLEDGED,
    });
  }
}
