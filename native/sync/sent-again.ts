/** Entries that were acknowledged once and go again before the rest, in runs of neighbouring numbers: what a comparison found missing. */
import type { Entry } from '../contract/entry.ts';
import type { Refusal } from '../contract/refusal.ts';
import { ENTRY_COLUMNS, type EntryRow } from '../ledger/entry-row.ts';
import type { Reader } from '../store/reader.ts';
import { packBatch } from './batch.ts';
import type { Outbox, Position, Waits } from './outbox.ts';
import { type Queue, REFUSALS_IN_A_ROW } from './queue.ts';
import type { Batch, RefusedEntry } from './transport.ts';
import type { Uplink } from './uplink.ts';

const RUN_ENTRIES = 500;
const RUN_BYTES = 256 * 1024;
const RUN_SQL = `SELECT ${ENTRY_COLUMNS} FROM entry WHERE seq BETWEEN ? AND ? ORDER BY seq`;

export interface SentAgainPorts {
  reader: Reader;
  studioId(): string;
  uplink: Pick<Uplink, 'requestBytes'>;
}

/** In front of a queue, whose place it never moves. A restart forgets what was to go again; another comparison finds it. */
export class SentAgain implements Outbox<Batch> {
  readonly #queue: Queue;
  readonly #ports: SentAgainPorts;
  /** By rising number. */
  #seqs: readonly number[] = [];
  #batch: Batch | null = null;
  #most = RUN_ENTRIES;
  #refusalsInARow = 0;

  constructor(queue: Queue, ports: SentAgainPorts) {
    this.#queue = queue;
    this.#ports = ports;
  }

  sendAgain(seqs: readonly number[]): void {
    this.#seqs = [...new Set([...this.#seqs, ...seqs])].sort((a, b) => a - b);
  }

  async next(): Promise<Batch | null> {
    const studioId = this.#ports.studioId();
    if (this.#batch?.studioId === studioId) return this.#batch;
    this.#batch = await this.#pack(studioId);
    return this.#batch ?? this.#queue.next();
  }

  async acknowledged(batch: Batch, seq: number, refused: readonly RefusedEntry[]): Promise<boolean> {
    if (batch !== this.#batch) return this.#queue.acknowledged(batch, seq, refused);
    if (seq < batch.firstSeq) return false;
    const named = refused.filter((entry) => entry.seq >= batch.firstSeq && entry.seq <= seq);
    // One that takes nothing of a batch is no better than one that refuses it whole.
    if (named.length === batch.entries) return (await this.refused(batch, named[0]!.reason)) === 'again';
    if (named.length > 0) await this.#queue.park(named);
    this.#refusalsInARow = 0;
    this.#settled(seq);
    return true;
  }

  smaller(batch: Batch): boolean {
    if (batch !== this.#batch) return this.#queue.smaller(batch);
    if (batch.entries === 1) return false;
    this.#most = Math.floor(batch.entries / 2);
    this.#batch = null;
    return true;
  }

  async refused(batch: Batch, reason: Refusal, seq: number | null = null): Promise<'again' | 'refuses-all'> {
    if (batch !== this.#batch) return this.#queue.refused(batch, reason, seq);
    if (this.smaller(batch)) return 'again';
    if (this.#refusalsInARow >= REFUSALS_IN_A_ROW) return 'refuses-all';
    await this.#queue.park([{ seq: batch.firstSeq, reason }]);
    this.#refusalsInARow += 1;
    this.#settled(batch.lastSeq);
    return 'again';
  }

  get position(): Position {
    return this.#queue.position;
  }

  waits(): Waits {
    return this.#queue.waits();
  }

  open(): void {
    this.#queue.open();
  }

  dueInMs(): number | null {
    return this.#queue.dueInMs();
  }

  hurry(): void {
    this.#queue.hurry();
  }

  prepare(): void {
    if (!this.#batch) this.#queue.prepare();
  }

  failed(batch: Batch): void {
    if (batch !== this.#batch) this.#queue.failed(batch);
  }

  appended(entries: readonly Entry[]): void {
    this.#queue.appended(entries);
  }

  rewind(afterSeq: number): Promise<void> {
    return this.#queue.rewind(afterSeq);
  }

  retryParked(seq: number | undefined): number {
    return this.#queue.retryParked(seq);
  }

  dispose(): void {
    this.#queue.dispose();
  }

  async #pack(studioId: string): Promise<Batch | null> {
    const { reader, uplink } = this.#ports;
    while (this.#seqs.length > 0) {
      const { firstSeq, lastSeq } = this.#run();
      const rows = reader.all<EntryRow>(RUN_SQL, firstSeq, lastSeq);
      const limits = { entries: this.#most, plainBytes: Math.min(RUN_BYTES, uplink.requestBytes()) };
      if (rows.length > 0) return packBatch(studioId, rows, limits);
      // Purged with its broadcast since.
      this.#settled(lastSeq);
    }
    return null;
  }

  /** Everything up to `seq` is taken or parked. */
  #settled(seq: number): void {
    this.#seqs = this.#seqs.filter((waiting) => waiting > seq);
    this.#batch = null;
    if (this.#seqs.length === 0) this.#most = RUN_ENTRIES;
  }

  /** The first numbers without a gap between them: a range names all entries in it. */
  #run(): { firstSeq: number; lastSeq: number } {
    const firstSeq = this.#seqs[0]!;
    let length = 1;
    while (length < this.#most && this.#seqs[length] === firstSeq + length) length += 1;
    return { firstSeq, lastSeq: firstSeq + length - 1 };
  }
}
