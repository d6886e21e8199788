/** What is on air and what is prepared: the operator's view of playout. */
import { z } from 'zod';
import { announcementSchema, offerOnAirSchema } from './graphics.ts';
import { idSchema } from './ids.ts';
import { cardSchema, lowerThirdSchema, overlayRouteSchema, slateKindSchema } from './overlay.ts';
import { segmentKindSchema } from './rundown.ts';
import { localTextSchema } from './text.ts';
import { atMsSchema } from './time.ts';

/** A broadcast is prepared before air, on air, and ended; ending one opens the next. */
export const broadcastPhaseSchema = z.enum(['prepared', 'onAir']);

export const broadcastSchema = z.object({
  broadcastId: idSchema,
  phase: broadcastPhaseSchema,
  rehearsal: z.boolean(),
  startedAtMs: atMsSchema.nullable(),
});
export type Broadcast = z.infer<typeof broadcastSchema>;

/** One segment as it ran; `endedAtMs` is null while it is on air. */
export const asRunSegmentSchema = z.object({
  segmentId: idSchema,
  kind: segmentKindSchema,
  title: localTextSchema,
  sceneName: z.string(),
  startedAtMs: atMsSchema,
  endedAtMs: atMsSchema.nullable(),
});
export type AsRunSegment = z.infer<typeof asRunSegmentSchema>;

export const playoutStateSchema = z.object({
  broadcast: broadcastSchema,
  segmentOnAir: asRunSegmentSchema.nullable(),
  cardOnAir: cardSchema.extend({ shownAtMs: atMsSchema }).nullable(),
  lowerThirdOnAir: lowerThirdSchema.nullable(),
  slateHeld: z.object({ slate: slateKindSchema, heldAtMs: atMsSchema }).nullable(),
  /** What *take* would put on air next. */
  prepared: z.object({
    segmentId: idSchema.nullable(),
    productId: idSchema.nullable(),
    /** A lower third, by the segment that has the guest. */
    guest: z.object({ segmentId: idSchema, guestId: idSchema }).nullable(),
  }),
  announcementOnAir: announcementSchema.extend({ shownAtMs: atMsSchema }).nullable(),
  offerOnAir: offerOnAirSchema.extend({ shownAtMs: atMsSchema }).nullable(),
  /** Segments in the order in which they ran. */
  asRun: z.array(asRunSegmentSchema),
  /** Product ids that have been on air in this broadcast. */
  shownProductIds: z.array(idSchema),
  overlayRoute: overlayRouteSchema,
  viewersTotal: z.int().nullable(),
});
export type PlayoutState = z.infer<typeof playoutStateSchema>;
