/** Fits the designed stage (1920×1080 or 1080×1920) to the viewport; the aspect ratio chooses the layout. */
import { useSyncExternalStore } from 'react';

export interface StageSize {
  orientation: 'landscape' | 'portrait';
  scale: number;
  /** Designed pixels; a viewport of another shape gets a longer side, never an empty edge. */
  width: number;
  height: number;
}

export function fitStage(viewportWidth: number, viewportHeight: number): StageSize {
  const orientation = viewportHeight > viewportWidth ? 'portrait' : 'landscape';
  const [width, height] = orientation === 'portrait' ? [1080, 1920] : [1920, 1080];
  const scale = Math.min(viewportWidth / width, viewportHeight / height) || 1;
  return { orientation, scale, width: viewportWidth / scale, height: viewportHeight / scale };
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('resize', listener);
  return () => window.removeEventListener('resize', listener);
}

export function useStageSize(): StageSize {
  const viewport = useSyncExternalStore(subscribe, () => `${window.innerWidth} ${window.innerHeight}`);
  const [width, height] = viewport.split(' ').map(Number);
  return fitStage(width!, height!);
}
