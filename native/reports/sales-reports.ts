/** Reports on sales: broadcasts, the curve by minute, and breakdowns that add up to the broadcast's totals. */
import { type Product, productSchema } from '../contract/product.ts';
import type { ReportOutput, ReportParsedInput } from '../contract/reports.ts';
import type { LocalText } from '../contract/text.ts';
import { Broadcasts } from '../ledger/broadcasts.ts';
import { ENTRY_COLUMNS, entryOf, type EntryRow, NOT_BULK } from '../ledger/entry-row.ts';
import { BROADCAST_FIGURES, SKU_FIGURES } from '../ledger/figure-changes.ts';
import { skuKey } from '../ledger/refund-shares.ts';
import type { Reader } from '../store/reader.ts';
import type { BroadcastFigures, SkuFigures } from '../store/writer-protocol.ts';

type Rows = ReportOutput<'salesBy'>['rows'];
type Row = Rows[number];

export function broadcastsReport(reader: Reader): ReportOutput<'broadcasts'> {
  const broadcasts = new Broadcasts(reader);
  const figures = new Map(
    reader.all<BroadcastFigures>(`SELECT ${BROADCAST_FIGURES} FROM broadcast_sales`).map((row) => [row.broadcastId, row]),
  );
  const list = broadcasts.all.map((record): ReportOutput<'broadcasts'>['broadcasts'][number] => {
    const { broadcastId, title, openedAtMs, startedAtMs, endedAtMs, exportedFile, purged } = record;
    const { orderCount = 0, grossFen = 0, refundedFen = 0 } = figures.get(broadcastId) ?? {};
    const phase = purged ? 'purged' : endedAtMs !== null ? 'ended' : startedAtMs !== null ? 'onAir' : 'prepared';
    const rooms = broadcasts.roomsOf(broadcastId);
    return { broadcastId, title, phase, openedAtMs, startedAtMs, endedAtMs, exportedFile, rooms, orderCount, grossFen, refundedFen };
  });
  return { broadcasts: list.toReversed() };
}

export function salesCurveReport(reader: Reader, { broadcastId }: ReportParsedInput<'salesCurve'>): ReportOutput<'salesCurve'> {
  const minutes = reader.all<ReportOutput<'salesCurve'>['minutes'][number]>(
    /* sql */ `
    SELECT minute_at_ms AS minuteAtMs, order_count AS orderCount, gross_fen AS grossFen, refunded_fen AS refundedFen
    FROM minute_sales WHERE broadcast_id = ? AND (order_count <> 0 OR gross_fen <> 0 OR refunded_fen <> 0) ORDER BY minute_at_ms`,
    broadcastId,
  );
  return { minutes, segments: segmentsOf(reader, broadcastId) };
}

export function salesByReport(reader: Reader, { broadcastId, by }: ReportParsedInput<'salesBy'>): ReportOutput<'salesBy'> {
  switch (by) {
    case 'product':
    case 'cooperative':
    case 'place':
      return { rows: byProduct(reader, broadcastId, by) };
    case 'segment':
      return { rows: bySegment(reader, broadcastId) };
    case 'source':
      return { rows: bySource(reader, broadcastId) };
  }
}

type ProductBreakdown = 'product' | 'cooperative' | 'place';

/** The SKUs that a broadcast has sold, each with the row of the breakdown that it belongs to. */
export function productGroups(reader: Reader, broadcastId: string, by: ProductBreakdown) {
  const products = new Map(
    reader.all<{ body: string }>('SELECT body FROM product').map(({ body }) => {
      const product = productSchema.parse(JSON.parse(body));
      return [skuKey(product.sku), product] as const;
    }),
  );
  const skus = reader.all<SkuFigures>(`SELECT ${SKU_FIGURES} FROM sku_sales WHERE broadcast_id = ? ORDER BY sku`, broadcastId);
  return skus.map((figures) => ({ figures, ...groupOf(by, figures.sku, products.get(figures.sku)) }));
}

