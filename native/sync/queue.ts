/** The ledger as an outbox: what one destination has not taken yet, as batches, and what it refused for good. */
import type { Entry } from '../contract/entry.ts';
import type { Refusal } from '../contract/refusal.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Reader } from '../store/reader.ts';
import { packBatch } from './batch.ts';
import { lastSeqs, rowsBehind } from './entry-ranges.ts';
import type { Lane } from './lane.ts';
import { Lanes, MUCH_ENTRIES } from './lanes.ts';
import type { Outbox, Position, Waits } from './outbox.ts';
import { Pace } from './pace.ts';
import { ParkedEntries } from './parked-entries.ts';
import type { Place } from './places.ts';
import type { Batch, BatchLimits, RefusedEntry } from './transport.ts';
import type { Uplink } from './uplink.ts';

const BATCH_ENTRIES = 500;
/** After a long outage fewer round trips count more than small requests. */
const BACKLOG_BATCH_ENTRIES = 2000;
const BATCH_BYTES = 1024 * 1024;
/** A limit that the destination showed by refusing is tried again after some fifty requests, since proxies come and go. */
const GROWTH = 1.015;
/** So many refused one after the other, with nothing taken between, are no fault of the entries. */
export const REFUSALS_IN_A_ROW = 8;
/** A parked entry that did not arrive for another reason gives way to the others for so long. */
const PUT_OFF_MS = 60_000;

export interface QueuePorts {
  place: Place;
  ledger: Ledger;
  reader: Reader;
  studioId(): string;
  uplink: Pick<Uplink, 'requestBytes'>;
  limits: BatchLimits | undefined;
  /** Whether the receiver takes any order, and may get it. */
  anyOrder(): boolean;
  clock: Clock;
  /** Told when the count of what waits has come on by itself. */
  onCounted(): void;
}

export class Queue implements Outbox<Batch> {
  readonly #ports: QueuePorts;
  #parked: ParkedEntries;
  readonly #pace = new Pace();
  #lanes: Lanes;
  /** Whose batch is under way. */
  #lane: Lane | null = null;
  /** A parked entry under way. */
  #retry: Batch | null = null;
  /** A parked entry went last. */
  #retried = false;
  #refusalsInARow = 0;
  /** When there was something to send, or something of it was last taken. */
  #sinceMs: number | null = null;
  /** When the last batch was taken; null: nothing gathers. */
  #takenMs: number | null = null;
  #maxBytes = Number.POSITIVE_INFINITY;
  #disposed = false;

  constructor(ports: QueuePorts) {
    this.#ports = ports;
    this.#parked = new ParkedEntries(ports.place, ports.clock);
    this.#lanes = this.#openLanes();
  }

  get position(): Position {
    const backlogEntries = this.#lanes.waiting;
    return {
      acknowledgedSeq: this.#lanes.acknowledgedSeq,
      backlogEntries,
      backlogBytes: backlogEntries === 0 ? 0 : this.#pace.bytesOf(backlogEntries),
      parkedCount: this.#parked.count,
      backlogMs: backlogEntries === 0 ? 0 : this.#pace.msOf(backlogEntries),
      anyOrder: this.#lanes.parted,
    };
  }

