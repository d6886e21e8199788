/** Platforms that push whole orders: Shopify, WooCommerce, Youzan. */
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hmacBase64, md5Sandwich } from '../../../native/orders/platform-signatures.ts';
import { platformDesk } from './platform-desk.ts';
import { type Push, senderOf } from './platform-senders.ts';

const shopify = senderOf('shopify');
const woo = senderOf('woocommerce');
const youzan = senderOf('youzan');
const gross = (desk: Awaited<ReturnType<typeof platformDesk>>) =>
  desk.storage.reader.get('SELECT gross_fen AS gross, refunded_fen AS refunded, order_count AS n FROM broadcast_sales');

describe('Shopify', () => {
  const order = (more: object = {}, topic?: string) => shopify.push(JSON.stringify(shopify.paid('5', more)), topic);
  const transaction = { kind: 'refund', status: 'success', amount: '10.00', currency: 'CNY' };
  const refund = (more: object = {}) => ({
    id: 77,
    order_id: 5,
    created_at: '2023-11-15T07:00:00+08:00',
    transactions: [transaction],
    ...more,
  });

  it('OR38 the published test vector comes out, and the former secret counts beside the new one', async () => {
    expect(hmacBase64('test-secret-1', Buffer.from('{"id":1}'))).toBe('z2/EaPn55t5OOW3xNUDOXTH5RdxFEY0zARvHFQUaVpw=');
    const { deliver, feeds } = await platformDesk(shopify);
    const push = order();
    const signedWith = (secret: string): Push => ({
      ...push,
      headers: { ...push.headers, 'x-shopify-hmac-sha256': createHmac('sha256', secret).update(push.rawBody).digest('base64') },
    });
    expect(await deliver(signedWith('former-secret'))).toMatchObject({ status: 200 });
    expect(await deliver(signedWith('stranger'))).toMatchObject({ status: 401 });
    feeds.remove('shop');
    feeds.save({ source: 'shop', type: 'shopify', secret: 'test-secret-1' });
    expect(await deliver(signedWith('former-secret'))).toMatchObject({ status: 401 });
    expect(await deliver(push)).toMatchObject({ status: 200 });
  });

  it('OR39 test orders and foreign topics are passed over, another currency is refused', async () => {
    const { deliver, stored } = await platformDesk(shopify);
    expect(await deliver(order({ test: true }))).toMatchObject({ status: 200 });
    expect(await deliver(order({}, 'products/update'))).toMatchObject({ status: 200 });
    // The refund of a test order says so in its transactions only.
    const tried = refund({ transactions: [{ ...transaction, test: true }] });
    expect(await deliver(shopify.push(JSON.stringify(tried), 'refunds/create'))).toMatchObject({ status: 200 });
    expect(stored()).toEqual([]);
    expect(await deliver(order({ currency: 'USD' }))).toMatchObject({ status: 422, body: { error: 'event-invalid', at: 'currency' } });
    const foreign = refund({ transactions: [{ ...transaction, currency: 'USD' }] });
    expect(await deliver(shopify.push(JSON.stringify(foreign), 'refunds/create'))).toMatchObject({ status: 422, body: { at: 'currency' } });
    expect(stored()).toEqual([]);
  });

  it('OR40 a newer state amends the order and is accepted; an older or the same one changes nothing', async () => {
    const desk = await platformDesk(shopify);
    const at = (minute: number, price: string) =>
      order({ updated_at: `2023-11-15T06:${minute}:20+08:00`, total_price: price }, 'orders/updated');
    expect(await desk.deliver(at(20, '20.00'))).toMatchObject({ status: 200, body: { accepted: [1] } });
    expect(await desk.deliver(at(40, '40.00'))).toMatchObject({ status: 200, body: { accepted: [1] } });
    expect(await desk.deliver(at(30, '30.00'))).toMatchObject({ status: 200, body: { duplicate: [1] } });
    expect(await desk.deliver(at(40, '40.00'))).toMatchObject({ status: 200, body: { duplicate: [1] } });
    expect(gross(desk)).toEqual({ gross: 4000, refunded: 0, n: 1 });
  });

  it('OR41 a refund is the sum of its successful transactions, from either topic once, before or after its order', async () => {
    const desk = await platformDesk(shopify);
    const transactions = [
      transaction,
      { ...transaction, amount: '0.50' },
      { ...transaction, status: 'failure', amount: '99.00' },
      { ...transaction, kind: 'void', amount: '99.00' },
    ];
    const items = [{ line_item_id: 1, quantity: 1, restock_type: 'return', subtotal: '20.00', line_item: { id: 1, sku: 'HT-001' } }];
    const told = refund({ transactions, refund_line_items: items });
    expect(await desk.deliver(shopify.push(JSON.stringify(told), 'refunds/create'))).toMatchObject({ body: { accepted: [1] } });
    expect(await desk.deliver(order({ financial_status: 'partially_refunded', refunds: [told] }, 'orders/updated'))).toMatchObject({
      body: { accepted: [1], duplicate: [2] },
    });
    expect(gross(desk)).toEqual({ gross: 3990, refunded: 1050, n: 1 });
    expect(desk.stored()[0]?.body).toMatchObject({ refundId: '77', orderId: '5', restock: true });
    expect(await desk.deliver(shopify.push(JSON.stringify(refund({ id: 78, transactions: [] })), 'refunds/create'))).toMatchObject({
      status: 200,
    });
    expect(desk.stored()).toHaveLength(2);
  });

  it('OR41 only what came back goes into stock again, and nothing where the push does not say what', async () => {
    const desk = await platformDesk(shopify);
    const sold = (id: number, sku: string, quantity: number, price: string) => ({ id, sku, title: sku, quantity, price });
    const lines = [sold(1, 'HT-1', 3, '10.00'), sold(2, '', 1, '30.00')];
    await desk.deliver(order({ line_items: lines.map((line) => ({ ...line, variant_id: line.id + 70 })), total_price: '60.00' }));
    const item = { line_item_id: 1, quantity: 1, restock_type: 'return', subtotal: '10.00', line_item: { ...lines[0], variant_id: 71 } };
    const other = { ...item, line_item_id: 2, subtotal: '30.00', line_item: { ...lines[1], variant_id: 72 } };
    const told = (id: number, yuan: string, items: object[]) =>
      desk.deliver(
        shopify.push(
          JSON.stringify(refund({ id, transactions: [{ ...transaction, amount: yuan }], refund_line_items: items })),
          'refunds/create',
        ),
      );
    await told(80, '12.00', [item]);
    const { line_item: _, ...unnamed } = item;
    await told(81, '1.00', [unnamed]);
    const skus = () =>
      desk.storage.reader.all('SELECT sku, paid_units AS paid, restocked_units AS back, refunded_fen AS fen FROM sku_sales ORDER BY sku');
    expect(skus()).toMatchObject([
      { sku: '72', paid: 1, back: 0, fen: 50 },
      { sku: 'HT-1', paid: 3, back: 1, fen: 1250 },
    ]);
    await told(82, '20.00', [item, other]);
    expect(skus()).toMatchObject([
      { sku: '72', back: 1, fen: 1550 },
      { sku: 'HT-1', back: 2, fen: 1750 },
    ]);
  });

  it('OR42 an unpaid order moves no figure, a cancelled one keeps its payment until the money goes back', async () => {
    const desk = await platformDesk(shopify);
    await desk.deliver(order({ financial_status: 'pending' }, 'orders/create'));
    expect(gross(desk)).toBeUndefined();
    await desk.deliver(order({ cancelled_at: '2023-11-15T07:00:00+08:00' }, 'orders/cancelled'));
    expect(desk.stored().map(({ kind }) => kind)).toEqual(['order.created', 'order.paid', 'order.cancelled']);
    expect(gross(desk)).toEqual({ gross: 3990, refunded: 0, n: 1 });
  });

  it('OR43 lines go by the next best id, long titles are cut, discounts taken off, lines of no pieces left out', async () => {
    const { deliver, stored } = await platformDesk(shopify);
    const line = { id: 1, title: '\u202E核'.repeat(400), quantity: 3, price: '10.00' };
    const line_items = [
      { ...line, sku: '', variant_id: 42, discount_allocations: [{ amount: '1.00' }, { amount: '0.50' }] },
      { ...line, sku: null, variant_id: null, product_id: 43, total_discount: '2.00' },
      { ...line, quantity: 0 },
    ];
    expect(await deliver(order({ line_items }))).toMatchObject({ status: 200 });
    const lines = stored()[0]?.body['lines'] as { sku: string; title: string; amountFen: number }[];
    expect(lines.map(({ sku, amountFen }) => [sku, amountFen])).toEqual([
      ['42', 2850],
      ['43', 2800],
    ]);
    expect(lines[0]!.title).not.toContain('\u202E');
    expect(lines[0]!.title.length).toBeLessThanOrEqual(300);
  });
});

