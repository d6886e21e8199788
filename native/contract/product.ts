/** Products of the catalogue: what can be put on a card and what an order line may name by SKU. */
import { z } from 'zod';
import { idSchema } from './ids.ts';
import { amountFenSchema } from './money.ts';
import { placeCodeSchema, placeSchema } from './place.ts';
import { displayText, localTextSchema } from './text.ts';
import { atMsSchema } from './time.ts';

/** The merchant's own code, e.g. `HT-HTX-003-12X240`; feeds join on it without regard to case. */
export const skuSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/u, 'sku');

/** The number on the deck that the crew calls out and types, 1 to 999. */
export const productNumberSchema = z.int().min(1).max(999);

/** A former price, struck out beside the real one. The gate compares it with the studio's own deals or a paper. */
export const struckPriceSchema = z.object({
  priceFen: amountFenSchema.min(1),
  /** `deals`: the lowest deal of the last days in our own ledger; `document`: an attached paper. */
  proof: z.enum(['deals', 'document']),
  /** The paper, for `document`. */
  evidenceId: idSchema.optional(),
});
export type StruckPrice = z.infer<typeof struckPriceSchema>;

export const certificateKinds = [
  'organic',
  'green',
  'geographical',
  'halal',
  'food-licence',
  'selenium',
  'no-additives',
  'time-honoured',
] as const;
export const certificateSchema = z.object({
  kind: z.enum(certificateKinds),
  number: displayText(80).min(1),
  untilAtMs: atMsSchema.optional(),
  evidenceId: idSchema.optional(),
});
export type Certificate = z.infer<typeof certificateSchema>;

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
  /** False for carpets and the like; food has rules of its own. Absent means food. */
  isFood: z.boolean().optional(),
  /** Short lines on the card. */
  sellingPoints: z.array(localTextSchema).max(3).optional(),
  struckPrice: struckPriceSchema.optional(),
  certificates: z.array(certificateSchema).max(12).optional(),
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
