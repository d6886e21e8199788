/** Pulls from a relay over real HTTP: as good as a live push, and nothing that goes wrong on the way loses or doubles an order. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../native/kernel/logger.ts';
import { pullCursor } from '../../../../native/orders/pull/pull-cursors.ts';
import { RelayPull } from '../../../../native/orders/pull/relay-pull.ts';
import { verify } from '../../../../native/orders/standard-webhooks.ts';
import { StorageFailure } from '../../../../native/store/storage-failure.ts';
import { manualClock } from '../../manual-clock.ts';
import { type Answer, type Asked, startPlatform } from './platform.ts';
import { KEY, NOW_MS, order, pullDesk, stored } from './pull-desk.ts';

type Desk = Awaited<ReturnType<typeof pullDesk>>;
const DAY_MS = 24 * 3_600_000;
const signal = new AbortController().signal;

function relayPull(desk: Desk, address: string) {
  const { ingest, feeds, clock, cursors } = desk;
  return new RelayPull({
    source: 'shop',
    address,
    key: KEY,
    ingest,
    feeds,
    cursor: pullCursor(cursors, 'shop', address),
    clock,
    logger: silentLogger,
  });
}

/** A relay with these lines, whose cursors count from 1. */
const relayWith =
  (lines: readonly string[], page = 200) =>
  ({ query }: Asked): Answer => {
    const after = Number(query.get('after') || 0);
    const body = lines.slice(after, after + Math.min(page, Number(query.get('limit'))));
    return { headers: { 'content-type': 'application/x-ndjson' }, body: body.map((line) => `${line}\n`).join('') };
  };

async function pullAll(desk: Desk, address: string): Promise<void> {
  const relay = relayPull(desk, address);
  for (let rounds = 0; rounds < 100; rounds += 1) {
    const done = await relay.round(signal);
    if (done.ok && !done.value.more) return;
  }
  throw new Error('the relay was never empty');
}

