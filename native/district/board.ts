/** The district's board: all studios' figures of a period, from the sums that stand ready, never by a walk through entries. */
import type { Board as BoardAnswer, BoardPeriod, BoardStudio } from '../contract/district.ts';
import type { LocalText } from '../contract/text.ts';
import type { Summary } from '../contract/upstream.ts';
import type { Clock } from '../kernel/clock.ts';
import { type BasketSum, gathered, type Group, type SkuSum } from './board-sums.ts';
import { dayOf, dayText, firstOfMonth, firstOfNextMonth } from './china-day.ts';
import type { DistrictDatabase, Value } from './district-database.ts';
import type { StudioKeys } from './studio-keys.ts';
import { newestSummaries } from './summaries.ts';

interface FigureSum {
  grossFen: number;
  refundedFen: number;
  orderCount: number;
  units: number;
}

interface StudioRow {
  studioId: string;
  highestSeq: number;
  entries: number;
  lastHeardAtMs: number;
  conflicts: number;
}

interface BroadcastRow {
  studioId: string;
  broadcastId: string;
  title: string | null;
  openedSeq: number;
  startedSeq: number;
  endedSeq: number;
}

interface Product {
  name: Group;
  place: Group;
  cooperative: Group;
}

/** A studio on air writes something every few seconds. */
const LATE_MS = 2 * 60_000;
const SILENT_MS = 24 * 3_600_000;
const NAMELESS: Group = { key: '', name: null };
const NOTHING: FigureSum = { grossFen: 0, refundedFen: 0, orderCount: 0, units: 0 };

const sum = (column: string, name: string) => `CAST(COALESCE(SUM(${column}), 0) AS BIGINT) AS "${name}"`;
const DAY_SUMS = [
  sum('gross_fen', 'grossFen'),
  sum('refunded_fen', 'refundedFen'),
  sum('order_count', 'orderCount'),
  sum('units', 'units'),
].join(', ');
const SKU_SUMS = [
  sum('gross_fen', 'grossFen'),
  sum('refunded_fen', 'refundedFen'),
  sum('order_count', 'orderCount'),
  sum('paid_units', 'units'),
].join(', ');
/** Rehearsals count nowhere. `t` is the table asked. */
export const NOT_REHEARSED =
  'NOT EXISTS (SELECT 1 FROM broadcast b WHERE b.studio_id = t.studio_id AND b.broadcast_id = t.broadcast_id AND b.rehearsal = 1)';

/** The first and the last day of a period. */
export function daysOf(period: BoardPeriod, nowMs: number): { from: number; to: number } {
  const today = dayOf(nowMs);
  if (period === 'today') return { from: today, to: today };
  if (period === 'month') return { from: firstOfMonth(today), to: firstOfNextMonth(today) - 1 };
  return { from: -1_000_000, to: 1_000_000 };
}

export class Board {
  readonly #database: DistrictDatabase;
  readonly #keys: StudioKeys;
  readonly #clock: Clock;

  constructor(database: DistrictDatabase, keys: StudioKeys, clock: Clock) {
    this.#database = database;
    this.#keys = keys;
    this.#clock = clock;
  }

