/** How many entries wait behind a place: counted once in steps, then kept by what comes and goes. */
import type { Entry } from '../contract/entry.ts';
import type { Reader } from '../store/reader.ts';
import { countStep, isOf, type Part } from './entry-ranges.ts';

export class WaitingCount {
  readonly #reader: Reader;
  readonly #part: Part;
  #passedSeq: number;
  /** Counted from `#passedSeq` to here. */
  #countedSeq: number;
  #entries = 0;

  constructor(reader: Reader, part: Part, passedSeq: number) {
    this.#reader = reader;
    this.#part = part;
    this.#passedSeq = passedSeq;
    this.#countedSeq = passedSeq;
  }

  /** Too low until `step` has said that all is counted. */
  get entries(): number {
    return this.#entries;
  }

  /** Counts on towards `untilSeq`; false when it is reached. */
  step(untilSeq: number): boolean {
    if (this.#countedSeq >= untilSeq) return false;
    const { entries, toSeq } = countStep(this.#reader, this.#part, this.#countedSeq, untilSeq);
    this.#entries += entries;
    this.#countedSeq = toSeq;
    return toSeq < untilSeq;
  }

  /** New entries; when the count has not come so far, it will find them by itself. */
  appended(entries: readonly Entry[]): void {
    const [first, last] = [entries[0], entries.at(-1)];
    if (!first || !last || this.#countedSeq < first.seq - 1) return;
    this.#entries += entries.filter(({ seq, kind }) => seq > this.#countedSeq && isOf(this.#part, kind)).length;
    this.#countedSeq = Math.max(this.#countedSeq, last.seq);
  }

  /** Everything up to `seq` waits no longer; it is a batch's worth, so it is counted at once. */
  passed(seq: number): void {
    if (seq <= this.#passedSeq) return;
    if (seq >= this.#countedSeq) {
      this.#entries = 0;
      this.#countedSeq = seq;
    }
    while (seq < this.#countedSeq && this.#passedSeq < seq) {
      const { entries, toSeq } = countStep(this.#reader, this.#part, this.#passedSeq, seq);
      this.#entries -= entries;
      this.#passedSeq = toSeq;
    }
    this.#passedSeq = seq;
  }
}
