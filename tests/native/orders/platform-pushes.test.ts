/** What all push adapters share: right deliveries are stored once, wrong and broken ones not at all, in the platform's own words. */
import { describe, expect, it } from 'vitest';
import { platformDesk } from './platform-desk.ts';
import { douyinPush, expectText, type Push, senderOf, senders } from './platform-senders.ts';

const ORDER_ID = '4781320682406083641';
/** Any sentence will do in an answer, as long as there is one. */
const wordless = (answer: unknown) =>
  JSON.parse(JSON.stringify(answer), (key, value: unknown) =>
    ['msg', 'message', 'error', 'at'].includes(key) && value !== 'success' ? expectText : value,
  );

describe.each(senders)('a push of $type', (sender) => {
  const paid = (more?: object) => sender.push(JSON.stringify(sender.paid(ORDER_ID, more)));

  it('OR20 becomes a paid order with all digits of its id, its sum, its lines and its gifts', async () => {
    const { deliver, stored } = await platformDesk(sender);
    expect(await deliver(paid())).toEqual({ status: 200, body: sender.taken });
    expect(stored()).toMatchObject([
      {
        kind: 'order.paid',
        body: {
          source: 'shop',
          orderId: ORDER_ID,
          occurredAtMs: 1_700_000_000_000,
          buyer: null,
          amountFen: sender.amountFen,
          lines: sender.lines,
        },
      },
    ]);
    if (sender.type !== 'generic') expect(stored()[0]?.body['stateAtMs']).toBe(1_700_000_000_000);
  });

  it('OR21 with a wrong signature, or without one, is refused in the words of its platform, and nothing is stored', async () => {
    const { deliver, stored, feeds } = await platformDesk(sender);
    const right = paid();
    const changed = { ...right, rawBody: Buffer.concat([right.rawBody, Buffer.from(' ')]) };
    // WeChat signs what it has sealed, not the space around it.
    const wrong: Push = sender.type === 'wechat-shop' ? { ...right, query: { ...right.query, nonce: '1' } } : changed;
    const unsigned = { ...right, headers: {}, query: {} };
    for (const push of [wrong, unsigned]) {
      const { status, body } = await deliver(push);
      expect([status, wordless(body)]).toEqual([401, sender.failed(401)]);
    }
    expect(stored()).toEqual([]);
    expect(feeds.state.get().feeds).toMatchObject([{ refusedCount: 2, lastRefusal: { code: 'signature-missing' } }]);
  });

  it('OR22 rightly signed but broken, is refused in the words of its platform, and nothing is stored', async () => {
    const { deliver, stored } = await platformDesk(sender);
    for (const json of ['{broken', '', '"text"', 'null', '[]', '{"p_id":{}}']) {
      const { status, body } = await deliver(sender.push(json));
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      if (typeof body === 'string') expect(body).toBe(sender.failed(status));
      else expect(wordless(body)).toMatchObject(sender.failed(status) as object);
    }
    expect(stored()).toEqual([]);
  });

  it('OR23 that comes again, the same or under another id, is answered as taken and counted once', async () => {
    const { deliver, stored, storage, feeds } = await platformDesk(sender);
    const first = paid();
    const results = [
      await deliver(first),
      await deliver(first),
      await deliver(paid({ note: 'again' })),
      ...(await Promise.all([deliver(first), deliver(first)])),
    ];
    expect(results.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(stored()).toHaveLength(1);
    expect(storage.reader.get('SELECT gross_fen AS fen, order_count AS n FROM broadcast_sales')).toEqual({ fen: sender.amountFen, n: 1 });
    expect(feeds.state.get().feeds).toMatchObject([{ acceptedCount: 1, duplicateCount: 4, refusedCount: 0 }]);
  });

  it('OR24 that is larger than a push can be, or packed, is refused before anything else', async () => {
    const { deliver, stored } = await platformDesk(sender);
    const push = paid();
    const limit = sender.type === 'generic' ? 8 : 1;
    expect(await deliver({ ...push, rawBody: Buffer.alloc(limit * 1024 * 1024 + 1, ' ') })).toMatchObject({ status: 413 });
    expect(await deliver({ ...push, headers: { ...push.headers, 'content-encoding': 'gzip' } })).toMatchObject({ status: 415 });
    expect(await deliver({ ...push, headers: { ...push.headers, 'content-encoding': 'identity' } })).toMatchObject({ status: 200 });
    expect(stored()).toHaveLength(1);
  });

  it('OR25 is read from a relay just as from the socket: by its own time, without a socket', async () => {
    const { feeds } = await platformDesk(sender);
    const adapter = feeds.find('shop')!.adapter;
    if (!adapter.ok) throw new Error(adapter.refusal.code);
    const read = adapter.value.read({ ...paid(), receivedAtMs: 1_700_000_000_500, wallMs: 1_700_000_000_500 });
    expect(read).toMatchObject({ ok: true, value: { lines: [{ line: 1, event: { ok: true, value: { body: { orderId: ORDER_ID } } } }] } });
    // A signature with a time in it is too old hours later; the others have none and rest on being counted once.
    const late = adapter.value.read({ ...paid(), receivedAtMs: 1_700_009_000_000, wallMs: 1_700_009_000_000 });
    expect(late.ok).toBe(sender.type !== 'generic');
  });
});

describe('platform answers', () => {
  it('OR26 a batch with one good message is taken; its bad ones are counted and shown, for they would never get better', async () => {
    const { deliver, stored, feeds } = await platformDesk(senderOf('douyin-shop'));
    const messages = [
      { tag: '101', msg_id: 'm1', data: { p_id: '1', pay_amount: -1 } },
      { tag: 101, msg_id: 'm2', data: { p_id: '2', pay_amount: 100, pay_time: 1_700_000_000 } },
      { tag: '101', msg_id: 'm3', data: '{' },
    ];
    expect(await deliver(douyinPush(JSON.stringify(messages)))).toEqual({ status: 200, body: { code: 0, msg: 'success' } });
    expect(stored()).toMatchObject([{ body: { orderId: '2' } }]);
    expect(feeds.state.get().feeds).toMatchObject([{ acceptedCount: 1, refusedCount: 2, lastRefusal: { code: 'body-not-json' } }]);
    const bad = await deliver(douyinPush(JSON.stringify(messages.slice(0, 1))));
    expect(bad).toEqual({ status: 422, body: { code: 422, msg: 'sentence of event-invalid' } });
  });

  it('OR27 a source of files refuses pushes for good, and is ready all the same', async () => {
    const { deliver, feeds } = await platformDesk({ type: 'file', secret: '' });
    expect(await deliver(senderOf('shopify').push('{}'))).toEqual({
      status: 403,
      body: { error: 'feed-takes-files-only', at: '', message: 'sentence of feed-takes-files-only' },
    });
    expect(feeds.state.get().feeds).toMatchObject([{ source: 'shop', type: 'file', ready: true }]);
  });
});
