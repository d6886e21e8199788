/** Rows of a breakdown as the table shows them: joined with their names, searched, sorted, summed. */
import type { ReportOutput } from '../../../native/contract/reports.ts';

export type Breakdown = 'product' | 'cooperative' | 'place' | 'segment' | 'source';
type ReportRow = ReportOutput<'salesBy'>['rows'][number];

export interface BreakdownRow {
  key: string;
  name: string;
  /** Stands small beside the name, such as a SKU. */
  note: string;
  units: number;
  gifts: number;
  /** Null where one order may stand in several rows. */
  orders: number | null;
  grossFen: number;
  refundedFen: number;
  netFen: number;
}

export type BreakdownColumn = 'name' | 'units' | 'gifts' | 'orders' | 'grossFen' | 'refundedFen' | 'netFen';
export interface BreakdownOrder {
  column: BreakdownColumn;
  descending: boolean;
}

export function breakdownRow(row: ReportRow, name: string, note: string): BreakdownRow {
  const { key, paidUnits, giftUnits, orderCount, grossFen, refundedFen } = row;
  return { key, name, note, units: paidUnits, gifts: giftUnits, orders: orderCount, grossFen, refundedFen, netFen: grossFen - refundedFen };
}

/** Rows in whose name or note every word of the query stands. */
export function foundRows(rows: readonly BreakdownRow[], query: string): BreakdownRow[] {
  const words = query.toLowerCase().trim().split(/\s+/u).filter(Boolean);
  return rows.filter(({ name, note }) => {
    const text = `${name} ${note}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** What has no name of its own stays last by name, wherever the figures put it otherwise. */
export function sortedRows(rows: readonly BreakdownRow[], { column, descending }: BreakdownOrder, locale: string): BreakdownRow[] {
  const turn = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    if (column === 'name') return Number(a.key === '') - Number(b.key === '') || turn * a.name.localeCompare(b.name, locale);
    return turn * ((a[column] ?? -1) - (b[column] ?? -1)) || a.name.localeCompare(b.name, locale);
  });
}

export function sumOfRows(rows: readonly BreakdownRow[]): Omit<BreakdownRow, 'key' | 'name' | 'note'> {
  const sum = (field: 'units' | 'gifts' | 'grossFen' | 'refundedFen' | 'netFen') => rows.reduce((total, row) => total + row[field], 0);
  const orders = rows.some((row) => row.orders === null) ? null : rows.reduce((total, row) => total + (row.orders ?? 0), 0);
  return {
    units: sum('units'),
    gifts: sum('gifts'),
    orders,
    grossFen: sum('grossFen'),
    refundedFen: sum('refundedFen'),
    netFen: sum('netFen'),
  };
}
