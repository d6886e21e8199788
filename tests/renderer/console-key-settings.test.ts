/** Keys, control surfaces and the console's name on the settings page, in a real browser. */
import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { KeyMap } from '../../native/contract/controls.ts';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';
import type { ConsoleFixture } from './console-fixture.tsx';

type FixtureWindow = { consoleFixture: ConsoleFixture };

let pages: FixturePages;
let page: Page;
beforeAll(async () => {
  pages = await startFixturePages('console-fixture');
});
afterAll(async () => {
  await pages.close();
});
afterEach(async () => {
  await page.context().close();
});

async function open(address = '?locale=en#/settings', prepare?: (page: Page) => Promise<void>): Promise<void> {
  page = await pages.open(address, { width: 1366, height: 768 }, prepare);
  await page.waitForSelector('[data-action]');
}
const sent = () => page.evaluate(() => (window as unknown as FixtureWindow).consoleFixture.client.sent.splice(0));
const become = (keyMap: KeyMap | null) =>
  page.evaluate((map) => (window as unknown as FixtureWindow).consoleFixture.client.patch('controls', { keyMap: map }), keyMap);
const row = (action: string): Locator => page.locator(`[data-action="${action}"]`);
async function press(action: string, key: string): Promise<void> {
  await row(action).getByRole('button', { name: 'Add a key' }).click();
  await page.keyboard.press(key);
}

describe('keys in the settings', () => {
  it('KM7 a key is set by pressing it, and does nothing else meanwhile', async () => {
    await open();
    await press('mark', 'F8');
    expect(await sent()).toEqual([{ name: 'saveKeyMap', input: { keyMap: { mark: ['m', 'f8'] } } }]);
    await become({ mark: ['m', 'f8'] });
    await press('mark', 'Control+Shift+K');
    expect(await sent()).toEqual([{ name: 'saveKeyMap', input: { keyMap: { mark: ['m', 'f8', 'ctrl+shift+k'] } } }]);
    // Space is taken as a key, and does not press the button that waits for it.
    await press('note', 'Space');
    await row('note').getByRole('alert').waitFor();
    expect(await sent()).toEqual([]);
    await row('mark').getByRole('button', { name: 'Take F8 away from' }).click();
    expect(await sent()).toEqual([{ name: 'saveKeyMap', input: { keyMap: null } }]);
    await row('mark').getByRole('button', { name: 'Add a key' }).click();
    await page.keyboard.press('Tab');
    await page.keyboard.press('h');
    expect(await sent()).toEqual([{ name: 'holdSlate', input: { slate: 'hold' } }]);
  });

  it('KM7 a key that is taken or fixed is said at once, with what to do', async () => {
    await open();
    await press('mark', 'h');
    const alert = row('mark').getByRole('alert');
    expect(await alert.innerText()).toContain('H already does: Hold slate on or off.');
    expect(await sent()).toEqual([]);
    await alert.getByRole('button', { name: 'Take it from there' }).click();
    expect(await sent()).toEqual([{ name: 'saveKeyMap', input: { keyMap: { hold: [], mark: ['m', 'h'] } } }]);
    await press('mark', 'F5');
    expect(await alert.innerText()).toContain('F5 is fixed or belongs to the browser.');
    await alert.getByRole('button', { name: 'Leave it' }).click();
    expect(await alert.count()).toBe(0);
    await press('mark', '7');
    expect(await alert.getByRole('button', { name: 'Take it from there' }).count()).toBe(0);
    expect(await sent()).toEqual([]);
  });

  it('KM8 one action and all of them go back to the first keys, the latter after a word', async () => {
    await open();
    await become({ hold: [], mark: ['m', 'h'], note: ['f9'] });
    await row('note').getByRole('button', { name: 'Back to the first keys' }).click();
    expect(await sent()).toEqual([{ name: 'saveKeyMap', input: { keyMap: { hold: [], mark: ['m', 'h'] } } }]);
    // Its first key is another's now.
    await row('hold').getByRole('button', { name: 'Back to the first keys' }).click();
    expect(await row('hold').getByRole('alert').innerText()).toContain('H already does: Set a mark');
    expect(await sent()).toEqual([]);
    await page.getByRole('button', { name: 'All keys as at first' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'All keys as at first' }).click();
    expect(await sent()).toEqual([{ name: 'saveKeyMap', input: { keyMap: null } }]);
  });

  it('KM8 the map leaves as a file and comes back; another file is refused by name', async () => {
    await open();
    await become({ mark: ['f8'] });
    const download = page.waitForEvent('download');
    await page.getByRole('region', { name: 'Keys', exact: true }).getByRole('button', { name: 'Export' }).click();
    const file = await (await download).path();
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ hetianKeyMap: 1, keyMap: { mark: ['f8'] } });
    await become(null);
    const input = page.locator('input[type=file][accept*=json]');
    await input.setInputFiles(file);
    await expect.poll(sent).toEqual([{ name: 'saveKeyMap', input: { keyMap: { mark: ['f8'] } } }]);
    for (const text of ['nonsense', '{"hetianKeyMap":1,"keyMap":{"mark":["a b"]}}']) {
      await input.setInputFiles({ name: 'other.json', mimeType: 'application/json', buffer: Buffer.from(text) });
      await page.getByText('is no key map of this program').waitFor();
    }
    expect(await sent()).toEqual([]);
  });

  it('KM9 what is printed is the sheet of the real keys and nothing else', async () => {
    await open();
    await become({ mark: ['f8'], hold: [] });
    await page.emulateMedia({ media: 'print' });
    const sheet = page.getByRole('region', { name: 'Keys of Hetian Studio' });
    const words = (await sheet.innerText()).replaceAll(/\s+/gu, ' ');
    expect(words).toContain('F8 Set a mark');
    expect(words).not.toContain('Hold slate on or off');
    expect(await page.locator('main').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
    expect(await sheet.isVisible()).toBe(false);
  });
});

