/** What goes on air together: the gate first, then OBS, then one commit; and what stays prepared. */
import { describe, expect, it } from 'vitest';
import { subjectKinds } from '../../../native/contract/gate.ts';
import type { OnAirContent } from '../../../native/contract/on-air-content.ts';
import { accepted, refused } from '../../../native/contract/refusal.ts';
import { goodStateOf } from '../../../native/playout/good-state.ts';
import type { Playout } from '../../../native/playout/playout.ts';
import { catalogue, desk, kinds, product, rundown } from './test-desk.ts';

const guest = { segmentId: 's1', guestId: 'g1' };
const announcement = { announcementId: 'a1', text: { 'zh-CN': '今晚八点继续' } };
const offer = { offerId: 'o1', kind: 'coupon', title: { 'zh-CN': '满减券' } } as const;
const plan = { rundown, catalogue, announcements: [announcement], offers: [offer] };
const blocked = refused('gate-blocked', { name: '核桃', found: '最好' });

/** Notes what the gate is asked, and refuses these kinds. */
function watch(playout: Playout, ...refusedKinds: OnAirContent['kind'][]) {
  const asked: string[][] = [];
  playout.gate = {
    async pass(contents) {
      asked.push(contents.map(({ kind }) => kind));
      return contents.some(({ kind }) => refusedKinds.includes(kind)) ? blocked : accepted({});
    },
  };
  return asked;
}

describe('a take', () => {
  it('PO30 puts scene, card and lower third on air at once: gate, OBS, then one commit', async () => {
    const { playout, entries, switched, commits } = desk({}, plan);
    const asked = watch(playout);
    await playout.prepare({ segmentId: 's1', productId: 'p1', guest });
    const taken = await playout.take({}, 'operator:desk');
    expect(taken).toEqual(accepted({ segmentId: 's1', productId: 'p1', guestId: 'g1' }));
    expect(asked).toEqual([['segment', 'card', 'lower-third']]);
    expect(switched).toEqual(['Stage']);
    expect(kinds(entries)).toEqual(['segment.taken', 'card.shown', 'lower-third.shown']);
    expect(commits()).toBe(1);
  });

  it('PO31 of which the gate stops one part puts nothing on air, and stays prepared', async () => {
    for (const kind of ['segment', 'card', 'lower-third'] as const) {
      const { playout, entries, switched } = desk({}, plan);
      watch(playout, kind);
      await playout.prepare({ segmentId: 's1', productId: 'p1', guest });
      const { prepared } = playout.state.get();
      expect(await playout.take({}, 'operator:desk')).toEqual(blocked);
      expect([switched, entries, playout.state.get().prepared]).toEqual([[], [], prepared]);
    }
  });

  it('PO32 that OBS refuses leaves card and lower third off as well', async () => {
    const { playout, entries } = desk({ answer: (sceneName) => refused('obs-scene-missing', { sceneName }) }, plan);
    await playout.prepare({ segmentId: 's1', productId: 'p1', guest });
    expect(await playout.take({}, 'operator:desk')).toEqual(refused('obs-scene-missing', { sceneName: 'Stage' }));
    expect(entries).toEqual([]);
  });

  it('PO33 of named parts leaves the others prepared, and says when none of them is', async () => {
    const { playout, entries, switched } = desk({}, plan);
    await playout.prepare({ segmentId: 's1', productId: 'p1', guest });
    expect(await playout.take({ parts: ['card'] }, 'operator:desk')).toEqual(accepted({ segmentId: null, productId: 'p1', guestId: null }));
    expect(playout.state.get().prepared).toEqual({ segmentId: 's1', productId: null, guest });
    expect(await playout.take({ parts: ['card'] }, 'operator:desk')).toEqual(refused('nothing-prepared'));
    await playout.take({ parts: ['lower-third'] }, 'operator:desk');
    expect(playout.state.get().prepared).toEqual({ segmentId: 's1', productId: null, guest: null });
    expect(switched).toEqual([]);
    await playout.take({ parts: ['scene'] }, 'operator:desk');
    expect(kinds(entries)).toEqual(['card.shown', 'lower-third.shown', 'lower-third.cleared', 'segment.taken']);
    expect(playout.state.get().prepared).toEqual({ segmentId: null, productId: 'p1', guest: null });
  });

  it('PO34 uses a prepared lower third up; another segment lets it go, a card of one’s own choice does not', async () => {
    const { playout } = desk({}, plan);
    const prepared = () => playout.state.get().prepared;
    await playout.takeSegment('s1', 'operator:desk');
    await playout.prepare({ guest });
    await playout.showCard('p1', 'operator:desk');
    expect(prepared()).toEqual({ segmentId: null, productId: 'p2', guest });
    await playout.showLowerThird(guest, 'operator:desk');
    expect(prepared()).toEqual({ segmentId: null, productId: 'p2', guest: null });
    await playout.prepare({ guest });
    await playout.takeSegment('s2', 'operator:desk');
    expect(prepared().guest).toBeNull();
  });

  it('PO35 of the overlay alone needs no OBS', async () => {
    const { playout, entries } = desk({ away: true }, plan);
    await playout.prepare({ segmentId: null, productId: 'p1', guest });
    expect(await playout.take({}, 'operator:desk')).toMatchObject({ ok: true });
    expect(await playout.clear({}, 'operator:desk')).toMatchObject({ ok: true });
    expect(kinds(entries)).toEqual(['card.shown', 'lower-third.shown', 'card.cleared', 'lower-third.cleared']);
  });
});

