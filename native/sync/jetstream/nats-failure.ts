/** What a failed connection, request or publication means for the delivery. */
import { JetStreamApiError } from '@nats-io/jetstream';
import { errors } from '@nats-io/transport-node';
import { type Refusal, refused } from '../../contract/refusal.ts';
import type { Outcome } from '../transport.ts';
import { ENTRIES_STREAM } from './subjects.ts';
import { GaveUp } from '../within.ts';

export type LinkFailure = Exclude<Outcome, { kind: 'acknowledged' | 'refused' }>;

/** Node's and OpenSSL's codes for a certificate that does not hold. */
const CERTIFICATE_CODE = /CERT|SELF_SIGNED|ISSUER|HOSTNAME|CRL|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|^ERR_TLS|^ERR_SSL|^EPROTO$/u;

/** No connection came about at all. */
const NOBODY_THERE = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT']);

/** JetStream's codes (nats-server, `server/errors.json`) for a stream, an account or a disk without room. */
const FULL_CODES = new Set([10002, 10023, 10028, 10047, 10077]);
const MESSAGE_TOO_LARGE = 10054;
/** JetStream off for the account, no stream, another than the one meant, its subjects taken: the office must set it right. */
const NO_STREAM_CODES = new Set([10039, 10059, 10060, 10065]);

export function meaningOf(error: unknown, { host, subject }: { host: string; subject: string | null }): LinkFailure {
  const chain = causesOf(error);
  const api = chain.find((cause) => cause instanceof JetStreamApiError);
  if (api) return meaningOfApi(api, subject);
  if (error instanceof GaveUp) return unreachable(host, error.limitMs);
  // Where the stream should be nobody listens: it is missing, or the server has no JetStream.
  if (chain.some((cause) => cause instanceof errors.NoRespondersError)) return missing(subject);
  if (chain.some((cause) => isAboutLogin(cause))) return { kind: 'stopped', refusal: refused('upstream-unauthorised').refusal };
  if (chain.some((cause) => cause.message.includes("does not support 'tls'"))) return certificate(host, 'no TLS');
  const code = chain.map((cause) => (cause as NodeJS.ErrnoException).code).find((one) => typeof one === 'string');
  if (code && CERTIFICATE_CODE.test(code)) return certificate(host, code);
  if (chain.some((cause) => cause instanceof SyntaxError || cause.message.startsWith('unexpected response'))) return foreign();
  return code && NOBODY_THERE.has(code) ? { ...unreachable(host, null), unconnected: true } : unreachable(host, null);
}

/** Whether the server said that the login may not do this. */
export function isForbidden(error: unknown): boolean {
  return causesOf(error).some((cause) => cause instanceof errors.PermissionViolationError);
}

export function tooLarge(): LinkFailure {
  return { kind: 'too-large', refusal: refused('upstream-refused', { status: 413 }).refusal };
}

export function foreign(): LinkFailure {
  return { kind: 'foreign', refusal: refused('upstream-not-acknowledged').refusal };
}

export function missing(subject: string | null): LinkFailure {
  return busy(refused('upstream-stream-missing', { subject: subject ?? ENTRIES_STREAM }).refusal);
}

function meaningOfApi(error: JetStreamApiError, subject: string | null): LinkFailure {
  if (error.code === MESSAGE_TOO_LARGE) return tooLarge();
  if (FULL_CODES.has(error.code)) return busy(refused('upstream-stream-full', { stream: ENTRIES_STREAM }).refusal);
  if (NO_STREAM_CODES.has(error.code)) return missing(subject);
  return busy(refused('upstream-refused', { status: error.status }).refusal);
}

function busy(refusal: Refusal): LinkFailure {
  return { kind: 'busy', refusal, retryAfterMs: null };
}

function isAboutLogin(cause: Error): boolean {
  if (cause instanceof errors.PermissionViolationError || cause instanceof errors.UserAuthenticationExpiredError) return true;
  // A server that was too busy to read the login in time says so with the same class of error.
  return cause instanceof errors.AuthorizationError && !cause.message.toLowerCase().includes('timeout');
}

function certificate(host: string, problem: string): LinkFailure {
  return { kind: 'unreachable', refusal: refused('upstream-certificate', { host, problem }).refusal };
}

function unreachable(host: string, limitMs: number | null): Extract<LinkFailure, { kind: 'unreachable' }> {
  const { refusal } =
    limitMs === null ? refused('upstream-unreachable', { host }) : refused('upstream-late', { host, seconds: Math.round(limitMs / 1000) });
  return { kind: 'unreachable', refusal };
}

function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let cause = error; cause instanceof Error && chain.length < 8; cause = cause.cause) chain.push(cause);
  return chain;
}