/** Thin orders have no lines yet, so their amounts stand under ''. */
function byProduct(reader: Reader, broadcastId: string, by: ProductBreakdown): Rows {
  const groups = productGroups(reader, broadcastId, by);
  const skus = groups.map(({ figures }) => figures);
  const rows = new Map<string, Row>();
  for (const { key, name, figures } of groups) addTo(rows, key, name, figures);
  const total = totalsOf(reader, broadcastId);
  const sum = (field: 'grossFen' | 'refundedFen') => skus.reduce((fen, sku) => fen + sku[field], 0);
  const rest = { paidUnits: 0, giftUnits: 0, restockedUnits: 0, grossFen: total.grossFen - sum('grossFen') };
  const restFigures = { ...rest, refundedFen: total.refundedFen - sum('refundedFen') };
  if (restFigures.grossFen !== 0 || restFigures.refundedFen !== 0) addTo(rows, '', null, restFigures);
  return [...rows.values()].toSorted(dearestFirst);
}

function groupOf(by: ProductBreakdown, sku: string, product: Product | undefined): { key: string; name: LocalText | null } {
  if (by === 'product') return { key: sku, name: product?.name ?? null };
  if (by === 'place') return { key: product?.placeCode ?? '', name: null };
  return { key: product?.cooperative?.['zh-CN'] ?? '', name: product?.cooperative ?? null };
}

type UnitFigures = Pick<SkuFigures, 'paidUnits' | 'giftUnits' | 'restockedUnits' | 'grossFen' | 'refundedFen'>;

function addTo(rows: Map<string, Row>, key: string, name: LocalText | null, figures: UnitFigures): void {
  const row = rows.get(key) ?? { key, name, orderCount: null, paidUnits: 0, giftUnits: 0, restockedUnits: 0, grossFen: 0, refundedFen: 0 };
  rows.set(key, {
    ...row,
    paidUnits: row.paidUnits + figures.paidUnits,
    giftUnits: row.giftUnits + figures.giftUnits,
    restockedUnits: (row.restockedUnits ?? 0) + figures.restockedUnits,
    grossFen: row.grossFen + figures.grossFen,
    refundedFen: row.refundedFen + figures.refundedFen,
  });
}

/** By the segment that was on air when the shop says it was paid; '' is before the first and after the end. */
function bySegment(reader: Reader, broadcastId: string): Rows {
  const segments = segmentsOf(reader, broadcastId);
  const rows = new Map<string, Row>();
  const at = (paidAtMs: number) =>
    segments.findLast(({ startedAtMs, endedAtMs }) => startedAtMs <= paidAtMs && (endedAtMs === null || paidAtMs < endedAtMs));
  const add = (paidAtMs: number, orders: number, units: number, grossFen: number, refundedFen: number) => {
    const segment = at(paidAtMs);
    const key = segment?.segmentId ?? '';
    addTo(rows, key, segment?.title ?? null, { paidUnits: units, giftUnits: 0, restockedUnits: 0, grossFen, refundedFen });
    const row = rows.get(key)!;
    rows.set(key, { ...row, restockedUnits: null, orderCount: (row.orderCount ?? 0) + orders });
  };
  // Orders of one moment come as one row, which halves what has to travel out of SQLite.
  const paid = reader.iterate<{ paidAtMs: number; orders: number; units: number; grossFen: number }>(
    /* sql */ `
    SELECT paid_at_ms AS paidAtMs, count(*) AS orders, sum(units) AS units, sum(amount_fen) AS grossFen
    FROM paid_order WHERE broadcast_id = ? GROUP BY paid_at_ms`,
    broadcastId,
  );
  for (const { paidAtMs, orders, units, grossFen } of paid) add(paidAtMs, orders, units, grossFen, 0);
  for (const { paidAtMs, refundedFen } of refundsOf(reader, broadcastId)) add(paidAtMs ?? 0, 0, 0, 0, refundedFen);
  return [...rows.values()].toSorted((a, b) => segmentPlace(segments, a.key) - segmentPlace(segments, b.key));
}