describe('announcements and offers', () => {
  it('PO36 one takes the place of the other; a result is told only where a person has typed it', async () => {
    const settled = { ...offer, offerId: 'o2', result: { 'zh-CN': '已领完' } };
    const { playout, entries, advance } = desk({}, { ...plan, offers: [offer, settled] });
    const asked = watch(playout);
    await playout.showAnnouncement({ announcementId: 'a1' }, 'operator:desk');
    await playout.showOffer({ offerId: 'o1', state: 'announced' }, 'operator:desk');
    expect(playout.state.get()).toMatchObject({ announcementOnAir: announcement, offerOnAir: { offerId: 'o1', state: 'announced' } });
    expect(await playout.showOffer({ offerId: 'o1', state: 'result' }, 'x')).toEqual(refused('offer-no-result', { name: '满减券' }));
    advance(3000);
    await playout.showOffer({ offerId: 'o2', state: 'result' }, 'operator:desk');
    expect(kinds(entries)).toEqual(['announcement.shown', 'offer.shown', 'offer.cleared', 'offer.shown']);
    expect(entries[2]?.body).toEqual({ offerId: 'o1', shownMs: 3000 });
    expect(playout.state.get().offerOnAir).toMatchObject({ offerId: 'o2', state: 'result' });
    expect(asked).toEqual([['announcement'], ['offer'], ['offer']]);
    expect(await playout.showAnnouncement({ announcementId: 'x' }, 'x')).toEqual(refused('announcement-unknown', { announcementId: 'x' }));
    expect(await playout.showOffer({ offerId: 'x', state: 'announced' }, 'x')).toEqual(refused('offer-unknown', { offerId: 'x' }));
  });

  it('PO37 clear takes off the layers that are named, and the end of a broadcast all of them', async () => {
    const { playout, entries } = desk({}, plan);
    await playout.startBroadcast('operator:desk');
    await playout.showAnnouncement({ announcementId: 'a1' }, 'operator:desk');
    await playout.showOffer({ offerId: 'o1', state: 'announced' }, 'operator:desk');
    await playout.showCard('p1', 'operator:desk');
    await playout.clear({ layers: ['offer', 'offer', 'lower-third'] }, 'operator:desk');
    expect(kinds(entries).slice(4)).toEqual(['offer.cleared']);
    await playout.showOffer({ offerId: 'o1', state: 'announced' }, 'operator:desk');
    await playout.endBroadcast('operator:desk');
    expect(kinds(entries).slice(6, 9)).toEqual(['card.cleared', 'announcement.cleared', 'offer.cleared']);
    expect(playout.state.get()).toMatchObject({ announcementOnAir: null, offerOnAir: null, cardOnAir: null });
  });
});

