/** Finds in the plan what a command names, and makes a card of a product. */
import type { Announcement, Offer } from '../contract/graphics.ts';
import type { OnAirContent } from '../contract/on-air-content.ts';
import type { CardOnAir, LowerThird } from '../contract/overlay.ts';
import type { CatalogueState, Product } from '../contract/product.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { Guest, Rundown, Segment } from '../contract/rundown.ts';
import type { Prepared } from './next-up.ts';

export interface PlanPorts {
  rundown(): Rundown;
  catalogue(): CatalogueState;
  /** Announcements and offers that are prepared. */
  messages(): { announcements: readonly Announcement[]; offers: readonly Offer[] };
}

/** What goes on air together, as the plan has it now. */
export interface Taken {
  segment?: Segment | undefined;
  product?: Product | undefined;
  guest?: { guest: Guest; segmentId: string } | undefined;
}

/** What the gate looks at. */
export function contentsOf({ segment, product, guest }: Taken): OnAirContent[] {
  const contents: OnAirContent[] = [];
  if (segment) contents.push({ kind: 'segment', segment });
  if (product) contents.push({ kind: 'card', product });
  if (guest) contents.push({ kind: 'lower-third', ...guest });
  return contents;
}

export class PlanLookup {
  readonly #ports: PlanPorts;

  constructor(ports: PlanPorts) {
    this.#ports = ports;
  }

  segment(segmentId: string): Segment | undefined {
    return this.#ports.rundown().segments.find((segment) => segment.segmentId === segmentId);
  }

  guest({ segmentId, guestId }: NonNullable<Prepared['guest']>): Guest | undefined {
    return this.segment(segmentId)?.guests.find((guest) => guest.guestId === guestId);
  }

  /** All that was chosen, or the first that is not there. */
  find({ segmentId, productId, guest: choice }: Prepared): Result<Taken> {
    const segment = segmentId === null ? undefined : this.segment(segmentId);
    if (segmentId !== null && !segment) return refused('segment-unknown', { segmentId });
    const product = productId === null ? undefined : this.product(productId);
    if (productId !== null && !product) return refused('product-unknown', { productId });
    const guest = choice === null ? undefined : this.guest(choice);
    if (choice !== null && !guest) return refused('segment-unknown', { segmentId: choice.segmentId });
    return accepted({ segment, product, guest: guest && choice ? { guest, segmentId: choice.segmentId } : undefined });
  }

  /** Whose lower third this is, with what the plan knows of him now; the texts are those of the lower third. */
  guestOf(lowerThird: LowerThird): { guest: Guest; segmentId: string } | null {
    const segment = this.#ports.rundown().segments.find(({ guests }) => guests.some(({ guestId }) => guestId === lowerThird.guestId));
    const guest = segment?.guests.find(({ guestId }) => guestId === lowerThird.guestId);
    return segment && guest ? { guest: { ...guest, ...lowerThird }, segmentId: segment.segmentId } : null;
  }

  product(productId: string): Product | undefined {
    return this.#ports.catalogue().products.find((product) => product.productId === productId);
  }

  announcement(announcementId: string): Announcement | undefined {
    return this.#ports.messages().announcements.find((announcement) => announcement.announcementId === announcementId);
  }

  offer(offerId: string): Offer | undefined {
    return this.#ports.messages().offers.find((offer) => offer.offerId === offerId);
  }

  /** Copies, so that an edit of the catalogue does not change what is on air. */
  cardOf(product: Product): CardOnAir {
    const { productId, number, sku, name, unit, priceFen, allocated, placeCode, cooperative, sellingPoints, struckPrice } = product;
    const place = this.#ports.catalogue().places.find((candidate) => candidate.placeCode === placeCode);
    return {
      slot: 'main',
      productId,
      number,
      sku,
      name,
      unit,
      priceFen,
      allocated,
      placeName: place?.name ?? { 'zh-CN': placeCode },
      ...(cooperative && { cooperative }),
      ...(sellingPoints && sellingPoints.length > 0 && { sellingPoints }),
      ...(struckPrice && { struckPrice }),
    };
  }
}
