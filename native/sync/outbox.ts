/** What waits for one destination, parcel by parcel, as its delivery sees it: a range of entries, or a robot's message. */
import type { Entry } from '../contract/entry.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { RefusedEntry } from './transport.ts';

export interface Parcel {
  /** For the log, and for receivers that tell repeats by it: the same text always means the same bytes. */
  readonly id: string;
  readonly entries: number;
}

/** How far the destination is. */
export interface Position {
  /** Everything up to here is acknowledged or parked. */
  acknowledgedSeq: number;
  backlogEntries: number;
  /** As they will travel, estimated from what went; null while unknown. */
  backlogBytes: number | null;
  /** At the current pace; null while unknown. */
  backlogMs: number | null;
  parkedCount: number;
  /** True while newer entries go before older ones. */
  anyOrder: boolean;
}

/** True for an entry that the destination cannot have yet: not acknowledged, or parked. */
export type Waits = (seq: number, kind: string) => boolean;

/** Owned by one delivery, which asks for one parcel at a time and settles it before it asks for the next. */
export interface Outbox<P extends Parcel = Parcel> {
  readonly position: Position;
  /** Called once before all else, when whoever had the place before has saved it. */
  open?(): void;
  /** What is to be sent now: the same parcel until it was settled. Null: nothing waits, until the ledger grows or `dueInMs` is over. */
  next(): Promise<P | null>;
  /** Milliseconds until something is to be sent although the ledger does not grow; null when nothing is. Asked for when `next` gave null. */
  dueInMs?(): number | null;
  /** A person's wish: what would still gather goes now. */
  hurry?(): void;
  /** Called when the parcel is under way, so that the one behind it can be got ready meanwhile. */
  prepare?(): void;
  /** The destination holds it up to `seq`, but for what it refused. Durable when it resolves; false: nothing of it was taken. */
  acknowledged(parcel: P, seq: number, refused: readonly RefusedEntry[]): Promise<boolean>;
  /** It was too large: smaller ones from now on. False when it cannot be smaller. */
  smaller(parcel: P): boolean;
  /**
   * It will never be taken, because of entry `seq` if that is known. `again`: what `next` gives is worth sending at once.
   * `refuses-all`: the fault is the destination's, so it is to wait. Durable when it resolves.
   */
  refused(parcel: P, reason: Refusal, seq: number | null): Promise<'again' | 'refuses-all'>;
  /** It did not arrive for another reason: the network, a destination that cannot now. */
  failed?(parcel: P): void;
  /** Hears of new entries once they are durable. */
  appended?(entries: readonly Entry[]): void;
  /** A person's wish: everything behind this number again. Durable when it resolves. */
  rewind?(afterSeq: number): Promise<void>;
  /** What has not gone yet, or is parked, as it stands now. */
  waits?(): Waits;
  /** These entries once more, before all others, although they were acknowledged. */
  sendAgain?(seqs: readonly number[]): void;
  /** A person's wish: parked entries again; how many. */
  retryParked?(seq: number | undefined): number;
  dispose?(): void;
}
