/** Outputs of OBS as the operator needs them: what really runs, how it fares, and the files it leaves. */
import { z } from 'zod';
import { refusalSchema } from './refusal.ts';
import { atMsSchema, durationMsSchema } from './time.ts';

/**
 * `live` only after OBS said STARTED and bytes grew. `stalled`: it should run, and no byte grows. `reconnecting`: OBS looks for its server.
 * `stopping`: asked to stop, until OBS says STOPPED. `unknown`: OBS cannot be asked now.
 */
export const streamTurns = ['off', 'starting', 'live', 'stalled', 'reconnecting', 'stopping', 'unknown'] as const;
/** `recording` only after bytes grew within 10 s of the start. */
export const recordTurns = ['off', 'starting', 'recording', 'stalled', 'paused', 'stopping', 'unknown'] as const;
/** Trouble of the line, smoothed: congestion, or skipped frames. */
export const lineTroubles = ['congested', 'skipping'] as const;

export const streamOutputSchema = z.object({
  turn: z.enum(streamTurns),
  sinceAtMs: atMsSchema,
  startedAtMs: atMsSchema.nullable(),
  /** Since the stream began, across every return of its server. */
  bytes: z.int(),
  totalFrames: z.int(),
  skippedFrames: z.int(),
  /** Over the last seconds; null before it was measured. */
  kbps: z.number().nullable(),
  /** 0 to 1; null where this output does not tell it. */
  congestion: z.number().nullable(),
  trouble: z.object({ kind: z.enum(lineTroubles), sinceAtMs: atMsSchema }).nullable(),
  /** Times that the server was lost in this stream. */
  reconnects: z.int(),
  /** Why it does not run: it did not start, or ended by itself; null from the next start on. */
  problem: refusalSchema.nullable(),
});
export type StreamOutput = z.infer<typeof streamOutputSchema>;

export const recordOutputSchema = z.object({
  turn: z.enum(recordTurns),
  sinceAtMs: atMsSchema,
  startedAtMs: atMsSchema.nullable(),
  /** The file being written, as OBS names it. */
  path: z.string().nullable(),
  /** Length of the recording without its pauses. */
  timecodeMs: durationMsSchema.nullable(),
  bytes: z.int(),
  /** Container that OBS will record into, e.g. `mkv`; null where it does not say. */
  format: z.string().nullable(),
  /** False for a container that is lost as a whole when the computer loses power (plain mp4, mov). */
  crashSafe: z.boolean().nullable(),
  /** It did not start, ended by itself, or does not grow; null from the next start on, or once it grows. */
  problem: refusalSchema.nullable(),
});
export type RecordOutput = z.infer<typeof recordOutputSchema>;

/** A recorded file of the current broadcast. `unreachable`: it lies on another computer, so nobody here can look into it. */
export const recordingSchema = z.object({
  path: z.string(),
  startedAtMs: atMsSchema,
  endedAtMs: atMsSchema.nullable(),
  state: z.enum(['recording', 'checking', 'good', 'damaged', 'repairing', 'repaired', 'missing', 'unreachable', 'unchecked']),
  /** Measured from the file; null before it was. */
  durationMs: durationMsSchema.nullable(),
  frames: z.int().nullable(),
  sizeBytes: z.int().nullable(),
  /** How much of a repair that is under way is done, 0 to 1; null while there is none. */
  repairShare: z.number().min(0).max(1).nullable(),
  /** The whole copy that a repair made; the damaged file is kept. */
  repairedPath: z.string().nullable(),
  problem: refusalSchema.nullable(),
});
export type Recording = z.infer<typeof recordingSchema>;

/** How many points a curve has, and how far they are apart: the last ten minutes. */
export const CURVE_LENGTH = 300;
export const CURVE_EVERY_MS = 2_000;

/** Columns of the same length, the oldest first; null where nothing was measured. Frames are those since the point before. */
export const outputCurveSchema = z.object({
  atMs: z.array(atMsSchema),
  streamKbps: z.array(z.number().nullable()),
  congestion: z.array(z.number().nullable()),
  /** Frames that the line lost, that the encoder lost, and that the picture's drawing lost. */
  skippedFrames: z.array(z.number().nullable()),
  encoderLagFrames: z.array(z.number().nullable()),
  renderLagFrames: z.array(z.number().nullable()),
  cpuPercent: z.array(z.number().nullable()),
  memoryMb: z.array(z.number().nullable()),
  fps: z.array(z.number().nullable()),
});
export type OutputCurve = z.infer<typeof outputCurveSchema>;

export const outputsStateSchema = z.object({
  stream: streamOutputSchema,
  record: recordOutputSchema,
  /** `seconds` is what a save keeps; null where OBS does not say. */
  replay: z.object({ seconds: z.int().nullable(), lastSaved: z.object({ path: z.string(), atMs: atMsSchema }).nullable() }),
  /** Space on the disk that OBS records to; hours at the present or configured rate. */
  disk: z.object({ freeMb: z.number(), hoursLeft: z.number().nullable() }).nullable(),
  load: z
    .object({
      cpuPercent: z.number(),
      memoryMb: z.number(),
      fps: z.number(),
      frameMs: z.number(),
      renderLagFrames: z.int(),
      encoderLagFrames: z.int(),
    })
    .nullable(),
  curve: outputCurveSchema,
  /** Files of the current broadcast, the newest first. */
  recordings: z.array(recordingSchema),
  /** Recording begins and ends with the broadcast. */
  recordWithBroadcast: z.boolean(),
});
export type OutputsState = z.infer<typeof outputsStateSchema>;

export const noCurve: OutputCurve = {
  atMs: [],
  streamKbps: [],
  congestion: [],
  skippedFrames: [],
  encoderLagFrames: [],
  renderLagFrames: [],
  cpuPercent: [],
  memoryMb: [],
  fps: [],
};

/** Outputs of an OBS of which nothing is known yet. */
export const noOutputs: OutputsState = {
  stream: {
    turn: 'unknown',
    sinceAtMs: 0,
    startedAtMs: null,
    bytes: 0,
    totalFrames: 0,
    skippedFrames: 0,
    kbps: null,
    congestion: null,
    trouble: null,
    reconnects: 0,
    problem: null,
  },
  record: {
    turn: 'unknown',
    sinceAtMs: 0,
    startedAtMs: null,
    path: null,
    timecodeMs: null,
    bytes: 0,
    format: null,
    crashSafe: null,
    problem: null,
  },
  replay: { seconds: null, lastSaved: null },
  disk: null,
  load: null,
  curve: noCurve,
  recordings: [],
  recordWithBroadcast: false,
};
