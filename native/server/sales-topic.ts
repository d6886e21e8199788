/** Sales, feeds and the running flash sale as one topic. */
import type { SalesState } from '../contract/sales.ts';
import { type LiveState, MutableState } from '../kernel/live-state.ts';

type Figures = Pick<SalesState, 'totals' | 'skus' | 'inboxCount' | 'ledgerSeq'>;

export function salesTopic(
  sales: LiveState<Figures>,
  feeds: LiveState<Pick<SalesState, 'feeds'>>,
  flashSales: LiveState<Pick<SalesState, 'flashSale'>>,
): LiveState<SalesState> {
  const state = new MutableState<SalesState>({ ...sales.get(), ...feeds.get(), ...flashSales.get() });
  sales.subscribe((patch) => state.patch(patch));
  flashSales.subscribe((patch) => state.patch(patch));
  feeds.subscribe((patch) => state.patch(patch));
  return state;
}
