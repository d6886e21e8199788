/** The sales page as it is seen: three languages, desk, tablet and wall, accessibility, and red for on air only. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locales } from '../../native/contract/text.ts';
import type { ConsoleFixture } from './console-fixture.tsx';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('console-fixture');
});
afterAll(async () => {
  await pages.close();
});

const fixture = (page: Page, act: (fixture: ConsoleFixture) => void) => page.evaluate(`(${act.toString()})(window.consoleFixture)`);
const view = (page: Page, index: number) => page.locator('main [role=tablist]').first().getByRole('tab').nth(index).click();

async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}

/** A flash sale runs, a feed is silent, another has no secret, seven orders wait. */
const inTrouble = ({ client, flashSale }: ConsoleFixture) => {
  const [first] = client.topic('sales').get()!.feeds;
  client.patch('sales', {
    inboxCount: 7,
    flashSale,
    feeds: [
      { ...first!, stale: true, thinCount: 17, lastRefusal: { code: 'signature-wrong', atMs: first!.lastAcceptedAtMs! } },
      { ...first!, source: 'county-mall', type: 'wechat-shop', ready: false, lastAcceptedAtMs: null },
    ],
  });
};

/** What runs out of the screen, is cut, or lies over something else that can be pressed. */
function misplaced(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > innerWidth || root.scrollHeight > innerHeight) faults.push('page');
    const main = document.querySelector('main')!;
    if (main.scrollWidth > main.clientWidth || main.scrollHeight > main.clientHeight) faults.push('main');
    // What stands in a scrolling pane may lie below its edge, but never beside it.
    for (const pane of main.querySelectorAll<HTMLElement>('[role=region]')) {
      if (pane.scrollWidth > pane.clientWidth + 1) faults.push(`pane ${pane.ariaLabel}`);
      if (pane.clientHeight < 60) faults.push(`pane without room ${pane.ariaLabel}`);
    }
    for (const element of main.querySelectorAll<HTMLElement>('button, [role=tab], dt, dd, h2, th, td')) {
      if (element.closest('[role=region]') || element.getClientRects().length === 0) continue;
      const box = element.getBoundingClientRect();
      const runsOut = box.left < 0 || box.right > innerWidth || box.bottom > innerHeight;
      if (runsOut || element.scrollWidth > element.clientWidth + 1) faults.push(element.innerText);
    }
    const controls = [...main.querySelectorAll<HTMLElement>('button, input, [role=tab]')].filter(
      (element) => !element.closest('[role=region]') && element.getClientRects().length > 0,
    );
    for (const [index, one] of controls.entries()) {
      for (const other of controls.slice(index + 1)) {
        if (one.contains(other) || other.contains(one)) continue;
        const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
        if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1) {
          faults.push(`${one.innerText || one.ariaLabel} over ${other.innerText || other.ariaLabel}`);
        }
      }
    }
    return faults;
  });
}

