/** What the built overlay page tells of itself, in a real browser. */
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { heartbeatSchema } from '../../native/contract/overlay-pages.ts';
import type { OverlayState } from '../../native/contract/overlay.ts';
import { buildOverlayPage, startOverlayStudio, type BuiltPage, type OverlayStudio } from '../harness/overlay-page.ts';
import { ordinary } from '../harness/overlay-states.ts';

let built: BuiltPage;
let browser: Browser;
let studio: OverlayStudio;
let page: Page;

beforeAll(async () => {
  built = await buildOverlayPage();
  browser = await chromium.launch({
    executablePath: process.env['STUDIO_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
}, 60_000);
afterAll(async () => {
  await browser.close();
  await built.remove();
});
beforeEach(async () => {
  studio = await startOverlayStudio(built.folder, { ...ordinary, tickerShown: false });
  page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
});
afterEach(async () => {
  await page.close();
  await studio.stop();
});

const newest = () => studio.beats.at(-1);
const beats = (count: number) => expect.poll(() => studio.beats.length, { timeout: 15_000 }).toBeGreaterThanOrEqual(count);

describe('the heartbeat of the overlay page', () => {
  it('TW10 tells once a second what is painted, how smoothly, and how much memory it holds', async () => {
    await page.goto(studio.url());
    await beats(2);
    const beat = newest()!;
    expect(heartbeatSchema.parse(beat)).toEqual(beat);
    expect(beat).toMatchObject({ view: 'program', inObs: false, still: false, visible: true, paintedSeq: ordinary.ledgerSeq });
    expect(beat.frames).toBeGreaterThan(0);
    expect(beat.heapBytes).toBeGreaterThan(1_000_000);
    const next = ordinary.ledgerSeq + 7;
    studio.overlay.patch({ ledgerSeq: next });
    await expect.poll(() => newest()?.paintedSeq, { timeout: 15_000 }).toBe(next);
    expect(new Set(studio.beats.map(({ pageId }) => pageId)).size).toBe(1);
  });

  it('TW11 a page within OBS says so, and the preview and the pictures say what they are', async () => {
    await page.addInitScript('window.obsstudio = { pluginVersion: "2.24" }');
    await page.goto(studio.url('&view=preview&still=1'));
    await beats(1);
    expect(newest()).toMatchObject({ view: 'preview', inObs: true, still: true });
  });

  it('TW12 a layer that could not be drawn is named until it can be', async () => {
    await page.goto(studio.url());
    studio.overlay.patch({ card: {} as OverlayState['card'], ledgerSeq: ordinary.ledgerSeq + 1 });
    await expect.poll(() => newest()?.failedLayers, { timeout: 15_000 }).toEqual(['card']);
    studio.overlay.patch({ card: ordinary.card, ledgerSeq: ordinary.ledgerSeq + 2 });
    await expect.poll(() => newest()?.failedLayers, { timeout: 15_000 }).toEqual([]);
  });

  it('TW13 an idle page lays nothing out and styles nothing for its heartbeat', async () => {
    await page.goto(studio.url());
    await beats(3);
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Performance.enable');
    const before = await work(devtools);
    const begun = studio.beats.length;
    await beats(begun + 4);
    const after = await work(devtools);
    expect(after.layouts - before.layouts).toBe(0);
    expect(after.styles - before.styles).toBe(0);
  });

  it('TW14 while the studio is away nothing is kept to be told later, and the page goes on telling when it is back', async () => {
    await page.goto(studio.url());
    await beats(1);
    await studio.goAway();
    const told = studio.beats.length;
    await page.waitForTimeout(3_000);
    await studio.comeBack();
    await beats(told + 1);
    // What had been kept would come all at once.
    expect(studio.beats.length).toBeLessThan(told + 3);
    await beats(told + 3);
  });
});

async function work(devtools: CDPSession): Promise<{ layouts: number; styles: number }> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((metric) => metric.name === name)!.value;
  return { layouts: of('LayoutCount'), styles: of('RecalcStyleCount') };
}
