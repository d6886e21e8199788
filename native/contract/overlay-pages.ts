/** Overlay pages that are open somewhere, how they are, and which way into OBS follows from it. */
import { z } from 'zod';
import { overlayRouteSchema } from './overlay.ts';
import { refusalSchema } from './refusal.ts';
import { atMsSchema } from './time.ts';

/** What a page tells of itself once a second. */
export const heartbeatSchema = z.object({
  /** Made up by the page when it opens. */
  pageId: z.string().min(8).max(64),
  view: z.enum(['program', 'preview']),
  /** The page runs within OBS (its browser source defines `window.obsstudio`). */
  inObs: z.boolean(),
  /** Without motion, as the picture way opens it. */
  still: z.boolean(),
  /** False while OBS or the browser does not show the page: then it may rest. */
  visible: z.boolean(),
  /** Ledger sequence of what it has painted. */
  paintedSeq: z.int().min(-1),
  /** Frames in the last second, and the longest of them in milliseconds. */
  frames: z.int().min(0).max(1000),
  longestFrameMs: z.int().min(0).max(600_000),
  /** Where the browser tells it. */
  heapBytes: z.int().min(0).nullable(),
  /** Layers that could not be drawn. */
  failedLayers: z.array(z.string().max(40)).max(20),
});
export type Heartbeat = z.infer<typeof heartbeatSchema>;

export const pageTroubles = ['silent', 'behind', 'swollen', 'slow', 'failed-layer'] as const;
export type PageTrouble = (typeof pageTroubles)[number];
/** Who holds the page open; `pictures` is the studio itself, for the picture way. */
export const pagePlaces = ['obs', 'console', 'pictures', 'elsewhere'] as const;
export const overlayPageSchema = heartbeatSchema.omit({ longestFrameMs: true, still: true }).extend({
  place: z.enum(pagePlaces),
  /** Of another computer; null for a page on the studio's own. */
  address: z.string().nullable(),
  openedAtMs: atMsSchema,
  beatAtMs: atMsSchema,
  trouble: z.enum(pageTroubles).nullable(),
  /** Its line has ended without OBS having taken the page away: it may have crashed. */
  gone: z.boolean(),
});
export type OverlayPageInfo = z.infer<typeof overlayPageSchema>;

/** `auto` takes the browser source where OBS has one that works, else pictures; the others are a person's word. */
export const overlayRouteWishes = ['auto', 'browser', 'picture'] as const;
export const overlayPagesStateSchema = z.object({
  pages: z.array(overlayPageSchema),
  wish: z.enum(overlayRouteWishes),
  route: overlayRouteSchema,
  /** Why the overlay goes by pictures although OBS has a browser source; null when nothing is wrong. */
  problem: refusalSchema.nullable(),
  routedAtMs: atMsSchema.nullable(),
});
export type OverlayPagesState = z.infer<typeof overlayPagesStateSchema>;
