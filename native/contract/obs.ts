/** OBS as the studio sees it: the state of the connection and the mirror of what is live. */
import { z } from 'zod';
import { refusalSchema } from './refusal.ts';
import { atMsSchema } from './time.ts';

/**
 * `off`: not asked to connect. `connecting`: first try. `ready`: identified and mirrored; the only state that takes work.
 * `reconnecting`: was lost or never found, tries again by itself. `stopped`: will not try again until a person acts
 * (wrong password, incompatible server, bad address).
 */
export const obsConnectionStates = ['off', 'connecting', 'ready', 'reconnecting', 'stopped'] as const;

export const obsConnectionSchema = z.object({
  state: z.enum(obsConnectionStates),
  url: z.string(),
  simulated: z.boolean(),
  sinceAtMs: atMsSchema,
  /** Why it is not ready, with the sentence's context; null while ready or off. */
  problem: refusalSchema.nullable(),
  nextTryAtMs: atMsSchema.nullable(),
  obsVersion: z.string().nullable(),
  websocketVersion: z.string().nullable(),
});
export type ObsConnection = z.infer<typeof obsConnectionSchema>;

export const obsMirrorSchema = z.object({
  sceneCollection: z.string(),
  /** Scene names from the top of OBS's list down. */
  sceneNames: z.array(z.string()),
  programSceneName: z.string().nullable(),
  /** Null while studio mode is off. */
  previewSceneName: z.string().nullable(),
  studioMode: z.boolean(),
  stream: z.object({ active: z.boolean(), reconnecting: z.boolean(), startedAtMs: atMsSchema.nullable() }),
  record: z.object({ active: z.boolean(), paused: z.boolean(), startedAtMs: atMsSchema.nullable(), path: z.string().nullable() }),
  canvas: z.object({ width: z.int(), height: z.int() }),
  /** What is encoded, after OBS's own scaling; frames a second. */
  output: z.object({ width: z.int(), height: z.int(), fps: z.number() }),
  /** `available` is false where this OBS or its profile has none. */
  replayBuffer: z.object({ available: z.boolean(), active: z.boolean() }),
  virtualCamera: z.object({ available: z.boolean(), active: z.boolean() }),
  transition: z.object({
    names: z.array(z.string()),
    currentName: z.string().nullable(),
    /** Null where the transition has a fixed length of its own, or none. */
    durationMs: z.int().nullable(),
  }),
  sceneCollections: z.array(z.string()),
  profiles: z.array(z.string()),
  profile: z.string().nullable(),
  /** Where OBS records to; null where it does not say. */
  recordFolder: z.string().nullable(),
  inputKinds: z.array(z.string()),
  availableRequests: z.array(z.string()),
});
export type ObsMirror = z.infer<typeof obsMirrorSchema>;

export const obsStateSchema = z.object({ connection: obsConnectionSchema, mirror: obsMirrorSchema.nullable() });
export type ObsState = z.infer<typeof obsStateSchema>;

/** Place and size of an item on the canvas, in its pixels, as OBS computed them. */
export const itemTransformSchema = z.object({
  positionX: z.number(),
  positionY: z.number(),
  width: z.number(),
  height: z.number(),
  /** Degrees, clockwise. */
  rotation: z.number(),
  sourceWidth: z.number(),
  sourceHeight: z.number(),
});

export const sceneItemSchema = z.object({
  sceneItemId: z.int(),
  sourceName: z.string(),
  /** `group` items have items of their own, listed under the group's name. */
  sourceType: z.enum(['input', 'scene', 'group']),
  inputKind: z.string().nullable(),
  enabled: z.boolean(),
  locked: z.boolean(),
  transform: itemTransformSchema,
});
export type SceneItem = z.infer<typeof sceneItemSchema>;

/** A scene or a group with its items from the top of OBS's list down. */
export const obsSceneSchema = z.object({ sceneName: z.string(), isGroup: z.boolean(), items: z.array(sceneItemSchema) });
export type ObsScene = z.infer<typeof obsSceneSchema>;

export const monitorings = ['none', 'monitorOnly', 'monitorAndOutput'] as const;
export const monitoringSchema = z.enum(monitorings);

/** Lowest and highest volume of a fader in OBS, in dB; silence is -100. */
export const VOLUME_DB_MIN = -100;
export const VOLUME_DB_MAX = 26;

export const inputAudioSchema = z.object({
  muted: z.boolean(),
  volumeDb: z.number(),
  monitoring: monitoringSchema,
  /** OBS's six tracks, the first one first. */
  tracks: z.array(z.boolean()),
  /** -1 left to 1 right; 0 in the middle. */
  balance: z.number(),
  syncOffsetMs: z.number(),
});
export type InputAudio = z.infer<typeof inputAudioSchema>;

export const mediaTurns = ['none', 'opening', 'playing', 'paused', 'stopped', 'ended', 'error'] as const;
export const inputMediaSchema = z.object({
  turn: z.enum(mediaTurns),
  /** Position when it was last heard of; while `playing` it goes on from `atMs`. */
  cursorMs: z.int().nullable(),
  durationMs: z.int().nullable(),
  atMs: atMsSchema,
});
export type InputMedia = z.infer<typeof inputMediaSchema>;

export const obsInputSchema = z.object({
  inputName: z.string(),
  inputKind: z.string(),
  /** Null for an input without sound. */
  audio: inputAudioSchema.nullable(),
  /** Null for an input that plays nothing. */
  media: inputMediaSchema.nullable(),
});
export type ObsInput = z.infer<typeof obsInputSchema>;

export const sourceFilterSchema = z.object({ filterName: z.string(), filterKind: z.string(), enabled: z.boolean() });
export type SourceFilter = z.infer<typeof sourceFilterSchema>;

/** What OBS's scenes are made of; empty while OBS is not ready. */
export const sourcesStateSchema = z.object({
  scenes: z.array(obsSceneSchema),
  inputs: z.array(obsInputSchema),
  /** Filters by the name of their source, in the order in which they act; sources without any are left out. */
  filters: z.record(z.string(), z.array(sourceFilterSchema)),
});
export type SourcesState = z.infer<typeof sourcesStateSchema>;
export const noSources: SourcesState = { scenes: [], inputs: [], filters: {} };
