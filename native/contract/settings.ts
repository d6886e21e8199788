/** Files of the data folder that a person may write: feeds and upstream, so that a headless studio needs no page. */
import { z } from 'zod';
import { idSchema, sourceSchema } from './ids.ts';

/** An entry of `feeds.json`. The secret itself stays in the environment or the secret store. */
export const feedConfigSchema = z.object({
  source: sourceSchema,
  type: z.enum(['generic']),
  /** Name of the environment variable that holds the secret. Without it the secret store is asked for `feed:<source>`. */
  secretEnv: z.string().min(1).max(120).optional(),
});
export type FeedConfig = z.infer<typeof feedConfigSchema>;
export const feedsFileSchema = z.array(feedConfigSchema);

/** `upstream.json`: the one HTTPS destination. */
export const upstreamConfigSchema = z.object({
  baseUrl: z.url({ protocol: /^https?$/u }),
  secretEnv: z.string().min(1).max(120).optional(),
});
export type UpstreamConfig = z.infer<typeof upstreamConfigSchema>;

/** Settings kept in the ledger's file, one JSON object. */
export const studioSettingsSchema = z.object({
  studioId: idSchema,
  locale: z.enum(['zh-CN', 'ug', 'en']),
  holdSceneName: z.string().min(1).max(120),
  obsUrl: z.string().nullable(),
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
