/** What SQLite itself can still read of a damaged database: its newest number, and the tables that are no ledger. */
import { existsSync, rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { migrationSteps, versionOf } from './migrations.ts';

export interface Gap {
  fromSeq: number;
  toSeq: number;
  fromAtMs: number;
  toAtMs: number;
}

/** Plan, settings, cursors and imported files: each is taken whole or left as the backup has it. */
const PLAN_TABLES = [
  'product',
  'rundown_version',
  // These two tell what has been made of the entries, and that is the backup's.
  "setting WHERE key NOT IN ('figures-version', 'chain-entries')",
  'destination_cursor',
  // What was parked lies behind the cursor; without these it would be forgotten.
  'parked_entry',
  'confirmed_state',
  'order_import',
  'imported_order',
];

/**
 * Copies the plan tables that can be read to their end into the open transaction. Gives the number of the newest entry, or
 * null when the file cannot tell it.
 */
export function salvageFrom(damaged: string, into: Database.Database): number | null {
  if (!existsSync(damaged) || statSync(damaged).size === 0) return null;
  const hadMemoryFile = existsSync(`${damaged}-shm`);
  let database: Database.Database | null = null;
  try {
    // Read-only, so that the log is not played into a file that is kept as it was found.
    database = new Database(damaged, { readonly: true });
    if (versionOf(database) === migrationSteps.length) for (const table of PLAN_TABLES) copyTable(database, into, table);
    return database.prepare<[], { seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM entry').get()!.seq;
  } catch (error) {
    if (error instanceof Database.SqliteError) return null;
    throw error;
  } finally {
    database?.close();
    if (!hadMemoryFile) rmSync(`${damaged}-shm`, { force: true });
  }
}

function copyTable(from: Database.Database, into: Database.Database, table: string): void {
  try {
    const rows = from.prepare(`SELECT * FROM ${table}`).raw().all() as unknown[][];
    const places = from
      .prepare(`SELECT * FROM ${table}`)
      .columns()
      .map(() => '?');
    const insert = into.prepare(`INSERT OR REPLACE INTO ${table.split(' ', 1)[0]} VALUES (${places.join(', ')})`);
    into.transaction(() => {
      into.exec(`DELETE FROM ${table}`);
      for (const row of rows) insert.run(...row);
    })();
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
  }
}
