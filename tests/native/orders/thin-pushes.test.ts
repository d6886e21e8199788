/** Platforms that push an order without its lines: Douyin's shop, its open platform, WeChat's shop. */
import { describe, expect, it } from 'vitest';
import { checkSignature, md5Sandwich, sha1Prefixed, sha1Sorted } from '../../../native/orders/platform-signatures.ts';
import { keyOfEncodingAesKey, openEnvelope } from '../../../native/orders/wechat-envelope.ts';
import { platformDesk } from './platform-desk.ts';
import { douyinPush, NOW_S, type Push, sealForWechat, senderOf, WECHAT, wechatPush, wechatSignature } from './platform-senders.ts';

const NOW_MS = NOW_S * 1000;
const shop = senderOf('douyin-shop');
const open = senderOf('douyin-open');
const wechat = senderOf('wechat-shop');

describe('signatures', () => {
  it('OR28 the published test vectors of Douyin come out', () => {
    const body = Buffer.from('[{"tag":"101","msg_id":"m1","data":"{\\"p_id\\":4781320682406083641,\\"pay_amount\\":3990}"}]');
    expect(body).toHaveLength(89);
    expect(md5Sandwich('7000000000000000001', body, 'test-secret-1')).toBe('98b913f0fa4f5a4401c82fd068e5f3f4');
    const handshake = Buffer.from('{"event":"verify_webhook","client_key":"abc","content":{"challenge":12345}}');
    expect(sha1Prefixed('test-secret-1', handshake)).toBe('0eb99466d5cd0e54227e5cf84bfbfd530e2bf0d5');
  });

  it('OR28 the published test vectors of WeChat come out', () => {
    expect(sha1Sorted('AAAAA', '1714036504', '1514711492')).toBe('f464b24fc39322e44b38aa78f5edd27bd1441696');
    expect(sha1Sorted('AAAAA', '1714037059', '486452656')).toBe('899cf89e464efb63f54ddac96b0a0a235f53aa78');
    const text = '{"Event":"channels_ec_order_pay","order_info":{"order_id":3705115058471208928,"pay_time":1658509200}}';
    const sealed = sealForWechat(text);
    expect([sealed.length, sealed.slice(0, 24), sealed.slice(-12)]).toEqual([216, '5I0ViYLQqCiDyNw9bygZh8UE', 'ECa2a9PVaQ==']);
    expect(sha1Sorted(WECHAT.token, WECHAT.timestamp, WECHAT.nonce, sealed)).toBe('7bff7071f5319675c10189432df70c99c442e4ac');
    const key = keyOfEncodingAesKey(WECHAT.aesKey)!;
    expect(Buffer.from(openEnvelope(key, WECHAT.appId, sealed)!).toString()).toBe(text);
  });

  it.each(['', 'aa', 'AB', 'ab ', 'ä'])('OR21 only the very same signature passes, not %j', (given) => {
    expect(checkSignature(given, 'ab').ok).toBe(false);
    expect(checkSignature('ab', given, 'ab').ok).toBe(true);
  });
});

