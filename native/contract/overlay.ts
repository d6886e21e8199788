/** What is drawn over the picture: the state of every overlay layer. */
import { z } from 'zod';
import { announcementSchema, footerSchema, offerOnAirSchema } from './graphics.ts';
import { idSchema } from './ids.ts';
import { emptyLayout, layerIdSchema, layoutSchema } from './layout.ts';
import { amountFenSchema, totalFenSchema } from './money.ts';
import { productNumberSchema, skuSchema, struckPriceSchema } from './product.ts';
import { guestSchema } from './rundown.ts';
import { localeSchema, localTextSchema } from './text.ts';
import { hetianTheme, themeSchema } from './theme.ts';
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
  /** Who makes it, beside where it comes from. */
  cooperative: localTextSchema.optional(),
  sellingPoints: z.array(localTextSchema).max(3).optional(),
  /** Only where the gate has seen its proof. */
  struckPrice: struckPriceSchema.optional(),
});
export type CardOnAir = z.infer<typeof cardOnAirSchema>;

/** A card with its live stock: allocated − paid + restocked, never below 0 on screen. */
export const cardSchema = cardOnAirSchema.extend({ remaining: z.int().min(0) });
export type Card = z.infer<typeof cardSchema>;

export const lowerThirdSchema = guestSchema.pick({ guestId: true, name: true, role: true, guestClass: true });
export type LowerThird = z.infer<typeof lowerThirdSchema>;

/** A product that comes next, on the queue. */
export const queuedProductSchema = z.object({
  productId: idSchema,
  number: productNumberSchema,
  name: localTextSchema,
  unit: localTextSchema,
  priceFen: amountFenSchema,
});
export type QueuedProduct = z.infer<typeof queuedProductSchema>;
export const QUEUE_LENGTH = 3;

/** The running flash sale as viewers see it; it counts down on the studio's clock. */
export const flashSaleOnAirSchema = z.object({
  flashSaleId: idSchema,
  productId: idSchema,
  number: productNumberSchema.nullable(),
  name: localTextSchema,
  unit: localTextSchema.nullable(),
  priceFen: amountFenSchema.nullable(),
  startedAtMs: atMsSchema,
  endsAtMs: atMsSchema,
  units: z.int().nullable(),
  soldUnits: z.int(),
});
export type FlashSaleOnAir = z.infer<typeof flashSaleOnAirSchema>;
/** How long its end is shown before the layer leaves. */
export const FLASH_SALE_END_MS = 6000;

/** One sale on the ticker. */
export const tickerItemSchema = z.object({
  seq: z.int(),
  productName: localTextSchema,
  /** Where the buyer is, as the feed names it, or null. */
  region: z.string().nullable(),
  quantity: z.int(),
  /** The buyer in masked form, only where the crew has chosen to show it. */
  buyer: z.string().nullable(),
  /** When it was paid. On screen it comes up to ten seconds later, in no fixed order. */
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
  /** Languages that stand under the first one, smaller. */
  alsoIn: z.array(localeSchema).max(2),
  theme: themeSchema,
  /** Placements in the scene that is shown. */
  layout: layoutSchema,
  /** True: no motion, for an official's scene. */
  calm: z.boolean(),
  /** Layers that the guests on screen do not allow (rule file `guests`). */
  heldBack: z.array(layerIdSchema),
  /** The studio's clock when this was said; pages count on from there. */
  clock: z.object({ nowAtMs: atMsSchema, speed: z.number() }),
  card: cardSchema.nullable(),
  nextShown: z.boolean(),
  next: z.array(queuedProductSchema).max(QUEUE_LENGTH),
  flashSale: flashSaleOnAirSchema.nullable(),
  offer: offerOnAirSchema.nullable(),
  lowerThird: lowerThirdSchema.nullable(),
  segmentTitleShown: z.boolean(),
  segmentTitle: localTextSchema.nullable(),
  announcement: announcementSchema.nullable(),
  clockShown: z.boolean(),
  footerShown: z.boolean(),
  footer: footerSchema.nullable(),
  adMarkShown: z.boolean(),
  slate: slateKindSchema.nullable(),
  tickerShown: z.boolean(),
  tickerNamesBuyers: z.boolean(),
  ticker: z.array(tickerItemSchema),
  totalShown: z.boolean(),
  totalShows: z.enum(['gross', 'net']),
  totals: totalsSchema,
  goalFen: amountFenSchema.nullable(),
  /** Since when the figures stand still because a feed has been silent longer than its habit; null while they follow. */
  frozenAtMs: atMsSchema.nullable(),
  /** Ledger sequence that they stand still at. */
  frozenAtSeq: z.int().nullable(),
  /** Ledger sequence of the picture, and of the figures while they follow. */
  ledgerSeq: z.int(),
});
export type OverlayState = z.infer<typeof overlayStateSchema>;

const nothingSold: Totals = { grossFen: 0, netFen: 0, orderCount: 0, refundCount: 0 };

/** An overlay with nothing on it, as every broadcast begins. */
export const blankOverlay: OverlayState = {
  broadcastId: 'none',
  rehearsal: false,
  locale: 'zh-CN',
  alsoIn: [],
  theme: hetianTheme,
  layout: emptyLayout,
  calm: false,
  heldBack: [],
  clock: { nowAtMs: 0, speed: 1 },
  card: null,
  nextShown: false,
  next: [],
  flashSale: null,
  offer: null,
  lowerThird: null,
  segmentTitleShown: false,
  segmentTitle: null,
  announcement: null,
  clockShown: false,
  footerShown: true,
  footer: null,
  adMarkShown: true,
  slate: null,
  tickerShown: true,
  tickerNamesBuyers: false,
  ticker: [],
  totalShown: true,
  totalShows: 'gross',
  totals: nothingSold,
  goalFen: null,
  frozenAtMs: null,
  frozenAtSeq: null,
  ledgerSeq: 0,
};
