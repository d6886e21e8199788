/** How high each layer is drawn on the overlay page that lies over the picture, in designed pixels before scaling. */
import { useEffect, useState } from 'react';
import { type LayerId, layerIds } from '../../../../native/contract/layout.ts';

export type DrawnHeights = Readonly<Partial<Record<LayerId, number>>>;

/** Null until the page has drawn its layers for the first time; before that it hears nothing. */
type Drawn = DrawnHeights | null;

/** The page marks each layer with `data-layer`; it is of this origin, so that it can be looked into. */
export function useDrawnHeights(frame: HTMLIFrameElement | null, loads: number): Drawn {
  const [heights, setHeights] = useState<Drawn>(null);
  useEffect(() => {
    const page = frame?.contentDocument;
    if (!page?.body || loads === 0) return;
    const measure = () =>
      setHeights((before) => {
        const now = heightsIn(page);
        return JSON.stringify(now) === JSON.stringify(before) ? before : now;
      });
    const sizes = new ResizeObserver(measure);
    const layers = new MutationObserver(() => {
      sizes.disconnect();
      for (const element of page.querySelectorAll('[data-layer]')) sizes.observe(element);
      measure();
    });
    layers.observe(page.body, { childList: true, subtree: true });
    for (const element of page.querySelectorAll('[data-layer]')) sizes.observe(element);
    measure();
    return () => {
      layers.disconnect();
      sizes.disconnect();
    };
  }, [frame, loads]);
  return heights;
}

function heightsIn(page: Document): Drawn {
  if (!page.querySelector('[data-layer]')) return null;
  const heights: Partial<Record<LayerId, number>> = {};
  for (const layer of layerIds) {
    const element = page.querySelector<HTMLElement>(`[data-layer="${layer}"]`);
    // By the layout, not as painted: a transform scales and animates it.
    if (element && element.offsetHeight > 0) heights[layer] = element.offsetHeight;
  }
  return heights;
}
