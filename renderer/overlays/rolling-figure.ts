/** A number that counts up to its target a few times a second, without React and without ever passing it. */

const STEP_MS = 80;
/** Share of the way that one step goes. */
const STRIDE = 0.35;

export class RollingFigure {
  #shown: number | null = null;
  #target = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #write: (value: number) => void;

  constructor(write: (value: number) => void) {
    this.#write = write;
  }

  /** Goes to `target`: at once the first time, when told so, and downwards (a refund is no spectacle); else by steps. */
  toward(target: number, atOnce: boolean): void {
    this.#target = target;
    if (this.#shown === null || atOnce || target <= this.#shown) return this.#arrive();
    if (this.#timer === undefined) this.#step();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arrive(): void {
    this.stop();
    this.#shown = this.#target;
    this.#write(this.#target);
  }

  #step(): void {
    const shown = this.#shown ?? 0;
    const next = shown + Math.ceil((this.#target - shown) * STRIDE);
    if (next >= this.#target) return this.#arrive();
    this.#shown = next;
    this.#write(next);
    this.#timer = setTimeout(() => this.#step(), STEP_MS);
  }
}
