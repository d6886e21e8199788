/** Where the current broadcast stands, in one message for whoever has not all its entries yet. */
import type { Product } from './contract/product.ts';
import type { Summary } from './contract/upstream.ts';
import type { Desk } from './desk.ts';
import type { Clock } from './kernel/clock.ts';

/** Null while the broadcast is not on record. */
export function currentSummary({ ledger, sales, catalogue, playout, broadcasts }: Desk, studioId: string, clock: Clock): Summary | null {
  const { broadcastId, phase, rehearsal, startedAtMs } = playout.state.get().broadcast;
  const record = broadcasts.find(broadcastId);
  if (!record) return null;
  const { totals, skus } = sales.state.get();
  const products = new Map(catalogue.state.get().products.map((product) => [product.sku.toUpperCase(), product]));
  return {
    studioId,
    broadcastId,
    title: record.title,
    rehearsal,
    phase,
    startedAtMs,
    atMs: clock.nowMs(),
    ledgerSeq: ledger.headSeq,
    ...totals,
    products: skus.map(({ sku, paidUnits, grossFen, refundedFen }) => ({
      sku,
      ...described(products.get(sku)),
      paidUnits,
      grossFen,
      refundedFen,
    })),
  };
}

function described(product: Product | undefined): Pick<Summary['products'][number], 'name' | 'placeCode' | 'cooperative'> {
  return { name: product?.name ?? null, placeCode: product?.placeCode ?? null, cooperative: product?.cooperative ?? null };
}
