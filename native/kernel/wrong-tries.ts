/** Counts wrong keys and tokens by address, so that nobody can guess for long. */
import type { Clock } from '../kernel/clock.ts';

const LIMIT = { tries: 20, windowMs: 60_000 };
/** Addresses remembered at once: a flood from many must not fill memory. */
const ADDRESSES_LIMIT = 10_000;

export class WrongTries {
  readonly #clock: Clock;
  readonly #limit: typeof LIMIT;
  readonly #tries = new Map<string, { fromMs: number; count: number }>();

  constructor(clock: Clock, limit = LIMIT) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** Milliseconds until the address may try again; 0 when it may now. */
  waitMs(address: string): number {
    const known = this.#tries.get(address);
    if (!known || known.count < this.#limit.tries) return 0;
    return Math.max(0, known.fromMs + this.#limit.windowMs - this.#clock.monotonicMs());
  }

  count(address: string): void {
    const nowMs = this.#clock.monotonicMs();
    const known = this.#tries.get(address);
    if (known && nowMs < known.fromMs + this.#limit.windowMs) {
      known.count += 1;
      return;
    }
    this.#tries.delete(address);
    if (this.#tries.size >= ADDRESSES_LIMIT) this.#tries.delete(this.#tries.keys().next().value!);
    this.#tries.set(address, { fromMs: nowMs, count: 1 });
  }
}
