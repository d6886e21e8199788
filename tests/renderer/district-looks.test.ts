/** The board as it is seen: three languages, desk, tablet and wall, accessibility, and red for on air only. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entryKinds } from '../../native/contract/entry.ts';
import { locales, type Locale } from '../../native/contract/text.ts';
import en from '../../resources/locales/en/district.json';
import ug from '../../resources/locales/ug/district.json';
import zh from '../../resources/locales/zh-CN/district.json';
import { type FixtureReceiver, fixtureReceiver } from './district-receiver.ts';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('district-fixture');
});
afterAll(async () => {
  await pages.close();
});

const SIZES = [
  { width: 1024, height: 768 },
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
  { width: 3840, height: 2160 },
];
const open = (receiver: FixtureReceiver, address: string, locale: Locale, size = SIZES[1]!) =>
  pages.open(address, size, (page) => receiver.attach(page, locale));

/** Addresses of the pages, and what is there once they have come. */
const placesOfThePage = [
  ['#/board', 'main:not([aria-busy]):has(input[value=today]:checked)'],
  ['#/board?period=all', 'main:not([aria-busy]):has(input[value=all]:checked)'],
  ['#/studio?studio=hetian-1', 'tr[data-seq]'],
  ['#/studios', 'tr[data-revoked]'],
  ['#/import', 'main input[type=file]'],
] as const;
const WALL = ['#/wall', 'main ol li'] as const;

async function goTo(page: Page, address: string, waitFor: string): Promise<void> {
  await page.evaluate((hash) => (location.hash = hash), address);
  await page.locator(waitFor).first().waitFor({ state: 'attached' });
}

async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}

/** What runs out of the screen, is cut, or lies over something else. On the wall names may end in dots, figures never. */
function misplaced(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    if (document.documentElement.scrollWidth > innerWidth) faults.push('page');
    const main = document.querySelector('main')!;
    if (main.scrollWidth > main.clientWidth + 1) faults.push('main');
    for (const pane of main.querySelectorAll<HTMLElement>('[role=region], section, ul, ol')) {
      if (pane.scrollWidth > pane.clientWidth + 1) faults.push(`pane ${pane.ariaLabel ?? pane.className}`);
    }
    const texts = [...document.querySelectorAll<HTMLElement>('nav a, button, h1, h2, dt, dd, th, td, .figure, .mark, a')].filter(
      (element) => element.getClientRects().length > 0 && getComputedStyle(element).clipPath === 'none',
    );
    for (const element of texts) {
      const box = element.getBoundingClientRect();
      if (box.left < -1 || box.right > innerWidth + 1) faults.push(`out: ${element.innerText}`);
      if (getComputedStyle(element).display !== 'inline' && element.scrollWidth > element.clientWidth + 1)
        faults.push(`cut: ${element.innerText}`);
    }
    const figures = texts.filter((element) => element.matches('.figure, .mark, nav a, button'));
    for (const [index, one] of figures.entries()) {
      for (const other of figures.slice(index + 1)) {
        // What is scrolled out of a pane lies nowhere.
        if (one.contains(other) || other.contains(one) || one.closest('[role=region]') !== other.closest('[role=region]')) continue;
        const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
        // Line boxes of two lines may touch; letters do not.
        if (
          a.left < b.right - 1 &&
          b.left < a.right - 1 &&
          a.top < b.bottom - 6 &&
          b.top < a.bottom - 6 &&
          !one.closest('thead') &&
          !other.closest('thead')
        ) {
          faults.push(`${one.innerText} over ${other.innerText}`);
        }
      }
    }
    return faults;
  });
}

function reds(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const isRed = (colour: string) => {
      const [r = 0, g = 0, b = 0, a = 1] = (colour.match(/[\d.]+/gu) ?? []).map(Number);
      return a > 0.3 && r > 140 && g < r * 0.45 && b < r * 0.45;
    };
    return [...document.querySelectorAll<HTMLElement>('body *')]
      .filter((element) => element.getClientRects().length > 0)
      .filter((element) => {
        const { color, backgroundColor, fill } = getComputedStyle(element);
        return isRed(color) || isRed(backgroundColor) || (element instanceof SVGElement && isRed(fill));
      })
      .map((element) => element.className);
  });
}

