/** The mixer: meters painted as levels arrive, faders and mutes by hand and by key, talk-over held or latched, alarms in words. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locales } from '../../native/contract/text.ts';
import { WatchedTopic } from '../../renderer/client/watched-topic.ts';
import { decibelText, faderPosition, faderVolume } from '../../renderer/console/obs/audio/meter-scale.ts';
import { findingsOf } from '../../renderer/console/shell/health.ts';
import { soundState } from './audio-states.ts';
import type { AudioFixture } from './audio-fixture.tsx';
import { type FixturePages, startFixturePages } from './fixture-pages.ts';

declare global {
  interface Window {
    audioFixture: AudioFixture;
  }
}

let pages: FixturePages;
beforeAll(async () => {
  pages = await startFixturePages('audio-fixture');
});
afterAll(async () => {
  await pages.close();
});

const sent = (page: Page) => page.evaluate(() => window.audioFixture.client.sent.splice(0));
/** Levels as the host tells them, until the page is closed. */
const sounds = (page: Page) =>
  page.evaluate(() => {
    const { client, levels } = window.audioFixture;
    setInterval(() => client.patch('meters', { atMs: Date.now(), levels: levels.levels }), 50);
  });

async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
}

describe.each(locales)('in %s', (locale) => {
  it('AU20 the mixer and its strip have no accessibility fault, and no word is cut or under an arrow', async () => {
    for (const query of ['', '&page=strip', '&empty=1']) {
      const page = await pages.open(`?locale=${locale}${query}`);
      expect(await faults(page), query).toEqual([]);
      for (const width of [1366, 1024]) {
        await page.setViewportSize({ width, height: 768 });
        const cut = await page.evaluate(() =>
          [...document.querySelectorAll<HTMLElement>('button, legend, label, p')]
            .filter((element) => element.scrollWidth > element.clientWidth + 1 || element.getBoundingClientRect().right > innerWidth)
            .map((element) => element.innerText),
        );
        expect(cut, `${query} ${width}`).toEqual([]);
        const underArrows = await page.evaluate(() =>
          [...document.querySelectorAll<HTMLElement>('.mantine-NumberInput-wrapper')].flatMap((field) => {
            const [input, arrows] = [field.querySelector('input')!, field.querySelector('.mantine-NumberInput-controls')!];
            const [outer, inner, padding] = [input.getBoundingClientRect(), arrows.getBoundingClientRect(), getComputedStyle(input)];
            const textFrom = outer.left + parseFloat(padding.paddingLeft);
            const textTo = outer.right - parseFloat(padding.paddingRight);
            return inner.right > textFrom + 1 && inner.left < textTo - 1 ? [input.value] : [];
          }),
        );
        expect(underArrows, `${query} ${width}`).toEqual([]);
      }
      await page.context().close();
    }
  });
});

