/** One slate alone, as it is drawn into the picture of a slate scene: it needs no studio and shows nothing else. */
import type { OverlayState, SlateKind } from '../../native/contract/overlay.ts';
import type { Locale } from '../../native/contract/text.ts';
import { OverlayStage } from './OverlayPage.tsx';

const nothingShown: Omit<OverlayState, 'slate' | 'locale'> = {
  broadcastId: 'none',
  rehearsal: false,
  card: null,
  lowerThird: null,
  tickerShown: false,
  ticker: [],
  totalShown: false,
  totalShows: 'gross',
  totals: { grossFen: 0, netFen: 0, orderCount: 0, refundCount: 0 },
  ledgerSeq: 0,
};

export function SlatePage({ slate, locale }: { slate: SlateKind; locale: Locale }) {
  return <OverlayStage newest={{ ...nothingShown, slate, locale }} locale={locale} still />;
}
