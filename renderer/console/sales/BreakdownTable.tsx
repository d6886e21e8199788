/** The table of a breakdown: headings that sort, rows that open, and the sum of what is shown at its foot. */
import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { count, money, share } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { type Breakdown, type BreakdownColumn, type BreakdownOrder, type BreakdownRow, sumOfRows } from './breakdown-rows.ts';
import { moveBetweenRows } from '../../parts/row-keys.ts';
import tables from '../../parts/tables.module.css';

interface BreakdownTableProps {
  rows: readonly BreakdownRow[];
  /** All rows, of which the shown ones may be a part; shares are of their sum. */
  all: readonly BreakdownRow[];
  by: Breakdown;
  order: BreakdownOrder;
  onOrder(order: BreakdownOrder): void;
  onOpen(row: BreakdownRow): void;
}

export function BreakdownTable({ rows, all, by, order, onOrder, onOpen }: BreakdownTableProps) {
  const { t } = useTranslation('sales');
  const sum = sumOfRows(rows);
  const wholeFen = sumOfRows(all).grossFen;
  const hasOrders = sum.orders !== null;
  const figures: BreakdownColumn[] = ['units', 'gifts', ...(hasOrders ? (['orders'] as const) : []), 'grossFen', 'refundedFen', 'netFen'];
  return (
    <table className={tables.table}>
      <thead>
        <tr>
          {(['name', ...figures] as const).map((column) => (
            <SortHeading
              key={column}
              column={column}
              label={column === 'name' ? t(`breakdown.by.${by}`) : t(`column.${column}`)}
              order={order}
              onOrder={onOrder}
            />
          ))}
          <th scope="col" className={tables.number}>
            {t('column.share')}
          </th>
        </tr>
      </thead>
      <tbody onKeyDown={moveBetweenRows}>
        {rows.map((row) => (
          <tr key={row.key} className={tables.openRow} onClick={() => onOpen(row)} data-key={row.key}>
            <th scope="row">
              <UnstyledButton className={tables.rowButton} data-row-stop title={t('orders.open')}>
                <bdi className={row.key === '' ? 'dim' : undefined}>{row.name}</bdi>
                {row.note && <Figure className={tables.note}>{row.note}</Figure>}
              </UnstyledButton>
            </th>
            <FigureCells row={row} figures={figures} />
            <td className={tables.number}>
              <span className={tables.shareBar} aria-hidden>
                <span style={{ inlineSize: share(row.grossFen, wholeFen).replace('—', '0') }} />
              </span>
              <Figure>{share(row.grossFen, wholeFen)}</Figure>
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('breakdown.sum', { count: rows.length })}</th>
          <FigureCells row={sum} figures={figures} />
          <td className={tables.number}>
            <Figure>{share(sum.grossFen, wholeFen)}</Figure>
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

function FigureCells({ row, figures }: { row: Omit<BreakdownRow, 'key' | 'name' | 'note'>; figures: readonly BreakdownColumn[] }) {
  return figures.map((column) => {
    const value = column === 'name' ? null : row[column];
    return (
      <td key={column} className={tables.number}>
        <Figure className={value === 0 ? 'dim' : ''}>{value === null ? '—' : column.endsWith('Fen') ? money(value) : count(value)}</Figure>
      </td>
    );
  });
}

interface SortHeadingProps {
  column: BreakdownColumn;
  label: string;
  order: BreakdownOrder;
  onOrder(order: BreakdownOrder): void;
}

function SortHeading({ column, label, order, onOrder }: SortHeadingProps) {
  const sorted = order.column === column;
  const Icon = order.descending ? IconArrowDown : IconArrowUp;
  return (
    <th
      scope="col"
      className={column === 'name' ? undefined : tables.number}
      aria-sort={sorted ? (order.descending ? 'descending' : 'ascending') : undefined}
    >
      <UnstyledButton
        className={tables.sort}
        // Figures begin with the largest, names with the first.
        onClick={() => onOrder({ column, descending: sorted ? !order.descending : column !== 'name' })}
      >
        {label}
        {sorted && <Icon size="0.9rem" aria-hidden />}
      </UnstyledButton>
    </th>
  );
}
