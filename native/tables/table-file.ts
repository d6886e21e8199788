/** Opens a table file in a child process with limits on memory and time, so that no file can hurt the host. */
import { fork } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { accepted, type Refusal, refused, type Result } from '../contract/refusal.ts';
import type { Cell, TableLimits } from './table-limits.ts';

const HEAP_LIMIT_MB = 256;

export type ToTableChild = { type: 'open'; bytes: Uint8Array; limits: TableLimits } | { type: 'next' };
export type FromTableChild = { type: 'rows'; rows: Cell[][] } | { type: 'end'; refusal: Refusal | null };

/** A started child, whatever it is. */
export interface TableChild {
  send(message: ToTableChild): void;
  onMessage(listener: (message: FromTableChild) => void): void;
  /** Called once when the child has ended or could not be started. */
  onEnd(listener: () => void): void;
  kill(): void;
}
export type StartTableChild = () => TableChild;

/** Source files run as they are; the built program has the child beside its own file. */
const childUrl = new URL(import.meta.url.endsWith('.ts') ? './table-child.ts' : './table-child.js', import.meta.url);

/** A plain Node process: no secrets in its environment, no right to write files or to start processes. */
export function startTableProcess(): TableChild {
  const child = fork(childUrl, [], {
    execArgv: [`--max-old-space-size=${HEAP_LIMIT_MB}`, '--permission', '--allow-fs-read=*'],
    env: process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return {
    send: (message) => void child.send(message, () => {}),
    onMessage: (listener) => void child.on('message', (message) => listener(message as FromTableChild)),
    onEnd(listener) {
      child.once('error', listener);
      child.once('exit', listener);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** A thread with a heap of its own: what the heap limit ends is the thread alone. */
export function startTableThread(): TableChild {
  const worker = new Worker(childUrl, { env: {}, resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB }, stdout: true, stderr: true });
  return {
    send: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on('message', listener),
    onEnd(listener) {
      worker.once('error', listener);
      worker.once('exit', listener);
    },
    kill: () => void worker.terminate(),
  };
}

/** The packaged desktop app cannot start itself as plain Node: its `RunAsNode` fuse is off. */
export const startTableChild: StartTableChild = process.versions['electron'] ? startTableThread : startTableProcess;

export interface TableReading {
  bytes: Uint8Array;
  limits: TableLimits;
  /** Takes a batch of the first sheet's rows; the next one is read when it has resolved. */
  onRows(rows: readonly (readonly Cell[])[]): void | Promise<void>;
  start?: StartTableChild;
  /** Ends the reading; the answer is refused with `import-cancelled`. */
  signal?: AbortSignal | undefined;
}

/**
 * Reads the file batch by batch. Refused with `file-empty`, `file-too-large` (context: limitMb), `file-kind-unknown`,
 * `file-unreadable`, or `file-too-complex` when it takes more memory or time than the limits give it. Rejects with what `onRows`
 * rejects with.
 */
export async function readTable({ bytes, limits, onRows, start = startTableChild, signal }: TableReading): Promise<Result<object>> {
  if (bytes.length === 0) return refused('file-empty');
  if (bytes.length > limits.bytes) return refused('file-too-large', { limitMb: Math.floor(limits.bytes / 1024 / 1024) });
  if (signal?.aborted) return refused('import-cancelled');
  const child = start();
  let leftMs = limits.timeMs;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<Result<object>>((resolve, reject) => {
      let askedAtMs = 0;
      const ask = (message: ToTableChild) => {
        askedAtMs = performance.now();
        timer = setTimeout(() => resolve(refused('file-too-complex')), leftMs);
        child.send(message);
      };
      signal?.addEventListener('abort', () => resolve(refused('import-cancelled')), { once: true });
      child.onMessage((message) => {
        clearTimeout(timer);
        leftMs -= performance.now() - askedAtMs;
        if (message.type === 'end') return resolve(message.refusal ? { ok: false, refusal: message.refusal } : accepted({}));
        return void Promise.resolve(onRows(message.rows)).then(() => ask({ type: 'next' }), reject);
      });
      child.onEnd(() => resolve(refused('file-too-complex')));
      ask({ type: 'open', bytes, limits });
    });
  } finally {
    clearTimeout(timer);
    child.kill();
  }
}

/** All rows of a small table at once; refuses as `readTable` does. */
export async function readTableFile(bytes: Uint8Array, limits: TableLimits, start?: StartTableChild): Promise<Result<Cell[][]>> {
  const all: Cell[][] = [];
  const onRows = (rows: readonly (readonly Cell[])[]) => void all.push(...(rows as Cell[][]));
  const read = await readTable({ bytes, limits, onRows, ...(start ? { start } : {}) });
  return read.ok ? accepted(all) : read;
}
