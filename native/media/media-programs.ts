/** The programs that convert, and what this build of them can do. */
import type { FfmpegPrograms } from '../kernel/ffmpeg-programs.ts';
import { runProgram } from '../kernel/child-program.ts';
import type { Clock } from '../kernel/clock.ts';

export interface MediaPrograms {
  ffmpeg: string;
  ffprobe: string;
  version: string;
  /** Brings colours of a high range down to a normal screen. */
  mapsHighRange: boolean;
}

const ASK_LIMIT_MS = 20_000;

/** Null where they are missing, do not start, or cannot make H.264. */
export async function askPrograms(found: FfmpegPrograms | null, clock: Clock): Promise<MediaPrograms | null> {
  if (found?.ffprobe == null) return null;
  const { ffmpeg, ffprobe } = found;
  const ask = (option: string) => runProgram({ path: ffmpeg, args: ['-hide_banner', option], clock, limitMs: ASK_LIMIT_MS });
  const [version, encoders, filters] = await Promise.all([ask('-version'), ask('-encoders'), ask('-filters')]);
  if (version.exitCode !== 0 || !/ libx264 /u.test(encoders.output)) return null;
  return {
    ffmpeg,
    ffprobe,
    version: /^ffmpeg version (\S+)/u.exec(version.output)?.[1] ?? '?',
    mapsHighRange: / zscale /u.test(filters.output) && / tonemap /u.test(filters.output),
  };
}
