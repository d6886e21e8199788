/** The rows behind a figure: paid orders of a broadcast, newest first, a page at a time. */
import type { EntryBody } from '../contract/entry.ts';
import type { OrderRow, ReportOutput, ReportParsedInput } from '../contract/reports.ts';
import { skuKey } from '../ledger/refund-shares.ts';
import type { Reader, SqlValue } from '../store/reader.ts';
import { groupConditions } from './breakdown-orders.ts';

interface Row {
  source: string;
  orderId: string;
  seq: number;
  paidAtMs: number;
  atMs: number;
  amountFen: number;
  refundedFen: number;
  body: string;
}

const ORDERS_SQL = /* sql */ `
  SELECT paid.source AS source, paid.order_id AS orderId, paid.seq AS seq, paid.paid_at_ms AS paidAtMs, entry.at_ms AS atMs,
    paid.amount_fen AS amountFen, entry.body AS body,
    (SELECT coalesce(sum(json_extract(refund.body, '$.amountFen')), 0)
      FROM order_refund JOIN entry AS refund ON refund.seq = order_refund.seq
      WHERE order_refund.source = paid.source AND order_refund.order_id = paid.order_id) AS refundedFen
  FROM paid_order AS paid JOIN entry ON entry.seq = paid.seq
  WHERE paid.broadcast_id = @broadcastId
    AND (paid.paid_at_ms, paid.seq) < (@beforePaidAtMs, @beforeSeq)
    AND paid.paid_at_ms BETWEEN @fromMs AND @toMs
    AND (@source IS NULL OR paid.source = @source)
    AND (@groupSource IS NULL OR paid.source = @groupSource)
    AND (@orderId IS NULL OR paid.order_id = @orderId)
    AND (@sku IS NULL OR EXISTS (SELECT 1 FROM json_each(entry.body, '$.lines') WHERE upper(json_extract(value, '$.sku')) = @sku))
    AND (@orThin = 0 OR @skus <> '[]' OR paid.thin = 1)
    AND (@skus IS NULL OR (@orThin = 1 AND paid.thin = 1) OR EXISTS (
      SELECT 1 FROM json_each(entry.body, '$.lines') WHERE upper(json_extract(value, '$.sku')) IN (SELECT value FROM json_each(@skus))))
  ORDER BY paid.paid_at_ms DESC, paid.seq DESC LIMIT @limit`;

const LAST = Number.MAX_SAFE_INTEGER;

export function ordersReport(reader: Reader, input: ReportParsedInput<'orders'>): ReportOutput<'orders'> {
  const { broadcastId, sku, by, key, source, orderId, fromMs, toMs, before, limit } = input;
  const group = groupConditions(reader, broadcastId, by !== undefined && key !== undefined ? { by, key } : null);
  const [beforePaidAtMs = LAST, beforeSeq = LAST] = before?.split('.').map(Number) ?? [];
  const conditions = {
    broadcastId,
    sku: sku === undefined ? null : skuKey(sku),
    source: source ?? null,
    groupSource: group.source,
    skus: group.skus,
    orThin: group.orThin,
    orderId: orderId ?? null,
    beforePaidAtMs: Number.isSafeInteger(beforePaidAtMs) ? beforePaidAtMs : LAST,
    beforeSeq: Number.isSafeInteger(beforeSeq) ? beforeSeq : LAST,
  } satisfies Record<string, SqlValue>;
  // One more than asked tells whether there are more.
  const wanted = limit + 1;
  const rows: Row[] = [];
  for (const time of group.times) {
    if (rows.length === wanted) break;
    const times = { fromMs: Math.max(time.fromMs, fromMs ?? 0), toMs: Math.min(time.toMs, toMs ?? LAST) };
    rows.push(...reader.allNamed<Row>(ORDERS_SQL, { ...conditions, ...times, limit: wanted - rows.length }));
  }
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page.map(orderRow), next: rows.length > limit && last ? `${last.paidAtMs}.${last.seq}` : null };
}

function orderRow({ source, orderId, seq, paidAtMs, atMs, amountFen, refundedFen, body }: Row): OrderRow {
  const { buyer, region, roomId, lines } = JSON.parse(body) as EntryBody<'order.paid'>;
  return { source, orderId, seq, paidAtMs, atMs, amountFen, refundedFen, buyer, region, roomId: roomId ?? null, lines };
}
