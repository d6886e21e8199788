/** Reads the rows of a report that has too many for one answer, a page at a time. */
import type { Result } from '../../../native/contract/refusal.ts';
import type { ReportState } from '../../client/report-watch.ts';

export interface Rows<T> {
  rows: T[];
  /** Where the next page begins; null at the end. */
  next: string | null;
}

export class RowReader<T> {
  #state: ReportState<Rows<T>> = { value: undefined, problem: null, asking: false };
  #begun = false;
  readonly #listeners = new Set<() => void>();
  readonly #ask: (from: string | null) => Promise<Result<Rows<T>>>;

  /** `ask` is given where a page begins, null for the first. */
  constructor(ask: (from: string | null) => Promise<Result<Rows<T>>>) {
    this.#ask = ask;
  }

  get = (): ReportState<Rows<T>> => this.#state;

  /** The first page is read for the first listener. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (!this.#begun) this.more();
    return () => void this.#listeners.delete(listener);
  };

  /** Reads the next page, or again the one that has failed. */
  more = (): void => {
    this.#begun = true;
    if (!this.#state.asking) void this.#read();
  };

  async #read(): Promise<void> {
    const { value } = this.#state;
    this.#become({ value, problem: null, asking: true });
    try {
      const answer = await this.#ask(value?.next ?? null);
      if (answer.ok) {
        const { rows, next } = answer.value;
        this.#become({ value: { rows: [...(value?.rows ?? []), ...rows], next }, problem: null, asking: false });
      } else this.#become({ value, problem: answer.refusal, asking: false });
    } catch {
      this.#become({ value, problem: 'line', asking: false });
    }
  }

  #become(state: ReportState<Rows<T>>): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
