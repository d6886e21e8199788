/** How long the picture way takes: from a change of the overlay to the new file, and to the moment at which a real OBS shows it. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../native/kernel/clock.ts';
import { silentLogger } from '../../native/kernel/logger.ts';
import { Obs } from '../../native/obs/obs.ts';
import { setOverlayPicture } from '../../native/obs/overlay-picture.ts';
import { ChromiumRenderer } from '../../native/overlays/chromium-renderer.ts';
import { PictureRoute } from '../../native/overlays/picture-route.ts';
import { buildOverlayPage, startOverlayStudio } from '../harness/overlay-page.ts';
import { full } from '../harness/overlay-states.ts';
import { realObsMissing, secondClient, startRealObs } from '../harness/real-obs.ts';
import { until } from '../harness/waiting.ts';
import { type Figure, ms, percentile, times } from './figures.ts';
import { benchFolder } from './host-process.ts';

const SIZE = { width: 1920, height: 1080 };
const FPS = 30;
const CHANGES = 60;
/** Longer than the pause that pictures keep between them. */
const BETWEEN_MS = 700;
const LIMIT_MS = 10_000;

export async function measurePictureWay(say: (line: string) => void): Promise<Figure[]> {
  const missing = realObsMissing();
  if (missing) {
    say(`skipped, ${missing}`);
    return [];
  }
  const folder = benchFolder();
  const built = await buildOverlayPage();
  const studio = await startOverlayStudio(built.folder, { ...full, clock: { ...full.clock, speed: 0 } });
  const real = await startRealObs({ ...SIZE, fps: FPS });
  const hand = await secondClient(real);
  const obs = new Obs({ clock: systemClock, logger: silentLogger });
  let handedOverAt = 0;
  const route = new PictureRoute({
    overlay: studio.overlay,
    renderer: new ChromiumRenderer(silentLogger),
    url: studio.url('&still=1'),
    size: SIZE,
    folder,
    show(path) {
      handedOverAt = performance.now();
      return setOverlayPicture(obs, path);
    },
    clock: systemClock,
    logger: silentLogger,
  });
  try {
    obs.connect(real.url, real.password);
    await until(obs.state, ({ mirror }) => mirror !== null);
    await hand.call('CreateInput', { sceneName: 'Scene', inputName: 'Hetian overlay', inputKind: 'image_source' });
    route.start();
    await until(route.state, ({ shownCount }) => shownCount > 0);

    say(`${CHANGES} changes of the overlay …`);
    let seq = full.ledgerSeq;
    const change = (slate: 'hold' | null) => {
      seq += 1;
      studio.overlay.patch({ slate, ledgerSeq: seq });
    };
    // What either state looks like in OBS, and its file for the bare swap.
    const looks: Record<string, { look: string; file: string }> = {};
    for (const slate of ['hold', null] as const) {
      const before = route.state.get().shownCount;
      change(slate);
      await until(route.state, ({ shownCount }) => shownCount > before);
      await pause(BETWEEN_MS);
      // The route keeps its last few files only.
      const file = join(folder, `bare-${slate}.png`);
      copyFileSync(route.state.get().path!, file);
      looks[String(slate)] = { look: await seen(), file };
    }
    const filesMs: number[] = [];
    const programMs: number[] = [];
    for (let count = 0; count < CHANGES; count += 1) {
      const slate = count % 2 === 0 ? 'hold' : null;
      const beganMs = performance.now();
      change(slate);
      programMs.push(await untilSeen(looks[String(slate)]!.look, beganMs));
      filesMs.push(handedOverAt - beganMs);
      await pause(BETWEEN_MS);
    }

    say(`${CHANGES} finished pictures, swapped by a bare client …`);
    const bareMs: number[] = [];
    for (let count = 0; count < CHANGES; count += 1) {
      const name = count % 2 === 0 ? 'hold' : 'null';
      const path = join(folder, `swap-${count}.png`);
      copyFileSync(looks[name]!.file, path);
      const beganMs = performance.now();
      await hand.call('SetInputSettings', { inputName: 'Hetian overlay', inputSettings: { file: path } });
      bareMs.push(await untilSeen(looks[name]!.look, beganMs));
      await pause(BETWEEN_MS);
    }
    return figuresOf(filesMs, programMs, bareMs);
  } finally {
    await route.stop();
    await obs.dispose();
    await hand.disconnect();
    await real.stop();
    await studio.stop();
    await built.remove();
  }

  async function seen(): Promise<string> {
    const { imageData } = await hand.call('GetSourceScreenshot', {
      sourceName: 'Scene',
      imageFormat: 'png',
      imageWidth: 32,
      imageHeight: 18,
    });
    return imageData;
  }

  async function untilSeen(look: string, beganMs: number): Promise<number> {
    while ((await seen()) !== look) if (performance.now() - beganMs > LIMIT_MS) throw new Error('OBS never showed the picture');
    return performance.now() - beganMs;
  }
}

function figuresOf(filesMs: readonly number[], programMs: readonly number[], bareMs: readonly number[]): Figure[] {
  const both = (values: readonly number[]) => `median ${ms(percentile(values, 0.5))}, p99 ${ms(percentile(values, 0.99))}`;
  const ratio = percentile(programMs, 0.5) / percentile(bareMs, 0.5);
  return [
    {
      id: 'PW1',
      what: 'Picture way: change of the overlay → program of OBS shows it, against a finished picture swapped by a bare client',
      ratio: `${times(ratio)} median`,
      studio: both(programMs),
      beside: both(bareMs),
      limit: 'median < 1 s',
      met: percentile(programMs, 0.5) < 1_000,
      meaning:
        `The whole overlay at ${SIZE.width}×${SIZE.height}, drawn by an installed Chromium without a graphics card and shown by a real OBS at ${FPS} frames a second; ` +
        `${CHANGES} changes that cover the picture, each seen in small screenshots asked for one after the other. The time of a screenshot is in both.`,
    },
    {
      id: 'PW2',
      what: 'Picture way: change of the overlay → new file handed to OBS',
      ratio: `${((percentile(filesMs, 0.5) / percentile(programMs, 0.5)) * 100).toFixed(0)} % of the whole way`,
      studio: both(filesMs),
      beside: '–',
      limit: 'median < 800 ms',
      met: percentile(filesMs, 0.5) < 800,
      meaning: 'In the same changes: the page paints, the browser encodes the PNG, and it is written under a new name.',
    },
  ];
}
