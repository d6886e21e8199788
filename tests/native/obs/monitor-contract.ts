/** Pictures of program and preview from an OBS: one suite, run against the simulated and the real one. */
import { type OBSWebSocket } from 'obs-websocket-js/json';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { Obs } from '../../../native/obs/obs.ts';
import { Monitor, type MonitorPicture } from '../../../native/obs/pictures/monitor.ts';
import { decodePng } from '../../../native/obs/simulated/picture.ts';
import { secondClient } from '../../harness/real-obs.ts';
import { eventually, until } from '../../harness/waiting.ts';

/** OBS's 0xAABBGGRR. */
const GREEN = { color: 0xff00ff00, width: 640, height: 360 };
const BLUE = { color: 0xffff0000, width: 640, height: 360 };

interface ObsUnderTest {
  url: string;
  password: string;
  stop(): Promise<unknown>;
}

export function monitorContract(name: string, start: () => Promise<ObsUnderTest>): void {
  describe(`pictures from ${name}`, () => {
    let target: ObsUnderTest;
    let hand: OBSWebSocket;
    let obs: Obs;
    let monitor: Monitor;
    let prepared: string | null;
    const anyone = new AbortController().signal;

    beforeAll(async () => {
      target = await start();
      hand = await secondClient(target);
      for (const [sceneName, inputSettings] of [
        ['Green', GREEN],
        ['Blue', BLUE],
      ] as const) {
        await hand.call('CreateScene', { sceneName });
        await hand.call('CreateInput', { sceneName, inputName: `fill ${sceneName}`, inputKind: 'color_source_v3', inputSettings });
      }
      await hand.call('SetCurrentSceneTransition', { transitionName: 'Cut' });
    }, 60_000);

    afterAll(async () => {
      await hand.disconnect();
      await target.stop();
    }, 60_000);

    beforeEach(async () => {
      await hand.call('SetStudioModeEnabled', { studioModeEnabled: false });
      await hand.call('SetCurrentProgramScene', { sceneName: 'Green' });
      obs = new Obs({ clock: systemClock, logger: silentLogger });
      obs.connect(target.url, target.password);
      await until(obs.state, ({ mirror }) => mirror?.programSceneName === 'Green' && !mirror.studioMode);
      prepared = null;
      monitor = new Monitor({ obs, preparedScene: () => prepared, clock: systemClock, logger: silentLogger });
    });

    afterEach(async () => {
      monitor.dispose();
      await obs.dispose();
    });

    /** Waits for a picture of the view that shows the scene. */
    async function shows(view: 'program' | 'preview', sceneName: string): Promise<MonitorPicture> {
      let after = 0;
      for (;;) {
        const picture = await monitor.next({ after: { [view]: after }, width: 320 }, anyone);
        if (!picture) throw new Error('the monitor has ended');
        if (picture.sceneName === sceneName) return picture;
        after = picture.revision;
      }
    }

    it('CN37 shows what is on program, small, and follows a switch', async () => {
      const green = await shows('program', 'Green');
      expect(green.bytes.length).toBeGreaterThan(100);
      expect(sizeOf(green).width).toBe(320);
      await hand.call('SetCurrentProgramScene', { sceneName: 'Blue' });
      const blue = await shows('program', 'Blue');
      expect(blue.revision).toBeGreaterThan(green.revision);
      expect(blue.bytes.equals(green.bytes)).toBe(false);
    });

    it('CN38 preview is the scene that a take would switch to, in studio mode the preview of OBS', async () => {
      expect((await shows('preview', 'Green')).sceneName).toBe('Green');
      prepared = 'Blue';
      await shows('preview', 'Blue');
      prepared = 'a scene that OBS does not have';
      await shows('preview', 'Green');
      await hand.call('SetStudioModeEnabled', { studioModeEnabled: true });
      await hand.call('SetCurrentPreviewScene', { sceneName: 'Blue' });
      await shows('preview', 'Blue');
    });

    it('CN37 all who look share one picture, and one that both views show is taken once', async () => {
      const wish = { after: { program: 0 }, width: 320 };
      const [one, other, preview] = await Promise.all([
        monitor.next(wish, anyone),
        monitor.next(wish, anyone),
        monitor.next({ after: { preview: 0 }, width: 320 }, anyone),
      ]);
      expect(other).toBe(one);
      expect(preview?.bytes).toBe(one?.bytes);
      expect(preview?.view).toBe('preview');
    });

    it('CN41 a take does not wait for pictures', async () => {
      let looking = true;
      const look = (async () => {
        for (let after = 0; looking;) after = (await monitor.next({ after: { program: after }, width: 320 }, anyone))?.revision ?? after;
      })();
      for (const sceneName of ['Blue', 'Green', 'Blue', 'Green']) {
        expect(await obs.setProgramScene(sceneName)).toMatchObject({ ok: true });
        await eventually(
          () => obs.state.get().mirror?.programSceneName,
          (shown) => shown === sceneName,
        );
      }
      looking = false;
      await look;
    });
  });
}

function sizeOf({ media, bytes }: MonitorPicture): { width: number } {
  if (media === 'image/png') return decodePng(bytes)!;
  // The frame header of a JPEG: FF C0 or FF C2, length, precision, height, width.
  for (let at = 2; at < bytes.length; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (bytes[at + 1] === 0xc0 || bytes[at + 1] === 0xc2) return { width: bytes.readUInt16BE(at + 7) };
  }
  throw new Error('not a JPEG');
}
