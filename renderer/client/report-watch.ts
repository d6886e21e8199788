/** One question to the ledger, asked again while somebody looks: never twice at once, never while the page is hidden or the line down. */
import type { Refusal } from '../../native/contract/refusal.ts';

export interface ReportState<T, P = Refusal> {
  /** The last answer; it stays while the question is asked again. */
  value: T | undefined;
  /** Why the last question has no answer: a refusal, or a line that was lost or too slow. */
  problem: P | 'line' | null;
  asking: boolean;
}

/** `P` is what the one who is asked says when it refuses. */
export interface ReportPorts<T, P = Refusal> {
  ask(): Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: P }>;
  /** Asked again this long after each answer; null asks once. */
  everyMs: number | null;
  /** False while the page is hidden or the line is down. */
  mayAsk(): boolean;
  /** Tells when `mayAsk` may have changed; returns how to stop. */
  onChange(listener: () => void): () => void;
}

export class ReportWatch<T, P = Refusal> {
  #state: ReportState<T, P> = { value: undefined, problem: null, asking: false };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: (() => void) | undefined;
  /** True when the time to ask has come but nothing could be asked. */
  #due = true;
  readonly #listeners = new Set<() => void>();
  readonly #ports: ReportPorts<T, P>;

  constructor(ports: ReportPorts<T, P>) {
    this.#ports = ports;
  }

  get = (): ReportState<T, P> => this.#state;

  /** Asking starts with the first listener and ends with the last. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (!this.#stop) {
      this.#stop = this.#ports.onChange(() => this.#askWhenDue());
      this.#due = true;
      this.#askWhenDue();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#timer);
      this.#stop?.();
      this.#stop = undefined;
    };
  };

  /** Asks now, or right after the answer that is under way. */
  again = (): void => {
    this.#due = true;
    this.#askWhenDue();
  };

  #askWhenDue(): void {
    if (!this.#due || this.#state.asking || !this.#stop || !this.#ports.mayAsk()) return;
    void this.#ask();
  }

  async #ask(): Promise<void> {
    this.#due = false;
    clearTimeout(this.#timer);
    this.#become({ ...this.#state, asking: true });
    const next = await this.#answer();
    this.#become({ ...next, asking: false });
    if (!this.#stop) return;
    if (next.problem === 'line') this.#due = true;
    else this.#askWhenDue();
    const { everyMs } = this.#ports;
    if (everyMs !== null && !this.#state.asking) this.#timer = setTimeout(this.again, everyMs);
  }

  async #answer(): Promise<Pick<ReportState<T, P>, 'value' | 'problem'>> {
    const { value } = this.#state;
    try {
      const answer = await this.#ports.ask();
      return answer.ok ? { value: answer.value, problem: null } : { value, problem: answer.refusal };
    } catch {
      // The line's own band says that it is down; what is shown stays, marked as old.
      return { value, problem: 'line' };
    }
  }

  #become(state: ReportState<T, P>): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
