/** The overlay's state as a fold of the ledger. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry, EntryDraft } from '../../../native/contract/entry.ts';
import { overlayStateSchema, TICKER_LENGTH, type CardOnAir, type OverlayState, type Totals } from '../../../native/contract/overlay.ts';
import { OverlayProjection, type SalesFigures } from '../../../native/overlays/overlay-projection.ts';

const card: CardOnAir = {
  slot: 'main',
  productId: 'p-1',
  number: 1,
  sku: 'HT-HTX-001-1KG',
  name: { 'zh-CN': '薄皮核桃' },
  placeName: { 'zh-CN': '和田县' },
  unit: { 'zh-CN': '1 kg' },
  priceFen: 2990,
  allocated: 10,
};
const otherCard: CardOnAir = { ...card, productId: 'p-2', number: 2, sku: 'HT-2' };
const guest = { guestId: 'g-1', name: { 'zh-CN': '阿依古丽' }, role: { 'zh-CN': '农户' }, guestClass: 'farmer' } as const;
const names = { nameOf: (sku: string) => (sku.toUpperCase() === card.sku ? { 'zh-CN': '薄皮核桃', en: 'Walnuts' } : null) };

/** Sales that are told of entries before the projection, as the studio's are. */
class FoldedSales implements SalesFigures {
  totals: Totals = { grossFen: 0, netFen: 0, orderCount: 0, refundCount: 0 };
  #paid = new Map<string, number>();

  apply(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.kind !== 'order.paid') continue;
      const grossFen = this.totals.grossFen + entry.body.amountFen;
      this.totals = { ...this.totals, grossFen, netFen: grossFen, orderCount: this.totals.orderCount + 1 };
      for (const line of entry.body.lines) this.#paid.set(line.sku, (this.#paid.get(line.sku) ?? 0) + line.quantity);
    }
  }

  remaining(sku: string, allocated: number): number {
    return allocated - (this.#paid.get(sku) ?? 0);
  }
}

function studio() {
  const sales = new FoldedSales();
  const projection = new OverlayProjection(sales, names);
  let seq = 0;
  const entries: Entry[] = [];
  const say = (...drafts: Pick<EntryDraft, 'kind' | 'body'>[]) => {
    const batch = drafts.map((draft) => {
      seq += 1;
      return { broadcastId: 'bc-1', atMs: seq, actor: 'studio', ...draft, seq } as Entry;
    });
    entries.push(...batch);
    sales.apply(batch);
    projection.apply(batch);
  };
  return { sales, projection, entries, say };
}

