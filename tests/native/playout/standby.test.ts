/** The standby OBS as a whole, on two simulated OBS: set up, kept in step, made to count, and let go again. */
import { describe, expect, it } from 'vitest';
import type { OverlayRoute } from '../../../native/contract/overlay.ts';
import type { Refusal } from '../../../native/contract/refusal.ts';
import { systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import type { ObsFact } from '../../../native/obs/facts.ts';
import { ObsPair } from '../../../native/obs/obs-pair.ts';
import type { SimulatedObs } from '../../../native/obs/simulated/simulated-obs.ts';
import { Standby } from '../../../native/playout/standby.ts';
import { eventually, until } from '../../harness/waiting.ts';
import { closeAfterEach, opened, simulated } from '../obs/simulated-desk.ts';

closeAfterEach();

const PASSWORD = 'secret-word';
const SCENES = ['Anchor', 'Farm', 'Hold'];

function memory() {
  const values = new Map<string, unknown>();
  const secrets = new Map<string, string>();
  return {
    values,
    secretNames: () => [...secrets.keys()],
    settings: {
      get: (key: string, schema: { parse(value: unknown): unknown }) => (values.has(key) ? schema.parse(values.get(key)) : null) as never,
      set: async (key: string, value: unknown) => void values.set(key, structuredClone(value)),
    },
    secrets: {
      get: (name: string) => secrets.get(name) ?? null,
      set: (name: string, value: string) => void secrets.set(name, value),
      remove: (name: string) => void secrets.delete(name),
    },
  };
}

function deskOf(main: SimulatedObs, kept = memory(), overlayRoute: () => OverlayRoute = () => 'none') {
  const pair = new ObsPair({
    clock: systemClock,
    logger: silentLogger,
    random: () => 0.5,
    timing: { retryFirstMs: 5, retryLimitMs: 20 },
  });
  const facts: ObsFact[] = [];
  const problems: (Refusal | null)[] = [];
  pair.onFact((fact) => facts.push(fact));
  pair.connect(main.url, PASSWORD);
  const standby = new Standby({
    pair,
    settings: kept.settings,
    secrets: kept.secrets,
    rehearses: () => false,
    mainUrl: () => main.url,
    overlayRoute,
    overlayAddress: () => 'http://127.0.0.1:4577/overlays/?token=t',
    onProblem: (problem) => problems.push(problem),
    clock: systemClock,
    logger: silentLogger,
  });
  const close = async () => {
    standby.stop();
    await pair.dispose();
  };
  opened.push(close);
  return { pair, standby, kept, facts, problems, close };
}

const inStep = (standby: Standby) => until(standby.state, ({ inStepAtMs }) => inStepAtMs !== null);
const program = ({ world }: SimulatedObs) => world.collection.programSceneName;
const config = (server: SimulatedObs, changes: { automatic?: boolean; streams?: boolean } = {}) => ({
  url: server.url,
  password: PASSWORD,
  automatic: false,
  streams: false,
  ...changes,
});

describe('the standby OBS', () => {
  it('SB13 is kept in the state of the one that counts, also when that is changed by hand', async () => {
    const main = await simulated({ sceneNames: SCENES });
    const other = await simulated({ sceneNames: SCENES.toReversed() });
    const { standby, pair } = deskOf(main);
    await standby.connect(config(other));
    await inStep(standby);
    expect(program(other)).toBe('Anchor');
    expect(standby.state.get().differences).toEqual([]);

    main.world.setStudioMode(true);
    main.world.setPreview('Hold');
    main.world.setProgram('Farm');
    await eventually(
      () => [program(other), other.world.studioMode, other.world.collection.previewSceneName],
      (all) => all.join() === 'Farm,true,Hold',
    );
    await inStep(standby);
    expect(await pair.setProgramScene('Anchor')).toMatchObject({ ok: true });
    await eventually(
      () => program(other),
      (name) => name === 'Anchor',
    );
    main.world.setStudioMode(false);
    await eventually(
      () => other.world.studioMode,
      (studioMode) => !studioMode,
    );
    await inStep(standby);
  });

  it('SB13 is brought into step when it comes, and asked nothing while it is away', async () => {
    const main = await simulated({ sceneNames: SCENES });
    const asked: string[] = [];
    const other = await simulated({ sceneNames: SCENES, onRequest: (requestType) => asked.push(requestType) });
    const { standby, pair } = deskOf(main);
    await standby.connect(config(other));
    await inStep(standby);
    other.faults.refuseConnections = true;
    other.dropSockets();
    await until(standby.state, ({ connection }) => connection?.state === 'reconnecting');
    expect(standby.state.get().inStepAtMs).toBeNull();
    asked.length = 0;
    await pair.setProgramScene('Farm');
    await until(pair.state, ({ mirror }) => mirror?.programSceneName === 'Farm');
    expect(asked).toEqual([]);
    other.faults.refuseConnections = false;
    await inStep(standby);
    expect(program(other)).toBe('Farm');
    expect(asked.filter((requestType) => requestType === 'SetCurrentProgramScene')).toHaveLength(1);
  });

  it('SB13 shows, hides, mutes and fades what the one that counts does, whatever the ids', async () => {
    const main = await simulated({ sceneNames: SCENES });
    const other = await simulated({ sceneNames: SCENES });
    const { standby, pair } = deskOf(main);
    await standby.connect(config(other));
    await inStep(standby);
    const make = { sceneName: 'Anchor', inputKind: 'ffmpeg_source' };
    await pair.other.request('CreateInput', { ...make, inputName: 'Only there' });
    for (const obs of [pair.counting, pair.other]) {
      await obs.request('CreateInput', { ...make, inputName: 'Music' });
    }
    await pair.request('SetSceneItemEnabled', { sceneName: 'Anchor', sceneItemId: 1, sceneItemEnabled: false });
    await pair.request('SetInputMute', { inputName: 'Music', inputMuted: true });
    await pair.request('SetInputVolume', { inputName: 'Music', inputVolumeDb: -20 });
    const music = () => ({
      shown: other.world.scene('Anchor').items.find(({ sourceName }) => sourceName === 'Music')?.enabled,
      untouched: other.world.scene('Anchor').items.find(({ sourceName }) => sourceName === 'Only there')?.enabled,
      muted: other.world.input('Music').muted,
      volume: Math.round(other.world.input('Music').volumeMul * 100),
    });
    await eventually(music, (now) => JSON.stringify(now) === JSON.stringify({ shown: false, untouched: true, muted: true, volume: 10 }));
    await inStep(standby);
  });

  it('SB12 says which scene it does not have', async () => {
    const main = await simulated({ sceneNames: SCENES });
    const other = await simulated({ sceneNames: ['Anchor', 'Hold'] });
    const { standby } = deskOf(main);
    await standby.connect(config(other));
    await until(standby.state, ({ differences }) => differences.length > 0);
    expect(standby.state.get()).toMatchObject({ differences: [{ what: 'scene', name: 'Farm' }], inStepAtMs: null });
    other.world.addScene('Farm');
    await inStep(standby);
    expect(standby.state.get().differences).toEqual([]);
  });

  it('SB14 once it counts, the former one follows it', async () => {
    const main = await simulated({ sceneNames: SCENES });
    const other = await simulated({ sceneNames: SCENES });
    const { standby, pair } = deskOf(main);
    await standby.connect(config(other, { automatic: true }));
    await inStep(standby);
    main.dropSockets();
    await until(standby.state, ({ counts }) => counts === 'standby');
    expect(await pair.setProgramScene('Farm')).toMatchObject({ ok: true });
    await inStep(standby);
    await eventually(
      () => program(main),
      (name) => name === 'Farm',
    );
    expect(standby.state.get()).toMatchObject({ lastSwitch: { to: 'standby', reason: 'lost' }, connection: { url: main.url } });
  });

  it('SB15 goes on streaming when the one that streamed is lost, if chosen so, and says when it cannot', async () => {
    const main = await simulated({ sceneNames: SCENES });
    const other = await simulated({ sceneNames: SCENES });
    const { standby, pair, problems } = deskOf(main);
    await standby.connect(config(other, { automatic: true, streams: true }));
    await inStep(standby);
    await pair.request('StartStream');
    await until(pair.state, ({ mirror }) => mirror?.stream.active === true);
    main.dropSockets();
    await until(pair.state, ({ connection, mirror }) => connection.url === other.url && mirror?.stream.active === true);
    expect(problems).toEqual([null]);
    // The former one streams on; only a person ends that.
    await until(standby.state, ({ otherStreams }) => otherStreams);
    expect(await standby.stopOtherStream()).toMatchObject({ ok: true });
    await until(standby.state, ({ otherStreams }) => !otherStreams);
    expect(await standby.stopOtherStream()).toMatchObject({ ok: false, refusal: { code: 'obs-output-not-running' } });
    expect(pair.state.get().mirror?.stream.active).toBe(true);
  });

  it('SB24 does not go on with a stream that was just being ended, by hand or by the studio', async () => {
    for (const ends of ['by hand', 'by the studio'] as const) {
      const main = await simulated({ sceneNames: SCENES });
      const other = await simulated({ sceneNames: SCENES });
      const asked: string[] = [];
      const { standby, pair } = deskOf(main);
      await standby.connect(config(other, { automatic: true, streams: true }));
      await inStep(standby);
      await pair.request('StartStream');
      await until(pair.state, ({ mirror }) => mirror?.stream.active === true);
      pair.onEvent((eventType) => asked.push(eventType));
      if (ends === 'by hand') {
        // On a bad line OBS says STOPPED only seconds later.
        main.outputs.stream.tell('STOPPING', false);
        await eventually(
          () => asked,
          (all) => all.includes('StreamStateChanged'),
        );
      } else {
        main.faults.replyDelayMs = 1_000_000;
        void pair.request('StopStream');
      }
      main.faults.refuseConnections = true;
      main.dropSockets();
      await until(pair.state, ({ connection, mirror }) => connection.url === other.url && mirror !== null);
      expect(await pair.request('GetStreamStatus')).toMatchObject({ ok: true, value: { outputActive: false } });
      expect(other.outputs.stream.state).toBe('stopped');
    }
  });

  it('SB24 says no longer that the stream did not go on once it does', async () => {
    const main = await simulated({ sceneNames: SCENES });
    const other = await simulated({ sceneNames: SCENES });
    const { standby, pair, problems } = deskOf(main);
    await standby.connect(config(other, { automatic: true, streams: true }));
    await inStep(standby);
    await pair.request('StartStream');
    await until(pair.state, ({ mirror }) => mirror?.stream.active === true);
    other.outputs.streamServer = 'refuses';
    main.dropSockets();
    await eventually(
      () => problems.at(-1),
      (problem) => problem?.code === 'obs-stream-not-started',
    );
    other.outputs.streamServer = 'accepts';
    expect(await pair.request('StartStream')).toMatchObject({ ok: true });
    await eventually(
      () => problems.at(-1),
      (problem) => problem === null,
    );
  });

  it('SB16 is set up once: address, choice and password come back with a restart, and so does which one counts', async () => {
    const main = await simulated({ sceneNames: SCENES });
    const other = await simulated({ sceneNames: SCENES });
    const first = deskOf(main);
    await first.standby.connect(config(other, { automatic: true }));
    await inStep(first.standby);
    expect(first.standby.countOn('standby', 'operator:desk')).toMatchObject({ ok: true });
    await eventually(
      () => JSON.stringify(first.kept.values.get('standby')),
      (text) => text.includes('"counts":"standby"'),
    );
    expect(JSON.stringify([...first.kept.values.values()])).not.toContain(PASSWORD);
    await first.close();

    const second = deskOf(main, first.kept);
    await until(second.pair.state, ({ connection, mirror }) => connection.url === other.url && mirror !== null);
    expect(second.standby.state.get()).toMatchObject({ config: { url: other.url, automatic: true }, counts: 'standby' });
    expect(second.facts.filter(({ kind }) => kind === 'standby.switched')).toEqual([]);
  });

  it('SB16 is refused at an address that is none, or that of the main OBS', async () => {
    const main = await simulated({ sceneNames: SCENES });
    const { standby } = deskOf(main);
    expect(await standby.connect({ ...config(main), url: 'http://nowhere' })).toMatchObject({ refusal: { code: 'obs-bad-address' } });
    expect(await standby.connect(config(main))).toMatchObject({ refusal: { code: 'standby-same-address' } });
    const otherName = main.url.replace('127.0.0.1', 'localhost');
    expect(await standby.connect({ ...config(main), url: otherName })).toMatchObject({ refusal: { code: 'standby-same-address' } });
    expect(standby.countOn('standby', 'operator:desk')).toMatchObject({ refusal: { code: 'standby-not-configured' } });
    expect(await standby.remove('operator:desk')).toMatchObject({ refusal: { code: 'standby-not-configured' } });
  });

  it('SB17 is let go with its password; while it counts only where the main one can count again', async () => {
    const main = await simulated({ sceneNames: SCENES });
    const other = await simulated({ sceneNames: SCENES });
    const { standby, pair, kept } = deskOf(main);
    await standby.connect(config(other, { automatic: true }));
    await inStep(standby);
    main.faults.refuseConnections = true;
    main.dropSockets();
    await until(standby.state, ({ counts }) => counts === 'standby');
    expect(await standby.remove('operator:desk')).toMatchObject({ ok: false, refusal: { code: 'obs-not-connected' } });
    main.faults.refuseConnections = false;
    await until(pair.other.state, ({ mirror }) => mirror !== null);
    expect(await standby.remove('operator:desk')).toMatchObject({ ok: true });
    expect(standby.state.get()).toMatchObject({ config: null, connection: null, counts: 'main' });
    expect(pair.state.get().connection.url).toBe(main.url);
    expect(kept.secretNames()).toEqual([]);
    await eventually(
      () => other.sessionCount,
      (count) => count === 0,
    );
  });

  it('SB18 shows the same overlay picture, and says when it cannot', async () => {
    const main = await simulated({ sceneNames: SCENES });
    const other = await simulated({ sceneNames: SCENES });
    const { standby, pair } = deskOf(main, memory(), () => 'picture');
    await standby.connect(config(other));
    standby.showPicture('/pictures/one.png');
    await until(standby.state, ({ differences }) => differences.length > 0);
    expect(standby.state.get().differences).toEqual([{ what: 'picture', name: 'Hetian overlay' }]);
    const source = { sceneName: 'Hold', inputName: 'Hetian overlay', inputKind: 'image_source' };
    expect(await pair.other.request('CreateInput', source)).toMatchObject({ ok: true });
    standby.showPicture('/pictures/two.png');
    await inStep(standby);
    expect(standby.state.get().differences).toEqual([]);
    expect(other.world.input('Hetian overlay').settings).toEqual({ file: '/pictures/two.png' });
  });

  it('SB18 looks again when a person adds or removes the source, and when the overlay goes another way', async () => {
    const main = await simulated({ sceneNames: SCENES });
    const other = await simulated({ sceneNames: SCENES });
    const way: { route: OverlayRoute } = { route: 'none' };
    const { standby, pair } = deskOf(main, memory(), () => way.route);
    await standby.connect(config(other));
    await inStep(standby);
    way.route = 'browser';
    standby.routeChanged();
    const missing = [{ what: 'picture', name: 'Hetian overlay' }];
    await until(standby.state, ({ differences }) => differences.length > 0);
    expect(standby.state.get()).toMatchObject({ differences: missing, inStepAtMs: null });
    const source = { sceneName: 'Hold', inputName: 'Hetian overlay', inputKind: 'browser_source' };
    expect(await pair.other.request('CreateInput', source)).toMatchObject({ ok: true });
    await inStep(standby);
    expect(await pair.other.request('RemoveInput', { inputName: 'Hetian overlay' })).toMatchObject({ ok: true });
    await until(standby.state, ({ differences }) => differences.length > 0);
    expect(standby.state.get()).toMatchObject({ differences: missing, inStepAtMs: null });
  });
});
