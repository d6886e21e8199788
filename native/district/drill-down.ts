/** From the board down to what it is made of: a studio's broadcasts, and the entries behind them page by page. */
import type { z } from 'zod';
import type { DistrictBroadcast, EntriesAnswer, entriesQuerySchema } from '../contract/district.ts';
import type { LocalText } from '../contract/text.ts';
import { skuKey } from '../ledger/refund-shares.ts';
import type { DistrictDatabase, Value } from './district-database.ts';

interface BroadcastRow extends Omit<DistrictBroadcast, 'title' | 'rehearsal'> {
  title: string | null;
  rehearsal: number;
}

/** Newest first. */
export async function broadcastsOf(database: DistrictDatabase, studioId: string): Promise<DistrictBroadcast[]> {
  const sums = ['gross_fen', 'refunded_fen', 'order_count', 'units'].map((column) => `CAST(SUM(${column}) AS BIGINT) AS ${column}`);
  const rows = await database.read<BroadcastRow>(
    `SELECT b.broadcast_id AS "broadcastId", b.title, b.rehearsal, b.opened_at_ms AS "openedAtMs", b.started_at_ms AS "startedAtMs",
       b.ended_at_ms AS "endedAtMs", b.entries, COALESCE(s.gross_fen, 0) AS "grossFen", COALESCE(s.refunded_fen, 0) AS "refundedFen",
       COALESCE(s.order_count, 0) AS "orderCount", COALESCE(s.units, 0) AS units
     FROM broadcast b LEFT JOIN (
       SELECT broadcast_id, ${sums.join(', ')} FROM day_sales WHERE studio_id = $1 GROUP BY broadcast_id
     ) s ON s.broadcast_id = b.broadcast_id
     WHERE b.studio_id = $1 ORDER BY COALESCE(b.opened_at_ms, 0) DESC, b.broadcast_id`,
    [studioId],
  );
  return rows.map(({ title, rehearsal, ...row }) => ({
    ...row,
    title: title === null ? null : (JSON.parse(title) as LocalText),
    rehearsal: rehearsal === 1,
  }));
}

type EntriesQuery = z.output<typeof entriesQuerySchema>;
type EntryRow = Omit<EntriesAnswer['entries'][number], 'body'> & { body: string };

/** Newest first, by an index whatever is asked. */
export async function entriesOf(database: DistrictDatabase, query: EntriesQuery): Promise<EntriesAnswer> {
  const { studio, broadcast, kind, sku, before, limit } = query;
  const values: Value[] = [studio, before ?? Number.MAX_SAFE_INTEGER];
  const place = (value: Value) => `$${values.push(value)}`;
  const conditions = ['e.studio_id = $1', 'e.seq < $2'];
  const bySku = sku === undefined ? '' : 'JOIN entry_sku k ON k.studio_id = e.studio_id AND k.seq = e.seq';
  if (sku !== undefined) conditions.push('k.studio_id = $1', 'k.seq < $2', `k.sku = ${place(skuKey(sku))}`);
  if (broadcast !== undefined) conditions.push(`e.broadcast_id = ${place(broadcast)}`);
  if (kind !== undefined) conditions.push(`e.kind = ${place(kind)}`);
  const rows = await database.read<EntryRow>(
    `SELECT e.seq, e.broadcast_id AS "broadcastId", e.kind, e.at_ms AS "atMs", e.received_at_ms AS "receivedAtMs", e.actor, e.body
     FROM entry e ${bySku} WHERE ${conditions.join(' AND ')} ORDER BY e.seq DESC LIMIT ${place(limit + 1)}`,
    values,
  );
  const page = rows.slice(0, limit);
  return {
    entries: page.map(({ body, ...row }) => ({ ...row, body: JSON.parse(body) as Record<string, unknown> })),
    next: rows.length > limit ? page.at(-1)!.seq : null,
  };
}
