/** Entry of the thread that keeps the book safe: one job, then it ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { answerJob, type KeepingJob } from './keeping-jobs.ts';

if (!parentPort) throw new Error('runs only as a worker thread');
parentPort.postMessage(await answerJob(workerData as KeepingJob));