describe('Douyin shop', () => {
  it('OR30 the test message and unknown tags are taken and store nothing', async () => {
    const { deliver, stored } = await platformDesk(shop);
    const messages = ['0', '102', '103', '205', '400', '__proto__'].map((tag) => ({ tag, msg_id: tag, data: '{"p_id":1}' }));
    expect(await deliver(douyinPush(JSON.stringify(messages)))).toEqual({ status: 200, body: shop.taken });
    expect(await deliver(douyinPush('[]'))).toEqual({ status: 200, body: shop.taken });
    expect(stored()).toEqual([]);
  });

  it('OR31 one batch may tell of an order, its payment, its end and its refund, as text or as objects, with all digits', async () => {
    const { deliver, stored, storage } = await platformDesk(shop);
    const order = '"p_id":4781320682406083641,"s_ids":[4781320682406083641]';
    const refund = `{"aftersale_id":7012345678901234567,"p_id":4781320682406083641,"s_id":4781320682406083642,"refund_amount":1000,"refund_post_amount":100,"success_time":${NOW_S + 60}}`;
    const body = `[{"tag":"100","msg_id":"m0","data":{${order},"create_time":${NOW_S - 9}}},
      {"tag":"206","msg_id":"m3","data":${JSON.stringify(refund)}},
      {"tag":"101","msg_id":"m1","data":{${order},"pay_amount":3990,"pay_time":${NOW_S}}},
      {"tag":"106","msg_id":"m2","data":{${order},"cancel_reason":"x","cancel_time":${NOW_S + 90}}}]`;
    expect(await deliver(douyinPush(body))).toEqual({ status: 200, body: shop.taken });
    const orderId = '4781320682406083641';
    expect(stored()).toMatchObject([
      { kind: 'order.created', body: { orderId, occurredAtMs: NOW_MS - 9000 } },
      {
        kind: 'refund.succeeded',
        body: { orderId, refundId: '7012345678901234567', amountFen: 1000, occurredAtMs: NOW_MS + 60_000, lines: null },
      },
      { kind: 'order.paid', body: { orderId, amountFen: 3990, lines: [], occurredAtMs: NOW_MS, stateAtMs: NOW_MS } },
      { kind: 'order.cancelled', body: { orderId, occurredAtMs: NOW_MS + 90_000 } },
    ]);
    expect(storage.reader.get('SELECT thin FROM paid_order')).toEqual({ thin: 1 });
  });

  it('OR32 a push for another app is refused, and so is one without the app key in the settings', async () => {
    const { deliver, feeds } = await platformDesk(shop);
    const push = shop.push(JSON.stringify(shop.paid('1')));
    expect(await deliver({ ...push, headers: { ...push.headers, 'app-id': '7' } })).toMatchObject({ status: 401 });
    const setup = { source: 'other', type: 'douyin-shop' } as const;
    expect(feeds.save({ ...setup, secret: 'secret' })).toMatchObject({
      refusal: { code: 'feed-app-id-missing', context: { source: 'other' } },
    });
    expect(feeds.save({ ...setup, appId: '7' })).toMatchObject({ refusal: { code: 'feed-secret-missing' } });
    expect(feeds.find('other')).toBeNull();
  });
});

describe('Douyin open platform', () => {
  it('OR33 its handshake gets the very number back, however long', async () => {
    const { deliver, stored } = await platformDesk(open);
    const answer = async (content: string) => {
      const body = `{"event":"verify_webhook","client_key":"abc","content":${content}}`;
      return deliver({
        ...open.push('{}'),
        rawBody: Buffer.from(body),
        headers: { 'x-douyin-signature': sha1Prefixed(open.secret, Buffer.from(body)) },
      });
    };
    expect(await answer('{"challenge":12345}')).toEqual({ status: 200, body: { challenge: 12_345 } });
    expect(await answer('{"challenge":"a1"}')).toEqual({ status: 200, body: { challenge: 'a1' } });
    expect(JSON.stringify(await answer('{"challenge":4781320682406083641}'))).toBe(
      '{"status":200,"body":{"challenge":4781320682406083641}}',
    );
    expect(await answer('{}')).toMatchObject({ status: 401 });
    expect(stored()).toEqual([]);
  });

  it('OR34 a refund is taken with its sum, refused without one, and other news is passed over', async () => {
    const { deliver, stored } = await platformDesk(open);
    const certificate = (fields: object, action = 'refund_success') =>
      open.push(
        JSON.stringify({ action, msg_time: NOW_S, certificate: { order_id: '1', certificate_id: '9', ...fields } }),
        'life_trade_certificate_notify',
      );
    expect(await deliver(certificate({}))).toMatchObject({ status: 422 });
    expect(await deliver(certificate({}, 'verify'))).toEqual({ status: 200, body: open.taken });
    expect(await deliver(open.push('{"action":"x"}', 'life_other'))).toEqual({ status: 200, body: open.taken });
    expect(stored()).toEqual([]);
    expect(await deliver(certificate({ refund_amount: 500 }))).toEqual({ status: 200, body: open.taken });
    expect(stored()).toMatchObject([
      { kind: 'refund.succeeded', body: { orderId: '1', refundId: '9', amountFen: 500, occurredAtMs: NOW_MS } },
    ]);
    const foreign = JSON.stringify({ event: 'life_trade_order_notify', client_key: 'other', content: {} });
    const headers = { 'x-douyin-signature': sha1Prefixed(open.secret, Buffer.from(foreign)) };
    expect(await deliver({ ...open.push('{}'), rawBody: Buffer.from(foreign), headers })).toMatchObject({ status: 401 });
  });
});

