/** The `douyin-open` feed: webhooks of Douyin's open platform, orders of vouchers for the most part. */
import { z } from 'zod';
import { accepted, refused, refusedInput, type Result } from '../contract/refusal.ts';
import { exactJson, jsonOf, withinLimit } from './delivery-body.ts';
import { codeAnswers } from './douyin-shop.ts';
import type { AdapterSetup, FeedAdapter, FeedEvent, Reading } from './feed-adapter.ts';
import { checkSignature, headerOf, sha1Prefixed } from './platform-signatures.ts';
import { eventIdOf, eventOf, readingOf } from './push-event.ts';
import { clippedText, fenField, idField, optionalUnixTimeField } from './push-fields.ts';

const pushSchema = z.object({
  event: clippedText(80).pipe(z.string().min(1)),
  client_key: clippedText(120),
  content: z.unknown().optional(),
  log_id: clippedText(128),
});
const challengeSchema = z.object({ challenge: z.union([z.number(), z.string().max(200)]) });
const orderSchema = z.object({
  action: clippedText(40),
  msg_time: optionalUnixTimeField,
  order: z.object({ order_id: idField, pay_amount: fenField, pay_time: optionalUnixTimeField }),
});
const certificateSchema = z.object({
  action: clippedText(40),
  msg_time: optionalUnixTimeField,
  certificate: z.object({ order_id: idField, certificate_id: idField, refund_amount: fenField.optional() }),
});

export function createDouyinOpenFeed({ source, appId, secret }: AdapterSetup): FeedAdapter {
  return {
    answers: codeAnswers,
    read({ headers, rawBody, receivedAtMs }) {
      const sized = withinLimit(rawBody);
      if (!sized.ok) return sized;
      const signed = checkSignature(headerOf(headers, 'x-douyin-signature'), sha1Prefixed(secret, rawBody));
      if (!signed.ok) return signed;
      const json = jsonOf(rawBody);
      if (!json.ok) return json;
      const push = pushSchema.safeParse(json.value);
      if (!push.success) return refusedInput(push.error, 'event-invalid');
      const { event, client_key, content, log_id } = push.data;
      if (appId !== '' && client_key !== appId) return refused('signature-wrong');
      const inner = typeof content === 'string' ? exactJson(content) : accepted(content);
      if (!inner.ok) return inner;
      if (event === 'verify_webhook') return answerChallenge(inner.value);
      const origin = { source, receivedAtMs, messageId: headerOf(headers, 'msg-id') ?? log_id };
      if (event === 'life_trade_order_notify') return readOrder(inner.value, origin);
      if (event === 'life_trade_certificate_notify') return readCertificate(inner.value, origin);
      return accepted(readingOf());
    },
  };
}

interface Origin {
  source: string;
  receivedAtMs: number;
  messageId: string;
}

/** The address is accepted when the very number comes back. */
function answerChallenge(content: unknown): Result<Reading> {
  const challenge = challengeSchema.safeParse(content);
  if (!challenge.success) return refused('challenge-wrong');
  return accepted({ ...readingOf(), answer: challengeAnswer(challenge.data.challenge) });
}

// Node has it since 22; the type library does not know of it.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): object };

/** A number too long for JavaScript has become text on its way in, and goes back as the number that it was. */
function challengeAnswer(challenge: number | string): object {
  const isLongNumber = typeof challenge === 'string' && /^[1-9]\d{15,}$/u.test(challenge);
  return { challenge: isLongNumber ? rawJSON(challenge) : challenge };
}

function readOrder(content: unknown, { source, receivedAtMs, messageId }: Origin): Result<Reading> {
  const notice = orderSchema.safeParse(content);
  if (!notice.success) return refusedInput(notice.error, 'event-invalid');
  const { action, msg_time, order } = notice.data;
  if (action !== 'pay_success') return accepted(readingOf());
  const paidAtMs = order.pay_time ?? msg_time;
  return accepted(
    readingOf(
      eventOf('order.paid', {
        source,
        orderId: order.order_id,
        eventId: eventIdOf(messageId, action, order.order_id),
        occurredAtMs: paidAtMs ?? receivedAtMs,
        stateAtMs: paidAtMs,
        buyer: null,
        region: null,
        amountFen: order.pay_amount,
        lines: [],
      }),
    ),
  );
}

function readCertificate(content: unknown, { source, receivedAtMs, messageId }: Origin): Result<Reading> {
  const notice = certificateSchema.safeParse(content);
  if (!notice.success) return refusedInput(notice.error, 'event-invalid');
  const { action, msg_time, certificate } = notice.data;
  if (action !== 'refund_success') return accepted(readingOf());
  const refund = refundOf(certificate, { source, eventId: eventIdOf(messageId, action), occurredAtMs: msg_time ?? receivedAtMs });
  return accepted(readingOf(refund));
}

/** Whether the sum stands in the push is not certain; a refund without its sum is refused rather than guessed. */
function refundOf(
  certificate: { order_id: string; certificate_id: string; refund_amount?: number | undefined },
  origin: { source: string; eventId: string; occurredAtMs: number },
): Result<FeedEvent> {
  const { order_id, certificate_id, refund_amount } = certificate;
  if (refund_amount === undefined) return refused('event-invalid', { at: 'certificate.refund_amount', problem: 'missing' });
  const amounts = { amountFen: refund_amount, lines: null, restock: false };
  return eventOf('refund.succeeded', { ...origin, orderId: order_id, refundId: certificate_id, ...amounts });
}
