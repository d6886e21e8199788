/** Entry of the thread that answers reports. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveReports } from './reports/report-thread.ts';

if (!parentPort) throw new Error('runs only as a worker thread');
serveReports(parentPort, (workerData as { path: string }).path);
