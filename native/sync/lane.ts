/** One row of waiting entries, cut into batches: the next one stays the same until it is settled, and the one behind it is got ready. */
import type { Reader } from '../store/reader.ts';
import { packBatch } from './batch.ts';
import { countStep, type Part, rowsBehind } from './entry-ranges.ts';
import type { LaneRow } from './places.ts';
import type { Batch, BatchLimits } from './transport.ts';

export interface LaneNeeds {
  reader: Reader;
  headSeq(): number;
  /** What a batch may hold now. */
  limits(): BatchLimits;
  packed(batch: Batch): void;
}

/** `all` is the destination's one place; the others run beside each other where the receiver takes any order. */
export type LaneName = 'all' | 'sales' | 'rest' | 'sales-old' | 'rest-old';

export class Lane {
  readonly name: LaneName;
  /** The lane ends here; null: it goes on with the ledger. */
  readonly untilSeq: number | null;
  readonly part: Part;
  readonly #needs: LaneNeeds;
  #acknowledgedSeq: number;
  #batch: Batch | null = null;
  #following: Promise<Batch | null> | null = null;
  /** A refused range: the entry that is to blame lies in it, so batches stay within and halve it. */
  #bad: { untilSeq: number; entries: number } | null = null;
  /** Entries of a batch at most after entries were parked in a row; doubles with each batch that is taken. */
  #most = Number.POSITIVE_INFINITY;
  /** An entry that the destination named as the reason of a refusal: it travels alone. */
  #suspectSeq: number | null = null;

  constructor(name: LaneName, acknowledgedSeq: number, untilSeq: number | null, needs: LaneNeeds) {
    this.name = name;
    this.untilSeq = untilSeq;
    this.part = name === 'all' ? 'all' : name.startsWith('sales') ? 'sales' : 'rest';
    this.#needs = needs;
    this.#acknowledgedSeq = acknowledgedSeq;
  }

  /** Everything of this lane up to here is settled. */
  get acknowledgedSeq(): number {
    return this.#acknowledgedSeq;
  }

  /** True while a batch is neither taken nor given up. */
  get underWay(): boolean {
    return this.#batch !== null;
  }

  get ended(): boolean {
    return this.untilSeq !== null && this.#acknowledgedSeq >= this.untilSeq;
  }

  get row(): LaneRow {
    return { lane: this.name, acknowledgedSeq: this.#acknowledgedSeq, untilSeq: this.untilSeq };
  }

  async next(studioId: string): Promise<Batch | null> {
    if (this.#batch?.studioId === studioId) return this.#batch;
    const following = await this.#following;
    this.#following = null;
    const fits = following?.studioId === studioId && this.#fits(following);
    this.#batch = fits ? following : await this.#pack(studioId, this.#acknowledgedSeq);
    // What has nothing left to find is passed, although no batch said so.
    if (!this.#batch) this.#pass(this.#endSeq);
    return this.#batch;
  }

  prepare(): void {
    const batch = this.#batch;
    if (!batch || this.#following || this.#suspectSeq !== null || this.#bad || Number.isFinite(this.#most)) return;
    if (batch.lastSeq >= this.#endSeq) return;
    // An error is met again, and told, when `next` packs for itself.
    this.#following = this.#pack(batch.studioId, batch.lastSeq).catch(() => null);
  }

  /** How many entries of the batch under way stand up to `seq`. */
  entriesTo(seq: number): number {
    const batch = this.#batch;
    if (!batch || seq < batch.firstSeq) return 0;
    return seq >= batch.lastSeq ? batch.entries : countStep(this.#needs.reader, this.part, batch.firstSeq - 1, seq).entries;
  }

  /** The place of the lane once the entries up to `seq` of the batch under way are settled. */
  rowAfter(seq: number): LaneRow {
    return { ...this.row, acknowledgedSeq: seq };
  }

  /** Taken up to `seq`, and saved. */
  taken(seq: number): void {
    this.#most *= 2;
    if (this.#most > this.#needs.limits().entries) this.#most = Number.POSITIVE_INFINITY;
    this.#settled(seq);
  }

  /** The single entry `seq` was parked, and that is saved; `inARow`, when nothing has been taken since the one before. */
  parked(seq: number, inARow: boolean): void {
    if (inARow) this.#most = 1;
    this.#settled(seq);
  }

  /** The batch was refused: what is to blame is looked for by halves, or is known. False for a single entry. */
  narrow(suspectSeq: number | null): boolean {
    const batch = this.#batch;
    if (!batch || batch.entries === 1) return false;
    const inside = suspectSeq !== null && suspectSeq >= batch.firstSeq && suspectSeq <= batch.lastSeq && suspectSeq !== this.#suspectSeq;
    if (inside) this.#suspectSeq = suspectSeq;
    else this.#bad = { untilSeq: batch.lastSeq, entries: batch.entries };
    this.#forget();
    return true;
  }

  /** Packed anew by the limits as they are now. False for a single entry. */
  repack(): boolean {
    if (!this.#batch || this.#batch.entries === 1) return false;
    this.#forget();
    return true;
  }

  get #endSeq(): number {
    return this.untilSeq ?? this.#needs.headSeq();
  }

  #settled(seq: number): void {
    const batch = this.#batch;
    if (batch && seq < batch.lastSeq) this.#following = null;
    if (batch && this.#bad) this.#bad = seq >= this.#bad.untilSeq ? null : { ...this.#bad, entries: this.#bad.entries - batch.entries };
    this.#batch = null;
    this.#pass(seq);
  }

  #forget(): void {
    this.#batch = null;
    this.#following = null;
  }

  #pass(seq: number): void {
    if (seq <= this.#acknowledgedSeq) return;
    this.#acknowledgedSeq = seq;
    if (this.#suspectSeq !== null && seq >= this.#suspectSeq) this.#suspectSeq = null;
  }

  /** Whether a batch got ready is still the one to send. */
  #fits(batch: Batch): boolean {
    const { entries, plainBytes } = this.#needs.limits();
    return batch.entries <= entries && (batch.plainBytes <= plainBytes || batch.entries === 1);
  }

  async #pack(studioId: string, afterSeq: number): Promise<Batch | null> {
    const limits = this.#needs.limits();
    const half = this.#bad ? Math.max(1, Math.floor(this.#bad.entries / 2)) : Number.POSITIVE_INFINITY;
    const most = Math.min(limits.entries, this.#most, half);
    let behindSeq = afterSeq;
    while (behindSeq < this.#endSeq) {
      const { rows, toSeq } = rowsBehind(this.#needs.reader, this.part, behindSeq, this.#endSeq, most);
      if (rows.length > 0) return this.#packRows(studioId, rows, { ...limits, entries: most });
      behindSeq = toSeq;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return null;
  }

  async #packRows(studioId: string, rows: Parameters<typeof packBatch>[1], limits: BatchLimits): Promise<Batch> {
    const suspectSeq = this.#suspectSeq;
    const before = suspectSeq === null ? rows : rows.filter(({ seq }) => seq < suspectSeq);
    const chosen = before.length > 0 ? before : rows.slice(0, 1);
    const batch = await packBatch(studioId, chosen, limits, this.part === 'all' ? '' : `/${this.part}`);
    this.#needs.packed(batch);
    return batch;
  }
}