describe('WooCommerce', () => {
  const order = (more: object = {}, topic?: string) => woo.push(JSON.stringify(woo.paid('5', more)), topic);

  it('OR44 a secret with entities signs as the site decodes it', async () => {
    expect(hmacBase64('a&b', Buffer.from('{"id":1}'))).toBe('DZZ3mhyNjKxgGYJPujiR4ZGjbQJd9qbIQuhcMQ11PTE=');
    for (const secret of ['a&amp;b', 'a&b']) {
      const { deliver } = await platformDesk({ ...woo, secret });
      const push = order();
      const signature = createHmac('sha256', 'a&b').update(push.rawBody).digest('base64');
      expect(await deliver({ ...push, headers: { ...push.headers, 'x-wc-webhook-signature': signature } })).toMatchObject({ status: 200 });
    }
  });

  it('OR45 its unsigned ping is answered with 200 and stores nothing; nothing else unsigned is', async () => {
    const { deliver, stored } = await platformDesk(woo);
    const ping = (body: string, headers = {}): Push => ({
      ...order(),
      headers,
      rawBody: Buffer.from(body),
      contentType: 'application/x-www-form-urlencoded',
    });
    expect((await deliver(ping('webhook_id=12'))).status).toBe(200);
    for (const body of ['webhook_id=', 'webhook_id=12&order=1', 'xwebhook_id=12', '{"webhook_id":12}', '']) {
      expect((await deliver(ping(body))).status).toBe(401);
    }
    expect((await deliver(ping('webhook_id=12', { 'x-wc-webhook-signature': 'x' }))).status).toBe(401);
    expect(stored()).toEqual([]);
  });

  it('OR23 two orders under one delivery id both count', async () => {
    const desk = await platformDesk(woo);
    await Promise.all(['1', '2'].map((id) => desk.deliver(woo.push(JSON.stringify(woo.paid(id))))));
    expect(gross(desk)).toEqual({ gross: 7980, refunded: 0, n: 2 });
  });

  it.each<[string, object, string[]]>([
    ['pending', { date_paid_gmt: null }, ['order.created']],
    ['on-hold', { date_paid_gmt: null }, ['order.created']],
    ['processing', {}, ['order.paid']],
    ['processing', { date_paid_gmt: null }, ['order.created']],
    ['completed', {}, ['order.paid']],
    ['refunded', { refunds: [{ id: 9, total: '-39.90' }] }, ['order.paid', 'refund.succeeded']],
    ['cancelled', { date_paid_gmt: null }, ['order.cancelled']],
    ['cancelled', {}, ['order.paid', 'order.cancelled']],
    ['failed', { date_paid_gmt: null }, []],
  ])('OR42 an order that is %s with %j tells %j', async (status, more, kinds) => {
    const { deliver, stored } = await platformDesk(woo);
    expect(await deliver(order({ status, ...more }))).toMatchObject({ status: 200 });
    expect(stored().map(({ kind }) => kind)).toEqual(kinds);
  });

  it('OR41 refunds come one by one with later states, each once, and a bad amount or currency refuses the order', async () => {
    const desk = await platformDesk(woo);
    const state = (minute: number, refunds: object[], more = {}) =>
      order({ date_modified_gmt: `2023-11-14T22:${minute}:00`, refunds, ...more });
    await desk.deliver(state(20, []));
    await desk.deliver(state(30, [{ id: 8, total: '-10.00' }]));
    await desk.deliver(
      state(40, [
        { id: 8, total: '-10.00' },
        { id: 9, total: '-0.5' },
      ]),
    );
    expect(gross(desk)).toEqual({ gross: 3990, refunded: 1050, n: 1 });
    expect(await desk.deliver(state(50, [], { total: '39.905' }))).toMatchObject({ status: 422, body: { at: 'total' } });
    expect(await desk.deliver(state(50, [], { currency: 'EUR' }))).toMatchObject({ status: 422, body: { at: 'currency' } });
    expect(await desk.deliver(order({}, 'product.updated'))).toMatchObject({ status: 200 });
    expect(desk.stored()).toHaveLength(3);
  });
});

