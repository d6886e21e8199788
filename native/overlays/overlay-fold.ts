/** What an entry does to the overlay's layers, and what must be known beside them to say what comes next. */
import type { Entry, EntryOf } from '../contract/entry.ts';
import { blankOverlay, type OverlayState } from '../contract/overlay.ts';
import type { Guest, SegmentKind } from '../contract/rundown.ts';
import type { Locale } from '../contract/text.ts';

export interface SegmentOnAir {
  segmentId: string;
  kind: SegmentKind;
  guests: readonly Guest[];
}

/** Fields that no entry of a broadcast says; an opening leaves them as they are. */
type Lasting = 'theme' | 'layout' | 'clock' | 'heldBack' | 'next' | 'flashSale' | 'ticker' | 'totals' | 'ledgerSeq';

export interface FoldedOverlay {
  fields: OverlayState;
  segment: SegmentOnAir | null;
  /** The last card since the segment was taken. */
  lastProductId: string | null;
  /** Languages under the first one as they were chosen; the one that is first now does not stand under itself. */
  alsoIn: readonly Locale[];
}

export const blankFold: FoldedOverlay = { fields: blankOverlay, segment: null, lastProductId: null, alsoIn: [] };

/** An overlay with nothing on it and its own set-up. */
export function openedFold({ fields }: FoldedOverlay, entry: EntryOf<'broadcast.opened'>): FoldedOverlay {
  const { theme, layout, clock, heldBack, next, flashSale, ticker, totals, ledgerSeq } = fields;
  const lasting: Pick<OverlayState, Lasting> = { theme, layout, clock, heldBack, next, flashSale, ticker, totals, ledgerSeq };
  return { ...blankFold, fields: { ...blankOverlay, ...lasting, broadcastId: entry.broadcastId, rehearsal: entry.body.rehearsal } };
}

/** Changes `folded`; entries that put nothing on the overlay change nothing. */
export function foldOverlay(folded: FoldedOverlay, entry: Entry): void {
  const { fields } = folded;
  switch (entry.kind) {
    case 'broadcast.ended':
      folded.segment = null;
      folded.lastProductId = null;
      fields.segmentTitle = null;
      fields.calm = false;
      break;
    case 'segment.taken': {
      const { segmentId, kind, guests, title } = entry.body;
      folded.segment = { segmentId, kind, guests };
      folded.lastProductId = null;
      fields.segmentTitle = title;
      fields.calm = isCalm(folded.segment);
      break;
    }
    case 'card.shown':
      folded.lastProductId = entry.body.productId;
      fields.card = { ...entry.body, remaining: entry.body.allocated };
      break;
    case 'card.cleared':
      if (fields.card?.slot === entry.body.slot) fields.card = null;
      break;
    case 'lower-third.shown':
      fields.lowerThird = entry.body;
      break;
    case 'lower-third.cleared':
      fields.lowerThird = null;
      break;
    case 'announcement.shown':
      fields.announcement = entry.body;
      break;
    case 'announcement.cleared':
      if (fields.announcement?.announcementId === entry.body.announcementId) fields.announcement = null;
      break;
    case 'offer.shown':
      fields.offer = entry.body;
      break;
    case 'offer.cleared':
      if (fields.offer?.offerId === entry.body.offerId) fields.offer = null;
      break;
    case 'slate.held':
      fields.slate = entry.body.slate;
      break;
    case 'slate.released':
      fields.slate = null;
      break;
    case 'overlay.configured':
      configure(folded, entry.body);
      break;
    case 'figures.frozen':
      fields.frozenAtMs = entry.body.at ? entry.atMs : null;
      fields.frozenAtSeq = entry.body.at?.ledgerSeq ?? null;
      if (entry.body.at) fields.totals = entry.body.at.totals;
      break;
    default:
      break;
  }
}

/** An official's scene has no motion. */
export function isCalm({ kind, guests }: Pick<SegmentOnAir, 'kind' | 'guests'>): boolean {
  return kind === 'official' || (guests.length > 0 && guests.every(({ guestClass }) => guestClass === 'official'));
}

/** What is absent stays. */
function configure(folded: FoldedOverlay, body: EntryOf<'overlay.configured'>['body']): void {
  const { fields } = folded;
  folded.alsoIn = body.alsoIn ?? folded.alsoIn;
  fields.locale = body.locale ?? fields.locale;
  fields.alsoIn = [...new Set(folded.alsoIn)].filter((locale) => locale !== fields.locale);
  fields.tickerShown = body.ticker ?? fields.tickerShown;
  fields.tickerNamesBuyers = body.tickerNamesBuyers ?? fields.tickerNamesBuyers;
  fields.totalShown = body.total ?? fields.totalShown;
  fields.totalShows = body.totalShows ?? fields.totalShows;
  fields.nextShown = body.next ?? fields.nextShown;
  fields.segmentTitleShown = body.segmentTitle ?? fields.segmentTitleShown;
  fields.clockShown = body.clock ?? fields.clockShown;
  fields.footerShown = body.footer ?? fields.footerShown;
  fields.adMarkShown = body.adMark ?? fields.adMarkShown;
  if (body.footerText !== undefined) fields.footer = body.footerText;
  if (body.goalFen !== undefined) fields.goalFen = body.goalFen;
}
