/** The products that come next, as the queue tells viewers: what the rundown has after the one that was shown last. */
import { QUEUE_LENGTH, type QueuedProduct } from '../contract/overlay.ts';
import type { Product } from '../contract/product.ts';
import type { Rundown } from '../contract/rundown.ts';

/**
 * The rest of the segment on air, in its order; when it has no more, the first products of the next segment that has some.
 * `lastProductId` is the last card since the segment was taken.
 */
export function nextProducts(
  rundown: Rundown,
  segmentOnAirId: string | null,
  lastProductId: string | null,
  product: (productId: string) => Product | undefined,
): QueuedProduct[] {
  const at = rundown.segments.findIndex(({ segmentId }) => segmentId === segmentOnAirId);
  if (at < 0 && segmentOnAirId !== null) return [];
  const present = rundown.segments[at]?.productIds ?? [];
  const shown = lastProductId === null ? -1 : present.indexOf(lastProductId);
  const lists = [present.slice(shown + 1), ...rundown.segments.slice(at + 1).map(({ productIds }) => productIds)];
  const known = lists.map((productIds) => productIds.flatMap((productId) => product(productId) ?? []));
  return (known.find((products) => products.length > 0) ?? []).slice(0, QUEUE_LENGTH).map(queued);
}

function queued({ productId, number, name, unit, priceFen }: Product): QueuedProduct {
  return { productId, number, name, unit, priceFen };
}
