/** Decides which sale the moving ticker shows next: new ones at once, a burst at a pace that can be read, never a replay. */
import { TICKER_LENGTH, type TickerItem } from '../../native/contract/overlay.ts';

/** Sales that wait for their turn; older ones are dropped, they are in the total. Also what is shown after an outage. */
const WAITING = 3;
const SHOWN = 8;
/** Time that a sale has for itself before the next one moves it on. */
const SPACING_MS = 800;

export class PacedSales {
  /** Newest first. */
  shown: readonly TickerItem[] = [];
  #waiting: TickerItem[] = [];
  /** Sales of the last offer and on screen; their numbers do not rise, for the studio shuffles them. */
  #seen: ReadonlySet<number> | null = null;
  #nextAtMs = 0;

  /** Takes the studio's ticker (newest last). The first time its last sales are simply there. */
  offer(items: readonly TickerItem[]): void {
    const seen = this.#seen;
    this.#retell(items);
    const fresh = items.filter(({ seq }) => !seen?.has(seq));
    if (fresh.length === 0) return;
    this.#seen = new Set([...items, ...this.shown].map(({ seq }) => seq));
    if (seen) this.#waiting = [...this.#waiting, ...fresh].slice(-WAITING);
    else this.shown = newestFirst(fresh.slice(-WAITING));
  }

  /** Sales that are told anew say it at once: a name may be hidden now. Out of a ticker that is not full none has run out, so that what is missing was taken back. */
  #retell(items: readonly TickerItem[]): void {
    const told = new Map(items.map((item) => [item.seq, item]));
    const isFull = items.length >= TICKER_LENGTH;
    const now = (sale: TickerItem) => told.get(sale.seq) ?? (isFull ? sale : []);
    this.shown = this.shown.flatMap(now);
    this.#waiting = this.#waiting.flatMap(now);
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

/** `toReversed` would do, but the browser of older OBS (Chromium 103) has none. */
export function newestFirst(items: readonly TickerItem[]): readonly TickerItem[] {
  return items.map((_, index) => items[items.length - 1 - index]!);
}
