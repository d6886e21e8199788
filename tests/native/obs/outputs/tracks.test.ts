/** What stream and recording really do, on a clock that only the test moves: growth, stalls, trouble of the line, timecodes, room. */
import { describe, expect, it } from 'vitest';
import { CURVE_LENGTH } from '../../../../native/contract/outputs.ts';
import { CurveWindow } from '../../../../native/obs/outputs/curve-window.ts';
import { DiskRoom, isLow } from '../../../../native/obs/outputs/disk-room.ts';
import { LineWatch } from '../../../../native/obs/outputs/line-trouble.ts';
import { readRecordConfig } from '../../../../native/obs/outputs/record-config.ts';
import { RecordTrack } from '../../../../native/obs/outputs/record-track.ts';
import { StreamTrack } from '../../../../native/obs/outputs/stream-track.ts';
import { noStream } from '../../../../native/obs/outputs/stream-watch.ts';
import { manualClock } from '../../manual-clock.ts';

const OFF = { active: false, reconnecting: false, startedAtMs: null };

describe('a stream', () => {
  it('OT1 is stalled once no byte grows for four seconds, and says when it ended by itself', async () => {
    const clock = manualClock();
    const track = new StreamTrack(clock);
    expect(track.view().turn).toBe('unknown');
    track.seen(OFF);
    track.asked('start');
    track.heard('started');
    const second = async (bytes: number) => {
      await clock.advance(1_000);
      track.sampled({ ...noStream, active: true, bytes }, true);
      return track.view().turn;
    };
    expect([await second(500), await second(900), await second(1_400)]).toEqual(['starting', 'live', 'live']);
    const turns = [];
    for (let count = 0; count < 5; count += 1) turns.push(await second(1_400));
    expect(turns).toEqual(['live', 'live', 'live', 'live', 'stalled']);
    expect(await second(2_000)).toBe('live');
    track.heard('stopped');
    expect(track.view()).toMatchObject({ turn: 'off', problem: { code: 'obs-stream-ended' } });
    track.heard('starting');
    track.heard('stopped');
    expect(track.view()).toMatchObject({ turn: 'off', problem: { code: 'obs-stream-not-started' } });
  });

  it('OT3 stays reconnecting until bytes grow again, counts each loss once, and goes on after an outage of OBS', async () => {
    const clock = manualClock();
    const track = new StreamTrack(clock);
    track.seen(OFF);
    track.heard('started');
    let bytes = 0;
    const second = async (more: number, reconnecting = false) => {
      await clock.advance(1_000);
      bytes += more;
      track.sampled({ ...noStream, active: true, bytes, reconnecting }, true);
    };
    await second(10);
    await second(10);
    for (let loss = 1; loss <= 5; loss += 1) {
      track.heard('reconnecting');
      expect(track.view().turn).toBe('reconnecting');
      await second(0, true);
      track.heard('reconnecting');
      track.heard('reconnected');
      await second(0);
      expect(track.view().turn).toBe('reconnecting');
      await second(10);
      expect(track.view()).toMatchObject({ turn: 'live', reconnects: loss });
    }
    const { startedAtMs } = track.view();
    track.lost();
    expect(track.view().turn).toBe('unknown');
    track.seen({ active: true, reconnecting: false, startedAtMs: 1 });
    expect(track.view()).toMatchObject({ turn: 'starting', startedAtMs, reconnects: 5 });
    track.heard('stopping');
    expect(track.view().turn).toBe('stopping');
    track.heard('stopped');
    expect(track.view()).toMatchObject({ turn: 'off', problem: null });
  });
});

describe('the line of a stream', () => {
  const look = (line: LineWatch, second: number, congestion: number, skippedFrames = 0) =>
    line.look({ atMs: second * 1_000, congestion, skippedFrames, totalFrames: second * 30 });

  it('OT4 is in trouble within six seconds of congestion, not by one jump, and well after fifteen good seconds', () => {
    const line = new LineWatch();
    for (let second = 0; second < 10; second += 1) look(line, second, second === 4 ? 1 : 0);
    expect(line.trouble).toBeNull();
    for (const [index, congestion] of [0.57, 0, 0.9, 1].entries()) look(line, 10 + index, congestion);
    expect(line.trouble).toMatchObject({ kind: 'congested', sinceMs: 13_000 });
    for (let second = 14; second < 28; second += 1) look(line, second, 0);
    expect(line.trouble).not.toBeNull();
    look(line, 28, 0);
    expect(line.trouble).toBeNull();
  });

  it('OT4 is in trouble when two of a hundred frames of ten seconds are skipped', () => {
    const line = new LineWatch();
    for (let second = 0; second < 10; second += 1) look(line, second, 0);
    look(line, 10, 0, 5);
    expect(line.trouble).toBeNull();
    look(line, 11, 0, 9);
    expect(line.trouble).toMatchObject({ kind: 'skipping' });
  });
});