describe.each(locales)('in %s', (locale) => {
  it('SA21 nothing runs out, is cut or lies over another from a tablet to a wall, in each view', async () => {
    for (const size of [
      { width: 1024, height: 768 },
      { width: 1366, height: 768 },
      { width: 1920, height: 1080 },
    ]) {
      const page = await pages.open(`?locale=${locale}#/sales`, size);
      await page.locator('tr[data-key]').first().waitFor();
      expect(await misplaced(page), `${locale} ${size.width} calm`).toEqual([]);
      await fixture(page, inTrouble);
      await page.locator('[data-flash-sale]').waitFor();
      await page.getByRole('slider').focus();
      await page.keyboard.press('End');
      for (const [index, waitFor] of ['[data-reading]', 'tr[data-order]', 'tr[data-import]'].entries()) {
        await view(page, index);
        if (index > 0) await page.locator(waitFor).first().waitFor();
        if (index === 2) await page.locator('tr[data-import]').first().click();
        if (index === 2) await page.locator('tr[data-difference]').first().waitFor();
        expect(await misplaced(page), `${locale} ${size.width} view ${index}`).toEqual([]);
      }
      await page.context().close();
    }
  });

  it('SA22 the figures and the drawer of orders have no serious accessibility fault, live and in trouble', async () => {
    const page = await pages.open(`?locale=${locale}#/sales`, { width: 1024, height: 768 });
    await page.locator('tr[data-key]').first().waitFor();
    await page.getByRole('searchbox').fill('HT-YT');
    expect(await seriousFaults(page)).toEqual([]);
    await fixture(page, inTrouble);
    await page.locator('[data-flash-sale] button').first().click();
    expect(await seriousFaults(page)).toEqual([]);
    await page.locator('tr[data-key]').first().click();
    const drawer = page.locator('[role=dialog]');
    await drawer.locator('tr[data-order]').first().waitFor();
    await drawer.getByRole('searchbox').fill('6901872345678000002');
    await expect.poll(() => drawer.locator('tr[data-order]').count()).toBe(1);
    // The drawer comes in by fading; half faded it has no contrast to be measured.
    await expect.poll(() => drawer.evaluate((element) => getComputedStyle(element).opacity)).toBe('1');
    expect(await seriousFaults(page)).toEqual([]);
    await page.context().close();
  });

  it('SA22 inbox and files have no serious accessibility fault', async () => {
    const page = await pages.open(`?locale=${locale}#/sales`, { width: 1024, height: 768 });
    await fixture(page, inTrouble);
    await view(page, 1);
    await page.locator('tr[data-order] input').first().check();
    expect(await seriousFaults(page)).toEqual([]);
    await view(page, 2);
    await page.locator('tr[data-import]').first().click();
    await page.locator('tr[data-difference]').first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await page.context().close();
  });

  it('SA22 no view of an empty studio has a serious accessibility fault', async () => {
    const page = await pages.open(`?locale=${locale}&state=empty#/sales`);
    for (const index of [0, 1, 2]) {
      await view(page, index);
      expect(await seriousFaults(page)).toEqual([]);
    }
    await page.context().close();
  });
});

describe('colour', () => {
  it('SA23 red marks the segment that is on air and nothing else of the page', async () => {
    const reds = (page: Page) =>
      page.evaluate(() => {
        const isRed = (colour: string) => {
          const [r = 0, g = 0, b = 0, a = 1] = (colour.match(/[\d.]+/gu) ?? []).map(Number);
          return a > 0.3 && r > 140 && g < r * 0.45 && b < r * 0.45;
        };
        return [...document.querySelectorAll<HTMLElement>('main *')].filter((element) => {
          const { color, backgroundColor, borderTopColor, borderTopWidth, borderLeftColor, borderLeftWidth, fill } =
            getComputedStyle(element);
          if (element.getClientRects().length === 0) return false;
          const edges =
            (Number.parseFloat(borderTopWidth) > 0 && isRed(borderTopColor)) ||
            (Number.parseFloat(borderLeftWidth) > 0 && isRed(borderLeftColor));
          return edges || isRed(color) || isRed(backgroundColor) || (element instanceof SVGElement && isRed(fill));
        }).length;
      });
    const page = await pages.open('?locale=en#/sales');
    await page.locator('tr[data-key]').first().waitFor();
    expect(await reds(page)).toBe(1);
    await fixture(page, ({ client, refuse }) => {
      const { broadcast } = client.topic('playout').get()!;
      client.patch('playout', { broadcast: { ...broadcast, phase: 'prepared', startedAtMs: null } });
      client.answerWith(() => refuse('flash-sale-end-past'));
    });
    await fixture(page, inTrouble);
    await page.getByRole('button', { name: 'Extend' }).click();
    await page.getByLabel('Reason').fill('x');
    await page.getByRole('button', { name: 'Extend' }).click();
    await page.getByText('The new end lies in the past.').waitFor();
    for (const index of [0, 1, 2]) {
      await view(page, index);
      expect(await reds(page)).toBe(0);
    }
    await page.context().close();
  });
});
