/** Files exported by back offices: what was read from one, and how far an import has come. */
import { z } from 'zod';
import { idSchema, sourceSchema } from './ids.ts';
import { importFaultSchema } from './product.ts';
import { atMsSchema } from './time.ts';

export const fileContentSchema = z.enum(['orders', 'refunds', 'settlement']);
export type FileContent = z.infer<typeof fileContentSchema>;

export const orderFileReportSchema = z.object({
  /** Null after a check of refunds or a settlement, which is not kept. */
  importId: idSchema.nullable(),
  source: sourceSchema,
  fileName: z.string(),
  content: fileContentSchema,
  /** Rows below the headings that are not empty. */
  rows: z.int(),
  /** Orders, refunds that succeeded, or settlement rows that the rows make up. */
  read: z.int(),
  /** Of the orders: paid ones, refunded or not. */
  paid: z.int(),
  /** When the shop says that the file was made. */
  stateAtMs: atMsSchema,
  /** Headings that no field was found for. */
  ignoredColumns: z.array(z.string()),
  /** Columns about people; their cells were never kept. */
  droppedColumns: z.array(z.string()),
  /** The first faults; `faultCount` has all. `file-row-unsplittable` rows are counted, with their sum only. */
  faults: z.array(importFaultSchema),
  faultCount: z.int(),
  flagged: z.int(),
  /** Orders that the file has and the ledger had not, that it had otherwise, and that only the ledger has. */
  missing: z.int(),
  differing: z.int(),
  extra: z.int(),
  /** New, newer than what was known, and known already; after a check, what taking it in would bring. */
  accepted: z.int(),
  amended: z.int(),
  duplicate: z.int(),
  /** False for a check: the file was compared, and nothing was taken in. */
  applied: z.boolean(),
});
export type OrderFileReport = z.infer<typeof orderFileReportSchema>;

export const importProgressSchema = z.object({
  state: z.enum(['idle', 'reading', 'comparing', 'taking']),
  fileName: z.string().nullable(),
  /** Rows read, or orders gone through, of the current state. */
  done: z.int(),
});
export type ImportProgress = z.infer<typeof importProgressSchema>;
