/** The port to the receiver's database: one SQL text for SQLite and PostgreSQL, one writing transaction at a time. */

export type Value = string | number | null;

/**
 * Statements name their values `$1`, `$2` … and quote names that hold capitals; whole numbers come back as numbers. Sums are
 * cast to BIGINT, because PostgreSQL makes them NUMERIC.
 */
export interface Queries {
  all<T>(sql: string, values?: readonly Value[]): Promise<T[]>;
  /** The number of rows changed. */
  run(sql: string, values?: readonly Value[]): Promise<number>;
}

export interface DistrictDatabase {
  /** Sees what was committed. */
  read<T>(sql: string, values?: readonly Value[]): Promise<T[]>;
  /** Runs alone, and is durable when it resolves; an error takes all of it back. */
  write<T>(work: (queries: Queries) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** How many rows one statement takes: few lengths, so that prepared statements are found again. */
const RUN_LENGTHS = [128, 16, 1] as const;

/** Cuts the list into runs of few different lengths. */
export function* runsOf<T>(rows: readonly T[]): Generator<readonly T[]> {
  let at = 0;
  for (const length of RUN_LENGTHS) {
    for (; rows.length - at >= length; at += length) yield rows.slice(at, at + length);
  }
}

const placeTexts = new Map<string, string>();

/** `($1, $2), ($3, $4)`: places for `rows` rows of `columns` values, numbered from `first`. */
export function placesOf(rows: number, columns: number, first = 1): string {
  const name = `${rows} ${columns} ${first}`;
  let text = placeTexts.get(name);
  if (text === undefined) {
    const row = (at: number) => Array.from({ length: columns }, (_column, column) => `$${first + at * columns + column}`).join(', ');
    text = Array.from({ length: rows }, (_row, at) => `(${row(at)})`).join(', ');
    placeTexts.set(name, text);
  }
  return text;
}

const insertTexts = new Map<string, string>();

/** Inserts the rows, a run at a time; `conflict` is what stands behind the values, such as `ON CONFLICT …`. */
export async function insertAll(
  queries: Queries,
  table: string,
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
  conflict = '',
): Promise<void> {
  for (const run of runsOf(rows)) {
    const name = `${table} ${run.length} ${conflict}`;
    // The same text again is found much faster than an equal one.
    let sql = insertTexts.get(name);
    if (sql === undefined) {
      sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${placesOf(run.length, columns.length)} ${conflict}`;
      insertTexts.set(name, sql);
    }
    await queries.run(sql, run.flat());
  }
}

/** The database does not answer, or will not have this program. `problem` is the driver's own word, without anything secret. */
export class DatabaseUnreachable extends Error {
  readonly problem: string;

  constructor(problem: string) {
    super(`the database is unreachable: ${problem}`);
    this.name = 'DatabaseUnreachable';
    this.problem = problem;
  }
}
