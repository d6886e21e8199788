/** A main and a standby OBS, both real: kept in step by hand changes, and the loss of one under a running broadcast. */
import type { OBSWebSocket } from 'obs-websocket-js/json';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Entry } from '../../native/contract/entry.ts';
import type { Segment } from '../../native/contract/rundown.ts';
import type { Host } from '../../native/host.ts';
import { startSimulatedObs } from '../../native/obs/simulated/simulated-obs.ts';
import { type RealObs, realObsMissing, secondClient, startRealObs } from '../harness/real-obs.ts';
import { type Desk, newFolder, openDesk, startTestHost } from '../harness/test-host.ts';
import { eventually, until } from '../harness/waiting.ts';

const missing = realObsMissing();
const SIZE = { width: 320, height: 180, fps: 10 };
const segment = (segmentId: string, sceneName: string): Segment => ({
  segmentId,
  kind: 'influencer',
  title: { 'zh-CN': sceneName },
  sceneName,
  guests: [],
  productIds: [],
  plannedMs: 60_000,
});

/** The same scenes and sources on both, made in another order so that ids differ. */
async function furnish(obs: RealObs, scenes: readonly string[]): Promise<void> {
  const client = await secondClient(obs);
  for (const sceneName of scenes) await client.call('CreateScene', { sceneName });
  const place = { sceneName: 'Anchor', inputSettings: {} };
  if (scenes[0] === 'Farm') await client.call('CreateInput', { ...place, inputName: 'Only here', inputKind: 'color_source_v3' });
  await client.call('CreateInput', { ...place, inputName: 'Backdrop', inputKind: 'color_source_v3' });
  await client.call('CreateInput', { ...place, inputName: 'Music', inputKind: 'ffmpeg_source' });
  await client.call('SetCurrentProgramScene', { sceneName: scenes[0]! });
  await client.disconnect();
}