describe.each(locales)('in %s', (locale) => {
  it('BD19 nothing runs out, is cut or lies over another from a tablet to a wall', async () => {
    const page = await open(fixtureReceiver(), '#/board', locale);
    for (const size of SIZES) {
      await page.setViewportSize(size);
      for (const [address, waitFor] of placesOfThePage) {
        await goTo(page, address, waitFor);
        expect(await misplaced(page), `${locale} ${size.width} ${address}`).toEqual([]);
      }
    }
    await page.context().close();
  });

  it('BD17 the wall is read from afar: large letters, no controls, everything on one screen', async () => {
    const receiver = fixtureReceiver();
    receiver.studios = [0, 1, 2].flatMap((copy) => receiver.studios.map((each) => ({ ...each, studioId: `${each.studioId}-${copy}` })));
    const page = await open(receiver, '#/wall?period=all', locale);
    // With the band above it there is least room.
    receiver.lost = true;
    await page.getByRole('alert').waitFor();
    for (const size of SIZES) {
      await page.setViewportSize(size);
      expect(await misplaced(page), `${locale} ${size.width}`).toEqual([]);
      const { below, smallest, controls } = await page.evaluate(() => {
        const unit = Math.min(innerHeight, innerWidth * 0.5625) / 100;
        const hasText = ({ childNodes }: Node) => [...childNodes].some((node) => node instanceof Text && node.data.trim() !== '');
        const seen = [...document.querySelectorAll<HTMLElement>('main *')].filter(
          (element) => element.getClientRects().length > 0 && hasText(element),
        );
        return {
          below: seen.filter((element) => element.getBoundingClientRect().bottom > innerHeight).map(({ innerText }) => innerText),
          smallest: Math.min(...seen.map((element) => Number.parseFloat(getComputedStyle(element).fontSize) / unit)),
          controls: document.querySelectorAll('button, a, input, select').length,
        };
      });
      expect(below, `${locale} ${size.width}`).toEqual([]);
      expect(smallest).toBeGreaterThanOrEqual(2);
      expect(controls).toBe(0);
    }
    await page.context().close();
  });

  it('BD20 no page has a serious accessibility fault', async () => {
    const page = await open(fixtureReceiver(), '#/board', locale);
    for (const [address, waitFor] of [...placesOfThePage.filter(([each]) => !each.includes('period')), WALL]) {
      await goTo(page, address, waitFor);
      expect(await seriousFaults(page), address).toEqual([]);
    }
    await page.context().close();
  });

  it('BD20 neither has the board when it is old or empty, nor a dialog', async () => {
    const receiver = fixtureReceiver();
    const page = await open(receiver, '#/board', locale);
    receiver.lost = true;
    await page.getByRole('alert').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    receiver.lost = false;
    receiver.studios = [];
    await page.locator('main ol').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await goTo(page, '#/studios', 'tr[data-revoked]');
    await page.locator('tr[data-studio="hetian-1"] button').last().click();
    // It comes in by fading; half faded it has no contrast to be measured.
    await expect.poll(() => page.getByRole('dialog').evaluate((element) => getComputedStyle(element).opacity)).toBe('1');
    expect(await seriousFaults(page)).toEqual([]);
    await page.context().close();
  });

  it('BD22 every kind of entry has its words', () => {
    const own: Record<string, Record<string, string>> = { 'zh-CN': zh, ug, en }[locale].kind;
    const words = entryKinds.map((kind) => own[kind.split('.')[0]!]?.[kind.split('.')[1]!]);
    expect(entryKinds.filter((_, index) => !words[index])).toEqual([]);
    expect(new Set(words).size).toBe(words.length);
  });
});

describe('colour and keys', () => {
  it('BD21 red marks what is on air and nothing else', async () => {
    for (const address of ['#/board', '#/wall']) {
      const receiver = fixtureReceiver();
      const page = await open(receiver, address, 'en');
      expect(await reds(page)).toEqual(['mark on-air', 'mark on-air']);
      receiver.lost = true;
      await page.getByRole('alert').waitFor();
      expect(await reds(page)).toEqual([]);
      await page.context().close();
    }
  });

  it('BD17 Escape leads from the wall to the board of the same period', async () => {
    const page = await open(fixtureReceiver(), '#/wall?period=month', 'en');
    await page.keyboard.press('Escape');
    await page.locator('tr[data-studio]').first().waitFor();
    expect(page.url()).toContain('#/board?period=month');
    await page.context().close();
  });
});
