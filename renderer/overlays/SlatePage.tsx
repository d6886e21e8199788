/** One slate alone, as it is drawn into the picture of a slate scene: it needs no studio and shows nothing else. */
import { blankOverlay, type OverlayState } from '../../native/contract/overlay.ts';
import { OverlayStage } from './OverlayStage.tsx';
import { plainView } from './overlay-address.ts';

type SlatePageProps = Pick<OverlayState, 'slate' | 'locale' | 'alsoIn' | 'theme'>;

export function SlatePage(slate: SlatePageProps) {
  return <OverlayStage newest={{ ...blankOverlay, ...slate }} view={plainView} still />;
}
