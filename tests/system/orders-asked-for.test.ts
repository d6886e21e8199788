/** Orders asked for in the whole studio: a relay over real HTTP, figures, limits per buyer, counts over a restart, and none in a rehearsal. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Product } from '../../native/contract/product.ts';
import type { Host, HostConfig } from '../../native/host.ts';
import { keyOfSecret, newSecret, signedHeaders, verify } from '../../native/orders/standard-webhooks.ts';
import { newFolder, paidOrder, startTestHost } from '../harness/test-host.ts';
import { type Platform, startPlatform } from '../native/orders/pull/platform.ts';

const SECRET = newSecret();
const KEY = keyOfSecret(SECRET)!;
const SKU = 'HT-HTX-001-1KG';

function stored(cursor: string, event: object): string {
  const body = JSON.stringify(event);
  const headers = { 'content-type': 'application/json', ...signedHeaders(KEY, `msg_${cursor}`, Date.now(), body) };
  const request = { receivedAtMs: Date.now(), method: 'POST', query: '', headers, body: Buffer.from(body).toString('base64') };
  return `${JSON.stringify({ cursor, ...request })}\n`;
}

const orderOf = (orderId: string, quantity: number) => ({
  ...(JSON.parse(paidOrder(orderId, SKU, quantity, 3990)) as object),
  buyerId: 'anna',
});

async function startWithRelay(relay: Platform, changes: Partial<HostConfig> = {}, folder = newFolder()) {
  const environment = { SHOP_SECRET: SECRET };
  writeFileSync(
    join(folder, 'feeds.json'),
    JSON.stringify([{ source: 'shop', type: 'generic', secretEnv: 'SHOP_SECRET', pullUrl: relay.url }]),
  );
  const host = await startTestHost(folder, { environment, ...changes });
  let stopped = false;
  const stop = async () => {
    if (!stopped) await host.stop();
    stopped = true;
  };
  onTestFinished(stop);
  return { host, folder, stop };
}

const limitedProducts = (): Product[] => [
  {
    productId: 'p1',
    number: 1,
    sku: SKU,
    name: { 'zh-CN': '薄皮核桃' },
    placeCode: 'HTX',
    unit: { 'zh-CN': '袋' },
    priceFen: 3990,
    allocated: 100,
    buyerLimit: 3,
  },
];
const totals = (host: Host) => host.desk.sales.state.get().totals;
const feed = (host: Host) => host.feeds.state.get().feeds[0];
const codes = (host: Host) => host.desk.status.state.get().problems.map(({ code }) => code);

it('OP22 the studio asks its relay, counts what it has once, notices a limit, and remembers over a restart', async () => {
  const lines = [stored('1', orderOf('o1', 2)), stored('2', orderOf('o2', 2)), stored('3', orderOf('o1', 2))];
  const relay = await startPlatform(({ query }) => ({ body: lines.slice(Number(query.get('after') || 0)).join('') }));
  const first = await startWithRelay(relay);
  const { catalogue, ledger, playout } = first.host.desk;
  await vi.waitFor(() => expect(totals(first.host)).toMatchObject({ orderCount: 2, grossFen: 7980 }), { timeout: 15_000 });
  expect(verify(KEY, relay.asked[0]!.headers, Buffer.of(), Date.now())).toMatchObject({ ok: true });
  await catalogue.fill(limitedProducts());
  const exceeded = () => ledger.playoutEntries(playout.broadcastId).filter(({ kind }) => kind === 'limit.exceeded');
  await vi.waitFor(() => expect(exceeded().map(({ body }) => body)).toMatchObject([{ sku: SKU, units: 4, limit: 3 }]), { timeout: 5000 });
  expect(feed(first.host)).toMatchObject({ acceptedCount: 2, duplicateCount: 1 });
  await first.stop();

  const asked = relay.asked.length;
  const second = await startWithRelay(relay, {}, first.folder);
  expect(feed(second.host)).toMatchObject({ acceptedCount: 2, duplicateCount: 1 });
  await vi.waitFor(() => expect(relay.asked.length).toBeGreaterThan(asked), { timeout: 15_000 });
  expect(relay.asked[asked]!.query.get('after')).toBe('3');
  relay.answer = () => ({ status: 500 });
  await vi.waitFor(() => expect(codes(second.host)).toContain('pull-failed'), { timeout: 15_000 });
  relay.answer = () => ({});
  await vi.waitFor(() => expect(codes(second.host)).not.toContain('pull-failed'), { timeout: 15_000 });
  expect(totals(second.host)).toMatchObject({ orderCount: 2, grossFen: 7980 });
}, 60_000);

it('OP22 a rehearsal asks nobody', async () => {
  const relay = await startPlatform();
  const rundown = { rundownId: 'r1', title: { 'zh-CN': '彩排' }, plannedStartAtMs: null, segments: [] };
  const { host, stop } = await startWithRelay(relay, { rehearsal: { rundown, products: [] } });
  expect(feed(host)).toMatchObject({ source: 'shop', ready: true });
  await stop();
  expect(relay.asked).toEqual([]);
}, 60_000);
