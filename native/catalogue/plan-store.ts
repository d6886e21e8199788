/** What the catalogue needs of the database: statements in one durable transaction, and reading rows. */

export interface PlanStatement {
  sql: string;
  params: readonly (string | number | null)[];
}

export interface PlanWriter {
  /** Runs all statements in one transaction; resolves once it is durable, rejects with nothing stored. */
  run(statements: PlanStatement[]): Promise<void>;
}

export interface PlanReader {
  all<T>(sql: string, ...params: (string | number | null)[]): T[];
}
