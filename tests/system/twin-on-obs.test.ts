/** The picture way through a real OBS: what its program shows is the picture that was drawn. Skipped, with the reason, where there is no OBS. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../native/kernel/clock.ts';
import { silentLogger } from '../../native/kernel/logger.ts';
import { Obs } from '../../native/obs/obs.ts';
import { setOverlayPicture } from '../../native/obs/overlay-picture.ts';
import { ChromiumRenderer } from '../../native/overlays/chromium-renderer.ts';
import { buildOverlayPage, startOverlayStudio } from '../harness/overlay-page.ts';
import { full } from '../harness/overlay-states.ts';
import { readPng } from '../harness/png-pixels.ts';
import { realObsMissing, secondClient, startRealObs } from '../harness/real-obs.ts';
import { until } from '../harness/waiting.ts';
import { planOf, preparing } from '../native/obs/preparation-desk.ts';

const missing = realObsMissing();
const size = { width: 1280, height: 720 };
const GREEN = [0, 255, 0] as const;
/** Of 255. OBS premultiplies with 8 bits and blends with 8 bits: two roundings, of one step each. */
const TOLERANCE = 2;

/**
 * OBS (from release 27) premultiplies colours as they are and blends them in linear light, pages of a browser source as well as pictures. What
 * is half transparent looks lighter over a light ground than in a browser, by both ways alike.
 */
function decoded(channel: number): number {
  const value = channel / 255;
  return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
function encoded(light: number): number {
  const value = Math.min(1, light);
  return 255 * (value <= 0.003_130_8 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);
}

describe.skipIf(missing !== null)(`the picture of the overlay in a real OBS${missing ? `: ${missing}` : ''}`, () => {
  it('TW49 is on program as it was drawn', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twin-'));
    const built = await buildOverlayPage();
    const studio = await startOverlayStudio(built.folder, { ...full, clock: { ...full.clock, speed: 0 } });
    const renderer = new ChromiumRenderer(silentLogger);
    const server = await startRealObs({ ...size, fps: 10 });
    const obs = new Obs({ clock: systemClock, logger: silentLogger });
    const hand = await secondClient(server);
    try {
      expect(await renderer.start(studio.url('&still=1'), size)).toMatchObject({ ok: true });
      const picture = await renderer.capture(full.ledgerSeq);
      if (!picture.ok) throw new Error(JSON.stringify(picture.refusal));
      const path = join(folder, 'overlay-1.png');
      writeFileSync(path, picture.value);

      await hand.call('CreateScene', { sceneName: 'A' });
      const inputSettings = { color: 0xff00ff00, ...size };
      await hand.call('CreateInput', { sceneName: 'A', inputName: 'ground', inputKind: 'color_source_v3', inputSettings });
      await hand.call('SetCurrentProgramScene', { sceneName: 'A' });
      obs.connect(server.url, server.password);
      await until(obs.state, ({ mirror }) => mirror?.sceneNames.includes('A') === true);
      await preparing(obs, { value: null }, { segments: planOf('A') }).prepare();
      expect(await setOverlayPicture(obs, path)).toMatchObject({ ok: true });

      const drawn = readPng(picture.value);
      const worst = async () => {
        const { imageData } = await hand.call('GetSourceScreenshot', { sourceName: 'A', imageFormat: 'png' });
        const seen = readPng(Buffer.from(imageData.split(',')[1]!, 'base64'));
        expect({ width: seen.width, height: seen.height }).toEqual(size);
        let most = 0;
        for (let y = 0; y < size.height; y += 1) {
          for (let x = 0; x < size.width; x += 1) {
            const [red, green, blue, alpha] = drawn.at(x, y);
            const there = seen.at(x, y);
            for (const [index, channel] of [red, green, blue].entries()) {
              const blended = encoded(decoded((channel * alpha) / 255) + decoded(GREEN[index]!) * (1 - alpha / 255));
              most = Math.max(most, Math.abs(blended - there[index]!));
            }
          }
        }
        return most;
      };
      await expect.poll(worst, { timeout: 12_000, interval: 300 }).toBeLessThanOrEqual(TOLERANCE);
    } finally {
      await hand.disconnect();
      await obs.dispose();
      await renderer.stop();
      await server.stop();
      await studio.stop();
      await built.remove();
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
});
