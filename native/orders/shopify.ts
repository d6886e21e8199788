/** The `shopify` feed: whole orders signed with the app's secret, for an hour also with its former one. */
import { z } from 'zod';
import { accepted, refused, refusedInput, type Result } from '../contract/refusal.ts';
import { split } from '../ledger/refund-shares.ts';
import { jsonOf, withinLimit } from './delivery-body.ts';
import type { AdapterSetup, BuyerRecorder, FeedAdapter, FeedEvent, Reading } from './feed-adapter.ts';
import { checkSignature, headerOf, hmacBase64 } from './platform-signatures.ts';
import { checkCurrency, eventIdOf, eventOf, readingOf, soldLines } from './push-event.ts';
import { clippedText, idField, isoTimeField, optionalIdField, quantityField, yuanField } from './push-fields.ts';

const timeField = isoTimeField.nullish();

const productFields = { id: optionalIdField, sku: clippedText(64), variant_id: optionalIdField, product_id: optionalIdField };

/** What an item does not say in a usable way is only not known: the money of its refund counts all the same. */
const refundItemSchema = z.object({
  quantity: quantityField.nullish().catch(null),
  restock_type: z.string().nullish(),
  subtotal: yuanField.nullish().catch(null),
  line_item: z.object(productFields).nullish().catch(null),
});

const refundSchema = z.object({
  id: idField,
  order_id: idField,
  created_at: timeField,
  processed_at: timeField,
  refund_line_items: z.array(refundItemSchema).nullish(),
  transactions: z
    .array(
      z.object({ kind: z.string(), status: z.string(), test: z.boolean().nullish(), amount: yuanField, currency: z.string().nullish() }),
    )
    .max(200)
    .nullish(),
});
type ShopifyRefund = z.output<typeof refundSchema>;

const orderSchema = z.object({
  id: idField,
  test: z.boolean().nullish(),
  currency: z.string(),
  financial_status: z.string().nullish(),
  created_at: timeField,
  processed_at: timeField,
  updated_at: timeField,
  cancelled_at: timeField,
  total_price: yuanField,
  line_items: z
    .array(
      z.object({
        ...productFields,
        title: clippedText(300),
        quantity: quantityField,
        price: yuanField,
        total_discount: yuanField.nullish(),
        discount_allocations: z
          .array(z.object({ amount: yuanField }))
          .max(100)
          .nullish(),
      }),
    )
    .max(200),
  customer: z.object({ id: optionalIdField, first_name: clippedText(80), last_name: clippedText(80) }).nullish(),
  shipping_address: z.object({ province: clippedText(40), city: clippedText(40) }).nullish(),
  refunds: z.array(refundSchema).max(200).nullish(),
});
type ShopifyOrder = z.output<typeof orderSchema>;

const ORDER_TOPICS = ['orders/create', 'orders/paid', 'orders/updated', 'orders/edited', 'orders/cancelled'];
const PAID_STATES = ['paid', 'partially_refunded', 'refunded'];

/** The setup's second secret is the former one. */
export function createShopifyFeed(setup: AdapterSetup): FeedAdapter {
  const { source, secret, secondSecret } = setup;
  return {
    read({ headers, rawBody, receivedAtMs }) {
      const sized = withinLimit(rawBody);
      if (!sized.ok) return sized;
      const secrets = secondSecret === null ? [secret] : [secret, secondSecret];
      const signed = checkSignature(headerOf(headers, 'x-shopify-hmac-sha256'), ...secrets.map((key) => hmacBase64(key, rawBody)));
      if (!signed.ok) return signed;
      const json = jsonOf(rawBody);
      if (!json.ok) return json;
      const topic = headerOf(headers, 'x-shopify-topic') ?? '';
      const webhookId = headerOf(headers, 'x-shopify-webhook-id');
      const eventId = headerOf(headers, 'x-shopify-event-id');
      const origin: Origin = { source, receivedAtMs, recordBuyer: setup.recordBuyer, deliveryId: eventIdOf(topic, webhookId, eventId) };
      if (topic === 'refunds/create') {
        const refund = refundSchema.safeParse(json.value);
        if (!refund.success) return refusedInput(refund.error, 'event-invalid');
        return accepted(readingOf(...refundEvents(refund.data, origin)));
      }
      if (!ORDER_TOPICS.includes(topic)) return accepted(readingOf());
      const order = orderSchema.safeParse(json.value);
      if (!order.success) return refusedInput(order.error, 'event-invalid');
      return readOrder(order.data, origin);
    },
  };
}

