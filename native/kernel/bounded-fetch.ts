/** One HTTP request with bounds: safe addresses only, a deadline, no redirects, an answer of limited size. */
import type { Clock } from './clock.ts';

export interface BoundedRequest {
  address: string;
  method: 'GET' | 'POST';
  headers: Readonly<Record<string, string>>;
  body?: string | Uint8Array<ArrayBuffer>;
  /** From the call until the whole answer has been read. */
  answerLimitMs: number;
  /** Of the answer, after decompression. */
  answerLimitBytes: number;
}

/** `body` is null when the answer was cut, came too late or is too long. */
export type BoundedAnswer =
  | { kind: 'answered'; response: Response; body: Buffer | null; tooLong: boolean }
  /** No beginning of an answer: `late` by the deadline, else the network, or an abort. */
  | { kind: 'unreachable'; late: boolean };

const RETRY_AFTER_LIMIT_MS = 3_600_000;

/** https, or http to this computer; no password, no fragment. */
export function isSafeAddress(url: URL): boolean {
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  return safe && !url.username && !url.password && !url.hash;
}

export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/u.test(hostname);
}

/** Sends once. Never rejects because of the network or the other side. */
export async function boundedFetch(request: BoundedRequest, clock: Clock, signal: AbortSignal): Promise<BoundedAnswer> {
  const { address, method, headers, body, answerLimitMs, answerLimitBytes } = request;
  const deadline = new AbortController();
  const timer = clock.after(answerLimitMs, () => deadline.abort());
  try {
    let response: Response;
    try {
      response = await fetch(address, {
        method,
        headers,
        body: body ?? null,
        // Followed, a redirect would show signed requests to another host, or turn into a GET that a login page answers.
        redirect: 'manual',
        signal: AbortSignal.any([signal, deadline.signal]),
      });
    } catch {
      return { kind: 'unreachable', late: deadline.signal.aborted };
    }
    return { kind: 'answered', response, ...(await wholeBody(response, answerLimitBytes)) };
  } finally {
    timer.cancel();
  }
}

async function wholeBody(response: Response, limitBytes: number): Promise<{ body: Buffer | null; tooLong: boolean }> {
  if (!response.body) return { body: null, tooLong: false };
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    // Leaving the loop cancels the stream and frees the connection.
    for await (const chunk of response.body) {
      bytes += chunk.length;
      if (bytes > limitBytes) return { body: null, tooLong: true };
      chunks.push(chunk);
    }
  } catch {
    return { body: null, tooLong: false };
  }
  return { body: Buffer.concat(chunks), tooLong: false };
}

/** `Retry-After` as seconds or as an HTTP date (RFC 9110, 10.2.3), in milliseconds from now, at most an hour; null when absent or neither. */
export function retryAfterMs(headers: Headers, clock: Clock): number | null {
  const text = headers.get('retry-after')?.trim();
  if (!text) return null;
  if (/^\d+$/u.test(text)) return Math.min(Number(text) * 1000, RETRY_AFTER_LIMIT_MS);
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) return null;
  // Against the other side's own time: the studio's clock may be wrong.
  const theirsMs = Date.parse(headers.get('date') ?? '');
  const fromMs = Number.isNaN(theirsMs) ? clock.nowMs() : theirsMs;
  return Math.min(Math.max(0, atMs - fromMs), RETRY_AFTER_LIMIT_MS);
}
