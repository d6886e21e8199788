/** The built overlay page in a real browser: what it says, and what happens when the studio goes away. */
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OverlayState } from '../../native/contract/overlay.ts';
import type { Locale } from '../../native/contract/text.ts';
import { buildOverlayPage, startOverlayStudio, type BuiltPage, type OverlayStudio } from '../harness/overlay-page.ts';
import { ordinary } from '../harness/overlay-states.ts';
import { readPng } from '../harness/png-pixels.ts';

let built: BuiltPage;
let browser: Browser;
let studio: OverlayStudio;
let page: Page;

beforeAll(async () => {
  built = await buildOverlayPage();
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
});
afterAll(async () => {
  await browser.close();
  await built.remove();
});
beforeEach(async () => {
  studio = await startOverlayStudio(built.folder, ordinary);
});
afterEach(async () => {
  await page.close();
  await studio.stop();
});

const landscape = { width: 1920, height: 1080 };

async function open(query = '', viewport = landscape, reducedMotion: 'reduce' | 'no-preference' = 'no-preference'): Promise<Page> {
  page = await browser.newPage({ viewport, reducedMotion });
  await page.goto(studio.url(query));
  return page;
}

const painted = (ledgerSeq: number) =>
  page.waitForFunction((seq) => Number(document.documentElement.dataset['ledgerSeq'] ?? -1) >= seq, ledgerSeq);

async function show(fields: Partial<OverlayState>): Promise<void> {
  const ledgerSeq = studio.overlay.get().ledgerSeq + 1;
  studio.overlay.patch({ ...fields, ledgerSeq });
  await painted(ledgerSeq);
}

const picture = () => page.screenshot({ omitBackground: true });

const boxOf = (selector: string) =>
  page.evaluate((name) => {
    const { left, top, right, bottom } = document.querySelector(name)!.getBoundingClientRect();
    return { left, top, right, bottom };
  }, selector);

async function textOf(locale: Locale, fields: Partial<OverlayState>): Promise<string | null> {
  studio.overlay.patch({ ...fields, locale });
  await open('&still=1');
  await painted(ordinary.ledgerSeq);
  return page.locator('main').textContent();
}

describe('what the overlay says', () => {
  it('OV42 names the sum that is shown, gross or net', async () => {
    expect(await textOf('zh-CN', { totalShows: 'gross' })).toMatch(/成交总额¥1020万/u);
    await show({ totalShows: 'net' });
    expect(await page.locator('main').textContent()).toMatch(/净成交额 · 已扣退款¥1007.76万/u);
  });

  it('OV42 says in words when little or nothing is left', async () => {
    expect(await textOf('en', { card: { ...ordinary.card!, remaining: 38 } })).toContain('Only 38 left');
    await show({ card: { ...ordinary.card!, remaining: 0 } });
    expect(await page.locator('main').textContent()).toContain('Sold out');
  });

  it('OV43 keeps figures left-to-right inside Uyghur and spreads no joined letters', async () => {
    await textOf('ug', {});
    const directions = await page.evaluate(() =>
      [...document.querySelectorAll('.figure')].map((figure) => getComputedStyle(figure).direction),
    );
    expect(new Set(directions)).toEqual(new Set(['ltr']));
    const spacing = await page.evaluate(() => {
      const { letterSpacing, lineHeight, fontSize } = getComputedStyle(document.querySelector('.card-name .line')!);
      return { letterSpacing, lines: Number.parseFloat(lineHeight) / Number.parseFloat(fontSize) };
    });
    expect(spacing.letterSpacing).toBe('normal');
    expect(spacing.lines).toBeGreaterThanOrEqual(1.59);
  });

  it('OV44 the price has a contrast of at least 7 to 1', async () => {
    await textOf('zh-CN', {});
    const pixels = readPng(await picture());
    const card = await boxOf('.card-price');
    const behind = pixels.at(Math.round(card.right - 6), Math.round(card.top + 10));
    const price = await page.evaluate(() => getComputedStyle(document.querySelector('.price')!).color.match(/\d+/gu)!.map(Number));
    expect(contrast(price, behind)).toBeGreaterThanOrEqual(7);
  });

  it('OV45 shows foreign text as text', async () => {
    const region = '<img src=x onerror="document.title=1">';
    expect(await textOf('en', { ticker: [{ ...ordinary.ticker[0]!, region }] })).toContain(region);
    expect(await page.locator('main img').count()).toBe(0);
  });

  it('OV46 marks a rehearsal in all three languages, over the slate too', async () => {
    const words = await textOf('en', { rehearsal: true, slate: 'back-soon' });
    expect(words).toContain('Back soon');
    const onTop = await page.evaluate(() => {
      const { left, top, width, height } = document.querySelector('.rehearsal-tag')!.getBoundingClientRect();
      return document.elementFromPoint(left + width / 2, top + height / 2)?.closest('.rehearsal')?.textContent;
    });
    for (const word of ['彩排', 'مەشىق', 'Rehearsal']) expect(onTop).toContain(word);
    expect(readPng(await picture()).at(8, 540)[3]).toBe(255);
  });

  it('OV47 shows the preview, and a language of its own, where the address asks for them', async () => {
    studio.preview.patch({ card: { ...ordinary.card!, productId: 'p-9', name: { 'zh-CN': '雪菊' } } });
    await open('&still=1&view=preview&lang=en');
    await painted(ordinary.ledgerSeq);
    expect(await page.locator('.card-name').textContent()).toBe('雪菊');
    expect(await page.locator('.total-label').textContent()).toBe('Total sales');
  });

  it('OV48 a layer that cannot be drawn does not take the others with it, and comes back', async () => {
    await textOf('en', {});
    await show({ card: {} as OverlayState['card'] });
    expect(await page.locator('.card').count()).toBe(0);
    expect(await page.locator('.third').count()).toBe(1);
    await show({ card: ordinary.card });
    expect(await page.locator('.card').count()).toBe(1);
  });
});

