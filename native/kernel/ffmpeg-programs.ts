/** Finds ffmpeg on this computer: where the environment says, else on the path; ffprobe lies beside it. */
import { statSync } from 'node:fs';
import { delimiter, dirname, extname, join } from 'node:path';

export interface FfmpegPrograms {
  ffmpeg: string;
  /** Null where only ffmpeg is installed. */
  ffprobe: string | null;
}

/** `STUDIO_FFMPEG` names the program or its folder; when it is set and wrong, no other is taken for it. */
export function findFfmpeg(environment: Readonly<Record<string, string | undefined>>): FfmpegPrograms | null {
  const named = environment['STUDIO_FFMPEG']?.trim();
  const folders = named ? [named] : searchFolders(environment);
  const ffmpeg = named && isFile(named) ? named : firstIn(folders, 'ffmpeg');
  if (ffmpeg === null) return null;
  return { ffmpeg, ffprobe: firstIn([dirname(ffmpeg)], 'ffprobe') ?? (named ? null : firstIn(folders, 'ffprobe')) };
}

/** On Windows the variable is often spelled `Path`; a copy of the environment loses that it is the same. */
function searchFolders(environment: Readonly<Record<string, string | undefined>>): string[] {
  const name = Object.keys(environment).find((key) => key.toUpperCase() === 'PATH');
  const path = name === undefined ? '' : (environment[name] ?? '');
  // An empty part would mean the current folder, where a stranger's program may lie.
  return path.split(delimiter).filter((folder) => folder !== '' && folder !== '.');
}

function firstIn(folders: readonly string[], program: string): string | null {
  for (const folder of folders) {
    const path = [join(folder, program), join(folder, `${program}.exe`)].find((candidate) => isFile(candidate));
    if (path !== undefined) return path;
  }
  return null;
}

function isFile(path: string): boolean {
  // Batch files would be run by a shell.
  if (['.bat', '.cmd'].includes(extname(path).toLowerCase())) return false;
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
