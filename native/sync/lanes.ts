/**
 * In which order entries go to one destination: by their numbers, or, where the receiver takes any order and much waits,
 * sales before the rest and what is new before what waited.
 */
import type { Ledger } from '../ledger/ledger.ts';
import { Backlog, type Range } from './backlog.ts';
import { isOf } from './entry-ranges.ts';
import { Lane, type LaneName, type LaneNeeds } from './lane.ts';
import type { Waits } from './outbox.ts';
import type { Change, Place } from './places.ts';
import type { Batch } from './transport.ts';

export interface LanesPorts extends LaneNeeds {
  place: Place;
  ledger: Ledger;
  /** Whether the receiver takes any order, and may get it. */
  anyOrder(): boolean;
}

/** Less than this travels in one or two requests, whatever their order. */
const PARTED_FROM = 500;
/** From here on what is new does not wait for what is old. */
export const MUCH_ENTRIES = 5000;
/** By importance. */
const NAMES: readonly LaneName[] = ['all', 'sales', 'rest', 'sales-old', 'rest-old'];

export class Lanes {
  readonly #ports: LanesPorts;
  #lanes: Lane[];
  #backlog: Backlog;

  constructor(ports: LanesPorts) {
    this.#ports = ports;
    const kept = ports.anyOrder() ? ports.place.lanes : [];
    const rows = NAMES.flatMap((name) => kept.filter(({ lane }) => lane === name).map((row) => ({ ...row, name })));
    this.#lanes = rows.map(({ name, acknowledgedSeq, untilSeq }) => this.#lane(name, acknowledgedSeq, untilSeq));
    if (rows.length === 0) this.#lanes = [this.#lane('all', ports.place.acknowledgedSeq, null)];
    this.#backlog = this.#counted();
  }

  /** What every lane has passed. */
  get acknowledgedSeq(): number {
    return Math.min(...this.#lanes.map(({ acknowledgedSeq }) => acknowledgedSeq));
  }

  get waiting(): number {
    return this.#backlog.entries;
  }

  get parted(): boolean {
    return this.#lanes[0]!.name !== 'all';
  }

  /** What no lane has passed, as it stands now. */
  waits(): Waits {
    const lanes = this.#lanes.map(({ part, acknowledgedSeq, untilSeq }) => ({
      part,
      acknowledgedSeq,
      untilSeq: untilSeq ?? Number.POSITIVE_INFINITY,
    }));
    return (seq, kind) => lanes.some(({ part, acknowledgedSeq, untilSeq }) => seq > acknowledgedSeq && seq <= untilSeq && isOf(part, kind));
  }

  /** Counts a step of what waits; false when all is counted. */
  countOn(): boolean {
    return this.#backlog.step();
  }

  appended(entries: number): void {
    this.#backlog.add(entries);
  }

  /** The batch to send and its lane; null when nothing waits. */
  async next(studioId: string): Promise<{ batch: Batch; lane: Lane } | null> {
    this.#arrange();
    // Lanes that were joined meanwhile have begun a new count.
    this.#backlog.step();
    for (const lane of this.#lanes) {
      const batch = await lane.next(studioId);
      if (batch) return { batch, lane };
    }
    this.#dropEnded();
    if (this.parted) await this.#join();
    // Entries may have come while the lanes were looked through.
    if (this.acknowledgedSeq < this.#ports.ledger.headSeq) return this.next(studioId);
    this.#backlog = this.#counted();
    return null;
  }

  /** What is to be saved when a lane's batch is settled up to `seq`. */
  changeAfter(lane: Lane, seq: number): Change {
    const rows = this.#lanes.map((other) => (other === lane ? other.rowAfter(seq) : other.row));
    const acknowledgedSeq = Math.min(...rows.map((row) => row.acknowledgedSeq));
    const open = rows.filter((row) => row.untilSeq === null || row.acknowledgedSeq < row.untilSeq);
    return { acknowledgedSeq: this.parted ? passedBy(open, acknowledgedSeq) : acknowledgedSeq, lanes: this.parted ? open : [] };
  }

  taken(lane: Lane, seq: number): void {
    this.#backlog.add(-lane.entriesTo(seq));
    lane.taken(seq);
    this.#dropEnded();
  }

  parked(lane: Lane, seq: number, inARow: boolean): void {
    this.#backlog.add(-lane.entriesTo(seq));
    lane.parked(seq, inARow);
    this.#dropEnded();
  }

  /** Parts the lanes or joins them, while none has a batch under way. */
  #arrange(): void {
    if (this.#lanes.some(({ underWay }) => underWay)) return;
    if (!this.#ports.anyOrder()) {
      if (this.parted) {
        this.#lanes = [this.#lane('all', this.acknowledgedSeq, null)];
        this.#backlog = this.#counted();
      }
      return;
    }
    const much = this.waiting > MUCH_ENTRIES;
    if (this.parted ? much && !this.#lanes.some(({ untilSeq }) => untilSeq !== null) : this.waiting > PARTED_FROM) this.#part(much);
  }

  #part(much: boolean): void {
    const { headSeq } = this.#ports.ledger;
    const placeOf = (name: 'sales' | 'rest') => this.#lanes.find((lane) => lane.name === name)?.acknowledgedSeq ?? this.acknowledgedSeq;
    const [sales, rest] = [placeOf('sales'), placeOf('rest')];
    this.#lanes = much
      ? [
          this.#lane('sales', headSeq, null),
          this.#lane('rest', headSeq, null),
          this.#lane('sales-old', sales, headSeq),
          this.#lane('rest-old', rest, headSeq),
        ]
      : [this.#lane('sales', sales, null), this.#lane('rest', rest, null)];
  }

  /** All lanes are empty: one place is enough again. */
  async #join(): Promise<void> {
    const { acknowledgedSeq } = this;
    await this.#ports.place.save({ acknowledgedSeq, lanes: [] });
    this.#lanes = [this.#lane('all', acknowledgedSeq, null)];
  }

  #dropEnded(): void {
    this.#lanes = this.#lanes.filter((lane) => !lane.ended);
  }

  #lane(name: LaneName, acknowledgedSeq: number, untilSeq: number | null): Lane {
    return new Lane(name, acknowledgedSeq, untilSeq, this.#ports);
  }

  #counted(): Backlog {
    const { reader, headSeq } = this.#ports;
    const ranges = this.#lanes.map(({ part, acknowledgedSeq, untilSeq }): Range => ({
      part,
      afterSeq: acknowledgedSeq,
      untilSeq: untilSeq ?? headSeq(),
    }));
    return new Backlog(reader, ranges);
  }
}

function passedBy(open: readonly { acknowledgedSeq: number }[], otherwise: number): number {
  return open.length === 0 ? otherwise : Math.min(...open.map(({ acknowledgedSeq }) => acknowledgedSeq));
}
