/** A real SQLite file with the tables of the plan, as the ports that catalogue and rundown ask for. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { PlanReader, PlanStatement, PlanWriter } from '../../../native/catalogue/plan-store.ts';

export interface PlanDatabase {
  writer: PlanWriter;
  reader: PlanReader;
  /** Statements fail from now on, as on a full disk. */
  failWrites(fail: boolean): void;
  /** Closes and opens the same file again. */
  reopen(): PlanDatabase;
  remove(): void;
}

export function planDatabase(folder = mkdtempSync(join(tmpdir(), 'plan-'))): PlanDatabase {
  const database = new Database(join(folder, 'studio.db'));
  database.pragma('journal_mode = WAL');
  database.exec(`
    CREATE TABLE IF NOT EXISTS product(
      product_id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, sku TEXT NOT NULL UNIQUE COLLATE NOCASE, body TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS rundown_version(
      version INTEGER PRIMARY KEY, parent INTEGER, at_ms INTEGER NOT NULL, actor TEXT NOT NULL, body TEXT NOT NULL) STRICT;`);
  let failing = false;
  const run = database.transaction((statements: PlanStatement[]) => {
    for (const { sql, params } of statements) database.prepare(sql).run(...params);
  });
  return {
    writer: {
      async run(statements) {
        await Promise.resolve();
        if (failing) throw new Error('disk full');
        run(statements);
      },
    },
    reader: { all: <T>(sql: string, ...params: (string | number | null)[]) => database.prepare(sql).all(...params) as T[] },
    failWrites: (fail) => (failing = fail),
    reopen() {
      database.close();
      return planDatabase(folder);
    },
    remove() {
      database.close();
      rmSync(folder, { recursive: true });
    },
  };
}