describe('the line to the studio', () => {
  it('OV50 nothing is visible before the first state', async () => {
    page = await browser.newPage({ viewport: landscape });
    await page.goto(studio.url().replace('secret', 'wrong'));
    await page.waitForLoadState('networkidle');
    expect((await page.locator('body').textContent())!.trim()).toBe('');
    const pixels = readPng(await picture());
    for (const [x, y] of [
      [960, 540],
      [1500, 880],
      [300, 1000],
    ] as const)
      expect(pixels.at(x, y)[3]).toBe(0);
  });

  it('OV51 the last picture stays while the studio is away, and the page catches up by itself', async () => {
    await open('&still=1');
    await painted(ordinary.ledgerSeq);
    const before = await picture();
    const closed = page.waitForEvent('websocket');
    await studio.goAway();
    await closed;
    expect((await picture()).equals(before)).toBe(true);
    studio.overlay.patch({ card: null, ledgerSeq: 99 });
    await studio.comeBack();
    await painted(99);
    expect(await page.locator('.card').count()).toBe(0);
  });

  it('OV52 after an outage the ticker goes on with at most the last three sales', async () => {
    await open();
    await painted(ordinary.ledgerSeq);
    await studio.goAway();
    const missed = Array.from({ length: 12 }, (_, index) => ({ ...ordinary.ticker[0]!, seq: 100 + index, quantity: 501 + index }));
    studio.overlay.patch({ ticker: missed, ledgerSeq: 111 });
    await studio.comeBack();
    await page.getByText('×512').waitFor();
    const shown = (await page.locator('.sale-quantity').allTextContents()).filter((text) => text.startsWith('×5'));
    expect(shown).toEqual(['×512', '×511', '×510']);
  });

  it('OV53 says what is painted even while changes come faster than frames', async () => {
    await open();
    await painted(ordinary.ledgerSeq);
    let seq = 1000;
    const stream = setInterval(() => {
      seq += 1;
      studio.overlay.patch({ ledgerSeq: seq, totals: { ...ordinary.totals, grossFen: seq } });
    }, 2);
    await painted(1100);
    expect(seq).toBeGreaterThan(1100);
    clearInterval(stream);
    await painted(seq);
  });
});

describe('movement', () => {
  it('OV54 moves by transform and opacity only', async () => {
    await open();
    await painted(ordinary.ledgerSeq);
    const animated = page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const properties = new Set<string>();
          const look = () => {
            for (const animation of document.getAnimations()) {
              const { effect } = animation;
              if (!(effect instanceof KeyframeEffect)) continue;
              for (const frame of effect.getKeyframes()) for (const name of Object.keys(frame)) properties.add(name);
            }
            if (document.querySelector('.leaving') || properties.size === 0) requestAnimationFrame(look);
            else resolve([...properties].filter((name) => !['offset', 'computedOffset', 'easing', 'composite'].includes(name)).sort());
          };
          look();
        }),
    );
    const sale = { ...ordinary.ticker[0]!, seq: 16, quantity: 77 };
    await show({ ticker: [...ordinary.ticker, sale], card: { ...ordinary.card!, productId: 'p-9', remaining: 12 }, lowerThird: null });
    expect(await animated).toEqual(['opacity', 'transform']);
    await page.waitForFunction(() => document.querySelectorAll('.card').length === 1 && !document.querySelector('.third'));
  });

  it('OV55 the total counts up to the very sum', async () => {
    await open('&lang=en');
    await painted(ordinary.ledgerSeq);
    await show({ totals: { ...ordinary.totals, grossFen: 1_234_567_800 } });
    await page.getByText('¥12,345,678').waitFor();
  });

  it('OV56 stands still for who asked for less motion', async () => {
    await open('', landscape, 'reduce');
    await painted(ordinary.ledgerSeq);
    await show({ card: { ...ordinary.card!, productId: 'p-9' }, totals: { ...ordinary.totals, grossFen: 2_000_000_000 } });
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    expect(await page.locator('.card').count()).toBe(1);
    expect(await page.locator('.total-figure').textContent()).toBe('¥2000万');
  });
});

/** Contrast as WCAG 2 measures it. */
function contrast(a: readonly number[], b: readonly number[]): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

function luminance([red, green, blue]: readonly number[]): number {
  const [r, g, b] = [red!, green!, blue!].map((value) => (value <= 10 ? value / 3294 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
