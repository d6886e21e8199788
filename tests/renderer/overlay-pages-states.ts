/** Overlay pages in all their states, for the console's pages. */
import type { OverlayPageInfo, OverlayPagesState } from '../../native/contract/overlay-pages.ts';
import { AT_MS } from './plan-states.ts';

const MB = 1_048_576;

const page = (pageId: string, more: Partial<OverlayPageInfo>): OverlayPageInfo => ({
  pageId,
  view: 'program',
  place: 'elsewhere',
  inObs: false,
  visible: true,
  address: null,
  paintedSeq: 900,
  frames: 60,
  heapBytes: 18 * MB,
  failedLayers: [],
  openedAtMs: AT_MS,
  beatAtMs: AT_MS + 47 * 60_000,
  trouble: null,
  gone: false,
  ...more,
});
const inObs = page('page-in-obs', { place: 'obs', inObs: true, frames: 30 });

export const noPages: OverlayPagesState = { pages: [], wish: 'auto', route: 'none', problem: null, routedAtMs: null };

export const allWell: OverlayPagesState = {
  ...noPages,
  pages: [inObs, page('console-preview', { place: 'console', view: 'preview', visible: false, frames: 0, address: '192.168.1.31' })],
  route: 'browser',
  routedAtMs: AT_MS,
};

/** The page in OBS has crashed, and others are in every other kind of trouble. */
export const inTrouble: OverlayPagesState = {
  pages: [
    { ...inObs, trouble: 'silent', gone: true },
    page('the-pictures', { place: 'pictures' }),
    page('vmix', { trouble: 'slow', frames: 7, address: '192.168.1.40' }),
    page('wirecast', { trouble: 'failed-layer', failedLayers: ['ticker', 'flash-sale'] }),
    page('old-browser', { trouble: 'behind', heapBytes: null }),
    page('long-runner', { trouble: 'swollen', heapBytes: 412 * MB }),
  ],
  wish: 'auto',
  route: 'picture',
  problem: { code: 'overlay-page-silent', context: { seconds: 3 } },
  routedAtMs: AT_MS + 46 * 60_000,
};
