/** What changing the overlay's way in OBS promises: one suite, run against the simulated and the real OBS. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OBSWebSocket } from 'obs-websocket-js/json';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { Obs } from '../../../native/obs/obs.ts';
import { hasOverlayPicture, setOverlayPicture } from '../../../native/obs/overlay-picture.ts';
import { pageStanding, refreshOverlayPage, switchOverlay } from '../../../native/obs/overlay-switch.ts';
import { OVERLAY_INPUT_NAME } from '../../../native/obs/preparation/studio-inputs.ts';
import { blankPicture, decodePng, encodePng } from '../../../native/obs/simulated/picture.ts';
import { secondClient } from '../../harness/real-obs.ts';
import { eventually, until } from '../../harness/waiting.ts';
import { everythingIn } from './obs-by-hand.ts';
import { preparing } from './preparation-desk.ts';

/**
 * An OBS without browser source that holds a collection from one that had it: scenes `A` and `B`, both with a source `Hetian overlay` of kind
 * `browser_source`, shown in `A` and switched off in `B`.
 */
export interface SavedPageTarget {
  readonly url: string;
  readonly password: string;
  stop(): Promise<void>;
}

const PICTURE = `${OVERLAY_INPUT_NAME} picture`;
const BLUE = [0, 0, 255, 255] as const;

export function overlaySwitchContract(name: string, start: () => Promise<SavedPageTarget>): void {
  describe(`the overlay’s way in ${name}`, () => {
    let target: SavedPageTarget;
    let hand: OBSWebSocket;
    let obs: Obs;
    const folder = mkdtempSync(join(tmpdir(), 'hetian-switch-'));

    beforeAll(async () => {
      target = await start();
      hand = await secondClient(target);
      obs = new Obs({ clock: systemClock, logger: silentLogger });
      obs.connect(target.url, target.password);
      await until(obs.state, ({ mirror }) => mirror !== null);
    }, 60_000);

    afterAll(async () => {
      await obs.dispose();
      await hand.disconnect();
      await target.stop();
      rmSync(folder, { recursive: true, force: true });
    }, 60_000);

    /** Items of a scene from the bottom up, those switched off in brackets. */
    async function itemsOf(sceneName: string): Promise<string[]> {
      const { sceneItems } = await hand.call('GetSceneItemList', { sceneName });
      return sceneItems
        .toSorted((a, b) => Number(a.sceneItemIndex) - Number(b.sceneItemIndex))
        .map((item) => (item.sceneItemEnabled ? (item.sourceName as string) : `(${item.sourceName as string})`));
    }

    it('TW37 a browser source that is listed and has no plugin is seen to be broken, and cannot be loaded anew', async () => {
      expect(pageStanding(obs.sources.get(), obs.state.get().mirror!.inputKinds)).toBe('broken');
      expect(await refreshOverlayPage(obs)).toMatchObject({ refusal: { code: 'obs-request-failed', context: { obsCode: 600 } } });
    });

    it('TW38 goes over in one message: only where the overlay is shown, with the picture over everything, tagged and taken back', async () => {
      const desk = preparing(obs);
      const before = await everythingIn(hand);
      expect(await switchOverlay(obs, 'picture')).toMatchObject({ value: { lacking: ['A'] } });
      expect(await everythingIn(hand)).toEqual(before);

      expect(await desk.preparation.addOverlay('picture', 'studio')).toMatchObject({ ok: true });
      expect(await itemsOf('A')).toEqual([`(${PICTURE})`, OVERLAY_INPUT_NAME]);
      expect(await itemsOf('B')).toEqual([`(${OVERLAY_INPUT_NAME})`]);
      expect(await hasOverlayPicture(obs)).toBe(true);
      expect(desk.facts).toMatchObject([{ kind: 'obs.prepared', actor: 'studio', body: { made: [PICTURE] } }]);
      await desk.preparation.addOverlay('picture', 'studio');
      expect(desk.facts).toHaveLength(1);

      const path = join(folder, 'overlay-1.png');
      writeFileSync(path, encodePng(blankPicture(640, 360, BLUE)));
      await setOverlayPicture(obs, path);
      await until(obs.sources, ({ scenes }) => scenes.some(({ items }) => items.some(({ sourceName }) => sourceName === PICTURE)));
      expect(await switchOverlay(obs, 'picture')).toMatchObject({ value: { lacking: [] } });
      expect(await itemsOf('A')).toEqual([PICTURE, `(${OVERLAY_INPUT_NAME})`]);
      expect(await itemsOf('B')).toEqual([`(${OVERLAY_INPUT_NAME})`]);
      await eventually(colour, ([red = 0, , blue = 0]) => blue > 200 && red < 60);

      await until(obs.sources, ({ scenes }) =>
        scenes.some(({ items }) => items.some((item) => item.sourceName === PICTURE && item.enabled)),
      );
      expect(await switchOverlay(obs, 'browser')).toMatchObject({ value: { lacking: [] } });
      expect(await itemsOf('A')).toEqual([`(${PICTURE})`, OVERLAY_INPUT_NAME]);
      await hand.call('SetCurrentProgramScene', { sceneName: 'B' });
      await until(obs.state, ({ mirror }) => mirror?.programSceneName === 'B');
      expect(await desk.undo()).toMatchObject({ kept: [] });
      await eventually(
        () => everythingIn(hand),
        (now) => JSON.stringify(now) === JSON.stringify(before),
      );
    });

    async function colour(): Promise<readonly number[]> {
      const { imageData } = await hand.call('GetSourceScreenshot', { sourceName: 'A', imageFormat: 'png' });
      const picture = decodePng(Buffer.from(imageData.split(',')[1]!, 'base64'))!;
      return [...picture.pixels.subarray(0, 4)];
    }
  });
}
