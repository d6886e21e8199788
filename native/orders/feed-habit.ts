/** Learns how long each feed is usually silent, and says when one has been silent for longer. */
import type { Entry } from '../contract/entry.ts';
import type { FeedState } from '../contract/sales.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import type { Disposable } from '../kernel/live-state.ts';
import type { Reader } from '../store/reader.ts';
import type { Feeds } from './feeds.ts';

export interface FeedHabitPorts {
  feeds: Pick<Feeds, 'state' | 'show'>;
  reader: Reader;
  entries: { onAppended(listener: (entries: readonly Entry[]) => void): Disposable };
  broadcastId(): string;
  clock: Clock;
}

/** Real time between two looks. */
const LOOK_EVERY_MS = 5000;
/** Of an older day nothing is learned. */
const WINDOW_MS = 6 * 3_600_000;
const ORDERS = 1000;
const ENOUGH_ORDERS = 30;
const SHARE = 0.99;
const SHORTEST_MS = 30_000;

const RECENT_SQL = /* sql */ `
  SELECT paid_at_ms AS paidAtMs FROM paid_order INDEXED BY paid_order_time
  WHERE broadcast_id = ? AND paid_at_ms >= ? AND source = ? ORDER BY paid_at_ms DESC LIMIT ${ORDERS}`;
const THIN_SQL = /* sql */ `SELECT source, count(*) AS orders FROM paid_order WHERE thin = 1 GROUP BY source`;

interface Heard {
  /** Times of payment, in the order of arrival. */
  paidAtMs: number[];
  /** When an order last came, or when the studio began to listen. */
  lastAtMs: number;
}

export class FeedHabit {
  readonly #ports: FeedHabitPorts;
  readonly #heard = new Map<string, Heard>();
  #watching: Disposable | null = null;
  #timer: Timer | null = null;
  #thinChanged = true;
  #thin = new Map<string, number>();

  constructor(ports: FeedHabitPorts) {
    this.#ports = ports;
  }

  start(): void {
    const { feeds, reader, clock, entries, broadcastId } = this.#ports;
    const nowMs = clock.nowMs();
    for (const { source } of feeds.state.get().feeds) {
      const rows = reader.all<{ paidAtMs: number }>(RECENT_SQL, broadcastId(), nowMs - WINDOW_MS, source);
      this.#heard.set(source, { paidAtMs: rows.map(({ paidAtMs }) => paidAtMs).toReversed(), lastAtMs: nowMs });
    }
    this.#watching = entries.onAppended((appended) => this.#hear(appended));
    this.#look();
  }

  stop(): void {
    this.#watching?.dispose();
    this.#timer?.cancel();
  }

  #hear(entries: readonly Entry[]): void {
    for (const { kind, atMs, body } of entries) {
      if (kind !== 'order.paid' && kind !== 'order.amended') continue;
      if (kind === 'order.amended' || body.lines.length === 0) this.#thinChanged = true;
      if (kind === 'order.amended') continue;
      const heard = this.#heard.get(body.source) ?? { paidAtMs: [], lastAtMs: atMs };
      heard.paidAtMs.push(body.occurredAtMs);
      heard.lastAtMs = Math.max(heard.lastAtMs, atMs);
      if (heard.paidAtMs.length > 2 * ORDERS) heard.paidAtMs = heard.paidAtMs.slice(-ORDERS);
      this.#heard.set(body.source, heard);
    }
  }

  #look(): void {
    const { feeds, clock } = this.#ports;
    const nowMs = clock.nowMs();
    const learned = feeds.state.get().feeds.map(({ source }): [string, Partial<FeedState>] => {
      const heard = this.#heard.get(source);
      const usualSilenceMs = heard ? usualSilence(heard.paidAtMs, nowMs) : null;
      const stale = heard !== undefined && usualSilenceMs !== null && nowMs - heard.lastAtMs > usualSilenceMs;
      return [source, { usualSilenceMs, stale, thinCount: this.#thinCounts().get(source) ?? 0 }];
    });
    feeds.show(new Map(learned));
    this.#timer = clock.after(LOOK_EVERY_MS, () => this.#look());
  }

  #thinCounts(): ReadonlyMap<string, number> {
    if (this.#thinChanged) {
      this.#thinChanged = false;
      const rows = this.#ports.reader.all<{ source: string; orders: number }>(THIN_SQL);
      this.#thin = new Map(rows.map(({ source, orders }) => [source, orders]));
    }
    return this.#thin;
  }
}

/** The silence that 99 of 100 stay below; null while there are too few orders to tell. */
function usualSilence(paidAtMs: readonly number[], nowMs: number): number | null {
  const recent = paidAtMs
    .slice(-ORDERS)
    .filter((atMs) => atMs >= nowMs - WINDOW_MS && atMs <= nowMs)
    .toSorted((a, b) => a - b);
  if (recent.length < ENOUGH_ORDERS) return null;
  const gaps = recent.slice(1).map((atMs, at) => atMs - recent[at]!);
  gaps.sort((a, b) => a - b);
  return Math.max(SHORTEST_MS, gaps[Math.ceil(SHARE * gaps.length) - 1]!);
}
