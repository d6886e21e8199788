/** How the overlay gets into an OBS that has browser sources, has none, or holds leftovers of another route. */
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { Obs } from '../../../native/obs/obs.ts';
import { OVERLAY_INPUT_NAME, type OverlayPlan, prepareObs, setOverlayPicture } from '../../../native/obs/overlay-source.ts';
import { type SimulatedObs, startSimulatedObs } from '../../../native/obs/simulated/simulated-obs.ts';
import { newSound } from '../../../native/obs/simulated/world.ts';
import { until } from '../../harness/waiting.ts';

const plan: OverlayPlan = {
  sceneNames: ['A', 'B'],
  route: 'browser',
  browserUrl: 'http://127.0.0.1:4577/overlay',
  picturePath: '/pictures/1.png',
};
const PICTURE_NAME = `${OVERLAY_INPUT_NAME} picture`;

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function desk(browserSource: boolean): Promise<{ obs: Obs; server: SimulatedObs; requests: string[] }> {
  const requests: string[] = [];
  const onRequest = (requestType: string) => requests.push(requestType);
  const server = await startSimulatedObs({ sceneNames: ['A'], browserSource, onRequest });
  opened.push(() => server.stop());
  const obs = new Obs({ clock: systemClock, logger: silentLogger });
  opened.push(() => obs.dispose());
  obs.connect(server.url, null, true);
  await until(obs.state, ({ connection }) => connection.state === 'ready');
  return { obs, server, requests };
}

/** Items of a scene from the bottom up, those switched off in brackets. */
const itemsOf = (server: SimulatedObs, sceneName: string) =>
  server.world.scene(sceneName).items.map(({ sourceName, enabled }) => (enabled ? sourceName : `(${sourceName})`));
const inputOf = (server: SimulatedObs, name: string) => server.world.input(name);

describe('prepareObs', () => {
  it('OB12 uses one browser source in the size of the canvas for all scenes', async () => {
    const { obs, server } = await desk(true);
    const prepared = await prepareObs(obs, plan);
    expect(prepared).toEqual({ ok: true, value: { createdScenes: ['B'], overlayAddedTo: ['A', 'B'], route: 'browser' } });
    expect(server.world.collection.inputs).toHaveLength(1);
    expect(inputOf(server, OVERLAY_INPUT_NAME)).toMatchObject({
      kind: 'browser_source',
      settings: { url: plan.browserUrl, width: 1920, height: 1080, fps: 30, fps_custom: true, shutdown: false },
    });
    for (const sceneName of ['A', 'B']) {
      const transform = { boundsType: 'OBS_BOUNDS_STRETCH', boundsWidth: 1920, boundsHeight: 1080, positionX: 0, positionY: 0 };
      expect(server.world.scene(sceneName).items).toMatchObject([{ sourceName: OVERLAY_INPUT_NAME, locked: true, transform }]);
    }
  });

  it('OB12 changes nothing when repeated, and only the address when that is new', async () => {
    const { obs, server, requests } = await desk(true);
    await prepareObs(obs, plan);
    await until(obs.state, ({ mirror }) => mirror?.sceneNames.includes('B') ?? false);
    requests.length = 0;
    await prepareObs(obs, plan);
    expect(requests.filter((requestType) => !requestType.startsWith('Get'))).toEqual([]);
    await prepareObs(obs, { ...plan, browserUrl: 'http://127.0.0.1:4600/overlay' });
    expect(requests.filter((requestType) => !requestType.startsWith('Get'))).toEqual(['SetInputSettings']);
    expect(inputOf(server, OVERLAY_INPUT_NAME).settings.url).toBe('http://127.0.0.1:4600/overlay');
  });

  it('OB12 takes the picture where OBS has no browser source', async () => {
    const { obs, server } = await desk(false);
    expect(await prepareObs(obs, plan)).toMatchObject({ ok: true, value: { route: 'picture' } });
    expect(inputOf(server, OVERLAY_INPUT_NAME)).toMatchObject({ kind: 'image_source', settings: { file: plan.picturePath } });
  });

  it('OB12 takes a second name beside a browser source that this OBS cannot run, and switches that off', async () => {
    const { obs, server } = await desk(false);
    // As in a collection saved on another computer.
    server.world.collection.inputs.push({
      ...newSound(),
      name: OVERLAY_INPUT_NAME,
      kind: 'browser_source',
      settings: { width: 0, height: 0 },
      filters: [],
    });
    server.world.addItem(server.world.scene('A'), OVERLAY_INPUT_NAME, true);
    expect(await prepareObs(obs, plan)).toMatchObject({ ok: true, value: { route: 'picture', overlayAddedTo: ['A', 'B'] } });
    expect(itemsOf(server, 'A')).toEqual([`(${OVERLAY_INPUT_NAME})`, PICTURE_NAME]);
    expect(await setOverlayPicture(obs, '/pictures/2.png')).toEqual({ ok: true, value: {} });
    expect(inputOf(server, PICTURE_NAME).settings.file).toBe('/pictures/2.png');
  });

  it('OB12 takes the picture when a listed browser source never gets a size', async () => {
    const { obs, server } = await desk(true);
    await prepareObs(obs, plan);
    inputOf(server, OVERLAY_INPUT_NAME).settings.width = 0;
    expect(await prepareObs(obs, plan)).toMatchObject({ ok: true, value: { route: 'picture' } });
    expect(itemsOf(server, 'B')).toEqual([`(${OVERLAY_INPUT_NAME})`, PICTURE_NAME]);
  });

  it('OB12 goes back from the picture to the page without showing both', async () => {
    const { obs, server } = await desk(true);
    await prepareObs(obs, { ...plan, route: 'picture' });
    await prepareObs(obs, plan);
    expect(itemsOf(server, 'A')).toEqual([`(${OVERLAY_INPUT_NAME})`, `${OVERLAY_INPUT_NAME} page`]);
    await prepareObs(obs, { ...plan, route: 'picture' });
    expect(itemsOf(server, 'A')).toEqual([`(${OVERLAY_INPUT_NAME} page)`, OVERLAY_INPUT_NAME]);
  });

  it('OB12 does not put an older picture over a newer one', async () => {
    const { obs, server } = await desk(false);
    await prepareObs(obs, plan);
    await setOverlayPicture(obs, '/pictures/7.png');
    await prepareObs(obs, { ...plan, picturePath: '/pictures/blank.png' });
    expect(inputOf(server, OVERLAY_INPUT_NAME).settings.file).toBe('/pictures/7.png');
  });

  it('OB12 leaves scenes that are not in the rundown alone', async () => {
    const { obs, server } = await desk(true);
    server.world.addScene('private');
    await prepareObs(obs, plan);
    expect(itemsOf(server, 'private')).toEqual([]);
  });

  it('OB12 refuses while OBS is away, and a picture without a source to show it', async () => {
    const { obs } = await desk(false);
    expect(await setOverlayPicture(obs, '/pictures/1.png')).toMatchObject({ ok: false, refusal: { code: 'obs-no-overlay-path' } });
    obs.disconnect();
    expect(await prepareObs(obs, plan)).toMatchObject({ ok: false, refusal: { code: 'obs-not-connected' } });
    expect(await setOverlayPicture(obs, '/pictures/1.png')).toMatchObject({ ok: false, refusal: { code: 'obs-not-connected' } });
  });
});
