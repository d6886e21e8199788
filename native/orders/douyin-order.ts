/** An order of Douyin's shop interface as a state of a paid order; of its buyer only what Douyin has masked. */
import { z } from 'zod';
import { refusedInput, type Result } from '../contract/refusal.ts';
import { maskBuyer } from './buyer-mask.ts';
import type { FeedEvent } from './feed-adapter.ts';
import { eventIdOf, eventOf, soldLines } from './push-event.ts';
import { clippedText, fenField, idField, optionalIdField, optionalUnixTimeField, quantityField } from './push-fields.ts';

const lineSchema = z.object({
  product_id_str: optionalIdField,
  sku_id: optionalIdField,
  out_sku_id: clippedText(64),
  product_name: clippedText(300),
  item_num: quantityField,
  pay_amount: fenField,
  room_id_str: optionalIdField,
  given_product_type: clippedText(20),
});

const orderSchema = z.object({
  order_id: idField,
  pay_time: optionalUnixTimeField,
  update_time: optionalUnixTimeField,
  pay_amount: fenField,
  sku_order_list: z.array(lineSchema).max(200),
  mask_post_receiver: clippedText(80),
});

/** Null for an order that was never paid. Refuses with `event-invalid`. */
export function douyinOrderEvent(json: unknown, source: string): Result<FeedEvent> | null {
  const parsed = orderSchema.safeParse(json);
  if (!parsed.success) return refusedInput(parsed.error, 'event-invalid');
  const { order_id, pay_time, update_time, pay_amount, sku_order_list, mask_post_receiver } = parsed.data;
  if (pay_time === undefined) return null;
  const lines = soldLines(
    sku_order_list.map(({ out_sku_id, sku_id, product_id_str, product_name, item_num, pay_amount: paid, given_product_type }) => ({
      skus: [out_sku_id, sku_id, product_id_str],
      title: product_name,
      quantity: item_num,
      amountFen: paid,
      ...(given_product_type.toUpperCase() === 'FREE' ? { gift: true } : {}),
    })),
  );
  if (!lines.ok) return lines;
  const roomId = sku_order_list.find(({ room_id_str }) => room_id_str !== undefined)?.room_id_str;
  return eventOf('order.paid', {
    source,
    orderId: order_id,
    eventId: eventIdOf('order', order_id, update_time),
    occurredAtMs: pay_time,
    stateAtMs: update_time,
    buyer: maskBuyer(mask_post_receiver),
    region: null,
    ...(roomId === undefined ? {} : { roomId }),
    amountFen: pay_amount,
    lines: lines.value,
  });
}
