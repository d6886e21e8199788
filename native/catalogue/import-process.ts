/** Opens a catalogue file in a child process with limits on memory and time, so that no file can hurt the host. */
import { fork } from 'node:child_process';
import { Worker } from 'node:worker_threads';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { Cell } from './product-file.ts';

export const IMPORT_BYTES_LIMIT = 10 * 1024 * 1024;
const HEAP_LIMIT_MB = 256;
const TIME_LIMIT_MS = 10_000;

/** A started child, whatever it is. */
export interface ImportChild {
  send(message: { bytes: Uint8Array }): void;
  onMessage(listener: (answer: Result<Cell[][]>) => void): void;
  /** Called once when the child has ended or could not be started. */
  onEnd(listener: () => void): void;
  kill(): void;
}
export type StartImportChild = () => ImportChild;

/** Source files run as they are; the built program has the child beside its own file. */
const childUrl = new URL(import.meta.url.endsWith('.ts') ? './import-child.ts' : './import-child.js', import.meta.url);

/** A plain Node process: no secrets in its environment, no right to write files or to start processes. */
export function startImportProcess(): ImportChild {
  const child = fork(childUrl, [], {
    execArgv: [`--max-old-space-size=${HEAP_LIMIT_MB}`, '--permission', '--allow-fs-read=*'],
    env: process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  return {
    send: (message) => void child.send(message, () => {}),
    onMessage: (listener) => void child.once('message', (answer) => listener(answer as Result<Cell[][]>)),
    onEnd(listener) {
      child.once('error', listener);
      child.once('exit', listener);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** A thread with a heap of its own: what the heap limit ends is the thread alone. */
export function startImportThread(): ImportChild {
  const worker = new Worker(childUrl, { env: {}, resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB }, stdout: true, stderr: true });
  return {
    send: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.once('message', (answer: Result<Cell[][]>) => listener(answer)),
    onEnd(listener) {
      worker.once('error', listener);
      worker.once('exit', listener);
    },
    kill: () => void worker.terminate(),
  };
}

/** The packaged desktop app cannot start itself as plain Node: its `RunAsNode` fuse is off. */
export const startImportChild: StartImportChild = process.versions['electron'] ? startImportThread : startImportProcess;

/**
 * The rows of the first sheet. Refused with `file-empty`, `file-too-large` (context: limitBytes), `file-kind-unknown`,
 * `file-unreadable`, or `file-too-complex` when it takes more memory or time than a catalogue may.
 */
export async function readTableFile(
  bytes: Uint8Array,
  start: StartImportChild = startImportChild,
  timeLimitMs: number = TIME_LIMIT_MS,
): Promise<Result<Cell[][]>> {
  if (bytes.length === 0) return refused('file-empty');
  if (bytes.length > IMPORT_BYTES_LIMIT) return refused('file-too-large', { limitBytes: IMPORT_BYTES_LIMIT });
  const child = start();
  return new Promise((resolve) => {
    const settle = (answer: Result<Cell[][]>) => {
      clearTimeout(timer);
      child.kill();
      resolve(answer);
    };
    const timer = setTimeout(() => settle(refused('file-too-complex')), timeLimitMs);
    child.onMessage((answer) => settle(answer.ok ? accepted(answer.value) : answer));
    child.onEnd(() => settle(refused('file-too-complex')));
    child.send({ bytes });
  });
}
