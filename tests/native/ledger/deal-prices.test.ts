/** The lowest deal of a SKU is what was really paid for one unit: gifts, refunds and newer states of orders counted rightly. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntryBody, EntryDraft } from '../../../native/contract/entry.ts';
import { DealPrices } from '../../../native/ledger/deal-prices.ts';
import { rebuildFigures } from '../../../native/ledger/rebuild.ts';
import type { Reader } from '../../../native/store/reader.ts';
import { openBook, takeState, type Book } from './book-database.ts';

const MINUTE_MS = 60_000;
type Line = EntryBody<'order.paid'>['lines'][number];
const line = (amountFen: number, quantity = 1, more: Partial<Line> = {}): Line => ({
  sku: 'W-1',
  title: 'w',
  quantity,
  amountFen,
  ...more,
});

function paid(orderId: string, lines: Line[], occurredAtMs = 0, stateAtMs?: number): EntryDraft {
  const amountFen = lines.reduce((sum, { amountFen: fen }) => sum + fen, 0);
  const body = {
    source: 'shop',
    orderId,
    eventId: orderId,
    occurredAtMs,
    buyer: null,
    region: null,
    amountFen,
    lines,
    ...(stateAtMs !== undefined && { stateAtMs }),
  };
  return { kind: 'order.paid', broadcastId: 'bc-1', atMs: occurredAtMs, actor: 'feed:shop', body };
}

function refunded(
  orderId: string,
  amountFen: number,
  lines: EntryBody<'refund.succeeded'>['lines'] = null,
  refundId = `r-${orderId}`,
): EntryDraft {
  const body = { source: 'shop', orderId, refundId, eventId: refundId, occurredAtMs: 1, amountFen, lines, restock: false };
  return { kind: 'refund.succeeded', broadcastId: 'bc-1', atMs: 1, actor: 'feed:shop', body };
}

function pricesOf({ database }: Book): DealPrices {
  const get = (sql: string, ...params: unknown[]) => database.prepare(sql).get(...params);
  return new DealPrices({ get } as unknown as Reader);
}
const lowest = (book: Book) => pricesOf(book).lowest('w-1', 0, 10 * MINUTE_MS);

describe('deal prices', () => {
  it('GT34 the lowest price of one unit in the window counts, rounded down, without regard to case', () => {
    const book = openBook();
    expect(lowest(book)).toBeNull();
    book.commit([paid('1', [line(5999, 2)]), paid('2', [line(3100)], 5 * MINUTE_MS), paid('3', [line(2000, 1, { sku: 'W-2' })])]);
    expect(lowest(book)).toBe(2999);
    expect(pricesOf(book).lowest('W-1', MINUTE_MS, 10 * MINUTE_MS)).toBe(3100);
    expect(pricesOf(book).lowest('W-1', 0, 5 * MINUTE_MS)).toBe(2999);
    expect(pricesOf(book).last('W-1', 10 * MINUTE_MS)).toBe(3100);
    expect(pricesOf(book).last('W-1', 5 * MINUTE_MS)).toBe(2999);
    expect(pricesOf(book).last('W-1', 0)).toBeNull();
  });

  it('GT35 gifts are no deals, nor is what was wholly given back; money back for goods that stayed makes them cheaper', () => {
    const book = openBook();
    book.commit([paid('1', [line(4000, 2), line(0, 1, { gift: true }), line(0)]), paid('2', [line(1000)])]);
    expect(lowest(book)).toBe(1000);
    book.commit([refunded('2', 1000)]);
    expect(lowest(book)).toBe(2000);
    book.commit([refunded('1', 2000, [{ sku: 'W-1', quantity: 1 }])]);
    expect(lowest(book)).toBe(2000);
    book.commit([refunded('1', 500, null, 'r-1b')]);
    expect(lowest(book)).toBe(1500);
  });

  it('GT36 a newer state of an order takes the place of the older one, and an order that moves keeps its deal', () => {
    const book = openBook();
    takeState(book, paid('1', [line(1000)], 0, 1));
    takeState(book, paid('1', [line(2500)], 0, 2));
    takeState(book, paid('1', [line(1000)], 0, 1));
    expect(lowest(book)).toBe(2500);
    const body = { source: 'shop', orderId: '1', toBroadcastId: 'bc-2', reason: 'person' as const };
    book.commit([{ kind: 'order.assigned', broadcastId: 'bc-1', atMs: 1, actor: 'operator:desk', body }]);
    expect(lowest(book)).toBe(2500);
  });

  it('GT37 the answer is the same in whatever order the events come, and after the figures are made anew', () => {
    const events = fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 1, max: 6 }),
        fen: fc.integer({ min: 1, max: 5000 }),
        quantity: fc.integer({ min: 1, max: 3 }),
        back: fc.integer({ min: 0, max: 2 }),
      }),
      { selector: ({ id }) => id, minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(events, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (orders, keys) => {
        const drafts = orders.flatMap(({ id, fen, quantity, back }) => [
          paid(String(id), [line(fen, quantity)]),
          ...(back === 1 ? [refunded(String(id), fen)] : back === 2 ? [refunded(String(id), Math.floor(fen / 2))] : []),
        ]);
        const shuffled = drafts.map((draft) => ({ draft, key: keys.next().value! })).toSorted((a, b) => a.key - b.key);
        const straight = openBook();
        const mixed = openBook();
        for (const draft of drafts) straight.commit([draft]);
        for (const { draft } of shuffled) mixed.commit([draft]);
        expect(lowest(mixed)).toBe(lowest(straight));
        rebuildFigures(mixed.database);
        expect(lowest(mixed)).toBe(lowest(straight));
      }),
      { numRuns: 40 },
    );
  });
});
