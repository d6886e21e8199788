/** The thin line that sending shares with the picture, as every way upstream sees it. */
import type { UplinkState } from '../contract/upstream.ts';
import type { LiveState } from '../kernel/live-state.ts';

export interface Uplink {
  readonly state: LiveState<UplinkState>;
  /** Resolves when `bytes` may leave; at once while nothing limits. Resolves early on an abort, never rejects. */
  take(bytes: number, signal: AbortSignal): Promise<void>;
  /** How many compressed bytes one request should hold at most, so that it ends within a few seconds; Infinity while nothing limits. */
  requestBytes(): number;
  /** Milliseconds from the last byte sent to the first of the answer: they grow when a queue on the line fills. `way` tells destinations apart. */
  answered(way: string, roundTripMs: number): void;
}

/** How a way's batches leave: in slices, each taken from the line on its own; `whole`, once all of it was taken; `elsewhere`, not over the line. */
export type Leaving = 'sliced' | 'whole' | 'elsewhere';

/** What leaves whole is a burst: it holds this share of what a request in slices may. */
const WHOLE_SHARE = 0.2;

/** How many compressed bytes one batch should hold at most, by how it leaves. */
export function batchLimit(uplink: Pick<Uplink, 'requestBytes'>, leaving: Leaving): number {
  if (leaving === 'elsewhere') return Number.POSITIVE_INFINITY;
  return uplink.requestBytes() * (leaving === 'whole' ? WHOLE_SHARE : 1);
}

/** A request leaves in slices of so many bytes, each taken from the line on its own. */
export const SLICE_BYTES = 4096;