  open(): void {
    this.#parked = new ParkedEntries(this.#ports.place, this.#ports.clock);
    this.#lanes = this.#openLanes();
    // A restart must not let eight more be parked of a destination that refuses all.
    const last = lastSeqs(this.#ports.reader, this.#lanes.acknowledgedSeq, REFUSALS_IN_A_ROW);
    const taken = last.findIndex((seq) => !this.#parked.has(seq));
    this.#refusalsInARow = taken === -1 ? last.length : taken;
  }

  appended(entries: readonly Entry[]): void {
    this.#lanes.appended(entries.length);
  }

  async next(): Promise<Batch | null> {
    const studioId = this.#ports.studioId();
    if (this.#retry?.studioId === studioId) return this.#retry;
    const gathers = !this.#lane && this.#gathersMs() > 0;
    // In turn with the others: a thousand that are due at once would hold them up for a thousand round trips.
    const turn = this.#retried && !gathers ? await this.#lanes.next(studioId) : null;
    this.#retry = turn ? null : await this.#dueRetry(studioId);
    this.#retried = this.#retry !== null;
    if (this.#retry) return this.#retry;
    if (gathers) return null;
    const found = turn ?? (await this.#lanes.next(studioId));
    this.#lane = found?.lane ?? null;
    this.#sinceMs = found ? (this.#sinceMs ?? this.#ports.clock.monotonicMs()) : null;
    return found?.batch ?? null;
  }

  dueInMs(): number | null {
    const dueMs = this.#parked.dueInMs();
    const gathersMs = this.#gathersMs();
    return gathersMs > 0 ? Math.min(gathersMs, dueMs ?? gathersMs) : dueMs;
  }

  hurry(): void {
    this.#takenMs = null;
  }

  prepare(): void {
    if (!this.#retry) this.#lane?.prepare();
  }

  async acknowledged(batch: Batch, seq: number, refused: readonly RefusedEntry[]): Promise<boolean> {
    const settled = refused.filter((entry) => entry.seq >= batch.firstSeq && entry.seq <= seq);
    if (batch === this.#retry) return this.#retryAnswered(batch, seq, settled);
    if (seq < batch.firstSeq) return false;
    // One that takes nothing of a batch is no better than one that refuses it whole.
    if (settled.length === batch.entries) return (await this.refused(batch, settled[0]!.reason, null)) === 'again';
    const lane = this.#lane!;
    const change = this.#lanes.changeAfter(lane, seq);
    if (settled.length > 0) await this.#parked.park(settled, change);
    else await this.#ports.place.save(change);
    const nowMs = this.#ports.clock.monotonicMs();
    this.#pace.delivered(batch.entries, nowMs - (this.#sinceMs ?? nowMs));
    this.#sinceMs = nowMs;
    this.#takenMs = nowMs;
    this.#lane = null;
    this.#lanes.taken(lane, seq);
    this.#maxBytes *= GROWTH;
    this.#refusalsInARow = 0;
    return true;
  }

  smaller(batch: Batch): boolean {
    if (batch.entries === 1) return false;
    this.#maxBytes = Math.floor(batch.plainBytes / 2);
    return this.#lane!.repack();
  }

  async refused(batch: Batch, reason: Refusal, seq: number | null): Promise<'again' | 'refuses-all'> {
    if (batch === this.#retry) {
      await this.#parked.park([{ seq: batch.firstSeq, reason }], {});
      this.#retry = null;
      return 'again';
    }
    const lane = this.#lane!;
    if (lane.narrow(seq)) return 'again';
    if (this.#refusalsInARow >= REFUSALS_IN_A_ROW) return 'refuses-all';
    await this.#parked.park([{ seq: batch.firstSeq, reason }], this.#lanes.changeAfter(lane, batch.lastSeq));
    this.#refusalsInARow += 1;
    this.#lanes.parked(lane, batch.lastSeq, this.#refusalsInARow > 1);
    return 'again';
  }

  failed(batch: Batch): void {
    if (batch !== this.#retry) return;
    this.#parked.putOff(batch.firstSeq, PUT_OFF_MS);
    this.#retry = null;
  }

  async rewind(afterSeq: number): Promise<void> {
    // Never forwards: what was not acknowledged would be passed over.
    await this.#ports.place.save({ acknowledgedSeq: Math.min(afterSeq, this.#lanes.acknowledgedSeq), lanes: [] });
    this.#retry = null;
    this.#takenMs = null;
    this.#lanes = this.#openLanes();
  }

  waits(): Waits {
    const behind = this.#lanes.waits();
    const parked = new Set(this.#parked.seqs);
    return (seq, kind) => parked.has(seq) || behind(seq, kind);
  }

  /** Refused when they were sent again; the place stays. */
  park(entries: readonly RefusedEntry[]): Promise<void> {
    return this.#parked.park(entries, {});
  }

  retryParked(seq: number | undefined): number {
    return this.#parked.retry(seq);
  }

  dispose(): void {
    this.#disposed = true;
  }

  /** How long what waits may still be joined by more; 0: it goes now, or nothing waits. */
  #gathersMs(): number {
    const { limits, clock } = this.#ports;
    const { waiting } = this.#lanes;
    if (!limits?.gatherMs || this.#takenMs === null || waiting === 0 || waiting >= limits.entries) return 0;
    return Math.max(0, this.#takenMs + limits.gatherMs - clock.monotonicMs());
  }

  get #limits(): BatchLimits {
    const { limits, uplink } = this.#ports;
    const entries = limits?.entries ?? (this.#lanes.waiting > MUCH_ENTRIES ? BACKLOG_BATCH_ENTRIES : BATCH_ENTRIES);
    const fromLine = uplink.requestBytes() / this.#pace.ratio;
    return { entries, plainBytes: Math.min(limits?.plainBytes ?? BATCH_BYTES, this.#maxBytes, fromLine) };
  }

  async #dueRetry(studioId: string): Promise<Batch | null> {
    for (;;) {
      const seq = this.#parked.due();
      if (seq === null) return null;
      const { rows } = rowsBehind(this.#ports.reader, 'all', seq - 1, seq, 1);
      if (rows.length > 0) return packBatch(studioId, rows, { entries: 1, plainBytes: Number.POSITIVE_INFINITY });
      // Purged with its broadcast since.
      await this.#parked.taken(seq);
    }
  }

  async #retryAnswered(batch: Batch, seq: number, refused: readonly RefusedEntry[]): Promise<boolean> {
    if (seq < batch.firstSeq) return false;
    const [again] = refused;
    if (again) await this.#parked.park([again], {});
    else await this.#parked.taken(batch.firstSeq);
    if (!again) this.#refusalsInARow = 0;
    this.#retry = null;
    return true;
  }

  #openLanes(): Lanes {
    const { reader, ledger, place, anyOrder } = this.#ports;
    const lanes = new Lanes({
      reader,
      ledger,
      place,
      anyOrder,
      headSeq: () => ledger.headSeq,
      limits: () => this.#limits,
      packed: (batch) => this.#pace.packed(batch),
    });
    // A count that fails is met again, and told, when `next` counts on.
    queueMicrotask(() => void this.#count(lanes).catch(() => undefined));
    return lanes;
  }

  async #count(lanes: Lanes): Promise<void> {
    while (!this.#disposed && lanes === this.#lanes && lanes.countOn()) await new Promise((resolve) => setImmediate(resolve));
    if (!this.#disposed) this.#ports.onCounted();
  }
}
