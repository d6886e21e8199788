/** A studio as a process of its own, started by its command line and spoken to from outside only. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSecret } from '../../native/orders/standard-webhooks.ts';
import { ROOT } from '../harness/test-host.ts';

export const SOURCE = 'bench';
export const SECRET = newSecret();
const READY_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;

export interface HostProcess {
  /** Address with the operator's token. */
  readonly url: string;
  readonly origin: string;
  readonly pid: number;
  /** From the start of the process to its ready line. */
  readonly readyMs: number;
  alive(): boolean;
  /** What it wrote to its standard error. */
  errors(): string;
  kill(signal: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();
const folders: string[] = [];

/** A fresh folder, removed when the measurements end. */
export function benchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hetian-bench-'));
  folders.push(folder);
  return folder;
}

/** Makes the folder know the feed whose secret this process signs with. */
export function writeFeed(dataFolder: string): void {
  mkdirSync(dataFolder, { recursive: true });
  writeFileSync(join(dataFolder, 'feeds.json'), JSON.stringify([{ source: SOURCE, type: 'generic', secretEnv: 'BENCH_SECRET' }]));
}

/** `through` runs the studio under another program, e.g. a tracer with its options. */
export async function startHostProcess(
  args: readonly string[],
  through: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<HostProcess> {
  const [command, ...rest] = [...through, process.execPath, join(ROOT, 'scripts/studio.ts'), '--port', '0', ...args];
  const beganMs = performance.now();
  const child = spawn(command!, rest, {
    env: { ...process.env, BENCH_SECRET: SECRET, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: through.length > 0,
  });
  running.add(child);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running.delete(child);
      resolve();
    });
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const url = await readyLine(child, () => errors);
  const readyMs = performance.now() - beganMs;
  const send = (signal: NodeJS.Signals) => (through.length > 0 ? process.kill(-child.pid!, signal) : child.kill(signal));
  return {
    url,
    origin: new URL(url).origin,
    pid: child.pid!,
    readyMs,
    alive: () => child.exitCode === null && child.signalCode === null,
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
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Resident memory in bytes, null where the system does not tell it this way; `VmHWM` is the highest so far. */
export function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM' = 'VmRSS'): number | null {
  if (process.platform !== 'linux') return null;
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'mu').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

function readyLine(child: ChildProcess, errors: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const limit = setTimeout(() => reject(new Error(`the studio was not ready in time: ${errors()}`)), READY_LIMIT_MS);
    child.stdout!.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const url = /studio ready (\S+)\n/u.exec(output)?.[1];
      if (!url) return;
      clearTimeout(limit);
      resolve(url);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(limit);
      reject(new Error(`the studio ended before it was ready (${code}): ${errors()}`));
    });
  });
}
