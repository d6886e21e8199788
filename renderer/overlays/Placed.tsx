/** The place of one layer on the stage: its box grows away from the edge that it stands at. */
import type { CSSProperties, ReactNode } from 'react';
import { anchorShares, stretchedPlace } from '../../native/contract/default-placements.ts';
import type { LayerId, Placement, StageShape } from '../../native/contract/layout.ts';
import { PlaceWidthContext } from './stage-context.ts';

interface PlacedProps {
  layer: LayerId;
  placement: Placement;
  shape: StageShape;
  stage: { width: number; height: number };
  children: ReactNode;
}

export function Placed({ layer, placement, shape, stage, children }: PlacedProps) {
  const [across, down] = anchorShares(placement.anchor);
  const { x, y } = stretchedPlace(shape, stage, placement);
  const style: CSSProperties = {
    left: x,
    top: y,
    width: placement.width,
    transform: `scale(${placement.scale}) translate(${-across * 100}%, ${-down * 100}%)`,
  };
  const side = across === 0 ? 'at-left' : across === 1 ? 'at-right' : 'at-middle';
  const edge = down === 0 ? 'at-top' : 'at-bottom';
  return (
    <PlaceWidthContext value={placement.width}>
      <div className={`place ${side} ${edge}`} data-layer={layer} style={style}>
        {children}
      </div>
    </PlaceWidthContext>
  );
}
