/** The sales ticker: the newest sales, each pushing the older ones on; nothing but transforms and opacity moves. */
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { groupDigits } from '../../native/contract/money.ts';
import type { TickerItem } from '../../native/contract/overlay.ts';
import { FitText } from './FitText.tsx';
import { LocalName } from './LocalName.tsx';
import { newestFirst, PacedSales } from './paced-sales.ts';
import { Presence } from './Presence.tsx';
import { Words } from './Sentence.tsx';
import { useStage } from './stage-context.ts';

const SALE_SIZES = [32, 30, 28, 25, 22, 20, 18, 16, 14] as const;
const PUSH: KeyframeAnimationOptions = { duration: 450, easing: 'cubic-bezier(0.2, 0.8, 0.2, 1)' };

interface SalesTickerProps {
  /** Null while nothing is shown. */
  items: readonly TickerItem[] | null;
  /** Another broadcast or another language begins anew. */
  seriesKey: string;
}

export const SalesTicker = memo(function SalesTicker({ items, seriesKey }: SalesTickerProps) {
  return (
    <Presence value={items} keyOf={() => seriesKey}>
      {(shown) => <TickerFace items={shown} />}
    </Presence>
  );
});

function TickerFace({ items }: { items: readonly TickerItem[] }) {
  const { still, alsoIn } = useStage();
  const paced = usePacedSales(items, still);
  const sales = still ? newestFirst(items) : paced;
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
    row.animate([{ transform: `translateX(${byX}px)` }, { transform: 'none' }], PUSH);
    first.animate([{ opacity: 0 }, { opacity: 1 }], PUSH);
  });

  return (
    <section className={`panel ticker ${alsoIn.length > 0 ? 'ticker-stacked' : ''}`}>
      <span className="ticker-heading tight">
        <Words textKey="tickerHeading" />
      </span>
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
  const { alsoIn } = useStage();
  return (
    <FitText
      className="sale"
      textKey={`${sale.region} ${JSON.stringify(sale.productName)} ${sale.buyer}`}
      sizes={SALE_SIZES}
      maxHeight={alsoIn.length > 0 ? 96 : 80}
    >
      {sale.region && (
        <span className="sale-region">
          <bdi className="cuttable">{sale.region}</bdi>
        </span>
      )}
      <span className="sale-product tight">
        <LocalName text={sale.productName} />
      </span>
      <bdi dir="ltr" className="figure sale-quantity">
        ×{groupDigits(sale.quantity)}
      </bdi>
      {sale.buyer && <bdi className="sale-buyer">{sale.buyer}</bdi>}
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
    else setShown(paced.shown);
  }, [items, still, paced]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return shown;
}

function isRightToLeft(element: Element): boolean {
  return getComputedStyle(element).direction === 'rtl';
}

/** A sale that the window would cut is not shown at all; the first one is always shown, it shrinks to fit. */
function hideWhatDoesNotFit(row: HTMLElement): void {
  const { clientWidth } = row.parentElement!;
  for (const sale of row.children) {
    if (!(sale instanceof HTMLElement)) continue;
    const { offsetLeft, offsetWidth } = sale;
    const fits = offsetLeft >= -1 && offsetLeft + offsetWidth <= clientWidth + 1;
    sale.classList.toggle('beyond', !fits && sale !== row.firstElementChild);
  }
}
