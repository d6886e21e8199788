/** Texts and figures that were made to break a page, in every field of every layer: they stay texts, whole and in their place. */
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contrastRatio } from '../../native/contract/contrast.ts';
import { placementFor, roomHeight } from '../../native/contract/default-placements.ts';
import { emptyLayout, layerIds, stageShapes, stageSizes } from '../../native/contract/layout.ts';
import type { OverlayState } from '../../native/contract/overlay.ts';
import { directionOf, locales } from '../../native/contract/text.ts';
import { builtInThemes } from '../../native/contract/theme.ts';
import { boxesOf, cutTexts } from './drawn-layers.ts';
import { type BuiltPage, buildOverlayPage, type OverlayStudio, startOverlayStudio } from '../harness/overlay-page.ts';
import { filledWith, full } from '../harness/overlay-states.ts';
import { readPng } from '../harness/png-pixels.ts';

/** Each sets `window.broken` or asks the network for `broken.invalid` where it is taken for more than text. */
const hostileTexts = [
  '<script>window.broken=1</script>',
  '<img src=x onerror="window.broken=1">',
  '<svg onload="window.broken=1"></svg>',
  '<svg><script href="data:text/javascript,window.broken=1"/></svg>',
  '<iframe srcdoc="<script>parent.broken=1</script>"></iframe>',
  '<a href="javascript:window.broken=1">枣</a>',
  '<style>*{display:none!important}</style>',
  '<link rel=stylesheet href=http://broken.invalid/x.css>',
  '<base href=http://broken.invalid/>',
  '<meta http-equiv=refresh content="0;url=http://broken.invalid/">',
  '<form action=http://broken.invalid><input autofocus onfocus=window.broken=1></form>',
  '<math><mtext><script>window.broken=1</script></mtext></math>',
  '</bdi></section></main><h1>broken</h1>',
  '--><script>window.broken=1</script><!--',
  ']]><script>window.broken=1</script>',
  '"><img src=http://broken.invalid/p onload=window.broken=1>',
  "' onmouseover='window.broken=1",
  '&lt;script&gt;window.broken=1&lt;/script&gt;',
  '&#60;img src=x onerror=window.broken=1&#62;',
  '{{constructor.constructor("window.broken=1")()}}',
  '${window.broken=1}',
  '#{window.broken=1}',
  'javascript:window.broken=1',
  'data:text/html,<script>window.broken=1</script>',
  'color:red;position:fixed;inset:0;background:url(http://broken.invalid/c)',
  '}*{background:url(http://broken.invalid/s)}',
  'var(--price);expression(window.broken=1)',
  '\u202E49.90¥ 枣和田',
  '\u202D49.90\u202C 枣',
  '\u2066枣\u2067خورما\u2069\u2069 12',
  '\u200F\u200E\u061C12 枣',
  '\u2068\u2068\u2068\u2068枣',
  'خورما 12 × 240 ml (枣) خورما 500',
  '‏12‏×‏240‏',
  '和\u200B田\u200C核\u200D桃\uFEFF乳',
  '\u00ADso\u00ADft\u00ADhy\u00ADphens',
  `枣${'\u0301\u0327\u0488'.repeat(40)}`,
  `Z${'\u033F\u0334'.repeat(60)}algo`,
  'ﷺ﷽﷽﷽﷽',
  '👨‍👩‍👧‍👦👩🏽‍🌾🧑‍🌾❤️‍🔥',
  '🇨🇳🇨🇳🇨🇳🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  '👍🏿👍🏻'.repeat(30),
  'W'.repeat(200),
  '枣'.repeat(200),
  'ياڭاق'.repeat(40),
  'null',
  'undefined',
  '[object Object]',
  'NaN',
  '__proto__',
  'true; DROP TABLE ledger;--',
  '   ',
  '…',
  '\u0000\u0007\u001B[31m枣',
  '\uD800枣',
] as const;

