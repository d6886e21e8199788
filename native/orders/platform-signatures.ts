/** Signatures of the platforms, each over the raw bytes and compared in constant time. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { Headers } from './standard-webhooks.ts';

/** Douyin shop and Youzan: lower-case hex MD5 over id, body and secret, without separators. */
export function md5Sandwich(appId: string, rawBody: Uint8Array, secret: string): string {
  return createHash('md5').update(appId).update(rawBody).update(secret).digest('hex');
}

/** Douyin's open platform: lower-case hex SHA-1 over secret and body. */
export function sha1Prefixed(secret: string, rawBody: Uint8Array): string {
  return createHash('sha1').update(secret).update(rawBody).digest('hex');
}

/** Shopify and WooCommerce: base64 HMAC-SHA256. */
export function hmacBase64(secret: string, rawBody: Uint8Array): string {
  return createHmac('sha256', secret).update(rawBody).digest('base64');
}

/** WeChat: lower-case hex SHA-1 over the sorted texts. */
export function sha1Sorted(...texts: readonly string[]): string {
  return createHash('sha1').update(texts.toSorted().join('')).digest('hex');
}

/** Whether any of the signatures is the given one. Refuses with `signature-missing` or `signature-wrong`. */
export function checkSignature(given: string | undefined, ...expected: readonly string[]): Result<null> {
  if (!given) return refused('signature-missing');
  const bytes = Buffer.from(given);
  const matches = expected.map((signature) => {
    const wanted = Buffer.from(signature);
    return wanted.length === bytes.length && timingSafeEqual(wanted, bytes);
  });
  return matches.includes(true) ? accepted(null) : refused('signature-wrong');
}

/** A header that stands once; undefined otherwise. */
export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  const single = Array.isArray(value) ? (value.length === 1 ? value[0] : undefined) : value;
  return single?.trim() || undefined;
}