  /** Of one studio, or of all. */
  async of(period: BoardPeriod, studio: string | null): Promise<BoardAnswer> {
    const nowAtMs = this.#clock.nowMs();
    const days = daysOf(period, nowAtMs);
    const month = daysOf('month', nowAtMs);
    const byStudio = await this.#sums<FigureSum & { studioId: string }>(
      'day_sales',
      'studio_id AS "studioId"',
      'studio_id',
      DAY_SUMS,
      days,
      studio,
    );
    const byDay = await this.#sums<FigureSum & { day: number }>('day_sales', 'day', 'day', DAY_SUMS, month, studio);
    const skus = await this.#sums<SkuSum>('sku_sales', 'studio_id AS "studioId", sku', 'studio_id, sku', SKU_SUMS, days, studio);
    const basketRows = await this.#sums<Omit<BasketSum, 'skus'> & { skus: string }>(
      'basket_sales',
      'studio_id AS "studioId", skus',
      'studio_id, skus',
      sum('order_count', 'orderCount'),
      days,
      studio,
    );
    const baskets = basketRows.map((row) => ({ ...row, skus: JSON.parse(row.skus) as string[] }));
    const products = await this.#products();
    const by = (what: 'place' | 'cooperative') => (studioId: string, sku: string) => products.get(`${studioId} ${sku}`)?.[what] ?? NAMELESS;
    return {
      nowAtMs,
      period,
      totals: added(byStudio),
      monthToDate: added(byDay),
      studios: await this.#studios(nowAtMs, new Map(byStudio.map((row) => [row.studioId, row])), studio),
      places: gathered(skus, baskets, by('place')),
      // No order has a SKU twice in its basket.
      products: gathered(skus, [], (studioId, sku) => products.get(`${studioId} ${sku}`)?.name ?? { key: sku, name: null }),
      cooperatives: gathered(skus, baskets, by('cooperative')),
      days: byDay.toSorted((one, other) => one.day - other.day).map(({ day, ...figures }) => ({ day: dayText(day), ...figures })),
    };
  }

  async #sums<T>(
    table: string,
    columns: string,
    by: string,
    sums: string,
    { from, to }: { from: number; to: number },
    studio: string | null,
  ): Promise<T[]> {
    const values: Value[] = [from, to];
    const conditions = ['day >= $1', 'day <= $2'];
    if (studio !== null) conditions.push(`studio_id = $${values.push(studio)}`);
    if (await this.#hasRehearsals()) conditions.push(NOT_REHEARSED);
    return this.#database.read<T>(`SELECT ${columns}, ${sums} FROM ${table} t WHERE ${conditions.join(' AND ')} GROUP BY ${by}`, values);
  }

  async #products(): Promise<Map<string, Product>> {
    const rows = await this.#database.read<{
      studioId: string;
      sku: string;
      name: string;
      placeCode: string;
      placeName: string;
      cooperative: string | null;
    }>(`SELECT studio_id AS "studioId", sku, name, place_code AS "placeCode", place_name AS "placeName", cooperative FROM product`);
    return new Map(
      rows.map((row) => {
        const cooperative = textOf(row.cooperative);
        const product = {
          name: { key: row.sku, name: textOf(row.name) },
          place: { key: row.placeCode, name: textOf(row.placeName) },
          cooperative: { key: cooperative?.['zh-CN'] ?? '', name: cooperative },
        };
        return [`${row.studioId} ${row.sku}`, product];
      }),
    );
  }

  /** Hardly ever any: asking for each row of sums would cost more than the sums. */
  async #hasRehearsals(): Promise<boolean> {
    return (await this.#database.read('SELECT 1 FROM broadcast WHERE rehearsal = 1 LIMIT 1')).length > 0;
  }

  /** All that have a key, and all that ever sent anything. */
  async #studios(nowMs: number, figures: ReadonlyMap<string, FigureSum>, studio: string | null): Promise<BoardStudio[]> {
    const states = await this.#database.read<StudioRow>(
      `SELECT studio_id AS "studioId", highest_seq AS "highestSeq", entries, last_heard_at_ms AS "lastHeardAtMs",
         (SELECT COUNT(*) FROM entry_conflict c WHERE c.studio_id = s.studio_id) AS conflicts FROM studio_state s`,
    );
    const broadcasts = await this.#database.read<BroadcastRow>(
      `SELECT studio_id AS "studioId", broadcast_id AS "broadcastId", title, opened_seq AS "openedSeq", started_seq AS "startedSeq",
         ended_seq AS "endedSeq" FROM broadcast b WHERE rehearsal = 0 AND opened_seq > 0 AND opened_seq =
         (SELECT MAX(n.opened_seq) FROM broadcast n WHERE n.studio_id = b.studio_id AND n.rehearsal = 0)`,
    );
    const summaries = await newestSummaries(this.#database);
    const stateOf = new Map(states.map((row) => [row.studioId, row]));
    const broadcastOf = new Map(broadcasts.map((row) => [row.studioId, row]));
    const names = new Map(this.#keys.list().map(({ studioId, name }) => [studioId, name]));
    return [...new Set([...names.keys(), ...stateOf.keys()])]
      .filter((studioId) => studio === null || studioId === studio)
      .toSorted()
      .map((studioId) => {
        const { grossFen, refundedFen, orderCount, units } = figures.get(studioId) ?? NOTHING;
        return {
          ...standing(nowMs, stateOf.get(studioId), broadcastOf.get(studioId), summaries.get(studioId)),
          studioId,
          name: names.get(studioId) ?? studioId,
          grossFen,
          refundedFen,
          orderCount,
          units,
        };
      });
  }
}

type Standing = Omit<BoardStudio, 'studioId' | 'name' | keyof FigureSum>;

/** Of the newest broadcast and the newest summary, the one with the higher sequence says what is on air. */
function standing(
  nowMs: number,
  state: StudioRow | undefined,
  broadcast: BroadcastRow | undefined,
  summary: Summary | undefined,
): Standing {
  const broadcastSeq = broadcast ? Math.max(broadcast.openedSeq, broadcast.startedSeq, broadcast.endedSeq) : 0;
  const current = summary && !summary.rehearsal && summary.ledgerSeq >= broadcastSeq ? summary : null;
  const onAir = current ? current.phase === 'onAir' : broadcast !== undefined && broadcast.startedSeq > broadcast.endedSeq;
  const { lastHeardAtMs = null, highestSeq = 0, entries = 0, conflicts = 0 } = state ?? {};
  return {
    freshness: freshnessOf(nowMs, lastHeardAtMs, onAir),
    lastHeardAtMs,
    highestSeq,
    entries,
    missingEntries: summary ? Math.max(0, Math.max(summary.ledgerSeq, highestSeq) - entries) : null,
    conflicts,
    onAir,
    broadcastId: current?.broadcastId ?? broadcast?.broadcastId ?? null,
    broadcastTitle: current?.title ?? textOf(broadcast?.title ?? null),
    summary: summary
      ? {
          atMs: summary.atMs,
          grossFen: summary.grossFen,
          netFen: summary.netFen,
          orderCount: summary.orderCount,
          ledgerSeq: summary.ledgerSeq,
        }
      : null,
  };
}

function freshnessOf(nowMs: number, lastHeardAtMs: number | null, onAir: boolean): BoardStudio['freshness'] {
  if (lastHeardAtMs === null) return 'never';
  const silentMs = nowMs - lastHeardAtMs;
  if (silentMs > SILENT_MS) return 'silent';
  return onAir && silentMs > LATE_MS ? 'late' : 'fresh';
}

function added(rows: readonly FigureSum[]): FigureSum {
  return rows.reduce<FigureSum>(
    (total, row) => ({
      grossFen: total.grossFen + row.grossFen,
      refundedFen: total.refundedFen + row.refundedFen,
      orderCount: total.orderCount + row.orderCount,
      units: total.units + row.units,
    }),
    NOTHING,
  );
}

/** Texts were checked when they came in. */
function textOf(json: string | null): LocalText | null {
  return json === null ? null : (JSON.parse(json) as LocalText);
}
