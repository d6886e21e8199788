/** Lines that a dragged layer snaps to: the stage's edges and middle, the safe areas, and the edges and middles of other layers. */
import { type StageShape, stageSizes } from '../../../../native/contract/layout.ts';
import { safeAreas, type Zone } from '../../../../native/contract/safe-areas.ts';
import type { Grip, Point } from './placing.ts';

export interface SnapLines {
  x: readonly number[];
  y: readonly number[];
}

export function snapLines(shape: StageShape, others: readonly Zone[]): SnapLines {
  const { width, height } = stageSizes[shape];
  const { action, title, covered } = safeAreas[shape];
  const zones = [{ left: 0, top: 0, right: width, bottom: height }, action, title, ...covered, ...others];
  return {
    x: [...new Set(zones.flatMap(({ left, right }) => [left, (left + right) / 2, right]))],
    y: [...new Set(zones.flatMap(({ top, bottom }) => [top, (top + bottom) / 2, bottom]))],
  };
}

export interface Snap {
  /** What is to be added to the way. */
  by: Point;
  /** The lines that it lies on then. */
  lines: { x: number | null; y: number | null };
}

/** The nearest line for each direction, for the sides that the grip moves; none within `reach` leaves the way as it is. */
export function snapOf(box: Zone, grip: Grip, lines: SnapLines, reach: number): Snap {
  const sidesX: number[] = [];
  const sidesY: number[] = [];
  if (grip === 'move') {
    sidesX.push(box.left, (box.left + box.right) / 2, box.right);
    sidesY.push(box.top, (box.top + box.bottom) / 2, box.bottom);
  } else if (grip === 'left') sidesX.push(box.left);
  else if (grip === 'right') sidesX.push(box.right);
  const x = nearest(sidesX, lines.x, reach);
  const y = nearest(sidesY, lines.y, reach);
  return { by: { x: x?.by ?? 0, y: y?.by ?? 0 }, lines: { x: x?.line ?? null, y: y?.line ?? null } };
}

function nearest(sides: readonly number[], lines: readonly number[], reach: number): { by: number; line: number } | null {
  let best: { by: number; line: number } | null = null;
  for (const line of lines) {
    for (const side of sides) {
      const by = line - side;
      if (Math.abs(by) <= reach && (!best || Math.abs(by) < Math.abs(best.by))) best = { by, line };
    }
  }
  return best && { ...best, by: Math.round(best.by) || 0 };
}
