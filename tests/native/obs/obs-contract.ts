/** What the studio relies on in an OBS: one suite, run against the simulated and the real one. */
import { type OBSWebSocket as JsonClient } from 'obs-websocket-js/json';
import { OBSWebSocket as MessagePackClient } from 'obs-websocket-js/msgpack';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { obsStateSchema } from '../../../native/contract/obs.ts';
import { systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import type { ObsFact } from '../../../native/obs/facts.ts';
import { Obs } from '../../../native/obs/obs.ts';
import { secondClient } from '../../harness/real-obs.ts';
import { eventually, until } from '../../harness/waiting.ts';

export interface ObsUnderTest {
  url: string;
  password: string;
  stop(): Promise<void>;
}

export function obsContract(name: string, start: () => Promise<ObsUnderTest>): void {
  describe(`contract with ${name}`, () => {
    let target: ObsUnderTest;
    let hand: JsonClient;
    let obs: Obs;
    let facts: ObsFact[];

    beforeAll(async () => {
      target = await start();
      hand = await secondClient(target);
      for (const sceneName of ['A', 'B']) await hand.call('CreateScene', { sceneName });
      await hand.call('SetCurrentSceneTransition', { transitionName: 'Cut' });
    }, 60_000);

    afterAll(async () => {
      await hand.disconnect();
      await target.stop();
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
