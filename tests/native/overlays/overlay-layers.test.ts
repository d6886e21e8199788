/** Layers of the overlay beside card, lower third and slate: where their state comes from and what outlives a broadcast. */
import { describe, expect, it } from 'vitest';
import { emptyLayout } from '../../../native/contract/layout.ts';
import { overlayStateSchema, type OverlayState } from '../../../native/contract/overlay.ts';
import { officialTheme } from '../../../native/contract/theme.ts';
import { nextUp } from '../../../native/playout/next-up.ts';
import { TopicHub, type TopicSources } from '../../../native/server/topic-hub.ts';
import { card, guest, official, opened, product, rundown, segments, studio } from './overlay-studio.ts';

const announcement = { announcementId: 'a-1', text: { 'zh-CN': '今晚八点继续' } };
const offer = { offerId: 'of-1', kind: 'lucky-bag', title: { 'zh-CN': '福袋' }, result: { 'zh-CN': '已开' }, state: 'result' } as const;
const footer = { operatorName: { 'zh-CN': '和田核桃市场' }, licence: 'JY16532010000001' };

describe('layers of the overlay', () => {
  it('OV62 announcement, offer, footer, goal, languages and what is shown are as the ledger says', () => {
    const { projection, say } = studio();
    say(opened, { kind: 'announcement.shown', body: announcement }, { kind: 'offer.shown', body: offer });
    const flags = { next: true, segmentTitle: true, clock: true, footer: false, adMark: false, tickerNamesBuyers: true };
    say({ kind: 'overlay.configured', body: { ...flags, alsoIn: ['ug', 'en'], goalFen: 1_000_000, footerText: footer } });
    expect(projection.state.get()).toMatchObject({
      announcement,
      offer,
      footer,
      goalFen: 1_000_000,
      alsoIn: ['ug', 'en'],
      nextShown: true,
      segmentTitleShown: true,
      clockShown: true,
      footerShown: false,
      adMarkShown: false,
      tickerNamesBuyers: true,
    });
    expect(() => overlayStateSchema.parse(projection.state.get())).not.toThrow();
    say(
      { kind: 'announcement.cleared', body: { announcementId: 'a-1', shownMs: 1 } },
      { kind: 'offer.cleared', body: { offerId: 'of-1', shownMs: 1 } },
      { kind: 'overlay.configured', body: { goalFen: null, footerText: null } },
    );
    expect(projection.state.get()).toMatchObject({ announcement: null, offer: null, footer: null, goalFen: null, alsoIn: ['ug', 'en'] });
  });

  it('OV63 the first language does not stand under itself, and the others come back with another first one', () => {
    const { projection, say } = studio();
    say(opened, { kind: 'overlay.configured', body: { alsoIn: ['ug', 'ug'] } });
    expect(projection.state.get().alsoIn).toEqual(['ug']);
    say({ kind: 'overlay.configured', body: { locale: 'ug' } });
    expect(projection.state.get().alsoIn).toEqual([]);
    say({ kind: 'overlay.configured', body: { locale: 'en' } });
    expect(projection.state.get().alsoIn).toEqual(['ug']);
  });

  it('OV64 title and calm are those of the segment on air; an official scene has no motion', () => {
    const { projection, say } = studio();
    const shown = () => {
      const { segmentTitle, calm } = projection.state.get();
      return [segmentTitle?.['zh-CN'] ?? null, calm];
    };
    say(opened);
    expect(shown()).toEqual([null, false]);
    const seen = Object.values(segments).map((segment) => {
      say({ kind: 'segment.taken', body: segment });
      return shown();
    });
    expect(seen).toEqual([
      ['walnuts', false],
      ['pause', false],
      ['greeting', true],
      ['carpets', true],
    ]);
    say({ kind: 'broadcast.ended', body: {} });
    expect(shown()).toEqual([null, false]);
  });

  it('OV65 the queue tells what the rundown has next, three at most, as the next take would go on', () => {
    const { projection, say, plan } = studio();
    const queue = () => projection.state.get().next.map(({ productId }) => productId);
    say(opened, { kind: 'segment.taken', body: segments.walnuts });
    const seen = ['p-1', 'p-2', 'p-3', 'p-4'].map((productId) => {
      const foretold = queue()[0];
      expect(nextUp(rundown, 'walnuts', projection.state.get().card?.productId ?? null).productId).toBe(foretold);
      say({ kind: 'card.shown', body: { ...card, productId } });
      return [foretold, ...queue()];
    });
    expect(seen).toEqual([
      ['p-1', 'p-2', 'p-3', 'p-4'],
      ['p-2', 'p-3', 'p-4', 'p-5'],
      ['p-3', 'p-4', 'p-5'],
      ['p-4', 'p-5'],
    ]);
    say({ kind: 'card.shown', body: { ...card, productId: 'p-5' } });
    expect(projection.state.get().next).toEqual([
      { productId: 'p-6', number: 6, name: { 'zh-CN': '产品6' }, unit: { 'zh-CN': '1 kg' }, priceFen: 6000 },
    ]);
    plan.products = [1, 2, 3].map(product);
    projection.planChanged();
    expect(queue()).toEqual([]);
  });

  it('OV66 the flash sale counts on, with the price and unit that the catalogue had when it began', () => {
    const { projection, say, plan } = studio();
    say(opened);
    const sale = { flashSaleId: 'fs-1', productId: 'p-3', sku: 'HT-3', name: { 'zh-CN': '产品3' }, startedAtMs: 1, endsAtMs: 60_000 };
    projection.setFlashSale({ ...sale, units: 50, soldUnits: 0 });
    plan.products = plan.products.map((known) => ({ ...known, priceFen: 1 }));
    projection.setFlashSale({ ...sale, units: 50, soldUnits: 7 });
    const { sku: _, ...shown } = sale;
    expect(projection.state.get().flashSale).toEqual({
      ...shown,
      number: 3,
      unit: { 'zh-CN': '1 kg' },
      priceFen: 3000,
      units: 50,
      soldUnits: 7,
    });
    expect(projection.preview.get().flashSale).toBe(projection.state.get().flashSale);
    projection.setFlashSale(null);
    expect(projection.state.get().flashSale).toBeNull();
  });

  it('OV91 a flash sale that is brought back shows what the gate has passed, not what the catalogue says by then', () => {
    const { projection, say } = studio();
    say(opened);
    const sale = { flashSaleId: 'fs-1', productId: 'p-3', sku: 'HT-3', name: { 'zh-CN': '产品3' }, startedAtMs: 1, endsAtMs: 60_000 };
    projection.setFlashSale({ ...sale, number: 4, unit: { 'zh-CN': '箱' }, priceFen: 990, units: 50, soldUnits: 7 });
    expect(projection.state.get().flashSale).toMatchObject({ number: 4, unit: { 'zh-CN': '箱' }, priceFen: 990 });
  });

  it('OV67 the next broadcast keeps language, look, footer and what is shown, and not the goal', () => {
    const { projection, say } = studio();
    const placement = { anchor: 'top', x: 960, y: 40, width: 400, scale: 1, hidden: false } as const;
    const layout = { ...emptyLayout, landscape: { clock: placement } };
    say(opened, { kind: 'overlay.configured', body: { locale: 'ug', alsoIn: ['en'], next: true, footerText: footer, goalFen: 5 } });
    projection.setTheme(officialTheme);
    projection.setLayout(layout, layout);
    const { configuration } = projection;
    expect(configuration).not.toHaveProperty('goalFen');
    say({ kind: 'broadcast.ended', body: {} }, opened, { kind: 'overlay.configured', body: configuration });
    expect(projection.state.get()).toMatchObject({
      locale: 'ug',
      alsoIn: ['en'],
      nextShown: true,
      footer,
      goalFen: null,
      theme: { themeId: 'official' },
      layout,
    });
    expect(projection.configuration).toEqual(configuration);
  });

  it('OV68 layers are held back by the guests of the segment on air, in the preview by those of the prepared one', () => {
    const { projection, say } = studio();
    projection.setHeldBack((guests) => (guests.length > 0 && guests.every(({ guestClass }) => guestClass === 'official') ? ['offer'] : []));
    say(opened, { kind: 'segment.taken', body: { ...segments.walnuts, guests: [guest, official] } });
    expect(projection.guestsOnScreen).toEqual([guest, official]);
    projection.prepare({ card: null, lowerThird: null, segment: segments.greeting });
    expect([projection.state.get().heldBack, projection.preview.get().heldBack]).toEqual([[], ['offer']]);
    say({ kind: 'segment.taken', body: segments.greeting });
    projection.prepare({ card: null, lowerThird: null, segment: null });
    expect([projection.state.get().heldBack, projection.preview.get().heldBack]).toEqual([['offer'], ['offer']]);
  });

  it('OV69 the clock is told when a page begins to watch and when it goes another way, not with every change', async () => {
    const { projection, say, clock } = studio();
    const told: OverlayState['clock'][] = [];
    projection.state.subscribe((patch) => patch.clock && told.push(patch.clock));
    say(opened);
    await clock.advance(60_000);
    say({ kind: 'note.added', body: { text: 'x' } });
    expect(told).toEqual([]);
    projection.refreshClock();
    expect(told).toEqual([{ nowAtMs: 60_000, speed: 1 }]);
    const wallMs = clock.nowMs;
    clock.nowMs = () => wallMs() + 3_600_000;
    say({ kind: 'note.added', body: { text: 'y' } });
    expect(told.at(-1)).toEqual({ nowAtMs: 3_660_000, speed: 1 });
  });

  it('OV69 every snapshot for a page carries the time of its moment', async () => {
    const { projection, say, clock } = studio();
    say(opened);
    const sources = { overlay: projection.state } as unknown as TopicSources;
    const hub = new TopicHub(sources, clock, () => projection.refreshClock());
    const firstSaid = async () => {
      const messages = hub.watch('overlay', undefined);
      const { value } = await messages.next();
      await messages.return(undefined);
      return value?.state.clock;
    };
    await clock.advance(5000);
    expect(await firstSaid()).toEqual({ nowAtMs: 5000, speed: 1 });
    await clock.advance(90_000);
    expect(await firstSaid()).toEqual({ nowAtMs: 95_000, speed: 1 });
  });
});
