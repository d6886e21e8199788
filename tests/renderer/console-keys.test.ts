/** Keys, commands and refusals of the console in a real browser, on a fixture client. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';
import type { ConsoleFixture } from './console-fixture.tsx';

type Sent = { name: string; input: unknown }[];
type FixtureWindow = { consoleFixture: ConsoleFixture };

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('console-fixture');
});
afterAll(async () => {
  await pages.close();
});

async function desk(address = '?locale=en#/air'): Promise<Page> {
  const page = await pages.open(address);
  await page.waitForSelector('[data-segment]');
  return page;
}

/** What was sent since the last look. */
function sent(page: Page): Promise<Sent> {
  return page.evaluate(() => (window as unknown as FixtureWindow).consoleFixture.client.sent.splice(0));
}

const fixture = <T>(page: Page, act: (fixture: ConsoleFixture) => T) => page.evaluate<T>(`(${act.toString()})(window.consoleFixture)`);

describe('keys', () => {
  it('CN1 one key is one command', async () => {
    const page = await desk();
    await page.keyboard.press('Space');
    expect(await sent(page)).toEqual([{ name: 'take', input: {} }]);
    await page.keyboard.press('Enter');
    expect(await sent(page)).toEqual([{ name: 'take', input: {} }]);
    await page.keyboard.press('c');
    expect(await sent(page)).toEqual([{ name: 'clear', input: {} }]);
    await page.keyboard.press('Escape');
    expect(await sent(page)).toEqual([{ name: 'clear', input: {} }]);
    await page.keyboard.press('h');
    expect(await sent(page)).toEqual([{ name: 'holdSlate', input: { slate: 'hold' } }]);
    await page.keyboard.press('l');
    expect(await sent(page)).toMatchObject([{ name: 'showLowerThird' }]);
    await fixture(page, ({ client }) => client.patch('playout', { slateHeld: { slate: 'hold', heldAtMs: 0 } }));
    await page.keyboard.press('H');
    expect(await sent(page)).toEqual([{ name: 'releaseSlate', input: {} }]);
    await page.context().close();
  });

  it('KM15 a held Enter presses a focused button once, and answers nothing that it has opened', async () => {
    const page = await desk();
    const hold = async () => {
      for (let repeats = 0; repeats < 4; repeats += 1) await page.keyboard.down('Enter');
      await page.keyboard.up('Enter');
    };
    await page.getByRole('button', { name: 'Clear', exact: true }).focus();
    await hold();
    expect(await sent(page)).toEqual([{ name: 'clear', input: {} }]);
    await page.locator('.transport .output').first().focus();
    await hold();
    await page.getByRole('dialog').waitFor();
    expect(await sent(page)).toEqual([]);
    // A press of its own answers.
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('CN2 arrows prepare the neighbours, in the reading direction', async () => {
    const page = await desk();
    await page.keyboard.press('ArrowRight');
    expect(await sent(page)).toEqual([{ name: 'prepare', input: { segmentId: null, productId: 'p6', guest: null } }]);
    await page.keyboard.press('ArrowLeft');
    expect(await sent(page)).toEqual([{ name: 'prepare', input: { segmentId: null, productId: 'p4', guest: null } }]);
    const ids = await fixture(page, ({ client }) =>
      client
        .topic('rundown')
        .get()!
        .rundown.segments.map(({ segmentId }) => segmentId),
    );
    await page.keyboard.press('ArrowDown');
    expect(await sent(page)).toEqual([{ name: 'prepare', input: { segmentId: ids[4], productId: null, guest: null } }]);
    await page.keyboard.press('ArrowUp');
    expect(await sent(page)).toEqual([{ name: 'prepare', input: { segmentId: ids[2], productId: null, guest: null } }]);
    await page.context().close();

    const rtl = await desk('?locale=ug#/air');
    await rtl.keyboard.press('ArrowLeft');
    expect(await sent(rtl)).toEqual([{ name: 'prepare', input: { segmentId: null, productId: 'p6', guest: null } }]);
    await rtl.context().close();
  });

  it('CN3 two quick presses of an arrow move two steps although no answer has come', async () => {
    const page = await desk();
    await page.evaluate(() => {
      for (let press = 0; press < 2; press += 1) {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
      }
    });
    expect(await sent(page)).toMatchObject([{ input: { productId: 'p6' } }, { input: { productId: 'p7' } }]);
    await page.context().close();
  });

  it('CN4 a second take is not sent while the first is under way', async () => {
    const page = await desk();
    await page.evaluate(() => {
      for (let press = 0; press < 3; press += 1) {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', bubbles: true, cancelable: true }));
      }
    });
    expect(await sent(page)).toEqual([{ name: 'take', input: {} }]);
    await page.context().close();
  });

  it('CN5 digits make a product number that Enter takes and Escape drops', async () => {
    const page = await desk();
    await page.keyboard.type('12');
    expect(await page.locator('.typed-box').innerText()).toContain('Pomegranates');
    expect(await sent(page)).toEqual([]);
    await page.keyboard.press('Enter');
    expect(await sent(page)).toEqual([{ name: 'showCard', input: { productId: 'p12' } }]);
    await page.keyboard.type('129');
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Space');
    expect(await sent(page)).toEqual([{ name: 'showCard', input: { productId: 'p12' } }]);
    await page.keyboard.type('7');
    await page.keyboard.press('Escape');
    expect(await sent(page)).toEqual([]);
    expect(await page.locator('.typed-box').count()).toBe(0);
    await page.keyboard.type('999');
    await page.keyboard.press('Enter');
    await page.getByText('There is no product number 999').waitFor();
    expect(await sent(page)).toEqual([]);
    await page.context().close();
  });

  it('CN6 typing in a field fires no key', async () => {
    const page = await desk();
    await page.keyboard.press('n');
    await page.keyboard.type('chl 12 ?');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await sent(page)).toEqual([{ name: 'addNote', input: { text: 'chl 12 ?' } }]);
    await page.getByRole('textbox', { name: 'Search products' }).fill('walnut');
    await page.keyboard.press('Space');
    await page.keyboard.press('Escape');
    expect(await sent(page)).toEqual([]);
    await page.keyboard.press('c');
    expect(await sent(page)).toEqual([{ name: 'clear', input: {} }]);
    await page.context().close();
  });

  it('CN7 a key held down fires once', async () => {
    const page = await desk();
    await page.keyboard.down('h');
    await page.keyboard.down('h');
    await page.keyboard.down('h');
    await page.keyboard.up('h');
    expect(await sent(page)).toHaveLength(1);
    await page.context().close();
  });

  it('CN8 an open dialog or menu keeps its keys', async () => {
    const page = await desk();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('h');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /Language/ }).click();
    await page.getByRole('menuitem', { name: 'English' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await page.locator('.health-light').click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('l');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await sent(page)).toEqual([]);
    await page.context().close();
  });

  it('CN9 with Ctrl, Alt or Meta a key is the browser’s', async () => {
    const page = await desk();
    for (const modifier of ['Control', 'Alt', 'Meta']) await page.keyboard.press(`${modifier}+h`);
    expect(await sent(page)).toEqual([]);
    await page.context().close();
  });

  it('CN10 after a click the desk has the keys; a button reached by Tab has Space', async () => {
    const page = await desk();
    await page.locator('[data-product="p6"] .tile-main').click();
    expect(await sent(page)).toEqual([{ name: 'prepare', input: { segmentId: null, productId: 'p6', guest: null } }]);
    await page.keyboard.press('Space');
    expect(await sent(page)).toEqual([{ name: 'take', input: {} }]);
    await page.getByRole('button', { name: 'Clear', exact: true }).focus();
    await page.keyboard.press('Space');
    expect(await sent(page)).toEqual([{ name: 'clear', input: {} }]);
    await page.context().close();
  });
});

