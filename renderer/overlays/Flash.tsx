/** Lights up a figure once when it has changed: seen from the corner of the eye, and never a strobe. */
import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { useStage } from './stage-context.ts';

/** Between two lights of one figure; WCAG 2.2, 2.3.1 allows three flashes a second. */
const REST_MS = 900;

interface FlashProps {
  /** What is watched. */
  of: number;
  className: string;
  children: ReactNode;
}

export function Flash({ of: figure, className, children }: FlashProps) {
  const { still } = useStage();
  const box = useRef<HTMLDivElement>(null);
  const light = useRef<HTMLSpanElement>(null);
  const last = useRef({ figure, atMs: 0 });
  useLayoutEffect(() => {
    const { current } = last;
    if (current.figure === figure) return;
    current.figure = figure;
    if (still || performance.now() - current.atMs < REST_MS) return;
    current.atMs = performance.now();
    light.current?.animate([{ opacity: 0.45 }, { opacity: 0 }], { duration: REST_MS, easing: 'ease-out' });
    box.current?.animate([{ transform: 'scale(1)' }, { transform: 'scale(1.05)', offset: 0.25 }, { transform: 'scale(1)' }], {
      duration: 420,
      easing: 'ease-out',
    });
  }, [figure, still]);
  return (
    <div className={`flashing ${className}`}>
      <div ref={box} className="flashing-figure">
        {children}
      </div>
      <span ref={light} className="flash" />
    </div>
  );
}
