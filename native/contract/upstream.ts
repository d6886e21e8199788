/** Results upstream: what travels, what comes back, and the state of a delivery. */
import { z } from 'zod';
import { refusalSchema } from './refusal.ts';
import { atMsSchema } from './time.ts';

/** A line of the NDJSON body: an entry with the studio it belongs to. */
export interface UpstreamEntry {
  studioId: string;
  seq: number;
  broadcastId: string;
  kind: string;
  atMs: number;
  actor: string;
  body: unknown;
}

/** The only answer that moves the cursor. `acknowledged` is the highest sequence the destination holds. */
export const acknowledgementSchema = z.object({ acknowledged: z.int().min(0) });

/** `off`: no destination. `idle`: all delivered. `sending`. `waiting`: will try again by itself. `stopped`: a person must act. */
export const syncStateNames = ['off', 'idle', 'sending', 'waiting', 'stopped'] as const;

export const syncStateSchema = z.object({
  state: z.enum(syncStateNames),
  baseUrl: z.string().nullable(),
  acknowledgedSeq: z.int(),
  headSeq: z.int(),
  lastAcknowledgedAtMs: atMsSchema.nullable(),
  nextTryAtMs: atMsSchema.nullable(),
  problem: refusalSchema.nullable(),
});
export type SyncState = z.infer<typeof syncStateSchema>;
