/** The `wechat-shop` feed: encrypted pushes of WeChat's shop, which name an order and leave sums and lines to its detail. */
import { z } from 'zod';
import { accepted, refused, refusedInput, type Result } from '../contract/refusal.ts';
import { jsonOf, withinLimit } from './delivery-body.ts';
import type { AdapterSetup, Delivery, FeedAdapter, Reading } from './feed-adapter.ts';
import { checkSignature, sha1Sorted } from './platform-signatures.ts';
import { eventIdOf, eventOf, readingOf } from './push-event.ts';
import { clippedText, idField, optionalUnixTimeField } from './push-fields.ts';
import { openEnvelope } from './wechat-envelope.ts';

const ECHO_LIMIT = 1000;
const envelopeSchema = z.object({ Encrypt: z.string().min(1) });
const pushSchema = z.object({
  Event: clippedText(80).pipe(z.string().min(1)),
  CreateTime: optionalUnixTimeField,
  order_info: z.unknown().optional(),
});
const orderSchema = z.object({ order_id: idField, pay_time: optionalUnixTimeField });

/** `aesKey` is the decoded EncodingAESKey; the setup's secret is the token. */
export function createWechatShopFeed({ source, appId, secret }: AdapterSetup, aesKey: Uint8Array): FeedAdapter {
  return {
    // Anything but these words, or nothing, has the push sent again, ten times at most.
    answers: { taken: 'success', refused: () => 'fail' },
    read(delivery) {
      if (delivery.method === 'GET') return answerAddressCheck(delivery, secret);
      const { query, rawBody, receivedAtMs } = delivery;
      const sized = withinLimit(rawBody);
      if (!sized.ok) return sized;
      const body = jsonOf(rawBody);
      if (!body.ok) return body;
      const envelope = envelopeSchema.safeParse(body.value);
      if (!envelope.success) return refusedInput(envelope.error, 'event-invalid');
      const { Encrypt } = envelope.data;
      const { timestamp = '', nonce = '', msg_signature } = query;
      const signed = checkSignature(msg_signature, sha1Sorted(secret, timestamp, nonce, Encrypt));
      if (!signed.ok) return signed;
      const message = openEnvelope(aesKey, appId, Encrypt);
      if (message === null) return refused('signature-wrong');
      const json = jsonOf(message);
      return json.ok ? readPush(json.value, source, receivedAtMs) : json;
    },
  };
}

/** The address is accepted when `echostr` comes back as it is. */
function answerAddressCheck({ query }: Delivery, token: string): Result<Reading> {
  const { signature, timestamp = '', nonce = '', echostr } = query;
  const signed = checkSignature(signature, sha1Sorted(token, timestamp, nonce));
  if (!signed.ok || !echostr || echostr.length > ECHO_LIMIT) return refused('challenge-wrong');
  return accepted({ ...readingOf(), answer: echostr });
}

/**
 * A push has no id of its own and no sum: a paid order counts with nothing until its detail or an export has filled it. Money
 * that went back is told without its sum too; a refund of nothing would stand in the way of the real one, so it waits for these.
 */
function readPush(json: unknown, source: string, receivedAtMs: number): Result<Reading> {
  const push = pushSchema.safeParse(json);
  if (!push.success) return refusedInput(push.error, 'event-invalid');
  const { Event, CreateTime, order_info } = push.data;
  if (!ORDER_EVENTS.includes(Event)) return accepted(readingOf());
  const order = orderSchema.safeParse(order_info);
  if (!order.success) return refusedInput(order.error, 'event-invalid');
  const { order_id, pay_time } = order.data;
  const common = { source, orderId: order_id, eventId: eventIdOf(Event, order_id, CreateTime), buyer: null, region: null };
  const toldAtMs = CreateTime ?? receivedAtMs;
  if (Event === NEW) return accepted(readingOf(eventOf('order.created', { ...common, occurredAtMs: toldAtMs, lines: [] })));
  if (Event === CANCELLED) return accepted(readingOf(eventOf('order.cancelled', { ...common, occurredAtMs: toldAtMs })));
  const paid = { occurredAtMs: pay_time ?? toldAtMs, stateAtMs: pay_time ?? CreateTime, amountFen: 0, lines: [] };
  return accepted(readingOf(eventOf('order.paid', { ...common, ...paid })));
}

const NEW = 'channels_ec_order_new';
const CANCELLED = 'channels_ec_order_cancel';
const ORDER_EVENTS: readonly string[] = [NEW, CANCELLED, 'channels_ec_order_pay'];
