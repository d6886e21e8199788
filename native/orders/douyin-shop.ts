/** The `douyin-shop` feed: Douyin shop's message push, whose orders are thin: the sum at once, the lines by the order's detail. */
import { z } from 'zod';
import { accepted, refusedInput, type Result } from '../contract/refusal.ts';
import { exactJson } from './delivery-body.ts';
import type { AdapterSetup, FeedAdapter, FeedEvent, PlatformAnswers, ReadLine } from './feed-adapter.ts';
import { openMd5Push } from './md5-push.ts';
import { eventIdOf, eventOf } from './push-event.ts';
import { clippedText, fenField, idField, optionalIdField, optionalUnixTimeField } from './push-fields.ts';

const MESSAGES_LIMIT = 1000;
const CREATED = '100';
const PAID = '101';
const CANCELLED = '106';
const REFUNDED = '206';

const messagesSchema = z
  .array(z.object({ tag: clippedText(20).pipe(z.string().min(1)), msg_id: clippedText(128), data: z.unknown().optional() }))
  .max(MESSAGES_LIMIT);
type Message = z.output<typeof messagesSchema>[number];

const orderSchema = z.object({
  p_id: idField,
  create_time: optionalUnixTimeField,
  cancel_time: optionalUnixTimeField,
});
const paidSchema = z.object({ p_id: idField, pay_time: optionalUnixTimeField, pay_amount: fenField });
const refundSchema = z.object({
  p_id: idField,
  s_id: optionalIdField,
  aftersale_id: idField,
  /** With the freight that goes back, which `refund_post_amount` names once more. */
  refund_amount: fenField,
  success_time: optionalUnixTimeField,
});

/** What Douyin and Youzan wait for; any other code asks for the message again. */
export const codeAnswers: PlatformAnswers = {
  taken: { code: 0, msg: 'success' },
  refused: (status, message) => ({ code: status, msg: message }),
};

export function createDouyinShopFeed({ source, appId, secret }: AdapterSetup): FeedAdapter {
  return {
    answers: codeAnswers,
    read({ headers, rawBody, receivedAtMs }) {
      const json = openMd5Push({ headers, rawBody }, { appId, secret, appIdHeader: 'app-id' });
      if (!json.ok) return json;
      const messages = messagesSchema.safeParse(json.value);
      if (!messages.success) return refusedInput(messages.error, 'event-invalid');
      const lines = messages.data.flatMap((message, at): ReadLine[] => {
        const event = readMessage(message, source, receivedAtMs);
        return event ? [{ line: at + 1, event }] : [];
      });
      return accepted({ single: false, lines });
    },
  };
}

/** Null for a test message (tag 0) and for news that moves no figure. */
function readMessage({ tag, msg_id, data }: Message, source: string, receivedAtMs: number): Result<FeedEvent> | null {
  if (![CREATED, PAID, CANCELLED, REFUNDED].includes(tag)) return null;
  // The data is JSON in a text; some senders put it in as it is.
  const json = typeof data === 'string' ? exactJson(data) : accepted(data);
  if (!json.ok) return json;
  const told = { tag, messageId: msg_id, source, receivedAtMs };
  if (tag === REFUNDED) return readRefund(json.value, told);
  if (tag === PAID) return readPaid(json.value, told);
  const order = orderSchema.safeParse(json.value);
  if (!order.success) return refusedInput(order.error, 'event-invalid');
  const { p_id, create_time, cancel_time } = order.data;
  const common = { source, orderId: p_id, eventId: eventIdOf(tag, msg_id, p_id), buyer: null, region: null };
  if (tag === CREATED) return eventOf('order.created', { ...common, occurredAtMs: create_time ?? receivedAtMs, lines: [] });
  return eventOf('order.cancelled', { ...common, occurredAtMs: cancel_time ?? receivedAtMs });
}

interface Told {
  tag: string;
  messageId: string;
  source: string;
  receivedAtMs: number;
}

function readPaid(json: unknown, { tag, messageId, source, receivedAtMs }: Told): Result<FeedEvent> {
  const paid = paidSchema.safeParse(json);
  if (!paid.success) return refusedInput(paid.error, 'event-invalid');
  const { p_id, pay_time, pay_amount } = paid.data;
  const times = { occurredAtMs: pay_time ?? receivedAtMs, stateAtMs: pay_time };
  const order = { source, orderId: p_id, eventId: eventIdOf(tag, messageId, p_id), buyer: null, region: null };
  return eventOf('order.paid', { ...order, ...times, amountFen: pay_amount, lines: [] });
}

function readRefund(json: unknown, { tag, messageId, source, receivedAtMs }: Told): Result<FeedEvent> {
  const refund = refundSchema.safeParse(json);
  if (!refund.success) return refusedInput(refund.error, 'event-invalid');
  const { p_id, s_id, aftersale_id, refund_amount, success_time } = refund.data;
  const eventId = eventIdOf(tag, messageId, p_id, s_id, aftersale_id);
  const occurredAtMs = success_time ?? receivedAtMs;
  const amounts = { amountFen: refund_amount, lines: null, restock: false };
  return eventOf('refund.succeeded', { source, orderId: p_id, refundId: aftersale_id, eventId, occurredAtMs, ...amounts });
}
