/** The `youzan` feed: Youzan's cloud push, whole orders with amounts in yuan. Its form is known from memory and not verified. */
import { z } from 'zod';
import { accepted, refused, refusedInput, type Result } from '../contract/refusal.ts';
import { exactJson } from './delivery-body.ts';
import { codeAnswers } from './douyin-shop.ts';
import type { AdapterSetup, FeedAdapter, FeedEvent, Reading } from './feed-adapter.ts';
import { openMd5Push } from './md5-push.ts';
import { eventIdOf, eventOf, readingOf, soldLines } from './push-event.ts';
import { chinaTimeField, clippedText, idField, optionalIdField, quantityField, yuanField } from './push-fields.ts';

const pushSchema = z.object({
  msg_id: clippedText(128),
  type: clippedText(80).pipe(z.string().min(1)),
  msg: z.string(),
  test: z.boolean().nullish(),
});
const timeField = chinaTimeField.nullish();

const tradeSchema = z.object({
  full_order_info: z.object({
    order_info: z.object({ tid: idField, pay_time: timeField, created: timeField, update_time: timeField }),
    pay_info: z.object({ payment: yuanField }),
    orders: z
      .array(
        z.object({
          outer_sku_id: optionalIdField,
          outer_item_id: optionalIdField,
          sku_id: optionalIdField,
          item_id: optionalIdField,
          title: clippedText(300),
          num: quantityField,
          payment: yuanField,
          is_present: z.boolean().nullish(),
        }),
      )
      .max(200),
    buyer_info: z.object({ buyer_id: optionalIdField, fans_nickname: clippedText(80) }).nullish(),
    address_info: z.object({ delivery_province: clippedText(40), delivery_city: clippedText(40) }).nullish(),
  }),
});
const closedSchema = z.object({ tid: idField, update_time: timeField });
const refundSchema = z.object({ tid: idField, refund_id: idField, refunded_fee: yuanField, update_time: timeField });

export function createYouzanFeed(setup: AdapterSetup): FeedAdapter {
  const { appId, secret } = setup;
  return {
    answers: codeAnswers,
    read({ headers, rawBody, receivedAtMs }) {
      const json = openMd5Push({ headers, rawBody }, { appId, secret, appIdHeader: 'client-id' });
      if (!json.ok) return json;
      const push = pushSchema.safeParse(json.value);
      if (!push.success) return refusedInput(push.error, 'event-invalid');
      const read = readers.get(push.data.type);
      if (!read || push.data.test) return accepted(readingOf());
      const content = decoded(push.data.msg);
      if (!content.ok) return content;
      return read(content.value, { ...setup, receivedAtMs, messageId: push.data.msg_id });
    },
  };
}

/** The content is JSON, percent-encoded as in a form, with `+` for a space. */
function decoded(msg: string): Result<unknown> {
  try {
    return exactJson(decodeURIComponent(msg.replaceAll('+', ' ')));
  } catch (error) {
    if (error instanceof URIError) return refused('body-not-text');
    throw error;
  }
}

type Origin = AdapterSetup & { receivedAtMs: number; messageId: string };

const readers: ReadonlyMap<string, (content: unknown, origin: Origin) => Result<Reading>> = new Map([
  ['trade_TradePaid', readPaid],
  ['trade_TradeClose', readClosed],
  ['trade_refund_RefundSuccess', readRefund],
]);

function readPaid(content: unknown, { source, recordBuyer, receivedAtMs, messageId }: Origin): Result<Reading> {
  const trade = tradeSchema.safeParse(content);
  if (!trade.success) return refusedInput(trade.error, 'event-invalid');
  const { order_info, pay_info, orders, buyer_info, address_info } = trade.data.full_order_info;
  const lines = soldLines(
    orders.map(({ outer_sku_id, outer_item_id, sku_id, item_id, title, num, payment, is_present }) => ({
      skus: [outer_sku_id, outer_item_id, sku_id, item_id],
      title,
      quantity: num,
      amountFen: payment,
      ...(is_present ? { gift: true } : {}),
    })),
  );
  if (!lines.ok) return accepted(readingOf(lines));
  const paidAtMs = order_info.pay_time ?? order_info.created ?? undefined;
  const event: Result<FeedEvent> = eventOf('order.paid', {
    source,
    orderId: order_info.tid,
    eventId: eventIdOf(messageId, order_info.tid),
    occurredAtMs: paidAtMs ?? receivedAtMs,
    stateAtMs: order_info.update_time ?? paidAtMs,
    ...recordBuyer({ name: buyer_info?.fans_nickname, id: buyer_info?.buyer_id }),
    region: [address_info?.delivery_province, address_info?.delivery_city].filter(Boolean).join(' ') || null,
    amountFen: pay_info.payment,
    lines: lines.value,
  });
  return accepted(readingOf(event));
}

function readClosed(content: unknown, { source, receivedAtMs, messageId }: Origin): Result<Reading> {
  const closed = closedSchema.safeParse(content);
  if (!closed.success) return refusedInput(closed.error, 'event-invalid');
  const { tid, update_time } = closed.data;
  const times = { occurredAtMs: update_time ?? receivedAtMs, eventId: eventIdOf(messageId, tid) };
  return accepted(readingOf(eventOf('order.cancelled', { source, orderId: tid, ...times, buyer: null, region: null })));
}

function readRefund(content: unknown, { source, receivedAtMs, messageId }: Origin): Result<Reading> {
  const refund = refundSchema.safeParse(content);
  if (!refund.success) return refusedInput(refund.error, 'event-invalid');
  const { tid, refund_id, refunded_fee, update_time } = refund.data;
  const event = eventOf('refund.succeeded', {
    source,
    orderId: tid,
    refundId: refund_id,
    eventId: eventIdOf(messageId, refund_id),
    occurredAtMs: update_time ?? receivedAtMs,
    amountFen: refunded_fee,
    lines: null,
    restock: false,
  });
  return accepted(readingOf(event));
}
