/** Gives the rows of a breakdown their names in this page's language. */
import { useTranslation } from 'react-i18next';
import type { ReportOutput } from '../../../native/contract/reports.ts';
import { useTopic } from '../../client/hooks.ts';
import { useText } from '../../i18n/use-text.ts';
import { type Breakdown, breakdownRow, type BreakdownRow } from './breakdown-rows.ts';

type ReportRow = ReportOutput<'salesBy'>['rows'][number];

export function useBreakdownNames(by: Breakdown): (row: ReportRow) => BreakdownRow {
  const { t } = useTranslation('sales');
  const text = useText();
  const catalogue = useTopic('catalogue');
  const places = new Map(catalogue?.places.map(({ placeCode, name }) => [placeCode, text(name)]));
  const numbers = new Map(catalogue?.products.map(({ sku, number }) => [sku.toUpperCase(), number]));
  return (row) => {
    const { key, name } = row;
    if (key === '') return breakdownRow(row, t(`breakdown.rest.${by}`), '');
    if (by === 'place') return breakdownRow(row, places.get(key) ?? key, '');
    if (by === 'product') {
      const number = numbers.get(key);
      return breakdownRow(row, name ? text(name) : key, number === undefined ? key : `${number} · ${key}`);
    }
    return breakdownRow(row, name ? text(name) : key, '');
  };
}
