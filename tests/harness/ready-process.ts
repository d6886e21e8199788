/** A program of the house as a process of its own: started by its command line, ready by its ready line, gone with whoever started it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const READY_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;

export interface ReadyProcess {
  /** Address with its start token. */
  readonly url: string;
  readonly origin: string;
  readonly pid: number;
  /** From the start of the process to its ready line. */
  readonly readyMs: number;
  alive(): boolean;
  /** What it wrote to its standard output and to its standard error. */
  output(): string;
  errors(): string;
  kill(signal: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
}

export interface ProcessOptions {
  /** The program and its arguments. */
  command: readonly string[];
  environment?: Readonly<Record<string, string>>;
  /** Finds the address in the ready line. */
  ready: RegExp;
  /** True when the command runs the program under another one, e.g. a tracer: signals then go to all of them. */
  group?: boolean;
}

const running = new Set<ChildProcess>();

export async function startReadyProcess({ command, environment, ready, group = false }: ProcessOptions): Promise<ReadyProcess> {
  const [program, ...rest] = command;
  const beganMs = performance.now();
  const child = spawn(program!, rest, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'], detached: group });
  running.add(child);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running.delete(child);
      resolve();
    });
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const url = await readyLine(child, ready, () => `${output}${errors}`);
  const readyMs = performance.now() - beganMs;
  const send = (signal: NodeJS.Signals) => (group ? process.kill(-child.pid!, signal) : child.kill(signal));
  return {
    url,
    origin: new URL(url).origin,
    pid: child.pid!,
    readyMs,
    alive: () => child.exitCode === null && child.signalCode === null,
    output: () => output,
    errors: () => errors,
    async kill(signal) {
      send(signal);
      await exited;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      send('SIGTERM');
      const hardEnd = setTimeout(() => send('SIGKILL'), STOP_LIMIT_MS);
      await exited;
      clearTimeout(hardEnd);
    },
  };
}

/** Nothing that was started here stays behind, whatever went wrong. */
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Resident memory in bytes, null where the system does not tell it this way; `VmHWM` is the highest so far. */
export function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM' = 'VmRSS'): number | null {
  if (process.platform !== 'linux') return null;
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'mu').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

function readyLine(child: ChildProcess, ready: RegExp, said: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`not ready in time: ${said()}`)), READY_LIMIT_MS);
    child.stdout!.on('data', () => {
      const url = ready.exec(said())?.[1];
      if (!url) return;
      clearTimeout(limit);
      resolve(url);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(limit);
      reject(new Error(`ended before it was ready (${code}): ${said()}`));
    });
  });
}
