/** Runs another program to its end: without a shell, at low priority, with a limit of time and of what it may say, and with a way to stop it. */
import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import type { Clock } from './clock.ts';

export interface ProgramRun {
  path: string;
  args: readonly string[];
  clock: Clock;
  /** The program is ended when it runs longer. */
  limitMs: number;
  /** Ends the program when it aborts. */
  signal?: AbortSignal;
  /** Each line of its standard output as it comes; with this, `output` stays empty. */
  onLine?: (line: string) => void;
  folder?: string;
}

export interface ProgramOutcome {
  /** `unstartable`: the file is gone or may not be run. `talkative`: it said more than anyone would read. */
  ended: 'exited' | 'late' | 'cancelled' | 'unstartable' | 'talkative';
  /** Null when it was ended. */
  exitCode: number | null;
  output: string;
  /** The end of what it said on standard error. */
  errorText: string;
}

/** Lower than everything that is live, and still scheduled: 19 would starve beside an encoder. */
const LOW_PRIORITY = 10;
const OUTPUT_LIMIT = 8 * 1024 * 1024;
const ERROR_TEXT_LENGTH = 8 * 1024;

/** Never rejects because of the program. */
export function runProgram(run: ProgramRun): Promise<ProgramOutcome> {
  const { path, args, clock, limitMs, signal, onLine, folder } = run;
  if (signal?.aborted) return Promise.resolve({ ended: 'cancelled', exitCode: null, output: '', errorText: '' });
  return new Promise((resolve) => {
    // With the studio's own standard input ffmpeg would read keys from it.
    const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'], shell: false, windowsHide: true, cwd: folder });
    let ended: ProgramOutcome['ended'] = 'exited';
    let output = '';
    let errorText = '';
    const end = (reason: ProgramOutcome['ended']) => {
      ended = reason;
      child.kill('SIGKILL');
    };
    const timer = clock.after(limitMs, () => end('late'));
    const onAbort = () => end('cancelled');
    signal?.addEventListener('abort', onAbort, { once: true });
    child.once('spawn', () => lowerPriority(child.pid!));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (onLine) {
        const lines = output.split('\n');
        output = lines.pop()!;
        for (const line of lines) onLine(line.replace(/\r$/u, ''));
      }
      if (output.length > OUTPUT_LIMIT) end('talkative');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errorText = `${errorText}${text}`.slice(-ERROR_TEXT_LENGTH);
    });
    const settle = (exitCode: number | null) => {
      timer.cancel();
      signal?.removeEventListener('abort', onAbort);
      if (onLine && output !== '' && ended === 'exited') onLine(output);
      resolve({ ended, exitCode, output: onLine ? '' : output, errorText });
    };
    child.once('error', () => {
      // Also told when it could not be ended; then `close` still comes.
      if (child.pid === undefined) {
        ended = 'unstartable';
        settle(null);
      }
    });
    child.once('close', (code) => settle(ended === 'exited' ? code : null));
  });
}

/** Some systems do not allow it, and the program may have ended already; it then runs as it is. */
function lowerPriority(pid: number): void {
  try {
    setPriority(pid, LOW_PRIORITY);
  } catch (error) {
    if (!['ERR_SYSTEM_ERROR', 'EPERM', 'EACCES', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
