/** Sound through the whole host: commands from a console, levels to it, and what goes on record. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '../../native/host.ts';
import { type SimulatedObs, startSimulatedObs } from '../../native/obs/simulated/simulated-obs.ts';
import { newSound } from '../../native/obs/simulated/world.ts';
import { type Desk, newFolder, openDesk, startTestHost } from '../harness/test-host.ts';
import { eventually, until } from '../harness/waiting.ts';

describe('sound on a host', () => {
  const folder = newFolder();
  let obs: SimulatedObs;
  let host: Host;
  let desk: Desk;

  beforeAll(async () => {
    obs = await startSimulatedObs({ sceneNames: ['A'] });
    for (const [name, kind] of [
      ['Host mic', 'pulse_input_capture'],
      ['Music', 'ffmpeg_source'],
    ] as const) {
      obs.world.collection.inputs.push({ ...newSound(), name, kind, settings: {}, filters: [], sound: [[0.1, 0.25]] });
      obs.world.addItem(obs.world.scene('A'), name, true);
    }
    host = await startTestHost(folder);
    desk = openDesk(host);
    await desk.send('connectObs', { url: obs.url });
    await until(host.desk.obs.sources, ({ inputs }) => inputs.length === 2);
  });
  afterAll(async () => {
    desk?.close();
    await host?.stop();
    await obs?.stop();
  });

  const entries = () =>
    host.desk.ledger
      .playoutEntries(host.desk.playout.broadcastId)
      .filter(({ kind }) => kind.startsWith('audio.'))
      .map(({ kind, actor, body }) => ({ kind, actor, body }));

  it('AU4 levels reach a console that watches, and OBS is left in peace after it', async () => {
    expect(obs.sessionCount).toBe(1);
    const page = openDesk(host);
    const meters = page.watch('meters');
    const levels = await eventually(
      () => meters()?.levels ?? [],
      (all) => all.length === 2,
    );
    expect(levels.find(({ inputName }) => inputName === 'Music')?.peakDb).toEqual([-12]);
    page.close();
    await eventually(
      () => obs.sessionCount,
      (count) => count === 1,
    );
  });

  it('AU9 a mute from the console and one by hand are on record', async () => {
    expect(await desk.send('setMute', { inputName: 'Music', muted: true })).toEqual({ ok: true, value: {} });
    await until(host.desk.obs.sources, ({ inputs }) => inputs.some(({ audio }) => audio?.muted));
    obs.world.input('Music').muted = false;
    obs.world.emit('InputMuteStateChanged', { inputName: 'Music', inputMuted: false });
    const recorded = await eventually(entries, (all) => all.length === 2);
    expect(recorded).toEqual([
      { kind: 'audio.muted', actor: expect.stringMatching(/^operator/u), body: { inputName: 'Music', muted: true, byStudio: true } },
      { kind: 'audio.muted', actor: 'obs', body: { inputName: 'Music', muted: false, byStudio: false } },
    ]);
  });

  it('AU13 a silent microphone raises an alarm on air, which is on record with its end', async () => {
    expect(await desk.send('configureAudio', { silenceAfterMs: 600 })).toEqual({ ok: true, value: {} });
    const audio = desk.watch('audio');
    await desk.send('startBroadcast', {});
    obs.world.input('Host mic').sound = [[0, 0]];
    const alarmed = await eventually(audio, (state) => (state?.alarms.length ?? 0) > 0);
    expect(alarmed).toMatchObject({ microphones: ['Host mic'], alarms: [{ inputName: 'Host mic', kind: 'silent' }] });
    obs.world.input('Host mic').sound = [[0.1, 0.25]];
    await eventually(audio, (state) => state?.alarms.length === 0);
    const recorded = await eventually(entries, (all) => all.length === 4);
    expect(recorded.slice(2)).toEqual([
      { kind: 'audio.alarmed', actor: 'studio', body: { inputName: 'Host mic', alarm: 'silent', endedAfterMs: null } },
      { kind: 'audio.alarmed', actor: 'studio', body: { inputName: 'Host mic', alarm: 'silent', endedAfterMs: expect.any(Number) } },
    ]);
  });

  it('AU11 talk-over that could not be given back by a studio that ends is given back by its next start', async () => {
    expect(await desk.send('setTalkOver', { active: true })).toEqual({ ok: true, value: {} });
    expect(obs.world.input('Music').volumeMul).toBeCloseTo(0.126, 3);
    // A studio that ends in peace gives it back itself; this one cannot reach OBS any more.
    obs.faults.refuseConnections = true;
    obs.dropSockets();
    desk.close();
    await host.stop();
    obs.faults.refuseConnections = false;
    expect(obs.world.input('Music').volumeMul).toBeCloseTo(0.126, 3);
    host = await startTestHost(folder);
    desk = openDesk(host);
    await desk.send('connectObs', { url: obs.url });
    const volume = await eventually(
      () => obs.world.input('Music').volumeMul,
      (now) => now > 0.5,
    );
    expect(volume).toBe(1);
  });
});
