/** The page upstream as it is seen: three languages, desk, tablet and wall, accessibility, and no red. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locales } from '../../native/contract/text.ts';
import { destinationTypes } from '../../native/contract/upstream.ts';
import type { ConsoleFixture } from './console-fixture.tsx';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('console-fixture');
});
afterAll(async () => {
  await pages.close();
});

const sizes = [
  { width: 1024, height: 768 },
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
];
const fixture = <T>(page: Page, act: (fixture: ConsoleFixture) => T) => page.evaluate<T>(`(${act.toString()})(window.consoleFixture)`);
const busy = ({ client, upstream }: ConsoleFixture) => client.patch('sync', upstream.busySync(client.topic('studio').get()!.nowAtMs));

async function busyPage(locale: string, size: { width: number; height: number }): Promise<Page> {
  const page = await pages.open(`?locale=${locale}#/upstream`, size);
  await fixture(page, busy);
  await page.locator('[data-destination="environment"]').waitFor();
  return page;
}

/** The drawer comes in by fading; half faded it has no contrast to be measured. */
async function settled(page: Page): Promise<void> {
  await expect.poll(() => page.getByRole('dialog').evaluate((element) => getComputedStyle(element).opacity)).toBe('1');
}

async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}

/** What runs out of the screen, is cut, or lies over something else that can be pressed; also within the panes that scroll. */
function misplaced(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > innerWidth || root.scrollHeight > innerHeight) faults.push('page');
    const main = document.querySelector('main')!;
    if (main.scrollWidth > main.clientWidth || main.scrollHeight > main.clientHeight) faults.push('main');
    const scope = document.querySelector<HTMLElement>('[role=dialog]') ?? main;
    const shown = (element: HTMLElement) => element.getClientRects().length > 0 && !element.matches('.visually-hidden, .visually-hidden *');
    for (const pane of scope.querySelectorAll<HTMLElement>('[role=region], article, section, form, header, dl, figure')) {
      if (shown(pane) && pane.scrollWidth > pane.clientWidth + 1) faults.push(`pane ${pane.ariaLabel ?? pane.className}`);
      if (pane.role === 'region' && pane.clientHeight < 100) faults.push(`pane without room ${pane.ariaLabel}`);
    }
    for (const element of scope.querySelectorAll<HTMLElement>('button, dt, dd, h2, th, td, p, label, summary, header *, figcaption *')) {
      if (!shown(element)) continue;
      const box = element.getBoundingClientRect();
      if (box.left < -1 || box.right > innerWidth + 1 || element.scrollWidth > element.clientWidth + 1)
        if (getComputedStyle(element).display !== 'inline') faults.push(`cut: ${element.innerText || element.className}`);
    }
    for (const input of scope.querySelectorAll<HTMLInputElement>('input:not([type=checkbox], [type=hidden])')) {
      if (shown(input) && input.scrollWidth > input.clientWidth + 1) faults.push(`cut value: ${input.value}`);
    }
    const controls = [...scope.querySelectorAll<HTMLElement>('button, input, textarea, summary, dt, dd')].filter((element) =>
      shown(element),
    );
    for (const [index, one] of controls.entries()) {
      for (const other of controls.slice(index + 1)) {
        if (one.contains(other) || other.contains(one)) continue;
        // The eye stands within the frame of its field.
        if (one.parentElement?.contains(other) || other.parentElement?.parentElement?.contains(one)) continue;
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
  it('UP22 nothing is cut or lies over another from a tablet to a wall, in every state', async () => {
    for (const size of sizes) {
      const page = await pages.open(`?locale=${locale}&state=empty#/upstream`, size);
      await page.locator('main ul').waitFor();
      expect(await misplaced(page), `${locale} ${size.width} empty`).toEqual([]);
      await fixture(page, busy);
      await page.locator('[data-destination="environment"]').waitFor();
      expect(await misplaced(page), `${locale} ${size.width} busy`).toEqual([]);
      for (const reason of ['picture-suffers', 'slow-answers', 'output-silent', 'cap'] as const) {
        await page.evaluate((why) => {
          const { client } = (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture;
          client.patch('sync', { uplink: { ...client.topic('sync').get()!.uplink, reason: why } });
        }, reason);
        await page.locator(`[data-reason="${reason}"]`).waitFor();
        expect(await misplaced(page), `${locale} ${size.width} ${reason}`).toEqual([]);
      }
      await page.locator('[data-destination="district"] [data-fact]').first().waitFor();
      await page.locator('details summary').first().click();
      expect(await misplaced(page), `${locale} ${size.width} numbers`).toEqual([]);
      await page.context().close();
    }
  });

  it('UP22 the drawers hold every kind with its faults, and the parked entries', async () => {
    for (const size of sizes.slice(0, 2)) {
      const page = await busyPage(locale, size);
      await page.locator('main section header button').first().click();
      const drawer = page.getByRole('dialog');
      await settled(page);
      for (const [index] of destinationTypes.entries()) {
        await drawer.locator('input').first().click();
        await page.getByRole('option').filter({ visible: true }).nth(index).click();
        await drawer.locator('button[type=submit]').click();
        expect(await misplaced(page), `${locale} ${size.width} ${destinationTypes[index]}`).toEqual([]);
      }
      await page.keyboard.press('Escape');
      await drawer.waitFor({ state: 'detached' });
      await page.locator('[data-destination="district"] > button').click();
      await page.locator('tr[data-parked]').first().waitFor();
      await settled(page);
      expect(await misplaced(page), `${locale} ${size.width} parked`).toEqual([]);
      await page.context().close();
    }
  });

  it('UP23 the page has no serious accessibility fault, with nothing set up and with everything', async () => {
    const page = await pages.open(`?locale=${locale}&state=empty#/upstream`, sizes[0]);
    expect(await seriousFaults(page), 'empty').toEqual([]);
    await fixture(page, busy);
    await page.locator('[data-destination="environment"]').waitFor();
    await page.locator('details summary').first().click();
    expect(await seriousFaults(page), 'busy').toEqual([]);
    await page.context().close();
  });

  it.each([0, 3])('UP23 the form of kind %i with its faults has no serious accessibility fault', async (index) => {
    const page = await busyPage(locale, sizes[0]!);
    await page.locator('main section header button').first().click();
    const drawer = page.getByRole('dialog');
    await settled(page);
    await drawer.locator('input').first().click();
    await page.getByRole('option').filter({ visible: true }).nth(index).click();
    await drawer.locator('button[type=submit]').click();
    expect(await seriousFaults(page)).toEqual([]);
    await page.context().close();
  });

  it('UP23 the drawer of parked entries has no serious accessibility fault', async () => {
    const page = await busyPage(locale, sizes[0]!);
    await page.locator('[data-destination="district"] > button').click();
    await page.locator('tr[data-parked]').first().waitFor();
    await settled(page);
    expect(await seriousFaults(page)).toEqual([]);
    await page.context().close();
  });
});

describe('colour', () => {
  it('UP24 nothing on the page is red, whatever goes wrong: red means on air', async () => {
    const page = await busyPage('en', sizes[1]!);
    await page.getByLabel('Your cap, kbit/s').fill('1');
    await page.getByText('8 to 1000000, or empty').waitFor();
    await page.getByRole('button', { name: 'Add destination' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Fill this in.').first().waitFor();
    const reds = await page.evaluate(() => {
      const isRed = (colour: string) => {
        const [r = 0, g = 0, b = 0, a = 1] = (colour.match(/[\d.]+/gu) ?? []).map(Number);
        return a > 0.3 && r > 140 && g < r * 0.45 && b < r * 0.45;
      };
      return [...document.querySelectorAll<HTMLElement>('main *, [role=dialog] *')].filter((element) => {
        const { color, backgroundColor, borderTopColor, borderTopWidth, fill, stroke } = getComputedStyle(element);
        if (element.getClientRects().length === 0) return false;
        const edge = Number.parseFloat(borderTopWidth) > 0 && isRed(borderTopColor);
        return edge || isRed(color) || isRed(backgroundColor) || (element instanceof SVGElement && (isRed(fill) || isRed(stroke)));
      }).length;
    });
    expect(reds).toBe(0);
    await page.context().close();
  });
});
