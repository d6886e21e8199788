/** A projection with its ledger and sales in memory, for the suites of the overlay. */
import type { Entry, EntryDraft } from '../../../native/contract/entry.ts';
import { TICKER_LENGTH, type CardOnAir, type Totals } from '../../../native/contract/overlay.ts';
import type { Product } from '../../../native/contract/product.ts';
import type { Rundown, Segment } from '../../../native/contract/rundown.ts';
import { OverlayProjection, type OverlayPorts, type SalesFigures } from '../../../native/overlays/overlay-projection.ts';
import { type ManualClock, manualClock } from '../manual-clock.ts';

export const card: CardOnAir = {
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
export const otherCard: CardOnAir = { ...card, productId: 'p-2', number: 2, sku: 'HT-2' };
export const guest = { guestId: 'g-1', name: { 'zh-CN': '阿依古丽' }, role: { 'zh-CN': '农户' }, guestClass: 'farmer' } as const;
export const official = { ...guest, guestId: 'g-2', name: { 'zh-CN': '李文博' }, guestClass: 'official' } as const;

export const product = (number: number): Product => ({
  productId: `p-${number}`,
  number,
  sku: number === 1 ? card.sku : `HT-${number}`,
  name: { 'zh-CN': `产品${number}` },
  placeCode: 'HTX',
  unit: { 'zh-CN': '1 kg' },
  priceFen: 1000 * number,
  allocated: 10,
});
const segment = (segmentId: string, over: Partial<Segment>): Segment => ({
  segmentId,
  kind: 'influencer',
  title: { 'zh-CN': segmentId },
  sceneName: 'Stage',
  guests: [],
  productIds: [],
  plannedMs: 60_000,
  ...over,
});
export const segments = {
  walnuts: segment('walnuts', { guests: [guest], productIds: ['p-1', 'p-2', 'p-3', 'p-4', 'p-5'] }),
  pause: segment('pause', { kind: 'break' }),
  greeting: segment('greeting', { kind: 'official', guests: [official] }),
  carpets: segment('carpets', { guests: [official], productIds: ['p-6'] }),
};
export const rundown: Rundown = { rundownId: 'r-1', title: { 'zh-CN': '和田' }, plannedStartAtMs: null, segments: Object.values(segments) };

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

/** `random` decides how long sales wait: with 0 they appear as soon as time moves. */
export function studio({ random = () => 0, clock = manualClock() }: { random?: () => number; clock?: ManualClock } = {}) {
  const sales = new FoldedSales();
  const plan = { rundown, products: [1, 2, 3, 4, 5, 6].map(product) };
  const ports: OverlayPorts = {
    sales,
    rundown: () => plan.rundown,
    product: (productId) => plan.products.find((candidate) => candidate.productId === productId),
    nameOf: (sku) => (sku.toUpperCase() === card.sku ? { 'zh-CN': '薄皮核桃', en: 'Walnuts' } : null),
    clock,
    clockSpeed: () => 1,
    random,
  };
  const projection = new OverlayProjection(ports);
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
  const brought = () => {
    const opened = entries.findLastIndex((entry) => entry.kind === 'broadcast.opened');
    const stored = entries.slice(opened);
    const recent = new Set(stored.filter((entry) => entry.kind === 'order.paid').slice(-TICKER_LENGTH));
    const restored = new OverlayProjection(ports);
    restored.restore(
      stored.filter((entry) => entry.kind !== 'order.paid' || recent.has(entry)),
      seq,
    );
    return restored;
  };
  return { sales, plan, clock, projection, entries, say, /** As it is after a restart. */ restored: brought };
}

export const opened = { kind: 'broadcast.opened', body: { title: { 'zh-CN': '和田' }, rehearsal: false } } as const;
export const paid = (
  amounts: number[],
  over: { sku?: string; title?: string; region?: string | null; buyer?: string; occurredAtMs?: number } = {},
) =>
  ({
    kind: 'order.paid',
    body: {
      source: 'shop',
      orderId: 'o-1',
      eventId: 'e-1',
      occurredAtMs: over.occurredAtMs ?? 1,
      buyer: over.buyer ?? '阿**',
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
