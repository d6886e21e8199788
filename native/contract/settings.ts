/** Files of the data folder that a person may write: feeds and upstream, so that a headless studio needs no page. */
import { z } from 'zod';
import { idSchema, sourceSchema } from './ids.ts';

/** `file`: nothing is pushed, orders come by exported files only. */
export const feedTypes = ['generic', 'douyin-shop', 'douyin-open', 'wechat-shop', 'shopify', 'woocommerce', 'youzan', 'file'] as const;
export const feedTypeSchema = z.enum(feedTypes);

/** An entry of `feeds.json`. The secrets themselves stay in the environment or the secret store. */
export const feedConfigSchema = z.object({
  source: sourceSchema,
  type: feedTypeSchema,
  /** Name of the environment variable that holds the secret. Without it the secret store is asked for `feed:<source>`. */
  secretEnv: z.string().min(1).max(120).optional(),
  /** The same for a second secret (`feed:<source>:second`): Shopify's former one, WeChat's EncodingAESKey. */
  secondSecretEnv: z.string().min(1).max(120).optional(),
  /** The platform's public id of this app: Douyin's app key, WeChat's appid, Youzan's client id. */
  appId: z.string().min(1).max(120).optional(),
  /** True keeps buyers in full on this computer; by default only the masked form is kept. */
  keepBuyers: z.boolean().optional(),
  /** A folder whose new export files are taken in by themselves. */
  watchFolder: z.string().min(1).max(1000).optional(),
  /** Where the studio asks for what a push leaves out or loses: a relay's address, or the shop's API base. */
  pullUrl: z.url({ protocol: /^https?$/u }).optional(),
  /** What answers there: the customer's `relay` (and its `/orders`), or the `shop` itself. A relay when absent. */
  pullFrom: z.enum(['relay', 'shop']).optional(),
  /** How Douyin's shop interface wants its timestamps; epoch seconds when absent. */
  pullTimestamps: z.enum(['seconds', 'text']).optional(),
  /** As `secretEnv` for the secret of pulling (`feed:<source>:pull`): the relay's, or the shop's access key. */
  pullSecretEnv: z.string().min(1).max(120).optional(),
});
export type FeedConfig = z.infer<typeof feedConfigSchema>;
export const feedsFileSchema = z.array(feedConfigSchema);

/** Settings kept in the ledger's file, one JSON object. */
export const studioSettingsSchema = z.object({
  studioId: idSchema,
  locale: z.enum(['zh-CN', 'ug', 'en']),
  holdSceneName: z.string().min(1).max(120),
  backSoonSceneName: z.string().min(1).max(120),
  obsUrl: z.string().nullable(),
  /** A folder on another disk for backups; null keeps them in the data folder only. */
  backupFolder: z.string().min(1).max(1000).nullable(),
  /** Years that a broadcast is kept before it may be purged; three by the e-commerce law, article 31. */
  retentionYears: z.int().min(1).max(30),
  /** Recording begins and ends with the broadcast. */
  recordWithBroadcast: z.boolean(),
});
export type StudioSettings = z.infer<typeof studioSettingsSchema>;

/** Answer of `GET /healthz`. */
export const healthSchema = z.object({
  status: z.enum(['ok', 'degraded']),
  ledgerSeq: z.int(),
  /** State name of the OBS connection. */
  obs: z.string(),
  /** State name of the delivery upstream. */
  sync: z.string(),
  /** Id of the current broadcast. */
  broadcast: z.string(),
});
export type Health = z.infer<typeof healthSchema>;
