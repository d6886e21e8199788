/** The rundown: the plan of a broadcast as an ordered list of segments. */
import { z } from 'zod';
import { idSchema } from './ids.ts';
import { displayLines, displayText, localTextSchema } from './text.ts';
import { atMsSchema, durationMsSchema } from './time.ts';

export const segmentKinds = ['influencer', 'official', 'grassroots', 'break'] as const;
export const segmentKindSchema = z.enum(segmentKinds);
export type SegmentKind = z.infer<typeof segmentKindSchema>;

export const guestClasses = ['influencer', 'official', 'farmer', 'staff', 'minor'] as const;
/** A signed consent: to what it is, until when, and the paper's digest. */
export const consentSchema = z.object({
  signedAtMs: atMsSchema,
  untilAtMs: atMsSchema,
  /** May the picture be shown again later? */
  replay: z.boolean(),
  evidenceId: idSchema.optional(),
});
export type Consent = z.infer<typeof consentSchema>;
export const guestSchema = z.object({
  guestId: idSchema,
  name: localTextSchema,
  /** Title under the name on a lower third, e.g. `和田县副县长`. */
  role: localTextSchema,
  guestClass: z.enum(guestClasses),
  consent: consentSchema.optional(),
  /** Of a parent, for who is under 18. */
  guardianConsent: consentSchema.optional(),
  /** Sells in the broadcast, not only appears: nobody under 16 may. */
  hosts: z.boolean().optional(),
});
export type Guest = z.infer<typeof guestSchema>;

export const segmentSchema = z.object({
  segmentId: idSchema,
  kind: segmentKindSchema,
  title: localTextSchema,
  /** Name of the OBS scene that a take switches to. */
  sceneName: displayText(120).min(1),
  guests: z.array(guestSchema).max(12),
  /** Products in the order in which they are presented. */
  productIds: z.array(idSchema).max(200),
  plannedMs: durationMsSchema,
  /** A video that plays when the segment is taken. */
  mediaId: idSchema.optional(),
  notes: displayLines(2000).optional(),
});
export type Segment = z.infer<typeof segmentSchema>;

export const rundownSchema = z.object({
  rundownId: idSchema,
  title: localTextSchema,
  /** When the broadcast is planned to begin; null while nobody has said. */
  plannedStartAtMs: atMsSchema.nullable(),
  segments: z.array(segmentSchema).max(500),
});
export type Rundown = z.infer<typeof rundownSchema>;

/** A null takes the video away; what is absent stays. */
const segmentChangesSchema = segmentSchema.omit({ segmentId: true }).partial().extend({ mediaId: idSchema.nullable().optional() });
export type SegmentChanges = z.infer<typeof segmentChangesSchema>;

/** Pure, so that a page can show an edit before the host has answered. */
export function changedSegment(segment: Segment, changes: SegmentChanges): Segment {
  const { mediaId: before, ...kept } = segment;
  const { mediaId = before, ...changed } = changes;
  return { ...kept, ...changed, ...(mediaId && { mediaId }) };
}

/** One edit, small enough to be undone by itself. Indexes count from 0 in the list without the moved element. */
export const rundownOperationSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('addSegment'), index: z.int().min(0), segment: segmentSchema }),
  z.object({ type: z.literal('changeSegment'), segmentId: idSchema, changes: segmentChangesSchema }),
  z.object({ type: z.literal('removeSegment'), segmentId: idSchema }),
  z.object({ type: z.literal('moveSegment'), segmentId: idSchema, index: z.int().min(0) }),
  z.object({ type: z.literal('changeRundown'), title: localTextSchema.optional(), plannedStartAtMs: atMsSchema.nullable().optional() }),
  z.object({ type: z.literal('replace'), rundown: rundownSchema }),
]);
export type RundownOperation = z.infer<typeof rundownOperationSchema>;

export const rundownStateSchema = z.object({
  rundown: rundownSchema,
  /** Rises with every edit, undo and redo. */
  version: z.int(),
  canUndo: z.boolean(),
  canRedo: z.boolean(),
  savedAtMs: atMsSchema.nullable(),
});
export type RundownState = z.infer<typeof rundownStateSchema>;
