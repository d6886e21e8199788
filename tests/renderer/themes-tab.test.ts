/** The tab of themes in a real Chromium: choosing, editing with contrast and undo, copies, files. */
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { locales } from '../../native/contract/text.ts';
import { hetianTheme, officialTheme, type Theme, themeColours } from '../../native/contract/theme.ts';
import { colourGroups } from '../../renderer/console/overlay/themes/ColourFields.tsx';
import type { ConsoleFixture } from './console-fixture.tsx';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';
import { eveningTheme, someGraphics } from './graphics-states.ts';

declare global {
  interface Window {
    consoleFixture: ConsoleFixture;
  }
}

let browser: FixturePages;
let page: Page;
/** Where to put pictures of the page for looking at; none without the variable. */
const looks = process.env['STUDIO_LOOKS'];
beforeAll(async () => {
  browser = await startFixturePages('console-fixture');
  if (looks) mkdirSync(looks, { recursive: true });
});
afterAll(() => browser.close());
afterEach(() => page.context().close());

const open = async (locale = 'en', size = { width: 1366, height: 768 }) => {
  page = await browser.open(`?locale=${locale}#/overlay/themes`, size);
  await page.locator('iframe').first().waitFor();
};
const look = async (name: string) => void (looks && (await page.screenshot({ path: `${looks}/${name}.png` })));
const sent = async (name: string) =>
  (await page.evaluate(() => window.consoleFixture.client.sent)).filter((each) => each.name === name).map(({ input }) => input);
const patch = (fields: Partial<typeof someGraphics>) =>
  page.evaluate((changes) => window.consoleFixture.client.patch('graphics', changes), fields);
const themeButton = (name: string) => page.getByRole('listitem').getByRole('button', { name });
const editor = () => page.getByRole('region', { name: 'Theme editor' });
const button = (name: string) => page.getByRole('button', { name, exact: true });

async function faults(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include('[role=tabpanel]').exclude('iframe').analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}
const cutWords = () =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[role=tabpanel] :is(button, label, h2, legend, output, li)')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1 || element.getBoundingClientRect().right > innerWidth + 1)
      .filter((element) => !element.closest('[aria-hidden]') && !element.closest('li:has(> button)'))
      .map((element) => element.innerText),
  );

/** Buttons in sight that something else lies over. */
const covered = () =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[role=tabpanel] button')].flatMap((pressed) => {
      const { left, right, top, bottom } = pressed.getBoundingClientRect();
      const ends = [left + 4, right - 4].filter((x) => x > 0 && x < innerWidth);
      const whatLies = ends.map((x) => document.elementFromPoint(x, (top + bottom) / 2));
      return whatLies.every((on) => on && pressed.contains(on)) ? [] : [pressed.innerText];
    }),
  );

describe.each(locales)('in %s', (locale) => {
  it('TH20 the tab has no accessibility fault and cuts no word', async () => {
    await open(locale);
    await look(`themes-${locale}`);
    expect(await faults()).toEqual([]);
    await page.locator('li > button').nth(2).click();
    await look(`themes-own-${locale}`);
    expect(await faults()).toEqual([]);
    expect(await cutWords()).toEqual([]);
    expect(await covered()).toEqual([]);
    await page.setViewportSize({ width: 1024, height: 768 });
    await look(`themes-own-${locale}-1024`);
    expect(await cutWords()).toEqual([]);
    expect(await covered()).toEqual([]);
  });
});

