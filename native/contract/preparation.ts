/** Preparing OBS: what the plan needs there, what is missing, and what the studio has made. */
import { z } from 'zod';
import { refusalSchema } from './refusal.ts';
import { atMsSchema } from './time.ts';

/** What a scene or source is for. */
export const preparationPurposes = ['segment', 'camera', 'overlay', 'video', 'hold', 'back-soon', 'sound-bed', 'microphone'] as const;

export const preparationConfigSchema = z.object({
  /** Scene names of the plan → scene names that OBS has; a mapped scene is never created. */
  sceneMap: z.record(z.string().max(120), z.string().min(1).max(120)),
  /** How many cameras the studio has; each gets a scene of its own, see `cameraSceneName`. */
  cameras: z.int().min(0).max(12),
  /** A sound file on OBS's computer that plays under the slates; null keeps them silent. */
  soundBed: z.string().min(1).max(1000).nullable(),
});
export type PreparationConfig = z.infer<typeof preparationConfigSchema>;
export const preparationConfigAtFirst: PreparationConfig = { sceneMap: {}, cameras: 1, soundBed: null };

/** The scene of a camera, in the plan's own words; counted from 1. */
export function cameraSceneName(camera: number): string {
  return `Camera ${camera}`;
}

/** One thing that differs from what the plan needs; `act` says what *Prepare OBS* would do about it. */
export const preparationDifferenceSchema = z.object({
  act: z.enum(['createScene', 'createInput', 'addItem', 'placeItem', 'showItem', 'changeSettings', 'hideItem']),
  purpose: z.enum(preparationPurposes),
  sceneName: z.string().nullable(),
  sourceName: z.string().nullable(),
  inputKind: z.string().nullable(),
});
export type PreparationDifference = z.infer<typeof preparationDifferenceSchema>;

/** Something that the studio made and that undoing leaves: on program now, changed or filled by a person, or used in a person's scene. */
export const preparationKeptSchema = z.object({ name: z.string(), reason: z.enum(['on-program', 'changed', 'filled', 'used']) });
export type PreparationKept = z.infer<typeof preparationKeptSchema>;

export const preparationComparisonSchema = z.object({
  /** Names what was compared; preparing with it is refused when OBS has changed since. */
  comparisonId: z.string(),
  canvas: z.object({ width: z.int(), height: z.int() }),
  route: z.enum(['browser', 'picture']),
  differences: z.array(preparationDifferenceSchema),
  /** How much of what the plan needs is already right. */
  rightCount: z.int(),
  /** What this OBS cannot do, with the way around it. */
  limits: z.array(refusalSchema),
  /** Scenes and sources of OBS that preparing has nothing to do with. */
  untouched: z.object({ scenes: z.int(), sources: z.int() }),
  /** What undoing would take away now, by name, and what it would leave. */
  undo: z.object({ removes: z.array(z.string()), keeps: z.array(preparationKeptSchema) }),
});
export type PreparationComparison = z.infer<typeof preparationComparisonSchema>;

/** Something that the studio made in OBS, by the scene collection it lies in. */
export const madeThingSchema = z.object({
  sceneCollection: z.string(),
  kind: z.enum(['scene', 'input', 'item']),
  sceneName: z.string().nullable(),
  sourceName: z.string().nullable(),
  sceneItemId: z.int().nullable(),
  madeAtMs: atMsSchema,
});
export type MadeThing = z.infer<typeof madeThingSchema>;

export const preparationStateSchema = z.object({
  config: preparationConfigSchema,
  /** What the studio made in the present scene collection; undoing takes exactly this away. */
  made: z.array(madeThingSchema),
  lastPreparedAtMs: atMsSchema.nullable(),
  /** While OBS is being prepared: how many of the differences are done away with. */
  progress: z.object({ done: z.int(), total: z.int() }).nullable(),
});
export type PreparationState = z.infer<typeof preparationStateSchema>;
export const noPreparation: PreparationState = { config: preparationConfigAtFirst, made: [], lastPreparedAtMs: null, progress: null };
