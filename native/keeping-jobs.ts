/** Jobs of the keeping thread: backups, checks, recovery and exports, which must never hold up the host's loop. */
import { Worker } from 'node:worker_threads';
import { askForChain } from './ledger/chain.ts';
import { type BroadcastExport, checkExport, type ExportCheck, exportBroadcast } from './ledger/broadcast-export.ts';
import { countEntriesAfter } from './ledger/rebuild.ts';
import { backUp, type Backup } from './store/backup.ts';
import type { BackupTarget } from './store/backup-schedule.ts';
import { checkCopy } from './store/copy-check.ts';
import { type Recovered, recoverDatabase } from './store/recovery.ts';
import { StorageFailure, storageFailureOf } from './store/storage-failure.ts';
import type { FailureMessage } from './store/writer-protocol.ts';

interface Jobs {
  backUp: { input: { source: string; target: BackupTarget; atMs: number }; output: Backup };
  /** Reads the whole database beside the running studio. */
  check: { input: { path: string }; output: object };
  recover: { input: { path: string; backupFolders: readonly string[]; nowMs: number }; output: Recovered };
  exportBroadcast: { input: { path: string; folder: string; broadcastId: string }; output: BroadcastExport };
  checkExport: { input: { path: string; file: string; broadcastId: string }; output: ExportCheck };
}
type JobName = keyof Jobs;
export type KeepingJob = { [N in JobName]: { name: N; input: Jobs[N]['input'] } }[JobName];
type Answer = { ok: true; output: unknown } | { ok: false; failure: FailureMessage };

/** From source in development and tests, from the bundle in the desktop app. */
const workerUrl = new URL(import.meta.url.endsWith('.ts') ? './keeping-worker.ts' : './keeping-worker.js', import.meta.url);

/** Runs one job in a thread of its own. Rejects with `StorageFailure` for what the disk or a damaged file is to blame for. */
export async function runJob<N extends JobName>(name: N, input: Jobs[N]['input']): Promise<Jobs[N]['output']> {
  const worker = new Worker(workerUrl, { workerData: { name, input }, name: 'keeping' });
  const answer = await new Promise<Answer>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the keeping thread ended without an answer')));
  });
  if (answer.ok) return answer.output as Jobs[N]['output'];
  const { code, context, message } = answer.failure;
  throw code === null ? new Error(message) : new StorageFailure(code, context, message);
}

export async function answerJob(job: KeepingJob): Promise<Answer> {
  try {
    return { ok: true, output: await perform(job) };
  } catch (error) {
    const failure = storageFailureOf(error, job.name);
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ok: false, failure: { code: failure?.code ?? null, context: failure?.context ?? {}, message } };
  }
}

function perform(job: KeepingJob): unknown {
  switch (job.name) {
    case 'backUp':
      return backUp(job.input);
    case 'check':
      return checkCopy(job.input.path);
    case 'recover':
      return recoverDatabase({
        ...job.input,
        settle(database, backupSeq) {
          countEntriesAfter(database, backupSeq);
          askForChain(database);
        },
      });
    case 'exportBroadcast':
      return exportBroadcast(job.input);
    default:
      return checkExport(job.input);
  }
}
