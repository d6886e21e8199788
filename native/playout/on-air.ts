/** What is on air, folded from the ledger: the same entries always give the same state, before and after a restart. */
import type { Entry } from '../contract/entry.ts';
import type { Announcement, OfferOnAir } from '../contract/graphics.ts';
import type { CardOnAir, LowerThird, OverlayRoute, SlateKind } from '../contract/overlay.ts';
import type { AsRunSegment, Broadcast } from '../contract/playout.ts';

export interface OnAir {
  broadcast: Broadcast;
  segment: AsRunSegment | null;
  card: (CardOnAir & { shownAtMs: number }) | null;
  lowerThird: LowerThird | null;
  announcement: (Announcement & { shownAtMs: number }) | null;
  offer: (OfferOnAir & { shownAtMs: number }) | null;
  slate: { slate: SlateKind; heldAtMs: number } | null;
  /** The program scene that the slate covered, to go back to. */
  coveredSceneName: string | null;
  asRun: AsRunSegment[];
  shownProductIds: string[];
  overlayRoute: OverlayRoute;
  viewersTotal: number | null;
}

/** A broadcast of which nothing is known yet but its opening. */
export function freshOnAir(broadcastId: string, rehearsal: boolean, overlayRoute: OverlayRoute = 'none'): OnAir {
  return {
    broadcast: { broadcastId, phase: 'prepared', rehearsal, startedAtMs: null },
    segment: null,
    card: null,
    lowerThird: null,
    announcement: null,
    offer: null,
    slate: null,
    coveredSceneName: null,
    asRun: [],
    shownProductIds: [],
    overlayRoute,
    viewersTotal: null,
  };
}

/** The state after one more entry. Entries of other broadcasts and of kinds that put nothing on air change nothing. */
export function foldOnAir(state: OnAir, entry: Entry): OnAir {
  if (entry.kind === 'broadcast.opened') return freshOnAir(entry.broadcastId, entry.body.rehearsal, state.overlayRoute);
  if (entry.broadcastId !== state.broadcast.broadcastId) return state;
  switch (entry.kind) {
    case 'broadcast.started':
      return { ...state, broadcast: { ...state.broadcast, phase: 'onAir', startedAtMs: entry.atMs } };
    case 'broadcast.ended':
      return { ...state, ...withoutSegment(state, entry.atMs), broadcast: { ...state.broadcast, phase: 'prepared' } };
    case 'segment.taken': {
      const { segmentId, kind, title, sceneName } = entry.body;
      const segment: AsRunSegment = { segmentId, kind, title, sceneName, startedAtMs: entry.atMs, endedAtMs: null };
      return { ...state, asRun: [...withoutSegment(state, entry.atMs).asRun, segment], segment };
    }
    case 'card.shown': {
      const shown = state.shownProductIds.includes(entry.body.productId)
        ? state.shownProductIds
        : [...state.shownProductIds, entry.body.productId];
      return { ...state, card: { ...entry.body, shownAtMs: entry.atMs }, shownProductIds: shown };
    }
    case 'card.cleared':
      return { ...state, card: null };
    case 'lower-third.shown':
      return { ...state, lowerThird: entry.body };
    case 'lower-third.cleared':
      return { ...state, lowerThird: null };
    case 'announcement.shown':
      return { ...state, announcement: { ...entry.body, shownAtMs: entry.atMs } };
    case 'announcement.cleared':
      return { ...state, announcement: null };
    case 'offer.shown':
      return { ...state, offer: { ...entry.body, shownAtMs: entry.atMs } };
    case 'offer.cleared':
      return { ...state, offer: null };
    case 'slate.held':
      return { ...state, slate: { slate: entry.body.slate, heldAtMs: entry.atMs }, coveredSceneName: entry.body.sceneName };
    case 'slate.released':
      return { ...state, slate: null, coveredSceneName: null };
    case 'overlay.routed':
      return { ...state, overlayRoute: entry.body.route };
    case 'viewers.reported':
      return { ...state, viewersTotal: entry.body.viewersTotal };
    default:
      return state;
  }
}

function withoutSegment(state: OnAir, atMs: number): Pick<OnAir, 'segment' | 'asRun'> {
  if (!state.segment) return { segment: null, asRun: state.asRun };
  return { segment: null, asRun: [...state.asRun.slice(0, -1), { ...state.segment, endedAtMs: atMs }] };
}