function segmentPlace(segments: readonly { segmentId: string }[], segmentId: string): number {
  const place = segments.findIndex((segment) => segment.segmentId === segmentId);
  return place === -1 ? segments.length : place;
}

function bySource(reader: Reader, broadcastId: string): Rows {
  const rows = new Map<string, Row>();
  const paid = reader.all<{ source: string; orders: number; units: number; grossFen: number }>(
    /* sql */ `
    SELECT source, count(*) AS orders, sum(units) AS units, sum(amount_fen) AS grossFen
    FROM paid_order WHERE broadcast_id = ? GROUP BY source`,
    broadcastId,
  );
  for (const { source, orders, units, grossFen } of paid) {
    rows.set(source, { ...emptyRow(source), orderCount: orders, paidUnits: units, grossFen });
  }
  for (const { source, refundedFen } of refundsOf(reader, broadcastId)) {
    const row = rows.get(source) ?? emptyRow(source);
    rows.set(source, { ...row, refundedFen: row.refundedFen + refundedFen });
  }
  return [...rows.values()].toSorted(dearestFirst);
}

function emptyRow(key: string): Row {
  return { key, name: null, orderCount: 0, paidUnits: 0, giftUnits: 0, restockedUnits: null, grossFen: 0, refundedFen: 0 };
}

/** Refunds that count in the broadcast: by their order, or by their own entry while the order is unknown. */
function refundsOf(reader: Reader, broadcastId: string) {
  return reader.allNamed<{ source: string; paidAtMs: number | null; refundedFen: number }>(
    /* sql */ `
    SELECT paid.source AS source, paid.paid_at_ms AS paidAtMs, json_extract(entry.body, '$.amountFen') AS refundedFen
    FROM paid_order AS paid
    CROSS JOIN order_refund ON order_refund.source = paid.source AND order_refund.order_id = paid.order_id
    JOIN entry ON entry.seq = order_refund.seq
    WHERE paid.broadcast_id = @broadcastId
    UNION ALL
    SELECT early.source, NULL, json_extract(entry.body, '$.amountFen')
    FROM early_refund AS early
    CROSS JOIN order_refund ON order_refund.source = early.source AND order_refund.order_id = early.order_id
    JOIN entry ON entry.seq = order_refund.seq
    WHERE entry.broadcast_id = @broadcastId`,
    { broadcastId },
  );
}

function totalsOf(reader: Reader, broadcastId: string): { grossFen: number; refundedFen: number } {
  const sql = `SELECT ${BROADCAST_FIGURES} FROM broadcast_sales WHERE broadcast_id = ?`;
  return reader.get<BroadcastFigures>(sql, broadcastId) ?? { grossFen: 0, refundedFen: 0 };
}

/** As they ran; a segment ends with the next one or with the broadcast. */
export function segmentsOf(reader: Reader, broadcastId: string): ReportOutput<'salesCurve'>['segments'] {
  const rows = reader.all<EntryRow>(
    `SELECT ${ENTRY_COLUMNS} FROM entry WHERE broadcast_id = ? AND ${NOT_BULK} AND kind IN ('segment.taken', 'broadcast.ended') ORDER BY seq`,
    broadcastId,
  );
  const entries = rows.map(entryOf);
  return entries.flatMap((entry, at) => {
    if (entry.kind !== 'segment.taken') return [];
    const { segmentId, title } = entry.body;
    return [{ segmentId, title, startedAtMs: entry.atMs, endedAtMs: entries[at + 1]?.atMs ?? null }];
  });
}

function dearestFirst(a: Row, b: Row): number {
  return b.grossFen - a.grossFen || (a.key < b.key ? -1 : 1);
}
