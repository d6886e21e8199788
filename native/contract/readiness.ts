/** The checklist before going live: each check names what fails and what can be done about it. */
import { z } from 'zod';
import { refusalSchema } from './refusal.ts';
import { atMsSchema } from './time.ts';

export const readinessChecks = [
  'obs',
  'scenes',
  'overlay',
  'slate',
  'microphones',
  'recording',
  'disk',
  'uplink',
  'clock',
  'feeds',
  'catalogue',
  'rundown',
  'texts',
  'videos',
  'backup',
  'standby',
] as const;
export const readinessCheckSchema = z.enum(readinessChecks);
export type ReadinessCheck = z.infer<typeof readinessCheckSchema>;

export const readinessItemSchema = z.object({
  check: readinessCheckSchema,
  /** `unknown`: it cannot be told from here; a person must look. */
  verdict: z.enum(['good', 'warning', 'failed', 'unknown', 'notNeeded']),
  /** Which sentence says it: a key below `readiness.<check>.` in the texts, with its values. */
  say: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  problem: refusalSchema.nullable(),
  /** The studio can mend it when asked with `fixReadiness`. */
  fixable: z.boolean(),
  /** The page on which a person mends it. */
  page: z.enum(['obs', 'air', 'rundown', 'catalogue', 'sales', 'upstream', 'media', 'settings', 'overlay']).nullable(),
});
export type ReadinessItem = z.infer<typeof readinessItemSchema>;

export const readinessSchema = z.object({ atMs: atMsSchema, items: z.array(readinessItemSchema) });
export type Readiness = z.infer<typeof readinessSchema>;
