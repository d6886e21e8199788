/** The `generic` feed: signed JSON or NDJSON in the studio's own form, read into entries-to-be. */
import type { KeyObject } from 'node:crypto';
import type { EntryBody } from '../contract/entry.ts';
import { amountFenSchema } from '../contract/money.ts';
import { type GenericEvent, genericEventSchema, type OrderLine } from '../contract/order.ts';
import { accepted, refused, refusedInput, type Result } from '../contract/refusal.ts';
import { textOf, withinLimit } from './delivery-body.ts';
import type { AdapterSetup, BuyerRecorder, FeedAdapter, FeedEvent, ReadLine } from './feed-adapter.ts';
import { eventIdOf } from './push-event.ts';
import { verify } from './standard-webhooks.ts';

const LIMIT_MB = 8;
const LINES_LIMIT = 5000;
/** A line with 200 products and long titles stays below. */
const LINE_LENGTH_LIMIT = 256 * 1024;

/** `key` is the decoded secret. */
export function createGenericFeed({ source, recordBuyer }: Pick<AdapterSetup, 'source' | 'recordBuyer'>, key: KeyObject): FeedAdapter {
  return {
    read({ headers, rawBody, contentType, receivedAtMs, wallMs }) {
      const sized = withinLimit(rawBody, LIMIT_MB);
      if (!sized.ok) return sized;
      const verified = verify(key, headers, rawBody, wallMs);
      if (!verified.ok) return verified;
      const text = textOf(rawBody);
      if (!text.ok) return text;
      const origin: Origin = { source, recordBuyer, receivedAtMs, deliveryId: verified.value };
      if (!isNdjson(contentType)) return accepted({ single: true, lines: [{ line: 1, event: readEvent(text.value, origin) }] });
      const lines = linesOf(text.value);
      if (lines.length > LINES_LIMIT) return refused('body-too-large', { limitLines: LINES_LIMIT });
      return accepted({
        single: false,
        lines: lines.map(({ line, text: json }): ReadLine => ({ line, event: readEvent(json, origin) })),
      });
    },
  };
}

interface Origin {
  source: string;
  recordBuyer: BuyerRecorder;
  receivedAtMs: number;
  deliveryId: string;
}

function isNdjson(contentType: string): boolean {
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase();
  return type === 'application/x-ndjson' || type === 'application/ndjson';
}

/** Lines are numbered as an editor shows them; empty ones are passed over. */
function linesOf(text: string): { line: number; text: string }[] {
  return text
    .split('\n')
    .map((line, at) => ({ line: at + 1, text: line }))
    .filter((line) => line.text.trim() !== '');
}

/** One event as JSON. */
export function readEvent(text: string, origin: Origin): Result<FeedEvent> {
  if (text.length > LINE_LENGTH_LIMIT) return refused('body-too-large', { limitKb: LINE_LENGTH_LIMIT / 1024 });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return refused('body-not-json');
    throw error;
  }
  const event = genericEventSchema.safeParse(json);
  return event.success ? bodyOf(event.data, origin) : refusedInput(event.error, 'event-invalid');
}

function bodyOf(event: GenericEvent, { source, recordBuyer, receivedAtMs, deliveryId }: Origin): Result<FeedEvent> {
  if (event.type === 'refund.succeeded') {
    const { refundId, orderId, amountFen, lines, restock } = event;
    return accepted({
      kind: 'refund.succeeded',
      body: {
        source,
        orderId,
        refundId,
        eventId: event.id ?? eventIdOf(deliveryId),
        occurredAtMs: event.occurredAt ?? receivedAtMs,
        amountFen,
        lines: lines && lines.length > 0 ? lines : null,
        restock: restock ?? false,
      },
    });
  }
  if (event.type === 'product.stock') {
    const { id, occurredAt, sku, available } = event;
    return accepted({ kind: 'stock.reported', body: { source, eventId: id, occurredAtMs: occurredAt, sku, available } });
  }
  const body: EntryBody<'order.cancelled'> = {
    source,
    orderId: event.orderId,
    eventId: event.id,
    occurredAtMs: event.occurredAt,
    ...recordBuyer({ name: event.buyer, id: event.buyerId }),
    region: event.region || null,
    ...(event.roomId === undefined ? {} : { roomId: event.roomId }),
  };
  if (event.type === 'order.cancelled') return accepted({ kind: event.type, body });
  const amountFen = sumOf(event.lines);
  if (!amountFenSchema.safeParse(amountFen).success) return refused('event-invalid', { at: 'lines', problem: 'sum too large' });
  if (event.type === 'order.created') return accepted({ kind: event.type, body: { ...body, lines: event.lines } });
  return accepted({ kind: event.type, body: { ...body, amountFen, lines: event.lines } });
}

function sumOf(lines: readonly OrderLine[]): number {
  return lines.reduce((sum, line) => sum + line.amountFen, 0);
}
