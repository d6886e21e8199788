/** Aggregates of sales: the same for any order and repetition of deliveries, and after a rebuild. */
import * as fc from 'fast-check';
import type Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { EntryDraft } from '../../../native/contract/entry.ts';
import { DERIVED_TABLES, rebuildFigures } from '../../../native/ledger/rebuild.ts';
import { refundShares } from '../../../native/ledger/refund-shares.ts';
import { figuresOf, openBook } from './book-database.ts';
import { note, openTestStorage, paid, refund, temporaryFolder } from '../store/test-storage.ts';

/** A database in memory with the commits applied. */
function applied(commits: readonly (readonly EntryDraft[])[]): Database.Database {
  const book = openBook();
  for (const drafts of commits) book.commit(drafts);
  return book.database;
}

const sku = fc.constantFrom('a', 'A', 'b', 'ə-3');
const line = fc.record({
  sku,
  title: fc.constant(''),
  quantity: fc.integer({ min: 1, max: 9 }),
  amountFen: fc.integer({ min: 0, max: 100_000 }),
});
const paidEvent = fc
  .record({
    order: fc.integer({ min: 0, max: 3 }),
    lines: fc.array(line, { minLength: 1, maxLength: 4 }),
    occurredAtMs: fc.integer({ min: 0, max: 300_000 }),
  })
  .map(({ order, lines, occurredAtMs }) => paid(`o${order}`, { lines, occurredAtMs }));
const refundEvent = fc
  .record({
    id: fc.integer({ min: 0, max: 5 }),
    order: fc.integer({ min: 0, max: 4 }),
    amountFen: fc.integer({ min: 1, max: 200_000 }),
    restock: fc.boolean(),
    lines: fc.option(
      fc.array(
        fc.record({
          sku,
          quantity: fc.integer({ min: 1, max: 9 }),
          amountFen: fc.option(fc.integer({ min: 0, max: 9999 }), { nil: undefined }),
        }),
        {
          maxLength: 3,
        },
      ),
    ),
  })
  .map(({ id, order, ...body }) => refund(`r${id}`, `o${order}`, body));
const other = fc.integer({ min: 0, max: 3 }).map((order) => ({ ...paid(`o${order}`), kind: 'order.created' }) as EntryDraft);

/** Events of which each order is paid once and each refund happens once; feeds repeat and reorder them. */
const events = fc.uniqueArray(fc.oneof(paidEvent, refundEvent, other, fc.constant(note('n'))), {
  maxLength: 12,
  selector: (draft) =>
    draft.kind === 'refund.succeeded'
      ? draft.body.refundId
      : draft.kind === 'note.added'
        ? 'n'
        : `${draft.kind} ${(draft.body as { orderId: string }).orderId}`,
});
/** The same events in another order, some several times, cut into commits elsewhere. */
const delivered = events.chain((once) =>
  fc.record({
    once: fc.constant(once),
    again: fc
      .tuple(fc.shuffledSubarray(once, { minLength: once.length }), fc.subarray(once), fc.subarray(once))
      .chain((parts) => fc.shuffledSubarray(parts.flat(), { minLength: parts.flat().length })),
    cut: fc.integer({ min: 1, max: 5 }),
  }),
);

