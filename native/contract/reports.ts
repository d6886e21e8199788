/** Reports: what a page may ask of the ledger, answered by a thread that only reads, so that no question slows the desk. */
import { z } from 'zod';
import { idSchema, sourceSchema } from './ids.ts';
import { amountFenSchema, totalFenSchema } from './money.ts';
import { broadcastPhaseSchema } from './playout.ts';
import { localTextSchema } from './text.ts';
import { atMsSchema, durationMsSchema } from './time.ts';
import { parkedEntrySchema } from './upstream.ts';

const report = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });
const broadcast = { broadcastId: idSchema };
const orderRef = { source: sourceSchema, orderId: idSchema };

/** Ways to break a broadcast's sales down. */
export const breakdowns = ['product', 'cooperative', 'place', 'segment', 'source'] as const;
export const breakdownSchema = z.enum(breakdowns);

export const orderRowSchema = z.object({
  ...orderRef,
  /** Sequence number of the entry that counts. */
  seq: z.int(),
  /** When the shop says it was paid. */
  paidAtMs: atMsSchema,
  atMs: atMsSchema,
  amountFen: amountFenSchema,
  refundedFen: totalFenSchema,
  /** Masked. */
  buyer: z.string().nullable(),
  region: z.string().nullable(),
  roomId: z.string().nullable(),
  lines: z.array(
    z.object({ sku: z.string(), title: z.string(), quantity: z.int(), amountFen: amountFenSchema, gift: z.boolean().optional() }),
  ),
});
export type OrderRow = z.infer<typeof orderRowSchema>;

/** Why an order of an export and of the ledger are not the same. */
export const differenceKinds = ['missing', 'extra', 'amount', 'status', 'lines'] as const;
export const differenceSchema = z.object({
  /** `missing`: in the export only. `extra`: in the ledger only. Otherwise what differs. */
  kind: z.enum(differenceKinds),
  ...orderRef,
  paidAtMs: atMsSchema.nullable(),
  /** In the export; null when it is not there. */
  fileFen: totalFenSchema.nullable(),
  /** In the ledger; null when it is not there. */
  ledgerFen: totalFenSchema.nullable(),
});
export type Difference = z.infer<typeof differenceSchema>;

const figures = {
  /** Null by product, cooperative and place: one order may hold several. */
  orderCount: z.int().nullable(),
  paidUnits: z.int(),
  giftUnits: z.int(),
  /** Null by segment and by source, where it is not told apart. */
  restockedUnits: z.int().nullable(),
  grossFen: totalFenSchema,
  refundedFen: totalFenSchema,
};

export const reports = {
  /** Entries that a destination refused for good, oldest first. `entries` counts all. */
  parkedEntries: report(
    z.object({ destinationId: sourceSchema, after: z.int().min(0).default(0), limit: z.int().min(1).max(500).default(100) }),
    z.object({ entries: z.int(), rows: z.array(parkedEntrySchema) }),
  ),
  /** All broadcasts, newest first. */
  broadcasts: report(
    z.object({}),
    z.object({
      broadcasts: z.array(
        z.object({
          ...broadcast,
          title: localTextSchema,
          phase: z.enum([...broadcastPhaseSchema.options, 'ended', 'purged']),
          openedAtMs: atMsSchema,
          startedAtMs: atMsSchema.nullable(),
          endedAtMs: atMsSchema.nullable(),
          exportedFile: z.string().nullable(),
          rooms: z.array(z.object({ source: sourceSchema, roomId: idSchema })),
          orderCount: z.int(),
          grossFen: totalFenSchema,
          refundedFen: totalFenSchema,
        }),
      ),
    }),
  ),
  /** Sales by the minute in which the shop says they were paid, and the segments that were on air. */
  salesCurve: report(
    z.object(broadcast),
    z.object({
      minutes: z.array(z.object({ minuteAtMs: atMsSchema, orderCount: z.int(), grossFen: totalFenSchema, refundedFen: totalFenSchema })),
      segments: z.array(
        z.object({ segmentId: idSchema, title: localTextSchema, startedAtMs: atMsSchema, endedAtMs: atMsSchema.nullable() }),
      ),
    }),
  ),
  /** `key` is the SKU, the cooperative's or place's name, the segment's id or the source; '' collects what has none. */
  salesBy: report(
    z.object({ ...broadcast, by: breakdownSchema }),
    z.object({ rows: z.array(z.object({ key: z.string(), name: localTextSchema.nullable(), ...figures })) }),
  ),
  /** The rows behind a figure, newest first by the time of payment; `before` is the `next` of the page before. */
  orders: report(
    z.object({
      ...broadcast,
      sku: z.string().max(64).optional(),
      /** The orders behind one row of a breakdown; both together. */
      by: breakdownSchema.optional(),
      key: z.string().max(200).optional(),
      source: sourceSchema.optional(),
      orderId: z.string().max(128).optional(),
      fromMs: atMsSchema.optional(),
      toMs: atMsSchema.optional(),
      before: z.string().max(40).optional(),
      limit: z.int().min(1).max(500).default(100),
    }),
    z.object({ rows: z.array(orderRowSchema), next: z.string().nullable() }),
  ),
  /** How complete each source is: what it brought by minute against its own habit and its last export. */
  completeness: report(
    z.object(broadcast),
    z.object({
      sources: z.array(
        z.object({
          source: sourceSchema,
          orderCount: z.int(),
          grossFen: totalFenSchema,
          thinCount: z.int(),
          firstPaidAtMs: atMsSchema.nullable(),
          lastPaidAtMs: atMsSchema.nullable(),
          /** Orders of the newest export that the ledger has, of all it names; null without an export. */
          exportedOrders: z.int().nullable(),
          matchedOrders: z.int().nullable(),
          /** Minutes without an order although this source usually has one. */
          gaps: z.array(z.object({ fromMs: atMsSchema, toMs: atMsSchema, usualOrders: z.number(), silenceMs: durationMsSchema })),
        }),
      ),
    }),
  ),
  /** Imports of export files, newest first, with what differs from the ledger now. */
  imports: report(
    z.object({ importId: idSchema.optional() }),
    z.object({
      imports: z.array(
        z.object({
          importId: idSchema,
          source: sourceSchema,
          fileName: z.string(),
          importedAtMs: atMsSchema,
          orders: z.int(),
          missing: z.int(),
          extra: z.int(),
          differing: z.int(),
          closedAtMs: atMsSchema.nullable(),
        }),
      ),
    }),
  ),
  /** Names each missing, extra and differing order of an import; '' in `after` begins. */
  differences: report(
    z.object({ importId: idSchema, after: z.string().max(300).default(''), limit: z.int().min(1).max(1000).default(200) }),
    z.object({ rows: z.array(differenceSchema), next: z.string().nullable() }),
  ),
} as const;

export type ReportName = keyof typeof reports;
export type ReportInput<R extends ReportName> = z.input<(typeof reports)[R]['input']>;
export type ReportParsedInput<R extends ReportName> = z.output<(typeof reports)[R]['input']>;
export type ReportOutput<R extends ReportName> = z.output<(typeof reports)[R]['output']>;
export const reportNames = Object.keys(reports) as readonly ReportName[];
