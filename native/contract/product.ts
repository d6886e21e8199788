/** Products of the catalogue: what can be put on a card and what an order line may name by SKU. */
import { z } from 'zod';
import { idSchema } from './ids.ts';
import { amountFenSchema } from './money.ts';
import { placeCodeSchema, placeSchema } from './place.ts';
import { localTextSchema } from './text.ts';

/** The merchant's own code, e.g. `HT-HTX-003-12X240`; feeds join on it without regard to case. */
export const skuSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/u, 'sku');

/** The number on the deck that the crew calls out and types, 1 to 999. */
export const productNumberSchema = z.int().min(1).max(999);

export const productSchema = z.object({
  productId: idSchema,
  number: productNumberSchema,
  sku: skuSchema,
  name: localTextSchema,
  placeCode: placeCodeSchema,
  /** What the price buys, e.g. `12 × 240 ml`; the law wants it beside the price. */
  unit: localTextSchema,
  priceFen: amountFenSchema.min(1),
  /** Units set aside for this broadcast. */
  allocated: z.int().min(0).max(10_000_000),
  /** The cooperative or workshop that makes it and is paid for it. */
  cooperative: localTextSchema.optional(),
  /** Units that one buyer may have in a broadcast; more is noticed, not refused. */
  buyerLimit: z.int().min(1).max(10_000_000).optional(),
});
export type Product = z.infer<typeof productSchema>;

export const catalogueStateSchema = z.object({ products: z.array(productSchema), places: z.array(placeSchema) });
export type CatalogueState = z.infer<typeof catalogueStateSchema>;

/** One refused line of an imported file. `line` counts from 1 as a spreadsheet shows it. */
export const importFaultSchema = z.object({
  line: z.int().min(1),
  column: z.string(),
  value: z.string(),
  code: z.string(),
});

export const importReportSchema = z.object({
  fileName: z.string(),
  rows: z.int(),
  added: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  /** Headings that no field was found for; their cells were left aside. */
  ignoredColumns: z.array(z.string()),
  faults: z.array(importFaultSchema),
  /** False for a check that stored nothing. */
  applied: z.boolean(),
});
export type ImportReport = z.infer<typeof importReportSchema>;
