/** What comes next: the choice that *take* would put on air after the last one. */
import type { Rundown } from '../contract/rundown.ts';

export interface Prepared {
  segmentId: string | null;
  productId: string | null;
  guest: { segmentId: string; guestId: string } | null;
}

export const nothingPrepared: Prepared = { segmentId: null, productId: null, guest: null };

/**
 * The next product of the segment on air, else the next segment of the rundown; nothing at its end.
 * Without a segment on air it is the first segment.
 */
export function nextUp(rundown: Rundown, segmentOnAirId: string | null, lastProductId: string | null): Prepared {
  const at = rundown.segments.findIndex((segment) => segment.segmentId === segmentOnAirId);
  const segment = rundown.segments[at];
  if (!segment) return { ...nothingPrepared, segmentId: segmentOnAirId === null ? (rundown.segments[0]?.segmentId ?? null) : null };
  const shown = lastProductId === null ? -1 : segment.productIds.indexOf(lastProductId);
  const fromThisSegment = lastProductId === null || shown >= 0;
  const productId = fromThisSegment ? segment.productIds[shown + 1] : segment.productIds[0];
  if (productId !== undefined) return { ...nothingPrepared, productId };
  return { ...nothingPrepared, segmentId: rundown.segments[at + 1]?.segmentId ?? null };
}

/**
 * What is prepared after `taken` went on air. What was prepared beside it stays; what was taken is used up, and the next takes
 * its place. A lower third that is prepared does not outlive another segment.
 */
export function nextAfter(rundown: Rundown, segmentOnAirId: string | null, taken: Prepared, prepared: Prepared): Prepared {
  const left: Prepared = {
    segmentId: taken.segmentId === null ? prepared.segmentId : null,
    productId: taken.productId === null ? prepared.productId : null,
    guest: taken.guest === null && (taken.segmentId === null || prepared.guest?.segmentId === taken.segmentId) ? prepared.guest : null,
  };
  const isOnlyGuest = taken.segmentId === null && taken.productId === null;
  if (isOnlyGuest || left.segmentId !== null || left.productId !== null) return left;
  return { ...nextUp(rundown, segmentOnAirId, taken.productId), guest: left.guest };
}
