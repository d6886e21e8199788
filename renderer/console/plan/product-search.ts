/** Finds products by number, name in any language, SKU or place, as the crew types them. */
import type { Place } from '../../../native/contract/place.ts';
import type { Product } from '../../../native/contract/product.ts';

/** Products that match every word; an exact number comes first, else by number. */
export function searchProducts(products: readonly Product[], places: readonly Place[], query: string): Product[] {
  const words = query.toLowerCase().trim().split(/\s+/u).filter(Boolean);
  const placeText = new Map(places.map(({ placeCode, name }) => [placeCode, Object.values(name).join(' ')]));
  const rank = (product: Product) => (String(product.number) === words[0] ? 0 : 1);
  return products
    .filter((product) => {
      const text = [
        String(product.number),
        product.sku,
        ...Object.values(product.name),
        product.placeCode,
        placeText.get(product.placeCode) ?? '',
      ]
        .join(' ')
        .toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .sort((a, b) => rank(a) - rank(b) || a.number - b.number);
}

/** A list of numbers such as `3, 12 7`, `3、12`; null when the text is anything else. */
export function productNumbers(text: string): number[] | null {
  const parts = text
    .trim()
    .split(/[\s,，、;；]+/u)
    .filter(Boolean);
  if (parts.length === 0 || parts.some((part) => !/^\d{1,3}$/u.test(part))) return null;
  return [...new Set(parts.map(Number))];
}
