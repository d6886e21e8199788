/** Thin orders are filled by a service of the customer, over real HTTP: newest first, once, and whatever it answers. */
import { describe, expect, it } from 'vitest';
import { serviceDetails } from '../../../../native/orders/pull/order-details.ts';
import { ThinOrders } from '../../../../native/orders/pull/thin-orders.ts';
import { verify } from '../../../../native/orders/standard-webhooks.ts';
import { manualClock } from '../../manual-clock.ts';
import { paid } from '../../store/test-storage.ts';
import { type Answer, type Asked, startPlatform } from './platform.ts';
import { KEY, order, pullDesk } from './pull-desk.ts';

const signal = new AbortController().signal;
const MINUTE_MS = 60_000;

async function thinDesk(thinOrders: number, answer: (asked: Asked) => Answer) {
  const clock = manualClock();
  await clock.advance(3_600_000);
  const platform = await startPlatform(answer);
  const desk = await pullDesk({ clock });
  await desk.storage.ledger.append([
    paid('whole', { occurredAtMs: 9 * MINUTE_MS }),
    ...Array.from({ length: thinOrders }, (_, at) =>
      paid(`t${at}`, { lines: [], amountFen: 100, occurredAtMs: at * 1000, stateAtMs: at * 1000 }),
    ),
  ]);
  const details = serviceDetails({
    source: 'shop',
    clock,
    address: `${platform.url}/relay/`,
    key: KEY,
    recordBuyer: () => ({ buyer: null }),
  });
  const thin = new ThinOrders({ source: 'shop', details, reader: desk.storage.reader, intake: desk.intake, clock });
  const thinLeft = () => desk.paidOrders().filter((row) => row.thin === 1).length;
  const askedIds = () => platform.asked.map(({ body }) => (JSON.parse(body) as { orderIds: string[] }).orderIds);
  return { ...desk, clock, platform, thin, thinLeft, askedIds };
}

const idsIn = (asked: Asked) => (JSON.parse(asked.body) as { orderIds: string[] }).orderIds;
const ndjson = (...events: object[]): Answer => ({ body: events.map((event) => `${JSON.stringify(event)}\n`).join('') });

describe('thin orders', () => {
  it('OP7 are asked for newest first, signed, until each has its lines', async () => {
    const { thin, platform, thinLeft, askedIds, clock, storage } = await thinDesk(70, (asked) =>
      ndjson(...idsIn(asked).map((id) => order(id))),
    );
    expect(await thin.round(signal)).toEqual({ ok: true, value: { more: true } });
    expect(thinLeft()).toBe(20);
    expect(askedIds()[0]!.slice(0, 2)).toEqual(['t69', 't68']);
    await thin.round(signal);
    expect(await thin.round(signal)).toEqual({ ok: true, value: { more: false } });
    expect(thinLeft()).toBe(0);
    const [first] = platform.asked;
    expect(first).toMatchObject({ method: 'POST', path: '/relay/orders' });
    expect(verify(KEY, first!.headers, Buffer.from(first!.body), clock.nowMs())).toMatchObject({ ok: true });
    expect(storage.reader.get('SELECT order_count AS orders, gross_fen AS fen FROM broadcast_sales')).toEqual({
      orders: 71,
      fen: 71 * 3990,
    });
    expect(storage.ledger.readAfter(71, 1)[0]).toMatchObject({ kind: 'order.amended', body: { stateAtMs: 3_600_000 } });
  });

  it('OP7 an order that nobody can tell of is asked for again later, and later', async () => {
    const { thin, thinLeft, askedIds, clock, platform } = await thinDesk(2, () => ndjson(order('t1')));
    const again = async (ms: number) => {
      await clock.advance(ms);
      await thin.round(signal);
    };
    await again(0);
    await again(0);
    await again(59_000);
    await again(1000);
    await again(119_000);
    await again(1000);
    expect(askedIds()).toEqual([['t1', 't0'], ['t0'], ['t0']]);
    platform.answer = () => ndjson(order('t0'));
    await again(MINUTE_MS * 60);
    expect(thinLeft()).toBe(0);
  });

  it('OP8 answers about orders that were not asked for, and lines that are no events, are passed over', async () => {
    const strange = order('foreign');
    const { thin, paidOrders, thinLeft } = await thinDesk(1, () => ({
      body: `{broken\n${JSON.stringify(strange)}\n\n${JSON.stringify(order('t0'))}`,
    }));
    await thin.round(signal);
    expect(paidOrders().map(({ orderId }) => orderId)).toEqual(['t0', 'whole']);
    expect(thinLeft()).toBe(0);
  });

  it('OP8 a relay without this door leaves orders thin and is no problem; a failing one is', async () => {
    const { thin, platform, clock, thinLeft } = await thinDesk(1, () => ({ status: 404 }));
    expect(await thin.round(signal)).toMatchObject({ ok: true });
    await clock.advance(MINUTE_MS);
    platform.answer = () => ({ status: 503, headers: { 'retry-after': '7' } });
    expect(await thin.round(signal)).toMatchObject({ ok: false, retryAfterMs: 7000, refusal: { context: { problem: 'HTTP 503' } } });
    platform.answer = () => ndjson(order('t0'));
    await thin.round(signal);
    expect(thinLeft()).toBe(0);
  });

  it('OP8 an answer that is older than the state that is known changes nothing', async () => {
    const { thin, storage, thinLeft, paidOrders } = await thinDesk(1, () => ndjson(order('t0')));
    const newer = paid('t0', { lines: [], amountFen: 555, stateAtMs: 9_999_999_999 }).body as never;
    await storage.ledger.append([{ ...paid('t0'), kind: 'order.amended', body: newer }]);
    await thin.round(signal);
    expect(thinLeft()).toBe(1);
    expect(paidOrders()[0]).toMatchObject({ amountFen: 555 });
  });
});
