/** An order and an after-sale of WeChat's shop interface as order events. */
import { z } from 'zod';
import { accepted, refusedInput, type Result } from '../contract/refusal.ts';
import type { BuyerRecorder, FeedEvent } from './feed-adapter.ts';
import { eventIdOf, eventOf, soldLines } from './push-event.ts';
import { clippedText, fenField, idField, optionalIdField, optionalUnixTimeField, quantityField } from './push-fields.ts';

const orderSchema = z.object({
  order_id: idField,
  openid: clippedText(128),
  update_time: optionalUnixTimeField,
  order_detail: z.object({
    product_infos: z
      .array(
        z.object({
          product_id: optionalIdField,
          sku_id: optionalIdField,
          sku_code: clippedText(64),
          title: clippedText(300),
          sku_cnt: quantityField,
          /** For one piece. */
          sale_price: fenField,
          /** For the whole line, where it was reduced. */
          real_price: fenField.nullish(),
        }),
      )
      .max(200),
    price_info: z.object({ order_price: fenField }).nullish(),
    pay_info: z.object({ pay_time: optionalUnixTimeField }).nullish(),
  }),
});

const REFUNDED = ['MERCHANT_REFUND_SUCCESS', 'MERCHANT_RETURN_SUCCESS'];
const afterSaleSchema = z.object({
  after_sale_order_id: idField,
  order_id: idField,
  status: clippedText(80),
  update_time: optionalUnixTimeField,
  complete_time: optionalUnixTimeField,
  refund_info: z.object({ amount: fenField }).nullish(),
});

interface Origin {
  source: string;
  receivedAtMs: number;
  recordBuyer: BuyerRecorder;
}

/** Null for an order that was never paid. Refuses with `event-invalid`. */
export function wechatOrderEvent(json: unknown, { source, recordBuyer }: Omit<Origin, 'receivedAtMs'>): Result<FeedEvent> | null {
  const parsed = orderSchema.safeParse(json);
  if (!parsed.success) return refusedInput(parsed.error, 'event-invalid');
  const { order_id, openid, update_time, order_detail } = parsed.data;
  const { product_infos, price_info, pay_info } = order_detail;
  const paidAtMs = pay_info?.pay_time;
  if (paidAtMs === undefined) return null;
  const lines = soldLines(
    product_infos.map(({ sku_code, sku_id, product_id, title, sku_cnt, sale_price, real_price }) => ({
      skus: [sku_code, sku_id, product_id],
      title,
      quantity: sku_cnt,
      amountFen: real_price ?? sale_price * sku_cnt,
    })),
  );
  if (!lines.ok) return lines;
  const amountFen = price_info?.order_price ?? lines.value.reduce((sum, line) => sum + line.amountFen, 0);
  return eventOf('order.paid', {
    source,
    orderId: order_id,
    eventId: eventIdOf('order', order_id, update_time),
    occurredAtMs: paidAtMs,
    stateAtMs: update_time,
    ...recordBuyer({ id: openid || undefined }),
    region: null,
    amountFen,
    lines: lines.value,
  });
}

/** The refund of an after-sale whose money went back; none as long as it has not. Refuses with `event-invalid`. */
export function wechatRefundEvent(json: unknown, { source, receivedAtMs }: Omit<Origin, 'recordBuyer'>): Result<FeedEvent | null> {
  const parsed = afterSaleSchema.safeParse(json);
  if (!parsed.success) return refusedInput(parsed.error, 'event-invalid');
  const { after_sale_order_id, order_id, status, update_time, complete_time, refund_info } = parsed.data;
  if (!REFUNDED.includes(status) || !refund_info) return accepted(null);
  return eventOf('refund.succeeded', {
    source,
    orderId: order_id,
    refundId: after_sale_order_id,
    eventId: eventIdOf('aftersale', after_sale_order_id, status),
    occurredAtMs: complete_time ?? update_time ?? receivedAtMs,
    amountFen: refund_info.amount,
    lines: null,
    restock: false,
  });
}
