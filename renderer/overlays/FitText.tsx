/** Text that keeps to its box: it wraps, then shrinks; then the languages beneath it are left out, and last it ends after a whole word. */
import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';
import { usePlaceWidth, useStage } from './stage-context.ts';
import { wholeWords } from './whole-words.ts';

interface FitTextProps {
  /** The text: another one is measured anew, while figures elsewhere may change without measuring. */
  textKey: string;
  /** Font sizes to try in designed pixels, largest first. */
  sizes: readonly number[];
  /** Designed pixels. */
  maxHeight: number;
  className: string;
  /** Elements of class `cuttable` hold nothing but text that may be shortened. */
  children: ReactNode;
}

export function FitText({ textKey, maxHeight, ...box }: FitTextProps) {
  const { look } = useStage();
  const width = usePlaceWidth();
  return <Box key={`${textKey} ${look} ${width} ${maxHeight}`} maxHeight={maxHeight} {...box} />;
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
    <div ref={box} className={`fit ${className}`}>
      {children}
    </div>
  );
}

/** Texts as they were before they were shortened. */
const wholeTexts = new WeakMap<Element, string>();

function fit(box: HTMLElement, sizes: readonly number[], maxHeight: number): void {
  const texts = [...box.querySelectorAll('.cuttable')].map((element) => {
    const whole = wholeTexts.get(element) ?? element.textContent;
    if (element.textContent !== whole) element.textContent = whole;
    return { element, whole, locale: element.closest('[lang]')?.getAttribute('lang') ?? 'zh-CN' };
  });
  const also = [...box.querySelectorAll<HTMLElement>('.also')];
  for (const line of also) line.style.removeProperty('display');
  // A line of the other direction is asked by itself: what it overflows at the far side does not count as the box's.
  const isWide = (element: Element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
  const fits = () => box.offsetHeight <= maxHeight && !isWide(box) && !texts.some(({ element }) => isWide(element));
  const fitsAt = (index: number) => {
    box.style.fontSize = `calc(var(--type-scale) * ${sizes[index]}px)`;
    return fits();
  };
  const fitsAtSome = () => {
    box.style.overflowWrap = 'normal';
    return shrinks(sizes.length, fitsAt);
  };
  if (fitsAtSome()) return;
  // Better one language whole than several in pieces.
  for (const line of also.toReversed()) {
    line.style.display = 'none';
    if (fitsAtSome()) return;
  }
  box.style.overflowWrap = 'anywhere';
  if (fitsAt(sizes.length - 1)) return;
  const shorten = (share: number) => {
    for (const { element, whole, locale } of texts) {
      wholeTexts.set(element, whole);
      element.textContent = wholeWords(whole, Math.floor(whole.length * share), locale);
    }
  };
  let [least, most] = [0, 1];
  for (let step = 0; step < 7; step += 1) {
    const share = (least + most) / 2;
    shorten(share);
    if (fits()) least = share;
    else most = share;
  }
  shorten(least);
}

/** Stops at the largest size that fits; false where none does. */
function shrinks(count: number, fitsAt: (index: number) => boolean): boolean {
  if (fitsAt(0)) return true;
  let [tooLarge, smallEnough] = [0, count];
  while (smallEnough - tooLarge > 1) {
    const middle = Math.floor((tooLarge + smallEnough) / 2);
    if (fitsAt(middle)) smallEnough = middle;
    else tooLarge = middle;
  }
  return smallEnough < count && fitsAt(smallEnough);
}
