/** The board's tables as they leave for a spreadsheet: columns, and rows that are fetched while they are written. */
import type { BoardExport, BoardRow } from '../contract/district.ts';
import type { BoardPeriod } from '../contract/district.ts';
import { type Locale, textIn } from '../contract/text.ts';
import type { PaidState } from '../ledger/paid-state.ts';
import type { ExportCell, ExportTable } from '../reports/export-table.ts';
import { type Board, daysOf, NOT_REHEARSED } from './board.ts';
import { startOfDay } from './china-day.ts';
import type { DistrictDatabase } from './district-database.ts';

export interface BoardWanted {
  what: BoardExport;
  period: BoardPeriod;
  studio: string | null;
  locale: Locale;
  nowMs: number;
}

interface OrderRow {
  studioId: string;
  source: string;
  orderId: string;
  paidAtMs: number;
  amountFen: number;
  refundedFen: number;
  seq: number;
  broadcastId: string;
  body: string;
}

const FIGURES = ['orderCount', 'units', 'gross', 'refunded', 'net'] as const;
const PAGE = 1000;

export function boardTable(board: Board, database: DistrictDatabase, wanted: BoardWanted): ExportTable {
  switch (wanted.what) {
    case 'studios':
      return { columns: ['studio', 'name', 'lastHeard', ...FIGURES], rows: once(() => studioRows(board, wanted)) };
    case 'places':
      return { columns: ['placeCode', 'place', ...FIGURES], rows: once(() => groupRows(board, wanted, 'places')) };
    case 'products':
      return { columns: ['sku', 'product', ...FIGURES], rows: once(() => groupRows(board, wanted, 'products')) };
    case 'cooperatives':
      return { columns: ['cooperative', 'name', ...FIGURES], rows: once(() => groupRows(board, wanted, 'cooperatives')) };
    case 'days':
      return { columns: ['day', ...FIGURES], rows: once(() => dayRows(board, wanted)) };
    case 'orders':
      return {
        columns: ['studio', 'order', 'source', 'paidAt', 'amount', 'refunded', 'goods', 'buyer', 'region', 'broadcast', 'entry'],
        rows: orderRows(database, wanted),
      };
  }
}

async function* once(rows: () => Promise<ExportCell[][]>): AsyncGenerator<ExportCell[][]> {
  yield await rows();
}

function figureCells({ orderCount, units, grossFen, refundedFen }: Omit<BoardRow, 'key' | 'name'>): ExportCell[] {
  return [orderCount, units, { fen: grossFen }, { fen: refundedFen }, { fen: grossFen - refundedFen }];
}

async function studioRows(board: Board, { period, studio }: BoardWanted): Promise<ExportCell[][]> {
  const { studios } = await board.of(period, studio);
  return studios.map((row) => [
    { id: row.studioId },
    row.name,
    row.lastHeardAtMs === null ? null : { atMs: row.lastHeardAtMs },
    ...figureCells(row),
  ]);
}

async function groupRows(
  board: Board,
  { period, studio, locale }: BoardWanted,
  group: 'places' | 'products' | 'cooperatives',
): Promise<ExportCell[][]> {
  const rows = (await board.of(period, studio))[group];
  return rows.map(({ key, name, ...figures }) => [{ id: key }, name && textIn(name, locale), ...figureCells(figures)]);
}

async function dayRows(board: Board, { period, studio }: BoardWanted): Promise<ExportCell[][]> {
  return (await board.of(period, studio)).days.map(({ day, ...figures }) => [day, ...figureCells(figures)]);
}

/** Studio by studio, each by time of payment. */
async function* orderRows(database: DistrictDatabase, { period, studio, nowMs }: BoardWanted): AsyncGenerator<ExportCell[][]> {
  const { from, to } = daysOf(period, nowMs);
  const studios =
    studio === null
      ? await database.read<{ studioId: string }>('SELECT studio_id AS "studioId" FROM studio_state')
      : [{ studioId: studio }];
  for (const { studioId } of studios) {
    let last: Pick<OrderRow, 'paidAtMs' | 'source' | 'orderId'> = { paidAtMs: startOfDay(from), source: '', orderId: '' };
    for (;;) {
      const rows: OrderRow[] = await database.read<OrderRow>(
        `SELECT t.studio_id AS "studioId", t.source, t.order_id AS "orderId", t.paid_at_ms AS "paidAtMs", t.amount_fen AS "amountFen",
           t.refunded_fen AS "refundedFen", t.state_seq AS seq, t.broadcast_id AS "broadcastId", e.body
         FROM paid_order t JOIN entry e ON e.studio_id = t.studio_id AND e.seq = t.state_seq
         WHERE t.studio_id = $1 AND (t.paid_at_ms, t.source, t.order_id) > ($2, $3, $4) AND t.paid_at_ms < $5 AND ${NOT_REHEARSED}
         ORDER BY t.paid_at_ms, t.source, t.order_id LIMIT ${PAGE}`,
        [studioId, last.paidAtMs, last.source, last.orderId, startOfDay(to + 1)],
      );
      if (rows.length === 0) break;
      yield rows.map(orderCells);
      last = rows.at(-1)!;
    }
  }
}

function orderCells({ studioId, orderId, source, paidAtMs, amountFen, refundedFen, broadcastId, seq, body }: OrderRow): ExportCell[] {
  const { lines, buyer, region } = JSON.parse(body) as PaidState;
  const goods = lines.map(({ title, sku, quantity }) => `${title || sku} × ${quantity}`).join('; ');
  const money: ExportCell[] = [{ fen: amountFen }, { fen: refundedFen }];
  return [{ id: studioId }, { id: orderId }, source, { atMs: paidAtMs }, ...money, goods, buyer, region, { id: broadcastId }, seq];
}
