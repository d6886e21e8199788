/** Recording that begins and ends with the broadcast, through the whole host. */
import { afterEach, describe, expect, it } from 'vitest';
import type { HostConfig } from '../../native/host.ts';
import { type SimulatedObs, startSimulatedObs } from '../../native/obs/simulated/simulated-obs.ts';
import { newFolder, openDesk, startTestHost } from '../harness/test-host.ts';
import { eventually, until } from '../harness/waiting.ts';

const closing: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** A studio that records with its broadcasts, on an OBS that calls itself simulated only when told to. */
async function studio(changes: Partial<HostConfig> = {}, { saysSimulated = false } = {}) {
  const obs: SimulatedObs = await startSimulatedObs({ sceneNames: ['A'] });
  closing.push(() => obs.stop());
  const host = await startTestHost(newFolder(), changes);
  closing.push(() => host.stop());
  const desk = openDesk(host);
  closing.push(() => desk.close());
  host.connectObs(obs.url, null, saysSimulated);
  const outputs = desk.watch('outputs');
  await until(host.desk.obs.state, ({ connection }) => connection.state === 'ready');
  await desk.send('recordWithBroadcast', { enabled: true });
  await eventually(outputs, (state) => state?.recordWithBroadcast === true && state.record.turn === 'off');
  const kinds = (kind: string) => host.desk.ledger.playoutEntries(host.desk.playout.broadcastId).filter((entry) => entry.kind === kind);
  const refusals = () => kinds('command.refused').map(({ actor, body }) => ({ actor, ...(body as { command: string; code: string }) }));
  return { obs, host, desk, outputs, refusals };
}

const rehearsed: Partial<HostConfig> = {
  rehearsal: {
    rundown: { rundownId: 'r1', title: { 'zh-CN': '彩排', ug: 'رېپېتىتسىيە', en: 'Rehearsal' }, plannedStartAtMs: null, segments: [] },
    products: [],
  },
};

describe('recording with the broadcast', () => {
  it('OT45 begins when the broadcast starts and ends when it ends', async () => {
    const { obs, desk, outputs } = await studio();
    expect(await desk.send('startBroadcast', {})).toMatchObject({ ok: true });
    await eventually(outputs, (state) => state?.record.turn === 'recording');
    expect(obs.outputs.record.active).toBe(true);
    expect(await desk.send('endBroadcast', {})).toMatchObject({ ok: true });
    await eventually(outputs, (state) => state?.record.turn === 'off');
    expect(obs.outputs.record.active).toBe(false);
  });

  it('OT46 that is refused is told and on record, and the broadcast goes on; what never began is not ended', async () => {
    const { obs, host, desk, outputs, refusals } = await studio();
    obs.outputs.record.start = () => obs.outputs.record.endByItself();
    expect(await desk.send('startBroadcast', {})).toMatchObject({ ok: true });
    await eventually(refusals, (all) => all.length > 0);
    expect(refusals()).toMatchObject([{ actor: 'studio', command: 'startRecord', code: 'obs-record-not-started' }]);
    await eventually(outputs, (state) => state?.record.problem?.code === 'obs-record-not-started');
    expect(host.desk.playout.state.get().broadcast.phase).toBe('onAir');
    expect(await desk.send('endBroadcast', {})).toMatchObject({ ok: true });
    expect(refusals().filter(({ command }) => command === 'stopRecord')).toEqual([]);
  });

  it('OT46 goes on without an OBS, and says so', async () => {
    const { host, desk, refusals } = await studio();
    await desk.send('disconnectObs', {});
    expect(await desk.send('startBroadcast', {})).toMatchObject({ ok: true });
    await eventually(refusals, (all) => all.length > 0);
    expect(refusals()).toMatchObject([{ actor: 'studio', command: 'startRecord', code: 'obs-not-connected' }]);
    expect(host.desk.playout.state.get().broadcast.phase).toBe('onAir');
  });

  it('OT47 never begins on a real OBS in a rehearsal, and does on the simulated one', async () => {
    const real = await studio(rehearsed);
    expect(await real.desk.send('startBroadcast', {})).toMatchObject({ ok: true });
    const simulated = await studio(rehearsed, { saysSimulated: true });
    expect(await simulated.desk.send('startBroadcast', {})).toMatchObject({ ok: true });
    await eventually(simulated.outputs, (state) => state?.record.turn === 'recording');
    expect(real.obs.outputs.record.state).toBe('stopped');
    expect(real.outputs()?.record).toMatchObject({ turn: 'off', path: null });
    expect(real.refusals()).toEqual([]);
  });
});
