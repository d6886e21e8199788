/** A line without limits: everything may leave at once. */
import type { UplinkState } from '../contract/upstream.ts';
import { MutableState } from '../kernel/live-state.ts';
import type { Uplink } from './uplink.ts';

export function freeUplink(): Uplink {
  const state = new MutableState<UplinkState>({ reason: 'off-air', rateBytes: null, capKbps: null, sentBytes: 0, congestion: null });
  return {
    state,
    take: () => Promise.resolve(),
    requestBytes: () => Number.POSITIVE_INFINITY,
    answered: () => undefined,
  };
}