const opened = { kind: 'broadcast.opened', body: { title: { 'zh-CN': '和田' }, rehearsal: false } } as const;
const paid = (amounts: number[], over: { sku?: string; title?: string; region?: string | null } = {}) =>
  ({
    kind: 'order.paid',
    body: {
      source: 'shop',
      orderId: 'o-1',
      eventId: 'e-1',
      occurredAtMs: 1,
      buyer: '阿**',
      region: over.region === undefined ? '杭州市' : over.region,
      amountFen: amounts.reduce((sum, amount) => sum + amount, 0),
      lines: amounts.map((amountFen, index) => ({
        sku: over.sku ?? (index === 0 ? card.sku : 'OTHER'),
        title: over.title ?? `商品${index}`,
        quantity: index + 1,
        amountFen,
      })),
    },
  }) as const;

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
    expect(projection.configuration).toEqual({ locale: 'ug', ticker: true, total: false, totalShows: 'gross' });
    say({ ...opened, body: { ...opened.body, rehearsal: true } });
    expect(projection.state.get()).toMatchObject({ card: null, ticker: [], locale: 'zh-CN', totalShown: true, rehearsal: true });
  });

  it('OV3 however many entries come at once, watchers get one patch', () => {
    const { projection, say } = studio();
    say(opened, { kind: 'card.shown', body: card });
    const patches: Partial<OverlayState>[] = [];
    projection.state.subscribe((patch) => patches.push(patch));
    say(...Array.from({ length: 5000 }, () => paid([100])));
    expect(patches).toHaveLength(1);
    expect(patches[0]).toMatchObject({ card: { remaining: 0 }, totals: { orderCount: 5000, grossFen: 500_000 } });
    expect(patches[0]!.ticker).toHaveLength(TICKER_LENGTH);
    expect(patches[0]!.ticker!.at(-1)!.seq).toBe(projection.state.get().ledgerSeq);
  });

  it('OV4 a sale is named after its dearest line, by the catalogue where it knows the SKU and without the buyer', () => {
    const { projection, say } = studio();
    say(opened, paid([500, 300]), paid([300, 500]), paid([1], { sku: 'X-9', title: '', region: '' }));
    const [known, unknown, untitled] = projection.state.get().ticker;
    expect(known).toEqual({ seq: 2, productName: { 'zh-CN': '薄皮核桃', en: 'Walnuts' }, region: '杭州市', quantity: 1, atMs: 2 });
    expect(unknown).toMatchObject({ productName: { 'zh-CN': '商品1' }, quantity: 2 });
    expect(untitled).toMatchObject({ productName: { 'zh-CN': 'X-9' }, region: null });
  });

  it('OV5 a long foreign title or region ends after a whole word', () => {
    const { projection, say } = studio();
    say(
      opened,
      paid([1], { sku: 'X', title: 'Handmade walnut kernels slowly roasted over mulberry wood in Hetian' }),
      paid([1], { sku: 'X', title: '👨‍👩‍👧'.repeat(40) }),
    );
    const [words, emoji] = projection.state.get().ticker.map((item) => item.productName['zh-CN']);
    expect(words).toBe('Handmade walnut kernels slowly roasted…');
    expect(emoji).toMatch(/^(?:👨‍👩‍👧)+…$/u);
    say(paid([1], { region: 'Xinjiang Uygur Autonomous Region' }));
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
    projection.prepare({ card: otherCard, lowerThird: null });
    expect(projection.preview.get()).toMatchObject({ card: { productId: 'p-2', remaining: 10 }, lowerThird: { guestId: 'g-1' } });
    expect(projection.state.get().card!.productId).toBe('p-1');
    const prepared = projection.preview.get().card;
    say(paid([100], { sku: card.sku }));
    expect(projection.preview.get().card).toBe(prepared);
    say(paid([100], { sku: otherCard.sku }));
    expect(projection.preview.get()).toMatchObject({ card: { remaining: 9 }, totals: { orderCount: 2 } });
    projection.prepare({ card: null, lowerThird: null });
    expect(projection.preview.get()).toEqual(projection.state.get());
  });
});

describe('restoring', () => {
  const draft = fc.oneof(
    { weight: 1, arbitrary: fc.constant(opened) },
    { weight: 2, arbitrary: fc.constantFrom(card, otherCard).map((body) => ({ kind: 'card.shown', body }) as const) },
    { weight: 1, arbitrary: fc.constant({ kind: 'card.cleared', body: { slot: 'main', productId: 'p-1', shownMs: 1 } } as const) },
    { weight: 1, arbitrary: fc.constant({ kind: 'lower-third.shown', body: guest } as const) },
    { weight: 1, arbitrary: fc.constant({ kind: 'lower-third.cleared', body: { guestId: 'g-1' } } as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('hold', 'back-soon').map((slate) => ({ kind: 'slate.held', body: { slate, sceneName: null } }) as const),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'slate.released', body: { slate: 'hold', heldMs: 1 } } as const) },
    {
      weight: 1,
      arbitrary: fc
        .record({ locale: fc.constantFrom('zh-CN', 'ug', 'en'), ticker: fc.boolean() })
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
        const lastOpened = live.entries.findLastIndex((entry) => entry.kind === 'broadcast.opened');
        const stored = live.entries.slice(lastOpened);
        const recent = new Set(stored.filter((entry) => entry.kind === 'order.paid').slice(-TICKER_LENGTH));
        const restored = new OverlayProjection(live.sales, names);
        restored.restore(
          stored.filter((entry) => entry.kind !== 'order.paid' || recent.has(entry)),
          live.entries.at(-1)!.seq,
        );
        expect(restored.state.get()).toEqual(live.projection.state.get());
      }),
      { numRuns: 200, seed: 20_200_501 },
    );
  });
});
