/** Countdowns of the on-air page: which video runs on program and how much of it is left, and a clock on which two consoles agree. */
import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InputMedia, ObsScene, SourcesState } from '../../native/contract/obs.ts';
import { endsSoon, type Seen, videoOnProgram } from '../../renderer/console/air/media-left.ts';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';
import type { ConsoleFixture } from './console-fixture.tsx';

/** Where to put pictures of the page for looking at; none without the variable. */
const looks = process.env['STUDIO_LOOKS'];
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

  const seen = (nowMs: number, more: Partial<Seen> = {}) => videoOnProgram({ sources, programSceneName: 'Field', nowMs, ...more });

  it('CN53 is found through groups, is the one that ends last, and counts on while it plays', () => {
    expect(seen(1000)).toEqual({ inputName: 'clip', leftMs: 50_000, durationMs: 60_000, turn: 'playing' });
    expect(seen(31_000)?.leftMs).toBe(20_000);
    expect(seen(500_000)?.leftMs).toBe(0);
  });

  it('CN53 stands still while it is paused, and is none without an end, off program or hidden', () => {
    const paused = { ...sources, inputs: [input('clip', { turn: 'paused', cursorMs: 20_000 })] };
    expect(seen(90_000, { sources: paused })).toMatchObject({ leftMs: 40_000, turn: 'paused' });
    const endless = { ...sources, inputs: [input('clip', { durationMs: null }), input('hidden', { turn: 'ended' })] };
    expect(seen(1000, { sources: endless })).toBeNull();
    expect(seen(1000, { programSceneName: null })).toBeNull();
    expect(seen(1000, { sources: { ...sources, scenes: [] } })).toBeNull();
  });

  it('CN80 is near its end for the last ten seconds while it plays, and has ended until something else is taken', () => {
    expect([40_999, 41_000].map((nowMs) => endsSoon(seen(nowMs)!))).toEqual([false, true]);
    const still = { ...sources, inputs: [input('clip', { turn: 'paused', cursorMs: 55_000 })] };
    expect(endsSoon(seen(1000, { sources: still })!)).toBe(false);
    const over = { ...sources, inputs: [input('short', { turn: 'ended', atMs: 2000 }), input('clip', { turn: 'ended', atMs: 9000 })] };
    expect(seen(60_000, { sources: over, takenAtMs: 1000 })).toMatchObject({ inputName: 'clip', leftMs: 0, turn: 'ended' });
    expect(seen(60_000, { sources: over, takenAtMs: 10_000 })).toBeNull();
    expect(seen(60_000, { sources: over, programSceneName: 'Desk' })).toBeNull();
    const another = { ...sources, inputs: [input('short', {}), input('clip', { turn: 'ended' })] };
    expect(seen(1000, { sources: another })).toMatchObject({ inputName: 'short', turn: 'playing' });
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

  it.each(['en', 'zh-CN', 'ug'] as const)(
    'CN80 the end of a video on air stands out in words and colour, and says the keys that go on (%s)',
    async (locale) => {
      const page = await pages.open(`?locale=${locale}#/air`, { width: 1366, height: 768 });
      const show = (turn: 'playing' | 'ended') =>
        page.evaluate((shown) => {
          const { client } = (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture;
          const { nowAtMs } = client.topic('studio').get()!;
          const { programSceneName } = client.topic('obs').get()!.mirror!;
          const place = { positionX: 0, positionY: 0, width: 1, height: 1, rotation: 0, sourceWidth: 1, sourceHeight: 1 };
          const sourced = { sceneItemId: 1, sourceName: 'Doppa video', sourceType: 'input', inputKind: 'ffmpeg_source' } as const;
          // Far ahead, so that it stays in its last seconds however slow the machine is.
          const media = { turn: shown, cursorMs: 295_000, durationMs: 300_000, atMs: nowAtMs + 3_600_000 };
          client.patch('sources', {
            scenes: [
              { sceneName: programSceneName!, isGroup: false, items: [{ ...sourced, enabled: true, locked: false, transform: place }] },
            ],
            inputs: [{ inputName: 'Doppa video', inputKind: 'ffmpeg_source', audio: null, media }],
            filters: {},
          });
        }, turn);
      const prepare = (segmentId: string | null) =>
        page.evaluate((prepared) => {
          const { client } = (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture;
          client.patch('playout', { prepared: { segmentId: prepared, productId: null, guest: null } });
        }, segmentId);
      const texts = JSON.parse(readFileSync(`resources/locales/${locale}/console.json`, 'utf8')) as {
        now: Record<string, string>;
        keys: Record<string, string>;
      };
      const video = page.locator('.now-video');
      await prepare(null);
      await show('playing');
      await video.getByText(texts.now['videoSoon']!).waitFor();
      expect(await video.locator('.countdown').innerText()).toBe('0:05');
      await video.getByText(texts.now['chooseNext']!).waitFor();
      expect(await video.locator('kbd').allInnerTexts()).toEqual(['↓', texts.keys['space']]);
      await show('ended');
      await video.getByText(texts.now['videoEnded']!).waitFor();
      const next = await page.evaluate(() => {
        const { client } = (window as unknown as { consoleFixture: ConsoleFixture }).consoleFixture;
        return client.topic('rundown').get()!.rundown.segments.at(-1)!;
      });
      await prepare(next.segmentId);
      await video.getByText(texts.now['goOn']!.replace('{{title}}', next.title[locale] ?? '')).waitFor();
      expect(await video.locator('kbd').allInnerTexts()).toEqual([texts.keys['space']]);
      const { violations } = await new AxeBuilder({ page }).include('.now').analyze();
      expect(violations.map(({ id }) => id)).toEqual([]);
      if (looks) await page.screenshot({ path: `${looks}/air-video-ended-${locale}.png` });
      await page.context().close();
    },
  );

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
