/** What the operator commands of scenes, filters, transitions, profiles, collections and media: a part of the suite of sources. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { OBSWebSocket } from 'obs-websocket-js/json';
import { describe, expect, it } from 'vitest';
import type { ObsInput, ObsMirror, SceneItem, SourcesState } from '../../../native/contract/obs.ts';
import type { ObsFact } from '../../../native/obs/facts.ts';
import type { Obs } from '../../../native/obs/obs.ts';
import { SourceDesk } from '../../../native/obs/source-desk.ts';

/** The group that the OBS under test has in its scene `Booth`, made by hand with the input `poster` in it. */
export const GROUP = { sceneName: 'Booth', groupName: 'Corner', inputName: 'poster' };

/** The studio's OBS and the second client of the present test, and what the suite does with them. */
interface SourcesRig {
  obs(): Obs;
  hand(): OBSWebSocket;
  folder: string;
  makeInput(
    sceneName?: string,
    inputKind?: string,
    inputSettings?: Record<string, string | number | boolean>,
  ): Promise<{ inputName: string; sceneItemId: number }>;
  sources(condition: (state: SourcesState) => boolean): Promise<SourcesState>;
  mirror(condition: (mirror: ObsMirror) => boolean): Promise<ObsMirror>;
  itemsOf(sceneName: string, state?: SourcesState): SceneItem[];
  inputOf(inputName: string, state?: SourcesState): ObsInput | undefined;
}

