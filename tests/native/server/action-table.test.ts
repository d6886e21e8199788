/** What the actions of a surface become, by what is on air and prepared. */
import { describe, expect, it } from 'vitest';
import type { PlayoutState } from '../../../native/contract/playout.ts';
import type { Segment } from '../../../native/contract/rundown.ts';
import { planAction } from '../../../native/server/action-table.ts';
import type { SurfaceSight } from '../../../native/server/surface-state.ts';

const segments = [
  { segmentId: 's1', productIds: ['p1', 'p2'] },
  { segmentId: 's2', productIds: ['p3'] },
] as unknown as Segment[];

function sight(segmentOnAir: string | null, cardOnAir: string | null, prepared: PlayoutState['prepared']): SurfaceSight {
  const playout = {
    prepared,
    segmentOnAir: segmentOnAir && { segmentId: segmentOnAir },
    cardOnAir: cardOnAir && { productId: cardOnAir },
  } as unknown as PlayoutState;
  return {
    playout: () => playout,
    segments: () => segments,
    products: () => [],
    standby: () => {
      throw new Error('not asked for');
    },
    microphonesMuted: () => null,
  };
}
const nothing = { segmentId: null, productId: null, guest: null };
const prepares = (input: object) => ({ ok: true, value: { command: 'prepare', input } });

describe('what a surface prepares', () => {
  it('HA17 the segment on air means staying with it, chosen, stepped back to, and at the end', () => {
    const stays = prepares({ segmentId: null, productId: null });
    expect(planAction('prepare-segment', { index: 1 }, sight('s1', null, nothing))).toEqual(stays);
    expect(planAction('step-segment', { step: -1 }, sight('s1', null, { segmentId: 's2', productId: null, guest: null }))).toEqual(stays);
    expect(planAction('step-segment', { step: 1 }, sight('s2', null, nothing))).toEqual(stays);
    expect(planAction('step-segment', { step: 1 }, sight('s1', null, nothing))).toEqual(prepares({ segmentId: 's2', productId: null }));
  });

  it('HA17 a card of another segment than the prepared one is prepared alone, one of it together with it', () => {
    const before = sight('s1', null, { segmentId: 's2', productId: null, guest: null });
    expect(planAction('prepare-card', { productId: 'p1' }, before)).toEqual(prepares({ segmentId: null, productId: 'p1' }));
    expect(planAction('prepare-card', { productId: 'p3' }, before)).toEqual(prepares({ segmentId: 's2', productId: 'p3' }));
    expect(planAction('step-product', { step: 1 }, before)).toEqual(prepares({ segmentId: 's2', productId: 'p3' }));
  });

  it('HA17 at the end of the segment the card on air is not prepared anew', () => {
    expect(planAction('step-product', { step: 1 }, sight('s1', 'p2', nothing))).toEqual(prepares({ productId: null }));
    expect(planAction('step-product', { step: -1 }, sight('s1', 'p2', nothing))).toEqual(prepares({ segmentId: null, productId: 'p1' }));
  });
});
