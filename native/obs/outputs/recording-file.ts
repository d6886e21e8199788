/** Looks into a recorded file and makes a whole copy of a damaged one, with ffprobe and ffmpeg. */
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { z } from 'zod';
import { accepted, refused, type Result } from '../../contract/refusal.ts';
import { runProgram } from '../../kernel/child-program.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { FfmpegPrograms } from '../../kernel/ffmpeg-programs.ts';

export interface FileLook {
  /** Has pictures, and an end. */
  good: boolean;
  frames: number;
  durationMs: number | null;
  sizeBytes: number;
  /** Technical, for the record. */
  problem: 'empty' | 'no-end' | 'unreadable' | null;
}

interface FileTools {
  programs: FfmpegPrograms | null;
  clock: Clock;
  signal: AbortSignal;
}

/** Counting the frames reads the whole file: a day of 6 Mbit/s from a slow disk. */
const PROBE_LIMIT_MS = 30 * 60_000;
const REPAIR_LIMIT_MS = 2 * 3_600_000;

/** As ffmpeg's demuxers say it of a file whose end is missing though its head names a length. */
const CUT_OFF = /ended prematurely|truncat|partial file/iu;

const number = z.coerce.number().finite();
const probeSchema = z.object({
  streams: z
    .array(z.object({ avg_frame_rate: z.string().optional(), nb_read_packets: number.optional(), duration: z.string().optional() }))
    .default([]),
  format: z.object({ duration: z.string().optional() }).optional(),
});

/** Counts packets, not pictures: decoding hours of them would take hours. */
export async function lookIntoFile(path: string, { programs, clock, signal }: FileTools): Promise<Result<FileLook>> {
  const file = statSync(path, { throwIfNoEntry: false });
  if (!file?.isFile()) return refused('recording-missing', { file: path });
  if (!programs?.ffprobe) return refused('ffmpeg-missing');
  const wanted = ['-show_entries', 'stream=avg_frame_rate,nb_read_packets,duration:format=duration', '-of', 'json'];
  const args = ['-v', 'error', '-select_streams', 'v:0', '-count_packets', ...wanted, '--', path];
  const outcome = await runProgram({ path: programs.ffprobe, args, clock, limitMs: PROBE_LIMIT_MS, signal });
  if (outcome.ended === 'unstartable') return refused('ffmpeg-missing');
  const unreadable: FileLook = { good: false, frames: 0, durationMs: null, sizeBytes: file.size, problem: 'unreadable' };
  if (outcome.ended !== 'exited') return refused('recording-damaged', { file: path });
  if (outcome.exitCode !== 0) return accepted(file.size === 0 ? { ...unreadable, problem: 'empty' } : unreadable);
  const probe = probeSchema.safeParse(JSON.parse(outcome.output));
  if (!probe.success) return accepted(unreadable);
  const stream = probe.data.streams[0];
  const frames = stream?.nb_read_packets ?? 0;
  const told = Number(probe.data.format?.duration ?? stream?.duration);
  // A file that was cut off names no length, or that of none of its pictures; matroska writes it at the very end.
  const hasEnd = told > 0 && !CUT_OFF.test(outcome.errorText);
  const durationMs = hasEnd ? Math.round(told * 1000) : lengthOf(frames, stream?.avg_frame_rate);
  const problem = frames === 0 ? 'empty' : hasEnd ? null : 'no-end';
  return accepted({ good: problem === null, frames, durationMs, sizeBytes: file.size, problem });
}

/**
 * Copies picture and sound into a new container beside the damaged file, which stays as it is. The copy gets its name once it has been
 * looked into.
 */
export async function repairFile(
  path: string,
  tools: FileTools,
  onShare: (done: number) => void = () => undefined,
): Promise<Result<FileLook & { path: string }>> {
  const { programs, clock, signal } = tools;
  const damaged = statSync(path, { throwIfNoEntry: false });
  if (!damaged) return refused('recording-missing', { file: path });
  if (!programs?.ffprobe) return refused('ffmpeg-missing');
  const repairedPath = freeName(path);
  const draft = join(dirname(path), `.${basename(repairedPath)}`);
  rmSync(draft, { force: true });
  const args = [
    '-v',
    'error',
    '-nostdin',
    '-n',
    '-fflags',
    '+genpts',
    '-i',
    path,
    '-map',
    '0:v?',
    '-map',
    '0:a?',
    '-c',
    'copy',
    '-progress',
    'pipe:1',
    draft,
  ];
  const onLine = (line: string) => {
    // A copy is as long as what was read for it, but for the containers' own few bytes.
    const written = /^total_size=(\d+)$/u.exec(line)?.[1];
    if (written !== undefined) onShare(Math.min(1, Number(written) / Math.max(1, damaged.size)));
  };
  const outcome = await runProgram({ path: programs.ffmpeg, args, clock, limitMs: REPAIR_LIMIT_MS, signal, onLine });
  const failed = (): ReturnType<typeof refused> => {
    rmSync(draft, { force: true });
    if (signal.aborted) return refused('recording-repair-cancelled', { file: path });
    return refused(outcome.ended === 'unstartable' ? 'ffmpeg-missing' : 'recording-damaged', { file: path });
  };
  if (outcome.ended !== 'exited' || outcome.exitCode !== 0) return failed();
  const look = await lookIntoFile(draft, tools);
  if (!look.ok || !look.value.good || signal.aborted) return failed();
  renameSync(draft, repairedPath);
  return accepted({ ...look.value, path: repairedPath });
}

/** `show.mkv` becomes `show (repaired).mkv`, or `(repaired 2)` where that is taken. */
function freeName(path: string): string {
  const extension = extname(path);
  const stem = basename(path, extension);
  for (let count = 1; ; count += 1) {
    const candidate = join(dirname(path), `${stem} (repaired${count === 1 ? '' : ` ${count}`})${extension}`);
    if (!existsSync(candidate)) return candidate;
  }
}

function lengthOf(frames: number, rate: string | undefined): number | null {
  const [count, of] = (rate ?? '').split('/').map(Number);
  const fps = count && of ? count / of : 0;
  return frames > 0 && fps > 0 ? Math.round((frames / fps) * 1000) : null;
}
