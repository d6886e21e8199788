/** What is entered for each type of feed, beside its name. */
import type { FeedState } from '../../../native/contract/sales.ts';

type FeedType = FeedState['type'];

export interface FeedFields {
  appId: 'needed' | 'optional' | 'none';
  secret: boolean;
  secondSecret: 'needed' | 'optional' | 'none';
}

const oneSecret = { appId: 'none', secret: true, secondSecret: 'none' } as const;

/** In the order in which they are offered. */
export const feedFields: Readonly<Record<FeedType, FeedFields>> = {
  generic: oneSecret,
  'douyin-shop': { ...oneSecret, appId: 'needed' },
  'douyin-open': { ...oneSecret, appId: 'optional' },
  'wechat-shop': { appId: 'needed', secret: true, secondSecret: 'needed' },
  shopify: { ...oneSecret, secondSecret: 'optional' },
  woocommerce: oneSecret,
  youzan: { ...oneSecret, appId: 'needed' },
  file: { ...oneSecret, secret: false },
};

/** Shops that the studio itself can ask for orders, with the address where they have the same one for all. */
export const askableShops: Partial<Readonly<Record<FeedType, string>>> = {
  'douyin-shop': 'https://openapi-fxg.jinritemai.com',
  'wechat-shop': 'https://api.weixin.qq.com',
  woocommerce: '',
};

/** Standard Webhooks: `whsec_` and 24 to 64 bytes as base64. */
export function isStandardSecret(secret: string): boolean {
  const encoded = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/u.exec(secret)?.[1];
  if (!encoded) return false;
  const bytes = (encoded.length / 4) * 3 - (encoded.match(/=/gu)?.length ?? 0);
  return bytes >= 24 && bytes <= 64;
}

/** WeChat's EncodingAESKey: 43 characters of base64. */
export function isEncodingAesKey(secret: string): boolean {
  return /^[A-Za-z0-9+/]{43}$/u.test(secret);
}
