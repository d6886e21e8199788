/** The arithmetic of placing layers by hand, at any zoom. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anchorShares, clearZones, placedBox, placementFor, roomHeight } from '../../native/contract/default-placements.ts';
import { anchors, emptyLayout, layerIds, type Placement, placementSchema, stageShapes, stageSizes } from '../../native/contract/layout.ts';
import { safeAreas } from '../../native/contract/safe-areas.ts';
import type { Placements } from '../../renderer/console/overlay/layout/editing.ts';
import { findingsOf, type Heights } from '../../renderer/console/overlay/layout/findings.ts';
import {
  anchored,
  designedWay,
  dragged,
  type Grip,
  liesWithin,
  moved,
  rescaled,
  widened,
} from '../../renderer/console/overlay/layout/placing.ts';
import { snapLines, snapOf } from '../../renderer/console/overlay/layout/snapping.ts';

const stage = stageSizes.landscape;
const grips: Grip[] = ['move', 'left', 'right', 'top-left', 'top-right', 'bottom-left', 'bottom-right'];
/** From a small tablet to a wall, also the odd ratios that a window gives. */
const zooms = fc.double({ min: 0.13, max: 2.5, noNaN: true });
const heights = fc.integer({ min: 20, max: 400 });

/** A layer that lies within the stage. */
const within = fc
  .record({
    anchor: fc.constantFrom(...anchors),
    left: fc.integer({ min: 0, max: 1000 }),
    top: fc.integer({ min: 0, max: 500 }),
    width: fc.integer({ min: 120, max: 800 }),
    scale: fc.integer({ min: 40, max: 110 }).map((percent) => percent / 100),
    height: heights,
  })
  .map(({ anchor, left, top, width, scale, height }) => {
    const [across, down] = anchorShares(anchor);
    const x = Math.round(left + width * scale * across);
    const y = Math.round(top + height * scale * down);
    return { height, placement: { anchor, x, y, width, scale, hidden: false } satisfies Placement };
  })
  .filter(({ placement, height }) => {
    const box = placedBox(placement, height);
    return box.left >= 0 && box.top >= 0 && box.right <= stage.width && box.bottom <= stage.height;
  });
const point = fc.record({ x: fc.integer({ min: -3000, max: 3000 }), y: fc.integer({ min: -3000, max: 3000 }) });

