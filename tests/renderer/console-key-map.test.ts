/** The key map in a real browser: changed keys, every page, held keys, foreign layouts and input methods. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KeyMap } from '../../native/contract/controls.ts';
import { noControls } from '../../native/contract/controls.ts';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';
import type { ConsoleFixture } from './console-fixture.tsx';

type FixtureWindow = { consoleFixture: ConsoleFixture };

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('console-fixture');
});
afterAll(async () => {
  await pages.close();
});

async function open(address: string): Promise<Page> {
  const page = await pages.open(address);
  await page.waitForSelector('.transport');
  return page;
}
const sent = (page: Page) => page.evaluate(() => (window as unknown as FixtureWindow).consoleFixture.client.sent.splice(0));
const useMap = (page: Page, keyMap: KeyMap | null) =>
  page.evaluate((controls) => (window as unknown as FixtureWindow).consoleFixture.client.patch('controls', controls), {
    ...noControls,
    keyMap,
  });
/** A press as a browser tells it, with what Playwright's own keyboard cannot type. */
const press = (page: Page, init: Omit<KeyboardEventInit, 'view'> & { altGraph?: boolean }, type = 'keydown') =>
  page.evaluate(
    ([given, name]) => {
      const { altGraph, ...rest } = given;
      document.body.dispatchEvent(
        new KeyboardEvent(name, { bubbles: true, cancelable: true, modifierAltGraph: altGraph ?? false, ...rest }),
      );
    },
    [init, type] as const,
  );

