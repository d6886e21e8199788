/** The standby OBS: a second one that is kept in the same state, and can be made the one that counts. */
import { z } from 'zod';
import { obsConnectionSchema } from './obs.ts';
import { atMsSchema } from './time.ts';

export const obsRoles = ['main', 'standby'] as const;
export const obsRoleSchema = z.enum(obsRoles);
export type ObsRole = z.infer<typeof obsRoleSchema>;

export const standbyConfigSchema = z.object({
  url: z.string().min(1).max(200),
  /** The loss of the one that counts makes the other count. */
  automatic: z.boolean(),
  /** The standby starts streaming when it begins to count, if the main one streamed. */
  streams: z.boolean(),
});
export type StandbyConfig = z.infer<typeof standbyConfigSchema>;

export const standbyStateSchema = z.object({
  /** Null: there is no standby. */
  config: standbyConfigSchema.nullable(),
  /** The connection of the one that does not count now. */
  connection: obsConnectionSchema.nullable(),
  /** Which of the two counts. */
  counts: obsRoleSchema,
  /** What differs on the other one and could not be made the same, e.g. a scene that it does not have. */
  differences: z.array(
    z.object({
      what: z.enum(['scene', 'preview', 'studioMode', 'mute', 'volume', 'item', 'transition', 'picture', 'collection']),
      name: z.string(),
    }),
  ),
  /** Since when it has been in step; null while it is not, or while that cannot be told. */
  inStepAtMs: atMsSchema.nullable(),
  /** The one that does not count streams: two pictures reach the platform, or the one that counts cannot. Only a person ends that. */
  otherStreams: z.boolean(),
  lastSwitch: z.object({ atMs: atMsSchema, to: obsRoleSchema, reason: z.enum(['operator', 'lost']) }).nullable(),
});
export type StandbyState = z.infer<typeof standbyStateSchema>;
export const noStandby: StandbyState = {
  config: null,
  connection: null,
  counts: 'main',
  differences: [],
  inStepAtMs: null,
  otherStreams: false,
  lastSwitch: null,
};
