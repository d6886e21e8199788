/** Where every layer stands when nobody has placed it, for each shape of stage, and which placement holds. */
import { type LayerId, type Layout, type Placement, type StageShape, stageSizes } from './layout.ts';
import { leftFreeByApps, type Zone } from './safe-areas.ts';

/** Where layers may stand by default: 93 % of a television picture; of a telephone's what its app leaves free. */
export const clearZones: Readonly<Record<StageShape, Zone>> = {
  landscape: { left: 72, top: 40, right: 1848, bottom: 1042 },
  portrait: { left: 48, ...leftFreeByApps },
  corner: { left: 54, top: 40, right: 1386, bottom: 1042 },
};

/** A default place, and how high the layer grows at most with the longest texts. */
interface Room extends Placement {
  height: number;
}

function room(anchor: Placement['anchor'], x: number, y: number, width: number, height: number): Room {
  return { anchor, x, y, width, scale: 1, hidden: false, height };
}

/** As read from left to right. No two rooms of a shape overlap. */
const rooms: Readonly<Record<StageShape, Readonly<Record<LayerId, Room>>>> = {
  landscape: {
    'ad-mark': room('top-left', 72, 40, 120, 104),
    'segment-title': room('top-left', 204, 40, 524, 110),
    clock: room('top-right', 1228, 40, 130, 60),
    total: room('top-right', 1848, 40, 600, 180),
    'flash-sale': room('top-right', 1848, 230, 600, 144),
    card: room('bottom-right', 1848, 974, 600, 590),
    announcement: room('top-left', 72, 162, 1156, 110),
    next: room('top-left', 72, 284, 430, 270),
    'lower-third': room('bottom-left', 72, 854, 736, 290),
    offer: room('bottom-right', 1228, 854, 400, 290),
    ticker: room('bottom-left', 72, 974, 1156, 108),
    footer: room('bottom-left', 72, 1042, 1776, 58),
  },
  portrait: {
    'ad-mark': room('top-left', 48, 140, 120, 104),
    'segment-title': room('top-left', 180, 140, 638, 110),
    clock: room('top-right', 960, 140, 130, 60),
    total: room('top-left', 48, 262, 480, 180),
    'flash-sale': room('top-left', 48, 452, 480, 144),
    next: room('top-right', 960, 262, 420, 270),
    announcement: room('top-left', 48, 606, 912, 104),
    'lower-third': room('bottom-left', 48, 986, 540, 264),
    offer: room('bottom-right', 960, 986, 360, 264),
    card: room('bottom-left', 48, 1438, 912, 440),
    ticker: room('bottom-left', 48, 1558, 912, 108),
    footer: room('bottom-left', 48, 1640, 912, 70),
  },
  corner: {
    'ad-mark': room('top-left', 54, 40, 120, 104),
    'segment-title': room('top-left', 186, 40, 414, 110),
    clock: room('top-left', 54, 156, 130, 56),
    total: room('top-right', 1386, 40, 480, 180),
    'flash-sale': room('top-right', 1386, 230, 480, 144),
    card: room('bottom-right', 1386, 974, 480, 590),
    announcement: room('top-left', 196, 160, 700, 110),
    next: room('top-left', 54, 290, 380, 270),
    'lower-third': room('bottom-left', 54, 854, 450, 264),
    offer: room('bottom-right', 890, 854, 370, 264),
    ticker: room('bottom-left', 54, 974, 836, 108),
    footer: room('bottom-left', 54, 1042, 1332, 58),
  },
};

const mirroredAnchors: Readonly<Record<Placement['anchor'], Placement['anchor']>> = {
  'top-left': 'top-right',
  top: 'top',
  'top-right': 'top-left',
  left: 'right',
  centre: 'centre',
  right: 'left',
  'bottom-left': 'bottom-right',
  bottom: 'bottom',
  'bottom-right': 'bottom-left',
};

/** Mirrored within the clear zone, not the stage: an app's controls stay at the right whatever the language. */
function mirrored(shape: StageShape, { height: _height, ...placement }: Room): Placement {
  const { left, right } = clearZones[shape];
  return { ...placement, anchor: mirroredAnchors[placement.anchor], x: left + right - placement.x };
}

/** What a person has placed is meant for that spot of the picture and holds in every language; the rest follows the reading direction. */
export function placementFor(layout: Layout, shape: StageShape, layer: LayerId, direction: 'ltr' | 'rtl'): Placement {
  const own = layout[shape][layer];
  if (own) return own;
  if (direction === 'rtl') return mirrored(shape, rooms[shape][layer]);
  const { height: _height, ...placement } = rooms[shape][layer];
  return placement;
}

/** Height that the layer grows to at most where nobody has placed it, in designed pixels before scaling. */
export function roomHeight(shape: StageShape, layer: LayerId): number {
  return rooms[shape][layer].height;
}

/** The box that a placement takes up at a height of its content, in designed pixels. */
export function placedBox(placement: Placement, height: number): Zone {
  const [across, down] = anchorShares(placement.anchor);
  const left = placement.x - placement.width * placement.scale * across;
  const top = placement.y - height * placement.scale * down;
  return { left, top, right: left + placement.width * placement.scale, bottom: top + height * placement.scale };
}

/** How much of the layer lies left of and above its anchor: 0, a half or 1. */
export function anchorShares(anchor: Placement['anchor']): readonly [across: number, down: number] {
  const across = anchor.endsWith('left') ? 0 : anchor.endsWith('right') ? 1 : 0.5;
  const down = anchor.startsWith('top') ? 0 : anchor.startsWith('bottom') ? 1 : 0.5;
  return [across, down];
}

/** Pixels by which a stage is longer than designed; a layer keeps its distance from the edge that it stands at. */
export function stretchedPlace(shape: StageShape, size: { width: number; height: number }, placement: Placement): { x: number; y: number } {
  const [across, down] = anchorShares(placement.anchor);
  const designed = stageSizes[shape];
  return { x: placement.x + (size.width - designed.width) * across, y: placement.y + (size.height - designed.height) * down };
}
