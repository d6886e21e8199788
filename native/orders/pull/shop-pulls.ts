/** Which shops can be asked, for what, and with which keys. */
import { accepted, refused, type Result } from '../../contract/refusal.ts';
import type { FeedConfig } from '../../contract/settings.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { PullSetup } from '../feeds.ts';
import { type DouyinApiOptions, douyinDetails, douyinPoll } from './douyin-shop-api.ts';
import type { OrderDetails } from './order-details.ts';
import type { OrderPoll } from './order-poll.ts';
import { WechatShopApi } from './wechat-shop-api.ts';
import { woocommercePoll } from './woocommerce-poll.ts';

interface ShopPulls {
  /** Null where pushes are whole. */
  details: OrderDetails | null;
  poll: OrderPoll;
}

/**
 * The secret of pulling is Douyin's access token, WeChat's AppSecret, or WooCommerce's `ck_…:cs_…`.
 * Refuses with `pull-not-offered`, `feed-secret-missing` or `feed-app-id-missing`.
 */
export function shopPulls(
  { source, type, pullTimestamps = 'seconds' }: FeedConfig,
  address: string,
  { appId, secret, pullSecret, recordBuyer }: PullSetup & { pullSecret: string },
  clock: Clock,
): Result<ShopPulls> {
  if (type === 'woocommerce') {
    return accepted({ details: null, poll: woocommercePoll({ source, clock, address, accessKey: pullSecret, recordBuyer }) });
  }
  if (type !== 'douyin-shop' && type !== 'wechat-shop') return refused('pull-not-offered', { source });
  if (appId === '') return refused('feed-app-id-missing', { source });
  if (type === 'wechat-shop') {
    const shop = new WechatShopApi({ source, clock, address, appId, appSecret: pullSecret, recordBuyer });
    return accepted({ details: shop.details(), poll: shop.afterSales() });
  }
  if (secret === null) return refused('feed-secret-missing', { source });
  const keys = { appKey: appId, appSecret: secret, accessToken: pullSecret };
  const shop: DouyinApiOptions = { source, clock, address, ...keys, timestamps: pullTimestamps };
  return accepted({ details: douyinDetails(shop), poll: douyinPoll(shop) });
}
