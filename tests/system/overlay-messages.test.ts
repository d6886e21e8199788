/** A take in parts, messages and the overlay's set-up through the whole host: socket, ledger, topics, restart. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Host } from '../../native/host.ts';
import { type SimulatedObs, startSimulatedObs } from '../../native/obs/simulated/simulated-obs.ts';
import { type Desk, newFolder, openDesk, startTestHost } from '../harness/test-host.ts';
import { eventually, until } from '../harness/waiting.ts';

describe('the overlay through the whole host', () => {
  const folder = newFolder();
  let obs: SimulatedObs;
  let host: Host;
  let desk: Desk;

  beforeAll(async () => {
    obs = await startSimulatedObs({ password: 'simulated-word', sceneNames: ['Elsewhere'] });
    host = await startTestHost(folder);
    desk = openDesk(host);
  });
  afterAll(async () => {
    desk?.close();
    await host?.stop();
    await obs?.stop();
  });

  it('PO42 a prepared segment with card and lower third goes on air by one take, as its preview showed it', async () => {
    await desk.send('loadSamplePlan', {});
    await desk.send('connectObs', { url: obs.url, password: 'simulated-word' });
    await until(host.desk.obs.state, ({ mirror }) => mirror !== null);
    await desk.send('prepareObs', {});
    const segment = host.desk.rundown.state.get().rundown.segments.find(({ kind, guests }) => kind === 'grassroots' && guests.length > 0)!;
    const [guest] = segment.guests;
    const guestChoice = { segmentId: segment.segmentId, guestId: guest!.guestId };
    const productId = segment.productIds[0]!;
    expect(await desk.send('prepare', { segmentId: segment.segmentId, productId, guest: guestChoice })).toMatchObject({ ok: true });
    const preview = await eventually(desk.watch('overlayPreview'), (state) => state?.lowerThird?.guestId === guest!.guestId);
    const before = host.desk.ledger.headSeq;
    expect(await desk.send('take', {})).toEqual({
      ok: true,
      value: { segmentId: segment.segmentId, productId, guestId: guest!.guestId },
    });
    const { card, lowerThird, segmentTitle, next } = host.desk.overlay.state.get();
    expect({ card, lowerThird, segmentTitle, next }).toEqual({
      card: preview!.card,
      lowerThird: preview!.lowerThird,
      segmentTitle: segment.title,
      next: preview!.next,
    });
    const taken = host.desk.ledger.readAfter(before, 50).map(({ kind }) => kind);
    expect(taken).toEqual(expect.arrayContaining(['segment.taken', 'card.shown', 'lower-third.shown']));
  });

  it('PO42 messages are prepared, shown, kept from being removed, and there after a restart with the overlay’s set-up', async () => {
    const announcement = { announcementId: 'tonight', text: { 'zh-CN': '今晚八点继续' } };
    const offer = { offerId: 'bag', kind: 'lucky-bag' as const, title: { 'zh-CN': '福袋' }, result: { 'zh-CN': '已开奖' } };
    const footer = { operatorName: { 'zh-CN': '和田核桃市场' }, licence: 'JY16532010000001' };
    for (const saved of [await desk.send('saveAnnouncement', announcement), await desk.send('saveOffer', offer)]) {
      expect(saved).toMatchObject({ ok: true });
    }
    await eventually(desk.watch('graphics'), (state) => state?.announcements.length === 1 && state.offers.length === 1);
    await desk.send('showAnnouncement', { announcementId: 'tonight' });
    await desk.send('showOffer', { offerId: 'bag', state: 'result' });
    await desk.send('configureOverlay', { locale: 'ug', alsoIn: ['zh-CN'], next: true, goalFen: 500_000, footerText: footer });
    expect(await desk.send('removeOffer', { offerId: 'bag' })).toMatchObject({
      refusal: { code: 'offer-on-air', context: { name: '福袋' } },
    });
    const { ledgerSeq: _, clock: _clock, ...before } = host.desk.overlay.state.get();
    expect(before).toMatchObject({ announcement, offer: { state: 'result' }, footer, goalFen: 500_000, alsoIn: ['zh-CN'] });
    desk.close();
    await host.stop();
    host = await startTestHost(folder);
    desk = openDesk(host);
    expect(host.desk.overlay.state.get()).toMatchObject(before);
    expect(host.desk.playout.state.get()).toMatchObject({ announcementOnAir: announcement, offerOnAir: { offerId: 'bag' } });
    const page = await eventually(desk.watch('overlay'), (state) => state !== undefined);
    expect(Math.abs(page!.clock.nowAtMs - Date.now())).toBeLessThan(60_000);
    expect(await desk.send('clear', { layers: ['announcement', 'offer'] })).toMatchObject({ ok: true });
    expect(await desk.send('removeOffer', { offerId: 'bag' })).toMatchObject({ ok: true });
    expect(host.desk.overlay.state.get()).toMatchObject({ announcement: null, offer: null, card: before.card });
  });
});
