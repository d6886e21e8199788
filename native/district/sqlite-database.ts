/** The receiver's database as one SQLite file: the adapter of an office that needs nothing else. */
import type { Database, Statement } from 'better-sqlite3';
import { openForReading, openForWriting } from '../store/database.ts';
import { storageFailureOf } from '../store/storage-failure.ts';
import type { DistrictDatabase, Queries, Value } from './district-database.ts';
import { districtSteps } from './district-schema.ts';

/** Statements of odd lengths must not pile up. */
const STATEMENTS_LIMIT = 400;

/** Makes or opens the file. Throws `StorageFailure` when it cannot be used. */
export function openSqliteDatabase(path: string): DistrictDatabase {
  const writing = openForWriting(path, districtSteps.map(inSqlite));
  const reading = openForReading(path);
  const writer = queriesOf(writing);
  const reader = queriesOf(reading);
  let last: Promise<unknown> = Promise.resolve();

  async function transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    try {
      writing.exec('BEGIN IMMEDIATE');
      const result = await work(writer);
      writing.exec('COMMIT');
      return result;
    } catch (error) {
      if (writing.inTransaction) writing.exec('ROLLBACK');
      throw storageFailureOf(error, path) ?? error;
    }
  }

  return {
    read: (sql, values) => reader.all(sql, values),
    write(work) {
      const result = last.then(() => transaction(work));
      last = result.catch(() => undefined);
      return result;
    },
    async close() {
      await last;
      reading.close();
      writing.close();
    },
  };
}

function inSqlite(step: string): string {
  return step.replaceAll('BIGINT', 'INTEGER').replaceAll(/^\);$/gmu, ') STRICT, WITHOUT ROWID;');
}

function queriesOf(database: Database): Queries {
  const statements = new Map<string, { statement: Statement; inOrder: boolean }>();
  const prepared = (sql: string) => {
    let known = statements.get(sql);
    if (!known) {
      if (statements.size >= STATEMENTS_LIMIT) statements.clear();
      const inOrder = [...sql.matchAll(/\$(\d+)/gu)].every(([, number], at) => Number(number) === at + 1);
      // Values in their order bind much faster than values by number.
      known = { statement: database.prepare(sql.replaceAll(/\$(\d+)/gu, inOrder ? '?' : '?$1')), inOrder };
      statements.set(sql, known);
    }
    return known;
  };
  const bound = (inOrder: boolean, values: readonly Value[]) =>
    inOrder ? values : [Object.fromEntries(values.map((value, at) => [at + 1, value]))];
  return {
    async all<T>(sql: string, values: readonly Value[] = []) {
      const { statement, inOrder } = prepared(sql);
      return statement.all(...bound(inOrder, values)) as T[];
    },
    async run(sql, values = []) {
      const { statement, inOrder } = prepared(sql);
      return statement.run(...bound(inOrder, values)).changes;
    },
  };
}
