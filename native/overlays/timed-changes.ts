/** When the overlay's picture changes by time alone: countdowns and the clock. */
import type { LayerId } from '../contract/layout.ts';
import { FLASH_SALE_END_MS, type OverlayState } from '../contract/overlay.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** The first moment after `fromMs`, on the studio's clock, at which the picture is another; null while only a change of the state makes one. */
export function nextTimedChangeMs(overlay: OverlayState, fromMs: number): number | null {
  const { flashSale, offer, heldBack, clockShown, slate } = overlay;
  // A slate covers everything; when it leaves, that is a change of the state.
  if (slate !== null) return null;
  const isHeldBack = (layer: LayerId) => heldBack.includes(layer);
  const moments: number[] = [];
  if (flashSale && !isHeldBack('flash-sale'))
    moments.push(...countdownStep(flashSale.endsAtMs, fromMs), flashSale.endsAtMs + FLASH_SALE_END_MS);
  if (offer?.state === 'announced' && offer.opensAtMs !== undefined && !isHeldBack('offer'))
    moments.push(...countdownStep(offer.opensAtMs, fromMs));
  if (clockShown && !isHeldBack('clock')) moments.push((Math.floor(fromMs / MINUTE_MS) + 1) * MINUTE_MS);
  const ahead = moments.filter((atMs) => atMs > fromMs);
  return ahead.length === 0 ? null : Math.min(...ahead);
}

/** Its figure is the number of seconds that have at least begun: it changes at whole seconds before the end, and last at the end. */
function countdownStep(untilAtMs: number, fromMs: number): number[] {
  if (fromMs >= untilAtMs) return [];
  const left = Math.ceil((untilAtMs - fromMs) / SECOND_MS);
  return [untilAtMs - (left - 1) * SECOND_MS];
}
