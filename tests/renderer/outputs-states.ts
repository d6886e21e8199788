/** Outputs for the fixture pages: a stream in trouble, a recording, files good and damaged, and ten minutes of curves. */
import { CURVE_EVERY_MS, CURVE_LENGTH, noOutputs, type OutputsState } from '../../native/contract/outputs.ts';

const MINUTE_MS = 60_000;

export function outputsState(nowMs: number): OutputsState {
  const points = Array.from({ length: CURVE_LENGTH }, (_, index) => index);
  const wave = (middle: number, size: number, length: number) =>
    points.map((point) => middle + size * Math.sin((point / length) * Math.PI * 2));
  const trouble = (from: number, value: (point: number) => number) => points.map((point) => (point < from ? 0 : value(point)));
  const file = { endedAtMs: nowMs - 70 * MINUTE_MS, sizeBytes: 812_000_000, repairShare: null, repairedPath: null, problem: null };
  const damaged = '/home/studio/recordings/2020-05-01 08-42-10.mkv';
  return {
    stream: {
      turn: 'live',
      sinceAtMs: nowMs - 63 * MINUTE_MS,
      startedAtMs: nowMs - 63 * MINUTE_MS,
      bytes: 1_180_000_000,
      totalFrames: 113_400,
      skippedFrames: 214,
      kbps: 2_340,
      congestion: 0.62,
      trouble: { kind: 'congested', sinceAtMs: nowMs - 14_000 },
      reconnects: 1,
      problem: null,
    },
    record: {
      turn: 'recording',
      sinceAtMs: nowMs - 63 * MINUTE_MS,
      startedAtMs: nowMs - 63 * MINUTE_MS,
      path: '/home/studio/recordings/2020-05-01 09-57-44.mkv',
      timecodeMs: 63 * MINUTE_MS,
      bytes: 2_210_000_000,
      format: 'mkv',
      crashSafe: true,
      problem: null,
    },
    replay: { seconds: 30, lastSaved: { path: '/home/studio/recordings/Replay 2020-05-01 10-41-09.mkv', atMs: nowMs - 12 * MINUTE_MS } },
    disk: { freeMb: 84_211, hoursLeft: 31.4 },
    load: { cpuPercent: 34.2, memoryMb: 612, fps: 30, frameMs: 4.1, renderLagFrames: 3, encoderLagFrames: 0 },
    curve: {
      atMs: points.map((point) => nowMs - (CURVE_LENGTH - point) * CURVE_EVERY_MS),
      streamKbps: wave(2_400, 130, 40),
      congestion: trouble(260, (point) => 0.3 + ((point * 7) % 10) / 14),
      skippedFrames: trouble(270, (point) => (point % 5) * 2),
      encoderLagFrames: points.map((point) => (point % 97 === 0 ? 4 : 0)),
      renderLagFrames: points.map((point) => (point % 61 === 0 ? 2 : 0)),
      cpuPercent: wave(34, 6, 60),
      memoryMb: wave(612, 4, 200),
      fps: points.map(() => 30),
    },
    recordings: [
      {
        path: '/home/studio/recordings/2020-05-01 09-57-44.mkv',
        startedAtMs: nowMs - 63 * MINUTE_MS,
        ...file,
        endedAtMs: null,
        state: 'recording',
        durationMs: null,
        frames: null,
      },
      {
        path: damaged,
        startedAtMs: nowMs - 138 * MINUTE_MS,
        ...file,
        state: 'damaged',
        durationMs: 68 * MINUTE_MS,
        frames: 122_391,
        problem: { code: 'recording-damaged', context: { file: damaged } },
      },
      {
        path: '/home/studio/recordings/2020-05-01 08-01-02.mkv',
        startedAtMs: nowMs - 179 * MINUTE_MS,
        ...file,
        state: 'good',
        durationMs: 40 * MINUTE_MS,
        frames: 72_000,
      },
    ],
    recordWithBroadcast: true,
  };
}

/** Nothing runs, nothing was recorded, and a crash would take the whole file. */
export const quietOutputs: OutputsState = {
  ...noOutputs,
  stream: { ...noOutputs.stream, turn: 'off', problem: { code: 'obs-stream-not-started', context: { late: false } } },
  record: { ...noOutputs.record, turn: 'off', format: 'mp4', crashSafe: false },
  disk: { freeMb: 1_911, hoursLeft: 0.4 },
};
