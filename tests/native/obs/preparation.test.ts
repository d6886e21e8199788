/** Preparing OBS where a test needs to hold OBS in its hand: browser sources, cut connections, copies, and any collection at all. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import type { Obs } from '../../../native/obs/obs.ts';
import { ObsPair } from '../../../native/obs/obs-pair.ts';
import { OVERLAY_INPUT_NAME } from '../../../native/obs/preparation/studio-inputs.ts';
import type { SimulatedObs, SimulatedObsOptions } from '../../../native/obs/simulated/simulated-obs.ts';
import { newSound, type Scene } from '../../../native/obs/simulated/world.ts';
import { until } from '../../harness/waiting.ts';
import { planOf, preparing } from './preparation-desk.ts';
import { closeAfterEach, connected, opened, ready, simulated } from './simulated-desk.ts';

closeAfterEach();

const PICTURE_NAME = `${OVERLAY_INPUT_NAME} picture`;
const slateSceneNames = { hold: 'Hold', 'back-soon': 'Back soon' };

async function desk(options: SimulatedObsOptions = {}) {
  const requests: string[] = [];
  const server = await simulated({ sceneNames: ['Live', 'A'], onRequest: (requestType) => requests.push(requestType), ...options });
  const { obs } = connected(server.url);
  await ready(obs);
  const studio = preparing(obs, { value: null }, { segments: planOf('A', 'B') });
  await studio.configure({ cameras: 0 });
  return { server, obs, requests, changes: () => requests.filter((requestType) => !requestType.startsWith('Get')), ...studio };
}

/** Items of a scene from the bottom up, those switched off in brackets. */
const itemsOf = (server: SimulatedObs, sceneName: string) =>
  server.world.scene(sceneName).items.map(({ sourceName, enabled }) => (enabled ? sourceName : `(${sourceName})`));

