/** The timecode of a recording over an outage of OBS's connection, and starts that are asked for twice. */
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../../native/contract/entry.ts';
import type { ObsMirror, ObsState } from '../../../../native/contract/obs.ts';
import { RecordTimeline } from '../../../../native/contract/record-timeline.ts';
import { accepted, type Result } from '../../../../native/contract/refusal.ts';
import { MutableState } from '../../../../native/kernel/live-state.ts';
import { silentLogger } from '../../../../native/kernel/logger.ts';
import type { ObsData, ObsRequest } from '../../../../native/obs/link.ts';
import type { OutputFact } from '../../../../native/obs/outputs/output-facts.ts';
import { Outputs } from '../../../../native/obs/outputs/outputs.ts';
import { RecordTrack } from '../../../../native/obs/outputs/record-track.ts';
import { StreamTrack } from '../../../../native/obs/outputs/stream-track.ts';
import { eventually, until } from '../../../harness/waiting.ts';
import { manualClock } from '../../manual-clock.ts';
import { closeAfterEach, connected, opened, ready, simulated } from '../simulated-desk.ts';
import { outputsOf } from './outputs-desk.ts';

closeAfterEach();

type Record = ObsMirror['record'];
const OFF: Record = { active: false, paused: false, startedAtMs: null, path: null };

/** A recording that began at 0 and has run for `ms`. */
async function running(ms: number) {
  const clock = manualClock();
  const track = new RecordTrack(clock, () => ({ isShared: false, fps: 30 }));
  track.seen(OFF);
  track.heard('started', {});
  let bytes = 0;
  const sample = (outputDuration: number) => track.sampled({ outputActive: true, outputBytes: (bytes += 1_000), outputDuration });
  sample(0);
  await clock.advance(ms);
  sample(ms);
  expect(track.timecodeAt(clock.nowMs())).toBe(ms);
  const seen = (lengthMs: number, paused = false) =>
    track.seen({ active: true, paused, startedAtMs: clock.nowMs() - lengthMs, path: null });
  const timecode = () => track.timecodeAt(clock.nowMs())!;
  return { clock, track, seen, sample, timecode };
}

/** To the second: what OBS says of a length lags behind by what its encoder holds back. */
const about = (ms: number) => expect.closeTo(ms / 1000, 0);

describe('the timecode over an outage', () => {
  it('OT30 goes on where nothing happened meanwhile, to the millisecond', async () => {
    const { clock, track, seen, timecode } = await running(10_000);
    track.lost();
    await clock.advance(20_000);
    seen(29_600);
    expect(timecode()).toBe(30_000);
  });

  it('OT30 runs again where a paused recording was resumed meanwhile', async () => {
    const { clock, track, seen, sample, timecode } = await running(10_000);
    track.heard('paused', {});
    track.lost();
    await clock.advance(60_000);
    seen(15_000);
    expect(timecode() / 1000).toEqual(about(15_400));
    sample(15_000);
    await clock.advance(5_000);
    sample(20_000);
    expect(timecode() / 1000).toEqual(about(20_400));
  });

  it('OT30 leaves out a pause that began and ended meanwhile', async () => {
    const { clock, track, seen, timecode } = await running(20_000);
    track.lost();
    await clock.advance(15_000);
    seen(25_000);
    expect(timecode() / 1000).toEqual(about(25_400));
  });

  it('OT30 stands where it was paused meanwhile, and goes on from there', async () => {
    const { clock, track, seen, timecode } = await running(10_000);
    track.lost();
    await clock.advance(30_000);
    seen(12_000, true);
    expect(timecode() / 1000).toEqual(about(12_400));
    await clock.advance(10_000);
    track.heard('resumed', {});
    await clock.advance(5_000);
    expect(timecode() / 1000).toEqual(about(17_400));
  });

  it('OT30 stays where a pause outlasts the outage, to the millisecond', async () => {
    const { clock, track, seen, timecode } = await running(10_000);
    track.heard('paused', {});
    track.lost();
    await clock.advance(30_000);
    seen(9_600, true);
    expect(timecode()).toBe(10_000);
  });
});