describe('aggregates', () => {
  it('LG7 are the same for any order and any repetition of deliveries', () => {
    fc.assert(
      fc.property(delivered, ({ once, again, cut }) => {
        const commits = Array.from({ length: Math.ceil(again.length / cut) }, (_, at) => again.slice(at * cut, (at + 1) * cut));
        expect(figuresOf(applied(commits))).toEqual(figuresOf(applied([once])));
      }),
      { numRuns: 300, seed: 20_200_501 },
    );
  });

  it('LG8 rebuilt from the entries alone are the same to the fen', () => {
    fc.assert(
      fc.property(delivered, ({ again }) => {
        const database = applied([again]);
        const before = figuresOf(database, [...DERIVED_TABLES]);
        rebuildFigures(database);
        expect(figuresOf(database, [...DERIVED_TABLES])).toEqual(before);
      }),
      { numRuns: 100, seed: 20_200_501 },
    );
  });

  it('made by older rules are rebuilt at the next start', async () => {
    const folder = temporaryFolder();
    const first = await openTestStorage(folder);
    await first.ledger.append([paid('o1'), refund('r1', 'o1', { restock: true })]);
    await first.writer.run([
      { sql: 'UPDATE broadcast_sales SET gross_fen = 1', params: [] },
      { sql: 'DELETE FROM sku_sales', params: [] },
      { sql: "UPDATE setting SET value = '0' WHERE key = 'figures-version'", params: [] },
    ]);
    await first.close();
    const { reader, ledger } = await openTestStorage(folder);
    expect(reader.get('SELECT gross_fen FROM broadcast_sales')).toEqual({ gross_fen: 3990 });
    expect(reader.get('SELECT paid_units, restocked_units FROM sku_sales')).toEqual({ paid_units: 1, restocked_units: 1 });
    expect((await ledger.append([paid('o1')]))[0]?.outcome).toBe('duplicate');
  });

  it('a call that is stored without its faulty neighbour counts once', async () => {
    const { ledger, writer, reader } = await openTestStorage();
    await Promise.allSettled([
      ledger.append([paid('o0')]),
      ledger.append([paid('o1')]),
      writer.run([{ sql: 'nonsense', params: [] }]),
      ledger.append([paid('o2')]),
    ]);
    expect(reader.get('SELECT gross_fen, order_count FROM broadcast_sales')).toEqual({ gross_fen: 3 * 3990, order_count: 3 });
  });

  it('LG9 minutes are those in which the shop says it was paid', () => {
    const database = applied([
      [paid('o1', { occurredAtMs: 119_999 }), paid('o2', { occurredAtMs: 60_000 }), paid('o3', { occurredAtMs: 120_000 })],
    ]);
    expect(database.prepare('SELECT minute_at_ms, order_count FROM minute_sales').all()).toEqual([
      { minute_at_ms: 60_000, order_count: 2 },
      { minute_at_ms: 120_000, order_count: 1 },
    ]);
  });
});

const shares = (...args: Parameters<typeof refundShares>) =>
  refundShares(...args).map(({ sku: key, refundedFen, restockedUnits }) => [key, refundedFen, restockedUnits]);

describe('shares of a refund', () => {
  const lines = [
    { sku: 'a', quantity: 3, amountFen: 100 },
    { sku: 'b', quantity: 1, amountFen: 200 },
  ];
  const whole = { broadcastId: 'bc', refundId: 'r1', occurredAtMs: 0, amountFen: 100, lines: null, restock: true };
  it('LG10 a refund without lines is about the whole order: all units go back, the amount is split without losing a fen', () => {
    expect(shares(lines, [whole])).toEqual([
      ['A', 33, 3],
      ['B', 67, 1],
    ]);
    expect(shares(null, [whole])).toEqual([]);
  });

  it('LG11 no more units go back into stock than were paid', () => {
    const refunds = [whole, { ...whole, refundId: 'r2' }, { ...whole, refundId: 'r3', lines: [{ sku: 'A', quantity: 9 }] }];
    const restocked = refundShares(lines, refunds).reduce((sum, share) => sum + share.restockedUnits, 0);
    expect(restocked).toBe(4);
  });

  it('named lines keep their amounts, and what is left goes to those without one', () => {
    const named = {
      ...whole,
      amountFen: 1000,
      lines: [
        { sku: 'a', quantity: 1, amountFen: 300 },
        { sku: 'b', quantity: 1 },
      ],
    };
    expect(shares(null, [named])).toEqual([
      ['A', 300, 1],
      ['B', 700, 1],
    ]);
  });

  it('a free order is refunded by units, and huge amounts stay exact', () => {
    const free = lines.map((paidLine) => ({ ...paidLine, amountFen: 0 }));
    expect(shares(free, [{ ...whole, restock: false }])).toEqual([
      ['A', 75, 0],
      ['B', 25, 0],
    ]);
    const huge = [
      { sku: 'a', quantity: 1, amountFen: 99_999_999_999 },
      { sku: 'b', quantity: 1, amountFen: 1 },
    ];
    expect(shares(huge, [{ ...whole, amountFen: 99_999_999_999, restock: false }]).reduce((sum, share) => sum + Number(share[1]), 0)).toBe(
      99_999_999_999,
    );
  });
});
