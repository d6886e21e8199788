/** Default places of the layers: clear of each other and of what an app or a television covers. */
import { describe, expect, it } from 'vitest';
import { clearZones, placedBox, placementFor, roomHeight, stretchedPlace } from '../../../native/contract/default-placements.ts';
import { emptyLayout, layerIds, placementSchema, type Placement, stageShapes } from '../../../native/contract/layout.ts';

describe.each(stageShapes)('default places, %s', (shape) => {
  it.each(['ltr', 'rtl'] as const)('OL1 no layer at its highest touches another or leaves the clear zone, %s', (direction) => {
    const zone = clearZones[shape];
    const boxes = layerIds.map((layer) => {
      const placement = placementFor(emptyLayout, shape, layer, direction);
      expect(placementSchema.parse(placement)).toEqual(placement);
      return { layer, ...placedBox(placement, roomHeight(shape, layer)) };
    });
    for (const [index, box] of boxes.entries()) {
      expect(box.left, box.layer).toBeGreaterThanOrEqual(zone.left);
      expect(box.top, box.layer).toBeGreaterThanOrEqual(zone.top);
      expect(box.right, box.layer).toBeLessThanOrEqual(zone.right);
      expect(box.bottom, box.layer).toBeLessThanOrEqual(zone.bottom);
      for (const other of boxes.slice(index + 1)) {
        const apart = box.right <= other.left || other.right <= box.left || box.bottom <= other.top || other.bottom <= box.top;
        expect(apart, `${box.layer} ${other.layer}`).toBe(true);
      }
    }
  });

  it('OL2 defaults follow the reading direction; what a person has placed holds as it is', () => {
    const own: Placement = { anchor: 'top-left', x: 10, y: 20, width: 300, scale: 1.2, hidden: false };
    const layout = { ...emptyLayout, [shape]: { card: own } };
    expect(placementFor(layout, shape, 'card', 'rtl')).toEqual(own);
    expect(placementFor(layout, shape, 'card', 'ltr')).toEqual(own);
    const { left, right } = clearZones[shape];
    const ltr = placedBox(placementFor(layout, shape, 'ticker', 'ltr'), 100);
    const rtl = placedBox(placementFor(layout, shape, 'ticker', 'rtl'), 100);
    expect([rtl.left, rtl.right]).toEqual([left + right - ltr.right, left + right - ltr.left]);
  });
});

it('OL3 on a longer stage a layer keeps its distance from the edge that it stands at', () => {
  const size = { width: 2000, height: 1080 };
  const place = (anchor: Placement['anchor']) =>
    stretchedPlace('landscape', size, { anchor, x: 100, y: 100, width: 200, scale: 1, hidden: false });
  expect(place('top-left')).toEqual({ x: 100, y: 100 });
  expect(place('bottom')).toEqual({ x: 140, y: 100 });
  expect(place('right')).toEqual({ x: 180, y: 100 });
});
