/** One request upstream, and what its answer means: only the receiver's own acknowledgement counts as delivered. */
import { accepted, type Refusal, refused, type Result } from '../contract/refusal.ts';
import { acknowledgementSchema } from '../contract/upstream.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Batch, batchHeaders, type Sign } from './upstream-batch.ts';

export interface Destination {
  /** Normalised, see `parseBaseUrl`; also the name of its cursor. */
  readonly baseUrl: string;
  readonly secret: string;
}

export type Delivery =
  /** `seq` lies between the one before the batch (nothing taken) and its last. */
  | { kind: 'acknowledged'; seq: number; status: number }
  /** Nobody may try again before a person has acted. */
  | { kind: 'unauthorised'; refusal: Refusal }
  | { kind: 'too-large'; refusal: Refusal }
  /** `retryAfterMs` is what the receiver asked for, or null. */
  | { kind: 'failed'; refusal: Refusal; retryAfterMs: number | null };

/** From the call until the answer has been read. */
export const ANSWER_LIMIT_MS = 30_000;
const ANSWER_LIMIT_BYTES = 64 * 1024;
const RETRY_AFTER_LIMIT_MS = 3_600_000;

/**
 * The address in the one form that names its cursor: no slash at the end.
 * Refuses with `upstream-bad-address` anything but https, or http to this computer, and addresses with a password, a query or a fragment.
 */
export function parseBaseUrl(text: string): Result<string> {
  if (!URL.canParse(text.trim())) return refused('upstream-bad-address', { baseUrl: text });
  const url = new URL(text.trim());
  // The refusal is shown and logged.
  const shown = url.username || url.password ? `${url.protocol}//${url.host}` : text;
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  if (!safe || url.username || url.password || url.search || url.hash) return refused('upstream-bad-address', { baseUrl: shown });
  return accepted(url.origin + url.pathname.replace(/\/+$/u, ''));
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/u.test(hostname);
}

/** Sends the batch once. Never rejects because of the network or the receiver; an abort looks like an unreachable receiver. */
export async function sendBatch(
  batch: Batch,
  to: Destination,
  ports: { sign: Sign; clock: Clock },
  signal: AbortSignal,
): Promise<Delivery> {
  const address = `${to.baseUrl}/v1/studios/${encodeURIComponent(batch.studioId)}/entries`;
  const headers = batchHeaders(batch, ports.clock.nowMs(), ports.sign, to.secret);
  const deadline = new AbortController();
  const timer = ports.clock.after(ANSWER_LIMIT_MS, () => deadline.abort());
  try {
    let response: Response;
    try {
      response = await fetch(address, {
        method: 'POST',
        headers,
        body: batch.body,
        // Followed, a redirect would show signed results to another host, or turn into a GET that a login page answers.
        redirect: 'manual',
        signal: AbortSignal.any([signal, deadline.signal]),
      });
    } catch {
      return { kind: 'failed', refusal: refused('upstream-unreachable', { host: new URL(to.baseUrl).host }).refusal, retryAfterMs: null };
    }
    const text = await readAnswer(response);
    return meaningOf(response, text, batch, ports.clock);
  } finally {
    timer.cancel();
  }
}

function meaningOf(response: Response, text: string | null, batch: Batch, clock: Clock): Delivery {
  const { status } = response;
  if (response.ok) {
    const seq = acknowledgedSeq(text);
    if (seq !== null && seq >= batch.firstSeq - 1 && seq <= batch.lastSeq) return { kind: 'acknowledged', seq, status };
  }
  if (status < 400) return { kind: 'failed', refusal: refused('upstream-not-acknowledged', { status }).refusal, retryAfterMs: null };
  if (status === 401 || status === 403) return { kind: 'unauthorised', refusal: refused('upstream-unauthorised', { status }).refusal };
  const { refusal } = refused('upstream-refused', { status });
  if (status === 413) return { kind: 'too-large', refusal };
  return { kind: 'failed', refusal, retryAfterMs: status === 429 || status === 503 ? retryAfterMs(response.headers, clock) : null };
}

function acknowledgedSeq(text: string | null): number | null {
  if (text === null) return null;
  try {
    const answer = acknowledgementSchema.safeParse(JSON.parse(text));
    return answer.success ? answer.data.acknowledged : null;
  } catch {
    return null;
  }
}

/** The whole answer; null when it was cut, came too late or is longer than any acknowledgement. */
async function readAnswer(response: Response): Promise<string | null> {
  if (!response.body) return null;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    // Leaving the loop cancels the stream and frees the connection.
    for await (const chunk of response.body) {
      bytes += chunk.length;
      if (bytes > ANSWER_LIMIT_BYTES) return null;
      chunks.push(chunk);
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** `Retry-After` as seconds or as an HTTP date (RFC 9110, 10.2.3), in milliseconds from now; null when absent or neither. */
function retryAfterMs(headers: Headers, clock: Clock): number | null {
  const text = headers.get('retry-after')?.trim();
  if (!text) return null;
  if (/^\d+$/u.test(text)) return Math.min(Number(text) * 1000, RETRY_AFTER_LIMIT_MS);
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) return null;
  // Against the receiver's own time: the studio's clock may be wrong.
  const receiverMs = Date.parse(headers.get('date') ?? '');
  const fromMs = Number.isNaN(receiverMs) ? clock.nowMs() : receiverMs;
  return Math.min(Math.max(0, atMs - fromMs), RETRY_AFTER_LIMIT_MS);
}
