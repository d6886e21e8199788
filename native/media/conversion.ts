/** Makes of a probed video the file that OBS plays: measures, encodes, takes its picture, and looks whether it came out right. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaItem } from '../contract/media.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import { type ProgramOutcome, runProgram } from '../kernel/child-program.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { syncFile, syncFolder } from '../store/whole-file.ts';
import { encodeArgs, type Fit, framesOf, type Loudness, loudnessIn, measureArgs, posterArgs, type Target } from './conversion-plan.ts';
import { HALF } from './media-folder.ts';
import type { MediaPrograms } from './media-programs.ts';
import { ffprobe, probe, type Probed } from './probe.ts';

export interface ConversionJob {
  /** The name to tell. */
  file: string;
  original: string;
  /** Where the new files go. */
  folder: string;
  posterPath: string;
  /** Sets the names of this conversion's files apart from those of the one before, which OBS may hold open. */
  runId: string;
  source: Probed;
  /** Undefined while it was not measured; null for silence. */
  loudness: Loudness | null | undefined;
  fit: Fit;
  target: Target;
}

export interface ConversionPorts {
  programs: MediaPrograms;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
  onMeasured(loudness: Loudness | null): Promise<void>;
  /** From 0 to 1. */
  onProgress(part: number): void;
}

export type Playable = NonNullable<MediaItem['playable']>;

/** A program that says nothing for so long is stuck; on a machine that is busy with a broadcast it is slow, but it speaks. */
const SILENT_MS = 3 * 60_000;
const LIMIT_MS = 12 * 3_600_000;
const POSTER_LIMIT_MS = 60_000;
/** How much of the whole each stage is, by its usual length. */
const STAGES = { measure: 0.1, encode: 0.85 };
const FRAMES_OFF = 2;

/** Null when it was stopped. What is half made is removed. */
export async function convert(job: ConversionJob, ports: ConversionPorts): Promise<Result<Playable> | null> {
  const half = join(job.folder, `play-${job.runId}.mp4${HALF}`);
  try {
    const made = await make(job, half, ports);
    return ports.signal.aborted ? null : made;
  } finally {
    rmSync(half, { force: true });
  }
}

async function make(job: ConversionJob, half: string, ports: ConversionPorts): Promise<Result<Playable>> {
  const { source, target, fit, original, folder } = job;
  const measured = await measuredLoudness(job, ports);
  if (!measured.ok) return measured;
  const loudness = measured.value;
  const plan = { source, loudness, fit, target, mapsHighRange: ports.programs.mapsHighRange };
  const share = (part: number) => ports.onProgress(STAGES.measure + part * STAGES.encode);
  const encoded = await runWatched(encodeArgs(original, half, plan), source.durationMs, share, ports);
  if (encoded.exitCode !== 0) return failure(encoded, job, ports);
  const checked = await check(job, half, loudness, ports);
  if (!checked.ok) return checked;
  const path = join(folder, `play-${job.runId}.mp4`);
  const durationMs = Math.round((checked.value.frames * 1000) / target.fps);
  const posterHalf = join(folder, `poster-${job.runId}.jpg${HALF}`);
  const { programs, clock, signal } = ports;
  const drawn = await runProgram({
    path: programs.ffmpeg,
    args: posterArgs(half, posterHalf, durationMs),
    clock,
    limitMs: POSTER_LIMIT_MS,
    signal,
  });
  if (drawn.exitCode !== 0 || !existsSync(posterHalf)) return failure(drawn, job, ports);
  syncFile(half);
  renameSync(half, path);
  renameSync(posterHalf, job.posterPath);
  syncFolder(folder);
  ports.onProgress(1);
  const { loudnessLufs } = checked.value;
  return accepted({ path, durationMs, width: target.width, height: target.height, fps: target.fps, loudnessLufs });
}

async function measuredLoudness(job: ConversionJob, ports: ConversionPorts): Promise<Result<Loudness | null>> {
  const { source, original } = job;
  if (job.loudness !== undefined) return accepted(job.loudness);
  if (source.audioIndex === null) return accepted(null);
  const share = (part: number) => ports.onProgress(part * STAGES.measure);
  const run = await runWatched(measureArgs(original, source), source.durationMs, share, ports);
  if (run.exitCode !== 0) return failure(run, job, ports);
  const loudness = loudnessIn(run.errorText);
  await ports.onMeasured(loudness);
  return accepted(loudness);
}

