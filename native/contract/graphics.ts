/** What the crew prepares for the overlay beside products and guests: announcements, offers, the footer, themes and layouts. */
import { z } from 'zod';
import { idSchema } from './ids.ts';
import { layoutsSchema } from './layout.ts';
import { displayText, localTextSchema } from './text.ts';
import { themeSchema } from './theme.ts';
import { atMsSchema } from './time.ts';

export const announcementSchema = z.object({ announcementId: idSchema, text: localTextSchema });
export type Announcement = z.infer<typeof announcementSchema>;

export const offerKinds = ['coupon', 'lucky-bag'] as const;
/** A coupon or lucky bag of the platform: announced, and its result told. The studio never draws lots itself. */
export const offerSchema = z.object({
  offerId: idSchema,
  kind: z.enum(offerKinds),
  title: localTextSchema,
  /** Who may have it and how: the law wants the conditions of a conditional price shown (SAMR order 56, article 6). */
  terms: localTextSchema.optional(),
  /** When the platform opens it; counted down to. */
  opensAtMs: atMsSchema.optional(),
  /** Typed by a person once the platform has told it. */
  result: localTextSchema.optional(),
});
export type Offer = z.infer<typeof offerSchema>;
export const offerStates = ['announced', 'result'] as const;
export const offerOnAirSchema = offerSchema.extend({ state: z.enum(offerStates) });
export type OfferOnAir = z.infer<typeof offerOnAirSchema>;

/** The fixed legal footer: who sells, by which licence, and where to complain. No telephone: the platform's own channel is named. */
export const footerSchema = z.object({
  operatorName: localTextSchema,
  licence: displayText(80),
  complaint: localTextSchema.optional(),
});
export type Footer = z.infer<typeof footerSchema>;

export const graphicsStateSchema = z.object({
  announcements: z.array(announcementSchema).max(100),
  offers: z.array(offerSchema).max(100),
  themes: z.array(themeSchema),
  themeId: z.string(),
  layouts: layoutsSchema,
  canUndoLayout: z.boolean(),
  canRedoLayout: z.boolean(),
});
export type GraphicsState = z.infer<typeof graphicsStateSchema>;
