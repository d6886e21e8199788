/** Sales and feeds as one topic. */
import type { FeedState, SalesState, SkuSales } from '../contract/sales.ts';
import type { Totals } from '../contract/overlay.ts';
import { type LiveState, MutableState } from '../kernel/live-state.ts';

type Figures = { totals: Totals; skus: SkuSales[]; ledgerSeq: number };

export function salesTopic(sales: LiveState<Figures>, feeds: LiveState<{ feeds: FeedState[] }>): LiveState<SalesState> {
  const state = new MutableState<SalesState>({ ...sales.get(), feeds: feeds.get().feeds });
  sales.subscribe((patch) => state.patch(patch));
  feeds.subscribe((patch) => state.patch(patch));
  return state;
}
