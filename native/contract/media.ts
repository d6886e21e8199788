/** Media: videos of farmers and workshops, from the phone's file to what OBS plays without a stutter. */
import { z } from 'zod';
import { idSchema } from './ids.ts';
import { refusalSchema } from './refusal.ts';
import { displayLines, localTextSchema } from './text.ts';
import { atMsSchema, durationMsSchema } from './time.ts';

/** How a picture of another shape fills the canvas: with bars, or cut. */
export const mediaFits = ['pad', 'crop'] as const;

/** Integrated loudness by EBU R 128, as platforms for phones use it, and what may lie beside it. */
export const LOUDNESS_GOAL = { lufs: -16, offLu: 1 } as const;

/** Whether the sound of what was made lies beside the goal; false for silence. */
export function isOffGoal(lufs: number | null): boolean {
  return lufs !== null && Math.abs(lufs - LOUDNESS_GOAL.lufs) > LOUDNESS_GOAL.offLu;
}

export const mediaItemSchema = z.object({
  mediaId: idSchema,
  /** As it was called when it came. */
  fileName: z.string(),
  title: localTextSchema,
  state: z.enum(['arriving', 'probing', 'waiting', 'converting', 'ready', 'failed', 'cancelled']),
  /** Why it failed, or why it waits (on air). */
  problem: refusalSchema.nullable(),
  /** 0 to 1 of what is under way. */
  progress: z.number().min(0).max(1),
  /** Expected end of the conversion; null while nobody can tell. */
  readyAtMs: atMsSchema.nullable(),
  addedAtMs: atMsSchema,
  sizeBytes: z.int(),
  /** Of the file that came, after its rotation; null before it was probed. */
  source: z
    .object({
      durationMs: durationMsSchema,
      width: z.int(),
      height: z.int(),
      fps: z.number(),
      variableRate: z.boolean(),
      /** Quarter turns that the file asks for, in degrees clockwise. */
      rotation: z.int(),
      interlaced: z.boolean(),
      /** Brighter than a normal screen shows; it is brought down to one where the programs can. */
      highRange: z.boolean(),
      videoCodec: z.string(),
      audioCodec: z.string().nullable(),
      /** Integrated loudness by EBU R 128; null before it was measured, or without sound. */
      loudnessLufs: z.number().nullable(),
    })
    .nullable(),
  /** Of the file that OBS plays. */
  playable: z
    .object({
      path: z.string(),
      durationMs: durationMsSchema,
      width: z.int(),
      height: z.int(),
      fps: z.number(),
      /** Null without sound to speak of. */
      loudnessLufs: z.number().nullable(),
    })
    .nullable(),
  hasThumbnail: z.boolean(),
  fit: z.enum(mediaFits),
  /** Who may be seen, and who allowed it. */
  consent: z.object({ given: z.boolean(), notes: z.string() }),
  rights: z.string(),
  /** Titles of segments that play it. */
  usedIn: z.array(localTextSchema),
});
export type MediaItem = z.infer<typeof mediaItemSchema>;

export const mediaDescriptionSchema = z.object({
  mediaId: idSchema,
  title: localTextSchema.optional(),
  fit: z.enum(mediaFits).optional(),
  consent: z.object({ given: z.boolean(), notes: displayLines(1000) }).optional(),
  rights: displayLines(1000).optional(),
});

export const mediaStateSchema = z.object({
  items: z.array(mediaItemSchema),
  /** The programs that convert; null where they were not found. */
  ffmpegVersion: z.string().nullable(),
  /** Can bring colours of a high range down to a normal screen. */
  mapsHighRange: z.boolean(),
  /** What videos are made for now: OBS's canvas, or the last one known. */
  target: z.object({ width: z.int(), height: z.int(), fps: z.number() }),
  /** Conversions also run while on air. */
  convertsOnAir: z.boolean(),
  freeMb: z.number().nullable(),
});
export type MediaState = z.infer<typeof mediaStateSchema>;
export const noMedia: MediaState = {
  items: [],
  ffmpegVersion: null,
  mapsHighRange: false,
  target: { width: 1920, height: 1080, fps: 30 },
  convertsOnAir: false,
  freeMb: null,
};
