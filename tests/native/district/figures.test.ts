/** Figures of the receiver against those of the studio's own ledger, whatever order its entries arrive in. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EntryBody, EntryDraft } from '../../../native/contract/entry.ts';
import type { DistrictDatabase } from '../../../native/district/district-database.ts';
import { EntryIntake } from '../../../native/district/entry-intake.ts';
import { deliveryOf } from '../../../native/district/delivery.ts';
import { rebuildFigures } from '../../../native/district/rebuild.ts';
import { systemClock } from '../../../native/kernel/clock.ts';
import { ENTRY_COLUMNS, type EntryRow } from '../../../native/ledger/entry-row.ts';
import { outsideLine } from '../../../native/ledger/outside-line.ts';
import { type Book, figuresOf, openBook, takeState } from '../ledger/book-database.ts';
import { paid, refund } from '../store/test-storage.ts';
import { describeOnBoth } from './both-databases.ts';

const DAY_MS = 24 * 3_600_000;
const line = fc.record({
  sku: fc.constantFrom('a', 'b', 'C'),
  title: fc.constant(''),
  quantity: fc.integer({ min: 1, max: 3 }),
  amountFen: fc.integer({ min: 0, max: 900 }),
  gift: fc.constantFrom(true, false, undefined),
});
const step = fc.oneof(
  fc
    .record({
      order: fc.integer({ min: 0, max: 3 }),
      stateAtMs: fc.integer({ min: 0, max: 6 }),
      amountFen: fc.integer({ min: 0, max: 2000 }),
      lines: fc.array(line, { maxLength: 3 }),
      occurredAtMs: fc.constantFrom(1, DAY_MS, 3 * DAY_MS),
    })
    .map(({ order, ...body }) => paid(`o${order}`, body, body.occurredAtMs === 1 ? 'bc-1' : 'bc-2')),
  fc
    .record({
      id: fc.integer({ min: 0, max: 5 }),
      order: fc.integer({ min: 0, max: 4 }),
      restock: fc.boolean(),
      lines: fc.constantFrom<EntryBody<'refund.succeeded'>['lines']>(
        null,
        [{ sku: 'A', quantity: 1 }],
        [{ sku: 'b', quantity: 2, amountFen: 50 }],
      ),
    })
    .map(({ id, order, ...rest }) => refund(`r${id}`, `o${order}`, { ...rest, amountFen: 100 * (id + 1) })),
  fc.record({ order: fc.integer({ min: 0, max: 4 }), to: fc.constantFrom('bc-1', 'bc-2', 'bc-3') }).map(({ order, to }): EntryDraft => ({
    broadcastId: to,
    kind: 'order.assigned',
    atMs: 1,
    actor: 'operator:desk',
    body: { source: 'shop', orderId: `o${order}`, toBroadcastId: to, reason: 'person' },
  })),
);
const history = fc.record({
  steps: fc.array(step, { minLength: 1, maxLength: 25 }),
  cut: fc.integer({ min: 1, max: 6 }),
  seed: fc.nat(),
});

describeOnBoth('the figures of the district', ({ name, database }) => {
  let studios = 0;
  const many = name === 'SQLite' ? 120 : 40;

  it('DR13 are the studio’s own, in whatever order and however often its entries come', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ steps, cut, seed }) => {
        const book = openBook();
        for (const draft of steps) takeState(book, draft);
        const studioId = `dr13-${(studios += 1)}`;
        await deliverShuffled(database(), studioId, book, cut, seed);
        expect(await districtFigures(database(), studioId)).toEqual(studioFigures(book));
        expect(await unbalanced(database(), studioId)).toEqual([]);
      }),
      { numRuns: many, seed: 20_200_510 },
    );
  }, 90_000);

  it('DR14 are the same when they are made anew from the entries', async () => {
    const rebuilt = await rebuildFigures(database());
    expect(rebuilt.entries).toBeGreaterThan(many);
    expect(rebuilt.differing).toEqual({});
    await database().write((queries) => queries.run('UPDATE day_sales SET gross_fen = gross_fen + 1'));
    expect((await rebuildFigures(database())).differing).toHaveProperty('day_sales');
    expect((await rebuildFigures(database())).differing).toEqual({});
  });
});

/** In pieces of `cut` entries, some of them twice. */
async function deliverShuffled(database: DistrictDatabase, studioId: string, book: Book, cut: number, seed: number): Promise<void> {
  const rows = book.database.prepare<[], EntryRow>(`SELECT ${ENTRY_COLUMNS} FROM entry`).all();
  const lines = rows.map((row) => outsideLine(studioId, row));
  const order = fc.sample(fc.shuffledSubarray([...lines, ...lines.slice(0, 5)], { minLength: Math.min(5, lines.length) + lines.length }), {
    numRuns: 1,
    seed,
  })[0]!;
  const intake = new EntryIntake(database, systemClock);
  for (let at = 0; at < order.length; at += cut) {
    const delivery = deliveryOf(studioId, order.slice(at, at + cut).join(''));
    if (!delivery.ok) throw new Error(delivery.refusal.code);
    expect(delivery.value.refused).toEqual([]);
    await intake.take(studioId, delivery.value.entries);
  }
}

const SKU_FIGURES = ['paid_units', 'restocked_units', 'gift_units', 'gross_fen', 'refunded_fen'] as const;
const BROADCAST_FIGURES = ['gross_fen', 'refunded_fen', 'order_count', 'refund_count'] as const;
const sums = (columns: readonly string[]) => columns.map((column) => `CAST(SUM(${column}) AS BIGINT) AS ${column}`).join(', ');
type Row = Record<string, unknown>;

async function districtFigures(database: DistrictDatabase, studioId: string) {
  const broadcasts = await database.read<Row>(
    `SELECT broadcast_id, ${sums(BROADCAST_FIGURES)} FROM day_sales WHERE studio_id = $1 GROUP BY broadcast_id`,
    [studioId],
  );
  const skus = await database.read<Row>(
    `SELECT broadcast_id, sku, ${sums(SKU_FIGURES)} FROM sku_sales WHERE studio_id = $1 AND sku <> '' GROUP BY broadcast_id, sku`,
    [studioId],
  );
  return { broadcasts: tidy(broadcasts), skus: tidy(skus) };
}

function studioFigures({ database }: Book) {
  const { broadcast_sales: broadcasts = [], sku_sales: skus = [] } = figuresOf(database, ['broadcast_sales', 'sku_sales']);
  return { broadcasts: tidy(broadcasts as Row[]), skus: tidy(skus as Row[]) };
}

/** Without rows of zeros, in one order. */
function tidy(rows: Row[]): string[] {
  return rows
    .filter((row) => Object.values(row).some((value) => typeof value === 'number' && value !== 0))
    .map((row) => JSON.stringify(Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1))))
    .toSorted();
}

/** Days whose rows by SKU do not add up to them. */
function unbalanced(database: DistrictDatabase, studioId: string): Promise<Row[]> {
  return database.read<Row>(
    `SELECT d.day, d.broadcast_id FROM day_sales d WHERE d.studio_id = $1 AND (d.gross_fen, d.refunded_fen, d.units) <> (
       SELECT CAST(COALESCE(SUM(s.gross_fen), 0) AS BIGINT), CAST(COALESCE(SUM(s.refunded_fen), 0) AS BIGINT),
         CAST(COALESCE(SUM(s.paid_units), 0) AS BIGINT)
       FROM sku_sales s WHERE s.day = d.day AND s.studio_id = d.studio_id AND s.broadcast_id = d.broadcast_id)`,
    [studioId],
  );
}
