/** The picture with the overlay page over it, and over both the layers' boxes and the lines that a drag snaps to. */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type LayerId, layerIds, type StageShape, stageSizes } from '../../../../native/contract/layout.ts';
import { ObsCanvas } from '../../air/ObsCanvas.tsx';
import type { MonitorView } from '../../air/obs-pictures.ts';
import { DraftFrame } from './DraftFrame.tsx';
import type { DrawnHeights } from './drawn-heights.ts';
import type { LayoutEditing } from './editing.ts';
import { boxesOf, type Heights } from './findings.ts';
import { LayerBox } from './LayerBox.tsx';
import styles from './layout.module.css';
import type { Size } from './placing.ts';
import { type Snap, snapLines } from './snapping.ts';

interface LayoutStageProps {
  shape: StageShape;
  editing: LayoutEditing;
  heights: Heights;
  chosen: LayerId | null;
  troubled: ReadonlySet<LayerId>;
  /** OBS's picture to lay beneath; null shows a checkerboard. */
  picture: MonitorView | null;
  sample: boolean;
  snaps: boolean;
  guides: boolean;
  onChoose(layer: LayerId): void;
  onDrawn(heights: DrawnHeights): void;
}

const nowhere: Snap['lines'] = { x: null, y: null };

export function LayoutStage(props: LayoutStageProps) {
  const { shape, editing, heights, chosen, troubled, picture, sample, snaps, guides, onChoose, onDrawn } = props;
  const { t } = useTranslation('graphics');
  const stage = stageSizes[shape];
  const room = useRef<HTMLDivElement>(null);
  const zoom = useZoom(room, stage);
  const [onLines, setOnLines] = useState(nowhere);
  const { placements } = editing;

  /** To the layers that are seen, and not to itself. */
  const linesFor = (layer: LayerId) => {
    const others = layerIds.filter((other) => other !== layer && !placements[other].hidden);
    const boxes = boxesOf(placements, heights);
    return snapLines(
      shape,
      others.map((other) => boxes[other]),
    );
  };
  return (
    <div ref={room} className={styles.room}>
      <div
        className={styles.stage}
        dir="ltr"
        role="group"
        aria-label={t('layout.stage')}
        style={{ width: stage.width * zoom, height: stage.height * zoom }}
      >
        {picture && (
          <div className={styles.beneath}>
            <ObsCanvas key={picture} view={picture} width={stage.width * zoom} onShown={nothing} />
          </div>
        )}
        <DraftFrame key={shape} shape={shape} zoom={zoom} layout={editing.layout} sample={sample} guides={guides} onDrawn={onDrawn} />
        {layerIds.map((layer) => (
          <LayerBox
            key={layer}
            layer={layer}
            chosen={layer === chosen}
            troubled={troubled.has(layer)}
            placement={placements[layer]}
            height={heights[layer]}
            stage={stage}
            zoom={zoom}
            lines={() => (snaps ? linesFor(layer) : null)}
            onChoose={() => onChoose(layer)}
            onHide={(hidden) => editing.commit(layer, { ...placements[layer], hidden })}
            onTry={(placement, lines) => {
              editing.attempt(layer, placement);
              setOnLines(lines);
            }}
            onDone={(placement) => {
              editing.commit(layer, placement);
              setOnLines(nowhere);
            }}
            onGiveUp={() => {
              editing.giveUp(layer);
              setOnLines(nowhere);
            }}
          />
        ))}
        {onLines.x !== null && <span className={styles.lineX} style={{ left: onLines.x * zoom }} />}
        {onLines.y !== null && <span className={styles.lineY} style={{ top: onLines.y * zoom }} />}
      </div>
    </div>
  );
}

/** As large as the room allows. */
function useZoom(room: React.RefObject<HTMLDivElement | null>, stage: Size): number {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const element = room.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, [room]);
  return Math.min(size.width / stage.width, size.height / stage.height);
}

function nothing(): void {}
