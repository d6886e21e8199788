/** Entry of the writer thread: joins the store's writing with the ledger's rules. */
import { parentPort, workerData } from 'node:worker_threads';
import { createEntryApplier } from './ledger/apply-batch.ts';
import { serveWriter } from './store/writer-thread.ts';

if (!parentPort) throw new Error('runs only as a worker thread');
serveWriter(parentPort, (workerData as { path: string }).path, createEntryApplier);
