/** Polls of a WooCommerce site over real HTTP: complete whatever fails, and each order once beside pushes and files. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../native/kernel/logger.ts';
import { hmacBase64 } from '../../../../native/orders/platform-signatures.ts';
import { PolledOrders } from '../../../../native/orders/pull/order-poll.ts';
import { pullCursor } from '../../../../native/orders/pull/pull-cursors.ts';
import { woocommercePoll } from '../../../../native/orders/pull/woocommerce-poll.ts';
import { woocommerceEvents } from '../../../../native/orders/woocommerce.ts';
import type { Answer } from './platform.ts';
import { NOW_MS, pullDesk } from './pull-desk.ts';
import { startWoocommerceSite, type WooOrder, wooOrder } from './woocommerce-site.ts';

const MINUTE_MS = 60_000;
const signal = new AbortController().signal;
const SITE_SECRET = 'a-secret-of-the-webhook';
const ACCESS_KEY = 'ck_0123:cs_4567';
const recordBuyer = () => ({ buyer: null });

type Desk = Awaited<ReturnType<typeof wooDesk>>;
const wooDesk = (folder?: string) =>
  pullDesk({ ...(folder ? { folder } : {}), feed: { type: 'woocommerce' }, secrets: { 'feed:shop': SITE_SECRET } });

function pollOf({ clock, intake, feeds, cursors }: Desk, address: string): PolledOrders {
  const poll = woocommercePoll({ source: 'shop', clock, address, accessKey: ACCESS_KEY, recordBuyer });
  return new PolledOrders({ source: 'shop', poll, intake, feeds, cursor: pullCursor(cursors, 'shop', address), logger: silentLogger });
}

async function pollAll(polled: PolledOrders): Promise<void> {
  for (let rounds = 0; rounds < 50; rounds += 1) {
    const done = await polled.round(signal);
    if (done.ok && !done.value.more) return;
  }
  throw new Error('the poll never came to its end');
}

const figures = ({ storage }: Desk) =>
  storage.reader.get(
    'SELECT order_count AS orders, gross_fen AS grossFen, refund_count AS refunds, refunded_fen AS refundedFen FROM broadcast_sales',
  );

describe('WooCommerce poll', () => {
  it('OP19 asks by time of change with its key in a header, and goes on behind the last change', async () => {
    const { platform, put } = await startWoocommerceSite();
    const desk = await wooDesk();
    const polled = pollOf(desk, `${platform.url}/`);
    put(wooOrder(1, NOW_MS - 60 * MINUTE_MS), wooOrder(2, NOW_MS - 50 * MINUTE_MS));
    await pollAll(polled);
    await pollAll(polled);
    expect(platform.asked.map(({ query }) => Object.fromEntries(query))).toEqual(
      ['2023-11-13T22:13:19', '2023-11-14T21:21:19'].map((modified_after) => ({
        modified_after,
        dates_are_gmt: 'true',
        orderby: 'modified',
        order: 'asc',
        per_page: '100',
        page: '1',
      })),
    );
    expect(platform.asked[0]!.headers.authorization).toBe(`Basic ${Buffer.from(ACCESS_KEY).toString('base64')}`);
    expect(desk.counts()).toEqual({ acceptedCount: 2, duplicateCount: 0, refusedCount: 0 });
    put(wooOrder(1, NOW_MS - MINUTE_MS, { total: '30.00', date_paid_gmt: '2023-11-14T21:13:20', refunds: [{ id: 9, total: '-9.90' }] }));
    await pollAll(polled);
    expect(figures(desk)).toEqual({ orders: 2, grossFen: 3000 + 3990, refunds: 1, refundedFen: 990 });
  });

  it('OP19 many changes, and many in one second, are all read although they change while they are read', async () => {
    const { platform, put, orders } = await startWoocommerceSite();
    const desk = await wooDesk();
    const polled = pollOf(desk, platform.url);
    put(...Array.from({ length: 330 }, (_, at) => wooOrder(at + 1, NOW_MS - 10 * MINUTE_MS + (at < 250 ? 0 : at) * 1000)));
    await polled.round(signal);
    // An order of the first page moves to the end, so that all others move up by one.
    put({ ...orders.get(5)!, date_modified_gmt: wooOrder(5, NOW_MS).date_modified_gmt });
    await pollAll(polled);
    expect(desk.paidOrders()).toHaveLength(330);
  });

  it('OP19 an order that cannot be read is passed over', async () => {
    const { platform, put } = await startWoocommerceSite();
    const desk = await wooDesk();
    put(wooOrder(1, NOW_MS), wooOrder(2, NOW_MS, { currency: 'EUR' }), { ...wooOrder(3, NOW_MS), total: 'x' });
    await pollAll(pollOf(desk, platform.url));
    expect(desk.paidOrders().map(({ orderId }) => orderId)).toEqual(['1']);
  });

  it('OP19 whatever fails and however often the studio is started anew, each order is there once', async () => {
    const faulty = fc.constantFrom<Answer | 'good' | 'restart'>('good', 'restart', 'half', 'elsewhere', { status: 500 }, { body: '{}' });
    await fc.assert(
      fc.asyncProperty(fc.array(faulty, { maxLength: 8 }), async (plan) => {
        const { platform, put } = await startWoocommerceSite();
        const good = platform.answer;
        put(...Array.from({ length: 230 }, (_, at) => wooOrder(at + 1, NOW_MS - 20 * MINUTE_MS + at * 1000)));
        let desk = await wooDesk();
        let polled = pollOf(desk, platform.url);
        for (const step of plan) {
          if (step === 'restart') {
            await desk.storage.close();
            desk = await wooDesk(desk.folder);
            polled = pollOf(desk, platform.url);
          }
          platform.answer = step === 'good' || step === 'restart' ? good : () => step;
          await polled.round(signal);
        }
        platform.answer = good;
        await pollAll(polled);
        const [paid, sums] = [desk.paidOrders().length, figures(desk)];
        await desk.storage.close();
        expect({ paid, sums }).toMatchObject({ paid: 230, sums: { orders: 230, grossFen: 230 * 3990 } });
      }),
      { numRuns: 6, seed: 19 },
    );
  }, 60_000);

  it('OP9 pushes, polls and files of the same orders, in any order and as often as they come, count each order once and alike', async () => {
    const VERSIONS = 3;
    const versionOf = (id: number, version: number): WooOrder =>
      wooOrder(id, NOW_MS - 30 * MINUTE_MS + version * MINUTE_MS, {
        total: `${10 + id}.${version}0`,
        date_paid_gmt: '2023-11-14T21:43:20',
        refunds: version === 2 ? [{ id: 1000 + id, total: '-1.00' }] : [],
      });
    const step = fc.record({
      id: fc.integer({ min: 1, max: 4 }),
      version: fc.integer({ min: 0, max: VERSIONS - 1 }),
      way: fc.constantFrom('push', 'poll', 'file'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 12 }),
        fc.array(fc.constantFrom('push', 'poll', 'file'), { minLength: 4, maxLength: 4 }),
        async (steps, last) => {
          const { platform, put, orders } = await startWoocommerceSite();
          const desk = await wooDesk();
          const polled = pollOf(desk, platform.url);
          const deliver = async (id: number, version: number, way: string) => {
            const order = versionOf(id, version);
            if (way === 'poll') {
              const known = orders.get(id);
              if (!known || known.date_modified_gmt < order.date_modified_gmt) put(order);
              await pollAll(polled);
            } else if (way === 'push') {
              const rawBody = Buffer.from(JSON.stringify(order));
              const headers = { 'x-wc-webhook-topic': 'order.updated', 'x-wc-webhook-signature': hmacBase64(SITE_SECRET, rawBody) };
              const delivery = { source: 'shop', method: 'POST', query: {}, headers, rawBody, contentType: 'application/json' };
              expect((await desk.ingest.accept({ ...delivery, sentence: () => '' })).status).toBe(200);
            } else {
              const events = woocommerceEvents(order, { source: 'shop', receivedAtMs: NOW_MS, recordBuyer });
              if (!events.ok) throw new Error('the order must be readable');
              await desk.intake.take(
                events.value.flatMap((event) => (event.ok ? [event.value] : [])),
                'operator:desk',
              );
            }
          };
          for (const { id, version, way } of steps) await deliver(id, version, way);
          for (const [at, way] of last.entries()) await deliver(at + 1, VERSIONS - 1, way);
          // Late news of an earlier state change nothing.
          for (const { id, way } of steps.slice(0, 2)) await deliver(id, 0, way);
          const sums = figures(desk);
          await desk.storage.close();
          expect(sums).toEqual({ orders: 4, grossFen: 1120 + 1220 + 1320 + 1420, refunds: 4, refundedFen: 400 });
        },
      ),
      { numRuns: 10, seed: 9 },
    );
  }, 60_000);
});
