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
  inputKinds: z.array(z.string()),
  availableRequests: z.array(z.string()),
});
export type ObsMirror = z.infer<typeof obsMirrorSchema>;

export const obsStateSchema = z.object({ connection: obsConnectionSchema, mirror: obsMirrorSchema.nullable() });
export type ObsState = z.infer<typeof obsStateSchema>;
