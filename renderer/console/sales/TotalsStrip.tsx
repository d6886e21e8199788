/** The broadcast's totals, each with its name; the current one's count by themselves. */
import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { useReport } from '../../client/use-report.ts';
import { count, money } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import type { ChosenBroadcast } from './chosen-broadcast.ts';
import styles from './sales.module.css';

interface TotalsStripProps {
  chosen: ChosenBroadcast;
  onOpen(): void;
}

export function TotalsStrip({ chosen, onOpen }: TotalsStripProps) {
  const { t } = useTranslation('sales');
  const totals = useTotals(chosen);
  const figures = [
    { key: 'gross', value: totals && money(totals.grossFen) },
    { key: 'net', value: totals && money(totals.grossFen - totals.refundedFen) },
    { key: 'refunds', value: totals && money(totals.refundedFen) },
    { key: 'orders', value: totals && count(totals.orderCount) },
    { key: 'units', value: totals && totals.units !== null && count(totals.units) },
  ];
  return (
    <dl className={styles.totals} aria-busy={!totals}>
      {figures.map(({ key, value }) => (
        <div key={key} data-total={key}>
          <dt>{t(`totals.${key}`)}</dt>
          <dd>
            {key === 'orders' ? (
              <UnstyledButton className={styles.totalLink} onClick={onOpen} title={t('orders.open')}>
                <Figure>{value || '—'}</Figure>
              </UnstyledButton>
            ) : (
              <Figure>{value || '—'}</Figure>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface ShownTotals {
  grossFen: number;
  refundedFen: number;
  orderCount: number;
  /** Null until the products have been counted. */
  units: number | null;
}

function useTotals({ broadcastId, isCurrent, record }: ChosenBroadcast): ShownTotals | null {
  const sales = useTopic('sales');
  const products = useReport('salesBy', isCurrent ? null : { broadcastId, by: 'product' });
  if (isCurrent) {
    if (!sales) return null;
    const { grossFen, netFen, orderCount } = sales.totals;
    return { grossFen, refundedFen: grossFen - netFen, orderCount, units: sales.skus.reduce((units, sku) => units + sku.paidUnits, 0) };
  }
  if (!record) return null;
  const units = products.value?.rows.reduce((sum, row) => sum + row.paidUnits, 0) ?? null;
  return { grossFen: record.grossFen, refundedFen: record.refundedFen, orderCount: record.orderCount, units };
}
