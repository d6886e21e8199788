/** Senders that sign and write as each platform does, written apart from the studio's own reading. */
import { createCipheriv, createHash, createHmac } from 'node:crypto';
import type { Delivery } from '../../../native/orders/feed-adapter.ts';
import type { FeedSetup } from '../../../native/orders/feeds.ts';

export type Push = Pick<Delivery, 'method' | 'query' | 'headers' | 'rawBody' | 'contentType'>;

export interface Sender {
  type: FeedSetup['type'];
  appId?: string;
  secret: string;
  secondSecret?: string;
  /** The content of a paid order of 39.90 yuan as the platform has it, before it is wrapped. */
  paid(orderId: string, more?: object): object;
  /** Wraps the content's JSON as it travels and signs it rightly; `topic` where the platform names one. */
  push(json: string, topic?: string): Push;
  /** What is expected of a paid order: WeChat names no sum, Douyin no lines. */
  amountFen: number;
  lines: object[];
  taken: unknown;
  failed(status: number): unknown;
}

export const NOW_S = 1_700_000_000;
const CODE = { taken: { code: 0, msg: 'success' }, failed: (status: number) => ({ code: status, msg: expectText }) };
/** Stands for any sentence. */
export const expectText = 'a sentence';
const SECRET = 'test-secret-1';
const APP_ID = '7000000000000000001';
const hash = (algorithm: string, ...parts: (string | Uint8Array)[]) => {
  const digest = createHash(algorithm);
  for (const part of parts) digest.update(part);
  return digest.digest('hex');
};
const post = (body: string | Uint8Array, headers: Record<string, string>, query: Record<string, string> = {}): Push => ({
  method: 'POST',
  query,
  headers,
  rawBody: Buffer.from(body),
  contentType: 'application/json',
});
/** Puts ids of 19 digits back as the bare numbers that some platforms send. */
export const bareNumbers = (json: string) => json.replaceAll(/"(\d{19})"/gu, '$1');

const LINE = { sku: 'HT-001', title: '和田核桃', quantity: 2, amountFen: 3990 };
const GIFT = { sku: 'HT-GIFT', title: '赠品', quantity: 1, amountFen: 0, gift: true };

/** Token, EncodingAESKey, app id and time of the published vector. */
export const WECHAT = {
  token: 'AAAAA',
  aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
  appId: 'wx0000000000000000',
  timestamp: '1714037059',
  nonce: '486452656',
};

export function sealForWechat(message: string | Uint8Array, appId = WECHAT.appId): string {
  const key = Buffer.from(`${WECHAT.aesKey}=`, 'base64');
  const text = Buffer.from(message);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  const plain = Buffer.concat([Buffer.alloc(16, 'a'), length, text, Buffer.from(appId)]);
  const padding = 32 - (plain.length % 32);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(plain), cipher.update(Buffer.alloc(padding, padding)), cipher.final()]).toString('base64');
}

export function wechatSignature(...parts: string[]): string {
  return hash('sha1', [WECHAT.token, WECHAT.timestamp, WECHAT.nonce, ...parts].sort().join(''));
}

export function wechatPush(message: string | Uint8Array, appId?: string): Push {
  const Encrypt = sealForWechat(message, appId);
  const { timestamp, nonce } = WECHAT;
  const query = { encrypt_type: 'aes', timestamp, nonce, msg_signature: wechatSignature(Encrypt) };
  return post(JSON.stringify({ ToUserName: 'gh_0', Encrypt }), {}, query);
}

export function douyinPush(body: string): Push {
  return post(body, { 'event-sign': hash('md5', APP_ID, body, SECRET), 'app-id': APP_ID });
}

