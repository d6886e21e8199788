/** The studio itself: identity, notices for the operator, and a running rehearsal. */
import { z } from 'zod';
import { idSchema } from './ids.ts';
import { refusalSchema } from './refusal.ts';
import { localeSchema } from './text.ts';
import { atMsSchema, durationMsSchema } from './time.ts';

export const rehearsalStateSchema = z.object({
  name: z.string(),
  state: z.enum(['running', 'paused', 'finished', 'failed']),
  /** Times faster than the clock on the wall; null is as fast as the machine can. */
  speed: z.number().positive().nullable(),
  /** Rehearsed time since its start and its whole length. */
  elapsedMs: z.int(),
  lengthMs: z.int(),
  /** Rehearsed time lost because this machine could not keep up with the wished speed; 0 while it does. */
  behindMs: z.int(),
  ordersSent: z.int(),
  ordersTotal: z.int(),
});
export type RehearsalState = z.infer<typeof rehearsalStateSchema>;

export const studioStateSchema = z.object({
  studioId: idSchema,
  version: z.string(),
  /** The studio's own clock when this was said; pages count on from it. In a rehearsal it runs faster. */
  nowAtMs: atMsSchema,
  clockSpeed: z.number(),
  /** The interface's language on pages that have not chosen one. */
  locale: localeSchema,
  overlayAddress: z.string(),
  holdSceneName: z.string(),
  backSoonSceneName: z.string(),
  /** Where backups go beside the data folder, and for how many years a broadcast is kept. */
  backupFolder: z.string().nullable(),
  retentionYears: z.int(),
  /** The newest checked backup; null while there is none. `entries` is null when an earlier run made it. */
  lastBackup: z.object({ atMs: atMsSchema, files: z.array(z.string()), entries: z.int().nullable() }).nullable(),
  rehearsal: rehearsalStateSchema.nullable(),
  /** Standing problems that a person should know, newest first. */
  problems: z.array(refusalSchema),
  /** True until the operator has chosen to rehearse or to connect. */
  firstRun: z.boolean(),
});
export type StudioState = z.infer<typeof studioStateSchema>;

/** One line of the log shown in the console. */
export const logLineSchema = z.object({
  seq: z.int(),
  kind: z.string(),
  atMs: atMsSchema,
  actor: z.string(),
  body: z.record(z.string(), z.unknown()),
  /** Where this moment lies in the recorded file; absent where no file holds it. */
  timecodeMs: durationMsSchema.optional(),
});
export type LogLine = z.infer<typeof logLineSchema>;
export const LOG_LENGTH = 50;
export const logStateSchema = z.object({ lines: z.array(logLineSchema) });
export type LogState = z.infer<typeof logStateSchema>;
