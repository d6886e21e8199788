/** The `woocommerce` feed: whole orders of a WooCommerce site at every change, refunds among them. */
import { z } from 'zod';
import { accepted, refusedInput, type Result } from '../contract/refusal.ts';
import { jsonOf, textOf, withinLimit } from './delivery-body.ts';
import type { AdapterSetup, BuyerRecorder, Delivery, FeedAdapter, FeedEvent } from './feed-adapter.ts';
import { checkSignature, headerOf, hmacBase64 } from './platform-signatures.ts';
import { checkCurrency, eventIdOf, eventOf, readingOf, soldLines } from './push-event.ts';
import { clippedText, gmtTimeField, idField, negativeYuanField, optionalIdField, quantityField, yuanField } from './push-fields.ts';

const timeField = gmtTimeField.nullish();

const orderSchema = z.object({
  id: idField,
  status: clippedText(40),
  currency: z.string(),
  total: yuanField,
  date_created_gmt: timeField,
  date_modified_gmt: timeField,
  date_paid_gmt: timeField,
  customer_id: optionalIdField,
  billing: z.object({ first_name: clippedText(80), last_name: clippedText(80), city: clippedText(80) }).nullish(),
  shipping: z.object({ city: clippedText(80) }).nullish(),
  line_items: z
    .array(
      z.object({
        id: optionalIdField,
        sku: clippedText(64),
        variation_id: optionalIdField,
        product_id: optionalIdField,
        name: clippedText(300),
        quantity: quantityField,
        total: yuanField,
      }),
    )
    .max(200),
  refunds: z
    .array(z.object({ id: idField, total: negativeYuanField }))
    .max(200)
    .nullish(),
});
type WooOrder = z.output<typeof orderSchema>;

const ORDER_TOPICS = ['order.created', 'order.updated', 'order.restored'];
/** With a time of payment; cash on delivery is `processing` without one and counts once it is completed. */
const PAID_STATES = ['processing', 'completed', 'refunded', 'cancelled'];

export function createWoocommerceFeed({ source, secret, recordBuyer }: AdapterSetup): FeedAdapter {
  // A secret with & < > " ' in it is stored by WordPress with entities and signs without them.
  const key = withoutEntities(secret);
  return {
    read(delivery) {
      const { headers, rawBody, receivedAtMs } = delivery;
      const sized = withinLimit(rawBody);
      if (!sized.ok) return sized;
      if (isPing(delivery)) return accepted(readingOf());
      const signed = checkSignature(headerOf(headers, 'x-wc-webhook-signature'), hmacBase64(key, rawBody));
      if (!signed.ok) return signed;
      if (!ORDER_TOPICS.includes(headerOf(headers, 'x-wc-webhook-topic') ?? '')) return accepted(readingOf());
      const json = jsonOf(rawBody);
      if (!json.ok) return json;
      const events = woocommerceEvents(json.value, { source, receivedAtMs, recordBuyer });
      return events.ok ? accepted(readingOf(...events.value)) : events;
    },
  };
}

/** The unsigned form that WooCommerce sends when a webhook is saved; it says nothing and wants 200. */
function isPing({ headers, rawBody }: Delivery): boolean {
  if (headers['x-wc-webhook-signature'] !== undefined || rawBody.byteLength > 100) return false;
  const text = textOf(rawBody);
  return text.ok && /^webhook_id=\d{1,20}$/u.test(text.value.trim());
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#039': "'", '#39': "'" };

function withoutEntities(secret: string): string {
  return secret.replaceAll(/&(amp|lt|gt|quot|#0?39);/gu, (_, name: string) => ENTITIES[name]!);
}

/**
 * An order of WooCommerce's REST interface, as pushed or asked for, as events. Its delivery's id is left aside: two deliveries
 * of one second share it. Refuses with `event-invalid`.
 */
export function woocommerceEvents(
  json: unknown,
  origin: { source: string; receivedAtMs: number; recordBuyer: BuyerRecorder },
): Result<Result<FeedEvent>[]> {
  const parsed = orderSchema.safeParse(json);
  if (!parsed.success) return refusedInput(parsed.error, 'event-invalid');
  const order = parsed.data;
  const counted = checkCurrency(order.currency);
  if (!counted.ok) return counted;
  const lines = linesOf(order);
  if (!lines.ok) return lines;
  const { source, receivedAtMs, recordBuyer } = origin;
  const { billing, shipping, status } = order;
  const changedAtMs = order.date_modified_gmt ?? undefined;
  const common = {
    source,
    orderId: order.id,
    eventId: eventIdOf(status, order.id, changedAtMs),
    ...recordBuyer({ name: [billing?.first_name, billing?.last_name].filter(Boolean).join(' '), id: order.customer_id }),
    region: shipping?.city || billing?.city || null,
  };
  const events: Result<FeedEvent>[] = [];
  if (order.date_paid_gmt && PAID_STATES.includes(status)) {
    const paid = { occurredAtMs: order.date_paid_gmt, stateAtMs: changedAtMs, amountFen: order.total, lines: lines.value };
    events.push(eventOf('order.paid', { ...common, ...paid }));
  } else if (status !== 'cancelled' && status !== 'failed') {
    events.push(eventOf('order.created', { ...common, occurredAtMs: order.date_created_gmt ?? receivedAtMs, lines: lines.value }));
  }
  if (status === 'cancelled') events.push(eventOf('order.cancelled', { ...common, occurredAtMs: changedAtMs ?? receivedAtMs }));
  for (const refund of order.refunds ?? []) {
    const amounts = { amountFen: refund.total, lines: null, restock: false };
    const times = { eventId: common.eventId, occurredAtMs: changedAtMs ?? receivedAtMs };
    events.push(eventOf('refund.succeeded', { source, orderId: order.id, refundId: refund.id, ...times, ...amounts }));
  }
  return accepted(events);
}

function linesOf({ line_items }: WooOrder) {
  return soldLines(
    line_items.map(({ id, sku, variation_id, product_id, name, quantity, total }) => ({
      skus: [sku, variation_id, product_id, id],
      title: name,
      quantity,
      amountFen: total,
    })),
  );
}