describe('the gate before air', () => {
  it('PO38 is asked about every text that goes on program, and stops it', async () => {
    const { playout, entries } = desk({}, plan);
    const asked = watch(playout, ...subjectKinds.filter((kind) => kind !== 'ticker' && kind !== 'prompter' && kind !== 'theme'));
    const footer = { operatorName: { 'zh-CN': '和田核桃市场' }, licence: 'JY1' };
    const answers = [
      await playout.takeSegment('s1', 'x'),
      await playout.showCard('p1', 'x'),
      await playout.showLowerThird(guest, 'x'),
      await playout.showAnnouncement({ announcementId: 'a1' }, 'x'),
      await playout.showOffer({ offerId: 'o1', state: 'announced' }, 'x'),
      await playout.configureOverlay({ footerText: footer }, 'x'),
    ];
    expect(answers).toEqual(answers.map(() => blocked));
    expect(asked).toEqual([['segment'], ['card'], ['lower-third'], ['announcement'], ['offer'], ['footer']]);
    expect(entries).toEqual([]);
    await playout.configureOverlay({ ticker: false, footerText: null }, 'x');
    expect([asked.length, kinds(entries)]).toEqual([6, ['overlay.configured']]);
  });

  it('PO39 stops what a return to a good moment would bring back, before anything is moved', async () => {
    const { playout, entries, switched } = desk({}, plan);
    await playout.showCard('p1', 'x');
    await playout.showLowerThird(guest, 'x');
    const good = goodStateOf(1, 'Break', { scenes: [], inputs: [] }, playout.state.get());
    await playout.clear({}, 'x');
    const before = entries.length;
    const asked = watch(playout, 'lower-third');
    const mended: string[] = [];
    const mend = async () => accepted(mended.push('mended'));
    expect(await playout.bringBack(good, mend, 'x')).toEqual(blocked);
    expect([asked, mended, switched, entries.length]).toEqual([[['card', 'lower-third']], [], [], before]);
    watch(playout);
    expect(await playout.bringBack(good, mend, 'x')).toEqual(accepted({ changed: 3 }));
    expect([mended, switched]).toEqual([['mended'], ['Break']]);
    expect(playout.state.get()).toMatchObject({ cardOnAir: { productId: 'p1' }, lowerThirdOnAir: { guestId: 'g1' } });
  });

  it('PO40 has passed all that a card carries: who makes it, its selling points and its former price', async () => {
    const maker = { 'zh-CN': '阿克墩合作社' };
    const rich = {
      ...product(1),
      cooperative: maker,
      sellingPoints: [{ 'zh-CN': '当年新货' }],
      struckPrice: { priceFen: 200, proof: 'deals' as const },
    };
    const { playout, entries, prepared } = desk({}, { ...plan, catalogue: { ...catalogue, products: [rich, product(2)] } });
    await playout.prepare({ productId: 'p1' });
    expect(prepared.at(-1)?.card).toMatchObject({ cooperative: maker, sellingPoints: rich.sellingPoints, struckPrice: rich.struckPrice });
    await playout.showCard('p1', 'x');
    await playout.showCard('p2', 'x');
    const cards = entries.flatMap((entry) => (entry.kind === 'card.shown' ? [entry.body] : []));
    expect(cards[0]).toEqual(prepared.find(({ card }) => card?.productId === 'p1')?.card);
    expect(Object.keys(cards[1]!)).not.toContain('sellingPoints');
  });

  it('PO41 judges what is then shown, even when the plan changes while it judges', async () => {
    const changing = { ...plan, catalogue };
    const { playout, entries } = desk({}, changing);
    playout.gate = {
      async pass() {
        changing.catalogue = { ...catalogue, products: [{ ...product(1), name: { 'zh-CN': '换了名字' } }] };
        return accepted({});
      },
    };
    await playout.showCard('p1', 'x');
    expect(entries[0]?.body).toMatchObject({ name: { 'zh-CN': '产品1' } });
  });
});
