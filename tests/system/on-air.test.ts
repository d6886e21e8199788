/** The main job on real parts: a real OBS, a real SQLite file, a real browser, signed orders over HTTP. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Host } from '../../native/host.ts';
import { newSecret } from '../../native/orders/standard-webhooks.ts';
import { readPng } from '../harness/png-pixels.ts';
import { realObsMissing, secondClient, startRealObs, type RealObs } from '../harness/real-obs.ts';
import { deliver, newFolder, openDesk, paidOrder, startTestHost, type Desk } from '../harness/test-host.ts';

const missing = realObsMissing();
const SKU = 'HT-HTX-001-1KG';

describe.skipIf(missing !== null)(`on air on a real OBS${missing ? ` (${missing})` : ''}`, () => {
  const folder = newFolder();
  const secret = newSecret();
  let obs: RealObs;
  let host: Host;
  let desk: Desk;

  beforeAll(async () => {
    obs = await startRealObs({ width: 640, height: 360, fps: 10 });
    host = await startTestHost(folder);
    desk = openDesk(host);
  });
  afterAll(async () => {
    desk?.close();
    await host?.stop();
    await obs?.stop();
  });

  const ready = () => vi.waitFor(() => expect(host.desk.obs.state.get().connection.state).toBe('ready'), { timeout: 15_000 });
  /** Pixels of OBS's program that are not the black of an empty scene. */
  const litPixels = async () => {
    const { mirror } = host.desk.obs.state.get();
    const shot = await host.desk.obs.request('GetSourceScreenshot', { sourceName: mirror?.programSceneName ?? '', imageFormat: 'png' });
    if (!shot.ok) throw new Error(shot.refusal.code);
    const picture = readPng(Buffer.from(String(shot.value['imageData']).split(',')[1]!, 'base64'));
    let lit = 0;
    for (let y = 0; y < picture.height; y += 1) {
      for (let x = 0; x < picture.width; x += 1) {
        const [red, green, blue] = picture.at(x, y);
        if (red + green + blue > 60) lit += 1;
      }
    }
    return lit;
  };

  it('SYS1 connects with the password, prepares OBS and tells how the overlay gets there', async () => {
    expect(await desk.send('loadSamplePlan', {})).toMatchObject({ ok: true, value: { products: 44 } });
    await desk.send('connectObs', { url: obs.url, password: obs.password });
    await ready();
    const prepared = await desk.send('prepareObs', {});
    expect(prepared).toMatchObject({ ok: true, value: { route: 'picture' } });
    expect(host.desk.playout.state.get().overlayRoute).toBe('picture');
    expect(await desk.send('prepareObs', {})).toMatchObject({ ok: true, value: { createdScenes: [], overlayAddedTo: [] } });
  });

  it('SYS2 one take switches the program scene of OBS and is on record', async () => {
    const segment = host.desk.rundown.state.get().rundown.segments[0]!;
    expect(await desk.send('takeSegment', { segmentId: segment.segmentId })).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(host.desk.obs.state.get().mirror?.programSceneName).toBe(segment.sceneName), { timeout: 5000 });
    expect(host.desk.ledger.lastEntries(20).map(({ kind }) => kind)).toContain('segment.taken');
  });

  it('SYS3 a card put on air shows its pixels in the program picture of OBS, and clear takes them off', async () => {
    const before = await litPixels();
    const product = host.desk.catalogue.state.get().products[0]!;
    await desk.send('showCard', { productId: product.productId });
    await vi.waitFor(async () => expect(await litPixels()).toBeGreaterThan(before + 2000), { timeout: 20_000, interval: 300 });
    await desk.send('clear', {});
    await vi.waitFor(async () => expect(await litPixels()).toBeLessThan(before + 500), { timeout: 20_000, interval: 300 });
    await desk.send('showCard', { productId: product.productId });
  });

  it('SYS4 a signed order is durable before its answer, counted once, and moves total, ticker and stock', async () => {
    expect(await desk.send('saveFeed', { source: 'shop', type: 'generic', secret })).toMatchObject({ ok: true });
    const sku = host.desk.catalogue.state.get().products[0]?.sku ?? SKU;
    const order = paidOrder('6917000000000000001', sku, 2, 5980);
    expect(await deliver(host, 'shop', secret, order)).toMatchObject({ status: 200, answer: { status: 'accepted' } });
    expect(await deliver(host, 'shop', secret, order)).toMatchObject({ status: 200, answer: { status: 'duplicate' } });
    const overlay = host.desk.overlay.state.get();
    expect(overlay.totals).toMatchObject({ grossFen: 5980, netFen: 5980, orderCount: 1 });
    // It waits for up to ten seconds, so that nobody's order can be told from its moment.
    const ticker = () => host.desk.overlay.state.get().ticker;
    await vi.waitFor(() => expect(ticker().at(-1)).toMatchObject({ quantity: 2, region: '北京' }), { timeout: 15_000 });
    expect(overlay.card?.remaining).toBe((overlay.card?.allocated ?? 0) - 2);
    expect((await deliver(host, 'shop', newSecret(), order)).status).toBe(401);
    expect((await deliver(host, 'nobody', secret, order)).status).toBe(404);
  });

  it('SYS5 a scene changed by hand in OBS is mirrored and on record as not ours', async () => {
    const client = await secondClient(obs);
    const program = host.desk.obs.state.get().mirror!.programSceneName;
    const other = host.desk.rundown.state.get().rundown.segments.find(({ sceneName }) => sceneName !== program)!.sceneName;
    await client.call('SetCurrentProgramScene', { sceneName: other });
    await vi.waitFor(() => expect(host.desk.obs.state.get().mirror?.programSceneName).toBe(other), { timeout: 5000 });
    await client.disconnect();
    await vi.waitFor(() =>
      expect(host.desk.ledger.lastEntries(10)).toContainEqual(
        expect.objectContaining({ kind: 'scene.changed', body: { sceneName: other, byStudio: false } }),
      ),
    );
  });

  it('SYS6 after a restart the broadcast is as it was, overlay included', async () => {
    const before = { overlay: host.desk.overlay.state.get(), playout: host.desk.playout.state.get() };
    desk.close();
    await host.stop();
    host = await startTestHost(folder);
    desk = openDesk(host);
    // The time goes on, and a sale just paid waits again.
    const { ledgerSeq: _, clock: _clock, ticker: _ticker, ...overlay } = host.desk.overlay.state.get();
    expect(before.overlay).toMatchObject(overlay);
    const { broadcast, cardOnAir, segmentOnAir, asRun } = host.desk.playout.state.get();
    expect(before.playout).toMatchObject({ broadcast, cardOnAir, segmentOnAir, asRun });
    host.connectObs(obs.url, null);
    await ready();
    await vi.waitFor(async () => expect(await litPixels()).toBeGreaterThan(2000), { timeout: 20_000, interval: 300 });
  });
});
