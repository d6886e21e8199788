/** A receiver for measurements, as a process of its own: acknowledges the end of each request's range and counts, no more. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SinkProgress {
  requests: number;
  bytes: number;
  highestSeq: number;
  /** From the first byte of the first request to the newest answer. */
  durationMs: number;
}

const progress: SinkProgress = { requests: 0, bytes: 0, highestSeq: 0, durationMs: 0 };
let startedAtMs: number | null = null;

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    response.setHeader('content-type', 'application/json').end(JSON.stringify(progress));
    if (request.url === '/again') {
      Object.assign(progress, { requests: 0, bytes: 0, highestSeq: 0, durationMs: 0 });
      startedAtMs = null;
    }
    return;
  }
  startedAtMs ??= performance.now();
  const since = startedAtMs;
  request.on('data', (chunk: Buffer) => (progress.bytes += chunk.length));
  request.on('end', () => {
    const last = /-(\d+)$/u.exec(String(request.headers['idempotency-key']))?.[1];
    progress.requests += 1;
    progress.highestSeq = Math.max(progress.highestSeq, Number(last));
    progress.durationMs = performance.now() - since;
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ acknowledged: Number(last) }));
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`sink ready http://127.0.0.1:${(server.address() as AddressInfo).port}\n`));
