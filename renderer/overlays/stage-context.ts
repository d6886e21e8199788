/** What every layer must know of the stage it stands on: languages, shape, motion, and the studio's clock. */
import { createContext, useContext } from 'react';
import { blankOverlay } from '../../native/contract/overlay.ts';
import type { StageShape } from '../../native/contract/layout.ts';
import type { Locale } from '../../native/contract/text.ts';
import { StudioClock } from './studio-clock.ts';

export interface Stage {
  locale: Locale;
  /** Languages that stand under the first one, smaller. */
  alsoIn: readonly Locale[];
  shape: StageShape;
  /** Every change shows its end state at once. */
  still: boolean;
  /** As long as the theme's leaving movement. */
  leaveMs: number;
  /** Differs when texts must be measured anew: another language, face, weight or scale of type. */
  look: string;
  clock: StudioClock;
}

export const StageContext = createContext<Stage>({
  locale: 'zh-CN',
  alsoIn: [],
  shape: 'landscape',
  still: true,
  leaveMs: 0,
  look: '',
  clock: new StudioClock(blankOverlay.clock),
});

export function useStage(): Stage {
  return useContext(StageContext);
}

/** Designed pixels that the place of the layer at hand is wide. */
export const PlaceWidthContext = createContext(0);

export function usePlaceWidth(): number {
  return useContext(PlaceWidthContext);
}
