/** Which adapter a feed's type has, and what it needs to be made. */
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { FeedConfig } from '../contract/settings.ts';
import { createDouyinOpenFeed } from './douyin-open.ts';
import { createDouyinShopFeed } from './douyin-shop.ts';
import type { AdapterSetup, FeedAdapter } from './feed-adapter.ts';
import { createGenericFeed } from './generic-feed.ts';
import { createShopifyFeed } from './shopify.ts';
import { keyOfSecret } from './standard-webhooks.ts';
import { keyOfEncodingAesKey } from './wechat-envelope.ts';
import { createWechatShopFeed } from './wechat-shop.ts';
import { createWoocommerceFeed } from './woocommerce.ts';
import { createYouzanFeed } from './youzan.ts';

/** Of these types the app id is part of the signature or of the seal. */
const NEEDS_APP_ID: readonly FeedConfig['type'][] = ['douyin-shop', 'wechat-shop', 'youzan'];

type Setup = Omit<AdapterSetup, 'secret'> & { secret: string | null };

/** Refuses with `feed-takes-files-only`, `feed-secret-missing`, `feed-secret-invalid` or `feed-app-id-missing`. */
export function createAdapter(type: FeedConfig['type'], { secret, ...rest }: Setup): Result<FeedAdapter> {
  const { source, appId } = rest;
  if (type === 'file') return refused('feed-takes-files-only', { source });
  if (secret === null) return refused('feed-secret-missing', { source });
  if (NEEDS_APP_ID.includes(type) && appId === '') return refused('feed-app-id-missing', { source });
  return createPushAdapter(type, { ...rest, secret });
}

function createPushAdapter(type: Exclude<FeedConfig['type'], 'file'>, setup: AdapterSetup): Result<FeedAdapter> {
  switch (type) {
    case 'generic': {
      const key = keyOfSecret(setup.secret);
      return key ? accepted(createGenericFeed(setup, key)) : refused('feed-secret-invalid', { source: setup.source });
    }
    case 'wechat-shop': {
      if (setup.secondSecret === null) return refused('feed-secret-missing', { source: setup.source });
      const key = keyOfEncodingAesKey(setup.secondSecret);
      return key ? accepted(createWechatShopFeed(setup, key)) : refused('feed-secret-invalid', { source: setup.source });
    }
    case 'douyin-shop':
      return accepted(createDouyinShopFeed(setup));
    case 'douyin-open':
      return accepted(createDouyinOpenFeed(setup));
    case 'shopify':
      return accepted(createShopifyFeed(setup));
    case 'woocommerce':
      return accepted(createWoocommerceFeed(setup));
    case 'youzan':
      return accepted(createYouzanFeed(setup));
  }
}
