/** What may be put on program with texts in it, as the plan has it: the gate looks at all of it before any of it goes. */
import type { Announcement, Footer, OfferOnAir } from './graphics.ts';
import type { Product } from './product.ts';
import type { Guest, Segment } from './rundown.ts';

export type OnAirContent =
  | { kind: 'card'; product: Product }
  | { kind: 'lower-third'; guest: Guest; segmentId: string }
  | { kind: 'segment'; segment: Segment }
  | { kind: 'announcement'; announcement: Announcement }
  | { kind: 'offer'; offer: OfferOnAir }
  | { kind: 'flash-sale'; product: Product }
  | { kind: 'footer'; footer: Footer };
