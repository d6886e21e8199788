/** The worked example that senders copy from the documents is right. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { genericEventSchema } from '../../native/contract/order.ts';
import { keyOfSecret, verify } from '../../native/orders/standard-webhooks.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/feeds-and-upstream.md'), 'utf8');
const found = (pattern: RegExp) => pattern.exec(page)?.[1] ?? '';

describe('worked examples', () => {
  it('HS7 the signed order verifies and is an order', () => {
    const body = found(/```json\n(\{"id".*\})\n```/u);
    const headers = Object.fromEntries(
      ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [name, found(new RegExp(`^${name}: (.*)$`, 'mu'))]),
    );
    const key = keyOfSecret(found(/`(whsec_[A-Za-z0-9+/=]{20,})`/u))!;
    const sentAtMs = Number(headers['webhook-timestamp']) * 1000;
    expect(verify(key, headers, Buffer.from(body), sentAtMs)).toEqual({ ok: true, value: headers['webhook-id'] });
    expect(found(/`order\.json`, (\d+) bytes/u)).toBe(String(Buffer.byteLength(body)));
    expect(genericEventSchema.parse(JSON.parse(body)).type).toBe('order.paid');
  });
});
