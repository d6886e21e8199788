/** The lock against stray clicks, and who did what, in a real browser. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandNames } from '../../native/contract/commands.ts';
import { airCommands } from '../../renderer/console/air-commands.ts';
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

async function desk(locale = 'en'): Promise<Page> {
  const page = await pages.open(`?locale=${locale}#/air`);
  await page.waitForSelector('[data-segment]');
  return page;
}

/** Names of the commands that were sent since the last look. */
const sent = (page: Page) =>
  page.evaluate(() => (window as unknown as FixtureWindow).consoleFixture.client.sent.splice(0).map(({ name }) => name));
const fixture = (page: Page, act: (fixture: ConsoleFixture) => void) => page.evaluate(`(${act.toString()})(window.consoleFixture)`);
const lock = (page: Page) => page.getByRole('button', { name: 'Lock against stray clicks' });
const isLocked = async (page: Page) => (await lock(page).getAttribute('aria-pressed')) === 'true';

describe('the lock', () => {
  it('CN48 pointer and touch do nothing to what changes air and say so; keys go on working', async () => {
    const page = await desk();
    await lock(page).click();
    expect(await isLocked(page)).toBe(true);
    await page.getByText('Locked', { exact: true }).first().waitFor();
    for (const target of [
      page.getByRole('button', { name: /^Take/u }).first(),
      page.getByRole('button', { name: 'Clear', exact: true }),
      page.locator('.tile-take').first(),
      page.locator('.tile-main').first(),
      page.locator('.row-take').first(),
      page.getByRole('button', { name: /Back-soon/u }),
      page.locator('.transport .output').first(),
    ]) {
      await target.click();
    }
    await page.getByRole('switch', { name: 'Ticker' }).click({ force: true });
    await page.locator('.row-main').nth(6).dblclick();
    await page.locator('.scene-picker').first().click();
    expect(await page.getByRole('menu').count()).toBe(0);
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await sent(page)).toEqual([]);
    await page.getByText('Clicks and touches do not change what is on air').waitFor();
    await page.keyboard.press('Space');
    expect(await sent(page)).toEqual(['take']);
    // What changes nothing on air is free.
    await page.getByRole('textbox', { name: 'Note' }).click();
    await page.keyboard.type('tea');
    await page.keyboard.press('Enter');
    expect(await sent(page)).toEqual(['addNote']);
    await page.context().close();
  });

  it('CN48 recordings, replay buffer and virtual camera are not touched either', async () => {
    const page = await pages.open('?locale=en#/obs/outputs');
    await fixture(page, ({ client }) => {
      const { mirror } = client.topic('obs').get()!;
      const there = { available: true, active: false };
      client.patch('obs', { mirror: { ...mirror!, replayBuffer: there, virtualCamera: there } });
    });
    await lock(page).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    for (const name of ['Replay buffer', 'Virtual camera'])
      await page.getByRole('region', { name }).getByRole('button', { name: 'Start' }).click();
    expect(await sent(page)).toEqual([]);
    await page.getByRole('button', { name: 'Pause' }).focus();
    await page.keyboard.press('Enter');
    expect(await sent(page)).toEqual(['pauseRecord']);
    await page.context().close();
  });

  it('CN48 a broadcast is not begun, and OBS not let go; without the lock two quick presses check once', async () => {
    const page = await desk();
    await fixture(page, ({ client }) => {
      const { broadcast } = client.topic('playout').get()!;
      client.patch('playout', { broadcast: { ...broadcast, phase: 'prepared' } });
    });
    await lock(page).click();
    const start = page.getByRole('button', { name: 'Start broadcast' });
    await start.click();
    await page.evaluate(() => void (location.hash = '#/settings'));
    await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
    await page.getByRole('button', { name: 'Prepare OBS' }).click();
    expect(await sent(page)).toEqual([]);
    await page.keyboard.press('k');
    await page.evaluate(() => {
      const button = [...document.querySelectorAll('.transport button')].at(-1) as HTMLElement;
      button.click();
      button.click();
    });
    await expect.poll(() => sent(page)).toEqual(['checkReadiness']);
    await page.context().close();
  });

  it('CN49 opens by holding it, by its key or from the keyboard, not by a click, and is kept on this device', async () => {
    const page = await desk();
    await lock(page).click();
    await lock(page).click();
    expect(await isLocked(page)).toBe(true);
    await page.reload();
    await page.waitForSelector('[data-segment]');
    expect(await isLocked(page)).toBe(true);
    const box = (await lock(page).boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.waitForFunction(() => document.querySelector('.lock-button')?.getAttribute('aria-pressed') === 'false');
    await page.mouse.up();
    expect(await isLocked(page)).toBe(false);
    await page.locator('.tile-take').first().click();
    expect(await sent(page)).toEqual(['showCard']);
    await page.keyboard.press('k');
    expect(await isLocked(page)).toBe(true);
    await lock(page).focus();
    await page.keyboard.press('Enter');
    expect(await isLocked(page)).toBe(false);
    await page.context().close();
  });
});

