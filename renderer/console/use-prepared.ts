/** What *take* would put on air, as the plan has it: the segment with its scene, the product of the card, the guest of the lower third. */
import type { Product } from '../../native/contract/product.ts';
import type { Guest, Segment } from '../../native/contract/rundown.ts';
import { useTopic } from '../client/hooks.ts';

export function usePrepared(): { segment: Segment | undefined; product: Product | undefined; guest: Guest | undefined } {
  const prepared = useTopic('playout')?.prepared;
  const segments = useTopic('rundown')?.rundown.segments ?? [];
  const products = useTopic('catalogue')?.products ?? [];
  const chosen = prepared?.guest;
  return {
    segment: segments.find(({ segmentId }) => segmentId === prepared?.segmentId),
    product: products.find(({ productId }) => productId === prepared?.productId),
    guest: segments.find(({ segmentId }) => segmentId === chosen?.segmentId)?.guests.find(({ guestId }) => guestId === chosen?.guestId),
  };
}
