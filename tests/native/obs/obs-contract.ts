/** What the studio relies on in an OBS: one suite, run against the simulated and the real one. */
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OBSWebSocket as JsonClient } from 'obs-websocket-js/json';
import { OBSWebSocket as MessagePackClient } from 'obs-websocket-js/msgpack';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { obsStateSchema } from '../../../native/contract/obs.ts';
import { systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import type { ObsFact } from '../../../native/obs/facts.ts';
import { Obs } from '../../../native/obs/obs.ts';
import { StreamWatch } from '../../../native/obs/stream-watch.ts';
import { secondClient } from '../../harness/real-obs.ts';
import { eventually, until } from '../../harness/waiting.ts';

export interface ObsUnderTest {
  url: string;
  password: string;
  /** From now on the stream's server takes streams. Before, it turns them away. */
  acceptStreams(): Promise<void>;
  stop(): Promise<void>;
}

/** What `acceptStreams` gives OBS as its key. */
export const STREAM_KEY = 'the-key-of-the-stream';

export function obsContract(name: string, start: () => Promise<ObsUnderTest>): void {
  describe(`contract with ${name}`, () => {
    let target: ObsUnderTest;
    let hand: JsonClient;
    let obs: Obs;
    let facts: ObsFact[];
    const folder = mkdtempSync(join(tmpdir(), 'hetian-contract-'));

    beforeAll(async () => {
      target = await start();
      hand = await secondClient(target);
      for (const sceneName of ['A', 'B']) await hand.call('CreateScene', { sceneName });
      await hand.call('SetCurrentSceneTransition', { transitionName: 'Cut' });
    }, 60_000);

    afterAll(async () => {
      await hand.disconnect();
      await target.stop();
      rmSync(folder, { recursive: true, force: true });
    }, 60_000);

    beforeEach(async () => {
      await hand.call('SetCurrentProgramScene', { sceneName: 'A' });
      await eventually(
        () => hand.call('GetCurrentProgramScene'),
        (answer) => answer.currentProgramSceneName === 'A',
      );
      obs = new Obs({ clock: systemClock, logger: silentLogger });
      facts = [];
      obs.onFact((fact) => facts.push(fact));
      obs.connect(target.url, target.password);
      await until(obs.state, ({ connection }) => connection.state === 'ready');
    });

    afterEach(() => obs.dispose());

    it('OB1 is ready only with a whole mirror', () => {
      const state = obs.state.get();
      expect(obsStateSchema.parse(state)).toEqual(state);
      expect(state.connection.obsVersion).toMatch(/^\d+\.\d+/u);
      expect(state.mirror?.sceneNames).toEqual(expect.arrayContaining(['A', 'B']));
      expect(state.mirror?.inputKinds).toContain('image_source');
      expect(state.mirror?.availableRequests).toContain('SetCurrentProgramScene');
      expect(facts[0]).toMatchObject({ kind: 'obs.ready', body: { outageMs: null } });
    });

    it.each([
      ['obs-wrong-password', 'not the password'],
      ['obs-password-needed', null],
    ])('OB2 stops with %s after one try', async (code, password) => {
      const stranger = new Obs({ clock: systemClock, logger: silentLogger });
      stranger.connect(target.url, password);
      const { connection } = await until(stranger.state, (state) => state.connection.state === 'stopped');
      expect(connection.problem?.code).toBe(code);
      expect(JSON.stringify(stranger.state.get())).not.toContain('not the password');
      expect(await stranger.setProgramScene('B')).toMatchObject({ ok: false, refusal: { code: 'obs-not-connected' } });
      await stranger.dispose();
    });

    it('OB3 switches the program scene and knows it as its own doing', async () => {
      expect(await obs.setProgramScene('B')).toEqual({ ok: true, value: {} });
      await until(obs.state, ({ mirror }) => mirror?.programSceneName === 'B');
      expect(facts.at(-1)).toEqual({ kind: 'scene.changed', body: { sceneName: 'B', byStudio: true } });
    });

    it('OB3 knows a switch made by hand', async () => {
      await hand.call('SetCurrentProgramScene', { sceneName: 'B' });
      await until(obs.state, ({ mirror }) => mirror?.programSceneName === 'B');
      expect(facts.at(-1)).toEqual({ kind: 'scene.changed', body: { sceneName: 'B', byStudio: false } });
    });

    it('OB10 refuses an unknown scene by its name', async () => {
      const refusal = { code: 'obs-scene-missing', context: { sceneName: 'nowhere' } };
      expect(await obs.setProgramScene('nowhere')).toEqual({ ok: false, refusal });
    });

    it('OB10 hands on what OBS refuses, with its code', async () => {
      const answer = await obs.request('GetInputSettings', { inputName: 'nothing' });
      const context = { request: 'GetInputSettings', obsCode: 600 };
      expect(answer).toMatchObject({ ok: false, refusal: { code: 'obs-request-failed', context } });
      expect(await obs.setPreviewScene('B')).toMatchObject({ ok: false, refusal: { context: { obsCode: 506 } } });
    });

    it('OB11 sends no request that this OBS does not have', async () => {
      const answer = await obs.request('GetCanvasList');
      expect(answer).toMatchObject({ ok: false, refusal: { code: 'obs-request-failed', context: { obsCode: 204 } } });
    });

    it('OB3 follows studio mode, preview and transition, and tells no scene that was never on air', async () => {
      expect(await obs.setStudioMode(true)).toMatchObject({ ok: true });
      await until(obs.state, ({ mirror }) => mirror?.studioMode === true && mirror.previewSceneName === 'A');
      expect(await obs.setPreviewScene('B')).toMatchObject({ ok: true });
      await until(obs.state, ({ mirror }) => mirror?.previewSceneName === 'B');
      await hand.call('TriggerStudioModeTransition');
      await until(obs.state, ({ mirror }) => mirror?.programSceneName === 'B' && mirror.previewSceneName === 'A');
      await eventually(
        () => facts.at(-1),
        (fact) => fact?.kind === 'scene.changed',
      );
      facts.length = 0;
      expect(await obs.setStudioMode(false)).toMatchObject({ ok: true });
      await until(obs.state, ({ mirror }) => mirror?.studioMode === false && mirror.previewSceneName === null);
      await obs.setProgramScene('A');
      await until(obs.state, ({ mirror }) => mirror?.programSceneName === 'A');
      expect(facts).toEqual([{ kind: 'scene.changed', body: { sceneName: 'A', byStudio: true } }]);
    });

    it('OB3 mirrors scenes made, renamed and removed by hand, from the top of the list down', async () => {
      await hand.call('CreateScene', { sceneName: 'C' });
      const made = await until(obs.state, ({ mirror }) => mirror?.sceneNames.includes('C') ?? false);
      expect(made.mirror?.sceneNames.at(-1)).toBe('C');
      await hand.call('SetSceneName', { sceneName: 'C', newSceneName: 'D' });
      await until(obs.state, ({ mirror }) => mirror?.sceneNames.at(-1) === 'D');
      await hand.call('RemoveScene', { sceneName: 'D' });
      await until(obs.state, ({ mirror }) => !mirror?.sceneNames.includes('D'));
    });

    it('OB4 reads everything anew when the scene collection changes', async () => {
      const { currentSceneCollectionName: first } = await hand.call('GetSceneCollectionList');
      await hand.call('CreateSceneCollection', { sceneCollectionName: 'Other' });
      const other = await until(obs.state, ({ mirror }) => mirror?.sceneCollection === 'Other');
      expect(other.mirror?.sceneNames).not.toContain('A');
      await hand.call('SetCurrentSceneCollection', { sceneCollectionName: first });
      const back = await until(obs.state, ({ mirror }) => mirror?.sceneCollection === first);
      expect(back.mirror?.sceneNames).toEqual(expect.arrayContaining(['A', 'B']));
    });

    it('OB9 records to a file and names it', async () => {
      expect(await obs.startRecord()).toEqual({ ok: true, value: {} });
      expect(obs.state.get().mirror?.record).toMatchObject({ active: true, paused: false });
      // OBS writes the file from its second frame on.
      await eventually(
        () => obs.state.get().mirror?.record.path ?? '',
        (path) => existsSync(path),
      );
      const stopped = await obs.stopRecord();
      expect(stopped).toMatchObject({ ok: true });
      const path = stopped.ok ? stopped.value.path : null;
      expect(statSync(path!).size).toBeGreaterThan(0);
      expect(obs.state.get().mirror?.record).toMatchObject({ active: false, startedAtMs: null, path });
      expect(facts.filter(({ kind }) => kind === 'record.changed').map(({ body }) => body)).toEqual([
        { active: true, path },
        { active: false, path },
      ]);
    });

    it('OB9 does not call a refused stream started, and a started one only when it runs', async () => {
      expect(await obs.startStream()).toMatchObject({ ok: false, refusal: { code: 'obs-stream-not-started' } });
      expect(obs.state.get().mirror?.stream.active).toBe(false);
      await target.acceptStreams();
      expect(await obs.startStream()).toEqual({ ok: true, value: {} });
      expect(obs.state.get().mirror?.stream).toMatchObject({ active: true, reconnecting: false });
      expect(await obs.stopStream()).toEqual({ ok: true, value: {} });
      expect(obs.state.get().mirror?.stream).toEqual({ active: false, reconnecting: false, startedAtMs: null });
      expect(facts.filter(({ kind }) => kind === 'stream.changed').map(({ body }) => body)).toEqual([{ active: true }, { active: false }]);
    }, 40_000);

    it('UG16 tells frames, bytes and congestion of a stream that runs, and that RTMP reports them', async () => {
      await target.acceptStreams();
      const watch = new StreamWatch({ clock: systemClock, obs });
      expect(watch.state.get()).toMatchObject({ active: false, unsure: false });
      expect(await obs.startStream()).toEqual({ ok: true, value: {} });
      const early = await until(watch.state, ({ totalFrames, bytes }) => totalFrames > 0 && bytes > 0);
      expect(early).toMatchObject({ active: true, reconnecting: false, reports: true, skippedFrames: 0 });
      const later = await until(watch.state, ({ totalFrames }) => totalFrames > early.totalFrames);
      expect(later.bytes).toBeGreaterThan(early.bytes);
      expect(later.congestion).toBeLessThanOrEqual(1);
      expect(JSON.stringify(later)).not.toContain(STREAM_KEY);
      await obs.stopStream();
      await until(watch.state, ({ active }) => !active);
      expect(watch.state.get().totalFrames).toBe(0);
      watch.dispose();
    }, 40_000);

    it('OB13 speaks with clients of both encodings at once', async () => {
      const client = new MessagePackClient();
      const heard = new Promise((resolve) => client.once('CurrentProgramSceneChanged', resolve));
      await client.connect(target.url, target.password);
      await obs.setProgramScene('B');
      expect(await heard).toEqual({ sceneName: 'B' });
      const results = await client.callBatch([{ requestType: 'GetStats' }, { requestType: 'Sleep', requestData: { sleepMillis: 5 } }]);
      expect(results.map(({ requestStatus }) => requestStatus.result)).toEqual([true, true]);
      await client.disconnect();
    });
  });
}
