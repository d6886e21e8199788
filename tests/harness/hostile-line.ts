/** A hostile way to the district: an HTTP proxy that passes, delays, cuts, stalls, lies and turns away by a seeded mix, and keeps book. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, request as httpRequest, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { acknowledgementSchema, type UpstreamEntry } from '../../native/contract/upstream.ts';

export const lineFaults = [
  'delay',
  'cut-before',
  'cut-after',
  'half-answer',
  'stall',
  'captive',
  'redirect',
  'empty',
  'busy',
  'bad-gateway',
  'timeout',
  'error',
] as const;
export type LineFault = (typeof lineFaults)[number];

const PORTAL = '<html><head><title>Wi-Fi</title></head><body>请先登录 please log in</body></html>';
const LONGEST_DELAY_MS = 150;
/** Shorter than the sender's own patience: a stall that ends in a cut. */
const STALL_MS = 1500;

export class HostileLine {
  /** What happens to the next request; null: it passes. */
  choose: () => LineFault | null;
  readonly counts = new Map<LineFault | 'passed', number>();
  requests = 0;
  /** Broken promises of the sender: one id with two bodies, an entry of no place. */
  readonly faults: string[] = [];
  /** Entries that had been acknowledged to the sender and were sent again, and in how many batches. */
  resentEntries = 0;
  resentBatches = 0;
  readonly #targetPort: number;
  readonly #random: () => number;
  readonly #acknowledged = new Set<number>();
  readonly #bodies = new Map<string, string>();
  #server: Server | null = null;
  #port = 0;

  constructor(options: { targetPort: number; random: () => number; choose?: () => LineFault | null }) {
    this.#targetPort = options.targetPort;
    this.#random = options.random;
    this.choose = options.choose ?? (() => null);
  }

  get port(): number {
    return this.#port;
  }

  get acknowledgedEntries(): number {
    return this.#acknowledged.size;
  }

  async open(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  /** The port refuses connections from now on. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // The sender was killed in the middle of its request.
      return;
    }
    this.requests += 1;
    const body = Buffer.concat(chunks);
    const entries = request.method === 'POST' && request.url?.endsWith('/entries') ? entriesOf(body) : [];
    this.#book(request, body, entries);
    const fault = this.choose();
    this.counts.set(fault ?? 'passed', (this.counts.get(fault ?? 'passed') ?? 0) + 1);
    if (fault && this.#turnedAway(fault, response)) return;
    if (fault === 'delay') await pause(this.#random() * LONGEST_DELAY_MS);
    if (fault === 'stall') {
      await pause(STALL_MS);
      response.destroy();
      return;
    }
    const answer = await forward(request, body, this.#targetPort);
    if (!answer) return void response.destroy();
    if (fault === 'cut-after') return void response.destroy();
    if (fault === 'half-answer') return halfAnswer(answer, response);
    response.writeHead(answer.status, answer.headers);
    const known = acknowledgedBy(answer, entries);
    response.end(answer.body, () => {
      for (const seq of known) this.#acknowledged.add(seq);
    });
  }

  /** Faults of which the district hears nothing. */
  #turnedAway(fault: LineFault, response: ServerResponse): boolean {
    const html = { 'content-type': 'text/html' };
    switch (fault) {
      case 'cut-before':
        response.destroy();
        return true;
      case 'captive':
        response.writeHead(200, html).end(PORTAL);
        return true;
      case 'redirect':
        response.writeHead(302, { location: 'http://portal.example/login' }).end();
        return true;
      case 'empty':
        response.writeHead(200).end();
        return true;
      case 'busy':
        response.writeHead(503, { 'retry-after': '1' }).end();
        return true;
      case 'bad-gateway':
        response.writeHead(502, html).end('<html>bad gateway</html>');
        return true;
      case 'timeout':
        response.writeHead(504).end();
        return true;
      case 'error':
        response.writeHead(500).end('{"error":"internal"}');
        return true;
      default:
        return false;
    }
  }

  #book(request: IncomingMessage, body: Buffer, entries: readonly UpstreamEntry[]): void {
    if (entries.length === 0) return;
    const id = String(request.headers['webhook-id']);
    const hash = createHash('sha256').update(body).digest('hex');
    if ((this.#bodies.get(id) ?? hash) !== hash) this.faults.push(`${id}: one id, two bodies`);
    this.#bodies.set(id, hash);
    const rising = entries.every(({ seq }, at) => at === 0 || seq > entries[at - 1]!.seq);
    if (!rising) this.faults.push(`${id}: not by rising number`);
    const again = entries.filter(({ seq }) => this.#acknowledged.has(seq)).length;
    this.resentEntries += again;
    if (again > 0) this.resentBatches += 1;
  }
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

function forward(request: IncomingMessage, body: Buffer, port: number): Promise<Answer | null> {
  return new Promise((resolve) => {
    const { method, url, headers } = request;
    const onward = httpRequest({ host: '127.0.0.1', port, method, path: url, headers: { ...headers, connection: 'close' } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', () => resolve(null));
      answer.on('close', () => {
        const { 'transfer-encoding': _, connection: __, ...kept } = answer.headers;
        resolve(answer.complete ? { status: answer.statusCode!, headers: kept, body: Buffer.concat(chunks) } : null);
      });
    });
    onward.on('error', () => resolve(null));
    onward.end(body);
  });
}

function entriesOf(body: Buffer): UpstreamEntry[] {
  const lines = gunzipSync(body).toString('utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as UpstreamEntry);
}

function acknowledgedBy({ status, body }: Answer, entries: readonly UpstreamEntry[]): number[] {
  if (status !== 200 || entries.length === 0) return [];
  const { acknowledged } = acknowledgementSchema.parse(JSON.parse(body.toString('utf8')));
  return entries.map(({ seq }) => seq).filter((seq) => seq <= acknowledged);
}

function halfAnswer({ status, headers, body }: Answer, response: ServerResponse): void {
  response.writeHead(status, { ...headers, 'content-length': String(body.length + 50) });
  response.write(body.subarray(0, Math.floor(body.length / 2)));
  setImmediate(() => response.destroy());
}

/** A seeded mix: this share of the requests meets a fault, each kind as often as another. */
export function seededFaults(random: () => number, share: number): () => LineFault | null {
  return () => (random() < share ? lineFaults[Math.floor(random() * lineFaults.length)]! : null);
}
