/** What travels between the writer and its thread. */
import type { Refusal } from '../contract/refusal.ts';
import type { SkuSales } from '../contract/sales.ts';
import type { SqlValue } from './reader.ts';
import type { StorageFailureCode } from './storage-failure.ts';

export interface WriterStatement {
  sql: string;
  params: readonly SqlValue[];
}

/** One caller's work; all of it is stored or nothing. Drafts travel packed. */
export type WriterCall = { op: 'append'; drafts: string } | { op: 'run'; statements: readonly WriterStatement[] };

export interface BroadcastFigures {
  broadcastId: string;
  grossFen: number;
  refundedFen: number;
  orderCount: number;
  refundCount: number;
}
export interface SkuFigures extends SkuSales {
  broadcastId: string;
}

/** Aggregates that a commit changed, with their values after it. */
export interface Figures {
  broadcasts: BroadcastFigures[];
  skus: SkuFigures[];
}

export interface FailureMessage {
  /** Null: a fault of the caller's statements, not of the storage. */
  code: StorageFailureCode | null;
  context: Refusal['context'];
  message: string;
}

/** `seqs` has the sequence number of each draft, 0 for a duplicate; as plain numbers, because a list of values travels ten times slower. */
export type WriterAnswer = { ok: true; seqs: Float64Array } | { ok: false; failure: FailureMessage };

export type ToThread = { type: 'group'; calls: readonly WriterCall[] } | { type: 'close' };
export type FromThread =
  | { type: 'ready' }
  | { type: 'failed'; failure: FailureMessage }
  | { type: 'answers'; answers: WriterAnswer[]; figures: Figures };
