/** The overlay page itself over the picture, drawn with the layout that is being tried; nothing in it can take the pointer or the keyboard. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Layout, type StageShape, stageSizes } from '../../../../native/contract/layout.ts';
import { type DrawnHeights, useDrawnHeights } from './drawn-heights.ts';
import styles from './layout.module.css';

interface DraftFrameProps {
  shape: StageShape;
  zoom: number;
  layout: Layout;
  /** Every layer is filled with sample content. */
  sample: boolean;
  /** With the safe areas over it. */
  guides: boolean;
  onDrawn(heights: DrawnHeights): void;
}

export function DraftFrame({ shape, zoom, layout, sample, guides, onDrawn }: DraftFrameProps) {
  const { t } = useTranslation('graphics');
  const [frame, setFrame] = useState<HTMLIFrameElement | null>(null);
  const [loads, setLoads] = useState(0);
  const heights = useDrawnHeights(frame, loads);
  useEffect(() => onDrawn(heights ?? {}), [heights, onDrawn]);
  const hears = heights !== null;
  useEffect(() => {
    // On load it may not hear yet; once it has drawn it does.
    if (loads > 0 || hears) frame?.contentWindow?.postMessage({ type: 'draft', layout, sample }, location.origin);
  }, [frame, loads, hears, layout, sample]);
  const { width, height } = stageSizes[shape];
  return (
    // oxlint-disable-next-line react/iframe-missing-sandbox -- the studio's own page, which needs its cookie and its scripts
    <iframe
      ref={setFrame}
      className={styles.overlay}
      title={t('layout.page')}
      src={`/overlays/?shape=${shape}${guides ? '&guides=1' : ''}`}
      tabIndex={-1}
      scrolling="no"
      width={width}
      height={height}
      style={{ transform: `scale(${zoom})` }}
      onLoad={() => setLoads((count) => count + 1)}
    />
  );
}
