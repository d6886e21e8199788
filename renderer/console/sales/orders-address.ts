/** The rows of the ledger behind a figure as an address, so that a figure anywhere in the console can be a link to them. */
import { addressOf } from '../routes.ts';

export interface RowsAsked {
  /** Absent: the current broadcast. */
  broadcastId?: string;
  sku?: string;
  /** Paid from and to. */
  fromMs?: number;
  toMs?: number;
  /** The ledger's sequence that the figure was taken at. */
  seq?: number;
}

const TAB = 'orders';

export function ordersAddress(rows: RowsAsked): string {
  const query = new URLSearchParams(Object.entries(rows).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])));
  return query.size === 0 ? addressOf('sales', TAB) : `${addressOf('sales', TAB)}?${query}`;
}

/** Null where the address asks for no rows. What cannot be read in it is left out. */
export function rowsAskedBy(tab: string, query: string): RowsAsked | null {
  if (tab !== TAB) return null;
  const given = new URLSearchParams(query);
  const number = (name: string) => (/^\d{1,16}$/u.test(given.get(name) ?? '') ? Number(given.get(name)) : undefined);
  const rows: RowsAsked = {};
  const broadcastId = given.get('broadcastId');
  const sku = given.get('sku');
  if (broadcastId) rows.broadcastId = broadcastId.slice(0, 128);
  if (sku) rows.sku = sku.slice(0, 64);
  for (const name of ['fromMs', 'toMs', 'seq'] as const) {
    const value = number(name);
    if (value !== undefined) rows[name] = value;
  }
  return rows;
}
