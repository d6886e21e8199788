/** Sales of the current broadcast as projections of the ledger. */
import { z } from 'zod';
import { sourceSchema } from './ids.ts';
import { totalFenSchema } from './money.ts';
import { totalsSchema } from './overlay.ts';
import { atMsSchema } from './time.ts';

export const skuSalesSchema = z.object({
  /** Upper-cased SKU, the key on which feeds and catalogue join. */
  sku: z.string(),
  paidUnits: z.int(),
  restockedUnits: z.int(),
  grossFen: totalFenSchema,
  refundedFen: totalFenSchema,
});
export type SkuSales = z.infer<typeof skuSalesSchema>;

export const feedStateSchema = z.object({
  source: sourceSchema,
  type: z.enum(['generic']),
  /** False: configured without a usable secret, so nothing can be accepted. */
  ready: z.boolean(),
  acceptedCount: z.int(),
  duplicateCount: z.int(),
  refusedCount: z.int(),
  lastAcceptedAtMs: atMsSchema.nullable(),
  lastRefusal: z.object({ code: z.string(), atMs: atMsSchema }).nullable(),
});
export type FeedState = z.infer<typeof feedStateSchema>;

export const salesStateSchema = z.object({
  totals: totalsSchema,
  skus: z.array(skuSalesSchema),
  feeds: z.array(feedStateSchema),
  ledgerSeq: z.int(),
});
export type SalesState = z.infer<typeof salesStateSchema>;
