/** Ends conversions that outlived a studio that was killed: ffmpeg goes on when nobody listens, and would take the strength of the next broadcast. */
import { runProgram } from '../kernel/child-program.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { HALF, type MediaFolder } from './media-folder.ts';

const LIST_LIMIT_MS = 10_000;

/**
 * By what their arguments say: they write a half file of this folder, and the folder belongs to one studio at a time. Where the
 * system has no `ps` (Windows) they run to their end at low priority.
 */
export async function endLeftOver(folder: MediaFolder, clock: Clock, logger: Logger): Promise<void> {
  const listed = await runProgram({ path: 'ps', args: ['-axww', '-o', 'pid=,args='], clock, limitMs: LIST_LIMIT_MS });
  if (listed.exitCode !== 0) return;
  for (const line of listed.output.split('\n')) {
    const [, pid, args = ''] = /^\s*(\d+)\s+(.*)$/u.exec(line) ?? [];
    if (!args.includes('ffmpeg') || !args.includes(folder.path) || !args.trimEnd().endsWith(HALF)) continue;
    logger.warn({ pid }, 'a conversion outlived its studio and is ended');
    end(Number(pid));
  }
}

/** One that has ended meanwhile is no fault. */
function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
