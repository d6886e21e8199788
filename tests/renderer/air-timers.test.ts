/** Countdowns of the on-air page: which video runs on program and how much of it is left, and a clock on which two consoles agree. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InputMedia, ObsScene, SourcesState } from '../../native/contract/obs.ts';
import { videoOnProgram } from '../../renderer/console/air/media-left.ts';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';
import type { ConsoleFixture } from './console-fixture.tsx';

const transform = { positionX: 0, positionY: 0, width: 1, height: 1, rotation: 0, sourceWidth: 1, sourceHeight: 1 };
const item = (sourceName: string, enabled = true) => ({
  sceneItemId: 1,
  sourceName,
  sourceType: 'input' as const,
  inputKind: null,
  enabled,
  locked: false,
  transform,
});
const scene = (sceneName: string, items: ObsScene['items'], isGroup = false): ObsScene => ({ sceneName, isGroup, items });
const input = (inputName: string, media: Partial<InputMedia> | null) => ({
  inputName,
  inputKind: 'ffmpeg_source',
  audio: null,
  media: media && { turn: 'playing' as const, cursorMs: 0, durationMs: 60_000, atMs: 1000, ...media },
});

describe('the video on program', () => {
  const sources: SourcesState = {
    scenes: [
      scene('Field', [item('hidden', false), item('corner')]),
      scene('corner', [item('clip'), item('short'), item('camera')], true),
      scene('Desk', [item('elsewhere')]),
    ],
    inputs: [
      input('clip', { cursorMs: 10_000 }),
      input('short', { durationMs: 5_000 }),
      input('camera', null),
      input('hidden', { durationMs: 999_000 }),
      input('elsewhere', { durationMs: 999_000 }),
    ],
    filters: {},
  };

  it('CN53 is found through groups, is the one that ends last, and counts on while it plays', () => {
    expect(videoOnProgram(sources, 'Field', 1000)).toEqual({ inputName: 'clip', leftMs: 50_000, durationMs: 60_000, paused: false });
    expect(videoOnProgram(sources, 'Field', 31_000)?.leftMs).toBe(20_000);
    expect(videoOnProgram(sources, 'Field', 500_000)?.leftMs).toBe(0);
  });

  it('CN53 stands still while it is paused, and is none without an end, off program or hidden', () => {
    const paused = { ...sources, inputs: [input('clip', { turn: 'paused', cursorMs: 20_000 })] };
    expect(videoOnProgram(paused, 'Field', 90_000)).toMatchObject({ leftMs: 40_000, paused: true });
    const endless = { ...sources, inputs: [input('clip', { durationMs: null }), input('short', { turn: 'ended' })] };
    expect(videoOnProgram(endless, 'Field', 1000)).toBeNull();
    expect(videoOnProgram(sources, null, 1000)).toBeNull();
    expect(videoOnProgram({ ...sources, scenes: [] }, 'Field', 1000)).toBeNull();
  });
});

describe('timers on the page', () => {
  let pages: FixturePages;
  beforeAll(async () => {
    pages = await startFixturePages('console-fixture');
  });
  afterAll(async () => {
    await pages.close();
  });
  const fixture = (page: Page, act: (fixture: ConsoleFixture) => void) => page.evaluate(`(${act.toString()})(window.consoleFixture)`);

  it('CN54 flash sale and video count down beside segment and card', async () => {
    const page = await pages.open('?locale=en#/air');
    await fixture(page, ({ client, flashSale }) => {
      const { nowAtMs } = client.topic('studio').get()!;
      client.patch('sales', { flashSale: { ...flashSale, endsAtMs: nowAtMs + 600_000, units: 500, soldUnits: 120 } });
      const { programSceneName } = client.topic('obs').get()!.mirror!;
      const at = { positionX: 0, positionY: 0, width: 1, height: 1, rotation: 0, sourceWidth: 1, sourceHeight: 1 };
      const shown = {
        sceneItemId: 1,
        sourceType: 'input',
        inputKind: 'ffmpeg_source',
        enabled: true,
        locked: false,
        transform: at,
      } as const;
      const media = { turn: 'playing', cursorMs: 0, durationMs: 300_000, atMs: nowAtMs } as const;
      client.patch('sources', {
        scenes: [{ sceneName: programSceneName!, isGroup: false, items: [{ ...shown, sourceName: 'Doppa video' }] }],
        inputs: [{ inputName: 'Doppa video', inputKind: 'ffmpeg_source', audio: null, media }],
        filters: {},
      });
    });
    const timers = page.locator('.now .countdown');
    await expect.poll(() => timers.count()).toBe(2);
    expect((await timers.allInnerTexts()).every((text) => /^(?:9:[3-5]\d|10:00|4:[3-5]\d|5:00)$/u.test(text))).toBe(true);
    await page.getByText('Doppa video').waitFor();
    await page.locator('.now').getByText('380').waitFor();
    await page.context().close();
  });

  it('CN55 a word of the time that comes late does not set the clock back, one that jumps does', async () => {
    const page = await pages.open('?locale=en#/air');
    const clock = () => page.locator('.clock').innerText();
    const seconds = (text: string) => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
    // Half past nine in China, said twice; the second word took longer on its way. Between the two the page draws nothing.
    const shown = await fixture(page, ({ client }) => {
      const halfPastNine = Date.UTC(2020, 4, 1, 13, 30);
      client.patch('studio', { nowAtMs: halfPastNine });
      client.patch('studio', { nowAtMs: halfPastNine - 300 });
    }).then(clock);
    expect(seconds(shown)).toBeGreaterThanOrEqual(seconds('21:30:00'));
    await fixture(page, ({ client }) => client.patch('studio', { nowAtMs: Date.UTC(2020, 4, 1, 12, 0) }));
    await expect.poll(async () => seconds(await clock())).toBeLessThan(seconds('21:00:00'));
    await page.context().close();
  });
});