interface Origin {
  source: string;
  receivedAtMs: number;
  recordBuyer: BuyerRecorder;
  deliveryId: string;
}

function readOrder(order: ShopifyOrder, origin: Origin): Result<Reading> {
  if (order.test) return accepted(readingOf());
  const counted = checkCurrency(order.currency);
  if (!counted.ok) return counted;
  const { source, receivedAtMs, recordBuyer, deliveryId } = origin;
  const placedAtMs = order.processed_at ?? order.created_at ?? receivedAtMs;
  const { customer, shipping_address } = order;
  const common = {
    source,
    orderId: order.id,
    eventId: deliveryId,
    ...recordBuyer({ name: [customer?.first_name, customer?.last_name].filter(Boolean).join(' '), id: customer?.id }),
    region: [shipping_address?.province, shipping_address?.city].filter(Boolean).join(' ') || null,
  };
  const lines = linesOf(order);
  if (!lines.ok) return lines;
  const isPaid = PAID_STATES.includes(order.financial_status ?? '');
  const placed = isPaid
    ? eventOf('order.paid', {
        ...common,
        occurredAtMs: placedAtMs,
        stateAtMs: order.updated_at ?? undefined,
        amountFen: order.total_price,
        lines: lines.value,
      })
    : eventOf('order.created', { ...common, occurredAtMs: placedAtMs, lines: lines.value });
  const cancelled = order.cancelled_at ? [eventOf('order.cancelled', { ...common, occurredAtMs: order.cancelled_at })] : [];
  const refunds = (order.refunds ?? []).flatMap((refund) => refundEvents(refund, origin));
  return accepted(readingOf(placed, ...cancelled, ...refunds));
}

/** What was paid for a line is its price less the discounts that fall on it; freight and tax are in the order's sum only. */
function linesOf({ line_items }: ShopifyOrder) {
  return soldLines(
    line_items.map(({ id, sku, variant_id, product_id, title, quantity, price, total_discount, discount_allocations }) => {
      const allocated = discount_allocations?.reduce((sum, { amount }) => sum + amount, 0);
      const amountFen = Math.max(0, price * quantity - (allocated ?? total_discount ?? 0));
      return { skus: [sku, variant_id, product_id, id], title, quantity, amountFen };
    }),
  );
}

/** The money that really went back: the sum of the refund's successful transactions but those of a test order, whatever its lines add up to. */
function refundEvents(refund: ShopifyRefund, { source, receivedAtMs, deliveryId }: Origin): Result<FeedEvent>[] {
  const done = (refund.transactions ?? []).filter(({ kind, status, test }) => kind === 'refund' && status === 'success' && !test);
  if (done.length === 0) return [];
  if (done.some(({ currency }) => !checkCurrency(currency).ok)) return [refused('event-invalid', { at: 'currency', problem: 'not CNY' })];
  const items = refund.refund_line_items ?? [];
  const amountFen = done.reduce((sum, { amount }) => sum + amount, 0);
  const lines = refundedLines(items, amountFen);
  const event = eventOf('refund.succeeded', {
    source,
    orderId: refund.order_id,
    refundId: refund.id,
    eventId: deliveryId,
    occurredAtMs: refund.processed_at ?? refund.created_at ?? receivedAtMs,
    amountFen,
    lines,
    // Without lines it would be taken for the whole order's.
    restock: lines !== null && items.every(({ restock_type }) => restock_type === 'return' || restock_type === 'cancel'),
  });
  return [event];
}

/** What came back, with its part of the money by the items' own sums; null where an item does not name its product. */
function refundedLines(items: readonly z.output<typeof refundItemSchema>[], amountFen: number) {
  const named = items.flatMap(({ quantity, subtotal, line_item }) => {
    const { sku, variant_id, product_id, id } = line_item ?? {};
    const key = [sku, variant_id, product_id, id].find(Boolean);
    return key === undefined || !quantity ? [] : [{ sku: key, quantity, weight: subtotal ?? 0 }];
  });
  if (named.length === 0 || named.length < items.length || named.length > 200) return null;
  const hasSums = named.some(({ weight }) => weight > 0);
  const parts = split(
    amountFen,
    named.map(({ weight, quantity }) => (hasSums ? weight : quantity)),
  );
  return named.map(({ sku, quantity }, at) => ({ sku, quantity, amountFen: parts[at]! }));
}