describe('meters', () => {
  /** The brightest colour at a share of the meter's height, from the bottom. */
  const colourAt = (page: Page, inputName: string, share: number) =>
    page.evaluate(
      ([name, at]) => {
        const canvas = document.querySelector<HTMLCanvasElement>(`canvas[data-meter="${name}"]`)!;
        const pixel = canvas.getContext('2d')!.getImageData(2, Math.round(canvas.height * (1 - at)), 1, 1).data;
        return Math.max(pixel[0]!, pixel[1]!, pixel[2]!);
      },
      [inputName, share] as const,
    );

  it('AU21 are painted as levels arrive, mark what clips, show sound before a closed fader, and clear when levels stop', async () => {
    const page = await pages.open('?locale=en');
    await page.evaluate(() => {
      const { client, levels } = window.audioFixture;
      const timer = setInterval(() => client.patch('meters', { atMs: Date.now(), levels: levels.levels }), 50);
      Object.assign(window, { stop: () => clearInterval(timer) });
    });
    await expect.poll(() => colourAt(page, 'Desktop', 0.5)).toBeGreaterThan(150);
    expect(await colourAt(page, 'Desktop', 0.99)).toBeGreaterThan(200);
    expect(await colourAt(page, '音乐 垫乐', 0.3)).toBeGreaterThan(150);
    expect(await colourAt(page, '音乐 垫乐', 0.8)).toBeLessThan(100);
    expect(await colourAt(page, '音乐 垫乐', 0.99)).toBeLessThan(100);
    const closed = await colourAt(page, '嘉宾话筒 阿依古丽', 0.3);
    expect(closed).toBeGreaterThan(90);
    expect(closed).toBeLessThan(150);
    await page.evaluate(() => (window as unknown as { stop(): void }).stop());
    await expect.poll(() => colourAt(page, 'Desktop', 0.5)).toBeLessThan(100);
    await page.context().close();
  });

  it('AU21 cost React nothing: no element of the page changes while they move', async () => {
    const page = await pages.open('?locale=en');
    await sounds(page);
    const changes = await page.evaluate(async () => {
      let count = 0;
      const observer = new MutationObserver((records) => (count += records.length));
      observer.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
      const drawn = document.querySelector<HTMLCanvasElement>('canvas[data-meter="Desktop"]')!;
      for (let frame = 0; frame < 20; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
      return { count, width: drawn.width };
    });
    expect(changes.count).toBe(0);
    expect(changes.width).toBeGreaterThan(0);
    await page.context().close();
  });

  it('AU4 the page stops asking for levels when no meter is left, and asks anew for the next', () => {
    let asked = 0;
    let ended = 0;
    const watch = () => {
      asked += 1;
      return { unsubscribe: () => void (ended += 1) };
    };
    const resting = new WatchedTopic('meters', watch, true);
    const stops = [resting.subscribe(() => undefined), resting.subscribe(() => undefined)];
    stops[0]!();
    expect([asked, ended]).toEqual([1, 0]);
    stops[1]!();
    expect([asked, ended]).toEqual([1, 1]);
    resting.subscribe(() => undefined);
    expect([asked, ended]).toEqual([2, 1]);
  });
});

describe('faders', () => {
  it('AU22 stand where their volume is, and back', () => {
    for (let db = -100; db <= 26; db += 0.1) expect(faderVolume(faderPosition(db))).toBeCloseTo(db, 0);
    expect([faderPosition(-100), faderPosition(26), faderVolume(faderPosition(0))]).toEqual([0, 1, 0]);
    expect([-100, -0.04, 0, 3.5, -12].map(decibelText)).toEqual(['−∞', '0.0', '0.0', '+3.5', '−12.0']);
  });

  it('AU22 move by 1 dB with an arrow, finely with shift, by 5 dB with a page key; a double click is 0 dB', async () => {
    const page = await pages.open('?locale=en');
    const fader = page.getByRole('slider', { name: 'Volume of Desktop' });
    await fader.focus();
    await sent(page);
    for (const key of ['ArrowDown', 'Shift+ArrowUp', 'PageDown', 'Home', 'End']) await page.keyboard.press(key);
    await expect.poll(() => fader.getAttribute('aria-valuetext')).toBe('0.0 dB');
    const volumes = (await sent(page)).map(({ name, input }) => [name, (input as { volumeDb: number }).volumeDb]);
    expect(volumes).toEqual([-7.2, -7.1, -12.1, -100, 0].map((db) => ['setVolume', db]));
    await page.keyboard.press('PageDown');
    await fader.dblclick({ position: { x: 10, y: 150 } });
    await expect.poll(async () => (await sent(page)).at(-1)?.input).toEqual({ inputName: 'Desktop', volumeDb: 0 });
    await page.context().close();
  });

  it('AU22 follow the hand, send no faster than they are answered, and go back where OBS says no', async () => {
    const page = await pages.open('?locale=en');
    const fader = page.getByRole('slider', { name: 'Volume of Desktop' });
    const box = (await fader.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.3);
    await page.mouse.down();
    for (let step = 0; step <= 20; step += 1) await page.mouse.move(box.x + box.width / 2, box.y + box.height * (0.3 + step * 0.02));
    await page.mouse.up();
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).not.toBe('slider');
    const shown = Number(await fader.getAttribute('aria-valuenow'));
    expect(shown).toBeCloseTo(faderVolume(0.3), 0);
    await expect.poll(async () => (await sent(page)).at(-1)?.input).toEqual({ inputName: 'Desktop', volumeDb: shown });
    await page.evaluate(() => {
      const { client, refuse } = window.audioFixture;
      client.answerWith(() => refuse('obs-not-connected', { request: 'SetInputVolume' }));
    });
    await fader.press('ArrowUp');
    await page.getByText('Set volume').waitFor();
    expect(await fader.getAttribute('aria-valuetext')).toBe('−6.2 dB');
    await page.context().close();
  });
});

