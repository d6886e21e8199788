/** What every way upstream has in common: a batch to send, and what came of it. */
import type { ConnectionTest, Summary } from '../contract/upstream.ts';
import type { Refusal, Result } from '../contract/refusal.ts';

/** A range of entries as the bytes that travel. */
export interface Batch {
  /** `<studio-id>/<first-seq>-<last-seq>`, with `/sales` or `/rest` behind it for a part of that range: the same text always means the same bytes. */
  readonly id: string;
  readonly studioId: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly entries: number;
  /** Length before compression. */
  readonly plainBytes: number;
  /** NDJSON, gzip. */
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface RefusedEntry {
  readonly seq: number;
  readonly reason: Refusal;
}

export type Outcome =
  /** Everything of the batch up to `seq` is held there, but for the entries it refused for good. `firstSeq` − 1: nothing was taken. */
  | { kind: 'acknowledged'; seq: number; refused: readonly RefusedEntry[]; accepts: readonly string[] }
  /** No answer: the network, a deadline, a certificate that does not hold, an abort. */
  | { kind: 'unreachable'; refusal: Refusal }
  /** Somebody else answered: a captive portal, a proxy, a redirect, something that is no acknowledgement. */
  | { kind: 'foreign'; refusal: Refusal }
  /** The destination cannot now. `retryAfterMs` is what it asked for, or null. */
  | { kind: 'busy'; refusal: Refusal; retryAfterMs: number | null }
  /** Nobody may try again before a person has acted. */
  | { kind: 'stopped'; refusal: Refusal }
  /** Smaller batches may pass. */
  | { kind: 'too-large'; refusal: Refusal }
  /** The destination will never take this batch; `seq` is the entry that it named as the reason, or null. */
  | { kind: 'refused'; refusal: Refusal; seq: number | null };

/** One destination's way there. One batch is under way at a time. */
export interface Transport {
  /** Sends once. Never rejects because of the network or the other side; an abort looks like an unreachable one. */
  send(batch: Batch, signal: AbortSignal): Promise<Outcome>;
  /** Sends where the broadcast stands; only asked for when the destination accepts `summary`. False: it did not arrive. */
  sendSummary?(summary: Summary, signal: AbortSignal): Promise<boolean>;
  /** Asks without sending entries. */
  test(signal: AbortSignal): Promise<Result<ConnectionTest>>;
  /** The destination's clock less this computer's, by its last answer; null while unknown. */
  readonly clockSkewMs?: number | null;
  /** For a folder: what the office's receipt says; null while there is none. */
  readonly arrivedSeq?: number | null;
  dispose(): Promise<void>;
}
