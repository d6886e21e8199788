/** The overlay's page in OBS freezes, crashes and swells for real: a Chromium plays OBS's browser source, and the studio has to go on. */
import { readFileSync, rmSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OverlayPagesState } from '../../native/contract/overlay-pages.ts';
import type { Host } from '../../native/host.ts';
import { type SimulatedObs, startSimulatedObs } from '../../native/obs/simulated/simulated-obs.ts';
import { readPng } from '../harness/png-pixels.ts';
import { type Desk, newFolder, openDesk, startTestHost } from '../harness/test-host.ts';
import { until } from '../harness/waiting.ts';

const PAGE = 'Hetian overlay';
const PICTURE = 'Hetian overlay picture';
const PATIENCE = { timeout: 60_000, interval: 200 };

let folder: string;
let obs: SimulatedObs;
let host: Host;
let desk: Desk;
let browser: Browser;
let page: Page | null = null;
let pagesTopic: () => OverlayPagesState | undefined;
let logTopic: ReturnType<typeof openLog>;

function openLog() {
  return desk.watch('log');
}

/** What OBS's browser source does when it is made, and when its button *refresh* is pressed. */
async function loadInObs(): Promise<void> {
  const before = page;
  page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  // A page that hangs is not waited for.
  void before?.close().catch(() => {});
  await page.addInitScript('window.obsstudio = { pluginVersion: "2.24.0" }');
  await page.goto(String(obs.world.input(PAGE).settings['url']));
}

beforeAll(async () => {
  folder = newFolder();
  obs = await startSimulatedObs({
    password: 'secret-word',
    width: 1280,
    height: 720,
    onRequest(requestType) {
      if (requestType === 'PressInputPropertiesButton') void loadInObs();
    },
  });
  browser = await chromium.launch({
    executablePath: process.env['STUDIO_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--enable-precise-memory-info'],
  });
  host = await startTestHost(folder);
  desk = openDesk(host);
  pagesTopic = desk.watch('overlayPages');
  logTopic = openLog();
  await desk.send('loadSamplePlan', {});
  host.connectObs(obs.url, 'secret-word');
  await until(host.desk.obs.state, ({ mirror }) => mirror !== null);
  expect(await desk.send('prepareObs', {})).toMatchObject({ ok: true, value: { route: 'browser' } });
  await loadInObs();
}, 180_000);

afterAll(async () => {
  desk.close();
  await host.stop();
  await browser.close();
  await obs.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const sceneName = () => obs.world.sceneRows()[0]!.sceneName;
const shown = () =>
  obs.world
    .scene(sceneName())
    .items.filter(({ sourceName, enabled }) => enabled && sourceName.startsWith(PAGE))
    .map(({ sourceName }) => sourceName);
const route = () => pagesTopic()?.route;
const isWell = () => pagesTopic()?.pages.some(({ place, gone, trouble }) => place === 'obs' && !gone && trouble === null) === true;
/** The newest facts of the overlay's way, in the ledger's order. */
const told = () =>
  (logTopic()?.lines ?? [])
    .filter(({ kind }) => kind === 'overlay.routed' || kind === 'overlay.refreshed')
    .map(({ kind, body }) => `${kind} ${String((body as { reason: unknown }).reason)}`);
const comesBack = async () => {
  await expect.poll(route, PATIENCE).toBe('browser');
  expect(shown()).toEqual([PAGE]);
  await expect.poll(isWell, PATIENCE).toBe(true);
};

/** How much of the picture that OBS shows is covered, in per mille. */
function covered(): number {
  const { width, height, at } = readPng(readFileSync(String(obs.world.input(PICTURE).settings['file'])));
  let opaque = 0;
  for (let y = 0; y < height; y += 4) for (let x = 0; x < width; x += 4) if (at(x, y)[3] > 0) opaque += 1;
  return Math.round((opaque * 16_000) / (width * height));
}

describe('the overlay’s page in OBS fails', () => {
  it('TW45 frozen on air: pictures go on with the newest state, and off air the page is loaded anew and comes back', async () => {
    await expect.poll(isWell, PATIENCE).toBe(true);
    expect(shown()).toEqual([PAGE]);
    expect(await desk.send('startBroadcast', {})).toMatchObject({ ok: true });
    page!.evaluate('for (;;) {}').catch(() => {});
    await expect.poll(route, PATIENCE).toBe('picture');
    expect(shown()).toEqual([PICTURE]);
    expect(pagesTopic()).toMatchObject({ wish: 'auto', problem: { code: 'overlay-page-silent' } });
    expect(told().at(-1)).toBe('overlay.routed overlay-page-silent');

    const before = covered();
    const { products } = host.desk.catalogue.state.get();
    expect(await desk.send('showCard', { productId: products[0]!.productId })).toMatchObject({ ok: true });
    await expect.poll(covered, PATIENCE).toBeGreaterThan(before + 10);

    expect(told().filter((what) => what.startsWith('overlay.refreshed'))).toEqual([]);
    expect(await desk.send('endBroadcast', {})).toMatchObject({ ok: true });
    await comesBack();
    expect(told().slice(-2)).toEqual(['overlay.refreshed page failed', 'overlay.routed page well again']);
    await expect.poll(() => pagesTopic()?.problem, PATIENCE).toBeNull();
  }, 180_000);

  it('TW46 crashed: its line is gone, pictures go on, and it comes back', async () => {
    const devtools = await page!.context().newCDPSession(page!);
    // Nobody is left to answer.
    devtools.send('Page.crash').catch(() => {});
    await expect.poll(route, PATIENCE).toBe('picture');
    await comesBack();
    expect(told().slice(-3)).toEqual([
      'overlay.routed overlay-page-silent',
      'overlay.refreshed page failed',
      'overlay.routed page well again',
    ]);
  }, 180_000);

  it('TW47 swollen: a heap that grows over the limit is left behind', async () => {
    await page!.evaluate(`(() => {
      const held = [];
      window.held = held;
      const swell = () => held.push(new Array(1_000_000).fill(0.5 + held.length));
      for (let count = 0; count < 40; count += 1) swell();
      setInterval(swell, 1000);
    })()`);
    await expect.poll(route, { timeout: 90_000, interval: 200 }).toBe('picture');
    expect(told().findLast((what) => what.startsWith('overlay.routed'))).toBe('overlay.routed overlay-page-swollen');
    await comesBack();
  }, 240_000);
});