describe('a recording', () => {
  const recorder = (isShared = false) => {
    const clock = manualClock();
    const track = new RecordTrack(clock, () => ({ isShared, fps: 30 }));
    track.seen({ active: false, paused: false, startedAtMs: null, path: null });
    return { clock, track };
  };

  it('OT2 alarms when it does not grow within ten seconds, and is well once it does', async () => {
    const { clock, track } = recorder();
    track.heard('started', { outputPath: '/r/a.mkv' });
    for (let second = 1; second <= 10; second += 1) {
      await clock.advance(1_000);
      track.sampled({ outputActive: true, outputBytes: 0, outputDuration: 0 });
    }
    expect(track.view()).toMatchObject({ turn: 'starting', problem: null });
    await clock.advance(1_000);
    track.sampled({ outputActive: true, outputBytes: 0, outputDuration: 0 });
    expect(track.view()).toMatchObject({ turn: 'stalled', problem: { code: 'recording-not-growing', context: { file: '/r/a.mkv' } } });
    await clock.advance(1_000);
    track.sampled({ outputActive: true, outputBytes: 9_000, outputDuration: 500 });
    expect(track.view()).toMatchObject({ turn: 'recording', problem: null });
  });

  it('OT13 knows no length beyond wall time, whatever OBS says after a change of its video settings', async () => {
    const { clock, track } = recorder();
    await clock.advance(5_000);
    track.heard('started', { outputPath: '/r/a.mkv' });
    for (let second = 1; second <= 3; second += 1) {
      await clock.advance(1_000);
      track.sampled({ outputActive: true, outputBytes: second * 100, outputDuration: 142_000_000 });
    }
    expect(track.view()).toMatchObject({ turn: 'recording', timecodeMs: 3_000, startedAtMs: 5_000 });
  });

  it('OT2 begins with STARTED, and with a shared encoder when its first keyframe came', async () => {
    for (const [isShared, expected] of [
      [false, 10_000],
      [true, 3_567],
    ] as const) {
      const { clock, track } = recorder(isShared);
      track.heard('started', { outputPath: '/r/a.mkv' });
      await clock.advance(7_000);
      track.sampled({ outputActive: true, outputBytes: 0, outputDuration: 0 });
      await clock.advance(3_000);
      track.sampled({ outputActive: true, outputBytes: 700, outputDuration: isShared ? 3_000 : 9_500 });
      expect(track.view().timecodeMs).toBe(expected);
    }
  });
});

describe('room and rates', () => {
  it('OT14 tells hours left by the measured rate, else by the configured one, and warns below 2 GB or half an hour', () => {
    const room = new DiskRoom();
    expect(room.look(0, 9_000, null, null)).toEqual({ freeMb: 9_000, hoursLeft: null });
    expect(room.look(0, 9_000, null, 8_000)).toEqual({ freeMb: 9_000, hoursLeft: 2.62 });
    for (let second = 0; second <= 10; second += 1) room.look(second * 1_000, 9_000, second * 4_000_000, 8_000);
    expect(room.look(11_000, 9_000, 44_000_000, 8_000)).toEqual({ freeMb: 9_000, hoursLeft: 0.65 });
    expect(room.look(12_000, null, 48_000_000, 8_000)).toBeNull();
    expect([
      isLow({ freeMb: 2_000, hoursLeft: 9 }),
      isLow({ freeMb: 90_000, hoursLeft: 0.4 }),
      isLow({ freeMb: 3_000, hoursLeft: 1 }),
    ]).toEqual([true, true, false]);
  });

  it('OT15 keeps a point every two seconds of the last ten minutes, and no more', () => {
    const curve = new CurveWindow();
    const load = { cpuPercent: 1, memoryMb: 2, fps: 30, frameMs: 1, renderLagFrames: 0, encoderLagFrames: 0 };
    for (let second = 0; second < 700; second += 1) {
      curve.look(second * 1_000, second * 1_000, {
        streamKbps: second,
        congestion: null,
        skippedFrames: second < 600 ? second : second - 600,
        load,
      });
    }
    expect(curve.curve.atMs).toHaveLength(CURVE_LENGTH);
    expect(curve.curve.atMs.at(-1)).toBe(698_000);
    expect(curve.curve.atMs[0]).toBe(100_000);
    // Frames since the point before; a count that began anew is all new.
    expect(curve.curve.skippedFrames.slice(0, 2)).toEqual([2, 2]);
    expect(curve.curve.skippedFrames[250]).toBe(0);
    expect(curve.curve.congestion.every((value) => value === null)).toBe(true);
  });

  it.each([
    [
      { 'Output/Mode': 'Simple', 'SimpleOutput/RecFormat': 'mp4', 'SimpleOutput/VBitrate': '2500' },
      { format: 'mp4', crashSafe: false, kbps: 2500 },
    ],
    [
      { 'Output/Mode': 'Simple', 'SimpleOutput/RecFormat': 'mkv', 'SimpleOutput/RecFormat2': 'hybrid_mp4' },
      { format: 'hybrid_mp4', crashSafe: true },
    ],
    [
      { 'Output/Mode': 'Advanced', 'AdvOut/RecFormat': 'mov', 'AdvOut/RecRBTime': '30' },
      { format: 'mov', crashSafe: false, kbps: null, seconds: 30 },
    ],
    [{}, { format: null, crashSafe: null, kbps: null, seconds: null }],
  ])('OT16 knows of %o that a crash would take the file, or not', async (profile: Record<string, string>, expected) => {
    const config = await readRecordConfig(async (_request, { parameterCategory, parameterName }) => ({
      ok: true,
      value: { parameterValue: profile[`${String(parameterCategory)}/${String(parameterName)}`] ?? null, defaultParameterValue: null },
    }));
    expect(config).toMatchObject(expected);
  });
});
