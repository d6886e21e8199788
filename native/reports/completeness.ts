/** How complete each source is: its silent minutes against its own habit, and its orders against its last export. */
import type { ReportOutput, ReportParsedInput } from '../contract/reports.ts';
import type { Reader } from '../store/reader.ts';

type SourceRow = ReportOutput<'completeness'>['sources'][number];
type Gap = SourceRow['gaps'][number];

const MINUTE_MS = 60_000;
/** Minutes before and after a silence that say what is usual. */
const AROUND = 15;
/** A silence is a gap when so many orders would have been usual in it: fewer may be chance, e⁻⁸ is not. */
const USUAL_IN_GAP = 8;

interface Minute {
  source: string;
  minute: number;
  orders: number;
  grossFen: number;
  firstMs: number;
  lastMs: number;
}

/** From the covering index `paid_order_time` alone. */
const MINUTES_SQL = /* sql */ `
  SELECT source, paid_at_ms / ${MINUTE_MS} AS minute, count(*) AS orders, sum(amount_fen) AS grossFen,
    min(paid_at_ms) AS firstMs, max(paid_at_ms) AS lastMs
  FROM paid_order INDEXED BY paid_order_time WHERE broadcast_id = ? GROUP BY 1, 2 ORDER BY 1, 2`;

const THIN_SQL = /* sql */ `SELECT count(*) AS orders FROM paid_order WHERE thin = 1 AND source = ? AND broadcast_id = ?`;

/** The newest export that tells of the time in which the source sold here. */
const EXPORT_SQL = /* sql */ `
  SELECT import_id AS importId FROM order_import
  WHERE source = ? AND content = 'orders' AND coalesce(from_ms, 0) <= ? AND coalesce(to_ms, ${Number.MAX_SAFE_INTEGER}) >= ?
  ORDER BY state_at_ms DESC, imported_at_ms DESC LIMIT 1`;

/** Orders that the export says were paid. */
const MATCHED_SQL = /* sql */ `
  SELECT count(*) AS exported, count(paid.order_id) AS matched FROM imported_order AS imported
  LEFT JOIN paid_order AS paid ON paid.source = ? AND paid.order_id = imported.order_id
  WHERE imported.import_id = ? AND imported.status IN ('paid', 'refunded')`;

export function completenessReport(reader: Reader, { broadcastId }: ReportParsedInput<'completeness'>): ReportOutput<'completeness'> {
  const bySource = Map.groupBy(reader.all<Minute>(MINUTES_SQL, broadcastId), ({ source }) => source);
  const lastMinute = Math.max(...[...bySource.values()].map((minutes) => minutes.at(-1)!.minute));
  const sources = [...bySource].map(([source, minutes]): SourceRow => {
    const sum = (field: 'orders' | 'grossFen') => minutes.reduce((total, minute) => total + minute[field], 0);
    const [firstPaidAtMs, lastPaidAtMs] = [minutes[0]!.firstMs, minutes.at(-1)!.lastMs];
    return {
      source,
      orderCount: sum('orders'),
      grossFen: sum('grossFen'),
      thinCount: reader.get<{ orders: number }>(THIN_SQL, source, broadcastId)!.orders,
      firstPaidAtMs,
      lastPaidAtMs,
      ...againstExport(reader, source, firstPaidAtMs, lastPaidAtMs),
      gaps: gapsIn(minutes, lastMinute),
    };
  });
  return { sources };
}

function againstExport(reader: Reader, source: string, firstMs: number, lastMs: number) {
  const found = reader.get<{ importId: string }>(EXPORT_SQL, source, lastMs, firstMs);
  if (!found) return { exportedOrders: null, matchedOrders: null };
  const { exported, matched } = reader.get<{ exported: number; matched: number }>(MATCHED_SQL, source, found.importId)!;
  return { exportedOrders: exported, matchedOrders: matched };
}

/** Silences between the orders of a source, and behind its last one while other sources went on to sell. */
function gapsIn(minutes: readonly Minute[], lastMinute: number): Gap[] {
  const gaps: Gap[] = [];
  for (const [at, minute] of minutes.entries()) {
    const next = minutes[at + 1];
    // What came in the last minute may not be all of it.
    const until = next?.minute ?? lastMinute;
    const silent = until - minute.minute - 1;
    if (silent <= 0) continue;
    const before = countsFrom(minutes, at, -1, minute.minute - AROUND);
    const after = next ? countsFrom(minutes, at + 1, 1, next.minute + AROUND) : [];
    const usualOrders = median([...before, ...after]);
    if (usualOrders * silent < USUAL_IN_GAP) continue;
    const toMs = until * MINUTE_MS;
    gaps.push({ fromMs: (minute.minute + 1) * MINUTE_MS, toMs, usualOrders, silenceMs: (next?.firstMs ?? toMs) - minute.lastMs });
  }
  return gaps;
}

/** Orders a minute from a place outwards up to and without the minute `end`, silent minutes among them counted as 0. */
function countsFrom(minutes: readonly Minute[], at: number, step: 1 | -1, end: number): number[] {
  const counts: number[] = [];
  let expected = minutes[at]!.minute;
  for (let index = at; index >= 0 && index < minutes.length; index += step) {
    const { minute, orders } = minutes[index]!;
    for (; expected !== minute && expected !== end; expected += step) counts.push(0);
    if (expected === end) break;
    counts.push(orders);
    expected += step;
  }
  return counts;
}

function median(counts: readonly number[]): number {
  const sorted = counts.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
