/** Whether a count of bytes grows, and for how long it has not: the one sign of life that OBS cannot give wrongly. */
import type { Clock } from '../../kernel/clock.ts';

export class Growth {
  readonly #clock: Clock;
  #bytes: number | null = null;
  #sinceMs = 0;
  #grew = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** From here on it must grow; what was counted before says nothing. */
  begin(): void {
    this.#bytes = null;
    this.#grew = false;
    this.#sinceMs = this.#clock.monotonicMs();
  }

  /** Grew since `begin`. */
  get grew(): boolean {
    return this.#grew;
  }

  /** Since it last grew, or since `begin`. */
  get standsForMs(): number {
    return this.#clock.monotonicMs() - this.#sinceMs;
  }

  /** True when it has grown since the look before. A count that falls began anew. */
  look(bytes: number): boolean {
    const grows = this.#bytes !== null && bytes > this.#bytes;
    this.#bytes = bytes;
    if (!grows) return false;
    this.#grew = true;
    this.#sinceMs = this.#clock.monotonicMs();
    return true;
  }
}