export const senders: readonly Sender[] = [
  {
    type: 'generic',
    secret: 'whsec_aGV0aWFuLXN0dWRpby10ZXN0LWtleS0xMjM0',
    paid: (orderId, more) => ({
      type: 'order.paid',
      id: `e-${orderId}`,
      occurredAt: NOW_S * 1000,
      orderId,
      lines: [LINE, GIFT],
      ...more,
    }),
    push(json) {
      const signed = createHmac('sha256', 'hetian-studio-test-key-1234').update(`msg_1.${NOW_S}.${json}`).digest('base64');
      return post(json, { 'webhook-id': 'msg_1', 'webhook-timestamp': String(NOW_S), 'webhook-signature': `v1,${signed}` });
    },
    amountFen: 3990,
    lines: [LINE, GIFT],
    taken: { status: 'accepted', seq: 1 },
    failed: () => ({ error: expectText, at: expectText, message: expectText }),
  },
  {
    type: 'douyin-shop',
    appId: APP_ID,
    secret: SECRET,
    paid: (orderId, more) => ({ p_id: orderId, shop_id: 4_463_798, pay_amount: 3990, pay_time: NOW_S, pay_type: 1, ...more }),
    push: (json, topic = '101') => douyinPush(JSON.stringify([{ tag: topic, msg_id: 'm1', data: bareNumbers(json) }])),
    amountFen: 3990,
    lines: [],
    ...CODE,
  },
  {
    type: 'douyin-open',
    appId: 'abc',
    secret: SECRET,
    paid: (orderId, more) => ({
      action: 'pay_success',
      msg_time: NOW_S,
      order: { order_id: orderId, pay_amount: 3990, original_amount: 4990, pay_time: NOW_S, ...more },
    }),
    push(json, topic = 'life_trade_order_notify') {
      const body = JSON.stringify({ event: topic, client_key: 'abc', content: bareNumbers(json), log_id: 'l1' });
      return post(body, { 'x-douyin-signature': hash('sha1', SECRET, body), 'msg-id': 'd1' });
    },
    amountFen: 3990,
    lines: [],
    ...CODE,
  },
  {
    type: 'wechat-shop',
    appId: WECHAT.appId,
    secret: WECHAT.token,
    secondSecret: WECHAT.aesKey,
    paid: (orderId, more) => ({
      ToUserName: 'gh_0',
      CreateTime: NOW_S,
      Event: 'channels_ec_order_pay',
      order_info: { order_id: orderId, pay_time: NOW_S, ...more },
    }),
    push: (json) => wechatPush(bareNumbers(json)),
    amountFen: 0,
    lines: [],
    taken: 'success',
    failed: () => 'fail',
  },
  {
    type: 'shopify',
    secret: SECRET,
    secondSecret: 'former-secret',
    paid: (orderId, more) => ({
      id: orderId,
      currency: 'CNY',
      financial_status: 'paid',
      processed_at: '2023-11-15T06:13:20+08:00',
      updated_at: '2023-11-15T06:13:20+08:00',
      total_price: '39.90',
      line_items: [
        { id: 1, sku: 'HT-001', title: '和田核桃', quantity: 2, price: '20.00', total_discount: '0.10' },
        { id: 2, sku: 'HT-GIFT', title: '赠品', quantity: 1, price: '0.00' },
      ],
      ...more,
    }),
    push(json, topic = 'orders/paid') {
      const signature = createHmac('sha256', SECRET).update(bareNumbers(json)).digest('base64');
      return post(bareNumbers(json), { 'x-shopify-topic': topic, 'x-shopify-hmac-sha256': signature, 'x-shopify-webhook-id': 'w1' });
    },
    amountFen: 3990,
    lines: [LINE, GIFT],
    taken: { accepted: [1], duplicate: [], refused: [] },
    failed: () => ({ error: expectText, at: expectText, message: expectText }),
  },
  {
    type: 'woocommerce',
    secret: SECRET,
    paid: (orderId, more) => ({
      id: orderId,
      status: 'processing',
      currency: 'CNY',
      total: '39.90',
      date_created_gmt: '2023-11-14T22:13:00',
      date_modified_gmt: '2023-11-14T22:13:20',
      date_paid_gmt: '2023-11-14T22:13:20',
      line_items: [
        { id: 1, sku: 'HT-001', name: '和田核桃', quantity: 2, total: '39.90' },
        { id: 2, sku: 'HT-GIFT', name: '赠品', quantity: 1, total: '0.00' },
      ],
      ...more,
    }),
    push(json, topic = 'order.updated') {
      const signature = createHmac('sha256', SECRET).update(bareNumbers(json)).digest('base64');
      return post(bareNumbers(json), {
        'x-wc-webhook-topic': topic,
        'x-wc-webhook-signature': signature,
        'x-wc-webhook-delivery-id': 'same',
      });
    },
    amountFen: 3990,
    lines: [LINE, GIFT],
    taken: { accepted: [1], duplicate: [], refused: [] },
    failed: () => ({ error: expectText, at: expectText, message: expectText }),
  },
  {
    type: 'youzan',
    appId: 'client-1',
    secret: SECRET,
    paid: (orderId, more) => ({
      full_order_info: {
        order_info: { tid: orderId, pay_time: '2023-11-15 06:13:20', update_time: '2023-11-15 06:13:20' },
        pay_info: { payment: '39.90' },
        orders: [
          { outer_sku_id: 'HT-001', title: '和田核桃', num: 2, payment: '39.90' },
          { outer_item_id: 'HT-GIFT', title: '赠品', num: 1, payment: '0.00', is_present: true },
        ],
        ...more,
      },
    }),
    push(json, topic = 'trade_TradePaid') {
      const body = JSON.stringify({
        msg_id: 'y1',
        kdt_id: 1,
        type: topic,
        status: 'PAID',
        msg: encodeURIComponent(json).replaceAll('%20', '+'),
      });
      return post(body, { 'event-sign': hash('md5', 'client-1', body, SECRET), 'event-type': topic, 'client-id': 'client-1' });
    },
    amountFen: 3990,
    lines: [LINE, GIFT],
    ...CODE,
  },
];

export function senderOf(type: Sender['type']): Sender {
  return senders.find((sender) => sender.type === type)!;
}
