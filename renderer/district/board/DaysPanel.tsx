/** Sales by day of the month so far, as bars that are read by pointer or by arrow keys. */
import { useElementSize } from '@mantine/hooks';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Board, BoardPeriod } from '../../../native/contract/district.ts';
import { count, money } from '../../i18n/formats.ts';
import { formatTotal } from '../../../native/contract/money.ts';
import { useLocale } from '../../i18n/LocaleProvider.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import tables from '../../parts/tables.module.css';
import { CsvLink } from '../CsvLink.tsx';
import styles from '../district.module.css';

type Day = Board['days'][number];

/** Lines of text below and above the bars, and the width of a day's number, in the page's own letter size. */
const FOOT = 1.4;
const HEAD = 1.3;
const NUMBER_WIDTH = 1.7;
const DAYS_OF_MONTH = 31;

/** Every day from the first of the month to the newest, also those on which nothing was sold. */
function wholeMonth(days: readonly Day[]): Day[] {
  const newest = days.reduce((last, { day }) => (day > last ? day : last), '');
  if (newest === '') return [];
  const known = new Map(days.map((day) => [day.day, day]));
  return Array.from({ length: Math.min(DAYS_OF_MONTH, Number(newest.slice(8))) }, (_, index) => {
    const day = `${newest.slice(0, 8)}${String(index + 1).padStart(2, '0')}`;
    return known.get(day) ?? { day, grossFen: 0, refundedFen: 0, orderCount: 0, units: 0 };
  });
}

export function DaysPanel({ days, period }: { days: Board['days']; period: BoardPeriod }) {
  const { t } = useTranslation('district');
  const shown = wholeMonth(days);
  const [pointed, setPointed] = useState<number | null>(null);
  const read = shown[pointed ?? shown.length - 1];
  return (
    <Panel title={t('days.title')} className={styles.ranking!} aside={<CsvLink what="days" period={period} />}>
      {read ? (
        <>
          <p className={styles.dayRead} data-day={read.day}>
            <Figure className="strong">{read.day}</Figure> <Figure>{money(read.grossFen)}</Figure>{' '}
            <span>{t('orders', { count: read.orderCount, orders: count(read.orderCount) })}</span>
          </p>
          <Bars days={shown} read={read} onPoint={setPointed} />
        </>
      ) : (
        <p className={tables.nothing}>{t('nothing.month')}</p>
      )}
    </Panel>
  );
}

function Bars({ days, read, onPoint }: { days: readonly Day[]; read: Day; onPoint(index: number | null): void }) {
  const { t } = useTranslation('district');
  const { locale } = useLocale();
  const { ref, width, height } = useElementSize();
  const at = days.indexOf(read);
  const topFen = Math.max(1, ...days.map(({ grossFen }) => grossFen));
  const step = width / days.length;
  const letter = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const ground = height - FOOT * letter;
  const room = Math.max(0, ground - HEAD * letter);
  const every = Math.max(1, Math.ceil((NUMBER_WIDTH * letter) / Math.max(1, step)));
  function onKeyDown(event: KeyboardEvent): void {
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: days.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    onPoint(Math.max(0, Math.min(days.length - 1, to)));
  }
  return (
    <div
      ref={ref}
      className={styles.days}
      // Days run from left to right in every language.
      dir="ltr"
      role="slider"
      tabIndex={0}
      aria-label={t('days.title')}
      aria-valuemin={1}
      aria-valuemax={days.length}
      aria-valuenow={at + 1}
      aria-valuetext={`${read.day}: ${money(read.grossFen)}, ${t('orders', { count: read.orderCount, orders: count(read.orderCount) })}`}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => {
        const left = event.currentTarget.getBoundingClientRect().left;
        onPoint(Math.max(0, Math.min(days.length - 1, Math.floor((event.clientX - left) / step))));
      }}
      onPointerLeave={() => onPoint(null)}
    >
      <svg width={width} height={height} aria-hidden>
        <text className={styles.dayTop} x={2} y={letter}>
          {formatTotal(topFen, locale)}
        </text>
        {days.map((day, index) => {
          const grown = (Math.max(0, day.grossFen) / topFen) * room;
          return (
            <g key={day.day} data-bar={day.day}>
              <rect
                className={day === read ? styles.dayReadBar : styles.dayBar}
                x={index * step + step * 0.12}
                width={Math.max(1, step * 0.76)}
                y={ground - Math.max(1, grown)}
                height={Math.max(1, grown)}
              />
              {index % every === 0 && (
                <text
                  className={styles.dayNumber}
                  x={Math.min(index * step + step / 2, width - letter * 0.6)}
                  y={height - letter * 0.3}
                  textAnchor="middle"
                >
                  {index + 1}
                </text>
              )}
            </g>
          );
        })}
      </svg>
    </div>
  );
}
