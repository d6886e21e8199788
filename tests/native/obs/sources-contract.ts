/** What the studio mirrors of scenes, sources, filters, transitions, profiles and collections: one suite, on the simulated and the real OBS. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OBSWebSocket } from 'obs-websocket-js/json';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ObsMirror, type SourcesState, sourcesStateSchema } from '../../../native/contract/obs.ts';
import { systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { Obs } from '../../../native/obs/obs.ts';
import { GROUP, sourceDeskContract } from './source-desk-contract.ts';
import { type ObsRecorder, startObsRecorder } from '../../harness/obs-recorder.ts';
import { secondClient } from '../../harness/real-obs.ts';
import { until } from '../../harness/waiting.ts';
import { changeAtRandom, randomFrom, seen, truth } from './changes-by-hand.ts';

export interface SourcesUnderTest {
  url: string;
  password: string;
  stop(): Promise<void>;
}

const COLOUR = { color: 0xff00ff00, width: 64, height: 36 };

export function sourcesContract(name: string, start: () => Promise<SourcesUnderTest>): void {
  describe(`sources of ${name}`, () => {
    let target: SourcesUnderTest;
    let hand: OBSWebSocket;
    let recorder: ObsRecorder;
    let obs: Obs;
    let inputs = 0;
    const folder = mkdtempSync(join(tmpdir(), 'hetian-sources-'));

    beforeAll(async () => {
      target = await start();
      hand = await secondClient(target);
      recorder = await startObsRecorder(target.url);
      await hand.call('CreateScene', { sceneName: 'Market' });
    }, 60_000);

    afterAll(async () => {
      await hand.disconnect();
      await recorder.stop();
      await target.stop();
      rmSync(folder, { recursive: true, force: true });
    }, 60_000);

    beforeEach(async () => {
      obs = new Obs({ clock: systemClock, logger: silentLogger, timing: { settingsEveryMs: 200 } });
      obs.connect(recorder.url, target.password);
      await until(obs.state, ({ connection }) => connection.state === 'ready');
    });

    afterEach(() => obs.dispose());

    const sources = (condition: (state: SourcesState) => boolean) => until(obs.sources, condition);
    const mirror = async (condition: (mirror: ObsMirror) => boolean) =>
      (await until(obs.state, (state) => state.mirror !== null && condition(state.mirror))).mirror!;
    const itemsOf = (sceneName: string, state = obs.sources.get()) =>
      state.scenes.find((scene) => scene.sceneName === sceneName)?.items ?? [];
    const namesOf = (sceneName: string, state?: SourcesState) => itemsOf(sceneName, state).map(({ sourceName }) => sourceName);
    const inputOf = (inputName: string, state = obs.sources.get()) => state.inputs.find((input) => input.inputName === inputName);

    async function makeInput(
      sceneName = 'Market',
      inputKind = 'color_source_v3',
      inputSettings: Record<string, string | number | boolean> = COLOUR,
    ) {
      inputs += 1;
      const inputName = `source ${inputs}`;
      const { sceneItemId } = await hand.call('CreateInput', { sceneName, inputName, inputKind, inputSettings });
      await sources((state) => inputOf(inputName, state) !== undefined && namesOf(sceneName, state).includes(inputName));
      return { inputName, sceneItemId };
    }

    it('OB20 has every scene, group and input from the moment it is ready', async () => {
      const state = obs.sources.get();
      expect(sourcesStateSchema.parse(state)).toEqual(state);
      expect(state.scenes.map(({ sceneName }) => sceneName)).toEqual(expect.arrayContaining(['Booth', 'Market', 'Corner']));
      expect(state.scenes.find(({ sceneName }) => sceneName === GROUP.groupName)).toMatchObject({
        isGroup: true,
        items: [{ sourceName: GROUP.inputName, sourceType: 'input', inputKind: 'color_source_v3', enabled: true, locked: false }],
      });
      expect(itemsOf(GROUP.sceneName)).toMatchObject([{ sourceName: GROUP.groupName, sourceType: 'group' }]);
      expect(inputOf(GROUP.inputName)).toMatchObject({ inputKind: 'color_source_v3', audio: null, media: null });
      const { mirror: known } = obs.state.get();
      expect(known).toMatchObject({
        output: { width: 640, height: 360, fps: 10 },
        transition: { names: expect.arrayContaining(['Cut', 'Fade']) },
        profiles: expect.arrayContaining([known?.profile]),
        sceneCollections: expect.arrayContaining([known?.sceneCollection]),
        recordFolder: expect.stringContaining('/'),
        replayBuffer: { active: false },
        virtualCamera: { available: false, active: false },
      });
    });

    it('OB21 follows items made, hidden, locked, moved, put in order and removed by hand', async () => {
      const { inputName, sceneItemId } = await makeInput();
      const item = { sceneName: 'Market', sceneItemId };
      const known = (state: SourcesState) => itemsOf('Market', state).find((candidate) => candidate.sceneItemId === sceneItemId);
      expect(known(obs.sources.get())).toMatchObject({ sourceName: inputName, enabled: true, locked: false });
      await hand.call('SetSceneItemEnabled', { ...item, sceneItemEnabled: false });
      await sources((state) => known(state)?.enabled === false);
      await hand.call('SetSceneItemLocked', { ...item, sceneItemLocked: true });
      await sources((state) => known(state)?.locked === true);
      await hand.call('SetSceneItemTransform', { ...item, sceneItemTransform: { positionX: 12, positionY: 34 } });
      await sources((state) => known(state)?.transform.positionX === 12 && known(state)?.transform.positionY === 34);
      const other = await makeInput();
      expect(namesOf('Market').slice(0, 2)).toEqual([other.inputName, inputName]);
      await hand.call('SetSceneItemIndex', { sceneName: 'Market', sceneItemId: other.sceneItemId, sceneItemIndex: 0 });
      await sources((state) => namesOf('Market', state).at(-1) === other.inputName);
      await hand.call('RemoveSceneItem', item);
      await sources((state) => known(state) === undefined);
    });

    it('OB21 follows what is in a group', async () => {
      const { sceneItems } = await hand.call('GetGroupSceneItemList', { sceneName: GROUP.groupName });
      const item = { sceneName: GROUP.groupName, sceneItemId: Number(sceneItems[0]?.sceneItemId) };
      await hand.call('SetSceneItemEnabled', { ...item, sceneItemEnabled: false });
      await sources((state) => itemsOf(GROUP.groupName, state)[0]?.enabled === false);
      await hand.call('SetSceneItemEnabled', { ...item, sceneItemEnabled: true });
      await sources((state) => itemsOf(GROUP.groupName, state)[0]?.enabled === true);
    });

    it('OB21 follows scenes and inputs made, renamed and removed by hand, wherever they are used', async () => {
      await hand.call('CreateScene', { sceneName: 'Stage' });
      await sources(({ scenes }) => scenes.some(({ sceneName }) => sceneName === 'Stage'));
      const { inputName } = await makeInput('Stage');
      await hand.call('CreateSceneItem', { sceneName: 'Market', sourceName: 'Stage' });
      await hand.call('CreateSourceFilter', { sourceName: inputName, filterName: 'tint', filterKind: 'color_filter_v2' });
      await sources(({ filters }) => filters[inputName]?.length === 1);
      const nested = await sources((state) => namesOf('Market', state).includes('Stage'));
      expect(itemsOf('Market', nested).find((item) => item.sourceName === 'Stage')).toMatchObject({ sourceType: 'scene', inputKind: null });

      await hand.call('SetInputName', { inputName, newInputName: 'renamed' });
      const renamed = await sources((state) => namesOf('Stage', state).includes('renamed') && inputOf('renamed', state) !== undefined);
      expect(inputOf(inputName, renamed)).toBeUndefined();
      expect(renamed.filters['renamed']).toMatchObject([{ filterName: 'tint' }]);
      expect(renamed.filters[inputName]).toBeUndefined();
      await hand.call('SetSceneName', { sceneName: 'Stage', newSceneName: 'Show' });
      await sources((state) => namesOf('Market', state).includes('Show') && namesOf('Show', state).includes('renamed'));

      await hand.call('RemoveInput', { inputName: 'renamed' });
      await sources((state) => !inputOf('renamed', state) && namesOf('Show', state).length === 0 && !state.filters['renamed']);
      await hand.call('RemoveScene', { sceneName: 'Show' });
      await sources((state) => !state.scenes.some(({ sceneName }) => sceneName === 'Show') && !namesOf('Market', state).includes('Show'));
    });

    it('OB21 follows filters made, switched, renamed, put in order and removed by hand', async () => {
      const { inputName: sourceName } = await makeInput();
      const list = (state: SourcesState) => (state.filters[sourceName] ?? []).map(({ filterName, enabled }) => `${filterName} ${enabled}`);
      for (const filterName of ['tint', 'crop']) {
        const filterKind = filterName === 'tint' ? 'color_filter_v2' : 'crop_filter';
        await hand.call('CreateSourceFilter', { sourceName, filterName, filterKind });
      }
      const made = await sources((state) => list(state).length === 2);
      expect(made.filters[sourceName]?.map(({ filterKind }) => filterKind).toSorted()).toEqual(['color_filter_v2', 'crop_filter']);
      await hand.call('SetSourceFilterEnabled', { sourceName, filterName: 'tint', filterEnabled: false });
      await sources((state) => list(state).includes('tint false'));
      await hand.call('SetSourceFilterName', { sourceName, filterName: 'tint', newFilterName: 'warm' });
      await sources((state) => list(state).includes('warm false'));
      const last = list(obs.sources.get()).at(-1)!.split(' ')[0]!;
      await hand.call('SetSourceFilterIndex', { sourceName, filterName: last, filterIndex: 0 });
      await sources((state) => list(state)[0]?.startsWith(last) === true);
      await hand.call('RemoveSourceFilter', { sourceName, filterName: 'warm' });
      await sources((state) => list(state).length === 1);
      await hand.call('CreateSourceFilter', { sourceName: 'Market', filterName: 'whole scene', filterKind: 'color_filter_v2' });
      await sources(({ filters }) => filters['Market']?.[0]?.filterName === 'whole scene');
      await hand.call('RemoveSourceFilter', { sourceName: 'Market', filterName: 'whole scene' });
      await sources(({ filters }) => !filters['Market']);
    });

    it('OB21 follows mute, volume, monitoring, tracks, balance and offset changed by hand', async () => {
      const { inputName } = await makeInput('Market', 'ffmpeg_source', {});
      const audio = (state: SourcesState) => inputOf(inputName, state)?.audio;
      const first = await sources((state) => audio(state) !== null);
      expect(audio(first)).toMatchObject({ muted: false, volumeDb: 0, monitoring: 'none', balance: 0, syncOffsetMs: 0 });
      expect(audio(first)?.tracks).toHaveLength(6);
      expect(inputOf(inputName, first)?.media).toMatchObject({ cursorMs: null });
      await hand.call('SetInputMute', { inputName, inputMuted: true });
      await sources((state) => audio(state)?.muted === true);
      await hand.call('SetInputVolume', { inputName, inputVolumeDb: -12 });
      await sources((state) => Math.abs(audio(state)!.volumeDb + 12) < 0.1);
      await hand.call('SetInputVolume', { inputName, inputVolumeMul: 0 });
      await sources((state) => audio(state)?.volumeDb === -100);
      await hand.call('SetInputAudioMonitorType', { inputName, monitorType: 'OBS_MONITORING_TYPE_MONITOR_ONLY' });
      await sources((state) => audio(state)?.monitoring === 'monitorOnly');
      await hand.call('SetInputAudioTracks', { inputName, inputAudioTracks: { 2: false } });
      await sources((state) => audio(state)?.tracks[1] === false && audio(state)?.tracks[0] === true);
      await hand.call('SetInputAudioBalance', { inputName, inputAudioBalance: 1 });
      await sources((state) => audio(state)?.balance === 1);
      await hand.call('SetInputAudioSyncOffset', { inputName, inputAudioSyncOffset: 120 });
      await sources((state) => audio(state)?.syncOffsetMs === 120);
    });

    it('OB22 follows the transition, its length and its list', async () => {
      await hand.call('SetCurrentSceneTransition', { transitionName: 'Cut' });
      await mirror(({ transition }) => transition.currentName === 'Cut' && transition.durationMs === null);
      await hand.call('SetCurrentSceneTransition', { transitionName: 'Fade' });
      await mirror(({ transition }) => transition.currentName === 'Fade' && transition.durationMs !== null);
      await hand.call('SetCurrentSceneTransitionDuration', { transitionDuration: 750 });
      await mirror(({ transition }) => transition.durationMs === 750);
      await hand.call('SetCurrentSceneTransitionDuration', { transitionDuration: 300 });
      await mirror(({ transition }) => transition.durationMs === 300);
    });

    it('OB22 sees video settings that were changed in OBS, of which OBS tells nothing', async () => {
      const video = { baseWidth: 640, baseHeight: 360, fpsNumerator: 10, fpsDenominator: 1 };
      await hand.call('SetVideoSettings', { ...video, outputWidth: 320, outputHeight: 180 });
      await mirror(({ output, canvas }) => output.width === 320 && output.height === 180 && canvas.width === 640);
      await hand.call('SetVideoSettings', { ...video, outputWidth: 640, outputHeight: 360 });
      await mirror(({ output }) => output.width === 640);
    });

    it('OB22 follows profiles and scene collections, and reads the new one whole', async () => {
      const { profile, sceneCollection } = obs.state.get().mirror!;
      await hand.call('CreateProfile', { profileName: 'Portrait' });
      await mirror(({ profiles, profile: now }) => profiles.includes('Portrait') && now === 'Portrait');
      await hand.call('SetCurrentProfile', { profileName: profile! });
      await mirror((known) => known.profile === profile);

      const before = obs.sources.get();
      await hand.call('CreateSceneCollection', { sceneCollectionName: 'Second' });
      await mirror((known) => known.sceneCollection === 'Second' && known.sceneCollections.includes('Second'));
      await sources(({ scenes }) => !scenes.some(({ sceneName }) => sceneName === 'Market'));
      await hand.call('SetCurrentSceneCollection', { sceneCollectionName: sceneCollection });
      await mirror((known) => known.sceneCollection === sceneCollection);
      const after = await sources(({ scenes }) => scenes.some(({ sceneName }) => sceneName === 'Market'));
      const shape = ({ scenes }: SourcesState) =>
        scenes.map(({ sceneName, items }) => [sceneName, ...items.map(({ sourceName }) => sourceName)].join(' ')).toSorted();
      expect(shape(after)).toEqual(shape(before));
    });

    sourceDeskContract({
      obs: () => obs,
      hand: () => hand,
      folder,
      makeInput,
      sources,
      mirror,
      itemsOf,
      inputOf,
    });

    it('OB27 equals OBS after 20 random changes made while it was away', async () => {
      const random = randomFrom(20_200_501);
      for (const sceneName of ['North', 'South']) await hand.call('CreateScene', { sceneName });
      for (let index = 0; index < 4; index += 1) await makeInput('North', 'ffmpeg_source', {});
      for (let round = 0; round < 3; round += 1) {
        obs.disconnect();
        for (let change = 0; change < 20; change += 1) await changeAtRandom(hand, random);
        obs.connect(recorder.url, target.password);
        await until(obs.state, ({ connection }) => connection.state === 'ready');
        expect(seen(obs)).toEqual(await truth(hand));
      }
    });

    it('OB28 reads all of OBS in few messages, and sends nothing that this OBS does not know', async () => {
      obs.disconnect();
      recorder.clear();
      obs.connect(recorder.url, target.password);
      await until(obs.state, ({ connection }) => connection.state === 'ready');
      expect(recorder.messages).toBeLessThanOrEqual(6);
      expect(recorder.requests.length).toBeGreaterThan(40);
      expect(recorder.unknown).toEqual([]);
    });
  });
}
