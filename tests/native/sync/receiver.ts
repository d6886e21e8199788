/** An upstream receiver over real HTTP for tests: checks every request, keeps each entry once, and misbehaves on demand. */
import { createHash, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
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
  | { status: number; headers?: Record<string, string> };

export interface Delivered {
  id: string;
  bodyHash: string;
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
  mostInFlight = 0;
  #inFlight = 0;
  readonly #key: KeyObject;
  readonly #bodies = new Map<string, string>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  constructor(secret: string) {
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
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const studioId = /^\/base\/v1\/studios\/([^/]+)\/entries$/u.exec(request.url ?? '')?.[1];
    if (request.method !== 'POST' || studioId === undefined) {
      this.otherRequests.push(`${request.method} ${request.url}`);
      response.end('<html>please log in</html>');
      return;
    }
    const index = this.requests.length;
    const entries = this.#check(request, Buffer.concat(chunks), decodeURIComponent(studioId));
    this.#behave(this.behaviour(index), entries, response);
  }

  #check(request: IncomingMessage, body: Buffer, studioId: string): UpstreamEntry[] {
    const { headers } = request;
    const entries = gunzipSync(body)
      .toString('utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as UpstreamEntry);
    const id = `${studioId}/${entries[0]?.seq}-${entries.at(-1)?.seq}`;
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
      entries.every((entry, at) => entry.studioId === studioId && entry.seq === entries[0]!.seq + at),
      `${id}: not one sequence of this studio`,
    );
    this.#bodies.set(id, bodyHash);
    this.requests.push({ id, bodyHash, firstSeq: entries[0]!.seq, lastSeq: entries.at(-1)!.seq, atMs: performance.now() });
    return entries;
  }

  #behave(behaviour: Behaviour, entries: UpstreamEntry[], response: ServerResponse): void {
    const firstSeq = entries[0]!.seq;
    const lastSeq = entries.at(-1)!.seq;
    const json = (acknowledged: number) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ acknowledged }));
    if (typeof behaviour === 'object')
      return void response.writeHead(behaviour.status, behaviour.headers).end(`{"acknowledged":${lastSeq}}`);
    if (entries.length > this.maxEntries) return void response.writeHead(413).end();
    switch (behaviour) {
      case 'acknowledge':
        this.#keep(entries);
        return void json(lastSeq);
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
    }
  }

  #keep(entries: UpstreamEntry[]): void {
    for (const entry of entries) {
      const held = this.held.get(entry.studioId) ?? [];
      this.held.set(entry.studioId, held);
      const highest = held.at(-1)?.seq ?? 0;
      this.#expect(entry.seq <= highest + 1, `${entry.studioId}: ${entry.seq} came after ${highest}`);
      if (entry.seq === highest + 1) held.push(entry);
    }
  }

  #expect(holds: boolean, fault: string): void {
    if (!holds) this.faults.push(fault);
  }
}