function scripted() {
  const ticking = manualClock();
  /** By how much wall time was set. */
  const wall = { setByMs: 0 };
  const clock = { ...ticking, nowMs: () => ticking.nowMs() + wall.setByMs };
  const listeners = new Set<(eventType: string, data: ObsData) => void>();
  const state = new MutableState<ObsState>({ connection: connection('connecting'), mirror: null });
  let record: ObsData = { outputActive: false };
  const requestAll = async (requests: ObsRequest[]): Promise<Result<ObsData[]>> =>
    accepted(requests.map(({ requestType }) => (requestType === 'GetRecordStatus' ? record : {})));
  const facts: OutputFact[] = [];
  const outputs = new Outputs({
    clock,
    logger: silentLogger,
    obs: {
      state,
      requestAll,
      request: async () => accepted({}),
      onEvent(listener) {
        listeners.add(listener);
        return { dispose: () => void listeners.delete(listener) };
      },
    },
    recording: null,
    onFact: (fact) => facts.push(fact),
    freeBytes: async () => null,
    onDisk: () => undefined,
  });
  opened.push(() => outputs.dispose());
  return {
    clock,
    wall,
    outputs,
    facts,
    records: (status: ObsData) => (record = status),
    seen: (mirrored: Record) => state.patch({ connection: connection('ready'), mirror: mirrorOf(mirrored) }),
    lose: () => state.patch({ connection: connection('reconnecting'), mirror: null }),
    tell: (outputState: string, outputPath: string | null) => {
      for (const listener of listeners) {
        listener('RecordStateChanged', { outputState: `OBS_WEBSOCKET_OUTPUT_${outputState}`, outputPath });
      }
    },
  };
}

const connection = (state: string) => ({ state, url: 'ws://127.0.0.1:4455', simulated: false }) as ObsState['connection'];
const mirrorOf = (record: Record) =>
  ({
    record,
    stream: { active: false, reconnecting: false, startedAtMs: null },
    replayBuffer: { available: false, active: false },
    output: { width: 1, height: 1, fps: 30 },
    recordFolder: null,
    availableRequests: ['GetRecordStatus', 'GetStats', 'GetStreamStatus'],
  }) as unknown as ObsMirror;

describe('a recording that began while OBS was away', () => {
  it('OT31 is another one: the former has ended, and its own timecode begins with it', async () => {
    const { clock, outputs, facts, records, seen, lose, tell } = scripted();
    seen(OFF);
    await clock.advance(0);
    tell('STARTED', '/videos/one.mkv');
    for (let second = 1; second <= 60; second += 1) {
      records({ outputActive: true, outputBytes: second * 1_000, outputDuration: second * 1_000 });
      await clock.advance(1_000);
    }
    lose();
    await clock.advance(8_000);
    // OBS has crashed and begins to record by itself when it starts.
    records({ outputActive: true, outputBytes: 10, outputDuration: 2_000 });
    seen({ active: true, paused: false, startedAtMs: clock.nowMs() - 2_000, path: null });
    for (let second = 3; second <= 6; second += 1) {
      records({ outputActive: true, outputBytes: second * 1_000, outputDuration: second * 1_000 });
      await clock.advance(1_000);
    }
    const changes = facts.filter(({ kind }) => kind === 'record.changed').map(({ body }) => body);
    expect(changes).toMatchObject([
      { active: true, path: '/videos/one.mkv' },
      { active: false, path: '/videos/one.mkv', timecodeMs: expect.closeTo(60_000, -4) },
      { active: true, path: null },
    ]);
    expect(outputs.state.get().record).toMatchObject({ turn: 'recording', path: null });
    expect(outputs.state.get().record.timecodeMs! / 1000).toEqual(about(6_400));
  });
});

