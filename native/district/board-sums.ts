/** Break-downs of the board: sums by SKU gathered by product, place and cooperative, where an order counts once for each. */
import type { BoardRow } from '../contract/district.ts';
import type { LocalText } from '../contract/text.ts';

export interface SkuSum {
  studioId: string;
  sku: string;
  grossFen: number;
  refundedFen: number;
  orderCount: number;
  units: number;
}

/** Orders of several SKUs. */
export interface BasketSum {
  studioId: string;
  skus: readonly string[];
  orderCount: number;
}

export interface Group {
  key: string;
  name: LocalText | null;
}

/** What sold most first, what has no name last. */
export function gathered(
  skus: readonly SkuSum[],
  baskets: readonly BasketSum[],
  groupOf: (studioId: string, sku: string) => Group,
): BoardRow[] {
  const rows = new Map<string, BoardRow>();
  for (const { studioId, sku, grossFen, refundedFen, orderCount, units } of skus) {
    const { key, name } = groupOf(studioId, sku);
    const row = rows.get(key) ?? { key, name: null, grossFen: 0, refundedFen: 0, orderCount: 0, units: 0 };
    row.name ??= name;
    row.grossFen += grossFen;
    row.refundedFen += refundedFen;
    row.orderCount += orderCount;
    row.units += units;
    rows.set(key, row);
  }
  for (const { studioId, skus: list, orderCount } of baskets) {
    const keys = list.map((sku) => groupOf(studioId, sku).key);
    for (const key of new Set(keys)) {
      const row = rows.get(key);
      if (row) row.orderCount -= (keys.filter((each) => each === key).length - 1) * orderCount;
    }
  }
  return [...rows.values()]
    .filter(({ grossFen, refundedFen, orderCount, units }) => grossFen !== 0 || refundedFen !== 0 || orderCount !== 0 || units !== 0)
    .toSorted(
      (one, other) => Number(one.key === '') - Number(other.key === '') || other.grossFen - one.grossFen || (one.key < other.key ? -1 : 1),
    );
}
