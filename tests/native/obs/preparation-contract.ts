/** What preparing OBS promises, and taking it back: one suite, run against the simulated and the real OBS. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OBSWebSocket } from 'obs-websocket-js/json';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { preparationComparisonSchema } from '../../../native/contract/preparation.ts';
import { systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { Obs } from '../../../native/obs/obs.ts';
import { hasOverlayPicture, setOverlayPicture } from '../../../native/obs/overlay-picture.ts';
import { OVERLAY_INPUT_NAME } from '../../../native/obs/preparation/studio-inputs.ts';
import { blankPicture, decodePng, encodePng, type Picture } from '../../../native/obs/simulated/picture.ts';
import { secondClient } from '../../harness/real-obs.ts';
import { eventually, until } from '../../harness/waiting.ts';
import { everythingIn, itemNamesIn, sceneNamesIn } from './obs-by-hand.ts';
import { type Kept, planOf, preparing } from './preparation-desk.ts';

/** An OBS without browser source, as Debian's. */
export interface PreparationTarget {
  readonly url: string;
  readonly password: string;
  /** Ends OBS as a person does, and starts it again. */
  /** Starts OBS again as it was, where it can be relied upon to have saved. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const RED = [255, 0, 0, 255] as const;
const BLUE = [0, 0, 255, 255] as const;
/** OBS's 0xAABBGGRR for an opaque green. */
const GREEN_SOURCE = { color: 0xff00ff00, width: 640, height: 360 };
const MADE_SCENES = ['Market', 'Hold', 'Back soon', 'Camera 1'];

export function preparationContract(name: string, start: () => Promise<PreparationTarget>): void {
  describe(`preparing ${name}`, () => {
    let target: PreparationTarget;
    let hand: OBSWebSocket;
    let obs: Obs;
    let kept: Kept;
    let collections = 0;
    const folder = mkdtempSync(join(tmpdir(), 'hetian-prepare-'));

    beforeAll(async () => {
      target = await start();
      hand = await secondClient(target);
    }, 60_000);

    afterAll(async () => {
      await hand.disconnect();
      await target.stop();
      rmSync(folder, { recursive: true, force: true });
    }, 60_000);

    beforeEach(async () => {
      kept = { value: null };
      collections += 1;
      const sceneCollectionName = `Day ${collections}`;
      await hand.call('CreateSceneCollection', { sceneCollectionName });
      await hand.call('CreateScene', { sceneName: 'A' });
      obs = await connect();
      await until(obs.state, ({ mirror }) => mirror?.sceneCollection === sceneCollectionName && mirror.sceneNames.includes('A'));
    });

    afterEach(() => obs.dispose());

    it('PR1 says in a comparison what is missing and changes nothing; preparing does exactly that', async () => {
      const desk = preparing(obs, kept);
      const before = await everythingIn(hand);
      const comparison = await desk.compare();
      expect(preparationComparisonSchema.parse(comparison)).toEqual(comparison);
      expect(await everythingIn(hand)).toEqual(before);
      expect(namesOf(comparison.differences, 'createScene')).toEqual(MADE_SCENES);
      expect(comparison.untouched.scenes).toBe(1);
      const prepared = await desk.preparation.prepare(comparison.comparisonId, 'operator:desk');
      expect(prepared).toMatchObject({
        ok: true,
        value: {
          createdScenes: MADE_SCENES,
          overlayAddedTo: ['A', ...MADE_SCENES],
          route: 'picture',
          applied: comparison.differences.length,
        },
      });
      expect(await desk.compare()).toMatchObject({
        differences: [],
        limits: expect.arrayContaining([{ code: 'obs-no-browser-source', context: {} }]),
      });
      expect(desk.facts).toMatchObject([
        { kind: 'obs.prepared', actor: 'operator:desk', body: { applied: comparison.differences.length } },
      ]);
    });

    it('PR2 finds nothing to do the second time', async () => {
      const desk = preparing(obs, kept);
      await desk.prepare();
      const before = await everythingIn(hand);
      expect(await desk.prepare()).toMatchObject({ createdScenes: [], overlayAddedTo: [], applied: 0 });
      expect(await everythingIn(hand)).toEqual(before);
      expect(desk.facts).toHaveLength(1);
    });

    it('PR3 leaves a collection of twenty scenes as it is, to the byte, and undoing returns to it', async () => {
      for (let number = 1; number <= 20; number += 1) {
        const sceneName = `Foreign ${number}`;
        await hand.call('CreateScene', { sceneName });
        const inputSettings = { ...GREEN_SOURCE, width: number * 10 };
        await hand.call('CreateInput', { sceneName, inputName: `source ${number}`, inputKind: 'color_source_v3', inputSettings });
        if (number > 1) await hand.call('CreateSceneItem', { sceneName, sourceName: `source ${number - 1}`, sceneItemEnabled: false });
      }
      const desk = preparing(obs, kept);
      const before = await everythingIn(hand);
      await desk.prepare();
      const foreign = (all: Awaited<ReturnType<typeof everythingIn>>) => all.filter(([what]) => /^(?:Foreign|source|Scene)/u.test(what));
      expect(JSON.stringify(foreign(await everythingIn(hand)))).toBe(JSON.stringify(foreign(before)));
      const undone = await desk.undo();
      expect(undone.kept).toEqual([]);
      expect(undone.removed).toBeGreaterThan(MADE_SCENES.length);
      await eventually(
        () => everythingIn(hand),
        (now) => JSON.stringify(now) === JSON.stringify(before),
      );
      expect(desk.memory.state.get().made).toEqual([]);
      expect(desk.facts.at(-1)).toMatchObject({ kind: 'obs.preparation-undone', body: { kept: [] } });
      expect(await desk.preparation.undo('operator:desk')).toMatchObject({ ok: false, refusal: { code: 'nothing-prepared-in-obs' } });
    });

    it('PR4 undoes what it made after a restart of the studio, and of an OBS that saved, also under new names', async () => {
      const before = await everythingIn(hand);
      await preparing(obs, kept).prepare();
      await hand.call('SetSceneName', { sceneName: 'Market', newSceneName: 'Bazaar' });
      await hand.call('SetInputName', { inputName: OVERLAY_INPUT_NAME, newInputName: 'Our overlay' });
      await obs.dispose();
      await hand.disconnect();
      await target.restart();
      hand = await secondClient(target);
      obs = await connect();
      const desk = preparing(obs, kept);
      expect((await desk.compare()).undo.removes).toEqual(expect.arrayContaining(['Bazaar', 'Our overlay']));
      expect(await desk.undo()).toMatchObject({ kept: [] });
      await eventually(
        () => everythingIn(hand),
        (now) => JSON.stringify(namesIn(now)) === JSON.stringify(namesIn(before)),
      );
    }, 60_000);

    it('PR5 undoing leaves what is on program, what a person changed or filled, and what is used elsewhere, and names it', async () => {
      const desk = preparing(obs, kept);
      await desk.prepare();
      await hand.call('CreateInput', {
        sceneName: 'Market',
        inputName: 'stall',
        inputKind: 'color_source_v3',
        inputSettings: GREEN_SOURCE,
      });
      await hand.call('CreateSceneItem', { sceneName: 'Scene', sourceName: 'Back soon' });
      await hand.call('SetCurrentProgramScene', { sceneName: 'Hold' });
      await eventually(
        () => hand.call('GetCurrentProgramScene'),
        (answer) => answer.currentProgramSceneName === 'Hold',
      );
      const { keeps } = (await desk.compare()).undo;
      expect(keeps).toEqual(
        expect.arrayContaining([
          { name: 'Hold', reason: 'on-program' },
          { name: OVERLAY_INPUT_NAME, reason: 'on-program' },
          { name: 'Market', reason: 'filled' },
          { name: 'Back soon', reason: 'used' },
        ]),
      );
      const undone = await desk.undo();
      expect(undone.kept.toSorted()).toEqual(keeps.map(({ name: keptName }) => keptName).toSorted());
      const scenes = await sceneNamesIn(hand);
      expect(scenes).toEqual(expect.arrayContaining(['Scene', 'A', 'Hold', 'Market', 'Back soon']));
      expect(scenes).not.toContain('Camera 1');
      expect(await itemNamesIn(hand, 'A')).toEqual([]);
      expect(await itemNamesIn(hand, 'Market')).toEqual(['stall']);
      // With the program elsewhere a second time takes the rest.
      await hand.call('SetCurrentProgramScene', { sceneName: 'A' });
      await eventually(
        () => hand.call('GetCurrentProgramScene'),
        (answer) => answer.currentProgramSceneName === 'A',
      );
      expect((await desk.undo()).kept.toSorted()).toEqual(['Back soon', 'Market']);
      expect(await sceneNamesIn(hand)).not.toContain('Hold');
    });

    it('PR6 refuses a comparison that no longer holds, and one of another collection', async () => {
      const desk = preparing(obs, kept);
      const { comparisonId } = await desk.compare();
      await hand.call('CreateScene', { sceneName: 'Market' });
      const outdated = { ok: false, refusal: { code: 'comparison-outdated' } };
      expect(await desk.preparation.prepare(comparisonId, 'operator:desk')).toMatchObject(outdated);
      const later = await desk.compare();
      collections += 1;
      const sceneCollectionName = `Day ${collections}`;
      await hand.call('CreateSceneCollection', { sceneCollectionName });
      await until(obs.state, ({ mirror }) => mirror?.sceneCollection === sceneCollectionName);
      expect(await desk.preparation.prepare(later.comparisonId, 'operator:desk')).toMatchObject(outdated);
      expect(await sceneNamesIn(hand)).toEqual(['Scene']);
      expect(desk.memory.state.get().made).toEqual([]);
    });

    it('PR7 fills a portrait canvas, and follows a canvas that was turned', async () => {
      const slateFiles = { hold: pictureFile('hold.png', RED), 'back-soon': pictureFile('soon.png', BLUE) };
      const desk = preparing(obs, kept, { slateFiles });
      await desk.prepare();
      await hand.call('SetVideoSettings', { baseWidth: 360, baseHeight: 640, outputWidth: 360, outputHeight: 640 });
      const turned = await desk.compare();
      expect(turned.canvas).toEqual({ width: 360, height: 640 });
      expect(new Set(turned.differences.map(({ act }) => act))).toEqual(new Set(['placeItem']));
      await desk.prepare();
      expect((await desk.compare()).differences).toEqual([]);
      const { sceneItems } = await hand.call('GetSceneItemList', { sceneName: 'Hold' });
      for (const item of sceneItems) expect(item.sceneItemTransform).toMatchObject({ boundsWidth: 360, boundsHeight: 640, positionX: 0 });
      await hand.call('SetVideoSettings', { baseWidth: 640, baseHeight: 360, outputWidth: 640, outputHeight: 360 });
    });

    it('PR8 takes the scenes of OBS that the plan’s are mapped to, creates none of them, and says which is missing', async () => {
      const desk = preparing(obs, kept, { segments: planOf('A', 'Market') });
      await hand.call('CreateScene', { sceneName: '主播台' });
      await desk.configure({ sceneMap: { Market: '主播台', A: 'nowhere' }, cameras: 0 });
      const comparison = await desk.compare();
      expect(namesOf(comparison.differences, 'createScene')).toEqual(['Hold', 'Back soon']);
      expect(comparison.limits).toContainEqual({ code: 'scene-map-missing', context: { sceneName: 'A', mappedTo: 'nowhere' } });
      expect(await desk.prepare()).toMatchObject({ overlayAddedTo: ['主播台', 'Hold', 'Back soon'] });
      expect(await itemNamesIn(hand, 'A')).toEqual([]);
      await desk.undo();
      expect(await sceneNamesIn(hand)).toEqual(['主播台', 'A', 'Scene']);
      expect(await itemNamesIn(hand, '主播台')).toEqual([]);
    });

    it('PR9 gives the slates a picture and a looping sound bed that nobody monitors, and takes the bed out of use', async () => {
      const slateFiles = { hold: pictureFile('hold.png', RED), 'back-soon': pictureFile('soon.png', BLUE) };
      const desk = preparing(obs, kept, { slateFiles, segments: [{ sceneName: 'A', hasVideo: true }] });
      const soundBed = join(folder, 'bed.mp3');
      await desk.configure({ soundBed, cameras: 0 });
      await desk.prepare();
      expect(await itemNamesIn(hand, 'Hold')).toEqual(['Hetian hold slate', 'Hetian sound bed', OVERLAY_INPUT_NAME]);
      expect(await itemNamesIn(hand, 'A')).toEqual(['Hetian video', OVERLAY_INPUT_NAME]);
      const { inputSettings } = await hand.call('GetInputSettings', { inputName: 'Hetian sound bed' });
      expect(inputSettings).toMatchObject({ local_file: soundBed, looping: true });
      await desk.configure({ soundBed: null });
      const silent = await desk.compare();
      expect(silent.differences.map(({ act, purpose, sceneName }) => `${act} ${purpose} ${sceneName}`)).toEqual([
        'hideItem sound-bed Hold',
        'hideItem sound-bed Back soon',
      ]);
      await desk.prepare();
      await desk.configure({ soundBed });
      expect((await desk.compare()).differences.map(({ act }) => act)).toEqual(['showItem', 'showItem']);
    });

    it('PR10 a hold scene or camera scene that a person has filled keeps what it has', async () => {
      for (const sceneName of ['Hold', 'Camera 1']) {
        await hand.call('CreateScene', { sceneName });
        await hand.call('CreateInput', {
          sceneName,
          inputName: `own ${sceneName}`,
          inputKind: 'color_source_v3',
          inputSettings: GREEN_SOURCE,
        });
      }
      const desk = preparing(obs, kept);
      await desk.prepare();
      expect(await itemNamesIn(hand, 'Hold')).toEqual(['own Hold', OVERLAY_INPUT_NAME]);
      expect(await itemNamesIn(hand, 'Camera 1')).toEqual(['own Camera 1', OVERLAY_INPUT_NAME]);
    });

    it('OB12 lays the overlay over every scene of the rundown, once, and its pixels reach program', async () => {
      await hand.call('CreateInput', {
        sceneName: 'A',
        inputName: 'background',
        inputKind: 'color_source_v3',
        inputSettings: GREEN_SOURCE,
      });
      const overlay = { browserUrl: 'http://127.0.0.1:1/', picturePath: pictureFile('red.png', RED), route: null };
      const desk = preparing(obs, kept, { overlay });
      await hand.call('SetCurrentProgramScene', { sceneName: 'A' });
      expect(await hasOverlayPicture(obs)).toBe(false);
      await desk.prepare();
      expect(await hasOverlayPicture(obs)).toBe(true);
      expect(await pixels()).toEqual({ left: 'red', right: 'green' });
      await setOverlayPicture(obs, pictureFile('blue.png', BLUE));
      expect(await pixels('blue')).toEqual({ left: 'blue', right: 'green' });
      expect(await desk.prepare()).toMatchObject({ applied: 0 });
      expect(await pixels('blue')).toEqual({ left: 'blue', right: 'green' });
    });

    it('OB12 brings a buried overlay back to the top and leaves other sources as they are', async () => {
      const desk = preparing(obs, kept);
      await desk.prepare();
      const inputSettings = { ...GREEN_SOURCE, width: 10 };
      await hand.call('CreateInput', { sceneName: 'A', inputName: 'camera', inputKind: 'color_source_v3', inputSettings });
      expect((await desk.compare()).differences).toMatchObject([{ act: 'placeItem', sceneName: 'A', purpose: 'overlay' }]);
      await desk.prepare();
      expect(await itemNamesIn(hand, 'A')).toEqual(['camera', OVERLAY_INPUT_NAME]);
      expect((await hand.call('GetInputSettings', { inputName: 'camera' })).inputSettings).toEqual(inputSettings);
    });

    async function connect(): Promise<Obs> {
      const connected = new Obs({ clock: systemClock, logger: silentLogger });
      connected.connect(target.url, target.password);
      await until(connected.state, ({ connection }) => connection.state === 'ready');
      return connected;
    }

    /** Left half in the colour, right half clear. */
    function pictureFile(fileName: string, colour: readonly [number, number, number, number]): string {
      const picture = blankPicture(640, 360, [0, 0, 0, 0]);
      for (let y = 0; y < 360; y += 1) picture.pixels.fill(Uint8Array.from(colour), y * 2560, y * 2560 + 1280);
      const path = join(folder, fileName);
      writeFileSync(path, encodePng(picture));
      return path;
    }

    /** OBS shows a new file within about 100 ms. */
    async function pixels(awaited = 'red'): Promise<{ left: string; right: string }> {
      const shot = { sourceName: 'A', imageFormat: 'png', imageWidth: 64, imageHeight: 36 };
      const colours = async () => {
        const answer = await obs.request('GetSourceScreenshot', shot);
        const data = answer.ok ? String(answer.value.imageData) : '';
        const picture = decodePng(Buffer.from(data.slice(data.indexOf(',') + 1), 'base64'));
        return { left: colourAt(picture, 10, 18), right: colourAt(picture, 54, 18) };
      };
      return eventually(colours, ({ left }) => left === awaited);
    }
  });
}

function namesOf(differences: readonly { act: string; sceneName: string | null }[], act: string): (string | null)[] {
  return differences.filter((difference) => difference.act === act).map(({ sceneName }) => sceneName);
}

/** Item ids and sizes may be others after OBS was started anew. */
function namesIn(all: readonly [string, unknown][]): string[] {
  return all.map(([what]) => what);
}

function colourAt(picture: Picture | null, x: number, y: number): string {
  const at = (y * (picture?.width ?? 0) + x) * 4;
  const [red = 0, green = 0, blue = 0] = picture?.pixels.subarray(at, at + 3) ?? [];
  const bright = [red > 180 ? 'red' : '', green > 180 ? 'green' : '', blue > 180 ? 'blue' : ''].filter((word) => word !== '');
  return bright.join('+');
}