/** The same figure in every place of one. */
const figures: readonly (readonly [name: string, fields: (state: OverlayState) => Partial<OverlayState>])[] = [
  ['nothing', (state) => withPrice(state, 0, 0, 0)],
  ['one fen, one piece', (state) => withPrice(state, 1, 1, 1)],
  ['a thousand million yuan, a million pieces', (state) => withPrice(state, 100_000_000_000, 1_000_000, 98_765_432_109_876)],
  ['more refunded than sold', (state) => ({ ...withPrice(state, 4990, 12, -123_456_789), totalShows: 'net' })],
];
function withPrice(state: OverlayState, priceFen: number, pieces: number, totalFen: number): Partial<OverlayState> {
  return {
    card: { ...state.card!, priceFen, allocated: pieces, remaining: pieces, struckPrice: { priceFen, proof: 'deals' } },
    next: state.next.map((product) => ({ ...product, priceFen })),
    flashSale: { ...state.flashSale!, priceFen, units: Math.max(1, pieces), soldUnits: 0 },
    ticker: state.ticker.map((item) => ({ ...item, quantity: pieces })),
    totals: { grossFen: totalFen, netFen: totalFen, orderCount: Math.max(1, pieces), refundCount: pieces },
    goalFen: priceFen,
  };
}

let built: BuiltPage;
let browser: Browser;
let studio: OverlayStudio;
let page: Page;
const strayRequests: string[] = [];
const pageErrors: string[] = [];
beforeAll(async () => {
  built = await buildOverlayPage();
  studio = await startOverlayStudio(built.folder, full);
  browser = await chromium.launch({
    executablePath: process.env['STUDIO_CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run', '--force-color-profile=srgb'],
  });
  page = await (await browser.newContext()).newPage();
  page.on('request', (request) => {
    if (!request.url().startsWith(studio.url().split('/overlays')[0]!)) strayRequests.push(request.url());
  });
  page.on('pageerror', (error) => pageErrors.push(String(error)));
  await page.goto(studio.url('&still=1'));
}, 120_000);
afterAll(async () => {
  await browser.close();
  await studio.stop();
  await built.remove();
});