describe('preparing OBS', () => {
  it('OB12 uses one browser source in the size of the canvas for all scenes', async () => {
    const { server, prepare, plan, compare } = await desk();
    expect((await compare()).limits.map(({ code }) => code)).not.toContain('obs-no-browser-source');
    expect(await prepare()).toMatchObject({ createdScenes: ['B', 'Hold', 'Back soon'], route: 'browser' });
    expect(server.world.input(OVERLAY_INPUT_NAME)).toMatchObject({
      kind: 'browser_source',
      settings: { url: plan.overlay.browserUrl, width: 1920, height: 1080, fps: 30, fps_custom: true, shutdown: false },
    });
    for (const sceneName of ['A', 'B']) {
      const transform = { boundsType: 'OBS_BOUNDS_STRETCH', boundsWidth: 1920, boundsHeight: 1080, positionX: 0, positionY: 0 };
      expect(server.world.scene(sceneName).items).toMatchObject([
        { sourceName: PICTURE_NAME, enabled: false, locked: true, transform },
        { sourceName: OVERLAY_INPUT_NAME, enabled: true, locked: true, transform },
      ]);
    }
  });

  it('OB12 changes only the address when that is new', async () => {
    const { server, prepare, plan, requests, changes } = await desk();
    await prepare();
    requests.length = 0;
    await prepare();
    expect(changes()).toEqual([]);
    plan.overlay = { ...plan.overlay, browserUrl: 'http://127.0.0.1:4600/overlay' };
    await prepare();
    expect(changes()).toEqual(['SetInputSettings']);
    expect(server.world.input(OVERLAY_INPUT_NAME).settings.url).toBe('http://127.0.0.1:4600/overlay');
  });

  it('OB12 takes a second name beside a browser source that this OBS cannot run, and switches that off', async () => {
    const { server, prepare } = await desk({ browserSource: false });
    // As in a collection saved on another computer.
    const settings = { width: 0, height: 0 };
    server.world.collection.inputs.push({
      name: OVERLAY_INPUT_NAME,
      kind: 'browser_source',
      settings,
      filters: [],
      ...newSound(),
    });
    server.world.addItem(server.world.scene('A'), OVERLAY_INPUT_NAME, true);
    expect(await prepare()).toMatchObject({ route: 'picture' });
    expect(itemsOf(server, 'A')).toEqual([`(${OVERLAY_INPUT_NAME})`, PICTURE_NAME]);
  });

  it('OB12 takes the picture when a listed browser source never gets a size, and goes back without showing both', async () => {
    const { server, prepare, compare } = await desk();
    await prepare();
    server.world.input(OVERLAY_INPUT_NAME).settings.width = 0;
    expect(await prepare()).toMatchObject({ route: 'picture' });
    expect(itemsOf(server, 'B')).toEqual([PICTURE_NAME, `(${OVERLAY_INPUT_NAME})`]);
    server.world.input(OVERLAY_INPUT_NAME).settings.width = 1920;
    expect(await prepare()).toMatchObject({ route: 'browser' });
    expect(itemsOf(server, 'B')).toEqual([`(${PICTURE_NAME})`, OVERLAY_INPUT_NAME]);
    expect((await compare()).differences).toEqual([]);
  });

  it('TW35 makes both ways where OBS has both, the spare one switched off, and keeps that so', async () => {
    const { server, prepare, compare, changes, requests, undo } = await desk();
    const before = JSON.stringify(shape(server));
    expect(await prepare()).toMatchObject({ route: 'browser', overlayAddedTo: ['A', 'B', 'Hold', 'Back soon'] });
    expect(itemsOf(server, 'Hold')).toEqual(['Hetian slate ground', `(${PICTURE_NAME})`, OVERLAY_INPUT_NAME]);
    server.world.scene('A').items[0]!.enabled = true;
    expect((await compare()).differences).toMatchObject([{ act: 'hideItem', sourceName: PICTURE_NAME, sceneName: 'A' }]);
    await prepare();
    requests.length = 0;
    await prepare();
    expect(changes()).toEqual([]);
    expect(await undo()).toMatchObject({ kept: [] });
    expect(JSON.stringify(shape(server))).toBe(before);
  });

  it('TW36 prepares for the way that the overlay goes now, and the other one waits', async () => {
    const { server, prepare, plan, compare } = await desk();
    plan.overlay = { ...plan.overlay, route: 'picture' };
    expect(await prepare()).toMatchObject({ route: 'picture' });
    expect(itemsOf(server, 'A')).toEqual([`(${OVERLAY_INPUT_NAME} page)`, OVERLAY_INPUT_NAME]);
    expect((await compare()).limits.map(({ code }) => code)).not.toContain('obs-no-browser-source');
    plan.overlay = { ...plan.overlay, route: null };
    expect(await prepare()).toMatchObject({ route: 'browser' });
    expect(itemsOf(server, 'A')).toEqual([`${OVERLAY_INPUT_NAME} page`, `(${OVERLAY_INPUT_NAME})`]);
  });

  it('OB12 does not put an older picture over a newer one', async () => {
    const { server, prepare, plan } = await desk({ browserSource: false });
    await prepare();
    server.world.input(OVERLAY_INPUT_NAME).settings.file = '/pictures/7.png';
    plan.overlay = { ...plan.overlay, picturePath: '/pictures/blank-2.png' };
    expect(await prepare()).toMatchObject({ applied: 0 });
    expect(server.world.input(OVERLAY_INPUT_NAME).settings.file).toBe('/pictures/7.png');
  });

  it('PR11 says at once what this OBS cannot do', async () => {
    const { obs } = await desk({ browserSource: false });
    const studio = preparing(obs);
    await studio.configure({ cameras: 2 });
    const { limits, route } = await studio.compare();
    expect(route).toBe('picture');
    expect(limits.map(({ code }) => code)).toEqual(['obs-no-browser-source', 'obs-no-camera-source', 'obs-no-microphone-source']);
    obs.disconnect();
    expect(await studio.preparation.compare()).toMatchObject({ ok: false, refusal: { code: 'obs-not-connected' } });
  });

  it('PR12 reads any collection in three exchanges', async () => {
    const { server, compare, requests, prepare } = await desk();
    for (let number = 0; number < 100; number += 1) server.world.addScene(`scene ${number}`);
    await prepare();
    let exchanges = 0;
    requests.length = 0;
    const { obs } = connected(server.url);
    await ready(obs);
    const requestAll = obs.requestAll.bind(obs);
    obs.requestAll = (...given) => {
      exchanges += 1;
      return requestAll(...given);
    };
    await preparing(obs).compare();
    expect(exchanges).toBe(3);
    expect(await compare()).toMatchObject({ differences: [] });
  });

  it('PR23 tells how far it is while it prepares', async () => {
    const { prepare, memory } = await desk();
    const told: string[] = [];
    memory.state.subscribe(({ progress }) => progress !== undefined && told.push(progress ? `${progress.done}/${progress.total}` : 'over'));
    const { applied } = await prepare();
    expect(told).toEqual([...Array.from({ length: applied }, (_, done) => `${done}/${applied}`), 'over']);
  });

  it('PR13 stops at the first refusal of OBS, says it, and goes on from there the next time', async () => {
    const { server, preparation, prepare, memory, facts } = await desk();
    const addScene = server.world.addScene.bind(server.world);
    server.world.addScene = (name) => {
      if (name === 'Hold') server.world.assertFreeName('A', 'scene');
      addScene(name);
    };
    expect(await preparation.prepare(undefined, 'operator:desk')).toMatchObject({ ok: false, refusal: { code: 'obs-request-failed' } });
    expect(server.world.sceneRows().map(({ sceneName }) => sceneName)).toEqual(['B', 'A', 'Live']);
    expect(memory.state.get()).toMatchObject({ lastPreparedAtMs: null });
    expect(facts).toMatchObject([{ kind: 'obs.prepared', body: { made: ['B', PICTURE_NAME, OVERLAY_INPUT_NAME] } }]);
    server.world.addScene = addScene;
    expect(await prepare()).toMatchObject({ createdScenes: ['Hold', 'Back soon'] });
  });

  it('PR35 does nothing to the OBS that begins to count meanwhile', async () => {
    const main = await simulated({ sceneNames: ['Live', 'A'] });
    const changes: string[] = [];
    const other = await simulated({
      sceneNames: ['Live', 'A'],
      onRequest: (requestType) => !requestType.startsWith('Get') && changes.push(requestType),
    });
    const pair = new ObsPair({ clock: systemClock, logger: silentLogger, random: () => 0.5 });
    opened.push(() => pair.dispose());
    pair.connect(main.url, 'secret-word');
    pair.connectStandby(other.url, 'secret-word', false);
    await until(pair.state, ({ mirror }) => mirror !== null);
    await until(pair.other.state, ({ mirror }) => mirror !== null);
    const switching = { now: false };
    const value = { kept: null as unknown, switching };
    const kept = {
      get value() {
        return value.kept;
      },
      // What is kept is written down between reading OBS and changing it: just then the other one begins to count.
      set value(made: unknown) {
        value.kept = made;
        if (switching.now) pair.countOn('standby', 'operator:desk');
        switching.now = false;
      },
    };
    const { preparation } = preparing(pair, kept, { segments: planOf('A', 'B') });
    switching.now = true;
    expect(await preparation.prepare(undefined, 'operator:desk')).toMatchObject({ refusal: { code: 'comparison-outdated' } });
    expect(changes).toEqual([]);
    pair.countOn('main', 'operator:desk');
    expect(await preparation.prepare(undefined, 'operator:desk')).toMatchObject({ ok: true });
    // A rename by hand is written down at the next reading.
    main.world.renameScene('B', 'Stall');
    await until(pair.state, ({ mirror }) => mirror?.sceneNames.includes('Stall') === true);
    switching.now = true;
    expect(await preparation.undo('operator:desk')).toMatchObject({ refusal: { code: 'comparison-outdated' } });
    expect(changes).toEqual([]);
  });

  it('PR36 undoing stops when the director switches meanwhile', async () => {
    const { server, obs, preparation, prepare, requests } = await desk();
    await prepare();
    const { request } = obs;
    obs.request = async (requestType, ...rest) => {
      const answer = await request.call(obs, requestType, ...rest);
      if (requestType === 'RemoveInput') {
        server.world.setProgram('Hold');
        await until(obs.state, ({ mirror }) => mirror?.programSceneName === 'Hold');
      }
      return answer;
    };
    requests.length = 0;
    expect(await preparation.undo('operator:desk')).toMatchObject({ refusal: { code: 'comparison-outdated' } });
    expect(requests).not.toContain('RemoveScene');
    expect(server.world.sceneRows().map(({ sceneName }) => sceneName)).toContain('Hold');
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('PR14 what was made before a crash at change %i is known to the next start', async (crashAt) => {
    const server = await simulated({ sceneNames: ['Live', 'A'] });
    const kept = { value: null as unknown };
    const { obs } = connected(server.url);
    await ready(obs);
    const before = JSON.stringify(shape(server));
    const studio = preparing(obs, kept, { segments: planOf('A', 'B') });
    // The studio dies: OBS does what it was asked, the answer and everything after it are lost, and so is what would be kept then.
    let changes = 0;
    const { request, requestAll } = obs;
    const dies = <T>(requestTypes: string[], send: () => Promise<T>): Promise<T> => {
      const isChange = requestTypes.some((requestType) => !requestType.startsWith('Get'));
      changes += isChange ? 1 : 0;
      if (changes < crashAt) return send();
      const atDeath = structuredClone(kept.value);
      return send().then(() => {
        kept.value = atDeath;
        return new Promise<T>(() => {});
      });
    };
    obs.request = (requestType, ...rest) => dies([requestType], () => request.call(obs, requestType, ...rest));
    obs.requestAll = (requests, ...rest) =>
      dies(
        requests.map(({ requestType }) => requestType),
        () => requestAll.call(obs, requests, ...rest),
      );
    void studio.preparation.prepare(undefined, 'operator:desk');
    await expect.poll(() => changes).toBeGreaterThanOrEqual(crashAt);
    await expect.poll(() => JSON.stringify(shape(server)) !== before).toBe(true);
    await obs.dispose();

    const { obs: next } = connected(server.url);
    await ready(next);
    const restarted = preparing(next, kept, { segments: planOf('A', 'B') });
    expect(await restarted.undo()).toMatchObject({ kept: [] });
    expect(JSON.stringify(shape(server))).toBe(before);
  });

  it('PR15 a copy that a person made of what the studio made is the person’s', async () => {
    const { server, obs, prepare, undo } = await desk();
    await prepare();
    server.world.addScene('Copy');
    const copy = { sourceName: 'Copy' };
    const tag = await obs.request('GetSourcePrivateSettings', { sourceName: 'B' });
    await obs.request('SetSourcePrivateSettings', { ...copy, sourceSettings: tag.ok ? tag.value.sourceSettings : {} });
    expect((await undo()).removed).toBeGreaterThan(0);
    expect(server.world.sceneRows().map(({ sceneName }) => sceneName)).toEqual(['Copy', 'A', 'Live']);
  });

  it('PR16 without a place for tags in OBS the studio goes by its own record', async () => {
    const { server, obs, kept } = await desk();
    const before = JSON.stringify(shape(server));
    const known = obs.state.get().mirror!.availableRequests.filter((requestType) => !requestType.includes('Private'));
    const { mirror, connection } = obs.state.get();
    const state = {
      get: () => ({ connection, mirror: { ...mirror!, availableRequests: known } }),
      revision: 0,
      subscribe: () => ({ dispose() {} }),
    };
    const poorer = { state, request: obs.request.bind(obs), requestAll: obs.requestAll.bind(obs) } as unknown as Obs;
    await preparing(poorer, kept).prepare();
    expect(await preparing(poorer, kept).undo()).toMatchObject({ kept: [] });
    expect(JSON.stringify(shape(server))).toBe(before);
  });

  it('PR17 a camera whose device a person has chosen stays, with its scene', async () => {
    const { server, obs, undo, prepare, configure, compare } = await desk();
    (server.world.inputKinds as string[]).push('v4l2_input');
    await configure({ cameras: 2 });
    await prepare();
    expect(itemsOf(server, 'Camera 1')).toEqual(['Hetian camera 1', `(${PICTURE_NAME})`, OVERLAY_INPUT_NAME]);
    await obs.request('SetInputSettings', { inputName: 'Hetian camera 1', inputSettings: { device_id: '/dev/video0' } });
    expect((await compare()).differences).toEqual([]);
    expect((await undo()).kept).toEqual(['Hetian camera 1', 'Camera 1']);
    expect(itemsOf(server, 'Camera 1')).toEqual(['Hetian camera 1']);
    expect(server.world.sceneRows().map(({ sceneName }) => sceneName)).not.toContain('Camera 2');
  });

  it('PR18 keeps what it made by scene collection', async () => {
    const { server, obs, prepare, memory } = await desk();
    await prepare();
    const made = memory.state.get().made.length;
    expect(made).toBeGreaterThan(0);
    await obs.request('CreateSceneCollection', { sceneCollectionName: 'Other' });
    await until(memory.state, (state) => state.made.length === 0 && state.lastPreparedAtMs === null);
    await obs.request('SetCurrentSceneCollection', { sceneCollectionName: 'Simulated' });
    await until(memory.state, (state) => state.made.length === made && state.lastPreparedAtMs !== null);
    expect(server.world.collectionName).toBe('Simulated');
  });

  it('PR19 a scene that the plan itself brings can serve another name of the plan too', async () => {
    const { prepare, compare, configure } = await desk({ sceneNames: ['Live'] });
    await configure({ sceneMap: { B: 'A' } });
    expect((await compare()).limits.map(({ code }) => code)).not.toContain('scene-map-missing');
    await prepare();
    expect((await compare()).differences).toEqual([]);
  });

  it('PR19 whatever is there: preparing leaves no difference, and undoing returns to the start', { timeout: 60_000 }, async () => {
    const server = await simulated({ sceneNames: ['Scene'] });
    const { obs } = connected(server.url);
    await ready(obs);
    const names = fc.constantFrom('A', 'B', 'Hold', 'Back soon', 'Camera 1', 'private', 'other');
    const sources = fc.constantFrom('red', 'blue', 'clock', 'logo');
    const collection = fc.uniqueArray(fc.record({ name: names, sources: fc.array(sources, { maxLength: 4 }) }), {
      selector: ({ name }) => name,
      maxLength: 6,
    });
    const setup = fc.record({
      cameras: fc.integer({ min: 0, max: 3 }),
      soundBed: fc.constantFrom(null, '/bed.mp3'),
      sceneMap: fc.constantFrom<Record<string, string>[]>({}, { A: 'private' }, { B: 'A', Hold: 'other' }),
    });
    const segments = fc.array(fc.record({ sceneName: fc.constantFrom('A', 'B', 'C'), hasVideo: fc.boolean() }), { maxLength: 5 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(collection, setup, segments, async (scenes, config, plan) => {
        run += 1;
        await obs.request('CreateSceneCollection', { sceneCollectionName: `run ${run}` });
        fill(server, scenes);
        await until(obs.state, ({ mirror }) => mirror?.sceneCollection === `run ${run}`);
        const before = JSON.stringify(shape(server));
        const studio = preparing(obs, { value: null }, { segments: plan, slateSceneNames });
        await studio.configure(config);
        const { differences } = await studio.compare();
        expect(await studio.prepare()).toMatchObject({ applied: differences.length });
        expect((await studio.compare()).differences).toEqual([]);
        expect((await studio.undo()).kept).toEqual([]);
        expect(JSON.stringify(shape(server))).toBe(before);
      }),
      {
        numRuns: 40,
        // A scene is mapped to one that the plan itself makes.
        examples: [
          [
            [],
            { cameras: 0, soundBed: null, sceneMap: { B: 'A' } },
            [
              { sceneName: 'B', hasVideo: true },
              { sceneName: 'A', hasVideo: false },
            ],
          ],
        ],
      },
    );
  });
});

/** All of a collection that a person sees. */
function shape(server: SimulatedObs) {
  const { scenes, inputs } = server.world.collection;
  const shapeOf = ({ name, items }: Scene) => ({ name, items });
  return { scenes: scenes.map(shapeOf), inputs };
}

function fill(server: SimulatedObs, scenes: readonly { name: string; sources: readonly string[] }[]): void {
  const { world } = server;
  for (const { name, sources } of scenes) {
    world.addScene(name);
    for (const sourceName of sources) {
      if (!world.collection.inputs.some((input) => input.name === sourceName)) {
        world.collection.inputs.push({ name: sourceName, kind: 'color_source_v3', settings: {}, filters: [], ...newSound() });
      }
      world.addItem(world.scene(name), sourceName, sourceName !== 'clock');
    }
  }
}
