/** Gross sales of a broadcast and when they came to a sum, from the ledger's aggregates. */
import type { Reader } from '../../store/reader.ts';
import type { GrossSales } from './robot-news.ts';

const GROSS_SQL = 'SELECT gross_fen AS grossFen FROM broadcast_sales WHERE broadcast_id = ?';
const MINUTES_SQL =
  'SELECT minute_at_ms AS minuteAtMs, gross_fen AS grossFen FROM minute_sales WHERE broadcast_id = ? ORDER BY minute_at_ms';

export function grossSales(reader: Reader): GrossSales {
  return {
    grossFen: (broadcastId) => reader.get<{ grossFen: number }>(GROSS_SQL, broadcastId)?.grossFen ?? 0,
    reachedAtMs(broadcastId, grossFen) {
      let sum = 0;
      let lastAtMs = 0;
      for (const minute of reader.iterate<{ minuteAtMs: number; grossFen: number }>(MINUTES_SQL, broadcastId)) {
        sum += minute.grossFen;
        lastAtMs = minute.minuteAtMs;
        if (sum >= grossFen) break;
      }
      return lastAtMs;
    },
  };
}
