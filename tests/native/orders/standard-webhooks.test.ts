/** Signatures: the published vector, rotation, tolerance, secrets. */
import { describe, expect, it } from 'vitest';
import { keyOfSecret, newSecret, sign, signedHeaders, TOLERANCE_MS, verify } from '../../../native/orders/standard-webhooks.ts';

const SECRET = 'whsec_aGV0aWFuLXN0dWRpby10ZXN0LWtleS0xMjM0';
const key = keyOfSecret(SECRET)!;
const nowMs = 1_700_000_000_000;
const body = Buffer.from('{"id":1}');
const codeOf = (headers: Record<string, string | string[]>, rawBody: Uint8Array = body, atMs = nowMs) => {
  const result = verify(key, headers, rawBody, atMs);
  return result.ok ? result.value : result.refusal.code;
};

describe('Standard Webhooks', () => {
  it('OR1 signs as the published test vector does', () => {
    expect(sign(key, 'msg_1', 1_700_000_000, '{"id":1}')).toBe('v1,EhLjPvXF65xYz8rhf7WUUBNSodg29TaGrCXt+Y2vSM4=');
  });

  const good = signedHeaders(key, 'msg_1', nowMs, body);
  const signature = good['webhook-signature']!;
  const forged = sign(keyOfSecret(newSecret())!, 'msg_1', 1_700_000_000, body);

  it.each<[string, Record<string, string | string[]>, string]>([
    ['its own', good, 'msg_1'],
    ['any of several', { ...good, 'webhook-signature': `v1,AAAA v1a,ed25519 ${forged} ${signature}` }, 'msg_1'],
    ['a header that came as a list of one', { ...good, 'webhook-id': ['msg_1'] }, 'msg_1'],
    ['another key', { ...good, 'webhook-signature': forged }, 'signature-wrong'],
    ['another id', { ...good, 'webhook-id': 'msg_2' }, 'signature-wrong'],
    ['another time', { ...good, 'webhook-timestamp': '1700000001' }, 'signature-wrong'],
    ['a time that is none', { ...good, 'webhook-timestamp': '1.7e9' }, 'signature-wrong'],
    ['another version', { ...good, 'webhook-signature': signature.replace('v1,', 'v2,') }, 'signature-wrong'],
    ['no version', { ...good, 'webhook-signature': signature.slice(3) }, 'signature-wrong'],
    ['a cut signature', { ...good, 'webhook-signature': signature.slice(0, -6) }, 'signature-wrong'],
    ['no signature', { 'webhook-id': 'msg_1', 'webhook-timestamp': '1700000000' }, 'signature-missing'],
    ['an empty id', { ...good, 'webhook-id': ' ' }, 'signature-missing'],
    ['two timestamps', { ...good, 'webhook-timestamp': ['1700000000', '1700000000'] }, 'signature-missing'],
  ])('OR2 verifies %s', (_, headers, expected) => {
    expect(codeOf(headers)).toBe(expected);
  });

  it('OR3 refuses a changed body, and a time more than five minutes off either way', () => {
    expect(codeOf(good, Buffer.from('{"id":2}'))).toBe('signature-wrong');
    expect(codeOf(good, body, nowMs + TOLERANCE_MS)).toBe('msg_1');
    expect(codeOf(good, body, nowMs + TOLERANCE_MS + 1000)).toBe('signature-too-old');
    expect(codeOf(good, body, nowMs - TOLERANCE_MS - 1000)).toBe('signature-too-old');
  });

  it.each([
    ['24 bytes', `whsec_${Buffer.alloc(24, 7).toString('base64')}`, 24],
    ['64 bytes', `whsec_${Buffer.alloc(64, 7).toString('base64')}`, 64],
    ['without padding', `whsec_${Buffer.alloc(25, 7).toString('base64').replaceAll('=', '')}`, 25],
    ['23 bytes', `whsec_${Buffer.alloc(23, 7).toString('base64')}`, null],
    ['65 bytes', `whsec_${Buffer.alloc(65, 7).toString('base64')}`, null],
    ['no prefix', Buffer.alloc(32, 7).toString('base64'), null],
    ['not base64', `whsec_${'*'.repeat(44)}`, null],
    ['base64 with rubbish inside', `whsec_${Buffer.alloc(24, 7).toString('base64')}=A`, null],
    ['nothing', 'whsec_', null],
  ])('OR4 a secret: %s', (_, secret, bytes) => {
    expect(keyOfSecret(secret)?.symmetricKeySize ?? null).toBe(bytes);
  });

  it('a fresh secret is usable and never the same', () => {
    expect(keyOfSecret(newSecret())?.symmetricKeySize).toBe(32);
    expect(newSecret()).not.toBe(newSecret());
  });
});
