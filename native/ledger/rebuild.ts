/** Rebuilds the aggregates from the entries alone: after a change of their rules, and as the proof that they are right. */
import type { Database } from 'better-sqlite3';
import { ENTRY_COLUMNS, entryOf, type EntryRow } from './entry-row.ts';
import { FigureChanges } from './figure-changes.ts';
import { keyOf } from './order-key.ts';
import { SalesCounter } from './sales-counter.ts';

/** Raise it when the same entries shall give other aggregates; the next start then rebuilds them. */
const FIGURES_VERSION = 1;
const VERSION_SETTING = 'figures-version';
const DERIVED_TABLES = ['order_key', 'order_refund', 'early_refund', 'broadcast_sales', 'sku_sales', 'minute_sales'] as const;

/** Rebuilds when the aggregates were made by other rules than this program's. */
export function rebuildOutdatedFigures(database: Database): void {
  const row = database.prepare<[string], { value: string }>('SELECT value FROM setting WHERE key = ?').get(VERSION_SETTING);
  if (row?.value !== String(FIGURES_VERSION)) rebuildFigures(database);
}

/** Empties the aggregates and counts every order entry anew, in one transaction. */
export function rebuildFigures(database: Database): void {
  database
    .transaction(() => {
      for (const table of DERIVED_TABLES) database.exec(`DELETE FROM ${table}`);
      const changes = new FigureChanges(database);
      const counter = new SalesCounter(database, changes);
      const addKey = database.prepare('INSERT INTO order_key (source, kind, id, seq) VALUES (?, ?, ?, ?)');
      const page = database.prepare<[number], EntryRow>(`SELECT ${ENTRY_COLUMNS} FROM entry WHERE seq > ? ORDER BY seq LIMIT 5000`);
      for (let rows = page.all(0); rows.length > 0; rows = page.all(rows.at(-1)!.seq)) {
        for (const entry of rows.map(entryOf)) {
          const key = keyOf(entry);
          if (key) addKey.run(key.source, entry.kind, key.id, entry.seq);
          if (entry.kind === 'order.paid') counter.countPaid(entry.broadcastId, entry.body);
          if (entry.kind === 'refund.succeeded') counter.countRefund(entry.seq, entry.broadcastId, entry.body);
        }
        changes.write();
      }
      database
        .prepare('INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value')
        .run(VERSION_SETTING, String(FIGURES_VERSION));
    })
    .immediate();
}
