/** Sales of the current broadcast as projections of the ledger. */
import { z } from 'zod';
import { idSchema, sourceSchema } from './ids.ts';
import { amountFenSchema, totalFenSchema } from './money.ts';
import { totalsSchema } from './overlay.ts';
import { productNumberSchema } from './product.ts';
import { refusalCodeSchema } from './refusal.ts';
import { feedConfigSchema, feedTypeSchema } from './settings.ts';
import { localTextSchema } from './text.ts';
import { atMsSchema, durationMsSchema } from './time.ts';

export const skuSalesSchema = z.object({
  /** Upper-cased SKU, the key on which feeds and catalogue join. */
  sku: z.string(),
  paidUnits: z.int(),
  restockedUnits: z.int(),
  /** Units given along with paid ones. */
  giftUnits: z.int(),
  grossFen: totalFenSchema,
  refundedFen: totalFenSchema,
});
export type SkuSales = z.infer<typeof skuSalesSchema>;

export const feedStateSchema = z.object({
  source: sourceSchema,
  type: feedTypeSchema,
  /** False: something is missing, so nothing can be accepted. */
  ready: z.boolean(),
  /** What is missing, while it is not ready. */
  notReady: refusalCodeSchema.optional(),
  /** As it is set up, so that it can be changed without being entered anew. */
  ...feedConfigSchema.pick({ appId: true, keepBuyers: true, watchFolder: true, pullUrl: true, pullFrom: true }).shape,
  acceptedCount: z.int(),
  duplicateCount: z.int(),
  refusedCount: z.int(),
  lastAcceptedAtMs: atMsSchema.nullable(),
  lastRefusal: z.object({ code: z.string(), atMs: atMsSchema }).nullable(),
  /** Orders whose lines are still to come. */
  thinCount: z.int(),
  /** Longest usual silence of this feed; null while there is too little to tell. */
  usualSilenceMs: durationMsSchema.nullable(),
  /** True while the feed has been silent longer than its habit. */
  stale: z.boolean(),
});
export type FeedState = z.infer<typeof feedStateSchema>;

export const flashSaleSchema = z.object({
  flashSaleId: idSchema,
  productId: idSchema,
  sku: z.string(),
  name: localTextSchema,
  /** As it was when the sale began; an older sale has none of them. */
  number: productNumberSchema.optional(),
  unit: localTextSchema.optional(),
  priceFen: amountFenSchema.optional(),
  startedAtMs: atMsSchema,
  endsAtMs: atMsSchema,
  units: z.int().nullable(),
  soldUnits: z.int(),
});
export type FlashSale = z.infer<typeof flashSaleSchema>;

export const salesStateSchema = z.object({
  totals: totalsSchema,
  /** Running now; one at a time. */
  flashSale: flashSaleSchema.nullable(),
  /** Paid orders that wait for a person to say which broadcast they belong to. */
  inboxCount: z.int(),
  skus: z.array(skuSalesSchema),
  feeds: z.array(feedStateSchema),
  ledgerSeq: z.int(),
});
export type SalesState = z.infer<typeof salesStateSchema>;