describe.skipIf(missing !== null)(`a standby OBS${missing ? ` (${missing})` : ''}`, () => {
  let main: RealObs;
  let other: RealObs;
  let host: Host;
  let desk: Desk;

  beforeAll(async () => {
    [main, other] = await Promise.all([startRealObs(SIZE), startRealObs(SIZE)]);
    await Promise.all([furnish(main, ['Anchor', 'Farm']), furnish(other, ['Farm', 'Anchor'])]);
    host = await startTestHost(newFolder());
    desk = openDesk(host);
    await desk.send('connectObs', { url: main.url, password: main.password });
    await until(host.desk.obs.state, ({ mirror }) => mirror !== null);
    for (const [index, added] of [segment('s1', 'Anchor'), segment('s2', 'Farm'), segment('s3', 'Anchor')].entries()) {
      expect(await desk.send('editRundown', { type: 'addSegment', index, segment: added })).toMatchObject({ ok: true });
    }
    expect(await desk.send('connectStandby', { url: other.url, password: other.password, automatic: true, streams: false })).toEqual({
      ok: true,
      value: {},
    });
  });
  afterAll(async () => {
    desk?.close();
    await host?.stop();
    await Promise.all([main?.stop(), other?.stop()]);
  });

  const standby = () => host.desk.obs.pair;
  const recorded = () => host.desk.ledger.lastEntries(60).map(({ kind }) => kind);
  const last = (kind: Entry['kind']) => host.desk.ledger.lastEntries(60).findLast((entry) => entry.kind === kind);
  const inStep = async () => {
    const watched = desk.watch('standby');
    await eventually(watched, (state) => state?.inStepAtMs != null);
  };
  const program = async (client: OBSWebSocket) => (await client.call('GetCurrentProgramScene')).currentProgramSceneName;

  it('SB20 follows what is changed by hand in the one that counts', async () => {
    await inStep();
    const [here, there] = await Promise.all([secondClient(main), secondClient(other)]);
    expect(await program(there)).toBe('Anchor');
    const { sceneItemId } = await here.call('GetSceneItemId', { sceneName: 'Anchor', sourceName: 'Backdrop' });
    await here.call('SetSceneItemEnabled', { sceneName: 'Anchor', sceneItemId, sceneItemEnabled: false });
    await here.call('SetInputMute', { inputName: 'Music', inputMuted: true });
    await here.call('SetInputVolume', { inputName: 'Music', inputVolumeDb: -12 });
    await here.call('SetCurrentProgramScene', { sceneName: 'Farm' });
    const theirs = await there.call('GetSceneItemId', { sceneName: 'Anchor', sourceName: 'Backdrop' });
    expect(theirs.sceneItemId).not.toBe(sceneItemId);
    await eventually(
      async () => ({
        program: await program(there),
        shown: (await there.call('GetSceneItemEnabled', { sceneName: 'Anchor', sceneItemId: theirs.sceneItemId })).sceneItemEnabled,
        muted: (await there.call('GetInputMute', { inputName: 'Music' })).inputMuted,
        volumeDb: Math.round((await there.call('GetInputVolume', { inputName: 'Music' })).inputVolumeDb),
      }),
      (all) => JSON.stringify(all) === JSON.stringify({ program: 'Farm', shown: false, muted: true, volumeDb: -12 }),
    );
    await inStep();
    await Promise.all([here.disconnect(), there.disconnect()]);
  });

  it('SB21 a main one that is killed on air is replaced at once; the next take reaches the standby, and the ledger tells', async () => {
    expect(await desk.send('startBroadcast', {})).toMatchObject({ ok: true });
    expect(await desk.send('takeSegment', { segmentId: 's1' })).toMatchObject({ ok: true });
    await inStep();
    main.kill('SIGKILL');
    await until(standby(), ({ counts }) => counts === 'standby');
    expect(host.desk.obs.state.get().connection.url).toBe(other.url);
    expect(await desk.send('takeSegment', { segmentId: 's2' })).toMatchObject({ ok: true });
    const there = await secondClient(other);
    await eventually(
      () => program(there),
      (name) => name === 'Farm',
    );
    await there.disconnect();
    const kinds = recorded();
    expect(kinds.indexOf('obs.lost')).toBeLessThan(kinds.indexOf('standby.switched'));
    expect(last('standby.switched')).toMatchObject({ actor: 'studio', body: { to: 'standby', reason: 'lost' } });
    expect(last('segment.taken')).toMatchObject({ body: { segmentId: 's2', sceneName: 'Farm' } });

    // The one that died comes back as the standby, and is brought into step.
    await main.restart();
    await eventually(recorded, (all) => all.filter((kind) => kind === 'standby.ready').length === 2);
    expect(last('standby.ready')).toMatchObject({ body: { url: main.url } });
    const back = await secondClient(main);
    await eventually(
      () => program(back),
      (name) => name === 'Farm',
    );
    await back.disconnect();
    expect(standby().get().counts).toBe('standby');
  });

  it('SB22 one that hangs with its socket open is replaced as well, and is the standby once it wakes', async () => {
    // An OBS that was killed has lost what it had not saved, so the two need not be in step here.
    await other.halt();
    await until(standby(), ({ counts }) => counts === 'main');
    expect(last('obs.lost')).toMatchObject({ body: { url: other.url } });
    expect(await desk.send('takeSegment', { segmentId: 's3' })).toMatchObject({ ok: true });
    const back = await secondClient(main);
    await eventually(
      () => program(back),
      (name) => name === 'Anchor',
    );
    await back.disconnect();
    other.kill('SIGCONT');
    await until(host.desk.obs.other.state, ({ mirror }) => mirror !== null);
    const there = await secondClient(other);
    await eventually(
      () => program(there),
      (name) => name === 'Anchor',
    );
    await there.disconnect();
    expect(standby().get()).toMatchObject({ counts: 'main', lastSwitch: { to: 'main', reason: 'lost' } });
  });
});

it('SB25 the standby cannot be made the main OBS too, under whatever name of this computer', async () => {
  const other = await startSimulatedObs({ port: 0, password: 'secret' });
  const host = await startTestHost(newFolder());
  const desk = openDesk(host);
  onTestFinished(async () => {
    desk.close();
    await host.stop();
    await other.stop();
  });
  const standby = { url: other.url, password: 'secret', automatic: false, streams: false };
  expect(await desk.send('connectStandby', standby)).toMatchObject({ ok: true });
  const url = other.url.replace('127.0.0.1', 'localhost');
  expect(await desk.send('connectObs', { url, password: 'secret' })).toMatchObject({ ok: false, refusal: { code: 'obs-is-standby' } });
  expect(await desk.send('removeStandby', {})).toMatchObject({ ok: true });
  expect(await desk.send('connectObs', { url, password: 'secret' })).toMatchObject({ ok: true });
});
