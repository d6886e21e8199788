/** One HTTP request over the thin line: the body leaves in slices as the line allows, and the answer is bounded in time and size. */
import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request as httpRequest, type Agent } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { gunzipSync } from 'node:zlib';
import type { Clock, Timer } from '../../kernel/clock.ts';
import { SLICE_BYTES, type Uplink } from '../uplink.ts';

export interface PacedRequest {
  url: URL;
  method: 'GET' | 'POST';
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
  /** Of the answer; 64 KiB without it. */
  answerLimitBytes?: number | undefined;
}

export interface PacedPorts {
  /** Keeps the connection between requests. */
  agent: Agent;
  uplink: Uplink;
  clock: Clock;
}

export type PacedAnswer =
  /** `body` is null when it was too long or was packed wrongly. */
  | { kind: 'answered'; status: number; headers: IncomingHttpHeaders; body: Buffer | null; roundTripMs: number | null }
  /** No answer, or not all of it: `late` by the deadline, else the network, an abort, or a certificate that does not hold. */
  | { kind: 'unreachable'; late: boolean; unconnected: boolean; error: NodeJS.ErrnoException };

/** Without any progress of the upload, and from its last byte to the end of the answer. */
export const ANSWER_LIMIT_MS = 30_000;
/** Until the connection stands. A line that comes back meanwhile is met by TCP's own tries after 1, 3 and 7 s. */
export const CONNECT_LIMIT_MS = 8000;
const ANSWER_LIMIT_BYTES = 64 * 1024;

/** Sends once; never rejects because of the network or the other side. */
export async function pacedRequest(request: PacedRequest, ports: PacedPorts, signal: AbortSignal): Promise<PacedAnswer> {
  const first = await sendOnce(request, ports, signal);
  // A kept connection that the other side had closed already took nothing; its end came with the first bytes.
  return first.stale && !signal.aborted ? (await sendOnce(request, ports, signal)).answer : first.answer;
}

async function sendOnce(
  { url, method, headers, body, answerLimitBytes = ANSWER_LIMIT_BYTES }: PacedRequest,
  { agent, uplink, clock }: PacedPorts,
  signal: AbortSignal,
): Promise<{ answer: PacedAnswer; stale: boolean }> {
  const deadline = new Deadline(clock);
  const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const outgoing = open(url, {
    method,
    agent,
    headers: { ...headers, 'content-length': String(body.length), 'accept-encoding': 'identity' },
  });
  const exchange = new Exchange(outgoing, deadline, clock);
  const abort = () => outgoing.destroy();
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    const sentAtMs = await upload(outgoing, exchange, body, uplink, signal, clock);
    const response = await exchange.response;
    const roundTripMs = sentAtMs === null ? null : clock.monotonicMs() - sentAtMs;
    const received = await wholeBody(response, answerLimitBytes);
    const { statusCode: status = 0, headers: answered } = response;
    return { answer: { kind: 'answered', status, headers: answered, body: received, roundTripMs }, stale: false };
  } catch (error) {
    const stale =
      outgoing.reusedSocket && !exchange.answered && ['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '');
    return {
      answer: { kind: 'unreachable', late: deadline.over, unconnected: !exchange.connected, error: error as NodeJS.ErrnoException },
      stale,
    };
  } finally {
    deadline.stop();
    signal.removeEventListener('abort', abort);
    // An answer that came before all was sent, or that was too long, leaves a connection that nobody can use again.
    if (!exchange.ended) outgoing.destroy();
  }
}

/** Sends the body, unless the answer comes first; when the last byte had left. */
async function upload(
  outgoing: ClientRequest,
  exchange: Exchange,
  body: Uint8Array,
  uplink: Uplink,
  signal: AbortSignal,
  clock: Clock,
): Promise<number | null> {
  for (let from = 0; from < body.length; from += SLICE_BYTES) {
    const slice = body.subarray(from, from + SLICE_BYTES);
    // The line may hold us back for long; that is no fault of the other side.
    exchange.deadline.stop();
    await uplink.take(slice.length, signal);
    exchange.deadline.restart();
    if (exchange.answered || exchange.failed) return null;
    await exchange.first(new Promise((resolve) => outgoing.write(slice, () => resolve())));
  }
  exchange.deadline.restart();
  if (exchange.answered || exchange.failed) return null;
  await exchange.first(new Promise<void>((resolve) => outgoing.end(resolve)));
  return exchange.answered ? null : clock.monotonicMs();
}

/** The answer to a request, and whether it has begun or ended yet. */
class Exchange {
  readonly deadline: Deadline;
  readonly response: Promise<IncomingMessage>;
  connected = false;
  answered = false;
  failed = false;
  ended = false;

  constructor(outgoing: ClientRequest, deadline: Deadline, clock: Clock) {
    this.deadline = deadline;
    deadline.onOver = () => outgoing.destroy(new Error('too late'));
    outgoing.once('socket', (socket) => {
      this.connected = !socket.connecting;
      if (!socket.connecting) return;
      const timer = clock.after(CONNECT_LIMIT_MS, () => outgoing.destroy(new Error('not connected')));
      outgoing.once('close', () => timer.cancel());
      socket.once('connect', () => {
        timer.cancel();
        this.connected = true;
      });
    });
    this.response = new Promise((resolve, reject) => {
      outgoing.once('response', (response) => {
        this.answered = true;
        response.once('end', () => (this.ended = outgoing.writableFinished));
        resolve(response);
      });
      // Later errors come too, for example when the connection is given up; they say nothing new.
      outgoing.on('error', (error) => {
        this.failed = true;
        reject(error);
      });
      outgoing.once('close', () => reject(new Error('closed')));
    });
    this.response.catch(() => undefined);
  }

  /** Waits for a step of the upload, or for the answer that makes it pointless; rejects when the request fails. */
  async first(step: Promise<void>): Promise<void> {
    await Promise.race([step, this.response]);
  }
}

/** Ends a request that makes no progress. */
class Deadline {
  readonly #clock: Clock;
  #timer: Timer | null = null;
  onOver: () => void = () => undefined;
  over = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  restart(): void {
    this.stop();
    this.#timer = this.#clock.after(ANSWER_LIMIT_MS, () => {
      this.over = true;
      this.onOver();
    });
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }
}

/** Null when it is too long or was packed wrongly; rejects when it is cut. */
async function wholeBody(response: IncomingMessage, limitBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limitBytes) return null;
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (response.headers['content-encoding'] !== 'gzip') return body;
  try {
    return gunzipSync(body, { maxOutputLength: limitBytes });
  } catch {
    // Not what it says, or more than anyone needs: as good as no body.
    return null;
  }
}