describe('Youzan', () => {
  it('OR48 a close and a refund are kept, test messages and other news passed over', async () => {
    const { deliver, stored } = await platformDesk(youzan);
    const tell = (topic: string, content: object) => deliver(youzan.push(JSON.stringify(content), topic));
    expect(await tell('trade_TradeClose', { tid: 'E1', update_time: '2023-11-15 06:13:20' })).toEqual({ status: 200, body: youzan.taken });
    expect(await tell('trade_refund_RefundSuccess', { tid: 'E1', refund_id: '9', refunded_fee: '10.5' })).toEqual({
      status: 200,
      body: youzan.taken,
    });
    expect(await tell('trade_TradeSuccess', { tid: 'E1' })).toEqual({ status: 200, body: youzan.taken });
    expect(await tell('constructor', {})).toEqual({ status: 200, body: youzan.taken });
    const test = JSON.stringify({ msg_id: 'y', type: 'trade_TradePaid', test: true, msg: '%7B%7D' });
    const headers = { 'event-sign': md5Sandwich('client-1', Buffer.from(test), 'test-secret-1'), 'client-id': 'client-1' };
    expect(await deliver({ ...youzan.push('{}'), rawBody: Buffer.from(test), headers })).toEqual({ status: 200, body: youzan.taken });
    expect(stored()).toMatchObject([
      { kind: 'order.cancelled', body: { orderId: 'E1', occurredAtMs: 1_700_000_000_000 } },
      { kind: 'refund.succeeded', body: { orderId: 'E1', refundId: '9', amountFen: 1050 } },
    ]);
    const broken = JSON.stringify({ msg_id: 'y', type: 'trade_TradePaid', msg: '%E4%' });
    const signed = { 'event-sign': md5Sandwich('client-1', Buffer.from(broken), 'test-secret-1') };
    expect(await deliver({ ...youzan.push('{}'), rawBody: Buffer.from(broken), headers: signed })).toMatchObject({
      status: 400,
      body: { code: 400 },
    });
  });
});
