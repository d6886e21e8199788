/** What the actions of a surface become, by what is on air and prepared. */
import { describe, expect, it } from 'vitest';
import type { PlayoutState } from '../../../native/contract/playout.ts';
import type { Segment } from '../../../native/contract/rundown.ts';
import { planAction } from '../../../native/server/action-table.ts';
import type { SurfaceSight } from '../../../native/server/surface-state.ts';

const segments = [
  { segmentId: 's1', productIds: ['p1', 'p2'], guests: [{ guestId: 'g1' }, { guestId: 'g2' }] },
  { segmentId: 's2', productIds: ['p3'], guests: [{ guestId: 'g3' }] },
] as unknown as Segment[];

const messages = {
  announcements: [{ announcementId: 'a1', text: { 'zh-CN': '公告' } }],
  offers: [{ offerId: 'o1', kind: 'coupon' as const, title: { 'zh-CN': '券' } }],
};

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
    messages: () => messages,
    layerShown: (layer) => layer === 'ticker',
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

describe('the overlay from a surface', () => {
  const on = sight('s1', null, nothing);
  const runs = (command: string, input: object) => ({ ok: true, value: { command, input } });

  it('HA18 a take in parts and a clear by layers are the console’s own commands', () => {
    expect(planAction('take', {}, on)).toEqual(runs('take', {}));
    expect(planAction('take', { parts: ['card', 'lower-third'] }, on)).toEqual(runs('take', { parts: ['card', 'lower-third'] }));
    expect(planAction('clear', {}, on)).toEqual(runs('clear', {}));
    expect(planAction('clear', { layers: ['offer'] }, on)).toEqual(runs('clear', { layers: ['offer'] }));
    for (const layer of ['card', 'lower-third', 'announcement', 'offer'] as const) {
      expect(planAction(`clear-${layer}`, {}, on)).toEqual(runs('clear', { layers: [layer] }));
    }
  });

  it('HA19 announcements and offers go on air by their place or id; one that is not there is refused', () => {
    expect(planAction('show-announcement', { index: 1 }, on)).toEqual(runs('showAnnouncement', { announcementId: 'a1' }));
    expect(planAction('show-announcement', { announcementId: 'x' }, on)).toEqual(runs('showAnnouncement', { announcementId: 'x' }));
    expect(planAction('show-announcement', { index: 2 }, on)).toMatchObject({ ok: false, refusal: { code: 'announcement-unknown' } });
    expect(planAction('show-offer', { index: 1, state: 'result' }, on)).toEqual(runs('showOffer', { offerId: 'o1', state: 'result' }));
    expect(planAction('show-offer', { index: 9, state: 'announced' }, on)).toMatchObject({ ok: false, refusal: { code: 'offer-unknown' } });
  });

  it('HA20 a lower third is prepared of the prepared segment first, else of the one on air, and dropped by another press', () => {
    const chosen = (segmentId: string, guestId: string) => runs('prepare', { guest: { segmentId, guestId } });
    const next = sight('s1', null, { segmentId: 's2', productId: null, guest: null });
    expect(planAction('prepare-lower-third', { to: 'toggle' }, on)).toEqual(chosen('s1', 'g1'));
    expect(planAction('prepare-lower-third', { to: 'toggle' }, next)).toEqual(chosen('s2', 'g3'));
    expect(planAction('prepare-lower-third', { to: 'on', guestId: 'g2' }, next)).toEqual(chosen('s1', 'g2'));
    const held = sight('s1', null, { ...nothing, guest: { segmentId: 's1', guestId: 'g2' } });
    expect(planAction('prepare-lower-third', { to: 'toggle', guestId: 'g2' }, held)).toEqual(runs('prepare', { guest: null }));
    expect(planAction('prepare-lower-third', { to: 'toggle', guestId: 'g1' }, held)).toEqual(chosen('s1', 'g1'));
    expect(planAction('prepare-lower-third', { to: 'on', guestId: 'none' }, on)).toMatchObject({ ok: false });
  });

  it('HA21 a standing layer is switched, and toggled by what it is', () => {
    expect(planAction('layer', { layer: 'ticker', to: 'toggle' }, on)).toEqual(runs('configureOverlay', { ticker: false }));
    expect(planAction('layer', { layer: 'footer', to: 'toggle' }, on)).toEqual(runs('configureOverlay', { footer: true }));
    expect(planAction('layer', { layer: 'adMark', to: 'off' }, on)).toEqual(runs('configureOverlay', { adMark: false }));
  });
});
