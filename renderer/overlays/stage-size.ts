/** Fits a designed stage to the viewport; the aspect ratio chooses the shape unless the address does. */
import { useSyncExternalStore } from 'react';
import { type StageShape, stageSizes } from '../../native/contract/layout.ts';

export interface StageSize {
  shape: StageShape;
  scale: number;
  /** Designed pixels; a viewport of another shape gets a longer side, never an empty edge. */
  width: number;
  height: number;
}

/** Half-way between 4:3 and 16:9. */
const LANDSCAPE_FROM = 1.54;

export function fitStage(viewportWidth: number, viewportHeight: number, wanted: StageShape | null): StageSize {
  const shape = wanted ?? shapeOf(viewportWidth, viewportHeight);
  const { width, height } = stageSizes[shape];
  const scale = Math.min(viewportWidth / width, viewportHeight / height) || 1;
  return { shape, scale, width: viewportWidth / scale, height: viewportHeight / scale };
}

function shapeOf(width: number, height: number): StageShape {
  if (height > width) return 'portrait';
  return width / height < LANDSCAPE_FROM ? 'corner' : 'landscape';
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('resize', listener);
  return () => window.removeEventListener('resize', listener);
}

export function useStageSize(wanted: StageShape | null): StageSize {
  const viewport = useSyncExternalStore(subscribe, () => `${window.innerWidth} ${window.innerHeight}`);
  const [width, height] = viewport.split(' ').map(Number);
  return fitStage(width!, height!, wanted);
}
