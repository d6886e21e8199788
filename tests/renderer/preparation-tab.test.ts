/** The page that prepares OBS: what it says, what it sends, and how it looks. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locales } from '../../native/contract/text.ts';
import type { ConsoleFixture } from './console-fixture.tsx';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';
import { comparison, preparation } from './preparation-states.ts';

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
const sent = (page: Page, name: string) =>
  page.evaluate(
    (command) =>
      (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture.client.sent
        .filter((each) => each.name === command)
        .map(({ input }) => input),
    name,
  );

async function openTab(locale: string, size = sizes[1]!, state = ''): Promise<Page> {
  const page = await pages.open(`?locale=${locale}${state}#/obs`, size);
  await page.getByRole('tab').nth(3).click();
  return page;
}

async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}

/** What runs out of the screen or is cut. */
function cut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    if (document.documentElement.scrollWidth > innerWidth) faults.push('page');
    for (const element of document.querySelectorAll<HTMLElement>(
      'main button, main th, main td, main p, main label, main h2, main h3, main li',
    )) {
      const box = element.getBoundingClientRect();
      if (box.width === 0 || element.matches('.visually-hidden, .visually-hidden *')) continue;
      if (box.left < -1 || box.right > innerWidth + 1 || element.scrollWidth > element.clientWidth + 1) faults.push(element.innerText);
    }
    return faults;
  });
}

describe('preparing OBS on its page', () => {
  it('PR24 says what is missing by scene, and prepares exactly what it showed', async () => {
    const page = await openTab('en');
    await page.locator('[data-act]').first().waitFor();
    expect(await page.locator('[data-act]').count()).toBe(comparison.differences.length);
    expect(await page.getByRole('heading', { level: 3, name: '垫片 new scene' }).count()).toBe(1);
    await page.getByRole('button', { name: `Prepare OBS (${comparison.differences.length})` }).click();
    expect(await sent(page, 'prepareObs')).toEqual([{ comparisonId: comparison.comparisonId }]);
    await expect.poll(async () => (await sent(page, 'compareObs')).length).toBeGreaterThan(1);
    await page.context().close();
  });

  it('PR24 with nothing to do says so and offers nothing', async () => {
    const page = await pages.open('?locale=en#/obs');
    await page.evaluate(
      (found) => {
        const { client } = (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture;
        client.answerWith(() => ({ ok: true, value: found }));
      },
      { ...comparison, differences: [], limits: [], undo: { removes: [], keeps: [] } },
    );
    await page.getByRole('tab', { name: 'Preparation' }).click();
    await page.getByText('OBS has everything that the plan needs.').waitFor();
    expect(await page.getByRole('button', { name: 'Prepare OBS', exact: true }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Undo the preparation' }).isDisabled()).toBe(true);
    await page.context().close();
  });

  it('PR25 says what undoing takes and leaves, and asks first', async () => {
    const page = await openTab('en');
    await page.getByText('is on program').waitFor();
    for (const name of comparison.undo.removes)
      expect(await page.getByRole('listitem').filter({ hasText: name }).count()).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Undo the preparation' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await sent(page, 'undoPreparation')).toEqual([]);
    await dialog.getByRole('button', { name: 'Undo the preparation' }).click();
    await expect.poll(() => sent(page, 'undoPreparation')).toEqual([{}]);
    await page.context().close();
  });

  it('PR26 maps a scene of the plan to one of OBS, by keys alone, and back to its own name', async () => {
    const page = await openTab('en');
    const [mapped] = Object.keys(preparation.config.sceneMap);
    await page.getByRole('row').filter({ hasText: 'not in OBS' }).waitFor();
    const field = page.getByRole('combobox', { name: 'Scene of OBS for Camera 1' });
    await field.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const [{ sceneMap }] = (await sent(page, 'configurePreparation')) as [{ sceneMap: Record<string, string> }];
    expect(sceneMap).toMatchObject({ ...preparation.config.sceneMap, 'Camera 1': expect.any(String) as string });
    await page.getByRole('combobox', { name: `Scene of OBS for ${mapped}` }).fill('The same');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await sent(page, 'configurePreparation')).length).toBe(2);
    expect(((await sent(page, 'configurePreparation'))[1] as { sceneMap: object }).sceneMap).not.toHaveProperty([mapped!]);
    await page.context().close();
  });

  it('PR23 shows how far it is', async () => {
    const page = await openTab('en');
    await page.locator('[data-act]').first().waitFor();
    await fixture(page, ({ client }) => client.patch('preparation', { progress: { done: 3, total: 14 } }));
    await page.getByText('3 / 14').waitFor();
    expect(await page.getByRole('button', { name: /^Prepare OBS/u }).isDisabled()).toBe(true);
    await page.context().close();
  });
});

describe.each(locales)('in %s', (locale) => {
  it('PR27 is whole and legible, with everything and without OBS', async () => {
    for (const size of sizes) {
      const page = await openTab(locale, size);
      await page.locator('[data-act]').first().waitFor();
      expect(await cut(page), `${locale} ${size.width}`).toEqual([]);
      if (size.width === 1366) expect(await seriousFaults(page)).toEqual([]);
      await page.context().close();
    }
    const empty = await openTab(locale, sizes[0], '&state=empty');
    await empty.locator('main a[href="#/settings"]').waitFor();
    expect(await cut(empty)).toEqual([]);
    expect(await seriousFaults(empty)).toEqual([]);
    await empty.context().close();
  });
});
