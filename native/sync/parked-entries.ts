/** Entries that a destination refused for good: when each is sent again by itself, with growing waits. */
import type { Refusal } from '../contract/refusal.ts';
import type { Clock } from '../kernel/clock.ts';
import { PARKED_WAITS_MS, parkedDueAtMs } from '../store/kept-destinations.ts';
import type { Change, ParkedRow, Place } from './places.ts';

interface Parked extends ParkedRow {
  /** By the monotonic clock, so that a jump of the wall clock neither holds back nor hurries; null: on command only. */
  dueAtMs: number | null;
}

export class ParkedEntries {
  readonly #place: Place;
  readonly #clock: Clock;
  readonly #bySeq = new Map<number, Parked>();

  constructor(place: Place, clock: Clock) {
    this.#place = place;
    this.#clock = clock;
    const sinceMs = clock.nowMs() - clock.monotonicMs();
    for (const row of place.parked) {
      const atMs = parkedDueAtMs(row.parkedAtMs, row.tries);
      const latestMs = clock.monotonicMs() + (PARKED_WAITS_MS[row.tries - 1] ?? 0);
      this.#bySeq.set(row.seq, { ...row, dueAtMs: atMs === null ? null : Math.min(atMs - sinceMs, latestMs) });
    }
  }

  get count(): number {
    return this.#bySeq.size;
  }

  has(seq: number): boolean {
    return this.#bySeq.has(seq);
  }

  get seqs(): Iterable<number> {
    return this.#bySeq.keys();
  }

  /** Milliseconds until one is due; null when none will be. */
  dueInMs(): number | null {
    const due = this.#first();
    return due === null ? null : Math.max(0, due.dueAtMs - this.#clock.monotonicMs());
  }

  /** The one that has been due longest. */
  due(): number | null {
    const due = this.#first();
    return due !== null && due.dueAtMs <= this.#clock.monotonicMs() ? due.seq : null;
  }

  /** Parks entries, or counts another refusal of those that are parked. `change` belongs to it and is saved in the same transaction. */
  async park(refused: readonly { seq: number; reason: Refusal }[], change: Change): Promise<void> {
    const rows = refused.map(({ seq, reason }) => {
      const known = this.#bySeq.get(seq);
      return { seq, reason, parkedAtMs: known?.parkedAtMs ?? this.#clock.nowMs(), tries: (known?.tries ?? 0) + 1 };
    });
    await this.#place.save({ ...change, park: rows });
    for (const { seq, parkedAtMs, tries } of rows) {
      const waitMs = PARKED_WAITS_MS[tries - 1];
      this.#bySeq.set(seq, { seq, parkedAtMs, tries, dueAtMs: waitMs === undefined ? null : this.#clock.monotonicMs() + waitMs });
    }
  }

  async taken(seq: number): Promise<void> {
    await this.#place.save({ unpark: [seq] });
    this.#bySeq.delete(seq);
  }

  /** Makes one or all due now; how many. */
  retry(seq: number | undefined): number {
    const chosen = seq === undefined ? [...this.#bySeq.values()] : [this.#bySeq.get(seq)].filter((parked) => parked !== undefined);
    for (const parked of chosen) parked.dueAtMs = this.#clock.monotonicMs();
    return chosen.length;
  }

  /** It could not be asked for now; that is no refusal. */
  putOff(seq: number, waitMs: number): void {
    const parked = this.#bySeq.get(seq);
    if (parked) parked.dueAtMs = this.#clock.monotonicMs() + waitMs;
  }

  #first(): (Parked & { dueAtMs: number }) | null {
    let first: (Parked & { dueAtMs: number }) | null = null;
    for (const parked of this.#bySeq.values()) {
      if (parked.dueAtMs !== null && (first === null || parked.dueAtMs < first.dueAtMs)) first = { ...parked, dueAtMs: parked.dueAtMs };
    }
    return first;
  }
}
