/** Flash sales on a clock that the test drives and on real sales figures. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Product } from '../../../native/contract/product.ts';
import { accepted, refused, type Result } from '../../../native/contract/refusal.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { Sales } from '../../../native/ledger/sales.ts';
import { FlashSales } from '../../../native/playout/flash-sale.ts';
import { openTestStorage, paid, refund } from '../store/test-storage.ts';
import { manualClock } from '../manual-clock.ts';

const milk: Product = {
  productId: 'p3',
  number: 3,
  sku: 'HT-3',
  name: { 'zh-CN': '核桃乳' },
  placeCode: 'HTX',
  unit: { 'zh-CN': '箱' },
  priceFen: 3990,
  allocated: 5000,
};
const boxes = (orderId: string, quantity: number) =>
  paid(orderId, { lines: [{ sku: 'ht-3', title: '', quantity, amountFen: 3990 * quantity }] });

async function desk(pass: () => Promise<Result<unknown>> = async () => accepted({})) {
  const storage = await openTestStorage();
  const { ledger, reader } = storage;
  const clock = manualClock();
  const sales = new Sales(ledger, reader, 'bc-1');
  const open = () =>
    new FlashSales(
      {
        clock,
        append: (drafts) => ledger.append(drafts),
        broadcastId: () => 'bc-1',
        product: (productId) => (productId === 'p3' ? milk : null),
        pass,
        paidUnits: (sku) => sales.soldUnits(sku),
        logger: silentLogger,
      },
      ledger.playoutEntries('bc-1'),
    );
  const flash = open();
  const heard = ledger.onAppended((entries) => flash.apply(entries));
  onTestFinished(() => flash.dispose());
  const ends = () => ledger.playoutEntries('bc-1').flatMap((entry) => (entry.kind === 'flash-sale.ended' ? [entry.body] : []));
  return { ledger, clock, flash, open, heard, ends };
}

describe('a flash sale', () => {
  it('FS1 ends by stock with the order that takes the last unit', async () => {
    const { ledger, flash, ends } = await desk();
    await ledger.append([boxes('before', 7)]);
    expect(await flash.start({ productId: 'p3', durationMs: 60_000, units: 5 }, 'operator:desk')).toMatchObject({ ok: true });
    await ledger.append([boxes('o1', 3)]);
    expect(flash.state.get().flashSale).toMatchObject({ soldUnits: 3, units: 5 });
    await ledger.append([boxes('o2', 2)]);
    await expect.poll(ends).toMatchObject([{ cause: 'stock', soldUnits: 5 }]);
    await expect.poll(() => flash.state.get().flashSale).toBeNull();
  });

  it('FS2 ends by time on the one clock, and not before', async () => {
    const { clock, flash, ends } = await desk();
    await flash.start({ productId: 'p3', durationMs: 60_000 }, 'operator:desk');
    await clock.advance(59_999);
    expect(ends()).toEqual([]);
    await clock.advance(500);
    await expect.poll(ends).toMatchObject([{ cause: 'time', soldUnits: 0 }]);
  });

  it('FS3 is extended with a reason on record, never into the past', async () => {
    const { clock, flash, ends, ledger } = await desk();
    await flash.start({ productId: 'p3', durationMs: 10_000 }, 'operator:desk');
    const endsAtMs = clock.nowMs() + 30_000;
    expect(await flash.extend({ endsAtMs: clock.nowMs(), reason: '' }, 'x')).toMatchObject({ refusal: { code: 'flash-sale-end-past' } });
    expect(await flash.extend({ endsAtMs, reason: '线路中断' }, 'operator:desk')).toMatchObject({ ok: true });
    await clock.advance(20_000);
    expect(ends()).toEqual([]);
    await clock.advance(11_000);
    await expect.poll(ends).toHaveLength(1);
    expect(ledger.playoutEntries('bc-1').find(({ kind }) => kind === 'flash-sale.extended')?.body).toMatchObject({ reason: '线路中断' });
  });

  it('FS4 runs one at a time, for known products, and is ended by hand once', async () => {
    const { flash } = await desk();
    expect(await flash.start({ productId: 'p9', durationMs: 10_000 }, 'x')).toMatchObject({ refusal: { code: 'product-unknown' } });
    expect(await flash.end('x')).toMatchObject({ refusal: { code: 'flash-sale-not-running' } });
    await flash.start({ productId: 'p3', durationMs: 10_000 }, 'x');
    expect(await flash.start({ productId: 'p3', durationMs: 10_000 }, 'x')).toMatchObject({ refusal: { code: 'flash-sale-running' } });
    const both = await Promise.all([flash.end('x'), flash.end('x')]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  });

  it('FS4 starts once, however often it is asked for before the first is durable', async () => {
    const { flash, ledger } = await desk();
    const start = () => flash.start({ productId: 'p3', durationMs: 60_000 }, 'operator:desk');
    const [first, second] = await Promise.all([start(), start()]);
    expect([first, second]).toMatchObject([{ ok: true }, { ok: false, refusal: { code: 'flash-sale-running' } }]);
    expect(ledger.playoutEntries('bc-1').map(({ kind }) => kind)).toEqual(['flash-sale.started']);
  });

  it('FS6 does not start while the gate stops it, and can be started once it passes', async () => {
    const answers: Result<unknown>[] = [refused('gate-held-back', { name: '核桃乳' }), accepted({})];
    const { flash, ledger } = await desk(async () => answers.shift()!);
    const start = () => flash.start({ productId: 'p3', durationMs: 60_000 }, 'operator:desk');
    expect(await start()).toMatchObject({ refusal: { code: 'gate-held-back' } });
    expect(ledger.playoutEntries('bc-1')).toEqual([]);
    expect(await start()).toMatchObject({ ok: true });
  });

  it('FS5 goes on after a restart, and ends at once when its time went by meanwhile', async () => {
    const { ledger, clock, flash, open, heard, ends } = await desk();
    await flash.start({ productId: 'p3', durationMs: 60_000, units: 9 }, 'x');
    await ledger.append([boxes('o1', 4), refund('r1', 'o1', { restock: true, lines: [{ sku: 'HT-3', quantity: 1 }] })]);
    flash.dispose();
    heard.dispose();
    const second = open();
    expect(second.state.get().flashSale).toMatchObject({ soldUnits: 3, units: 9, number: 3, unit: milk.unit, priceFen: 3990 });
    second.dispose();
    await clock.advance(61_000);
    const third = open();
    ledger.onAppended((entries) => third.apply(entries));
    await expect.poll(ends).toMatchObject([{ cause: 'time', soldUnits: 3 }]);
    third.dispose();
  });
});
