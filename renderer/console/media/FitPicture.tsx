/** A drawing of what a fit does with a picture of this shape on the canvas. */
import type { MediaItem } from '../../../native/contract/media.ts';
import { useTopic } from '../../client/hooks.ts';

const HEIGHT = 36;

export function FitPicture({ fit, shape }: { fit: MediaItem['fit']; shape: { width: number; height: number } | null }) {
  const target = useTopic('media')?.target ?? { width: 16, height: 9 };
  const width = Math.round((HEIGHT * target.width) / target.height);
  const video = shape ?? target;
  const scales = [width / video.width, HEIGHT / video.height];
  const scale = fit === 'pad' ? Math.min(...scales) : Math.max(...scales);
  const [w, h] = [video.width * scale, video.height * scale];
  return (
    <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden>
      <rect width={width} height={HEIGHT} fill="#000" />
      <rect x={(width - w) / 2} y={(HEIGHT - h) / 2} width={w} height={h} fill="var(--mantine-color-blue-8)" />
      <circle cx={width / 2} cy={HEIGHT / 2} r={Math.min(w, HEIGHT) / 5} fill="var(--mantine-color-blue-2)" />
      <rect x={0.5} y={0.5} width={width - 1} height={HEIGHT - 1} fill="none" stroke="var(--mantine-color-dark-2)" />
    </svg>
  );
}
