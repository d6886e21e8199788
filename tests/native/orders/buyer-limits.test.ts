/** Limits per buyer: noticed once each time, whatever way the orders come and whenever the studio is started anew. */
import { describe, expect, it } from 'vitest';
import type { EntryBody, EntryDraft } from '../../../native/contract/entry.ts';
import type { Product } from '../../../native/contract/product.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { BuyerLimits } from '../../../native/orders/buyer-limits.ts';
import { paid, refund } from '../store/test-storage.ts';
import { NOW_MS, pullDesk } from './pull/pull-desk.ts';

const limited = (buyerLimit: number | undefined): Product[] => [{ sku: 'HT-1', buyerLimit } as Product];
const of = (orderId: string, buyerKey: string, quantity: number, more: Partial<EntryBody<'order.paid'>> = {}) =>
  paid(orderId, { private: { buyerKey }, lines: [{ sku: 'ht-1', title: '核桃', quantity, amountFen: 100 }], ...more });

async function limitsDesk(options: { folder?: string; products?: Product[] } = {}) {
  const desk = await pullDesk(options.folder ? { folder: options.folder } : {});
  const { ledger, reader } = desk.storage;
  const state = { products: options.products ?? limited(3), appended: Promise.resolve<unknown>(null), broadcastId: 'bc-1' };
  const limits = new BuyerLimits({
    reader,
    append: (drafts) => (state.appended = ledger.append(drafts)),
    broadcastId: () => state.broadcastId,
    products: () => state.products,
    clock: desk.clock,
    logger: silentLogger,
  });
  ledger.onAppended((entries) => limits.apply(entries));
  limits.refresh();
  await limits.settled;
  const append = (...drafts: EntryDraft[]) => ledger.append(drafts);
  const noticed = async () => {
    await limits.settled;
    await state.appended;
    const rows = reader.all<{ body: string }>("SELECT body FROM entry WHERE kind = 'limit.exceeded' ORDER BY seq");
    return rows.map(({ body }) => JSON.parse(body) as EntryBody<'limit.exceeded'>);
  };
  return { ...desk, limits, state, append, noticed };
}

describe('limits per buyer', () => {
  it('OP15 more than the limit is noticed once, with the order that went above it', async () => {
    const { append, noticed } = await limitsDesk();
    await append(of('o1', 'anna', 2), of('o2', 'ben', 3), of('o3', 'anna', 1));
    expect(await noticed()).toEqual([]);
    await append(of('o4', 'anna', 1));
    await append(of('o5', 'anna', 5));
    expect(await noticed()).toEqual([{ source: 'shop', orderId: 'o4', sku: 'HT-1', units: 4, limit: 3 }]);
  });

  it('OP15 gifts, other products, buyers without a key and other broadcasts do not count', async () => {
    const { append, noticed } = await limitsDesk();
    const line = { sku: 'HT-1', title: '核桃', quantity: 9, amountFen: 0 };
    await append(of('o1', 'anna', 1, { lines: [{ ...line, gift: true }] }));
    await append(of('o2', 'anna', 1, { lines: [{ ...line, sku: 'HT-2' }] }));
    await append(paid('o3', { lines: [line] }));
    await append({ ...of('o4', 'anna', 9), broadcastId: 'bc-0' });
    expect(await noticed()).toEqual([]);
  });

  it('OP15 a thin order counts once its lines are there, and an amended one as it stands', async () => {
    const { append, noticed } = await limitsDesk();
    await append(of('o1', 'anna', 1, { lines: [] }), of('o2', 'anna', 3));
    const amended = (orderId: string, quantity: number, stateAtMs: number) =>
      append({ ...of(orderId, 'anna', quantity, { stateAtMs }), kind: 'order.amended' } as EntryDraft);
    await amended('o2', 2, NOW_MS + 1);
    await amended('o1', 1, NOW_MS + 1);
    expect(await noticed()).toEqual([]);
    await amended('o1', 2, NOW_MS + 2);
    expect(await noticed()).toMatchObject([{ orderId: 'o1', units: 4 }]);
  });

  it('OP16 what came back makes room, and going above the limit again is noticed again', async () => {
    const { append, noticed } = await limitsDesk();
    await append(refund('early', 'o1', { restock: true, lines: [{ sku: 'HT-1', quantity: 1 }] }));
    await append(of('o1', 'anna', 4), of('o2', 'ben', 4));
    expect(await noticed()).toMatchObject([{ orderId: 'o2' }]);
    await append(refund('r1', 'o2', { restock: false }));
    await append(of('o3', 'ben', 1));
    expect(await noticed()).toHaveLength(1);
    await append(refund('r2', 'o2', { restock: true }));
    await append(of('o4', 'ben', 2));
    expect(await noticed()).toHaveLength(1);
    await append(of('o5', 'ben', 1));
    expect(await noticed()).toMatchObject([{ orderId: 'o2' }, { orderId: 'o5', units: 4 }]);
  });

  it('OP17 a restart says nothing twice, and what was missed is said', async () => {
    const before = await limitsDesk();
    await before.append(of('o1', 'anna', 4));
    expect(await before.noticed()).toHaveLength(1);
    await before.limits.stop();
    before.state.products = limited(undefined);
    await before.append(
      ...Array.from({ length: 1200 }, (_, at) => of(`many${at}`, `buyer${at}`, 1)),
      of('o2', 'ben', 2),
      of('o3', 'ben', 2),
    );
    expect(await before.noticed()).toHaveLength(1);
    await before.storage.close();
    const after = await limitsDesk({ folder: before.folder });
    expect(await after.noticed()).toMatchObject([{ orderId: 'o1' }, { orderId: 'o3', units: 4 }]);
    await after.append(of('o4', 'anna', 1), of('o5', 'ben', 1));
    expect(await after.noticed()).toHaveLength(2);
  });

  it('OP17 a limit that is set in mid-broadcast looks at what was sold before; the next broadcast begins anew', async () => {
    const { append, noticed, state, limits } = await limitsDesk({ products: limited(undefined) });
    await append(of('o1', 'anna', 4));
    expect(await noticed()).toEqual([]);
    state.products = limited(3);
    limits.refresh();
    expect(await noticed()).toMatchObject([{ orderId: 'o1', units: 4 }]);
    state.broadcastId = 'bc-2';
    await append({ ...of('o2', 'anna', 3), broadcastId: 'bc-2' });
    expect(await noticed()).toHaveLength(1);
  });

  it('OP17 an order that a person moves into the broadcast counts from then on', async () => {
    const { append, noticed } = await limitsDesk();
    await append({ ...of('o1', 'anna', 2), broadcastId: 'inbox' }, of('o2', 'anna', 2));
    expect(await noticed()).toEqual([]);
    const body = { source: 'shop', orderId: 'o1', toBroadcastId: 'bc-1', reason: 'person' };
    await append({ kind: 'order.assigned', broadcastId: 'bc-1', atMs: NOW_MS, actor: 'operator:desk', body } as EntryDraft);
    expect(await noticed()).toMatchObject([{ sku: 'HT-1', units: 4 }]);
  });
});
