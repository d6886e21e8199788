/** Orders as rows: when, what, how much; buyers only in their masked form. */
import { Checkbox } from '@mantine/core';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { OrderRow } from '../../../native/contract/reports.ts';
import { clockTime, dayClock, money } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { moveBetweenRows } from '../../parts/row-keys.ts';
import tables from '../../parts/tables.module.css';
import styles from './sales.module.css';

/** Tells two orders apart: shops give out their ids without regard to one another. */
export function orderKey({ source, orderId }: Pick<OrderRow, 'source' | 'orderId'>): string {
  return `${source} ${orderId}`;
}

interface OrderTableProps {
  rows: readonly OrderRow[];
  /** With it each row can be chosen; the keys of the chosen ones. */
  chosen?: ReadonlySet<string>;
  onChoose?(row: OrderRow, chosen: boolean): void;
  /** A last column, such as why an order waits. */
  remark?: { title: string; Of: ComponentType<{ row: OrderRow }> };
  /** True where the orders may be of different days. */
  withDay?: boolean;
}

export function OrderTable({ rows, chosen, onChoose, remark, withDay = false }: OrderTableProps) {
  const { t } = useTranslation('sales');
  return (
    <table className={tables.table}>
      <thead>
        <tr>
          {chosen && (
            <th scope="col">
              <span className="visually-hidden">{t('orders.chosen')}</span>
            </th>
          )}
          <th scope="col">{t('orders.paidAt')}</th>
          <th scope="col">{t('orders.order')}</th>
          <th scope="col">{t('orders.lines')}</th>
          <th scope="col">{t('orders.buyer')}</th>
          <th scope="col" className={tables.number}>
            {t('orders.amount')}
          </th>
          <th scope="col" className={tables.number}>
            {t('orders.refunded')}
          </th>
          {remark && <th scope="col">{remark.title}</th>}
        </tr>
      </thead>
      <tbody onKeyDown={moveBetweenRows}>
        {rows.map((row) => {
          const { orderId, source, paidAtMs, amountFen, refundedFen, buyer, region } = row;
          const key = orderKey(row);
          return (
            <tr key={key} data-order={orderId}>
              {chosen && (
                <td>
                  <Checkbox
                    size="xs"
                    data-row-stop
                    aria-label={t('orders.choose', { orderId })}
                    checked={chosen.has(key)}
                    onChange={(event) => onChoose?.(row, event.currentTarget.checked)}
                  />
                </td>
              )}
              <td>
                <Figure>{withDay ? dayClock(paidAtMs) : clockTime(paidAtMs)}</Figure>
              </td>
              <th scope="row">
                <Figure className={styles.id}>{orderId}</Figure>
                <bdi className={tables.note}>{source}</bdi>
              </th>
              <td>
                <Lines row={row} />
              </td>
              <td>
                <bdi className={styles.buyer}>{buyer ?? '—'}</bdi>
                {region && <bdi className={tables.note}>{region}</bdi>}
              </td>
              <td className={tables.number}>
                <Figure>{money(amountFen)}</Figure>
              </td>
              <td className={tables.number}>
                <Figure className={refundedFen === 0 ? 'dim' : styles.refundInk}>{money(refundedFen)}</Figure>
              </td>
              {remark && (
                <td>
                  <remark.Of row={row} />
                </td>
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Lines({ row }: { row: OrderRow }) {
  const { t } = useTranslation('sales');
  if (row.lines.length === 0) return <span className="dim">{t('orders.thin')}</span>;
  return (
    <ul className={styles.lines}>
      {row.lines.map(({ sku, title, quantity, gift }, index) => (
        // A shop may list one SKU twice.
        <li key={`${sku}.${index}`}>
          <bdi>{title || sku}</bdi> <Figure>×{quantity}</Figure>
          {gift && <span className="mark shown">{t('orders.gift')}</span>}
        </li>
      ))}
    </ul>
  );
}
