/** A WooCommerce site for tests of polls: answers its orders by time of change as the REST interface does, a page at a time. */
import { startPlatform } from './platform.ts';

export interface WooOrder {
  id: number;
  status: string;
  currency: string;
  total: string;
  date_created_gmt: string;
  date_modified_gmt: string;
  date_paid_gmt: string | null;
  line_items: { id: number; sku: string; name: string; quantity: number; total: string }[];
  refunds: { id: number; total: string }[];
}

export const gmt = (atMs: number) => new Date(atMs).toISOString().slice(0, 19);

export function wooOrder(id: number, modifiedAtMs: number, changes: Partial<WooOrder> = {}): WooOrder {
  return {
    id,
    status: 'processing',
    currency: 'CNY',
    total: '39.90',
    date_created_gmt: gmt(modifiedAtMs),
    date_modified_gmt: gmt(modifiedAtMs),
    date_paid_gmt: gmt(modifiedAtMs),
    line_items: [{ id: 1, sku: 'HT-1', name: '核桃', quantity: 1, total: '39.90' }],
    refunds: [],
    ...changes,
  };
}

export async function startWoocommerceSite() {
  const orders = new Map<number, WooOrder>();
  const platform = await startPlatform(({ path, query }) => {
    if (path !== '/wp-json/wc/v3/orders') return { status: 404 };
    const after = query.get('modified_after')!;
    const perPage = Number(query.get('per_page'));
    const from = (Number(query.get('page')) - 1) * perPage;
    const changed = [...orders.values()]
      .filter(({ date_modified_gmt }) => date_modified_gmt > after)
      .toSorted((a, b) => (a.date_modified_gmt < b.date_modified_gmt ? -1 : a.date_modified_gmt > b.date_modified_gmt ? 1 : a.id - b.id));
    return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(changed.slice(from, from + perPage)) };
  });
  return { platform, orders, put: (...changed: WooOrder[]) => changed.forEach((order) => orders.set(order.id, order)) };
}