describe('dragging a layer', () => {
  it('LO20 a way on the screen is exact in designed pixels at any zoom, and never more than half a pixel off the pointer', () => {
    fc.assert(
      fc.property(
        zooms,
        point,
        fc.record({ x: fc.double({ min: -2000, max: 2000, noNaN: true }), y: fc.double({ min: -2000, max: 2000, noNaN: true }) }),
        (zoom, way, from) => {
          const to = { x: from.x + way.x * zoom, y: from.y + way.y * zoom };
          expect(designedWay(from, to, zoom)).toEqual({ x: way.x || 0, y: way.y || 0 });
          const anywhere = { x: from.x + way.x, y: from.y + way.y };
          const designed = designedWay(from, anywhere, zoom);
          expect(Math.abs(designed.x * zoom - way.x)).toBeLessThanOrEqual(zoom / 2 + 1e-6);
          expect(Math.abs(designed.y * zoom - way.y)).toBeLessThanOrEqual(zoom / 2 + 1e-6);
        },
      ),
    );
  });

  it('LO20 moved and moved back it stands where it stood, and it never leaves the stage', () => {
    fc.assert(
      fc.property(within, point, ({ placement, height }, way) => {
        const there = moved(placement, height, stage, way);
        const box = placedBox(there, height);
        expect(liesWithin(box, { left: 0, top: 0, right: stage.width, bottom: stage.height })).toBe(true);
        const back = { x: placement.x - there.x || 0, y: placement.y - there.y || 0 };
        expect(moved(there, height, stage, back)).toEqual(placement);
        expect(there).toEqual({ ...placement, x: there.x, y: there.y });
      }),
    );
  });

  it('LO20 whatever is dragged by whichever grip, it is a placement that the studio takes', () => {
    fc.assert(
      fc.property(within, fc.constantFrom(...grips), point, ({ placement, height }, grip, way) => {
        const there = dragged(placement, height, stage, grip, way);
        expect(placementSchema.safeParse(there).success).toBe(true);
        expect(there.x).toBeLessThanOrEqual(stage.width);
        expect(there.y).toBeLessThanOrEqual(stage.height);
        expect(dragged(placement, height, stage, grip, { x: 0, y: 0 })).toEqual(placement);
      }),
    );
  });

  it('LO21 a side changes the width and a corner the scale; the side and the corner across stay within half a pixel', () => {
    fc.assert(
      fc.property(within, point, ({ placement, height }, way) => {
        const before = placedBox(placement, height);
        for (const side of ['left', 'right'] as const) {
          const box = placedBox(widened(placement, side, stage, way.x), height);
          const [stays, stayed] = side === 'right' ? [box.left, before.left] : [box.right, before.right];
          expect(Math.abs(stays - stayed)).toBeLessThanOrEqual(0.5 + 1e-6);
        }
        for (const corner of ['top-left', 'top-right', 'bottom-left', 'bottom-right'] as const) {
          const scaled = rescaled(placement, height, corner, stage, way);
          const box = placedBox(scaled, height);
          const across = corner.endsWith('right') ? box.left - before.left : box.right - before.right;
          const down = corner.startsWith('bottom') ? box.top - before.top : box.bottom - before.bottom;
          expect(Math.abs(across)).toBeLessThanOrEqual(0.5 + 1e-6);
          expect(Math.abs(down)).toBeLessThanOrEqual(0.5 + 1e-6);
          expect(scaled.width).toBe(placement.width);
          expect(Math.round(scaled.scale * 100) / 100).toBe(scaled.scale);
        }
      }),
    );
  });

  it('LO22 another anchor leaves the layer where it is, and back at the first one nothing has changed by more than a pixel', () => {
    fc.assert(
      fc.property(within, fc.constantFrom(...anchors), ({ placement, height }, anchor) => {
        const before = placedBox(placement, height);
        const there = anchored(placement, height, anchor, stage);
        const after = placedBox(there, height);
        expect(Math.abs(after.left - before.left)).toBeLessThanOrEqual(0.5 + 1e-6);
        expect(Math.abs(after.top - before.top)).toBeLessThanOrEqual(0.5 + 1e-6);
        const back = anchored(there, height, placement.anchor, stage);
        expect(Math.abs(back.x - placement.x)).toBeLessThanOrEqual(1);
        expect(Math.abs(back.y - placement.y)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('snapping', () => {
  const box = { left: 500, top: 300, right: 800, bottom: 400 };
  it('LO23 takes the nearest line of stage, safe areas, middle and other layers, and none out of reach', () => {
    const lines = snapLines('landscape', [box]);
    const shifted = (x: number, y: number) => ({ left: x, top: y, right: x + 300, bottom: y + 100 });
    expect(snapOf(shifted(5, 500), 'move', lines, 8).by.x).toBe(-5);
    expect(snapOf(shifted(100, 700), 'move', lines, 8)).toEqual({ by: { x: -4, y: 0 }, lines: { x: 96, y: null } });
    expect(snapOf(shifted(806, 700), 'move', lines, 8)).toMatchObject({ by: { x: 4 }, lines: { x: 960 } });
    expect(snapOf(shifted(797, 303), 'move', lines, 8)).toMatchObject({ by: { x: 3, y: -3 }, lines: { x: 800, y: 300 } });
    expect(snapOf(shifted(1000, 600), 'move', lines, 8)).toEqual({ by: { x: 0, y: 0 }, lines: { x: null, y: null } });
    expect(snapOf({ ...box, right: 955 }, 'right', lines, 8)).toEqual({ by: { x: 5, y: 0 }, lines: { x: 960, y: null } });
    expect(snapOf({ ...box, right: 955 }, 'bottom-right', lines, 8).by).toEqual({ x: 0, y: 0 });
  });
});

describe('what is said of a layout', () => {
  const heightsAtMost = (shape: (typeof stageShapes)[number]) =>
    Object.fromEntries(layerIds.map((layer) => [layer, roomHeight(shape, layer)])) as Heights;
  const places = (
    shape: (typeof stageShapes)[number],
    changes: Partial<Record<(typeof layerIds)[number], Placement>> = {},
    direction: 'ltr' | 'rtl' = 'ltr',
  ) =>
    Object.fromEntries(
      layerIds.map((layer) => [layer, changes[layer] ?? placementFor(emptyLayout, shape, layer, direction)]),
    ) as Placements;

  it('LO24 the default places say nothing in any shape, in both directions', () => {
    for (const shape of stageShapes) {
      for (const direction of ['ltr', 'rtl'] as const)
        expect(findingsOf(places(shape, {}, direction), heightsAtMost(shape), shape)).toEqual([]);
    }
  });

  it('LO24 a layer over another, beyond the safe area, under a platform, or off the picture is named; a hidden one is not', () => {
    const at = (over: Partial<Placement>): Placement => ({
      anchor: 'top-left',
      x: 400,
      y: 400,
      width: 300,
      scale: 1,
      hidden: false,
      ...over,
    });
    const said = (shape: (typeof stageShapes)[number], placement: Placement) =>
      findingsOf(places(shape, { clock: placement }), { ...heightsAtMost(shape), clock: 60 }, shape)
        .filter((finding) => finding.layer === 'clock' || (finding.kind === 'overlaps' && finding.other === 'clock'))
        .map(({ kind }) => kind);
    const { card } = places('landscape');
    expect(said('landscape', at({ x: card.x - 300, y: card.y - 100 }))).toEqual(['overlaps']);
    expect(said('landscape', at({ x: 800, y: 10 }))).toEqual(['beyond-action']);
    expect(said('landscape', at({ x: 1700, y: 600 }))).toContain('off-stage');
    expect(said('portrait', at({ x: 400, y: 100 }))).toContain('covered');
    expect(said('landscape', at({ x: 1700, y: 600, hidden: true }))).toEqual([]);
  });

  it('LO25 the safe areas are those of EBU R 95, and what platforms cover is clear by default', () => {
    expect(safeAreas.landscape.action).toEqual({ left: 67, top: 38, right: 1853, bottom: 1042 });
    expect(safeAreas.landscape.title).toEqual({ left: 96, top: 54, right: 1824, bottom: 1026 });
    for (const shape of stageShapes) {
      expect(liesWithin(clearZones[shape], safeAreas[shape].action)).toBe(true);
      for (const zone of safeAreas[shape].covered) {
        const clear = clearZones[shape];
        expect(clear.right <= zone.left || clear.left >= zone.right || clear.bottom <= zone.top || clear.top >= zone.bottom).toBe(true);
      }
    }
  });
});
