/** An upstream receiver over real HTTP for tests: checks every request, keeps each entry once, and misbehaves on demand. */
import { createHash, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { UpstreamEntry } from '../../../native/contract/upstream.ts';
import { keyOfSecret, sign } from '../../../native/orders/standard-webhooks.ts';

/** What the receiver does with one request. The `stored-` ones take the entries although the answer does not say so. */
export type Behaviour =
  | 'acknowledge'
  | 'partial'
  | 'nothing-taken'
  | 'too-far'
  | 'stored-cut'
  | 'stored-half-answer'
  | 'cut'
  | 'html'
  | 'empty'
  | 'redirect'
  | 'endless'
  | 'stored-dribble'
  | 'stored-silence'
  | 'reset'
  | 'stored-reset'
  | 'early-reset'
  | 'wrong-json'
  | 'list'
  | 'negative'
  | 'other-studio'
  | 'html-type'
  | 'bad-gzip'
  | 'gzip-bomb'
  | { status: number; headers?: Record<string, string>; body?: string };

export interface Delivered {
  id: string;
  bodyHash: string;
  bytes: number;
  firstSeq: number;
  lastSeq: number;
  atMs: number;
}

export class Receiver {
  readonly requests: Delivered[] = [];
  /** Broken promises of the sender; must stay empty. */
  readonly faults: string[] = [];
  /** By studio, in the order of arrival. */
  readonly held = new Map<string, UpstreamEntry[]>();
  readonly otherRequests: string[] = [];
  behaviour: (index: number) => Behaviour = () => 'acknowledge';
  maxEntries = Number.POSITIVE_INFINITY;
  /** Anything but entries. */
  other: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void = (_request, response) =>
    response.end('<html>please log in</html>');
  mostInFlight = 0;
  #inFlight = 0;
  readonly #key: KeyObject;
  readonly #bodies = new Map<string, string>();
  readonly handler = (request: IncomingMessage, response: ServerResponse) => void this.#answer(request, response);
  readonly #server = createServer(this.handler);

  /** False: whoever brings an entry before the one that stands before it has made a fault. */
  anyOrder = false;
  /** Numbers may have gaps, as after a recovery. */
  gaps = false;
  /** Entries that it will never take. */
  refuses: (seq: number) => boolean = () => false;
  /** How it refuses them: the whole request, naming the entry or not, or only them in its acknowledgement. */
  refusing: 'bare' | 'named' | 'beside' = 'bare';
  /** Its clock less the true time; signatures more than five minutes off it are turned away. */
  skewMs = 0;
  readonly #accepts: readonly string[];
  readonly #seen = new Map<string, Set<number>>();

  constructor(secret: string, accepts: readonly string[] = []) {
    this.#accepts = accepts;
    this.#key = keyOfSecret(secret)!;
  }

  async start(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  seqs(studioId: string): number[] {
    return (this.held.get(studioId) ?? []).map((entry) => entry.seq);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.#inFlight);
    response.once('close', () => (this.#inFlight -= 1));
    const studioId = /^\/base\/v1\/studios\/([^/]+)\/entries$/u.exec(request.url ?? '')?.[1];
    const isEntries = request.method === 'POST' && studioId !== undefined;
    const behaviour = isEntries ? this.behaviour(this.requests.length) : 'html';
    if (behaviour === 'early-reset') {
      this.requests.push({ id: 'reset', bodyHash: '', bytes: 0, firstSeq: 0, lastSeq: 0, atMs: performance.now() });
      return void request.socket.resetAndDestroy();
    }
    const body = await wholeBody(request);
    if (body === null) return;
    if (!isEntries) {
      this.otherRequests.push(`${request.method} ${request.url}`);
      this.other(request, response, body);
      return;
    }
    const entries = this.#check(request, body, decodeURIComponent(studioId));
    response.setHeader('date', new Date(Date.now() + this.skewMs).toUTCString());
    if (Math.abs(Date.now() + this.skewMs - Number(request.headers['webhook-timestamp']) * 1000) > 300_000) {
      return void response.writeHead(401).end();
    }
    this.#behave(behaviour, entries, response);
  }

  #check(request: IncomingMessage, body: Buffer, studioId: string): UpstreamEntry[] {
    const { headers } = request;
    const entries = gunzipSync(body)
      .toString('utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as UpstreamEntry);
    const part = /\/(?:sales|rest)$/u.exec(String(headers['webhook-id']))?.[0] ?? '';
    const id = `${studioId}/${entries[0]?.seq}-${entries.at(-1)?.seq}${part}`;
    const signature = sign(this.#key, id, Number(headers['webhook-timestamp']), body);
    const bodyHash = createHash('sha256').update(body).digest('hex');
    this.#expect(headers['webhook-signature'] === signature, `${id}: wrong signature`);
    this.#expect(
      headers['webhook-id'] === id && headers['idempotency-key'] === id,
      `${id}: called ${headers['idempotency-key'] as string}`,
    );
    this.#expect(
      headers['content-type'] === 'application/x-ndjson' && headers['content-encoding'] === 'gzip',
      `${id}: wrong content headers`,
    );
    this.#expect((this.#bodies.get(id) ?? bodyHash) === bodyHash, `${id}: one key, two bodies`);
    this.#expect(
      entries.every(
        (entry, at) =>
          entry.studioId === studioId &&
          (part || this.gaps ? at === 0 || entry.seq > entries[at - 1]!.seq : entry.seq === entries[0]!.seq + at),
      ),
      `${id}: not one sequence of this studio`,
    );
    this.#bodies.set(id, bodyHash);
    this.requests.push({
      id,
      bodyHash,
      bytes: body.length,
      firstSeq: entries[0]!.seq,
      lastSeq: entries.at(-1)!.seq,
      atMs: performance.now(),
    });
    return entries;
  }

  #behave(behaviour: Behaviour, entries: UpstreamEntry[], response: ServerResponse): void {
    const firstSeq = entries[0]!.seq;
    const lastSeq = entries.at(-1)!.seq;
    const refused = entries.filter(({ seq }) => this.refuses(seq)).map(({ seq }) => ({ seq, message: 'no such thing' }));
    const json = (acknowledged: unknown, more: object = {}) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ acknowledged, ...(this.#accepts.length > 0 ? { accepts: this.#accepts } : {}), ...more }));
    if (typeof behaviour === 'object')
      return void response.writeHead(behaviour.status, behaviour.headers).end(behaviour.body ?? `{"acknowledged":${lastSeq}}`);
    if (refused.length > 0 && this.refusing !== 'beside') {
      const named = this.refusing === 'named' ? { seq: refused[0]!.seq } : {};
      return void response.writeHead(422).end(JSON.stringify({ error: 'event-invalid', message: 'no such thing', ...named }));
    }
    if (entries.length > this.maxEntries) return void response.writeHead(413).end();
    switch (behaviour) {
      case 'acknowledge':
        this.#keep(entries.filter(({ seq }) => !this.refuses(seq)));
        return void json(lastSeq, refused.length > 0 ? { refused } : {});
      case 'partial': {
        const half = entries.slice(0, Math.ceil(entries.length / 2));
        this.#keep(half);
        return void json(half.at(-1)!.seq);
      }
      case 'nothing-taken':
        return void json(firstSeq - 1);
      case 'too-far':
        return void json(lastSeq + 1);
      case 'stored-cut':
        this.#keep(entries);
        return void response.destroy();
      case 'stored-half-answer':
        this.#keep(entries);
        response.writeHead(200, { 'content-length': '100' });
        response.write('{"acknowledged":');
        return void setImmediate(() => response.destroy());
      case 'cut':
        return void response.destroy();
      case 'html':
        return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>please log in</html>');
      case 'empty':
        return void response.writeHead(200).end();
      case 'redirect':
        return void response.writeHead(302, { location: '/portal' }).end(`{"acknowledged":${lastSeq}}`);
      case 'endless':
        return void response.writeHead(200).end(`{"acknowledged":${lastSeq},"more":"${'x'.repeat(100_000)}"}`);
      case 'stored-dribble':
        this.#keep(entries);
        return this.#dribble(response);
      case 'stored-silence':
        return this.#keep(entries);
      case 'reset':
        return void response.socket?.resetAndDestroy();
      case 'stored-reset':
        this.#keep(entries);
        return void response.socket?.resetAndDestroy();
      case 'early-reset':
        throw new Error('handled before the body');
      case 'wrong-json':
        return void json(String(lastSeq));
      case 'list':
        return void response.writeHead(200, { 'content-type': 'application/json' }).end(`[{"acknowledged":${lastSeq}}]`);
      case 'negative':
        return void json(-1);
      case 'other-studio':
        return void json(lastSeq, { studioId: 'another' });
      case 'html-type':
        return void response.writeHead(200, { 'content-type': 'text/html' }).end(`{"acknowledged":${lastSeq}}`);
      case 'bad-gzip':
        return void response.writeHead(200, { 'content-encoding': 'gzip' }).end(`{"acknowledged":${lastSeq}}`);
      case 'gzip-bomb':
        return void response
          .writeHead(200, { 'content-encoding': 'gzip' })
          .end(gzipSync(`{"acknowledged":${lastSeq},"more":"${'x'.repeat(5_000_000)}"}`));
    }
  }

  /** A byte now and then, for ever. */
  #dribble(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/json' });
    const timer = setInterval(() => response.write(' '), 20);
    response.once('close', () => clearInterval(timer));
  }

  #keep(entries: UpstreamEntry[]): void {
    for (const entry of entries) {
      const held = this.held.get(entry.studioId) ?? [];
      this.held.set(entry.studioId, held);
      const seen = this.#seen.get(entry.studioId) ?? new Set();
      this.#seen.set(entry.studioId, seen);
      const highest = held.at(-1)?.seq ?? 0;
      this.#expect(this.anyOrder || this.gaps || entry.seq <= highest + 1, `${entry.studioId}: ${entry.seq} came after ${highest}`);
      if (!seen.has(entry.seq)) held.push(entry);
      seen.add(entry.seq);
    }
  }

  #expect(holds: boolean, fault: string): void {
    if (!holds) this.faults.push(fault);
  }
}

/** Null when the sender went away. */
async function wholeBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ECONNRESET') return null;
    throw error;
  }
  return Buffer.concat(chunks);
}
