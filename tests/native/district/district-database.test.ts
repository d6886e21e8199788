/** The port to the database: both adapters keep the same promises. */
import { expect, it } from 'vitest';
import { systemClock } from '../../../native/kernel/clock.ts';
import { EntryIntake } from '../../../native/district/entry-intake.ts';
import { deliveryOf } from '../../../native/district/delivery.ts';
import { seededRandom } from '../../../native/rehearsal/random.ts';
import { paidEntry } from '../../harness/test-receiver.ts';
import { describeOnBoth } from './both-databases.ts';

const entriesOf = (studioId: string, lines: readonly object[]) => {
  const delivery = deliveryOf(studioId, lines.map((line) => `${JSON.stringify({ studioId, ...line })}\n`).join(''));
  if (!delivery.ok) throw new Error(delivery.refusal.code);
  return delivery.value.entries;
};

describeOnBoth('the database', ({ database, reopen }) => {
  it('DR15 a transaction that fails leaves nothing, and the next one goes on', async () => {
    const failing = database().write(async (queries) => {
      await queries.run(`INSERT INTO setting (key, value) VALUES ('dr15', 'a')`);
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    await database().write((queries) => queries.run(`INSERT INTO setting (key, value) VALUES ('dr15', 'b')`));
    expect(await database().read('SELECT value FROM setting WHERE key = $1', ['dr15'])).toEqual([{ value: 'b' }]);
  });

  it('DR15 transactions run one after the other', async () => {
    await database().write((queries) => queries.run(`INSERT INTO setting (key, value) VALUES ('count', '0')`));
    await Promise.all(
      Array.from({ length: 20 }, () =>
        database().write(async (queries) => {
          const [row] = await queries.all<{ value: string }>(`SELECT value FROM setting WHERE key = 'count'`);
          await queries.run(`UPDATE setting SET value = $1 WHERE key = 'count'`, [String(Number(row!.value) + 1)]);
        }),
      ),
    );
    expect(await database().read(`SELECT value FROM setting WHERE key = 'count'`)).toEqual([{ value: '20' }]);
  });

  it('DR16 what was taken is there after a restart, numbers and texts as they were', async () => {
    const intake = new EntryIntake(database(), systemClock);
    const entry = paidEntry(9_007_199_254_740_991, 'o-1', 'ئۇيغۇر 核桃 🌰', 1, 99_999_999_999, 1_588_304_525_000);
    expect(await intake.take('dr16', entriesOf('dr16', [entry]))).toEqual({ added: 1, known: 0, conflicts: 0 });
    const again = await reopen();
    const [row] = await again.read<{ seq: number; body: string }>('SELECT seq, body FROM entry WHERE studio_id = $1', ['dr16']);
    expect(row?.seq).toBe(9_007_199_254_740_991);
    expect(JSON.parse(row!.body)).toEqual(entry.body);
    expect(await again.read('SELECT gross_fen AS "grossFen" FROM day_sales WHERE studio_id = $1', ['dr16'])).toEqual([
      { grossFen: 99_999_999_999 },
    ]);
    expect(await new EntryIntake(again, systemClock).take('dr16', entriesOf('dr16', [entry]))).toEqual({
      added: 0,
      known: 1,
      conflicts: 0,
    });
  });

  it('DR60 an order may have as many SKUs, and as long ones, as a shop may send', async () => {
    const random = seededRandom(7);
    const character = () => String.fromCodePoint(0x4e00 + Math.floor(random.next() * 20_000));
    const skus = Array.from({ length: 200 }, () => Array.from({ length: 64 }, character).join(''));
    const order = paidEntry(1, 'o-1', 'A', 1, 100, 1_588_304_525_000);
    const lines = skus.map((sku) => ({ sku, title: '', quantity: 1, amountFen: 1 }));
    const intake = new EntryIntake(database(), systemClock);
    const entries = entriesOf('dr60', [
      { ...order, body: { ...order.body, lines } },
      { ...order, seq: 2, body: { ...order.body, orderId: 'o-2', lines: lines.toReversed() } },
    ]);
    expect(await intake.take('dr60', entries)).toEqual({ added: 2, known: 0, conflicts: 0 });
    const baskets = await database().read<{ skus: string; orders: number }>(
      'SELECT skus, order_count AS orders FROM basket_sales WHERE studio_id = $1',
      ['dr60'],
    );
    expect(baskets).toEqual([{ skus: JSON.stringify(skus.toSorted()), orders: 2 }]);
  });

  it('DR17 of two contents under one sequence the first stays, and the other is kept in sight', async () => {
    const intake = new EntryIntake(database(), systemClock);
    const first = paidEntry(1, 'o-1', 'A', 1, 100, 1_588_304_525_000);
    const other = paidEntry(1, 'o-1', 'A', 1, 999, 1_588_304_525_000);
    expect(await intake.take('dr17', entriesOf('dr17', [first, other, first]))).toEqual({ added: 1, known: 2, conflicts: 1 });
    expect(await intake.take('dr17', entriesOf('dr17', [other]))).toEqual({ added: 0, known: 1, conflicts: 1 });
    expect(await database().read('SELECT gross_fen AS "grossFen" FROM day_sales WHERE studio_id = $1', ['dr17'])).toEqual([
      { grossFen: 100 },
    ]);
    const conflicts = await database().read<{ seq: number; line: string }>('SELECT seq, line FROM entry_conflict WHERE studio_id = $1', [
      'dr17',
    ]);
    expect(conflicts).toMatchObject([{ seq: 1, line: expect.stringContaining('999') as string }]);
  });
});
