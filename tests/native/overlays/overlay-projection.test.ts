/** The overlay's state as a fold of the ledger. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntryDraft } from '../../../native/contract/entry.ts';
import { emptyLayout } from '../../../native/contract/layout.ts';
import { overlayStateSchema, TICKER_LENGTH, type OverlayState } from '../../../native/contract/overlay.ts';
import { card, guest, official, opened, otherCard, paid, segments, studio } from './overlay-studio.ts';

describe('the overlay on program', () => {
  it('OV1 shows and clears the card, the lower third and the slate as the ledger says', () => {
    const { projection, say } = studio();
    say(
      opened,
      { kind: 'card.shown', body: card },
      { kind: 'lower-third.shown', body: guest },
      { kind: 'slate.held', body: { slate: 'hold', sceneName: null } },
    );
    expect(projection.state.get()).toMatchObject({
      card: { productId: 'p-1', remaining: 10 },
      lowerThird: { guestId: 'g-1' },
      slate: 'hold',
    });
    expect(() => overlayStateSchema.parse(projection.state.get())).not.toThrow();
    say(
      { kind: 'card.cleared', body: { slot: 'main', productId: 'p-1', shownMs: 5 } },
      { kind: 'lower-third.cleared', body: { guestId: 'g-1' } },
      { kind: 'slate.released', body: { slate: 'hold', heldMs: 5 } },
    );
    expect(projection.state.get()).toMatchObject({ card: null, lowerThird: null, slate: null });
  });

  it('OV2 a new broadcast begins with an empty overlay and its own set-up', () => {
    const { projection, say } = studio();
    say(opened, { kind: 'card.shown', body: card }, paid([100]), { kind: 'overlay.configured', body: { locale: 'ug', total: false } });
    expect(projection.configuration).toMatchObject({ locale: 'ug', ticker: true, total: false, totalShows: 'gross' });
    say({ ...opened, body: { ...opened.body, rehearsal: true } });
    expect(projection.state.get()).toMatchObject({ card: null, ticker: [], locale: 'zh-CN', totalShown: true, rehearsal: true });
  });

  it('LV1 an order tells its sequence, the totals and the stock of the card that was sold, and nothing that stayed as it was', () => {
    const { projection, say } = studio();
    say(opened, { kind: 'card.shown', body: card }, { kind: 'lower-third.shown', body: guest });
    const told: string[][] = [];
    projection.state.subscribe((patch) => told.push(Object.keys(patch).toSorted()));
    say(paid([100]));
    say(paid([100], { sku: otherCard.sku }));
    expect(told).toEqual([
      ['card', 'ledgerSeq', 'totals'],
      ['ledgerSeq', 'totals'],
    ]);
  });

  it('OV3 however many entries come at once, watchers get one patch', async () => {
    const { projection, say, clock } = studio();
    say(opened, { kind: 'card.shown', body: card });
    const patches: Partial<OverlayState>[] = [];
    projection.state.subscribe((patch) => patches.push(patch));
    say(...Array.from({ length: 5000 }, () => paid([100])));
    expect(patches).toHaveLength(1);
    expect(patches[0]).toMatchObject({ card: { remaining: 0 }, totals: { orderCount: 5000, grossFen: 500_000 } });
    await clock.advance(1);
    expect(patches).toHaveLength(2);
    expect(patches[1]).toEqual({ ticker: expect.any(Array) });
    expect(patches[1]!.ticker).toHaveLength(TICKER_LENGTH);
  });

  it('OV4 a sale is named after its dearest line, by the catalogue where it knows the SKU and without the buyer', async () => {
    const { projection, say, clock } = studio();
    say(opened, paid([500, 300]), paid([300, 500]), paid([1], { sku: 'X-9', title: '', region: '' }));
    await clock.advance(1);
    const [known, unknown, untitled] = projection.state.get().ticker;
    expect(known).toEqual({
      seq: 2,
      productName: { 'zh-CN': '薄皮核桃', en: 'Walnuts' },
      region: '杭州市',
      quantity: 1,
      buyer: null,
      atMs: 2,
    });
    expect(unknown).toMatchObject({ productName: { 'zh-CN': '商品1' }, quantity: 2 });
    expect(untitled).toMatchObject({ productName: { 'zh-CN': 'X-9' }, region: null });
  });

  it('OV5 a long foreign title or region ends after a whole word', async () => {
    const { projection, say, clock } = studio();
    say(
      opened,
      paid([1], { sku: 'X', title: 'Handmade walnut kernels slowly roasted over mulberry wood in Hetian' }),
      paid([1], { sku: 'X', title: '👨‍👩‍👧'.repeat(40) }),
    );
    await clock.advance(1);
    const [words, emoji] = projection.state.get().ticker.map((item) => item.productName['zh-CN']);
    expect(words).toBe('Handmade walnut kernels slowly roasted…');
    expect(emoji).toMatch(/^(?:👨‍👩‍👧)+…$/u);
    say(paid([1], { region: 'Xinjiang Uygur Autonomous Region' }));
    await clock.advance(1);
    expect(projection.state.get().ticker.at(-1)!.region).toBe('Xinjiang Uygur…');
    expect(() => overlayStateSchema.parse(projection.state.get())).not.toThrow();
  });

  it('OV6 figures that did not change are no news, and other broadcasts are not this one', () => {
    const { projection, say } = studio();
    say(opened, { kind: 'card.shown', body: card });
    const { card: before, totals } = projection.state.get();
    say({ kind: 'note.added', body: { text: 'x' } });
    expect(projection.state.get().card).toBe(before);
    expect(projection.state.get().totals).toBe(totals);
    projection.apply([
      { seq: 9, kind: 'card.cleared', broadcastId: 'bc-0', atMs: 1, actor: 'studio', body: { slot: 'main', productId: 'p-1', shownMs: 1 } },
    ]);
    expect(projection.state.get()).toMatchObject({ card: { productId: 'p-1' }, ledgerSeq: 9 });
  });
});

describe('the preview', () => {
  it('OV7 is program with what is prepared in its place, and follows stock and totals', () => {
    const { projection, say } = studio();
    say(opened, { kind: 'card.shown', body: card }, { kind: 'lower-third.shown', body: guest });
    projection.prepare({ card: otherCard, lowerThird: null, segment: null });
    expect(projection.preview.get()).toMatchObject({ card: { productId: 'p-2', remaining: 10 }, lowerThird: { guestId: 'g-1' } });
    expect(projection.state.get().card!.productId).toBe('p-1');
    const prepared = projection.preview.get().card;
    say(paid([100], { sku: card.sku }));
    expect(projection.preview.get().card).toBe(prepared);
    say(paid([100], { sku: otherCard.sku }));
    expect(projection.preview.get()).toMatchObject({ card: { remaining: 9 }, totals: { orderCount: 2 } });
    projection.prepare({ card: null, lowerThird: null, segment: null });
    expect(projection.preview.get()).toEqual(projection.state.get());
  });
});

describe('restoring', () => {
  const announcement = { announcementId: 'a-1', text: { 'zh-CN': '今晚八点继续' } };
  const offer = { offerId: 'of-1', kind: 'coupon', title: { 'zh-CN': '满减券' }, state: 'announced' } as const;
  const totals = { grossFen: 7, netFen: 7, orderCount: 1, refundCount: 0 };
  const fixed: Pick<EntryDraft, 'kind' | 'body'>[] = [
    opened,
    { kind: 'card.cleared', body: { slot: 'main', productId: 'p-1', shownMs: 1 } },
    { kind: 'lower-third.shown', body: guest },
    { kind: 'lower-third.cleared', body: { guestId: 'g-1' } },
    { kind: 'announcement.shown', body: announcement },
    { kind: 'announcement.cleared', body: { announcementId: 'a-1', shownMs: 1 } },
    { kind: 'offer.shown', body: offer },
    { kind: 'offer.cleared', body: { offerId: 'of-1', shownMs: 1 } },
    { kind: 'slate.held', body: { slate: 'hold', sceneName: null } },
    { kind: 'slate.released', body: { slate: 'hold', heldMs: 1 } },
    { kind: 'figures.frozen', body: { frozen: true, sources: ['shop'], at: { ledgerSeq: 1, totals } } },
    { kind: 'figures.frozen', body: { frozen: false, sources: ['shop'] } },
    { kind: 'broadcast.ended', body: {} },
  ];
  const flags = ['ticker', 'tickerNamesBuyers', 'total', 'next', 'segmentTitle', 'clock', 'footer', 'adMark'] as const;
  const draft = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...fixed) },
    { weight: 2, arbitrary: fc.constantFrom(card, otherCard).map((body) => ({ kind: 'card.shown', body }) as const) },
    { weight: 2, arbitrary: fc.constantFrom(...Object.values(segments)).map((body) => ({ kind: 'segment.taken', body }) as const) },
    {
      weight: 2,
      arbitrary: fc
        .record(
          {
            locale: fc.constantFrom('zh-CN', 'ug', 'en'),
            alsoIn: fc.array(fc.constantFrom('zh-CN', 'ug', 'en'), { maxLength: 2 }),
            goalFen: fc.option(fc.integer({ min: 1, max: 9 })),
            footerText: fc.option(fc.constant({ operatorName: { 'zh-CN': '和田馕坑' }, licence: 'JY1' })),
            ...Object.fromEntries(flags.map((flag) => [flag, fc.boolean()])),
          },
          { requiredKeys: [] },
        )
        .map((body) => ({ kind: 'overlay.configured', body }) as const),
    },
    { weight: 12, arbitrary: fc.integer({ min: 1, max: 9999 }).map((amount) => paid([amount])) },
  );

  it('OV8 from stored entries gives the picture that was live, in whatever batches it had come', () => {
    fc.assert(
      fc.property(fc.array(fc.array(draft, { maxLength: 20 }), { maxLength: 12 }), (batches) => {
        const live = studio();
        live.say(opened);
        for (const batch of batches) live.say(...batch);
        const { ticker: _, ...before } = live.projection.state.get();
        const { ticker, ...after } = live.restored().state.get();
        expect(after).toEqual(before);
        expect(ticker).toEqual([]);
      }),
      { numRuns: 300, seed: 20_200_501 },
    );
  });

  it('OV60 the preview is the picture that the take brings, for whatever is prepared', () => {
    const prepared = fc.record({
      card: fc.option(fc.constantFrom(card, otherCard)),
      lowerThird: fc.option(fc.constantFrom(guest, official)),
      segment: fc.option(fc.constantFrom(...Object.values(segments))),
    });
    fc.assert(
      fc.property(fc.array(fc.array(draft, { maxLength: 8 }), { maxLength: 6 }), prepared, (batches, next) => {
        const { projection, say } = studio();
        projection.setHeldBack((guests) => (guests.some(({ guestClass }) => guestClass === 'official') ? ['offer'] : []));
        say(opened);
        for (const batch of batches) say(...batch);
        projection.prepare(next);
        const { ledgerSeq: _, ...preview } = projection.preview.get();
        const { slate, lowerThird } = projection.state.get();
        if (next.segment) {
          if (slate) say({ kind: 'slate.released', body: { slate, heldMs: 1 } });
          if (lowerThird) say({ kind: 'lower-third.cleared', body: { guestId: lowerThird.guestId } });
          say({ kind: 'segment.taken', body: next.segment });
        }
        if (next.card) say({ kind: 'card.shown', body: next.card });
        if (next.lowerThird) say({ kind: 'lower-third.shown', body: next.lowerThird });
        const { ledgerSeq: __, ...program } = projection.state.get();
        expect(program).toEqual(preview);
      }),
      { numRuns: 300, seed: 20_200_501 },
    );
  });

  it('OV61 without news the preview keeps the very objects of program, and nobody gets a patch', () => {
    const { projection, say } = studio();
    say(opened, { kind: 'segment.taken', body: segments.walnuts }, { kind: 'card.shown', body: card });
    projection.setLayout({ ...emptyLayout }, { ...emptyLayout });
    const prepare = () => projection.prepare({ card: { ...otherCard }, lowerThird: { ...guest }, segment: { ...segments.carpets } });
    prepare();
    const patches: Partial<OverlayState>[] = [];
    projection.preview.subscribe((patch) => patches.push(patch));
    prepare();
    projection.planChanged();
    projection.setLayout({ ...emptyLayout }, { ...emptyLayout });
    projection.setHeldBack(() => []);
    expect(patches).toEqual([]);
    const [program, preview] = [projection.state.get(), projection.preview.get()];
    const shared = Object.keys(program).filter((key) => Object.is(program[key as keyof OverlayState], preview[key as keyof OverlayState]));
    expect(Object.keys(program).filter((key) => !shared.includes(key))).toEqual(['calm', 'card', 'next', 'lowerThird', 'segmentTitle']);
  });
});
