/** Golden pictures of the built overlay page: every layer and slate in both themes, three languages and three shapes, at half the size. */
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layerIds, type StageShape, stageShapes, stageSizes } from '../../native/contract/layout.ts';
import { type OverlayState, slateKinds } from '../../native/contract/overlay.ts';
import { locales } from '../../native/contract/text.ts';
import { builtInThemes, hetianTheme } from '../../native/contract/theme.ts';
import { differences, differencesFromGolden, type Region } from '../harness/golden-pictures.ts';
import { type BuiltPage, buildOverlayPage, type OverlayStudio, startOverlayStudio } from '../harness/overlay-page.ts';
import { full } from '../harness/overlay-states.ts';
import { readPng } from '../harness/png-pixels.ts';

/** Time stands still. */
const everything: OverlayState = { ...full, clock: { ...full.clock, speed: 0 } };

let built: BuiltPage;
let browser: Browser;
let studio: OverlayStudio;
let page: Page;
beforeAll(async () => {
  built = await buildOverlayPage();
  studio = await startOverlayStudio(built.folder, everything);
  browser = await chromium.launch({
    executablePath: process.env['STUDIO_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--no-first-run',
      '--force-color-profile=srgb',
      // Letters as drawn by themselves, whatever the machine's own settings for fonts.
      '--font-render-hinting=none',
      '--disable-lcd-text',
    ],
  });
  page = await browser.newPage();
  await page.goto(studio.url('&still=1'));
}, 120_000);
afterAll(async () => {
  await browser.close();
  await studio.stop();
  await built.remove();
});

let seq = 100;
/** The picture of a state in a share of the designed size, and where its layers are in it. */
async function draw(shape: StageShape, share: number, state: OverlayState): Promise<{ picture: Buffer; regions: Region[] }> {
  const { width, height } = stageSizes[shape];
  await page.setViewportSize({ width: width * share, height: height * share });
  seq += 1;
  studio.overlay.patch({ ...state, ledgerSeq: seq });
  await page.waitForFunction((wanted) => Number(document.documentElement.dataset['ledgerSeq'] ?? -1) >= wanted, seq);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const regions = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[data-layer]')].flatMap((place) => {
      const panel = place.querySelector('.panel');
      if (!panel) return [];
      const { left, top, right, bottom } = panel.getBoundingClientRect();
      return [{ name: place.dataset['layer']!, left, top, right, bottom }];
    }),
  );
  return { picture: await page.screenshot({ omitBackground: true }), regions };
}

async function asKept(name: string, shape: StageShape, state: OverlayState): Promise<void> {
  const { picture, regions } = await draw(shape, 0.5, state);
  expect(regions.map((region) => region.name).sort()).toEqual([...layerIds].sort());
  expect(await differencesFromGolden('overlay', name, picture, regions)).toEqual([]);
}

const looks = stageShapes.flatMap((shape) => builtInThemes.map((theme) => ({ shape, theme, themeId: theme.themeId })));

describe.each(looks)('$themeId, $shape', ({ shape, theme, themeId }) => {
  it.each(locales)('GP1 every layer looks as kept: %s', { timeout: 120_000 }, (locale) =>
    asKept(`${shape}-${themeId}-${locale}`, shape, { ...everything, theme, locale }),
  );

  it('GP1 every layer looks as kept: three languages, Chinese or Uyghur first', { timeout: 120_000 }, async () => {
    await asKept(`${shape}-${themeId}-stacked-zh-CN`, shape, { ...everything, theme, locale: 'zh-CN', alsoIn: ['ug', 'en'] });
    await asKept(`${shape}-${themeId}-stacked-ug`, shape, { ...everything, theme, locale: 'ug', alsoIn: ['zh-CN', 'en'] });
  });

  it('GP2 both slates look as kept in every language', { timeout: 120_000 }, async () => {
    for (const slate of slateKinds) {
      for (const locale of locales) {
        const { picture } = await draw(shape, 0.25, { ...everything, theme, locale, slate });
        expect(await differencesFromGolden('overlay', `${slate}-${shape}-${themeId}-${locale}`, picture, [])).toEqual([]);
      }
    }
  });
});

describe.each(stageShapes)('several languages in the %s shape', (shape) => {
  it(
    'GP4 ordinary texts are not shortened: a language that has no room is left out, the first is whole',
    { timeout: 120_000 },
    async () => {
      for (const theme of builtInThemes) {
        for (const [locale, ...alsoIn] of [['zh-CN', 'ug', 'en'] as const, ['ug', 'zh-CN', 'en'] as const, ['en', 'zh-CN'] as const]) {
          await draw(shape, 0.5, { ...everything, theme, locale, alsoIn });
          expect(await page.locator('main').textContent(), `${theme.themeId} ${locale}`).not.toContain('…');
          expect(await page.locator('.sale-name .line').first().textContent()).toBe(everything.flashSale!.name[locale]);
        }
      }
    },
  );
});

describe.each(locales)('moments, %s', (locale) => {
  const moments: Record<string, Partial<OverlayState>> = {
    'last-pieces': {
      card: { ...everything.card!, remaining: 38 },
      flashSale: { ...everything.flashSale!, soldUnits: 790, endsAtMs: everything.clock.nowAtMs + 9000 },
      offer: { ...everything.offer!, kind: 'lucky-bag', opensAtMs: everything.clock.nowAtMs },
      totalShows: 'net',
    },
    over: {
      card: { ...everything.card!, remaining: 0 },
      flashSale: { ...everything.flashSale!, soldUnits: 800 },
      offer: {
        ...everything.offer!,
        state: 'result',
        result: { 'zh-CN': '共 320 位买家领取', ug: '320 خېرىدار ئالدى', en: '320 buyers have it' },
      },
      rehearsal: true,
    },
    calm: {
      calm: true,
      lowerThird: { ...everything.lowerThird!, guestClass: 'official' },
      totals: { ...everything.totals, grossFen: 100 },
    },
  };
  it.each(Object.entries(moments))('GP1 looks as kept: %s', { timeout: 120_000 }, (name, fields) =>
    asKept(`${name}-${locale}`, 'landscape', { ...everything, locale, ...fields }),
  );
});

describe('the tolerance', () => {
  it('GP3 finds a digit, a place, a tone, a missing layer, and nothing in the same drawn again', { timeout: 120_000 }, async () => {
    const first = await draw('landscape', 0.5, everything);
    const kept = readPng(first.picture);
    const found = async (state: OverlayState) => {
      const { picture } = await draw('landscape', 0.5, state);
      return differences(kept, readPng(picture), first.regions).map(({ region }) => region);
    };
    expect(await found({ ...everything, card: { ...everything.card!, priceFen: 4890 } })).toEqual(['card']);
    expect(await found({ ...everything, totals: { ...everything.totals, grossFen: 1_021_359_900 } })).toEqual(['total']);
    expect(await found({ ...everything, announcement: null })).toEqual(['announcement']);
    const paler = { ...hetianTheme, colours: { ...hetianTheme.colours, panel: '#462c1c', panelDeep: '#231711' } };
    expect(await found({ ...everything, theme: paler })).toContain('card');
    const placed = { anchor: 'top-left' as const, x: 76, y: 162, width: 1156, scale: 1, hidden: false };
    expect(await found({ ...everything, layout: { ...everything.layout, landscape: { announcement: placed } } })).toContain('announcement');
    expect(await found(everything)).toEqual([]);
  });
});
