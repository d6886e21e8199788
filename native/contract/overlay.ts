/** What is drawn over the picture: the state of every overlay layer. */
import { z } from 'zod';
import { idSchema } from './ids.ts';
import { amountFenSchema, totalFenSchema } from './money.ts';
import { productNumberSchema, skuSchema } from './product.ts';
import { guestSchema } from './rundown.ts';
import { localeSchema, localTextSchema } from './text.ts';
import { atMsSchema } from './time.ts';

/** Places for a product card; each holds at most one card. */
export const cardSlots = ['main'] as const;
export const cardSlotSchema = z.enum(cardSlots);

export const slateKinds = ['hold', 'back-soon'] as const;
export const slateKindSchema = z.enum(slateKinds);
export type SlateKind = z.infer<typeof slateKindSchema>;

/** How the overlay reaches OBS: its browser source, a transparent PNG in an image source, or not at all. */
export const overlayRouteSchema = z.enum(['browser', 'picture', 'none']);
export type OverlayRoute = z.infer<typeof overlayRouteSchema>;

/** A product card as it was put on air: title and price are copies. */
export const cardOnAirSchema = z.object({
  slot: cardSlotSchema,
  productId: idSchema,
  number: productNumberSchema,
  sku: skuSchema,
  name: localTextSchema,
  placeName: localTextSchema,
  unit: localTextSchema,
  priceFen: amountFenSchema,
  allocated: z.int().min(0),
});
export type CardOnAir = z.infer<typeof cardOnAirSchema>;

/** A card with its live stock: allocated − paid + restocked, never below 0 on screen. */
export const cardSchema = cardOnAirSchema.extend({ remaining: z.int().min(0) });
export type Card = z.infer<typeof cardSchema>;

export const lowerThirdSchema = guestSchema;
export type LowerThird = z.infer<typeof lowerThirdSchema>;

/** One sale on the ticker. No buyer is named. */
export const tickerItemSchema = z.object({
  seq: z.int(),
  productName: localTextSchema,
  /** Where the buyer is, as the feed names it, or null. */
  region: z.string().nullable(),
  quantity: z.int(),
  atMs: atMsSchema,
});
export type TickerItem = z.infer<typeof tickerItemSchema>;

export const totalsSchema = z.object({
  /** Paid, before refunds. */
  grossFen: totalFenSchema,
  /** Paid less refunded. */
  netFen: totalFenSchema,
  orderCount: z.int(),
  refundCount: z.int(),
});
export type Totals = z.infer<typeof totalsSchema>;

/** How many sales the ticker keeps; after an outage these are all it shows. */
export const TICKER_LENGTH = 12;

export const overlayStateSchema = z.object({
  broadcastId: idSchema,
  /** True burns a mark into every picture. */
  rehearsal: z.boolean(),
  locale: localeSchema,
  card: cardSchema.nullable(),
  lowerThird: lowerThirdSchema.nullable(),
  slate: slateKindSchema.nullable(),
  tickerShown: z.boolean(),
  ticker: z.array(tickerItemSchema),
  totalShown: z.boolean(),
  totalShows: z.enum(['gross', 'net']),
  totals: totalsSchema,
  /** Ledger sequence that the figures were taken at. */
  ledgerSeq: z.int(),
});
export type OverlayState = z.infer<typeof overlayStateSchema>;
