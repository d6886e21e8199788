/** Orders in: durable before the answer, counted once, and harmless whatever is sent. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryBodies } from '../../../native/contract/entry.ts';
import { ingestAnswerSchema } from '../../../native/contract/order.ts';
import { keyOfSecret, newSecret, signedHeaders } from '../../../native/orders/standard-webhooks.ts';
import { StorageFailure } from '../../../native/store/storage-failure.ts';
import { desk, NDJSON, NOW_MS, order, refund } from './ingest-desk.ts';

const orders = (count: number) => Array.from({ length: count }, (_, at) => order(`o${at}`));
const copies = (count: number, line: object) => Array.from({ length: count }, () => line);

describe('orders in', () => {
  it('OR9 an order is stored as it was sent, with its buyer masked, before it is acknowledged', async () => {
    const { deliver, storage } = await desk();
    const reply = await deliver(order('6917529003011'));
    expect(reply).toEqual({ status: 200, body: { status: 'accepted', seq: 1 } });
    await deliver(order('o2', { buyer: '阿依古丽·买买提', region: '和田市', note: 'ignored' }));
    const [first, second] = storage.ledger.readAfter(0, 9);
    expect(first).toEqual({
      seq: 1,
      broadcastId: 'bc-1',
      kind: 'order.paid',
      atMs: NOW_MS,
      actor: 'feed:shop',
      body: {
        source: 'shop',
        orderId: '6917529003011',
        eventId: 'event-6917529003011',
        occurredAtMs: Date.parse('2020-05-01T02:00:00Z'),
        buyer: null,
        region: null,
        amountFen: 7980,
        lines: [{ sku: 'ht-Htx-003', title: '核桃乳', quantity: 2, amountFen: 7980 }],
      },
    });
    expect(second?.body).toMatchObject({ buyer: '阿**·买**', region: '和田市' });
    expect(JSON.stringify(storage.reader.all('SELECT * FROM entry'))).not.toContain('古丽');
  });

  it('OR10 the same order again is 200 and counted once', async () => {
    const { deliver, entries, storage } = await desk();
    await deliver(order('o1'));
    expect(await deliver(order('o1'))).toEqual({ status: 200, body: { status: 'duplicate' } });
    expect(await deliver(order('o1', { id: 'another-event' }))).toEqual({ status: 200, body: { status: 'duplicate' } });
    expect(entries()).toBe(1);
    expect(storage.reader.get('SELECT gross_fen, order_count FROM broadcast_sales')).toEqual({ gross_fen: 7980, order_count: 1 });
  });

  it('every kind of event becomes an entry that its schema accepts', async () => {
    const { deliver, storage } = await desk();
    const events = [
      order('o1', { type: 'order.created' }),
      order('o1', { occurredAt: 1_588_298_400_000 }),
      order('o2', { type: 'order.cancelled', lines: undefined }),
      refund('r1', 'o1'),
      refund('r2', 'o1', { id: 'e', occurredAt: '2020-05-02T00:00:00Z', lines: [{ sku: 'a', quantity: 1 }], restock: true }),
      refund('r3', 'o1', { lines: [] }),
    ];
    const reply = await deliver(events);
    expect(reply).toEqual({ status: 200, body: { accepted: [1, 2, 3, 4, 5, 6], duplicate: [], refused: [] } });
    for (const entry of storage.ledger.readAfter(0, 9)) expect(() => entryBodies[entry.kind].parse(entry.body)).not.toThrow();
    expect(storage.ledger.readAfter(3, 3).map(({ body }) => body)).toMatchObject([
      { eventId: 'msg_1', occurredAtMs: NOW_MS, lines: null, restock: false },
      { eventId: 'e', lines: [{ sku: 'a', quantity: 1 }], restock: true },
      { lines: null },
    ]);
  });

  it('OR11 NDJSON is answered line by line; the good lines are stored', async () => {
    const { deliver, entries, feeds } = await desk();
    await deliver(order('known'));
    const lines = [
      JSON.stringify(order('o1')),
      '',
      '{broken',
      `${JSON.stringify(order('known'))}\r`,
      JSON.stringify(order('o1')),
      JSON.stringify(order('o2', { lines: [] })),
    ];
    const reply = await deliver(`${lines.join('\n')}\n`, { contentType: 'application/x-ndjson; charset=utf-8' });
    expect(reply.status).toBe(200);
    expect(ingestAnswerSchema.parse(reply.body)).toEqual({
      accepted: [1],
      duplicate: [4, 5],
      refused: [
        { line: 3, error: 'body-not-json', at: '', message: 'sentence of body-not-json' },
        { line: 6, error: 'event-invalid', at: 'lines', message: 'sentence of event-invalid' },
      ],
    });
    expect(entries()).toBe(2);
    expect(feeds.state.get().feeds[1]).toMatchObject({
      acceptedCount: 2,
      duplicateCount: 2,
      refusedCount: 2,
      lastRefusal: { code: 'event-invalid', atMs: NOW_MS },
    });
  });

  it('NDJSON of which no line is usable is 422, with the first fault on top', async () => {
    const { deliver, entries } = await desk();
    const reply = await deliver('{"type":"order.paid"}\nnull', { contentType: NDJSON });
    expect(reply.status).toBe(422);
    expect(reply.body).toMatchObject({
      error: 'event-invalid',
      at: 'id',
      message: 'sentence of event-invalid',
      accepted: [],
      refused: [{ line: 1 }, { line: 2 }],
    });
    expect(entries()).toBe(0);
  });

  const line = { sku: 'a', title: '', quantity: 1, amountFen: 1 };
  it.each<[string, string | Uint8Array | object, number, string, string]>([
    ['nothing', '', 400, 'body-empty', ''],
    ['spaces', ' \n ', 400, 'body-empty', ''],
    ['half a character', Buffer.from([0x7b, 0xe4, 0xbd]), 400, 'body-not-text', ''],
    ['GBK', Buffer.from([0x22, 0xba, 0xcb, 0xcc, 0xd2, 0x22]), 400, 'body-not-text', ''],
    ['not JSON', 'order=1', 400, 'body-not-json', ''],
    ['two values', `${JSON.stringify(order('o1'))}${JSON.stringify(order('o2'))}`, 400, 'body-not-json', ''],
    ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 422, 'event-invalid', ''],
    ['deep nesting in an ignored field', `{"x":${'{"x":'.repeat(20_000)}1${'}'.repeat(20_000)}}`, 422, 'event-invalid', 'type'],
    ['a list', '[]', 422, 'event-invalid', ''],
    ['an unknown type', order('o1', { type: 'order.teleported' }), 422, 'event-invalid', 'type'],
    ['a type from the prototype', '{"type":"__proto__"}', 422, 'event-invalid', 'type'],
    ['a missing id', order('o1', { id: undefined }), 422, 'event-invalid', 'id'],
    [
      'an order id that is a number',
      '{"type":"order.paid","id":"e","occurredAt":"2020-05-01T10:00:00Z","orderId":4781320682406083641,"lines":[]}',
      422,
      'event-invalid',
      'orderId',
    ],
    ['an order id with a line break', order('a\nb', { id: 'e' }), 422, 'event-invalid', 'orderId'],
    ['a time without zone', order('o1', { occurredAt: '2020-05-01T10:00:00' }), 422, 'event-invalid', 'occurredAt'],
    ['a time before 1970', order('o1', { occurredAt: '0001-01-01T00:00:00Z' }), 422, 'event-invalid', 'occurredAt'],
    ['seconds for milliseconds', order('o1', { occurredAt: 1_588_298_400 }), 422, 'event-invalid', 'occurredAt'],
    ['no lines', order('o1', { lines: [] }), 422, 'event-invalid', 'lines'],
    ['201 lines', order('o1', { lines: copies(201, line) }), 422, 'event-invalid', 'lines'],
    ['half a fen', order('o1', { lines: [{ ...line, amountFen: 0.5 }] }), 422, 'event-invalid', 'lines.0.amountFen'],
    ['a negative amount', order('o1', { lines: [line, { ...line, amountFen: -1 }] }), 422, 'event-invalid', 'lines.1.amountFen'],
    ['an amount as text', order('o1', { lines: [{ ...line, amountFen: '39.90' }] }), 422, 'event-invalid', 'lines.0.amountFen'],
    ['an endless amount', '{"type":"refund.succeeded","refundId":"r","orderId":"o","amountFen":1e999}', 422, 'event-invalid', 'amountFen'],
    [
      'amounts whose sum is too large',
      order('o1', { lines: copies(2, { ...line, amountFen: 100_000_000_000 }) }),
      422,
      'event-invalid',
      'lines',
    ],
    ['no pieces', order('o1', { lines: [{ ...line, quantity: 0 }] }), 422, 'event-invalid', 'lines.0.quantity'],
    ['a sku of hidden characters', order('o1', { lines: [{ ...line, sku: '\u202e\u0000' }] }), 422, 'event-invalid', 'lines.0.sku'],
    ['an empty refund', refund('r1', 'o1', { amountFen: 0 }), 422, 'event-invalid', 'amountFen'],
    ['a mountain of a line', order('o1', { note: 'x'.repeat(300_000) }), 413, 'body-too-large', ''],
  ])('OR12 an unusable body stores nothing: %s', async (_, content, status, error, at) => {
    const { deliver, entries } = await desk();
    const reply = await deliver(content);
    expect(reply).toEqual({ status, body: { error, at, message: `sentence of ${error}` } });
    expect(entries()).toBe(0);
  });

  it('too many lines and too many bytes are refused whole', async () => {
    const { deliver, entries } = await desk();
    expect(await deliver(orders(5001))).toMatchObject({ status: 413, body: { error: 'body-too-large' } });
    expect(await deliver(Buffer.alloc(8 * 1024 * 1024 + 1, 32))).toMatchObject({ status: 413 });
    expect(entries()).toBe(0);
    expect((await deliver(orders(5000))).status).toBe(200);
    expect(entries()).toBe(5000);
  });

  it('OR13 hidden characters are taken out of texts, because a sale must not be lost to a bad title', async () => {
    const { deliver, storage } = await desk();
    const body = JSON.stringify(
      order('o1', { lines: [{ sku: ' a\u202e1 ', title: '核\u0000桃\u202e\u2066', quantity: 1, amountFen: 5 }], region: '\u0007' }),
    );
    await deliver(body.replace('核', String.raw`\ud800核`).replace('{', '{"__proto__":{"polluted":true},"constructor":{"prototype":{}},'));
    const [entry] = storage.ledger.readAfter(0, 1);
    expect(entry?.body).toMatchObject({ lines: [{ sku: 'a 1', title: '核 桃' }], region: null });
    expect(Object.keys(entry!.body)).not.toContain('__proto__');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('OR14 an unknown source is 404, a delivery without a right signature 401, and neither is looked into', async () => {
    const { deliver, entries } = await desk();
    expect(await deliver(order('o1'), { source: 'nobody' })).toMatchObject({ status: 404, body: { error: 'feed-unknown' } });
    expect(await deliver(order('o1'), { source: '__proto__' })).toMatchObject({ status: 404 });
    expect(await deliver(order('o1'), { headers: {} })).toMatchObject({ status: 401, body: { error: 'signature-missing' } });
    const forged = signedHeaders(keyOfSecret(newSecret())!, 'msg_1', NOW_MS, JSON.stringify(order('o1')));
    expect(await deliver(order('o1'), { headers: forged })).toMatchObject({ status: 401, body: { error: 'signature-wrong' } });
    expect(await deliver('{broken', { headers: forged })).toMatchObject({ status: 401 });
    expect(entries()).toBe(0);
  });

  it('a feed without a secret asks its sender to wait, so that no order is lost', async () => {
    const { deliver } = await desk();
    const body = { error: 'feed-secret-missing', at: '', message: 'sentence of feed-secret-missing' };
    expect(await deliver(order('o1'), { source: 'mute' })).toEqual({ status: 503, retryAfterS: 60, body });
  });

  it('OR15 a failing disk is 503 with nothing stored, tells no path, and the same delivery is taken afterwards', async () => {
    let full = true;
    const { deliver, storage, entries, feeds } = await desk({
      append: (drafts) =>
        full ? Promise.reject(new StorageFailure('storage-unwritable', { folder: '/home/desk' })) : storage.ledger.append(drafts),
    });
    const reply = await deliver([order('o1'), { broken: true }]);
    expect(reply).toEqual({ status: 503, retryAfterS: 5, body: { error: 'storage-unwritable', at: '', message: 'sentence of overload' } });
    expect(feeds.state.get().feeds[1]).toMatchObject({ acceptedCount: 0, lastRefusal: { code: 'storage-unwritable' } });
    expect(entries()).toBe(0);
    full = false;
    expect((await deliver([order('o1')])).body).toMatchObject({ accepted: [1] });
  });

  it('OR16 overload is 503 with Retry-After, and nothing of it is stored', async () => {
    const release: (() => void)[] = [];
    const { deliver, storage, entries } = await desk({
      waitingLimit: 3,
      append: async (drafts) => {
        await new Promise<void>((resolve) => release.push(resolve));
        return storage.ledger.append(drafts);
      },
    });
    const waiting = [deliver([order('o1'), order('o2')]), deliver(order('o3'))];
    expect(await deliver(order('o4'))).toEqual({
      status: 503,
      retryAfterS: 2,
      body: { error: 'overload', at: '', message: 'sentence of overload' },
    });
    for (const go of release.splice(0)) go();
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
    const after = deliver(order('o4'));
    release.pop()!();
    expect((await after).status).toBe(200);
    expect(entries()).toBe(4);
  });

  it('OR17 survives any bytes and any JSON that a sender can sign', async () => {
    const { deliver, entries } = await desk();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify({ ...order('o1'), lines: value })),
        ),
        fc.constantFrom('application/json', NDJSON, ''),
        async (content, contentType) => {
          const { status } = await deliver(content, { contentType });
          expect([400, 422]).toContain(status);
        },
      ),
      { numRuns: 300, seed: 20_200_501 },
    );
    expect(entries()).toBe(0);
  });
});
