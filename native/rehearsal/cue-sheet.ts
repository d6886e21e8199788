/** What the desk does in a rehearsal and when: the run of show turned into timed cues. */
import type { Segment } from '../contract/rundown.ts';
import type { RehearsalPlan } from './rehearsal-plan.ts';

export type CueAction =
  | { type: 'startBroadcast' }
  | { type: 'takeSegment'; segmentId: string }
  | { type: 'showLowerThird'; segmentId: string; guestId: string }
  | { type: 'clearLowerThird' }
  | { type: 'showCard'; productId: string }
  | { type: 'clear' }
  | { type: 'showOffer'; offerId: string }
  | { type: 'clearOffer' }
  | { type: 'endBroadcast' };

/** `atMs` counts from the start of the rehearsal. */
export type Cue = CueAction & { atMs: number };

/** A product's card on air, from–until since the start. */
export interface CardTime {
  productId: string;
  fromMs: number;
  untilMs: number;
}

/** A slot is at most five minutes: hook, origin and tasting take 3:30 of it, then the price is named and the card comes. */
const SLOT_MS = 300_000;
const CARD_SHARE = 0.7;
/** In a flash sale the card is there before the sale opens. */
const FLASH_CARD_MS = 30_000;
const LOWER_THIRD_AFTER_MS = 5_000;
const LOWER_THIRD_MS = 12_000;
/** The offer is shown once, in the first segment that sells: while only officials are on screen it would be held back. */
const OFFER_AFTER_MS = 60_000;
const OFFER_MS = 60_000;

/** Starts of the segments since the start of the rehearsal. */
function segmentStarts(segments: readonly Segment[]): { segment: Segment; fromMs: number }[] {
  let fromMs = 0;
  return segments.map((segment) => {
    const start = { segment, fromMs };
    fromMs += segment.plannedMs;
    return start;
  });
}

export function flashOpensAtMs({ rundown, parameters }: RehearsalPlan): number {
  const start = segmentStarts(rundown.segments).find(({ segment }) => segment.segmentId === parameters.flashSale.segmentId);
  if (!start) throw new Error(`the flash sale's segment ${parameters.flashSale.segmentId} is not in the rundown`);
  return start.fromMs + parameters.flashSale.opensAfterMs;
}

export function cardTimes({ rundown, parameters }: RehearsalPlan): CardTime[] {
  return segmentStarts(rundown.segments).flatMap(({ segment, fromMs }) => {
    const { productIds, plannedMs, segmentId } = segment;
    const slotMs = Math.min(SLOT_MS, Math.floor(plannedMs / Math.max(1, productIds.length)));
    const cardAfterMs = segmentId === parameters.flashSale.segmentId ? FLASH_CARD_MS : Math.floor(slotMs * CARD_SHARE);
    return productIds.map((productId, index) => ({
      productId,
      fromMs: fromMs + index * slotMs + cardAfterMs,
      untilMs: fromMs + (index + 1) * slotMs,
    }));
  });
}

/** All cues in the order of their times; what ends comes before what begins at the same time. */
export function cueSheet(plan: RehearsalPlan): Cue[] {
  const cues: Cue[] = [{ atMs: 0, type: 'startBroadcast' }];
  for (const { segment, fromMs } of segmentStarts(plan.rundown.segments)) {
    const { segmentId, guests, plannedMs } = segment;
    cues.push({ atMs: fromMs, type: 'takeSegment', segmentId });
    for (const [index, { guestId }] of guests.entries()) {
      const shownMs = LOWER_THIRD_AFTER_MS + index * (LOWER_THIRD_MS + LOWER_THIRD_AFTER_MS);
      if (shownMs + LOWER_THIRD_MS > plannedMs) break;
      cues.push({ atMs: fromMs + shownMs, type: 'showLowerThird', segmentId, guestId });
      cues.push({ atMs: fromMs + shownMs + LOWER_THIRD_MS, type: 'clearLowerThird' });
    }
  }
  for (const { productId, fromMs, untilMs } of cardTimes(plan)) {
    cues.push({ atMs: fromMs, type: 'showCard', productId }, { atMs: untilMs, type: 'clear' });
  }
  const selling = segmentStarts(plan.rundown.segments).find(({ segment }) => segment.productIds.length > 0);
  if (selling && selling.segment.plannedMs > OFFER_AFTER_MS + OFFER_MS) {
    const shownAtMs = selling.fromMs + OFFER_AFTER_MS;
    cues.push(
      { atMs: shownAtMs, type: 'showOffer', offerId: plan.overlay.offer.offerId },
      { atMs: shownAtMs + OFFER_MS, type: 'clearOffer' },
    );
  }
  cues.push({ atMs: plan.lengthMs, type: 'endBroadcast' });
  const rank = (cue: Cue) => (cue.type === 'clear' ? 0 : 1);
  return cues.sort((one, other) => one.atMs - other.atMs || rank(one) - rank(other));
}
