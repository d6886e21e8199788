/** One question to a relay, a service or a shop, and its answer or the reason why there is none. */
import { type Refusal, refused } from '../../contract/refusal.ts';
import { boundedFetch, type BoundedRequest, isSafeAddress, retryAfterMs } from '../../kernel/bounded-fetch.ts';
import type { Clock } from '../../kernel/clock.ts';

/** A failed pull is tried again: after `retryAfterMs` where the other side asked for it. `status`: of an answer that was no success. */
export type Pulled<T> = { readonly ok: true; readonly value: T } | FailedPull;
export interface FailedPull {
  readonly ok: false;
  readonly refusal: Refusal;
  readonly retryAfterMs: number | null;
  readonly status: number | null;
  readonly tooLong: boolean;
}

export interface PullAsker {
  source: string;
  clock: Clock;
}

export type PullRequest = Pick<BoundedRequest, 'address' | 'method' | 'headers' | 'body'>;

const ANSWER_LIMIT_MS = 30_000;
/** A relay's page: the largest generic delivery, 8 MB, as base64 with room to spare. */
const ANSWER_LIMIT_BYTES = 16 * 1024 * 1024;

/** The whole body of a 2xx answer. Only the host of the address is ever named: paths and queries may hold tokens of a platform. */
export async function pull(request: PullRequest, { source, clock }: PullAsker, signal: AbortSignal): Promise<Pulled<Buffer>> {
  const url = new URL(request.address);
  if (!isSafeAddress(url)) return failedPull(source, url, 'https is needed');
  const limits = { answerLimitMs: ANSWER_LIMIT_MS, answerLimitBytes: ANSWER_LIMIT_BYTES };
  const answer = await boundedFetch({ ...request, ...limits }, clock, signal);
  if (answer.kind === 'unreachable') return failedPull(source, url, answer.late ? 'no answer in time' : 'no connection');
  const { response, body, tooLong } = answer;
  if (!response.ok) {
    const asked = response.status === 429 || response.status === 503 ? retryAfterMs(response.headers, clock) : null;
    return { ...failedPull(source, url, `HTTP ${response.status}`), retryAfterMs: asked, status: response.status };
  }
  if (body === null) return { ...failedPull(source, url, tooLong ? 'answer too long' : 'answer cut off'), tooLong };
  return pulled(body);
}

export function pulled<T>(value: T): Pulled<T> {
  return { ok: true, value };
}

/** `problem` is a few words beside the sentence of `pull-failed`. */
export function failedPull(source: string, url: URL, problem: string): FailedPull {
  const { refusal } = refused('pull-failed', { source, host: url.host, problem });
  return { ok: false, refusal, retryAfterMs: null, status: null, tooLong: false };
}
