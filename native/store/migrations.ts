/** Migrations: frozen steps from one schema to the next, each in one transaction together with its version. */
import type { Database } from 'better-sqlite3';
import { SCHEMA_1 } from './schema-1.ts';
import { SCHEMA_2 } from './schema-2.ts';
import { SCHEMA_3 } from './schema-3.ts';
import { SCHEMA_4 } from './schema-4.ts';
import { SCHEMA_5 } from './schema-5.ts';

/** Step n brings a file from version n to n + 1. A step is never edited once it has been shipped. */
export const migrationSteps: readonly string[] = [SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5];

/** The file's version is kept in `user_version`. */
export function versionOf(database: Database): number {
  return database.pragma('user_version', { simple: true }) as number;
}

/** Runs the missing steps. A kill in between leaves the schema of a whole step, never of half a one. */
export function migrate(database: Database, steps: readonly string[]): void {
  for (let version = versionOf(database); version < steps.length; version += 1) {
    database
      .transaction(() => {
        database.exec(steps[version]!);
        database.pragma(`user_version = ${version + 1}`);
      })
      .immediate();
  }
}
