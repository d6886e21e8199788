/** Decides which sale the moving ticker shows next: new ones at once, a burst at a pace that can be read, never a replay. */
import type { TickerItem } from '../../native/contract/overlay.ts';

/** Sales that wait for their turn; older ones are dropped, they are in the total. Also what is shown after an outage. */
const WAITING = 3;
const SHOWN = 8;
/** Time that a sale has for itself before the next one moves it on. */
const SPACING_MS = 800;

export class PacedSales {
  /** Newest first. */
  shown: readonly TickerItem[] = [];
  #waiting: TickerItem[] = [];
  #seenSeq = -1;
  #nextAtMs = 0;

  /** Takes the studio's ticker (newest last). The first time its last sales are simply there. */
  offer(items: readonly TickerItem[]): void {
    const fresh = items.filter((item) => item.seq > this.#seenSeq);
    if (fresh.length === 0) return;
    const first = this.#seenSeq === -1;
    this.#seenSeq = fresh.at(-1)!.seq;
    if (first) this.shown = fresh.slice(-WAITING).sort((a, b) => b.seq - a.seq);
    else this.#waiting = [...this.#waiting, ...fresh].slice(-WAITING);
  }

  /** Shows the next sale when its time has come. Returns the milliseconds until there is something to do, or null for nothing. */
  advance(nowMs: number): number | null {
    if (this.#waiting.length === 0) return null;
    if (nowMs >= this.#nextAtMs) {
      const [next, ...rest] = this.#waiting;
      this.#waiting = rest;
      this.shown = [next!, ...this.shown].slice(0, SHOWN);
      this.#nextAtMs = nowMs + SPACING_MS;
    }
    return this.#waiting.length === 0 ? null : this.#nextAtMs - nowMs;
  }
}
