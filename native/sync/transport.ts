/** What every way upstream has in common: a parcel to send, and what came of it. */
import type { BlockDigest, BroadcastDigest, ConnectionTest, Summary } from '../contract/upstream.ts';
import type { Refusal, Result } from '../contract/refusal.ts';
import type { Outbox, Parcel } from './outbox.ts';
import type { Leaving } from './uplink.ts';

/** A range of entries as the bytes that travel. */
export interface Batch extends Parcel {
  /** `<studio-id>/<first-seq>-<last-seq>`, with `/sales` or `/rest` behind it for a part of that range. */
  readonly id: string;
  readonly studioId: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
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
  /** No answer: the network, a deadline, a certificate that does not hold, an abort. `unconnected`: nothing was there at all. */
  | { kind: 'unreachable'; refusal: Refusal; unconnected?: boolean }
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

/** One destination's way there. One parcel is under way at a time. */
export interface Transport<P extends Parcel = Batch> {
  /** Sends once. Never rejects because of the network or the other side; an abort looks like an unreachable one. */
  send(parcel: P, signal: AbortSignal): Promise<Outcome>;
  /** Sends where the broadcast stands; only asked for when the destination accepts `summary`. False: it did not arrive. */
  sendSummary?(summary: Summary, signal: AbortSignal): Promise<boolean>;
  /** Asks without sending entries. */
  test(signal: AbortSignal): Promise<Result<ConnectionTest>>;
  /**
   * Whether anything is there at all, without a request. Asked every two seconds while `send` gives `unreachable`;
   * only when it becomes true after it was false is the wait over.
   */
  knock?(signal: AbortSignal): Promise<boolean>;
  /** Asked for only where the destination accepts `reconcile`. */
  readonly digests?: DigestSource;
  /** Batches hold at most so much; without it 2,000 entries and 1 MiB before compression. */
  readonly limits?: BatchLimits;
  /** In slices when absent. */
  readonly leaving?: Leaving;
  /** Worth telling a person although it is sent. */
  readonly notice?: Refusal | null;
  /** The destination's clock less this computer's, by its last answer; null while unknown. */
  readonly clockSkewMs?: number | null;
  /** For a folder: what the office's receipt says; null while there is none. */
  readonly arrivedSeq?: number | null;
  dispose(): Promise<void>;
}

/** What a destination says that it holds. Null: it does not answer such questions of this broadcast. */
export interface DigestSource {
  digest(broadcastId: string, signal: AbortSignal): Promise<Result<BroadcastDigest | null>>;
  block(broadcastId: string, block: number, signal: AbortSignal): Promise<Result<BlockDigest | null>>;
}

export interface BatchLimits {
  readonly entries: number;
  readonly plainBytes: number;
  /** After a batch so long passes before one that is not full. */
  readonly gatherMs?: number;
}

/** Everything that a delivery needs to know of its destination. */
export interface Way<P extends Parcel = Parcel> {
  /** Name of its place in the ledger: the base URL of https, `nats:<server>/<subject>`, `folder:<path>`, `<type>:<destinationId>` for robots. */
  readonly place: string;
  /** Where it goes, for people; nothing secret in it. */
  readonly address: string;
  readonly transport: Transport<P>;
  /** Its own in place of the ledger's entries as batches. */
  readonly outbox?: Outbox<P>;
}