export function sourceDeskContract({ obs, hand, folder, makeInput, sources, mirror, itemsOf, inputOf }: SourcesRig): void {
  describe('commands', () => {
    let onAir = false;
    const desk = () => new SourceDesk({ obs: obs(), isOnAir: () => onAir });

    it('OB23 shows, hides and locks an item, and names one that is not there', async () => {
      const { sceneItemId } = await makeInput();
      const item = { sceneName: 'Market', sceneItemId };
      const known = (state: SourcesState) => itemsOf('Market', state).find((candidate) => candidate.sceneItemId === sceneItemId);
      expect(await desk().setSceneItem({ ...item, enabled: false, locked: true })).toEqual({ ok: true, value: {} });
      await sources((state) => known(state)?.enabled === false && known(state)?.locked === true);
      expect(await desk().setSceneItem({ ...item, enabled: false, locked: true })).toEqual({ ok: true, value: {} });
      for (const nowhere of [
        { ...item, sceneItemId: 9_999 },
        { ...item, sceneName: 'nowhere' },
      ]) {
        const answer = await desk().setSceneItem({ ...nowhere, enabled: true });
        expect(answer).toEqual({ ok: false, refusal: { code: 'obs-item-missing', context: nowhere } });
      }
    });

    it('OB23 switches a filter, and tells a missing filter from a missing source', async () => {
      const { inputName: sourceName } = await makeInput();
      await hand().call('CreateSourceFilter', { sourceName, filterName: 'tint', filterKind: 'color_filter_v2' });
      await sources(({ filters }) => filters[sourceName]?.length === 1);
      expect(await desk().setSourceFilter({ sourceName, filterName: 'tint', enabled: false })).toMatchObject({ ok: true });
      await sources(({ filters }) => filters[sourceName]?.[0]?.enabled === false);
      const filter = await desk().setSourceFilter({ sourceName, filterName: 'nothing', enabled: true });
      expect(filter).toEqual({ ok: false, refusal: { code: 'obs-filter-missing', context: { sourceName, name: 'nothing' } } });
      const source = await desk().setSourceFilter({ sourceName: 'nobody', filterName: 'tint', enabled: true });
      expect(source).toEqual({ ok: false, refusal: { code: 'obs-source-missing', context: { name: 'nobody' } } });
    });

    it('OB23 chooses the transition and its length, and runs it in studio mode as its own doing', async () => {
      expect(await desk().setTransition({ name: 'Fade', durationMs: 400 })).toMatchObject({ ok: true });
      await mirror(({ transition }) => transition.currentName === 'Fade' && transition.durationMs === 400);
      expect(await desk().setTransition({ name: 'Flip' })).toMatchObject({
        ok: false,
        refusal: { code: 'obs-transition-missing', context: { name: 'Flip' } },
      });
      expect(await desk().setTransition({ name: 'Cut' })).toMatchObject({ ok: true });
      expect(await desk().runTransition()).toEqual({ ok: false, refusal: { code: 'obs-not-studio-mode', context: {} } });

      await obs().setProgramScene('Market');
      await mirror(({ programSceneName }) => programSceneName === 'Market');
      await obs().setStudioMode(true);
      await mirror(({ studioMode, previewSceneName }) => studioMode && previewSceneName === 'Market');
      await obs().setPreviewScene(GROUP.sceneName);
      await mirror(({ previewSceneName }) => previewSceneName === GROUP.sceneName);
      const facts: ObsFact[] = [];
      obs().onFact((fact) => facts.push(fact));
      expect(await desk().runTransition()).toMatchObject({ ok: true });
      await mirror(({ programSceneName }) => programSceneName === GROUP.sceneName);
      expect(facts).toEqual([{ kind: 'scene.changed', body: { sceneName: GROUP.sceneName, byStudio: true } }]);
      await obs().setStudioMode(false);
      await mirror(({ studioMode }) => !studioMode);
    });

    it('OB24 changes profile and scene collection, unless that would break off what runs', async () => {
      const { profile, sceneCollection } = obs().state.get().mirror!;
      await hand().call('CreateProfile', { profileName: 'Tall' });
      await mirror((known) => known.profile === 'Tall');
      expect(await desk().setProfile({ profile: profile! })).toMatchObject({ ok: true });
      await mirror((known) => known.profile === profile);
      expect(await desk().setProfile({ profile: profile! })).toMatchObject({ ok: true });
      expect(await desk().setProfile({ profile: 'none' })).toMatchObject({
        ok: false,
        refusal: { code: 'obs-profile-missing', context: { name: 'none' } },
      });
      await hand().call('StartRecord');
      await mirror((known) => known.record.active);
      expect(await desk().setProfile({ profile: 'Tall' })).toMatchObject({ ok: false, refusal: { code: 'obs-output-running' } });
      await hand().call('StopRecord');
      await mirror((known) => !known.record.active);

      await hand().call('CreateSceneCollection', { sceneCollectionName: 'Third' });
      await mirror((known) => known.sceneCollection === 'Third');
      const back = { sceneCollection, confirmed: false };
      onAir = true;
      expect(await desk().setSceneCollection(back)).toMatchObject({ ok: false, refusal: { code: 'obs-collection-on-air' } });
      expect(await desk().setSceneCollection({ ...back, confirmed: true })).toMatchObject({ ok: true });
      await mirror((known) => known.sceneCollection === sceneCollection);
      onAir = false;
      expect(await desk().setSceneCollection({ ...back, sceneCollection: 'none' })).toMatchObject({
        ok: false,
        refusal: { code: 'obs-collection-missing', context: { name: 'none' } },
      });
    }, 40_000);

    it('OB23 plays, pauses and moves a media input, follows it to its end, and names one that is not there', async () => {
      const { inputName } = await makeInput('Market', 'ffmpeg_source', { local_file: clip(folder), looping: false });
      const media = (state: SourcesState) => inputOf(inputName, state)?.media;
      // OBS opens a video when its scene is shown.
      await hand().call('SetCurrentProgramScene', { sceneName: 'Market' });
      await sources((state) => media(state)?.turn === 'playing' && (media(state)?.durationMs ?? 0) > 2_000);
      expect(await desk().controlMediaInput({ inputName, action: 'pause' })).toMatchObject({ ok: true });
      await sources((state) => media(state)?.turn === 'paused');
      expect(await desk().controlMediaInput({ inputName, cursorMs: 2_500 })).toMatchObject({ ok: true });
      await sources((state) => Math.abs((media(state)?.cursorMs ?? 0) - 2_500) < 300);
      expect(await desk().controlMediaInput({ inputName, action: 'play' })).toMatchObject({ ok: true });
      await sources((state) => media(state)?.turn === 'ended');
      await hand().call('SetCurrentProgramScene', { sceneName: GROUP.sceneName });
      expect(await desk().controlMediaInput({ inputName: 'nobody', action: 'play' })).toEqual({
        ok: false,
        refusal: { code: 'obs-source-missing', context: { name: 'nobody' } },
      });
    });
  });
}

/** Three seconds of a moving test picture, with its index at the front, and many key frames, because OBS moves to one of them. */
function clip(folder: string): string {
  const path = join(folder, 'clip.mp4');
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=64x36:rate=10', '-t', '3'];
  const made = spawnSync('ffmpeg', [
    '-y',
    '-loglevel',
    'error',
    ...source,
    '-g',
    '2',
    '-pix_fmt',
    'yuv420p',
    '-movflags',
    '+faststart',
    path,
  ]);
  if (made.status !== 0) throw new Error(`ffmpeg made no clip: ${made.error?.message ?? made.stderr.toString()}`);
  return path;
}
