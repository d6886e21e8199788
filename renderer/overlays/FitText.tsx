/** Text that keeps to its box: it wraps, then shrinks, and only a word longer than the box is ever broken. */
import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';

interface FitTextProps {
  /** The text: another one is measured anew, while figures elsewhere may change without measuring. */
  textKey: string;
  /** Font sizes to try in designed pixels, largest first. */
  sizes: readonly number[];
  maxHeight: number;
  className: string;
  children: ReactNode;
}

export function FitText({ textKey, ...box }: FitTextProps) {
  return <Box key={textKey} {...box} />;
}

function Box({ sizes, maxHeight, className, children }: Omit<FitTextProps, 'textKey'>) {
  const box = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    if (box.current) fit(box.current, sizes, maxHeight);
  }, [sizes, maxHeight]);

  useEffect(() => {
    const again = () => {
      if (box.current) fit(box.current, sizes, maxHeight);
    };
    document.fonts.addEventListener('loadingdone', again);
    return () => document.fonts.removeEventListener('loadingdone', again);
  }, [sizes, maxHeight]);

  return (
    <div ref={box} className={className}>
      {children}
    </div>
  );
}

function fit(box: HTMLElement, sizes: readonly number[], maxHeight: number): void {
  box.style.overflowWrap = 'normal';
  for (const size of sizes) {
    box.style.fontSize = `${size}px`;
    if (box.scrollWidth <= box.clientWidth + 1 && box.offsetHeight <= maxHeight) return;
  }
  box.style.overflowWrap = 'anywhere';
}