describe('the tab of themes', () => {
  it('TH21 every colour can be edited', () => {
    expect(colourGroups.flatMap(({ colours }) => colours).toSorted()).toEqual(themeColours.toSorted());
  });

  it('TH22 choosing asks first on air, and where pairs are hard to read', async () => {
    await open();
    await themeButton('Plain official').click();
    await button('Use this theme').click();
    const question = page.getByRole('dialog');
    await question.getByText('viewers see the change at once').waitFor();
    expect(await sent('chooseTheme')).toEqual([]);
    await question.getByRole('button', { name: 'Use this theme' }).click();
    await expect.poll(() => sent('chooseTheme')).toEqual([{ themeId: 'official' }]);
    await themeButton('Evening market').click();
    await button('Use this theme').click();
    await page.getByRole('dialog').getByText('Pairs of colours that are hard to read: 1.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await sent('chooseTheme')).toHaveLength(1);
  });

  it('TH23 a theme of the program is looked at, not changed; its copy is', async () => {
    await open();
    await editor().getByText('comes with the program').waitFor();
    expect(await editor().getByLabel('Price', { exact: true }).first().isDisabled()).toBe(true);
    await button('Copy').click();
    await expect.poll(() => sent('saveTheme')).toHaveLength(1);
    const [copy] = (await sent('saveTheme')) as Theme[];
    expect(copy).toMatchObject({ colours: hetianTheme.colours, name: { en: 'Hetian craft (copy)', 'zh-CN': '和田工艺（副本）' } });
    expect(copy!.themeId).toMatch(/^theme-[0-9a-f]{20}$/u);
    await patch({ themes: [...someGraphics.themes, copy!] });
    await page.getByRole('heading', { name: 'Hetian craft (copy)' }).waitFor();
  });

  it('TH24 each colour has its contrast beside it, and one that fails says so in words', async () => {
    await open();
    await themeButton('Evening market').click();
    const pairs = editor().locator('li').filter({ hasText: 'hard to read, needs 7' });
    await pairs.waitFor();
    expect(await pairs.innerText()).toMatch(/^on the panel [3-6]\.\d\d · hard to read, needs 7$/u);
    await editor().getByText('Pairs that are hard to read: 1 – Price on the panel').waitFor();
    await editor().getByRole('textbox', { name: 'Price', exact: true }).fill('#ffe9b0');
    await editor().getByText('Every pair of colours can be read well.').waitFor();
    // What is typed and no colour yet stays, and changes nothing.
    await editor().getByRole('textbox', { name: 'Price', exact: true }).fill('#ffe');
    await editor().getByText('Write it as #rrggbb').waitFor();
    expect(await editor().getByLabel('Price: pick').inputValue()).toBe('#ffe9b0');
  });

  it('TH25 each step is undone and redone, by button and by key, and what is unsaved is said and outlives a reload', async () => {
    await open();
    await themeButton('Evening market').click();
    await editor().getByLabel('Corner radius').fill('0');
    await editor().getByText('Sliding').click();
    await editor().getByText('Changes not saved').waitFor();
    await editor().getByRole('button', { name: 'Undo' }).click();
    expect(await editor().getByRole('radio', { name: 'Rising' }).isChecked()).toBe(true);
    await page.locator('h2').first().click();
    await page.keyboard.press('Control+z');
    expect(await editor().getByLabel('Corner radius').inputValue()).toBe('10');
    await editor().getByText('Saved', { exact: true }).waitFor();
    await page.keyboard.press('Control+Shift+z');
    expect(await editor().getByLabel('Corner radius').inputValue()).toBe('0');

    await page.reload();
    await themeButton('Evening market').getByText('Unsaved').waitFor();
    await themeButton('Evening market').click();
    expect(await editor().getByLabel('Corner radius').inputValue()).toBe('0');
    await editor().getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => sent('saveTheme')).toEqual([{ ...eveningTheme, radius: 0 }]);
    await patch({ themes: [hetianTheme, officialTheme, { ...eveningTheme, radius: 0 }] });
    await editor().getByText('Saved', { exact: true }).waitFor();
  });

  it('TH26 saving the theme that viewers see asks on air; one without a name is not saved', async () => {
    await open();
    await patch({ themeId: 'evening' });
    await editor().getByLabel('Border').fill('6');
    await editor().getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').getByText('viewers see the change at once').waitFor();
    expect(await sent('saveTheme')).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => sent('saveTheme')).toEqual([{ ...eveningTheme, border: 6 }]);
    await editor().getByLabel('Name · 中文').fill('');
    await editor().getByText('Give it a Chinese name').waitFor();
    expect(await editor().getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    expect(await button('Remove').isDisabled()).toBe(true);
  });

  it('TH27 removing asks first', async () => {
    await open();
    await themeButton('Evening market').click();
    await button('Remove').click();
    const question = page.getByRole('dialog');
    await question.getByText('This cannot be undone').waitFor();
    expect(await sent('removeTheme')).toEqual([]);
    await question.getByRole('button', { name: 'Remove' }).click();
    await expect.poll(() => sent('removeTheme')).toEqual([{ themeId: 'evening' }]);
  });

  it('TH28 a theme goes out as a file and comes in from one; the first fault is named by its field', async () => {
    await open();
    await themeButton('Evening market').click();
    const [download] = await Promise.all([page.waitForEvent('download'), button('Export as a file').click()]);
    expect(download.suggestedFilename()).toBe('夜市.hetian-theme.json');
    const text = await readFile(await download.path(), 'utf8');
    expect(JSON.parse(text)).toEqual(eveningTheme);

    const takeIn = (content: string) =>
      page
        .locator('input[type=file]')
        .setInputFiles({ name: 'x.hetian-theme.json', mimeType: 'application/json', buffer: Buffer.from(content) });
    // One that is there already comes in as another.
    await takeIn(text);
    await expect.poll(() => sent('saveTheme')).toHaveLength(1);
    const [taken] = (await sent('saveTheme')) as Theme[];
    expect({ ...taken, themeId: 'evening' }).toEqual(eveningTheme);
    expect(taken!.themeId).not.toBe('evening');
    // An older file is completed.
    const { shadow: _shadow, ...older } = { ...eveningTheme, themeId: 'older' };
    await takeIn(JSON.stringify(older));
    await expect.poll(() => sent('saveTheme')).toHaveLength(2);
    expect((await sent('saveTheme'))[1]).toEqual({ ...older, shadow: officialTheme.shadow });

    await takeIn(text.replace(eveningTheme.colours.price, 'gold'));
    await page.getByText('"Price" has a value that cannot be used').waitFor();
    await page.getByText('colours.price').waitFor();
    await takeIn('{');
    await page.getByText('The file cannot be read; it may be damaged.').waitFor();
    await takeIn('7');
    await page.getByText('This is not a theme file.').waitFor();
    expect(await sent('saveTheme')).toHaveLength(2);
  });

  it('TH29 the preview is the overlay page itself, told of each change, in each shape and language', async () => {
    await open();
    const posted = () => page.evaluate(() => (window as unknown as { told: { type: string; sample: boolean; theme: Theme }[] }).told);
    await themeButton('Evening market').click();
    const frame = page.locator('iframe');
    await page.evaluate(() => {
      const told: unknown[] = [];
      Object.assign(window, { told });
      document.querySelector('iframe')!.contentWindow!.addEventListener('message', ({ data }) => told.push(data));
    });
    await editor().getByLabel('Corner radius').fill('33');
    await expect
      .poll(async () => (await posted()).at(-1))
      .toMatchObject({ type: 'draft', sample: true, theme: { themeId: 'evening', radius: 33 } });
    await page.getByText('Portrait', { exact: true }).click();
    expect(await frame.getAttribute('width')).toBe('1080');
    expect(await frame.getAttribute('height')).toBe('1920');
    await page.getByRole('radiogroup', { name: 'Language' }).getByText('ئۇيغۇرچە').click();
    await expect.poll(() => page.locator('iframe').getAttribute('src')).toContain('lang=ug');
  });
});