describe('relay', () => {
  it('OP1 stored requests come in by the adapter of live pushes, their signatures as old as when the relay received them', async () => {
    const lines = [
      stored('1', order('o1'), NOW_MS - DAY_MS),
      stored('2', order('o1'), NOW_MS - DAY_MS),
      stored('3', { type: 'refund.succeeded', refundId: 'r1', orderId: 'o1', amountFen: 90 }, NOW_MS - DAY_MS),
    ];
    const platform = await startPlatform(relayWith(lines));
    const desk = await pullDesk();
    await pullAll(desk, `${platform.url}/relay?shop=7`);
    expect(desk.counts()).toEqual({ acceptedCount: 2, duplicateCount: 1, refusedCount: 0 });
    const entries = desk.storage.ledger.readAfter(0, 9);
    expect(entries.map(({ kind, actor, atMs }) => ({ kind, actor, atMs }))).toEqual([
      { kind: 'order.paid', actor: 'feed:shop', atMs: NOW_MS },
      { kind: 'refund.succeeded', actor: 'feed:shop', atMs: NOW_MS },
    ]);
    expect(entries[1]!.body).toMatchObject({ occurredAtMs: NOW_MS - DAY_MS });
    const [first, second] = platform.asked;
    expect(first).toMatchObject({ method: 'GET', path: '/relay' });
    expect(Object.fromEntries(first!.query)).toEqual({ shop: '7', after: '', limit: '200' });
    expect(second!.query.get('after')).toBe('3');
    expect(verify(KEY, first!.headers, Buffer.of(), NOW_MS)).toMatchObject({ ok: true });
  });

  it('OP2 a poisoned request is counted as refused and passed over', async () => {
    const good = [stored('1', order('o1')), stored('6', order('o2'))];
    const lines = [
      good[0]!,
      stored('2', order('bad'), NOW_MS, { headers: { 'webhook-signature': 'v1,AAAA' } }),
      '{"cursor":"3"}',
      'no json',
      stored('5', { type: 'order.paid', orderId: '' }),
      good[1]!,
    ];
    const platform = await startPlatform(relayWith(lines));
    const desk = await pullDesk();
    await pullAll(desk, platform.url);
    expect(desk.paidOrders().map(({ orderId }) => orderId)).toEqual(['o1', 'o2']);
    expect(desk.counts()).toEqual({ acceptedCount: 2, duplicateCount: 0, refusedCount: 3 });
  });

  const faults: [string, Answer, string][] = [
    ['a failing relay', { status: 500, body: 'oops' }, 'HTTP 500'],
    ['a wrong secret', { status: 401 }, 'HTTP 401'],
    ['a redirect', 'elsewhere', 'HTTP 302'],
    ['half an answer', 'half', 'answer cut off'],
    ['a login page', { body: '<html>log in</html>' }, 'answer not understood'],
    ['JSON of another kind', { body: '{"orders":[]}' }, 'answer not understood'],
  ];
  for (const [name, answer, problem] of faults) {
    it(`OP3 ${name} moves nothing and is said; the next pull brings all`, async () => {
      const platform = await startPlatform(() => answer);
      const desk = await pullDesk();
      const relay = relayPull(desk, platform.url);
      const failed = await relay.round(signal);
      const context = { source: 'shop', host: new URL(platform.url).host, problem };
      expect(failed).toMatchObject({ ok: false, refusal: { code: 'pull-failed', context } });
      expect(platform.asked).toHaveLength(1);
      platform.answer = relayWith([stored('1', order('o1'))]);
      expect(await relay.round(signal)).toEqual({ ok: true, value: { more: true } });
      expect(desk.paidOrders()).toHaveLength(1);
    });
  }

  it('OP3 no answer ends at the deadline', async () => {
    const platform = await startPlatform(() => 'hang');
    const clock = manualClock();
    const desk = await pullDesk({ clock });
    const asked = platform.nextAsked();
    const failed = relayPull(desk, platform.url).round(signal);
    await asked;
    await clock.advance(30_000);
    expect(await failed).toMatchObject({ ok: false, refusal: { context: { problem: 'no answer in time' } } });
  });

  it('OP3 an answer without end is given up, and fewer requests are asked for', async () => {
    const platform = await startPlatform(() => 'endless');
    const desk = await pullDesk();
    const relay = relayPull(desk, platform.url);
    expect(await relay.round(signal)).toEqual({ ok: true, value: { more: true } });
    platform.answer = relayWith([stored('1', order('o1'))]);
    await relay.round(signal);
    await relay.round(signal);
    expect(platform.asked.map(({ query }) => query.get('limit'))).toEqual(['200', '100', '200']);
    expect(desk.paidOrders()).toHaveLength(1);
  });

  it('OP3 a page that comes again and again is counted once and not asked for without pause', async () => {
    const platform = await startPlatform(() => ({ body: `${stored('1', order('o1'))}\n` }));
    const desk = await pullDesk();
    await pullAll(desk, platform.url);
    expect(platform.asked).toHaveLength(2);
    expect(desk.counts()).toEqual({ acceptedCount: 1, duplicateCount: 1, refusedCount: 0 });
  });

  it('OP4 while the studio cannot store, the cursor stays before what is not durable', async () => {
    let full = true;
    const lines = Array.from({ length: 120 }, (_, at) => stored(String(at + 1), order(`o${at + 1}`)));
    const platform = await startPlatform(relayWith(lines));
    const desk = await pullDesk({
      append: (own) => (drafts) =>
        full && drafts.some(({ body }) => 'orderId' in body && body.orderId === 'o77')
          ? Promise.reject(new StorageFailure('storage-full', {}))
          : own(drafts),
    });
    const relay = relayPull(desk, platform.url);
    expect(await relay.round(signal)).toMatchObject({ ok: false, refusal: { code: 'overload' } });
    expect(pullCursor(desk.cursors, 'shop', platform.url).load()).toBe('76');
    full = false;
    await pullAll(desk, platform.url);
    expect(desk.paidOrders()).toHaveLength(120);
  });

  it('OP4 whatever fails and however often the studio is started anew, each order counts once', async () => {
    const faulty = fc.constantFrom<Answer | 'good' | 'restart'>(
      'good',
      'good',
      'restart',
      'half',
      'elsewhere',
      { status: 429 },
      { body: 'x' },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(faulty, { maxLength: 8 }), fc.integer({ min: 1, max: 7 }), async (plan, page) => {
        const lines = Array.from({ length: 20 }, (_, at) => stored(String(at + 1), order(`o${at % 15}`)));
        const good = relayWith(lines, page);
        const platform = await startPlatform(good);
        let desk = await pullDesk();
        let relay = relayPull(desk, platform.url);
        for (const step of plan) {
          if (step === 'restart') {
            await desk.storage.close();
            desk = await pullDesk({ folder: desk.folder });
            relay = relayPull(desk, platform.url);
          }
          platform.answer = step === 'good' || step === 'restart' ? good : () => step;
          await relay.round(signal);
        }
        platform.answer = good;
        await pullAll(desk, platform.url);
        const paid = desk.paidOrders();
        await desk.storage.close();
        expect(paid).toHaveLength(15);
        expect(paid.every(({ amountFen }) => amountFen === 3990)).toBe(true);
      }),
      { numRuns: 8, seed: 4 },
    );
  }, 60_000);

  it('OP5 a feed that could not read its deliveries asks for none, and says what it lacks', async () => {
    const platform = await startPlatform();
    const desk = await pullDesk({ feed: { type: 'douyin-shop' } });
    expect(await relayPull(desk, platform.url).round(signal)).toMatchObject({ ok: false, refusal: { code: 'feed-app-id-missing' } });
    expect(platform.asked).toEqual([]);
  });

  it('OP5 nothing is asked of an address without TLS but on this computer', async () => {
    const desk = await pullDesk();
    const failed = await relayPull(desk, 'http://relay.example/inbox').round(signal);
    expect(failed).toMatchObject({ ok: false, refusal: { context: { host: 'relay.example', problem: 'https is needed' } } });
  });

  it('OP4 another address begins at its beginning', async () => {
    const [one, other] = [
      await startPlatform(relayWith([stored('1', order('o1'))])),
      await startPlatform(relayWith([stored('1', order('o2'))])),
    ];
    const desk = await pullDesk();
    await pullAll(desk, one.url);
    await pullAll(desk, other.url);
    expect(desk.paidOrders()).toHaveLength(2);
  });
});
