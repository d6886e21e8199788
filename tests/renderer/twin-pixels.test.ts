/** The overlay's two ways compared pixel by pixel: the live page once its motion has ended, and the picture of the page without motion. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OverlayState } from '../../native/contract/overlay.ts';
import { locales } from '../../native/contract/text.ts';
import { builtInThemes } from '../../native/contract/theme.ts';
import { silentLogger } from '../../native/kernel/logger.ts';
import { ChromiumRenderer } from '../../native/overlays/chromium-renderer.ts';
import { buildOverlayPage, startOverlayStudio, type BuiltPage, type OverlayStudio } from '../harness/overlay-page.ts';
import { full } from '../harness/overlay-states.ts';
import { readPng } from '../harness/png-pixels.ts';

/** Time stands still, because the two pictures are taken at different moments; as many sales as the live ticker begins with. */
const everything: OverlayState = { ...full, clock: { ...full.clock, speed: 0 }, ticker: full.ticker.slice(-1) };
const sizes = { landscape: { width: 1920, height: 1080 }, portrait: { width: 1080, height: 1920 } };

let built: BuiltPage;
let browser: Browser;

beforeAll(async () => {
  built = await buildOverlayPage();
  browser = await chromium.launch({
    executablePath: process.env['STUDIO_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--force-color-profile=srgb'],
  });
}, 60_000);
afterAll(async () => {
  await browser.close();
  await built.remove();
});

/** Pixels of which any channel differs. */
function differing(one: Buffer, other: Buffer): number {
  if (one.equals(other)) return 0;
  const [a, b] = [readPng(one), readPng(other)];
  expect({ width: a.width, height: a.height }).toEqual({ width: b.width, height: b.height });
  let count = 0;
  for (let y = 0; y < a.height; y += 1) {
    for (let x = 0; x < a.width; x += 1) {
      const other4 = b.at(x, y);
      if (a.at(x, y).some((channel, index) => channel !== other4[index])) count += 1;
    }
  }
  return count;
}

describe.each(Object.entries(sizes))('the live page and the picture, %s', (_shape, size) => {
  let studio: OverlayStudio;
  let live: Page;
  let pictures: ChromiumRenderer;
  let seq = everything.ledgerSeq;

  beforeAll(async () => {
    studio = await startOverlayStudio(built.folder, everything);
    live = await browser.newPage({ viewport: size, reducedMotion: 'no-preference' });
    await live.goto(studio.url());
    pictures = new ChromiumRenderer(silentLogger);
    expect(await pictures.start(studio.url('&still=1'), size)).toMatchObject({ ok: true });
  }, 60_000);
  afterAll(async () => {
    await pictures.stop();
    await live.close();
    await studio.stop();
  });

  async function sameWith(fields: Partial<OverlayState>): Promise<void> {
    seq += 1;
    studio.overlay.patch({ ...everything, ...fields, ledgerSeq: seq });
    const picture = await pictures.capture(seq);
    if (!picture.ok) throw new Error(JSON.stringify(picture.refusal));
    await live.waitForFunction((wanted) => Number(document.documentElement.dataset['ledgerSeq']) >= wanted, seq);
    const screenshot = () => live.screenshot({ type: 'png', omitBackground: true });
    await expect.poll(async () => differing(await screenshot(), picture.value), { timeout: 20_000, interval: 500 }).toBe(0);
  }

  const looks = builtInThemes.flatMap((theme) => locales.map((locale) => ({ theme, locale, themeId: theme.themeId })));
  it('TW48 are compared in earnest: the live page moves, and the picture is not empty', async () => {
    expect(await live.locator('main.stage').count()).toBe(1);
    expect(await live.locator('main.still').count()).toBe(0);
    const picture = await pictures.capture(seq);
    const { width, height, at } = readPng(picture.ok ? picture.value : Buffer.alloc(0));
    let covered = 0;
    for (let y = 0; y < height; y += 8) for (let x = 0; x < width; x += 8) if (at(x, y)[3] > 0) covered += 1;
    expect((covered * 64) / (width * height)).toBeGreaterThan(0.1);
  });

  it.each(looks)(
    'TW48 are the same to the pixel with every layer: $themeId, $locale',
    ({ theme, locale }) => sameWith({ theme, locale }),
    60_000,
  );

  it('TW48 are the same with stacked languages, a slate, and nothing but marks', async () => {
    await sameWith({ locale: 'zh-CN', alsoIn: ['ug', 'en'] });
    await sameWith({ slate: 'back-soon' });
    await sameWith({ card: null, lowerThird: null, flashSale: null, offer: null, nextShown: false, tickerShown: false, totalShown: false });
  }, 90_000);
});
