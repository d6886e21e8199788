/** One suite on both databases: SQLite, and a real PostgreSQL where there is one. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import type { DistrictDatabase } from '../../../native/district/district-database.ts';
import { openPostgresDatabase } from '../../../native/district/postgres-database.ts';
import { openSqliteDatabase } from '../../../native/district/sqlite-database.ts';
import { findPostgres, startPostgres, type TestPostgres } from '../../harness/postgres.ts';
import { newDistrictFolder } from '../../harness/test-receiver.ts';

export interface Opened {
  readonly name: 'SQLite' | 'PostgreSQL';
  /** Empty at the start of the suite. */
  database(): DistrictDatabase;
  /** A second connection to the same data would do this. */
  reopen(): Promise<DistrictDatabase>;
}

export function describeOnBoth(title: string, suite: (opened: Opened) => void): void {
  describe(`${title}, on SQLite`, () => {
    const path = join(newDistrictFolder(), 'district.db');
    let database: DistrictDatabase;
    beforeAll(() => {
      database = openSqliteDatabase(path);
    });
    afterAll(() => database.close());
    suite({
      name: 'SQLite',
      database: () => database,
      async reopen() {
        await database.close();
        database = openSqliteDatabase(path);
        return database;
      },
    });
  });

  const found = findPostgres();
  describe.skipIf('reason' in found)(`${title}, on PostgreSQL${'reason' in found ? ` (${found.reason})` : ''}`, () => {
    let postgres: TestPostgres;
    let options: { url: string; password: string };
    let database: DistrictDatabase;
    beforeAll(async () => {
      postgres = await startPostgres();
      options = { url: postgres.create('district'), password: postgres.password };
      database = await openPostgresDatabase(options);
    }, 60_000);
    afterAll(async () => {
      await database?.close();
      await postgres?.stop();
    });
    suite({
      name: 'PostgreSQL',
      database: () => database,
      async reopen() {
        await database.close();
        database = await openPostgresDatabase(options);
        return database;
      },
    });
  });
}
