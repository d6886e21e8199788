/** Finds out that OBS runs on this computer and its port stays closed, as it does behind OBS's question about safe mode, and in safe mode. */
import { readdir, readFile } from 'node:fs/promises';
import type { Clock } from '../kernel/clock.ts';
import { runProgram } from '../kernel/child-program.ts';

/** True while OBS is in this computer's list of processes. */
export type ObsRuns = () => Promise<boolean>;

/** A starting OBS opens its port within seconds. */
const PORTLESS_AFTER_MS = 10_000;
/** A look costs a process of its own on Windows. */
const LOOK_EVERY_MS = 2_500;
const LIST_LIMIT_MS = 5_000;

export class PortlessObs {
  readonly #clock: Clock;
  readonly #obsRuns: ObsRuns;
  #lookedAtMs = -Infinity;
  /** Since when OBS was seen running at every look, with its port closed. */
  #sinceMs: number | null = null;

  constructor(clock: Clock, obsRuns: ObsRuns) {
    this.#clock = clock;
    this.#obsRuns = obsRuns;
  }

  /** To be asked after each try that met a closed port of this computer. */
  async isPortless(): Promise<boolean> {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#lookedAtMs >= LOOK_EVERY_MS) {
      this.#lookedAtMs = nowMs;
      this.#sinceMs = (await this.#obsRuns()) ? (this.#sinceMs ?? nowMs) : null;
    }
    return this.#sinceMs !== null && nowMs - this.#sinceMs >= PORTLESS_AFTER_MS;
  }

  /** The port was open. */
  reset(): void {
    this.#sinceMs = null;
  }
}

/** Looks into the operating system's own list; where that cannot be had, OBS is not said to run. */
export function obsInProcessList(clock: Clock, platform: NodeJS.Platform = process.platform): ObsRuns {
  const output = async (path: string, args: readonly string[]) => (await runProgram({ path, args, clock, limitMs: LIST_LIMIT_MS })).output;
  if (platform === 'win32') {
    return async () => (await output('tasklist', ['/FI', 'IMAGENAME eq obs64.exe', '/NH', '/FO', 'CSV'])).includes('obs64.exe');
  }
  if (platform === 'darwin') return async () => /\d/u.test(await output('pgrep', ['-x', 'OBS']));
  return async () => {
    const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/u.test(name));
    // A process may end between the list and the look at it.
    const names = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')));
    return names.some((name) => name.trim() === 'obs');
  };
}
