/** Totals of the chosen period, and beside them the month to date. */
import { useTranslation } from 'react-i18next';
import type { Board } from '../../../native/contract/district.ts';
import { count, money } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import styles from '../district.module.css';

export function TotalsStrip({ board: { totals, monthToDate, period } }: { board: Board }) {
  const { t } = useTranslation('district');
  const figures = [
    ['gross', money(totals.grossFen)],
    ['net', money(totals.grossFen - totals.refundedFen)],
    ['refunded', money(totals.refundedFen)],
    ['orders', count(totals.orderCount)],
    ['units', count(totals.units)],
  ] as const;
  return (
    <dl className={styles.totals}>
      {figures.map(([key, value]) => (
        <div key={key} data-total={key}>
          <dt>{t(`figure.${key}`)}</dt>
          <dd>
            <Figure>{value}</Figure>
          </dd>
        </div>
      ))}
      {period !== 'month' && (
        <div data-total="month" className={styles.month}>
          <dt>{t('monthToDate')}</dt>
          <dd>
            <Figure>{money(monthToDate.grossFen)}</Figure>{' '}
            <span className={styles.monthOrders}>
              {t('orders', { count: monthToDate.orderCount, orders: count(monthToDate.orderCount) })}
            </span>
          </dd>
        </div>
      )}
    </dl>
  );
}
