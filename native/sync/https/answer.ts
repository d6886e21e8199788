/** What an answer over HTTP means: only the receiver's own acknowledgement counts as delivered. */
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { type Refusal, refused } from '../../contract/refusal.ts';
import { acknowledgementSchema } from '../../contract/upstream.ts';
import type { Clock } from '../../kernel/clock.ts';
import { ANSWER_LIMIT_MS, type PacedAnswer } from './paced-request.ts';
import type { Batch, Outcome, RefusedEntry } from '../transport.ts';

type Answered = Extract<PacedAnswer, { kind: 'answered' }>;

const RETRY_AFTER_LIMIT_MS = 3_600_000;
const MESSAGE_LENGTH = 200;
/** The entries themselves are at fault; all other refusals are about the request, the receiver or what is in between. */
const FOR_GOOD = new Set([400, 409, 415, 422]);
/** OpenSSL's and Node's names of what is wrong with a certificate all are of this form. */
const CERTIFICATE_CODE = /CERT|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ALTNAME|SELF_SIGNED/u;

const answerSchema = acknowledgementSchema.extend({ studioId: z.string().optional() });
export type ReceiverAnswer = z.infer<typeof answerSchema>;
/** What a receiver may say when it refuses: a sentence, and which entry or line is to blame. */
const refusalBodySchema = z.object({
  message: z.string().optional(),
  error: z.string().optional(),
  seq: z.int().min(1).optional(),
});

export function meaningOfEntries(answer: PacedAnswer, batch: Batch, host: string, clock: Clock): Outcome {
  if (answer.kind === 'unreachable') {
    return { kind: 'unreachable', refusal: whyUnreachable(answer, host), unconnected: answer.unconnected };
  }
  const said = receiverAnswer(answer, batch.studioId);
  if (!said) return meaningWithout(answer, host, clock);
  const { acknowledged, refused: named = [], accepts = [] } = said;
  if (acknowledged < batch.firstSeq - 1 || acknowledged > batch.lastSeq) return foreign(answer.status);
  return { kind: 'acknowledged', seq: acknowledged, refused: named.map((entry) => refusedEntry(entry, answer.status)), accepts };
}

/** What the receiver said of a studio; null when it is not the answer of a receiver to this studio. */
export function receiverAnswer({ status, headers, body }: Answered, studioId: string): ReceiverAnswer | null {
  if (status < 200 || status > 299 || body === null || isPage(headers, body)) return null;
  const said = answerSchema.safeParse(jsonOf(body));
  return said.success && (said.data.studioId ?? studioId) === studioId ? said.data : null;
}

/** Of anything that is no acknowledgement. */
export function meaningWithout(answer: Answered, host: string, clock: Clock): Exclude<Outcome, { kind: 'acknowledged' }> {
  const { status, headers, body } = answer;
  if (status >= 300 && status < 400 && headers.location !== undefined) {
    return { kind: 'foreign', refusal: refused('upstream-redirected', { host, to: hostOf(headers.location, host) }).refusal };
  }
  if (status === 511 || (status < 400 && isPage(headers, body))) {
    return { kind: 'foreign', refusal: refused('upstream-captive', { host }).refusal };
  }
  if (status < 400) return foreign(status);
  if (status === 401 || status === 403) return { kind: 'stopped', refusal: refused('upstream-unauthorised', { status }).refusal };
  const { refusal } = refused('upstream-refused', { status });
  if (status === 410) return { kind: 'stopped', refusal };
  if (status === 413) return { kind: 'too-large', refusal: entryRefused(status, '') };
  if (FOR_GOOD.has(status)) {
    const said = refusalBodySchema.safeParse(body === null ? null : jsonOf(body));
    const { message, error, seq = null } = said.success ? said.data : {};
    return { kind: 'refused', refusal: entryRefused(status, message ?? error ?? ''), seq };
  }
  const asked = status === 429 || status === 503 ? retryAfterMs(headers, clock) : null;
  return { kind: 'busy', refusal: status === 429 ? refused('upstream-too-often').refusal : refusal, retryAfterMs: asked };
}

export function whyUnreachable({ late, error }: Extract<PacedAnswer, { kind: 'unreachable' }>, host: string): Refusal {
  if (late) return refused('upstream-late', { host, seconds: ANSWER_LIMIT_MS / 1000 }).refusal;
  if (error.code !== undefined && CERTIFICATE_CODE.test(error.code)) {
    return refused('upstream-certificate', { host, problem: plain(error.message) }).refusal;
  }
  return refused('upstream-unreachable', { host }).refusal;
}

function refusedEntry(
  { seq, code, message }: { seq: number; code?: string | undefined; message?: string | undefined },
  status: number,
): RefusedEntry {
  return { seq, reason: entryRefused(status, message ?? code ?? '') };
}

function entryRefused(status: number, message: string): Refusal {
  return refused('upstream-entry-refused', { status, message: plain(message) }).refusal;
}

function foreign(status: number): Extract<Outcome, { kind: 'foreign' }> {
  return { kind: 'foreign', refusal: refused('upstream-not-acknowledged', { status }).refusal };
}

export function isPage(headers: IncomingHttpHeaders, body: Buffer | null): boolean {
  const type = headers['content-type']?.toLowerCase() ?? '';
  return (
    type.includes('text/html') || type.includes('xhtml') || (body?.subarray(0, 64).toString('utf8').trimStart().startsWith('<') ?? false)
  );
}

export function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

/** Somebody else's words, short and on one line. */
function plain(text: string): string {
  return text
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, MESSAGE_LENGTH);
}

/** Of a redirect only the host is told: the rest may hold anything. */
function hostOf(location: string, host: string): string {
  return URL.canParse(location, `https://${host}`) ? new URL(location, `https://${host}`).host : '';
}

/** `Retry-After` as seconds or as an HTTP date (RFC 9110, 10.2.3), in milliseconds from now, at most an hour; null when absent or neither. */
function retryAfterMs(headers: IncomingHttpHeaders, clock: Clock): number | null {
  const text = headers['retry-after']?.trim();
  if (!text) return null;
  if (/^\d+$/u.test(text)) return Math.min(Number(text) * 1000, RETRY_AFTER_LIMIT_MS);
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) return null;
  // Against the other side's own time: the studio's clock may be wrong.
  const fromMs = theirTimeMs(headers) ?? clock.nowMs();
  return Math.min(Math.max(0, atMs - fromMs), RETRY_AFTER_LIMIT_MS);
}

/** The other side's time by its `Date`; null when it says none. */
export function theirTimeMs(headers: IncomingHttpHeaders): number | null {
  const atMs = Date.parse(headers.date ?? '');
  return Number.isNaN(atMs) ? null : atMs;
}
