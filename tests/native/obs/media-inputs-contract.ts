/** What the studio relies on where OBS plays videos: one suite, run against the simulated and the real one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OBSWebSocket } from 'obs-websocket-js/json';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { Obs } from '../../../native/obs/obs.ts';
import { decodePng } from '../../../native/obs/simulated/picture.ts';
import { VideoSource } from '../../../native/obs/video-source.ts';
import { secondClient } from '../../harness/real-obs.ts';
import { eventually, until } from '../../harness/waiting.ts';
import { ffmpeg } from '../media/phone-files.ts';

export interface MediaInputsUnderTest {
  url: string;
  password: string;
  /** The simulated OBS draws no videos. */
  drawsVideos: boolean;
  stop(): Promise<void>;
}

const INPUT = 'Hetian video';
const LENGTH_MS = 2000;

export function mediaInputsContract(name: string, start: () => Promise<MediaInputsUnderTest>): void {
  describe(`videos in ${name}`, () => {
    let target: MediaInputsUnderTest;
    let hand: OBSWebSocket;
    let obs: Obs;
    let here: boolean;
    let source: VideoSource;
    let told: string[];
    const folder = mkdtempSync(join(tmpdir(), 'hetian-videos-'));
    const video = (colour: string) => join(folder, `${colour}.mp4`);

    beforeAll(async () => {
      for (const colour of ['red', 'blue']) {
        const picture = ['-f', 'lavfi', '-i', `color=c=${colour}:s=640x360:r=30:d=${LENGTH_MS / 1000}`];
        ffmpeg(...picture, '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-movflags', '+faststart', video(colour));
      }
      target = await start();
      hand = await secondClient(target);
      for (const event of ['MediaInputPlaybackStarted', 'MediaInputPlaybackEnded'] as const) hand.on(event, () => told.push(event));
      for (const sceneName of ['Video', 'Empty']) await hand.call('CreateScene', { sceneName });
      await hand.call('SetCurrentProgramScene', { sceneName: 'Empty' });
      await hand.call('SetCurrentSceneTransition', { transitionName: 'Cut' });
      const inputSettings = { is_local_file: true, restart_on_activate: false, close_when_inactive: false };
      await hand.call('CreateInput', { sceneName: 'Video', inputName: INPUT, inputKind: 'ffmpeg_source', inputSettings });
    }, 60_000);

    afterAll(async () => {
      await hand.disconnect();
      await target.stop();
      rmSync(folder, { recursive: true, force: true });
    }, 60_000);

    beforeEach(async () => {
      told = [];
      here = true;
      obs = new Obs({ clock: systemClock, logger: silentLogger });
      source = new VideoSource({ obs, isHere: () => here, clock: systemClock });
      obs.connect(target.url, target.password);
      await until(obs.state, ({ connection }) => connection.state === 'ready');
      await until(obs.sources, ({ scenes }) => scenes.some(({ sceneName, items }) => sceneName === 'Video' && items.length > 0));
    });

    afterEach(() => obs.dispose());

    const status = () => hand.call('GetMediaInputStatus', { inputName: INPUT });
    const cue = (colour: string, sceneName = 'Video') => source.cue(sceneName, { path: video(colour), file: `${colour}.mp4` });
    async function colourOf(sourceName: string): Promise<'red' | 'blue' | 'neither'> {
      const { imageData } = await hand.call('GetSourceScreenshot', { sourceName, imageFormat: 'png', imageWidth: 16, imageHeight: 9 });
      const { pixels } = decodePng(Buffer.from(imageData.split(',')[1]!, 'base64'))!;
      const [red, , blue] = [...pixels.subarray(0, 3)];
      return red! > 150 && blue! < 80 ? 'red' : blue! > 150 && red! < 80 ? 'blue' : 'neither';
    }

    it('MD32 a cued video stands at its beginning, runs when told, is told of when it ends, and stands still when left', async () => {
      expect(await cue('red')).toEqual({ ok: true, value: {} });
      expect(await status()).toMatchObject({ mediaState: 'OBS_MEDIA_STATE_PAUSED' });
      expect(Math.abs((await status()).mediaDuration - LENGTH_MS)).toBeLessThan(100);
      expect(await source.play()).toMatchObject({ ok: true });
      const running = await eventually(status, ({ mediaCursor }) => mediaCursor > 200);
      expect(running.mediaState).toBe('OBS_MEDIA_STATE_PLAYING');
      expect(await source.leave()).toMatchObject({ ok: true });
      const left = await eventually(status, ({ mediaState }) => mediaState === 'OBS_MEDIA_STATE_PAUSED');
      expect(left.mediaCursor).toBeLessThan(LENGTH_MS);
      expect(told).not.toContain('MediaInputPlaybackEnded');
      await cue('blue');
      await source.play();
      await eventually(
        () => told,
        (events) => events.includes('MediaInputPlaybackEnded'),
      );
      expect(await status()).toMatchObject({ mediaState: 'OBS_MEDIA_STATE_ENDED' });
    });

    it('MD33 the mirror has its length and position for the countdown, and its end', async () => {
      const media = () => obs.sources.get().inputs.find(({ inputName }) => inputName === INPUT)?.media;
      await cue('red');
      await source.play();
      await until(obs.sources, () => media()?.turn === 'playing');
      expect(Math.abs(media()!.durationMs! - LENGTH_MS)).toBeLessThan(100);
      await until(obs.sources, () => media()?.turn === 'ended');
    });

    it('MD34 is refused with the reason: no source in the scene, a file that OBS does not open, OBS on another computer', async () => {
      expect(await cue('red', 'Empty')).toEqual({ ok: false, refusal: { code: 'media-source-missing', context: { sceneName: 'Empty' } } });
      expect(await cue('gone')).toEqual({ ok: false, refusal: { code: 'media-not-opened', context: { file: 'gone.mp4' } } });
      here = false;
      expect(await cue('red')).toEqual({ ok: false, refusal: { code: 'media-elsewhere', context: { file: 'red.mp4' } } });
    });

    it('MD35 the picture of the video before is never seen again: what is on program is the new one from its first picture on', async () => {
      for (const [colour, before] of [
        ['red', 'blue'],
        ['blue', 'red'],
        ['red', 'blue'],
      ] as const) {
        await hand.call('SetCurrentProgramScene', { sceneName: 'Empty' });
        expect(await cue(colour)).toMatchObject({ ok: true });
        await hand.call('SetCurrentProgramScene', { sceneName: 'Video' });
        await source.play();
        if (!target.drawsVideos) continue;
        const seen = [];
        for (let at = 0; at < 12; at += 1) seen.push(await colourOf('Video'));
        expect(seen).not.toContain(before);
        expect(seen.at(-1)).toBe(colour);
      }
      expect((await status()).mediaState).toBe('OBS_MEDIA_STATE_PLAYING');
    });
  });
}
