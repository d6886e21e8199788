/** The studio's clock as this page knows it: what the studio said, counted on by the page's own monotonic clock. */
import type { OverlayState } from '../../native/contract/overlay.ts';

/** A rehearsal may run sixty times as fast; nobody reads a figure that changes more often. */
const SHORTEST_WAIT_MS = 100;
/** Longer ones overflow in a browser's timer. */
const LONGEST_WAIT_MS = 3_600_000;

export class StudioClock {
  readonly #said: OverlayState['clock'];
  readonly #heardAtMs = performance.now();

  constructor(said: OverlayState['clock']) {
    this.#said = said;
  }

  nowMs(): number {
    return this.#said.nowAtMs + (performance.now() - this.#heardAtMs) * this.#said.speed;
  }

  /** How long to wait by the page's own clock until the studio's shows `atMs`. A clock that stands still is looked at again later. */
  waitMs(atMs: number): number {
    const { speed } = this.#said;
    const waitMs = speed > 0 ? (atMs - this.nowMs()) / speed : LONGEST_WAIT_MS;
    return Math.min(LONGEST_WAIT_MS, Math.max(SHORTEST_WAIT_MS, waitMs));
  }
}
