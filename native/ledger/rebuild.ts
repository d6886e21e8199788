/** Rebuilds the aggregates from the entries alone: after a change of their rules, and as the proof that they are right. */
import type { Database } from 'better-sqlite3';
import type { Entry } from '../contract/entry.ts';
import { ENTRY_COLUMNS, entryOf, type EntryRow, OF_AN_ORDER } from './entry-row.ts';
import { FigureChanges } from './figure-changes.ts';
import { nameOf, OrderBook, type OrderRef } from './order-book.ts';
import { keyOf } from './order-key.ts';
import { SalesCounter } from './sales-counter.ts';

/** Raise it when the same entries shall give other aggregates; the next start then rebuilds them. */
const FIGURES_VERSION = 3;
const VERSION_SETTING = 'figures-version';

/** Tables that the entries alone make. Rows of purged broadcasts stay: their entries are gone. */
export const DERIVED_TABLES = [
  'order_key',
  'paid_order',
  'assigned_order',
  'order_refund',
  'early_refund',
  'broadcast_sales',
  'sku_sales',
  'minute_sales',
  'deal_price',
] as const;

/** Rebuilds when the aggregates were made by other rules than this program's. */
export function rebuildOutdatedFigures(database: Database): void {
  if (isOutdated(database)) rebuildFigures(database);
}

function isOutdated(database: Database): boolean {
  const row = database.prepare<[string], { value: string }>('SELECT value FROM setting WHERE key = ?').get(VERSION_SETTING);
  return row?.value !== String(FIGURES_VERSION);
}

/** Counts the entries behind `seq`, which came in without the writer; outdated aggregates are left to the next start. */
export function countEntriesAfter(database: Database, seq: number): void {
  if (!isOutdated(database)) countEntries(database, { afterSeq: seq });
}

/** Empties the aggregates and counts every entry anew, in one transaction. */
export function rebuildFigures(database: Database): void {
  database
    .transaction(() => {
      const settled = settledOrders(database);
      for (const table of DERIVED_TABLES) database.exec(emptying(table));
      countEntries(database, { settled });
      database
        .prepare('INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
        .run(VERSION_SETTING, String(FIGURES_VERSION));
    })
    .immediate();
}

/**
 * Orders of purged broadcasts of which entries are still there, recorded in other broadcasts. What these orders add up to was
 * made of entries that are gone: it stays as it stands. To be asked before the tables are emptied.
 */
export function settledOrders(database: Database): ReadonlySet<string> {
  if (!database.prepare('SELECT 1 FROM purged_broadcast').get()) return new Set();
  const orders = database.prepare<[], OrderRef>(/* sql */ `
    SELECT DISTINCT paid.source AS source, paid.order_id AS orderId FROM entry
    CROSS JOIN paid_order AS paid ON paid.source = json_extract(entry.body, '$.source') AND paid.order_id = json_extract(entry.body, '$.orderId')
    WHERE ${OF_AN_ORDER} AND paid.broadcast_id IN (SELECT broadcast_id FROM purged_broadcast)`);
  return new Set(orders.all().map(nameOf));
}

export interface Counting {
  onProgress?: (seq: number) => void;
  /** Above it only, into the tables of the entries before. */
  afterSeq?: number;
  /** What `settledOrders` gave. */
  settled?: ReadonlySet<string>;
}

/** Counts all entries into empty tables, or those behind `afterSeq`. */
export function countEntries(database: Database, { onProgress = () => {}, afterSeq = 0, settled = new Set() }: Counting = {}): void {
  const changes = new FigureChanges(database);
  const book = new OrderBook(database);
  const counter = new SalesCounter(book, changes, () => {});
  const addKey = database.prepare('INSERT INTO order_key (source, kind, id, seq) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const page = database.prepare<[number], EntryRow>(`SELECT ${ENTRY_COLUMNS} FROM entry WHERE seq > ? ORDER BY seq LIMIT 5000`);
  for (let rows = page.all(afterSeq); rows.length > 0; rows = page.all(rows.at(-1)!.seq)) {
    for (const entry of rows.map(entryOf)) {
      const key = keyOf(entry);
      if (key) addKey.run(key.source, entry.kind, key.id, entry.seq);
      if (settled.size === 0 || !isSettled(entry, settled)) count(counter, entry);
      else if (entry.kind === 'refund.succeeded') book.addRefund(entry.seq, entry.body);
    }
    changes.write();
    onProgress(rows.at(-1)!.seq);
  }
}

function isSettled(entry: Entry, settled: ReadonlySet<string>): boolean {
  switch (entry.kind) {
    case 'order.paid':
    case 'order.amended':
    case 'order.assigned':
    case 'refund.succeeded':
      return settled.has(nameOf(entry.body));
    default:
      return false;
  }
}

function count(counter: SalesCounter, entry: Entry): void {
  if (entry.kind === 'order.paid') counter.countPaid(entry.seq, entry.broadcastId, entry.body);
  if (entry.kind === 'order.amended') counter.recountAmended(entry.seq, entry.broadcastId, entry.body);
  if (entry.kind === 'order.assigned') counter.countAssigned(entry.body);
  if (entry.kind === 'refund.succeeded') counter.countRefund(entry.seq, entry.broadcastId, entry.body);
}

/** Keeps what stands for purged broadcasts. Keys have no broadcast; those of entries that are gone stay. */
function emptying(table: (typeof DERIVED_TABLES)[number]): string {
  switch (table) {
    case 'order_key':
    case 'order_refund':
      return `DELETE FROM ${table} WHERE seq IN (SELECT seq FROM entry)`;
    case 'early_refund':
      return `DELETE FROM ${table}`;
    default:
      return `DELETE FROM ${table} WHERE broadcast_id NOT IN (SELECT broadcast_id FROM purged_broadcast)`;
  }
}