/** Runs ffmpeg, tells how far it is, and ends it when it no longer says anything. */
async function runWatched(
  args: readonly string[],
  lengthMs: number,
  onPart: (part: number) => void,
  { programs, clock, signal }: ConversionPorts,
): Promise<ProgramOutcome> {
  const stuck = new AbortController();
  const watch = () => clock.after(SILENT_MS, () => stuck.abort());
  let timer = watch();
  const outcome = await runProgram({
    path: programs.ffmpeg,
    args,
    clock,
    limitMs: LIMIT_MS,
    signal: AbortSignal.any([signal, stuck.signal]),
    onLine(line) {
      timer.cancel();
      timer = watch();
      const doneUs = Number(/^out_time_us=(\d+)/u.exec(line)?.[1] ?? Number.NaN);
      if (doneUs > 0) onPart(Math.min(1, doneUs / 1000 / lengthMs));
    },
  });
  timer.cancel();
  return outcome;
}

function failure({ ended, exitCode, errorText }: ProgramOutcome, { file, folder }: ConversionJob, ports: ConversionPorts) {
  if (!ports.signal.aborted)
    ports.logger.warn({ file, ended, exitCode, errorText: errorText.slice(-2000) }, 'a video could not be converted');
  if (ended === 'unstartable') return refused('ffmpeg-missing');
  return /No space left/iu.test(errorText) ? refused('storage-full', { folder }) : refused('media-unplayable', { file });
}

/** The file is probed again: all frames there, at even times, as loud as it should be. */
async function check(
  job: ConversionJob,
  path: string,
  loudness: Loudness | null,
  ports: ConversionPorts,
): Promise<Result<{ frames: number; loudnessLufs: number | null }>> {
  const { file, source, target } = job;
  const { logger } = ports;
  const made = await probe(path, 'mov', file, ports);
  if (!made.ok) return made;
  const { width, height, audioIndex, durationMs } = made.value;
  const times = await frameTimes(path, made.value, ports);
  const wanted = framesOf(source, target);
  const findings = {
    size: width === target.width && height === target.height,
    length: Math.abs(durationMs / 1000 - wanted / target.fps) * target.fps <= FRAMES_OFF,
    even: isEven(times),
    sound: audioIndex !== null,
  };
  const frames = times.length;
  if (Math.abs(frames - wanted) > FRAMES_OFF) {
    logger.warn({ file, frames, wanted }, 'a video has fewer or more frames than it claims');
    return refused('media-damaged', { file });
  }
  if (Object.values(findings).includes(false)) {
    logger.error({ file, findings }, 'a converted video is not as it should be');
    return refused('media-unplayable', { file });
  }
  return accepted({ frames, loudnessLufs: loudness ? await loudnessOf(path, made.value, ports) : null });
}

/** Sound of a second or with very high peaks cannot always be brought to the goal; it is played all the same, and the page tells. */
async function loudnessOf(path: string, made: Probed, { programs, clock, signal }: ConversionPorts): Promise<number | null> {
  const run = await runProgram({ path: programs.ffmpeg, args: measureArgs(path, made), clock, limitMs: LIMIT_MS, signal });
  return loudnessIn(run.errorText)?.input_i ?? null;
}

async function frameTimes(path: string, { videoIndex }: Probed, ports: ConversionPorts): Promise<number[]> {
  const args = ['-select_streams', String(videoIndex), '-show_entries', 'packet=pts', '-of', 'csv=p=0'];
  const told = await ffprobe(path, 'mov', args, ports);
  return told.output
    .split('\n')
    .map((line) => Number.parseInt(line, 10))
    .filter((time) => Number.isFinite(time))
    .toSorted((a, b) => a - b);
}

/** In whole ticks of the file's own clock. */
function isEven(times: readonly number[]): boolean {
  const step = (times[1] ?? 0) - (times[0] ?? 0);
  return times.slice(1).every((time, at) => time - (times[at] ?? 0) === step);
}
