/** What the broadcast has sold, gross or net as its label says, and in how many orders. */
import { useLayoutEffect, useRef } from 'react';
import { formatTotal, groupDigits } from '../../native/contract/money.ts';
import type { Totals } from '../../native/contract/overlay.ts';
import type { Locale } from '../../native/contract/text.ts';
import { useTexts } from './overlay-texts.ts';
import { RollingFigure } from './rolling-figure.ts';
import { Sentence } from './Sentence.tsx';

export function SalesTotal({ totals, shows, still }: { totals: Totals; shows: 'gross' | 'net'; still: boolean }) {
  const { locale, t } = useTexts();
  return (
    <section className="panel total">
      <div className="silk" />
      <span className="total-label">{t(shows === 'gross' ? 'totalGross' : 'totalNet')}</span>
      <div className="total-words">
        {/* Another language or another sum is another figure: it is set, not counted to. */}
        <Rolling key={`${locale} ${shows}`} value={shows === 'gross' ? totals.grossFen : totals.netFen} locale={locale} still={still} />
        <span className="total-orders">
          <Sentence textKey="totalOrders" figure={groupDigits(totals.orderCount)} />
        </span>
      </div>
    </section>
  );
}

function Rolling({ value, locale, still }: { value: number; locale: Locale; still: boolean }) {
  const place = useRef<HTMLElement>(null);
  const figure = useRef<RollingFigure>(undefined);
  useLayoutEffect(() => {
    const rolling = new RollingFigure((shown) => {
      if (place.current) place.current.textContent = formatTotal(shown, locale);
    });
    figure.current = rolling;
    return () => rolling.stop();
  }, [locale]);
  useLayoutEffect(() => figure.current?.toward(value, still), [value, still]);
  return <bdi ref={place} dir="ltr" className="figure total-figure" />;
}
