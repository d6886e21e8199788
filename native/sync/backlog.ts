/** How many entries wait: counted once in steps, because numbers have gaps, then kept by what comes and goes. */
import type { Reader } from '../store/reader.ts';
import { countStep, type Part } from './entry-ranges.ts';

export interface Range {
  part: Part;
  afterSeq: number;
  untilSeq: number;
}

export class Backlog {
  readonly #reader: Reader;
  #uncounted: Range[];
  #entries = 0;

  constructor(reader: Reader, ranges: readonly Range[]) {
    this.#reader = reader;
    this.#uncounted = [...ranges];
    // One step at once, so that a short backlog is known before it is asked for.
    this.step();
  }

  /** Too low until all is counted. */
  get entries(): number {
    return Math.max(0, this.#entries);
  }

  /** Counts on; false when all is counted. */
  step(): boolean {
    const [range, ...others] = this.#uncounted;
    if (!range) return false;
    const { entries, toSeq } = countStep(this.#reader, range.part, range.afterSeq, range.untilSeq);
    this.#entries += entries;
    this.#uncounted = toSeq < range.untilSeq ? [{ ...range, afterSeq: toSeq }, ...others] : others;
    return this.#uncounted.length > 0;
  }

  /** Entries came, or with a minus went. */
  add(entries: number): void {
    this.#entries += entries;
  }
}
