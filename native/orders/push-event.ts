/** Order events out of a platform's push: nothing becomes an entry that the contract would not take. */
import { type EntryBody, entryBodies } from '../contract/entry.ts';
import { type OrderLine, orderLineSchema } from '../contract/order.ts';
import { accepted, refused, refusedInput, type Result } from '../contract/refusal.ts';
import { foreignText } from '../contract/text.ts';
import type { FeedEvent, FeedKind, Reading } from './feed-adapter.ts';

const LINES_LIMIT = 200;
const EVENT_ID_LENGTH = 200;
const eventIdSchema = foreignText(EVENT_ID_LENGTH);

/** The sender's id of an event, put together from what tells it apart; kept for tracing, not for counting. */
export function eventIdOf(...parts: readonly unknown[]): string {
  const text = parts.filter((part) => part !== undefined && part !== null && part !== '').join('|');
  return eventIdSchema.parse(text.slice(0, EVENT_ID_LENGTH));
}

/** Refuses with `event-invalid` and the field's name. */
export function eventOf<K extends FeedKind>(kind: K, body: EntryBody<K>): Result<FeedEvent> {
  const checked = entryBodies[kind].safeParse(body);
  return checked.success ? accepted({ kind, body: checked.data } as FeedEvent) : refusedInput(checked.error, 'event-invalid');
}

/**
 * Lines as sold: without those of no pieces, and what costs nothing is a gift. A line without a SKU goes by the next best id.
 * Refuses with `event-invalid`.
 */
export function soldLines(
  lines: readonly { skus: readonly (string | undefined)[]; title: string; quantity: number; amountFen: number; gift?: boolean }[],
): Result<OrderLine[]> {
  if (lines.length > LINES_LIMIT) return refused('event-invalid', { at: 'lines', problem: `more than ${LINES_LIMIT}` });
  const sold: OrderLine[] = [];
  for (const { skus, title, quantity, amountFen, gift = amountFen === 0 } of lines) {
    if (quantity === 0) continue;
    const sku = skus.find((candidate) => candidate) ?? '';
    const line = orderLineSchema.safeParse({ sku, title, quantity, amountFen, ...(gift ? { gift } : {}) });
    if (!line.success) return refusedInput(line.error, 'event-invalid');
    sold.push(line.data);
  }
  return accepted(sold);
}

/** Refuses with `event-invalid` at `currency`: the studio counts in yuan only. */
export function checkCurrency(currency: string | null | undefined): Result<null> {
  if (currency === undefined || currency === null || currency.toUpperCase() === 'CNY') return accepted(null);
  return refused('event-invalid', { at: 'currency', problem: 'not CNY' });
}

/** A delivery about one thing, as the events that it tells. */
export function readingOf(...events: readonly Result<FeedEvent>[]): Reading {
  return { single: false, lines: events.map((event, at) => ({ line: at + 1, event })) };
}