describe('WeChat shop', () => {
  const get = (query: Record<string, string>): Push => ({ method: 'GET', query, headers: {}, rawBody: Buffer.alloc(0), contentType: '' });

  it('OR35 its check of the address gets echostr back as it is, and nobody else does', async () => {
    const { deliver } = await platformDesk(wechat);
    const { timestamp, nonce } = WECHAT;
    const right = { signature: wechatSignature(), timestamp, nonce, echostr: '4375120948345356249' };
    expect(await deliver(get(right))).toEqual({ status: 200, body: '4375120948345356249' });
    for (const wrong of [{ signature: 'a' }, { timestamp: '1' }, { nonce: '' }, { echostr: '' }, { echostr: 'x'.repeat(1001) }]) {
      expect(await deliver(get({ ...right, ...wrong }))).toEqual({ status: 401, body: 'fail' });
    }
    expect(await deliver(get({}))).toEqual({ status: 401, body: 'fail' });
  });

  it('OR36 a push is opened only if it was sealed for this shop with this key, and sealed well', async () => {
    const { deliver, stored } = await platformDesk(wechat);
    const message = JSON.stringify(wechat.paid('1'));
    const resealed = (Encrypt: string): Push => {
      const { timestamp, nonce } = WECHAT;
      const query = { timestamp, nonce, msg_signature: wechatSignature(Encrypt) };
      return { ...wechatPush(message), query, rawBody: Buffer.from(JSON.stringify({ ToUserName: 'gh_0', Encrypt })) };
    };
    expect(await deliver(wechatPush(message, 'wx9'))).toEqual({ status: 401, body: 'fail' });
    const sealed = Buffer.from(sealForWechat(message), 'base64');
    const bent = Buffer.from(sealed);
    bent[bent.length - 1]! ^= 1;
    for (const bytes of [bent, sealed.subarray(0, -16), sealed.subarray(0, 32), Buffer.alloc(32), Buffer.from('x')]) {
      expect(await deliver(resealed(bytes.toString('base64')))).toEqual({ status: 401, body: 'fail' });
    }
    expect(stored()).toEqual([]);
    expect(await deliver(resealed(sealed.toString('base64')))).toEqual({ status: 200, body: 'success' });
  });

  it('OR37 new and cancelled orders are kept; news without a sum to count, refunds too, waits for the detail or an export', async () => {
    const { deliver, stored } = await platformDesk(wechat);
    const tell = (Event: string, more: object) =>
      deliver(wechat.push(JSON.stringify({ ToUserName: 'g', CreateTime: NOW_S, Event, ...more })));
    const order_info = { order_id: '3705115058471208928' };
    const finder_shop_aftersale_status_update = { status: 'MERCHANT_REFUND_SUCCESS', after_sale_order_id: '5', order_id: '1' };
    for (const reply of [
      await tell('channels_ec_order_new', { order_info }),
      await tell('channels_ec_order_cancel', { order_info }),
      await tell('channels_ec_order_pay', { order_info }),
      await tell('channels_ec_order_settle', { order_info }),
      await tell('channels_ec_aftersale_update', { finder_shop_aftersale_status_update }),
    ])
      expect(reply).toEqual({ status: 200, body: 'success' });
    expect(stored().map(({ kind, body }) => [kind, body['orderId'], body['occurredAtMs']])).toEqual([
      ['order.created', '3705115058471208928', NOW_MS],
      ['order.cancelled', '3705115058471208928', NOW_MS],
      ['order.paid', '3705115058471208928', NOW_MS],
    ]);
  });

  it('OR32 token without EncodingAESKey, or with a wrong one, is no secret', async () => {
    const { feeds } = await platformDesk(wechat);
    const setup = { source: 'other', type: 'wechat-shop', appId: 'wx1' } as const;
    expect(feeds.save({ ...setup, secret: 'token' })).toMatchObject({ refusal: { code: 'feed-secret-missing' } });
    expect(feeds.save({ ...setup, secret: 'token', secondSecret: 'short' })).toMatchObject({ refusal: { code: 'feed-secret-invalid' } });
    expect(feeds.save({ ...setup, secret: 'token', secondSecret: `${'a'.repeat(42)}=` })).toMatchObject({
      refusal: { code: 'feed-secret-invalid' },
    });
    expect(feeds.save({ ...setup, secret: 'token', secondSecret: WECHAT.aesKey })).toMatchObject({ ok: true });
  });
});