let seq = 1000;
async function show(state: OverlayState): Promise<void> {
  seq += 1;
  studio.overlay.patch({ ...state, clock: { ...full.clock, speed: 0 }, ledgerSeq: seq });
  await page.waitForFunction((wanted) => Number(document.documentElement.dataset['ledgerSeq'] ?? -1) >= wanted, seq);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/** What is wrong with the picture as it stands, in words. */
async function faults(state: OverlayState, shape: (typeof stageShapes)[number]): Promise<string[]> {
  const found = await page.evaluate(() => {
    const list: string[] = [];
    if ('broken' in window) list.push('something was executed');
    if (document.querySelector('main script, main img, main iframe, main a, main style, main link, main form, main h1'))
      list.push('markup');
    for (const figure of document.querySelectorAll('.figure')) {
      const { direction, unicodeBidi } = getComputedStyle(figure);
      if (direction !== 'ltr' || !unicodeBidi.includes('isolate')) list.push(`not isolated: ${figure.textContent}`);
    }
    return list;
  });
  const boxes = await boxesOf(page);
  const { width, height } = stageSizes[shape];
  for (const { layer, left, top, right, bottom } of boxes) {
    const placement = placementFor(emptyLayout, shape, layer, directionOf(state.locale));
    if (right - left > placement.width + 1 || bottom - top > roomHeight(shape, layer) + 1) found.push(`${layer} leaves its room`);
    if (left < 0 || top < 0 || right > width || bottom > height) found.push(`${layer} leaves the picture`);
  }
  const missing = layerIds.filter((layer) => !boxes.some((box) => box.layer === layer));
  return [...found, ...missing.map((layer) => `${layer} is missing`), ...(await cutTexts(page))];
}

describe('in the corner shape, where there is least room', () => {
  const shape = 'corner';
  it('GP10 hostile texts in every field stay texts, whole and in their place', { timeout: 400_000 }, async () => {
    await page.setViewportSize(stageSizes[shape]);
    const found: Record<string, string[]> = {};
    for (const [index, text] of hostileTexts.entries()) {
      // Languages take turns.
      const locale = locales[index % locales.length]!;
      const state = { ...filledWith({ 'zh-CN': text, ug: text, en: text }, text), locale };
      await show(state);
      const here = await faults(state, shape);
      if (here.length > 0) found[`${locale} ${text.slice(0, 60)}`] = here.slice(0, 4);
    }
    expect(found).toEqual({});
    expect(strayRequests).toEqual([]);
    expect(pageErrors).toEqual([]);
  });
});

describe.each(stageShapes)('in the %s shape', (shape) => {
  it.each(figures)('GP11 figures of every size keep their place: %s', { timeout: 120_000 }, async (_name, fields) => {
    await page.setViewportSize(stageSizes[shape]);
    for (const locale of locales) {
      const state = { ...full, ...fields(full), locale };
      await show(state);
      expect(await faults(state, shape), locale).toEqual([]);
    }
  });
});

describe.each(builtInThemes)('$themeId', (theme) => {
  it('GP12 every text on the drawn page has a contrast of at least 4.5 to 1, over black and over white', { timeout: 120_000 }, async () => {
    await page.setViewportSize(stageSizes.landscape);
    const texts: { what: string; ratio: number }[] = [];
    for (const locale of locales) {
      await show({ ...full, theme, locale });
      const inks = await page.evaluate(() =>
        [...document.querySelectorAll('main bdi, main span, main div')].flatMap((element) => {
          const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim() !== '');
          if (!own || element.closest('.beyond, .reels, .total-widest') || !element.checkVisibility({ visibilityProperty: true }))
            return [];
          const { left, top, right, bottom } = element.getBoundingClientRect();
          const colour = getComputedStyle(element)
            .color.match(/[\d.]+/gu)!
            .map(Number);
          return [{ what: element.textContent.slice(0, 30), left, top, right, bottom, colour }];
        }),
      );
      const hidden = await page.addStyleTag({ content: 'main * { color: transparent !important; text-decoration: none !important }' });
      for (const ground of ['#000000', '#ffffff']) {
        await page.evaluate((colour) => void (document.body.style.background = colour), ground);
        const pixels = readPng(await page.screenshot());
        for (const { what, left, top, right, bottom, colour } of inks) {
          for (const share of [0.05, 0.5, 0.95]) {
            const x = Math.round(left + (right - left) * share);
            const y = Math.round((top + bottom) / 2);
            if (x < 0 || y < 0 || x >= pixels.width || y >= pixels.height) continue;
            texts.push({ what: `${locale} ${what}`, ratio: contrastRatio(hex(colour), hex(pixels.at(x, y))) });
          }
        }
      }
      await hidden.evaluate((element) => (element as Element).remove());
      await page.evaluate(() => document.body.style.removeProperty('background'));
    }
    const worst = texts.toSorted((a, b) => a.ratio - b.ratio)[0]!;
    process.stdout.write(`worst contrast of ${theme.themeId}: ${worst.ratio.toFixed(2)} (${worst.what})\n`);
    expect(texts.length).toBeGreaterThan(500);
    expect(texts.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
  });

  it('GP13 axe finds nothing on the overlay page', { timeout: 120_000 }, async () => {
    await show({ ...full, theme });
    // Contrast over nothing but transparency is no contrast; GP12 measures what is drawn.
    const { violations } = await new AxeBuilder({ page }).disableRules(['color-contrast']).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`)).toEqual([]);
  });
});

const hex = (channels: readonly number[]) =>
  `#${channels
    .slice(0, 3)
    .map((channel) => Math.round(channel).toString(16).padStart(2, '0'))
    .join('')}`;
