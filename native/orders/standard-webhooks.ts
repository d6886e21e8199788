/** Signatures after Standard Webhooks 1.0.0: signs what the studio sends, verifies what feeds send. */
import { createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { accepted, refused, type Result } from '../contract/refusal.ts';

/** Header names are lower case, as Node gives them. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** How far the sender's clock may be off, either way. */
export const TOLERANCE_MS = 5 * 60_000;
const PREFIX = 'whsec_';
const SIGNATURE_BYTES = 32;

/**
 * The key of a secret `whsec_` + base64 of 24 to 64 bytes; null for any other text. Made ready once: from bare bytes Node
 * would make it anew for each signature, which costs four times the signature.
 */
export function keyOfSecret(secret: string): KeyObject | null {
  const base64 = secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : '';
  if (!/^[A-Za-z0-9+/]+={0,2}$/u.test(base64)) return null;
  const key = Buffer.from(base64, 'base64');
  // Buffer skips what is not base64, so only what reads back the same was whole.
  if (key.toString('base64').replaceAll('=', '') !== base64.replaceAll('=', '')) return null;
  return key.length >= 24 && key.length <= 64 ? createSecretKey(key) : null;
}

/** A fresh secret of 32 random bytes. */
export function newSecret(): string {
  return PREFIX + randomBytes(32).toString('base64');
}

/** One signature, `v1,<base64>`. `timestampS` is in epoch seconds. */
export function sign(key: KeyObject, id: string, timestampS: number, body: Uint8Array | string): string {
  return `v1,${digest(key, id, String(timestampS), body).toString('base64')}`;
}

/** The three headers of a signed request sent at `nowMs`. */
export function signedHeaders(key: KeyObject, id: string, nowMs: number, body: Uint8Array | string): Record<string, string> {
  const timestampS = Math.floor(nowMs / 1000);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampS),
    'webhook-signature': sign(key, id, timestampS, body),
  };
}

/**
 * Verifies the bytes as they came, before anyone reads them; gives the delivery's id.
 * Refuses with `signature-missing`, `signature-wrong` or `signature-too-old`.
 */
export function verify(key: KeyObject, headers: Headers, rawBody: Uint8Array, nowMs: number): Result<string> {
  const id = single(headers['webhook-id']);
  const timestamp = single(headers['webhook-timestamp']);
  const signatures = single(headers['webhook-signature']);
  if (!id || !timestamp || !signatures) return refused('signature-missing');
  if (!/^\d{1,12}$/u.test(timestamp)) return refused('signature-wrong');
  const expected = digest(key, id, timestamp, rawBody);
  // A sender that changes its secret signs with the old and the new one.
  if (!signatures.split(' ').some((signature) => matches(signature, expected))) return refused('signature-wrong');
  if (Math.abs(nowMs - Number(timestamp) * 1000) > TOLERANCE_MS) return refused('signature-too-old');
  return accepted(id);
}

function digest(key: KeyObject, id: string, timestamp: string, body: Uint8Array | string): Buffer {
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
}

function matches(signature: string, expected: Buffer): boolean {
  if (!signature.startsWith('v1,')) return false;
  const given = Buffer.from(signature.slice(3), 'base64');
  return given.length === SIGNATURE_BYTES && timingSafeEqual(given, expected);
}

function single(header: string | string[] | undefined): string | null {
  const value = Array.isArray(header) ? (header.length === 1 ? header[0] : undefined) : header;
  return value?.trim() || null;
}