describe('the key map', () => {
  it('KM2 a changed map changes at once what the keys do and what tooltips, help and fields say', async () => {
    const page = await open('?locale=en#/air');
    await page.keyboard.press('m');
    expect(await sent(page)).toEqual([{ name: 'addMarker', input: {} }]);
    await useMap(page, { mark: ['f8', 'ctrl+m'], note: ['shift+n'], hold: [] });
    for (const key of ['m', 'h']) await page.keyboard.press(key);
    expect(await sent(page)).toEqual([]);
    for (const key of ['F8', 'Control+m']) await page.keyboard.press(key);
    expect(await sent(page)).toEqual([
      { name: 'addMarker', input: {} },
      { name: 'addMarker', input: {} },
    ]);
    expect(await page.getByRole('textbox', { name: 'Note' }).getAttribute('placeholder')).toBe('Note (Shift+N)');
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    await help.waitFor();
    const words = (await help.innerText()).replaceAll(/\s+/gu, ' ');
    expect(words).toContain('F8 Ctrl+M Set a mark');
    expect(words).toContain('Shift+N Write a note');
    await page.context().close();
  });

  it('KM3 take, clear, hold and mark work on every page, while Escape there clears nothing and typing fires no key', async () => {
    for (const route of ['rundown', 'sales', 'settings', 'obs']) {
      const page = await open(`?locale=en#/${route}`);
      for (const key of ['Space', 'c', 'h', 'm', 'Escape', 'ArrowRight', '1']) await page.keyboard.press(key);
      expect(
        (await sent(page)).map(({ name }) => name),
        route,
      ).toEqual(['take', 'clear', 'holdSlate', 'addMarker']);
      const field = page.locator('main input[type="text"]:not([readonly])').first();
      if ((await field.count()) > 0) {
        await field.focus();
        await page.keyboard.type('chm ');
        expect(await sent(page), route).toEqual([]);
      }
      await page.context().close();
    }
  });

  it('KM3 a rare action has its key with Shift, and Shift or Caps do not take a letter away', async () => {
    const page = await open('?locale=en#/air');
    await page.keyboard.press('Shift+G');
    await page.keyboard.press('Shift+O');
    await page.keyboard.press('g');
    await page.keyboard.press('Shift+M');
    await press(page, { key: 'B', code: 'KeyB' });
    expect(await sent(page)).toEqual([
      { name: 'repeatLastGood', input: {} },
      { name: 'countOn', input: { role: 'standby' } },
      { name: 'addMarker', input: {} },
      { name: 'holdSlate', input: { slate: 'back-soon' } },
    ]);
    await page.context().close();
  });

  it('KM4 talk-over is on while its key is held, and off when it is let go or the window loses the keyboard', async () => {
    const page = await open('?locale=en#/air');
    const on = { name: 'setTalkOver', input: { active: true } };
    const off = { name: 'setTalkOver', input: { active: false } };
    await page.keyboard.down('t');
    await page.keyboard.down('t');
    expect(await sent(page)).toEqual([on]);
    await page.keyboard.up('t');
    expect(await sent(page)).toEqual([off]);
    await page.keyboard.down('t');
    await page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await page.keyboard.up('t');
    expect(await sent(page)).toEqual([on, off]);
    // Let go inside a field, with Shift in between: it still ends.
    await page.keyboard.down('t');
    await page.getByRole('textbox', { name: 'Note' }).focus();
    await page.keyboard.down('Shift');
    await page.keyboard.up('t');
    expect(await sent(page)).toEqual([on, off]);
    await page.context().close();
  });

  it('KM4 the key of the microphones mutes all, and opens them when all are muted', async () => {
    const page = await open('?locale=en#/air');
    const microphones = (muted: boolean) =>
      page.evaluate((isMuted) => {
        const { client } = (window as unknown as FixtureWindow).consoleFixture;
        const audio = { muted: isMuted, volumeDb: 0, monitoring: 'none' as const, tracks: [], balance: 0, syncOffsetMs: 0 };
        client.patch('audio', { microphones: ['Host'], talkOver: false, alarms: [] });
        client.patch('sources', {
          inputs: [
            { inputName: 'Host', inputKind: 'x', audio, media: null },
            { inputName: 'Music', inputKind: 'x', audio: { ...audio, muted: false }, media: null },
          ],
        });
      }, muted);
    for (const muted of [false, true]) {
      await microphones(muted);
      await page.keyboard.press('Shift+X');
      expect(await sent(page)).toEqual([{ name: 'muteMicrophones', input: { muted: !muted } }]);
    }
    await page.context().close();
  });

  it('KM5 letters go by their place on a Uyghur layout, and the number pad types digits also without NumLock', async () => {
    const page = await open('?locale=ug#/air');
    await press(page, { key: 'م', code: 'KeyM' });
    await press(page, { key: 'Process', code: 'KeyC' });
    expect((await sent(page)).map(({ name }) => name)).toEqual(['addMarker', 'clear']);
    await press(page, { key: 'End', code: 'Numpad1' });
    await press(page, { key: 'ArrowDown', code: 'Numpad2' });
    await press(page, { key: 'Enter', code: 'NumpadEnter' });
    expect(await sent(page)).toEqual([{ name: 'showCard', input: { productId: 'p12' } }]);
    await press(page, { key: '؟', code: 'Slash', shiftKey: true });
    await page.getByRole('dialog').waitFor();
    await page.context().close();
  });

  it('KM5 AltGr, dead keys, an input method and repeats fire nothing', async () => {
    const page = await open('?locale=en#/air');
    await press(page, { key: 'm', code: 'KeyM', altGraph: true });
    await press(page, { key: 'm', code: 'KeyM', ctrlKey: true, altKey: true });
    await press(page, { key: 'Dead', code: 'BracketLeft' });
    await press(page, { key: 'm', code: 'KeyM', isComposing: true });
    await press(page, { key: 'm', code: 'KeyM', repeat: true });
    await press(page, { key: 'Unidentified', code: '' });
    expect(await sent(page)).toEqual([]);
    await page.context().close();
  });

  it('KM6 the arrows of the map mean back and onward, on a page of either direction', async () => {
    const page = await open('?locale=ug#/air');
    await useMap(page, { mark: ['shift+arrowright'] });
    await page.keyboard.press('Shift+ArrowLeft');
    expect(await sent(page)).toEqual([{ name: 'addMarker', input: {} }]);
    await page.keyboard.press('ArrowLeft');
    expect(await sent(page)).toEqual([{ name: 'prepare', input: { segmentId: null, productId: 'p6', guest: null } }]);
    await page.context().close();
  });
});
