/** What is left of each product: allocated − paid + restocked, never below 0. */
import type { Product } from '../../../native/contract/product.ts';
import type { SkuSales } from '../../../native/contract/sales.ts';

/** At or below this many units the deck warns. */
export const LOW_STOCK = 50;

export function remainingOf(product: Product, sales: ReadonlyMap<string, SkuSales>): number {
  const sold = sales.get(product.sku.toUpperCase());
  return Math.max(0, product.allocated - (sold?.paidUnits ?? 0) + (sold?.restockedUnits ?? 0));
}

/** Whether a product answers to a searched text: number, code, or name or place in any language. */
export function productMatches(product: Product, placeName: string, wanted: string): boolean {
  const needle = wanted.trim().toLowerCase();
  const { number, sku, name } = product;
  return [String(number), sku, name['zh-CN'], name.ug ?? '', name.en ?? '', placeName].some((field) =>
    field.toLowerCase().includes(needle),
  );
}
