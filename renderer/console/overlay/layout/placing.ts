/** The arithmetic of placing a layer by hand: what a pointer's way on the screen makes of a placement, in whole designed pixels. */
import { anchorShares, placedBox } from '../../../../native/contract/default-placements.ts';
import type { Placement } from '../../../../native/contract/layout.ts';
import type { Zone } from '../../../../native/contract/safe-areas.ts';

export interface Point {
  x: number;
  y: number;
}
export interface Size {
  width: number;
  height: number;
}
/** What a handle does: `move` takes the whole layer, a side changes its width, a corner its scale. */
export type Grip = 'move' | 'left' | 'right' | 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right';

const WIDTH_MIN = 120;
const WIDTH_MAX = 1920;
const SCALE_MIN = 0.4;
const SCALE_MAX = 2;

/** The pointer's way in designed pixels: always of the whole way, so that nothing is lost to rounding on it. */
export function designedWay(from: Point, to: Point, zoom: number): Point {
  return { x: whole((to.x - from.x) / zoom), y: whole((to.y - from.y) / zoom) };
}

/** Moved by whole pixels, as far as the layer stays on the stage; one that lies beside it already can only come back. */
export function moved(placement: Placement, height: number, stage: Size, by: Point): Placement {
  const box = placedBox(placement, height);
  return {
    ...placement,
    x: within(placement.x + between(by.x, -box.left, stage.width - box.right), 0, stage.width),
    y: within(placement.y + between(by.y, -box.top, stage.height - box.bottom), 0, stage.height),
  };
}

/** Another width, by the side that is dragged; the other side stays where it is. */
export function widened(placement: Placement, side: 'left' | 'right', stage: Size, by: number): Placement {
  const { left, right } = placedBox(placement, 0);
  const room = side === 'right' ? stage.width - left : right;
  const wished = (right - left + (side === 'right' ? by : -by)) / placement.scale;
  const most = Math.max(WIDTH_MIN, Math.min(WIDTH_MAX, stage.width, Math.floor(room / placement.scale)));
  const width = within(Math.round(wished), WIDTH_MIN, most);
  const [across] = anchorShares(placement.anchor);
  const taken = width * placement.scale;
  const newLeft = side === 'right' ? left : right - taken;
  return { ...placement, width, x: within(Math.round(newLeft + taken * across), 0, stage.width) };
}

/** Another scale, in hundredths, by the corner that is dragged; the corner across stays where it is. */
export function rescaled(
  placement: Placement,
  height: number,
  corner: Exclude<Grip, 'move' | 'left' | 'right'>,
  stage: Size,
  by: Point,
): Placement {
  const box = placedBox(placement, height);
  const [toRight, toBottom] = [corner.endsWith('right'), corner.startsWith('bottom')];
  const [across, down] = [box.right - box.left, box.bottom - box.top];
  // As far as the pointer's way goes along the diagonal.
  const along = ((toRight ? by.x : -by.x) * across + (toBottom ? by.y : -by.y) * down) / (across * across + down * down);
  const roomAcross = toRight ? stage.width - box.left : box.right;
  const roomDown = toBottom ? stage.height - box.top : box.bottom;
  const most = Math.min(SCALE_MAX, hundredths(Math.min(roomAcross / placement.width, roomDown / Math.max(1, height)), Math.floor));
  const scale = within(hundredths(placement.scale * (1 + along), Math.round), SCALE_MIN, Math.max(SCALE_MIN, most));
  const [shareAcross, shareDown] = anchorShares(placement.anchor);
  const left = toRight ? box.left : box.right - placement.width * scale;
  const top = toBottom ? box.top : box.bottom - height * scale;
  return {
    ...placement,
    scale,
    x: within(Math.round(left + placement.width * scale * shareAcross), 0, stage.width),
    y: within(Math.round(top + height * scale * shareDown), 0, stage.height),
  };
}

/** Another anchor; the layer itself stays where it is. */
export function anchored(placement: Placement, height: number, anchor: Placement['anchor'], stage: Size): Placement {
  const box = placedBox(placement, height);
  const [across, down] = anchorShares(anchor);
  return {
    ...placement,
    anchor,
    x: within(Math.round(box.left + (box.right - box.left) * across), 0, stage.width),
    y: within(Math.round(box.top + (box.bottom - box.top) * down), 0, stage.height),
  };
}

/** What a drag by this grip makes of the placement that it began with. */
export function dragged(placement: Placement, height: number, stage: Size, grip: Grip, by: Point): Placement {
  switch (grip) {
    case 'move':
      return moved(placement, height, stage, by);
    case 'left':
    case 'right':
      return widened(placement, grip, stage, by.x);
    default:
      return rescaled(placement, height, grip, stage, by);
  }
}

export function overlap(one: Zone, other: Zone): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

/** A layer that touches the border still lies within; half a pixel is the rounding of its anchor. */
export function liesWithin(box: Zone, area: Zone): boolean {
  return box.left >= area.left - 0.5 && box.top >= area.top - 0.5 && box.right <= area.right + 0.5 && box.bottom <= area.bottom + 0.5;
}

/** Never −0, which a test and a text would show. */
function whole(value: number): number {
  return Math.round(value) || 0;
}

function hundredths(value: number, round: (value: number) => number): number {
  // 1.15 × 100 is a hair below 115.
  return round(Number((value * 100).toFixed(6))) / 100;
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

/** A whole way that goes no further than least and most, and never further out than where it began. */
function between(way: number, least: number, most: number): number {
  return within(way, Math.min(0, Math.ceil(least)), Math.max(0, Math.floor(most))) || 0;
}
