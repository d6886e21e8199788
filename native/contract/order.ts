/** Orders as every feed adapter delivers them, and the wire form of the `generic` feed. */
import { z } from 'zod';
import { idSchema } from './ids.ts';
import { amountFenSchema } from './money.ts';
import { foreignText } from './text.ts';
import { atMsSchema } from './time.ts';

export const orderLineSchema = z.object({
  sku: foreignText(64).pipe(z.string().min(1)),
  title: foreignText(300),
  quantity: z.int().min(1).max(1_000_000),
  /** Paid for the whole line, in fen. */
  amountFen: amountFenSchema,
  /** True: given along; its units are not units sold. */
  gift: z.boolean().optional(),
});
export type OrderLine = z.infer<typeof orderLineSchema>;

/** ISO 8601 with an offset, or epoch milliseconds; becomes epoch milliseconds. */
const occurredAtSchema = z.union([
  z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .pipe(atMsSchema),
  atMsSchema.min(1_000_000_000_000, 'epoch milliseconds'),
]);

const lines = z.array(orderLineSchema).min(1).max(200);
const orderFields = {
  id: idSchema,
  occurredAt: occurredAtSchema,
  orderId: idSchema,
  buyer: foreignText(80).optional(),
  /** The shop's own id of the buyer; only a keyed digest of it is kept, to notice limits per buyer. */
  buyerId: foreignText(128).optional(),
  region: foreignText(80).optional(),
  /** The platform's live room in which the order was placed. */
  roomId: idSchema.optional(),
};

/**
 * One event of the `generic` feed (the contract's shape). Unknown fields are ignored.
 * Amounts of one event are summed from its lines.
 */
export const genericEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('order.paid'), ...orderFields, lines }),
  z.object({ type: z.literal('order.created'), ...orderFields, lines }),
  z.object({ type: z.literal('order.cancelled'), ...orderFields, lines: lines.optional() }),
  z.object({
    type: z.literal('refund.succeeded'),
    id: idSchema.optional(),
    occurredAt: occurredAtSchema.optional(),
    refundId: idSchema,
    orderId: idSchema,
    amountFen: amountFenSchema.min(1),
    lines: z
      .array(orderLineSchema.partial({ title: true, amountFen: true }))
      .max(200)
      .optional(),
    /** True when the goods go back into the allocation. */
    restock: z.boolean().optional(),
  }),
  z.object({
    type: z.literal('product.stock'),
    id: idSchema,
    occurredAt: occurredAtSchema,
    sku: orderLineSchema.shape.sku,
    /** Units that the shop says can still be sold. */
    available: z.int().min(0).max(10_000_000),
  }),
]);
export type GenericEvent = z.infer<typeof genericEventSchema>;

/** Answer to an NDJSON delivery; lines count from 1. */
export const ingestAnswerSchema = z.object({
  accepted: z.array(z.int()),
  duplicate: z.array(z.int()),
  refused: z.array(z.object({ line: z.int(), error: z.string(), at: z.string(), message: z.string() })),
});
export type IngestAnswer = z.infer<typeof ingestAnswerSchema>;
