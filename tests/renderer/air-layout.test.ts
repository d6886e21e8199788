/** The on-air page on every size of screen: each part in sight, none over another; and worked by the keyboard alone. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locales } from '../../native/contract/text.ts';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('console-fixture');
});
afterAll(async () => {
  await pages.close();
});

const sizes = [
  [1366, 768],
  [1280, 720],
  [1024, 768],
  [768, 1024],
  [1920, 1080],
  [3840, 2160],
] as const;

/** Panels, pictures and the bar that run out of the window or lie over one another, and labels that are cut. */
const faults = (page: Page) =>
  page.evaluate(() => {
    const parts = [...document.querySelectorAll<HTMLElement>('.air .panel, .air .picture, .transport, .top-bar')];
    const boxes = parts.map((part) => ({ name: part.className, box: part.getBoundingClientRect() }));
    const found = boxes
      .filter(({ box }) => box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.height < 24)
      .map(({ name }) => `out of sight: ${name}`);
    for (const [index, one] of boxes.entries()) {
      for (const other of boxes.slice(index + 1)) {
        const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
        const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
        if (across > 1 && down > 1) found.push(`one over another: ${one.name} and ${other.name}`);
      }
    }
    const shownLines = [...document.querySelectorAll('.log-lines li')].filter((line) => {
      const list = line.parentElement!.getBoundingClientRect();
      return line.getBoundingClientRect().top < list.bottom - 8;
    });
    if (shownLines.length < 2) found.push(`only ${shownLines.length} lines of the log`);
    for (const button of document.querySelectorAll<HTMLElement>('.transport button, .top-bar nav a, .phase-plate, .lock-button')) {
      const box = button.getBoundingClientRect();
      const runsOut = box.left < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1;
      if (runsOut || button.scrollWidth > button.clientWidth + 1) found.push(`cut: ${button.innerText}`);
    }
    return found;
  });

describe.each(locales)('in %s', (locale) => {
  it('CN56 every part of the page is in sight on each size of screen, and none lies over another', async () => {
    const page = await pages.open(`?locale=${locale}#/air`);
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      expect(await faults(page), `${width}×${height}`).toEqual([]);
    }
    await page.context().close();
  });
});

describe('the keyboard alone', () => {
  it('CN57 Tab begins with the way past the bar, and each list is one stop that moves with what is prepared', async () => {
    const page = await pages.open('?locale=en#/air');
    await page.waitForSelector('[data-segment]');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the page');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const stop = () => page.evaluate(() => document.activeElement?.closest('[data-segment], [data-product]')?.className ?? '');
    expect(await stop()).toContain('on-air');
    expect(await page.locator('.row-main[tabindex="0"]').count()).toBe(1);
    expect(await page.locator('.tile-main[tabindex="0"]').count()).toBe(1);
    expect(await page.locator('.tile.prepared .tile-main[tabindex="0"]').count()).toBe(1);
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle);
    expect(outline).toBe('solid');
    const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)).toEqual([]);
    await page.context().close();
  });
});