describe('talk-over', () => {
  it('AU23 lasts as long as it is held, and stays after a short press until the next', async () => {
    const page = await pages.open('?locale=en', undefined, (opening) => opening.clock.install());
    await page.evaluate(() => window.audioFixture.client.patch('audio', { talkOver: false }));
    const button = page.getByRole('button', { name: /Talk/u });
    const states = async () => (await sent(page)).map(({ input }) => (input as { active: boolean }).active);
    await button.dispatchEvent('pointerdown', { button: 0 });
    await page.evaluate(() => window.audioFixture.client.patch('audio', { talkOver: true }));
    await page.getByText('Talking over').waitFor();
    await page.clock.fastForward(450);
    await button.dispatchEvent('pointerup', { button: 0 });
    expect(await states()).toEqual([true, false]);
    await page.evaluate(() => window.audioFixture.client.patch('audio', { talkOver: false }));
    await button.click();
    expect(await states()).toEqual([true]);
    await page.evaluate(() => window.audioFixture.client.patch('audio', { talkOver: true }));
    await button.press('Enter');
    expect(await states()).toEqual([false]);
    await page.context().close();
  });
});

describe('mutes and settings', () => {
  it('AU24 mute one, mute all, choose where a sound goes, and what alarms listen to', async () => {
    const page = await pages.open('?locale=en');
    await page.getByRole('button', { name: '主持人话筒: Open' }).click();
    await page.getByRole('button', { name: 'Mute microphones' }).click();
    await page.getByRole('button', { name: 'Monitoring and tracks of 音乐 垫乐' }).click();
    await page.getByRole('radio', { name: 'Headphones only' }).click();
    await page.getByRole('checkbox', { name: 'Track 3' }).click();
    await page.keyboard.press('Escape');
    const silence = page.getByLabel('Alarm after silence of');
    await silence.fill('4');
    await silence.press('Enter');
    const tracks = [true, true, true, false, false, false];
    expect(await sent(page)).toEqual([
      { name: 'setMute', input: { inputName: '主持人话筒', muted: true } },
      { name: 'muteMicrophones', input: { muted: true } },
      { name: 'setMonitoring', input: { inputName: '音乐 垫乐', monitoring: 'monitorOnly' } },
      { name: 'setTracks', input: { inputName: '音乐 垫乐', tracks } },
      { name: 'configureAudio', input: { silenceAfterMs: 4000 } },
    ]);
    await page.context().close();
  });

  it('AU25 say alarms in words, on the mixer and on the strip', async () => {
    for (const query of ['', '&page=strip']) {
      const page = await pages.open(`?locale=en${query}`);
      expect(await page.getByText('Silent', { exact: true }).count()).toBe(1);
      await page.evaluate(() => window.audioFixture.client.patch('audio', { alarms: [] }));
      await expect.poll(() => page.getByText('Silent', { exact: true }).count()).toBe(0);
      await page.context().close();
    }
  });

  it('AU25 say alarms in the health light too, with the way to the mixer', () => {
    const nothing = { studio: undefined, obs: undefined, playout: undefined, sales: undefined, sync: undefined };
    const [worst] = findingsOf({ ...nothing, link: 'open', audio: soundState });
    const { inputName: input } = soundState.alarms[0]!;
    expect(worst).toMatchObject({ level: 'trouble', say: 'audio.silent', values: { input }, next: 'obs' });
  });
});