describe('pointer', () => {
  it('CN11 a click prepares, a double click takes', async () => {
    const page = await desk();
    const ids = await fixture(page, ({ client }) =>
      client
        .topic('rundown')
        .get()!
        .rundown.segments.map(({ segmentId }) => segmentId),
    );
    await page.locator(`[data-segment="${ids[5]}"] .row-main`).dblclick();
    expect(await sent(page)).toEqual([
      { name: 'prepare', input: { segmentId: ids[5], productId: null, guest: null } },
      { name: 'takeSegment', input: { segmentId: ids[5] } },
    ]);
    await page.locator('[data-product="p6"] .tile-take').click();
    expect(await sent(page)).toEqual([{ name: 'showCard', input: { productId: 'p6' } }]);
    await page.context().close();
  });

  it('CN12 ending the broadcast and stopping an output ask first', async () => {
    const page = await desk();
    for (const [button, act] of [
      ['End broadcast', 'endBroadcast'],
      ['Live', 'stopStream'],
      ['Recording', 'stopRecord'],
    ] as const) {
      await page.getByRole('contentinfo').getByRole('button', { name: button }).click();
      const dialog = page.getByRole('dialog');
      await dialog.waitFor();
      expect(await sent(page)).toEqual([]);
      // On air no stray click ends the stream: it must be ticked first.
      const tick = dialog.getByRole('checkbox');
      expect(await tick.count()).toBe(act === 'stopStream' ? 1 : 0);
      if (act === 'stopStream') {
        expect(await dialog.getByRole('button').last().isDisabled()).toBe(true);
        await tick.press('Space');
      }
      await dialog.getByRole('button').last().click();
      await dialog.waitFor({ state: 'detached' });
      expect(await sent(page)).toEqual([{ name: act, input: {} }]);
    }
    await page.context().close();
  });

  it('CN13 outputs show what OBS says and not what was pressed', async () => {
    const page = await desk();
    await fixture(page, ({ client }) => {
      const { stream } = client.topic('outputs').get()!;
      client.patch('outputs', { stream: { ...stream, turn: 'off', startedAtMs: null } });
    });
    const button = page.getByRole('contentinfo').getByRole('button', { name: 'Start stream' });
    await button.click();
    expect(await sent(page)).toEqual([{ name: 'startStream', input: {} }]);
    expect(await button.innerText()).toBe('Start stream');
    await page.context().close();
  });

  it('CN36 a scene is switched by hand from its name: on program, and on preview in studio mode only', async () => {
    const page = await desk();
    const { program, preview } = await fixture(page, ({ client }) => {
      const mirror = client.topic('obs').get()!.mirror!;
      const other = (now: string | null) => mirror.sceneNames.find((name) => name !== now)!;
      return { program: other(mirror.programSceneName), preview: other(mirror.previewSceneName) };
    });
    for (const [picture, sceneName] of [
      ['program', program],
      ['preview', preview],
    ] as const) {
      await page.getByRole('button', { name: `Switch ${picture}` }).click();
      // A scene that is on program or in preview says so behind its name.
      await page.getByRole('menuitem', { name: new RegExp(`^${sceneName}`, 'u') }).click();
      expect(await sent(page)).toEqual([{ name: 'switchScene', input: { sceneName, target: picture } }]);
    }
    await fixture(page, ({ client }) => {
      client.patch('obs', { mirror: { ...client.topic('obs').get()!.mirror!, studioMode: false, previewSceneName: null } });
    });
    await page.getByRole('button', { name: 'Switch preview' }).waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: 'Switch program' }).count()).toBe(1);
    await page.context().close();
  });
});

