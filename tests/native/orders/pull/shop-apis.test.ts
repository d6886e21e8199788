/** The interfaces of Douyin's and WeChat's shops, played over real HTTP: details of thin orders, changed orders, refunds. */
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../native/kernel/logger.ts';
import { type DouyinApiOptions, douyinDetails, douyinPoll, signDouyin } from '../../../../native/orders/pull/douyin-shop-api.ts';
import { PolledOrders } from '../../../../native/orders/pull/order-poll.ts';
import { pullCursor } from '../../../../native/orders/pull/pull-cursors.ts';
import { ThinOrders } from '../../../../native/orders/pull/thin-orders.ts';
import { WechatShopApi } from '../../../../native/orders/pull/wechat-shop-api.ts';
import { paid } from '../../store/test-storage.ts';
import { startPlatform } from './platform.ts';
import { NOW_MS, pullDesk } from './pull-desk.ts';

const signal = new AbortController().signal;
const ORDER_ID = '4781320682406083641';
const PAID_S = NOW_MS / 1000 - 600;

const douyinOrder = {
  order_id: ORDER_ID,
  order_status: 2,
  pay_time: PAID_S,
  update_time: PAID_S + 60,
  order_amount: 9990,
  pay_amount: 8880,
  mask_post_receiver: '王*',
  mask_post_tel: '1********12',
  post_tel: '##never-asked-for##',
  sku_order_list: [
    {
      order_id: '1',
      product_name: '核桃',
      sku_id: 77,
      out_sku_id: 'HT-1',
      item_num: 2,
      pay_amount: 8880,
      room_id_str: '7300000000000000001',
    },
    { order_id: '2', product_name: '赠品', sku_id: 78, out_sku_id: '', item_num: 1, pay_amount: 0, given_product_type: 'FREE' },
  ],
};

async function douyin(timestamps: DouyinApiOptions['timestamps'] = 'seconds') {
  const platform = await startPlatform(({ path, query }) => {
    const data =
      path === '/order/orderDetail' ? { shop_order_detail: douyinOrder } : { shop_order_list: query.get('x') ? [] : [douyinOrder] };
    return { body: JSON.stringify({ code: 10_000, msg: 'success', data }) };
  });
  const desk = await pullDesk({ feed: { type: 'douyin-shop', appId: 'key-1' } });
  const keys = { appKey: 'key-1', appSecret: 'secret-1', accessToken: 'token-1' };
  const options: DouyinApiOptions = { source: 'shop', clock: desk.clock, address: platform.url, ...keys, timestamps };
  const { reader, ledger } = desk.storage;
  const thin = new ThinOrders({ source: 'shop', details: douyinDetails(options), reader, intake: desk.intake, clock: desk.clock });
  const polled = new PolledOrders({
    ...desk,
    source: 'shop',
    poll: douyinPoll(options),
    cursor: pullCursor(desk.cursors, 'shop', 'x'),
    logger: silentLogger,
  });
  return { platform, desk, thin, polled, ledger };
}

const thinPush = paid(ORDER_ID, { lines: [], amountFen: 8880, occurredAtMs: PAID_S * 1000, stateAtMs: PAID_S * 1000 });