describe('a timecode that wall time no longer tells', () => {
  async function recorded() {
    const desk = scripted();
    desk.seen(OFF);
    await desk.clock.advance(0);
    desk.tell('STARTED', '/videos/one.mkv');
    let bytes = 0;
    /** Whole seconds of recording; `length` is what OBS says of its length at their end. */
    const runs = async (seconds: number, length: number) => {
      for (let second = 1; second <= seconds; second += 1) {
        desk.records({ outputActive: true, outputBytes: (bytes += 1_000), outputDuration: length - (seconds - second) * 1_000 });
        await desk.clock.advance(1_000);
      }
    };
    await runs(90, 90_000);
    const moment = () => {
      const timeline = new RecordTimeline();
      for (const fact of desk.facts) timeline.apply(fact as unknown as Entry);
      return timeline.momentAt(desk.clock.nowMs())?.timecodeMs ?? NaN;
    };
    return { ...desk, runs, moment };
  }

  it('OT36 is right after the clock was set, forwards or back, in every entry after it', async () => {
    for (const setByMs of [3_600_000, -600_000]) {
      const { wall, outputs, runs, moment, facts } = await recorded();
      wall.setByMs = setByMs;
      await runs(10, 100_000);
      expect(outputs.state.get().record.timecodeMs! / 1000).toEqual(about(100_000));
      expect(moment() / 1000).toEqual(about(100_000));
      await runs(100, 200_000);
      expect(moment() / 1000).toEqual(about(200_000));
      expect(facts.filter(({ kind }) => kind === 'record.changed')).toHaveLength(2);
    }
  });

  it('OT36 is right after a pause that began and ended while OBS was away', async () => {
    const { clock, seen, lose, runs, moment } = await recorded();
    lose();
    await clock.advance(40_000);
    seen({ active: true, paused: false, startedAtMs: clock.nowMs() - 100_000, path: null });
    await runs(5, 105_000);
    expect(moment() / 1000).toEqual(about(105_400));
  });

  it('OT36 is not told again and again by a clock that runs at another speed', async () => {
    const { wall, runs, facts } = await recorded();
    for (let second = 0; second < 120; second += 1) {
      wall.setByMs += 10_000;
      await runs(1, 91_000 + second * 1_000);
    }
    expect(facts.filter(({ kind }) => kind === 'record.changed').length).toBeLessThanOrEqual(4);
  });
});

describe('what ended while OBS was away', () => {
  it('OT37 is said, unless somebody was ending it or another OBS counts', async () => {
    const clock = manualClock();
    const off = { active: false, reconnecting: false, startedAtMs: null };
    const stream = () => {
      const track = new StreamTrack(clock);
      track.seen(off);
      track.heard('started');
      return track;
    };
    const crashed = stream();
    crashed.lost();
    crashed.lost();
    crashed.seen(off);
    expect(crashed.view()).toMatchObject({ turn: 'off', problem: { code: 'obs-stream-ended-away' } });
    const stopped = stream();
    stopped.heard('stopping');
    stopped.lost();
    stopped.seen(off);
    expect(stopped.view()).toMatchObject({ turn: 'off', problem: null });
    const left = stream();
    left.lost();
    left.forget();
    left.seen(off);
    expect(left.view()).toMatchObject({ turn: 'off', problem: null });

    const { track: recorded } = await running(10_000);
    recorded.lost();
    recorded.seen(OFF);
    expect(recorded.view()).toMatchObject({ turn: 'off', problem: { code: 'obs-record-ended-away' } });
    const { track: ended } = await running(10_000);
    ended.heard('stopping', {});
    ended.lost();
    ended.seen(OFF);
    expect(ended.view()).toMatchObject({ turn: 'off', problem: null });
  });
});

describe('a start', () => {
  it('OT32 that is asked for twice is one start, and the recording is shown as it runs', async () => {
    const server = await simulated();
    const { obs } = connected(server.url);
    const { outputs } = outputsOf(obs);
    opened.push(() => outputs.dispose());
    await ready(obs);
    const both = [outputs.commands.startRecord(), outputs.commands.startRecord()];
    expect(await Promise.all(both)).toEqual([
      { ok: true, value: {} },
      { ok: true, value: {} },
    ]);
    const { record } = await until(outputs.state, ({ record: { turn } }) => turn === 'recording');
    expect(record.problem).toBeNull();
  });

  it('OT32 that a hand in OBS made a moment before is no failure', async () => {
    const server = await simulated();
    const { obs } = connected(server.url);
    const { outputs } = outputsOf(obs);
    opened.push(() => outputs.dispose());
    await ready(obs);
    server.outputs.startRecord();
    expect(await outputs.commands.startRecord()).toEqual({ ok: true, value: {} });
    await eventually(
      () => outputs.state.get().record,
      ({ turn, problem }) => turn === 'recording' && problem === null,
    );
  });
});
