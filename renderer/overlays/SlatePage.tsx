/** One slate alone, as it is drawn into the picture of a slate scene: it needs no studio and shows nothing else. */
import { blankOverlay, type SlateKind } from '../../native/contract/overlay.ts';
import type { Locale } from '../../native/contract/text.ts';
import { OverlayStage } from './OverlayPage.tsx';

export function SlatePage({ slate, locale }: { slate: SlateKind; locale: Locale }) {
  return <OverlayStage newest={{ ...blankOverlay, slate, locale }} locale={locale} still />;
}