describe('interfaces of shops', () => {
  it('OP20 Douyin: the detail fills a thin order with its lines, its gifts and its room, and keeps only what is masked', async () => {
    const { platform, desk, thin, ledger } = await douyin();
    await ledger.append([thinPush]);
    await thin.round(signal);
    expect(desk.paidOrders()).toEqual([{ orderId: ORDER_ID, amountFen: 8880, thin: 0 }]);
    expect(ledger.readAfter(1, 1)[0]!.body).toMatchObject({
      orderId: ORDER_ID,
      stateAtMs: (PAID_S + 60) * 1000,
      roomId: '7300000000000000001',
      lines: [
        { sku: 'HT-1', quantity: 2, amountFen: 8880 },
        { sku: '78', quantity: 1, amountFen: 0, gift: true },
      ],
    });
    expect(JSON.stringify(ledger.readAfter(0, 9))).not.toMatch(/never-asked-for|1\*+12/u);
    expect(platform.asked[0]).toMatchObject({ method: 'POST', path: '/order/orderDetail', body: `{"shop_order_id":"${ORDER_ID}"}` });
  });

  it('OP20 Douyin: questions are signed over their parameters in order, with either form of the time', async () => {
    for (const [form, timestamp] of [
      ['seconds', '1700000000'],
      ['text', '2023-11-15 06:13:20'],
    ] as const) {
      const { platform, polled } = await douyin(form);
      await polled.round(signal);
      const [asked] = platform.asked;
      const text = `app_keykey-1methodorder.searchListparam_json${asked!.body}timestamp${timestamp}v2`;
      const sign = createHmac('sha256', 'secret-1').update(`secret-1${text}secret-1`).digest('hex');
      expect(signDouyin({ appKey: 'key-1', appSecret: 'secret-1' }, 'order.searchList', asked!.body, timestamp)).toBe(sign);
      expect(Object.fromEntries(asked!.query)).toMatchObject({ app_key: 'key-1', method: 'order.searchList', timestamp, sign, v: '2' });
      expect(Object.keys(JSON.parse(asked!.body) as object)).toEqual(['order_asc', 'order_by', 'page', 'size', 'update_time_start']);
    }
  });

  it('OP20 Douyin: changed orders that no push told of are counted, those that one did are not doubled', async () => {
    const { desk, polled, ledger } = await douyin();
    await polled.round(signal);
    await ledger.append([thinPush]);
    await polled.round(signal);
    expect(desk.paidOrders()).toEqual([{ orderId: ORDER_ID, amountFen: 8880, thin: 0 }]);
    expect(desk.counts().acceptedCount).toBe(1);
  });

  it('OP20 Douyin: an error of the interface is said without the token', async () => {
    const { platform, polled } = await douyin();
    platform.answer = () => ({ body: JSON.stringify({ code: 40_003, msg: 'access_token token-1 is over' }) });
    const failed = await polled.round(signal);
    expect(failed).toMatchObject({ ok: false, refusal: { code: 'pull-failed', context: { problem: 'code 40003' } } });
    expect(JSON.stringify(failed)).not.toContain('token-1');
  });

  async function wechat() {
    const tokens = ['token-1', 'token-2'];
    const platform = await startPlatform(({ path, query, body }) => {
      const answers: Record<string, object> = {
        '/cgi-bin/stable_token': { access_token: tokens[0], expires_in: 7200 },
        '/channels/ec/order/get': {
          errcode: 0,
          order: {
            order_id: '3705115058471208928',
            openid: 'open-id-canary',
            update_time: PAID_S + 5,
            order_detail: {
              product_infos: [{ product_id: '1', sku_id: '2', sku_code: 'HT-1', title: '核桃', sku_cnt: 2, sale_price: 2000 }],
              price_info: { order_price: 3900 },
              pay_info: { pay_time: PAID_S },
            },
          },
        },
        '/channels/ec/aftersale/getaftersalelist': { errcode: 0, after_sale_order_id_list: ['901', '902'], has_more: false, next_key: '' },
        '/channels/ec/aftersale/getaftersaleorder': {
          errcode: 0,
          after_sale_order: {
            after_sale_order_id: (JSON.parse(body || '{}') as { after_sale_order_id?: string }).after_sale_order_id,
            order_id: '3705115058471208928',
            status: body.includes('901') ? 'MERCHANT_REFUND_SUCCESS' : 'MERCHANT_PROCESSING',
            update_time: PAID_S + 9,
            refund_info: { currency: 'CNY', amount: 100 },
          },
        },
      };
      const isKnown = path.startsWith('/cgi-bin') || query.get('access_token') === tokens[0];
      return { body: JSON.stringify(isKnown ? answers[path] : { errcode: 42_001, errmsg: 'over' }) };
    });
    const desk = await pullDesk({ feed: { type: 'wechat-shop', appId: 'wx1' } });
    const recordBuyer = ({ id }: { id?: string | undefined }) => ({
      buyer: null,
      ...(id ? { private: { buyerKey: `key-of-${id.length}` } } : {}),
    });
    const options = { source: 'shop', clock: desk.clock, address: platform.url, appId: 'wx1', appSecret: 'app-secret', recordBuyer };
    return { platform, desk, tokens, shop: new WechatShopApi(options) };
  }

  it('OP21 WeChat: the detail brings the sum and the lines of a paid order, with one token for many questions', async () => {
    const { platform, desk, shop, tokens } = await wechat();
    const { reader, ledger } = desk.storage;
    const id = '3705115058471208928';
    await ledger.append([paid(id, { lines: [], amountFen: 0, occurredAtMs: PAID_S * 1000, stateAtMs: PAID_S * 1000 })]);
    const thin = new ThinOrders({ source: 'shop', details: shop.details(), reader, intake: desk.intake, clock: desk.clock });
    await thin.round(signal);
    expect(desk.paidOrders()).toEqual([{ orderId: id, amountFen: 3900, thin: 0 }]);
    expect(ledger.readAfter(1, 1)[0]!.body).toMatchObject({
      private: { buyerKey: 'key-of-14' },
      lines: [{ sku: 'HT-1', title: '核桃', quantity: 2, amountFen: 4000 }],
    });
    await shop.details().fetch([id], signal);
    expect(platform.asked.map(({ path }) => path)).toEqual(['/cgi-bin/stable_token', '/channels/ec/order/get', '/channels/ec/order/get']);
    tokens.shift();
    expect(await shop.details().fetch([id], signal)).toMatchObject({ ok: false, refusal: { context: { problem: 'errcode 42001' } } });
    expect(await shop.details().fetch([id], signal)).toMatchObject({ ok: true });
  });

  it('OP21 WeChat: after-sales whose money went back become refunds, once', async () => {
    const { desk, shop } = await wechat();
    const cursor = pullCursor(desk.cursors, 'shop', 'x');
    const polled = new PolledOrders({ ...desk, source: 'shop', poll: shop.afterSales(), cursor, logger: silentLogger });
    await polled.round(signal);
    await polled.round(signal);
    const entries = desk.storage.ledger.readAfter(0, 9);
    expect(entries.map(({ kind, body }) => ({ kind, body }))).toMatchObject([
      { kind: 'refund.succeeded', body: { refundId: '901', orderId: '3705115058471208928', amountFen: 100 } },
    ]);
  });
});
