/** One request upstream, and what its answer means: only the receiver's own acknowledgement counts as delivered. */
import { accepted, type Refusal, refused, type Result } from '../contract/refusal.ts';
import { acknowledgementSchema } from '../contract/upstream.ts';
import { boundedFetch, isSafeAddress, retryAfterMs } from '../kernel/bounded-fetch.ts';
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

/**
 * The address in the one form that names its cursor: no slash at the end.
 * Refuses with `upstream-bad-address` anything but https, or http to this computer, and addresses with a password, a query or a fragment.
 */
export function parseBaseUrl(text: string): Result<string> {
  if (!URL.canParse(text.trim())) return refused('upstream-bad-address', { baseUrl: text });
  const url = new URL(text.trim());
  // The refusal is shown and logged.
  const shown = url.username || url.password ? `${url.protocol}//${url.host}` : text;
  if (!isSafeAddress(url) || url.search) return refused('upstream-bad-address', { baseUrl: shown });
  return accepted(url.origin + url.pathname.replace(/\/+$/u, ''));
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
  const limits = { answerLimitMs: ANSWER_LIMIT_MS, answerLimitBytes: ANSWER_LIMIT_BYTES };
  const answer = await boundedFetch({ address, method: 'POST', headers, body: batch.body, ...limits }, ports.clock, signal);
  if (answer.kind === 'unreachable') {
    return { kind: 'failed', refusal: refused('upstream-unreachable', { host: new URL(to.baseUrl).host }).refusal, retryAfterMs: null };
  }
  return meaningOf(answer.response, answer.body?.toString('utf8') ?? null, batch, ports.clock);
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
