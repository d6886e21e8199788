/** Reading from the database: one read-only connection that sees every commit of the writer. */
/* oxlint-disable typescript/no-unnecessary-type-parameters -- only whoever wrote the SQL knows the type of its rows */
import type { Database, Statement } from 'better-sqlite3';
import { openForReading } from './database.ts';
import { storageFailureOf } from './storage-failure.ts';

export type SqlValue = string | number | null;

export class Reader {
  readonly #database: Database;
  readonly #statements = new Map<string, Statement>();

  private constructor(database: Database) {
    this.#database = database;
  }

  /** The file must exist. Throws `StorageFailure` when it cannot be read. */
  static open(path: string): Reader {
    try {
      return new Reader(openForReading(path));
    } catch (error) {
      throw storageFailureOf(error, path) ?? error;
    }
  }

  all<T>(sql: string, ...params: SqlValue[]): T[] {
    return this.#statement(sql).all(...params) as T[];
  }

  /** As `all`, with parameters by name. */
  allNamed<T>(sql: string, params: Readonly<Record<string, SqlValue>>): T[] {
    return this.#statement(sql).all(params) as T[];
  }

  get<T>(sql: string, ...params: SqlValue[]): T | undefined {
    return this.#statement(sql).get(...params) as T | undefined;
  }

  iterate<T>(sql: string, ...params: SqlValue[]): IterableIterator<T> {
    return this.#statement(sql).iterate(...params) as IterableIterator<T>;
  }

  close(): void {
    this.#database.close();
  }

  /** Statements are kept, so texts must be constants. */
  #statement(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}