describe('control surfaces in the settings', () => {
  it('HA16 the interface is switched on, its token shown once, and a new one made after a word', async () => {
    await open('?locale=en&state=empty#/settings');
    await page.evaluate(() => {
      (window as unknown as FixtureWindow).consoleFixture.client.answerWith((name) => ({
        ok: true,
        value: name === 'renewActionToken' ? { token: 'a-fresh-token' } : {},
      }));
    });
    await page.getByRole('switch', { name: 'Button boxes, pedals and programs may act' }).click();
    expect(await sent()).toEqual([{ name: 'setActionApi', input: { enabled: true } }]);
    const api = { enabled: true, hasToken: false, address: 'http://127.0.0.1:4577', lastUsedAtMs: null };
    const patch = (changes: object) =>
      page.evaluate((now) => (window as unknown as FixtureWindow).consoleFixture.client.patch('controls', { api: now }), {
        ...api,
        ...changes,
      });
    await patch({});
    await page.getByText('without a token nothing can act').waitFor();
    await page.getByRole('button', { name: 'Make a token' }).click();
    expect(await page.getByRole('textbox', { name: 'Token' }).inputValue()).toBe('a-fresh-token');
    expect(await page.getByRole('textbox', { name: 'Address', exact: true }).inputValue()).toBe('http://127.0.0.1:4577/api/v1');
    await patch({ hasToken: true });
    expect(await sent()).toEqual([{ name: 'renewActionToken', input: {} }]);
    await page.getByRole('button', { name: 'Make a new token' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    expect(await sent()).toEqual([]);
    await dialog.getByRole('button', { name: 'Make a new token' }).click();
    await expect.poll(sent).toEqual([{ name: 'renewActionToken', input: {} }]);
  });

  it('KM14 a console is named on its own page and keeps the name', async () => {
    await open('?locale=en#/settings', async (fresh) => {
      await fresh.addInitScript(() => localStorage.setItem('studio.console', 'Tablet'));
    });
    const field = page.getByRole('textbox', { name: 'Name of this console' });
    expect(await field.inputValue()).toBe('Tablet');
    await field.fill('   ');
    expect(await page.getByText('Write 1 to 40 characters.').count()).toBe(1);
    await field.fill(' 平板 2 ');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => localStorage.getItem('studio.console'))).toBe('平板 2');
    expect(await page.getByText('Open consoles').count()).toBe(1);
  });
});
