/** The sales ticker: the newest sales, each pushing the older ones on; nothing but transforms and opacity moves. */
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { groupDigits } from '../../native/contract/money.ts';
import type { TickerItem } from '../../native/contract/overlay.ts';
import { textIn } from '../../native/contract/text.ts';
import { FitText } from './FitText.tsx';
import { LocalName } from './LocalName.tsx';
import { useTexts } from './overlay-texts.ts';
import { PacedSales } from './paced-sales.ts';

const SALE_SIZES = [36, 32, 28, 24, 20] as const;
const PUSH: KeyframeAnimationOptions = { duration: 450, easing: 'cubic-bezier(0.2, 0.8, 0.2, 1)' };

export function SalesTicker({ items, still }: { items: readonly TickerItem[]; still: boolean }) {
  const { t } = useTexts();
  const paced = usePacedSales(items, still);
  const sales = still ? items.toReversed() : paced;
  const track = useRef<HTMLDivElement>(null);
  const newest = useRef<number | undefined>(undefined);

  useLayoutEffect(() => {
    const row = track.current;
    if (!row) return;
    hideWhatDoesNotFit(row);
    const before = newest.current;
    newest.current = sales[0]?.seq;
    if (still || before === undefined || before === newest.current) return;
    const [first, second] = row.children;
    if (!(first instanceof HTMLElement) || !(second instanceof HTMLElement)) return;
    const byX = first.offsetLeft - second.offsetLeft + (isRightToLeft(row) ? first.offsetWidth - second.offsetWidth : 0);
    const byY = first.offsetTop - second.offsetTop;
    row.animate([{ transform: `translate(${byX}px, ${byY}px)` }, { transform: 'none' }], PUSH);
    first.animate([{ opacity: 0 }, { opacity: 1 }], PUSH);
  });

  return (
    <section className="panel ticker">
      <span className="ticker-heading">{t('tickerHeading')}</span>
      <div className="ticker-window">
        <div ref={track} className="ticker-track">
          {sales.map((sale) => (
            <Sale key={sale.seq} sale={sale} />
          ))}
        </div>
      </div>
    </section>
  );
}

function Sale({ sale }: { sale: TickerItem }) {
  const { locale } = useTexts();
  return (
    <FitText className="sale" textKey={`${sale.region} ${textIn(sale.productName, locale)}`} sizes={SALE_SIZES} maxHeight={78}>
      {sale.region && (
        <span className="sale-region">
          <bdi>{sale.region}</bdi>
        </span>
      )}
      <span className="sale-product">
        <LocalName text={sale.productName} />{' '}
        <bdi dir="ltr" className="figure sale-quantity">
          ×{groupDigits(sale.quantity)}
        </bdi>
      </span>
    </FitText>
  );
}

/** The sales on screen, newest first; raised one by one as their turn comes. */
function usePacedSales(items: readonly TickerItem[], still: boolean): readonly TickerItem[] {
  const [paced] = useState(() => new PacedSales());
  const [shown, setShown] = useState<readonly TickerItem[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useLayoutEffect(() => {
    if (still) return;
    const advance = () => {
      const waitMs = paced.advance(performance.now());
      setShown(paced.shown);
      timer.current = waitMs === null ? undefined : setTimeout(advance, waitMs);
    };
    paced.offer(items);
    if (timer.current === undefined) advance();
  }, [items, still, paced]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return shown;
}

function isRightToLeft(element: Element): boolean {
  return getComputedStyle(element).direction === 'rtl';
}

/** A sale that the window would cut is not shown at all; the first one is always shown, it shrinks to fit. */
function hideWhatDoesNotFit(row: HTMLElement): void {
  const { clientWidth, clientHeight } = row.parentElement!;
  for (const sale of row.children) {
    if (!(sale instanceof HTMLElement)) continue;
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = sale;
    const fits = offsetLeft >= -1 && offsetLeft + offsetWidth <= clientWidth + 1 && offsetTop + offsetHeight <= clientHeight + 1;
    sale.classList.toggle('beyond', !fits && sale !== row.firstElementChild);
  }
}
