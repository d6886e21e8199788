/** What is to be said of a layout in words: layers that lie over one another, and layers that leave what is safe. */
import { placedBox } from '../../../../native/contract/default-placements.ts';
import { type LayerId, layerIds, type StageShape, stageSizes } from '../../../../native/contract/layout.ts';
import { safeAreas, type Zone } from '../../../../native/contract/safe-areas.ts';
import type { Placements } from './editing.ts';
import { liesWithin, overlap } from './placing.ts';

export type LayoutFinding =
  | { kind: 'overlaps'; layer: LayerId; other: LayerId }
  | { kind: 'off-stage' | 'beyond-action' | 'covered'; layer: LayerId };

/** Heights as drawn, or as they can become at most. */
export type Heights = Readonly<Record<LayerId, number>>;

export function boxesOf(placements: Placements, heights: Heights): Readonly<Record<LayerId, Zone>> {
  return Object.fromEntries(layerIds.map((layer) => [layer, placedBox(placements[layer], heights[layer])])) as Record<LayerId, Zone>;
}

/** Of each layer only the worst: what leaves the picture leaves its safe area as well. */
export function findingsOf(placements: Placements, heights: Heights, shape: StageShape): LayoutFinding[] {
  const boxes = boxesOf(placements, heights);
  const shown = layerIds.filter((layer) => !placements[layer].hidden);
  const { width, height } = stageSizes[shape];
  const stage: Zone = { left: 0, top: 0, right: width, bottom: height };
  const { action, covered } = safeAreas[shape];
  const findings: LayoutFinding[] = [];
  for (const [index, layer] of shown.entries()) {
    const box = boxes[layer];
    if (!liesWithin(box, stage)) findings.push({ kind: 'off-stage', layer });
    else if (covered.some((zone) => overlap(shrunk(box), zone))) findings.push({ kind: 'covered', layer });
    else if (!liesWithin(box, action)) findings.push({ kind: 'beyond-action', layer });
    for (const other of shown.slice(index + 1)) {
      if (overlap(shrunk(box), boxes[other])) findings.push({ kind: 'overlaps', layer, other });
    }
  }
  return findings;
}

/** Half a pixel is the rounding of an anchor, and no overlap. */
function shrunk({ left, top, right, bottom }: Zone): Zone {
  return { left: left + 0.5, top: top + 0.5, right: right - 0.5, bottom: bottom - 0.5 };
}
