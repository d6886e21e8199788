/** Entries to be written when something goes on air or off it, as of one moment and in one person's name. */
import type { clearableLayers } from '../contract/commands.ts';
import type { EntryBody, EntryDraft, EntryKind } from '../contract/entry.ts';
import type { Announcement, OfferOnAir } from '../contract/graphics.ts';
import type { CardOnAir } from '../contract/overlay.ts';
import type { Segment } from '../contract/rundown.ts';
import type { OnAir } from './on-air.ts';

export type ClearableLayer = (typeof clearableLayers)[number];

export class AirDrafts {
  readonly #onAir: OnAir;
  readonly #atMs: number;
  readonly #actor: string;

  constructor(onAir: OnAir, atMs: number, actor: string) {
    this.#onAir = onAir;
    this.#atMs = atMs;
    this.#actor = actor;
  }

  of<K extends EntryKind>(kind: K, body: EntryBody<K>): EntryDraft {
    return { kind, body, actor: this.#actor, broadcastId: this.#onAir.broadcast.broadcastId, atMs: this.#atMs } as EntryDraft;
  }

  /** The segment, with what ends by it: a held slate and the lower third of the one before. */
  segmentTaken({ segmentId, kind, title, guests, plannedMs, mediaId }: Segment, sceneName: string): EntryDraft[] {
    const body = { segmentId, kind, title, sceneName, guests, plannedMs, ...(mediaId && { mediaId }) };
    return [...this.slateReleased(), ...this.cleared('lower-third'), this.of('segment.taken', body)];
  }

  /** One card, announcement or offer takes the place of the other. */
  cardShown(card: CardOnAir): EntryDraft[] {
    return [...this.cleared('card'), this.of('card.shown', card)];
  }

  announcementShown(announcement: Announcement): EntryDraft[] {
    return [...this.cleared('announcement'), this.of('announcement.shown', announcement)];
  }

  offerShown(offer: OfferOnAir): EntryDraft[] {
    return [...this.cleared('offer'), this.of('offer.shown', offer)];
  }

  /** Nothing where nothing is on air. */
  cleared(layer: ClearableLayer): EntryDraft[] {
    const { card, lowerThird, announcement, offer } = this.#onAir;
    switch (layer) {
      case 'card':
        return card ? [this.of('card.cleared', { slot: card.slot, productId: card.productId, shownMs: this.#since(card.shownAtMs) })] : [];
      case 'lower-third':
        return lowerThird ? [this.of('lower-third.cleared', { guestId: lowerThird.guestId })] : [];
      case 'announcement':
        return announcement
          ? [this.of('announcement.cleared', { announcementId: announcement.announcementId, shownMs: this.#since(announcement.shownAtMs) })]
          : [];
      case 'offer':
        return offer ? [this.of('offer.cleared', { offerId: offer.offerId, shownMs: this.#since(offer.shownAtMs) })] : [];
    }
  }

  slateReleased(): EntryDraft[] {
    const { slate } = this.#onAir;
    return slate ? [this.of('slate.released', { slate: slate.slate, heldMs: this.#since(slate.heldAtMs) })] : [];
  }

  #since(atMs: number): number {
    return Math.max(0, this.#atMs - atMs);
  }
}