describe('what the lock covers', () => {
  it('CN90 is every command that switches an output, a source, a sound or the OBS that counts, and no work beside the air', () => {
    const told = /^(start|stop|pause|resume|split|set|mute|run|hold|release|take|clear|show|count|control|repeat)[A-Z]?/u;
    const beside = [
      'startRehearsal',
      'controlRehearsal',
      'pauseDestination',
      'releaseRoom',
      'setUplinkCap',
      'setActionApi',
      'setProducerCode',
    ];
    const switching = commandNames.filter((name) => told.test(name) && !beside.includes(name));
    expect(switching.length).toBeGreaterThan(30);
    expect(switching.filter((name) => !airCommands.has(name))).toEqual([]);
    const free = [
      'addNote',
      'addMarker',
      'saveReplay',
      'repairRecording',
      'compareObs',
      'checkReadiness',
      'editRundown',
      'saveProduct',
    ] as const;
    expect(free.filter((name) => airCommands.has(name))).toEqual([]);
  });

  it('CN91 is held back on every page, not only on that of the air', async () => {
    const page = await desk();
    await lock(page).click();
    for (const [address, buttons] of [
      ['#/obs/outputs', /^(Stop|Pause|Record every)/u],
      ['#/obs/standby', /^(Save|Remove|Make|Connect)/u],
      ['#/obs/preparation', /^(Prepare|Undo|Save)/u],
      ['#/sales', /^(Start|End)/u],
      ['#/settings', /^(Disconnect|Prepare)/u],
    ] as const) {
      await page.evaluate((hash) => void (location.hash = hash), address);
      if (address === '#/obs/standby') await page.getByLabel('Address of the standby OBS').fill('ws://10.0.0.2:4455');
      const controls = page.locator('main').getByRole('button', { name: buttons }).and(page.locator(':enabled'));
      await controls.first().waitFor();
      for (const control of await controls.all()) await control.click();
      expect(await page.getByRole('dialog').count(), address).toBe(0);
      expect(
        (await sent(page)).filter((name) => airCommands.has(name)),
        address,
      ).toEqual([]);
    }
    await page.evaluate(() => void (location.hash = '#/obs/outputs'));
    await page.locator('main').getByText('Record each broadcast').click({ force: true });
    expect(await sent(page)).toEqual([]);
    await page.context().close();
  });
});

describe('who did what', () => {
  it('CN50 lines of the log name the console, the surface or the rehearsal, and nobody for what OBS and the studio do', async () => {
    const page = await desk();
    await fixture(page, ({ client }) => {
      const [line] = client
        .topic('log')
        .get()!
        .lines.filter(({ kind }) => kind === 'note.added');
      const actors = ['operator:Aynur', 'surface:Pedal', 'rehearsal', 'obs', 'studio', 'feed:shop'];
      client.patch('log', { lines: actors.map((actor, index) => ({ ...line!, actor, seq: 2000 + index })) });
    });
    await page.getByText('Aynur').waitFor();
    expect(await page.locator('.log-who').allInnerTexts()).toEqual(['Rehearsal', 'Surface Pedal', 'Aynur']);
    await page.context().close();
  });

  it('CN51 what another console takes is said briefly here, what this one takes is not', async () => {
    const page = await desk();
    const take = (actor: string, seq: number) =>
      page.evaluate(
        ([who, number]) => {
          const { client } = (window as unknown as FixtureWindow).consoleFixture;
          const { lines } = client.topic('log').get()!;
          const shown = lines.find(({ kind }) => kind === 'card.shown')!;
          client.patch('log', { lines: [...lines, { ...shown, actor: who, seq: number }] });
        },
        [actor, seq] as const,
      );
    await page.keyboard.press('Space');
    await take('operator:desk', 3000);
    await take('feed:shop', 3001);
    expect(await page.locator('.mantine-Notification-root').count()).toBe(0);
    await take('operator:Tablet by the stage', 3002);
    await page.locator('.mantine-Notification-root', { hasText: 'Tablet by the stage' }).waitFor();
    expect(await page.locator('.mantine-Notification-root').innerText()).toContain('Card 4 Walnut oil');
    await page.context().close();
  });
});

describe('the page of OBS', () => {
  it('CN52 its tab stands in the address, is there after a reload and is walked through with arrows', async () => {
    const page = await pages.open('?locale=en#/obs/audio');
    const chosen = () => page.locator('[role="tab"][aria-selected="true"]').innerText();
    expect(await chosen()).toBe('Audio');
    await page.getByRole('tab', { name: 'Audio' }).focus();
    await page.keyboard.press('ArrowRight');
    expect(await chosen()).toBe('Outputs');
    expect(new URL(page.url()).hash).toBe('#/obs/outputs');
    await page.reload();
    await page.waitForSelector('[role="tab"]');
    expect(await chosen()).toBe('Outputs');
    await page.evaluate(() => void (location.hash = '#/obs'));
    await expect.poll(chosen).toBe('Scenes and sources');
    await page.context().close();
  });
});
