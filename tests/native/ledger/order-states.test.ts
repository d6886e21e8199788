/** States of orders: a newer one takes the place of an older one, whatever came first, and orders move with their refunds. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntryDraft } from '../../../native/contract/entry.ts';
import { checkChain } from '../../../native/ledger/chain.ts';
import { rebuildFigures } from '../../../native/ledger/rebuild.ts';
import { paid, refund } from '../store/test-storage.ts';
import { figuresOf, openBook, takeState } from './book-database.ts';

const line = fc.record({
  sku: fc.constantFrom('a', 'b'),
  title: fc.constant(''),
  quantity: fc.integer({ min: 1, max: 3 }),
  amountFen: fc.integer({ min: 0, max: 900 }),
  gift: fc.constantFrom(true, false, undefined),
});
const state = fc
  .record({
    order: fc.integer({ min: 0, max: 2 }),
    stateAtMs: fc.integer({ min: 0, max: 4 }),
    amountFen: fc.integer({ min: 0, max: 3 }),
    lines: fc.array(line, { maxLength: 2 }),
    occurredAtMs: fc.constantFrom(0, 60_000),
  })
  // The broadcast follows from what the event says.
  .map(({ order, ...body }) => paid(`o${order}`, body, body.occurredAtMs === 0 ? 'bc-1' : 'bc-2'));
const refunds = fc.uniqueArray(
  fc
    .record({ id: fc.integer({ min: 0, max: 3 }), order: fc.integer({ min: 0, max: 3 }), restock: fc.boolean() })
    .map(({ id, order, restock }) => refund(`r${id}`, `o${order}`, { restock, amountFen: 100 * (id + 1) })),
  { maxLength: 4, selector: (draft) => (draft.body as { refundId: string }).refundId },
);
const deliveries = fc.tuple(fc.array(state, { maxLength: 8 }), refunds).chain(([states, back]) => {
  const once: EntryDraft[] = [...states, ...back];
  return fc.record({
    once: fc.constant(once),
    again: fc
      .tuple(fc.shuffledSubarray(once, { minLength: once.length }), fc.subarray(once))
      .chain(([all, some]) => fc.shuffledSubarray([...all, ...some], { minLength: all.length + some.length })),
  });
});

function taken(drafts: readonly EntryDraft[]) {
  const book = openBook();
  for (const draft of drafts) takeState(book, draft);
  return book.database;
}

describe('states of an order', () => {
  it('LG12 give the same figures in whatever order and however often they came', () => {
    fc.assert(
      fc.property(deliveries, ({ once, again }) => {
        expect(figuresOf(taken(again))).toEqual(figuresOf(taken(once)));
      }),
      { numRuns: 400, seed: 20_200_502 },
    );
  });

  it('LG8 with amended states, gifts and moves are rebuilt to the same rows', () => {
    fc.assert(
      fc.property(deliveries, ({ again }) => {
        const book = openBook();
        for (const [at, draft] of again.entries()) {
          takeState(book, draft);
          if (at % 3 === 1) book.commit([assigned('o0', at % 2 ? 'bc-2' : 'bc-1')]);
        }
        const tables = ['broadcast_sales', 'sku_sales', 'minute_sales', 'paid_order', 'assigned_order', 'order_refund', 'early_refund'];
        const before = figuresOf(book.database, tables);
        rebuildFigures(book.database);
        expect(figuresOf(book.database, tables)).toEqual(before);
      }),
      { numRuns: 200, seed: 20_200_503 },
    );
  });

  it('LG2 many orders at once with known, repeated and refunded ones among them count each once, as one by one', () => {
    const orders = Array.from({ length: 90 }, (_, at) => paid(`o${at % 70}`, { occurredAtMs: at * 1000 }));
    const first = [paid('o30'), refund('r1', 'o55', { amountFen: 100, restock: true })];
    const together = openBook();
    together.commit(first);
    const seqs = together.commit(orders);
    const apart = openBook();
    apart.commit(first);
    expect(orders.map((draft) => apart.commit([draft])[0])).toEqual(seqs);
    expect(seqs.filter((seq) => seq !== null)).toEqual(Array.from({ length: 69 }, (_, at) => at + 3));
    const tables = ['broadcast_sales', 'sku_sales', 'minute_sales', 'paid_order', 'early_refund'];
    expect(figuresOf(together.database, tables)).toEqual(figuresOf(apart.database, tables));
    expect(checkChain(together.database)).toMatchObject({ faults: [] });
  });

  it('LG13 a thin order counts with its sum at once and with its lines when they come', () => {
    const book = openBook();
    takeState(book, paid('o1', { lines: [], amountFen: 3990, stateAtMs: 10 }));
    expect(figuresOf(book.database)).toMatchObject({ broadcast_sales: [{ gross_fen: 3990, order_count: 1 }], sku_sales: [] });
    const lines = [
      { sku: 'HT-1', title: '', quantity: 2, amountFen: 3990 },
      { sku: 'HT-9', title: '', quantity: 1, amountFen: 0, gift: true },
    ];
    expect(takeState(book, paid('o1', { lines, amountFen: 3990, stateAtMs: 20 }))).toBe(2);
    expect(figuresOf(book.database)).toMatchObject({
      broadcast_sales: [{ gross_fen: 3990, order_count: 1 }],
      sku_sales: [
        { sku: 'HT-1', paid_units: 2, gift_units: 0 },
        { sku: 'HT-9', paid_units: 0, gift_units: 1 },
      ],
    });
    expect(book.database.prepare('SELECT units, thin, seq FROM paid_order').get()).toEqual({ units: 2, thin: 0, seq: 2 });
  });

  it('LG13 a thin order whose push named no time gives way to its detail, though that is older than the push came in', () => {
    const thin = paid('o1', { lines: [], amountFen: 3990, occurredAtMs: 60_900 });
    const detail = paid('o1', { amountFen: 3990, occurredAtMs: 58_000, stateAtMs: 60_000 });
    const pushed = openBook();
    expect([thin, detail, thin].map((draft) => takeState(pushed, draft))).toEqual([1, 2, null]);
    const polled = openBook();
    expect([detail, thin].map((draft) => takeState(polled, draft))).toEqual([1, null]);
    expect(figuresOf(pushed.database)).toEqual(figuresOf(polled.database));
  });

  it('LG14 a state that was confirmed later does not lose to an older one that comes late', () => {
    const book = openBook();
    const standing = { amountFen: 100, lines: [] };
    expect(takeState(book, paid('o1', { ...standing, stateAtMs: 10 }))).toBe(1);
    expect(takeState(book, paid('o1', { ...standing, stateAtMs: 30 }))).toBeNull();
    expect(takeState(book, paid('o1', { amountFen: 999, lines: [], stateAtMs: 20 }))).toBeNull();
    expect(takeState(book, paid('o1', { amountFen: 50, lines: [], stateAtMs: 31 }))).toBe(2);
    expect(figuresOf(book.database)).toMatchObject({ broadcast_sales: [{ gross_fen: 50, order_count: 1 }] });
  });

  it('LG15 an order moves with its refunds, and later states of it stay where a person put it', () => {
    const book = openBook();
    takeState(book, paid('o1', { amountFen: 3990, stateAtMs: 10 }));
    book.commit([refund('r1', 'o1', { amountFen: 990, restock: true })]);
    expect(book.commit([assigned('o1', 'bc-2'), assigned('o1', 'bc-2'), assigned('unknown', 'bc-2')])).toEqual([3, null, null]);
    takeState(book, paid('o1', { amountFen: 4990, stateAtMs: 20 }));
    book.commit([refund('r2', 'o1', { amountFen: 10 })]);
    expect(figuresOf(book.database).broadcast_sales).toEqual([
      { broadcast_id: 'bc-2', gross_fen: 4990, refunded_fen: 1000, order_count: 1, refund_count: 2 },
    ]);
    expect(figuresOf(book.database).sku_sales).toMatchObject([{ broadcast_id: 'bc-2', paid_units: 1, restocked_units: 1 }]);
  });

  it('LG16 a refund counts in the broadcast of its order, whichever of the two comes first', () => {
    for (const drafts of [
      [paid('o1', {}, 'bc-1'), refund('r1', 'o1', { occurredAtMs: 60_000 }, 'bc-2')],
      [refund('r1', 'o1', { occurredAtMs: 60_000 }, 'bc-2'), paid('o1', {}, 'bc-1')],
    ]) {
      const book = openBook();
      for (const draft of drafts) book.commit([draft]);
      expect(figuresOf(book.database).broadcast_sales).toMatchObject([{ broadcast_id: 'bc-1', gross_fen: 3990, refunded_fen: 3990 }]);
      expect(figuresOf(book.database).minute_sales).toContainEqual(
        expect.objectContaining({ broadcast_id: 'bc-1', minute_at_ms: 60_000, refunded_fen: 3990 }),
      );
    }
  });

  it('LG17 stock reports and settlement rows are kept once each and move no figure', () => {
    const book = openBook();
    const frame = { broadcastId: 'bc-1', atMs: 1, actor: 'feed:shop' };
    const stock: EntryDraft = {
      ...frame,
      kind: 'stock.reported',
      body: { source: 'shop', eventId: 'e1', occurredAtMs: 1, sku: 'HT-1', available: 7 },
    };
    const settled: EntryDraft = {
      ...frame,
      kind: 'settlement.reported',
      body: { source: 'shop', settlementId: 's1', orderId: 'o1', occurredAtMs: 1, settledFen: -5, fees: { 平台服务费: -2 } },
    };
    expect(book.commit([stock, settled, stock, settled])).toEqual([1, 2, null, null]);
    expect(figuresOf(book.database)).toEqual({ broadcast_sales: [], sku_sales: [], minute_sales: [] });
  });
});

function assigned(orderId: string, toBroadcastId: string): EntryDraft {
  const body = { source: 'shop', orderId, toBroadcastId, reason: 'person' as const };
  return { kind: 'order.assigned', broadcastId: toBroadcastId, atMs: 1, actor: 'operator:desk', body };
}
