/** What the broadcast has sold, gross or net as its label says, in how many orders, and how near the goal that is. */
import { memo, useLayoutEffect, useRef } from 'react';
import { formatTotal, groupDigits } from '../../native/contract/money.ts';
import type { Totals } from '../../native/contract/overlay.ts';
import type { Locale } from '../../native/contract/text.ts';
import { percentOf } from './figures.ts';
import { FitText } from './FitText.tsx';
import { Presence } from './Presence.tsx';
import { RollingFigure } from './rolling-figure.ts';
import { AlsoWords, Sentence, Words } from './Sentence.tsx';
import { useStage } from './stage-context.ts';

const LABEL_SIZES = [25, 23, 21, 19, 17, 15, 13] as const;
const ORDERS_SIZES = [26, 23, 20, 17, 15] as const;
const FIGURE_SIZES = [60, 54, 48, 42, 36, 30] as const;

interface SalesTotalProps {
  /** Null while nothing is shown. */
  totals: Totals | null;
  shows: 'gross' | 'net';
  goalFen: number | null;
}

export const SalesTotal = memo(function SalesTotal({ totals, shows, goalFen }: SalesTotalProps) {
  return (
    <Presence value={totals} keyOf={() => 'total'}>
      {(shown) => <TotalFace totals={shown} shows={shows} goalFen={goalFen} />}
    </Presence>
  );
});

function TotalFace({ totals, shows, goalFen }: SalesTotalProps & { totals: Totals }) {
  const { locale } = useStage();
  const value = shows === 'gross' ? totals.grossFen : totals.netFen;
  const widest = formatTotal(Number(String(value).replaceAll(/\d/gu, '8')), locale);
  return (
    <section className="panel total">
      <div className="band band-thin" />
      <FitText className="total-label tight" textKey={shows} sizes={LABEL_SIZES} maxHeight={33}>
        <Words textKey={shows === 'gross' ? 'totalGross' : 'totalNet'} />
      </FitText>
      <div className="total-words">
        {/* Measured by the widest figure of as many digits, and anew only when there are more. */}
        <FitText className="total-size" textKey={widest} sizes={FIGURE_SIZES} maxHeight={72}>
          <span className="total-widest" data-widest={widest} />
          {/* Another language or another sum is another figure: it is set, not counted to. */}
          <Rolling key={`${locale} ${shows}`} value={value} locale={locale} />
        </FitText>
        <FitText className="total-orders tight" textKey={`${groupDigits(totals.orderCount).length}`} sizes={ORDERS_SIZES} maxHeight={70}>
          <span className="words">
            <Sentence textKey="totalOrders" figure={groupDigits(totals.orderCount)} />
          </span>
          <AlsoWords textKey="totalOrdersWord" />
        </FitText>
      </div>
      {goalFen !== null && goalFen > 0 && <Goal value={value} goalFen={goalFen} />}
    </section>
  );
}

function Goal({ value, goalFen }: { value: number; goalFen: number }) {
  const { locale } = useStage();
  const percent = percentOf(value, goalFen);
  return (
    <div className="goal">
      <span className="bar">
        <span style={{ transform: `scaleX(${Math.max(0, Math.min(1, value / goalFen))})` }} />
      </span>
      <span className="goal-words">
        <Sentence textKey="goal" figure={formatTotal(goalFen, locale)} />{' '}
        <bdi dir="ltr" className="figure">
          {percent}%
        </bdi>
      </span>
    </div>
  );
}

function Rolling({ value, locale }: { value: number; locale: Locale }) {
  const { still } = useStage();
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