describe('what did not happen', () => {
  it('CN14 a refusal is said with its remedy and stays until dismissed', async () => {
    const page = await desk();
    await fixture(page, ({ client, refuse }) => client.answerWith(() => refuse('obs-scene-missing', { sceneName: 'Orchard' })));
    await page.keyboard.press('Space');
    const notice = page.getByRole('alert').filter({ hasText: 'Not done: Take' });
    await notice.waitFor();
    expect(await notice.innerText()).toContain('Orchard');
    await page.keyboard.press('Space');
    await expect.poll(() => notice.count()).toBe(1);
    await notice.getByRole('button').click();
    await notice.waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('CN15 a lost line is a band with the age of what is seen, and the controls rest', async () => {
    const page = await desk();
    await fixture(page, ({ client }) => client.setLink('connecting'));
    const band = page.getByRole('alert').filter({ hasText: 'Not connected to the studio.' });
    expect(await band.innerText()).toMatch(/What you see is from\s+14:47:\d\d/u);
    for (const name of ['Clear', 'Hold']) {
      expect(await page.getByRole('button', { name, exact: true }).isDisabled()).toBe(true);
    }
    await page.keyboard.press('Space');
    await page.getByText('this did not reach the studio').waitFor();
    expect(await sent(page)).toEqual([]);
    await fixture(page, ({ client }) => client.setLink('open'));
    await band.waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: 'Clear', exact: true }).isDisabled()).toBe(false);
    expect(await sent(page)).toEqual([]);
    await page.context().close();
  });

  it('AU22 keys on a fader are the fader’s alone, and the arrows of the desk stay where they are', async () => {
    const page = await pages.open('?locale=en#/obs');
    await page.getByRole('tab', { name: 'Audio' }).click();
    await fixture(page, ({ client }) => {
      const audio = { muted: false, volumeDb: -6, monitoring: 'none' as const, tracks: [true], balance: 0, syncOffsetMs: 0 };
      client.patch('sources', { inputs: [{ inputName: 'Music', inputKind: 'ffmpeg_source', audio, media: null }] });
    });
    const fader = page.getByRole('slider', { name: 'Volume of Music' });
    await fader.focus();
    await sent(page);
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => fader.getAttribute('aria-valuetext')).toBe('−7.0 dB');
    expect(await sent(page)).toEqual([{ name: 'setVolume', input: { inputName: 'Music', volumeDb: -7 } }]);
    await page.context().close();
  });

  it('CN16 a line lost in the middle of a command is said, never repeated later', async () => {
    const page = await desk();
    await fixture(page, ({ client }) =>
      client.answerWith(() => {
        throw new Error('socket closed');
      }),
    );
    await page.keyboard.press('c');
    await page.getByText('this did not reach the studio').waitFor();
    expect(await sent(page)).toHaveLength(1);
    await page.context().close();
  });
});
