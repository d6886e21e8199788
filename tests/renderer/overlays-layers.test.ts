/** Every layer of the built overlay page, in every language and shape: whole, in its place, clear of the others. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placementFor, roomHeight } from '../../native/contract/default-placements.ts';
import { emptyLayout, layerIds, stageShapes, stageSizes } from '../../native/contract/layout.ts';
import type { OverlayState } from '../../native/contract/overlay.ts';
import { directionOf, locales, type Locale } from '../../native/contract/text.ts';
import { officialTheme } from '../../native/contract/theme.ts';
import { apart, boxesOf, cutTexts } from './drawn-layers.ts';
import { buildOverlayPage, startOverlayStudio, type BuiltPage, type OverlayStudio } from '../harness/overlay-page.ts';
import { full, hostile, ordinary, overflowing } from '../harness/overlay-states.ts';
import { readPng } from '../harness/png-pixels.ts';

let built: BuiltPage;
let browser: Browser;
let studio: OverlayStudio;
let page: Page;
beforeAll(async () => {
  built = await buildOverlayPage();
  studio = await startOverlayStudio(built.folder, ordinary);
  browser = await chromium.launch({
    executablePath: process.env['STUDIO_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  page = await browser.newPage();
  await page.goto(studio.url('&still=1'));
});
afterAll(async () => {
  await browser.close();
  await studio.stop();
  await built.remove();
});

let seq = 100;
/** Shows a state on the page that is open; the letters of its texts are there. */
async function show(state: OverlayState): Promise<void> {
  seq += 1;
  studio.overlay.patch({ ...state, ledgerSeq: seq });
  await page.waitForFunction((wanted) => Number(document.documentElement.dataset['ledgerSeq'] ?? -1) >= wanted, seq);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

const stacks: readonly (readonly [Locale, ...Locale[]])[] = [
  ['zh-CN'],
  ['ug'],
  ['en'],
  ['zh-CN', 'ug', 'en'],
  ['ug', 'zh-CN'],
  ['en', 'ug', 'zh-CN'],
];
const moments = [
  ['every layer', full],
  ['long texts', overflowing],
  ['two hundred characters everywhere', hostile],
] as const;

describe.each(stageShapes)('in the %s shape', (shape) => {
  const { width, height } = stageSizes[shape];
  it.each(moments)('OV40 every layer is whole, within its room and clear of the others: %s', async (_name, state) => {
    await page.setViewportSize({ width, height });
    for (const [locale, ...alsoIn] of stacks) {
      await show({ ...state, locale, alsoIn });
      const name = `${locale} ${alsoIn.join()}`;
      const found = await boxesOf(page);
      expect(found.map(({ layer }) => layer).sort(), name).toEqual([...layerIds].sort());
      for (const [index, box] of found.entries()) {
        const placement = placementFor(emptyLayout, shape, box.layer, directionOf(locale));
        expect(box.right - box.left, `${name} ${box.layer}`).toBeLessThanOrEqual(placement.width + 1);
        expect(box.bottom - box.top, `${name} ${box.layer}`).toBeLessThanOrEqual(roomHeight(shape, box.layer) + 1);
        expect(Math.min(box.left, box.top, width - box.right, height - box.bottom), `${name} ${box.layer}`).toBeGreaterThanOrEqual(0);
        for (const other of found.slice(index + 1)) expect(apart(box, other), `${name} ${box.layer} ${other.layer}`).toBe(true);
      }
      expect(await cutTexts(page), name).toEqual([]);
    }
  });

  it('OV40 the plain theme keeps to the same rooms', async () => {
    await page.setViewportSize({ width, height });
    for (const [locale, ...alsoIn] of stacks) {
      await show({ ...overflowing, theme: officialTheme, locale, alsoIn });
      for (const box of await boxesOf(page)) {
        expect(box.bottom - box.top, `${locale} ${box.layer}`).toBeLessThanOrEqual(roomHeight(shape, box.layer) + 1);
      }
      expect(await cutTexts(page), locale).toEqual([]);
    }
  });

  it.each(locales)('OV41 something is drawn where a layer is, and the middle is transparent: %s', async (locale) => {
    await page.setViewportSize({ width, height });
    await show({ ...full, lowerThird: null, offer: null, locale, alsoIn: [] });
    expect(await page.locator('main').getAttribute('dir')).toBe(directionOf(locale));
    const pixels = readPng(await page.screenshot({ omitBackground: true }));
    for (const box of await boxesOf(page)) {
      expect(pixels.at(Math.round((box.left + box.right) / 2), Math.round(box.bottom - 4))[3], box.layer).toBeGreaterThan(230);
    }
    for (const [x, y] of [
      [4, 4],
      [width - 4, height - 4],
      [width / 2, height * 0.44],
    ] as const) {
      expect(pixels.at(Math.round(x), Math.round(y))[3]).toBe(0);
    }
  });
});
