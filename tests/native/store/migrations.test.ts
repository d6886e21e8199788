/** Files of released versions: each opens, keeps all it holds, and is of a whole version whenever it is killed. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { verifyBook } from '../../../native/ledger/verify.ts';
import { seededRandom } from '../../../native/rehearsal/random.ts';
import { openStorage } from '../../../native/storage.ts';
import { migrate, migrationSteps } from '../../../native/store/migrations.ts';
import { paid, temporaryFolder } from './test-storage.ts';

const fixture = (version: number) => fileURLToPath(new URL(`../../fixtures/studio-v${version}.db`, import.meta.url));
/** Frozen with the release that shipped them; the fixture file of a version is of the release too. */
const releasedSteps = ['e3758bc20d459ea29ee07675216cafe8e436ad7aeac9eebd84f9f4dadb2051da'];
const child = fileURLToPath(new URL('./migrating-child.ts', import.meta.url));

function read<T>(path: string, sql: string): T[] {
  const database = new Database(path, { readonly: true });
  const rows = database.prepare<[], T>(sql).all();
  database.close();
  return rows;
}

const TOTALS = 'SELECT broadcast_id, gross_fen, refunded_fen, order_count, refund_count FROM broadcast_sales ORDER BY 1';
const SKUS = 'SELECT broadcast_id, sku, paid_units, restocked_units, gross_fen, refunded_fen FROM sku_sales ORDER BY 1, 2';
const MINUTES = 'SELECT broadcast_id, minute_at_ms, gross_fen, order_count FROM minute_sales WHERE order_count > 0 ORDER BY 1, 2';
const ENTRIES = 'SELECT * FROM entry ORDER BY seq';
const PLAN = 'SELECT * FROM product ORDER BY 1';

describe('a file of a released version', () => {
  it.each(releasedSteps.map((_, index) => index + 1))('ST39 %i opens, keeps all it holds, and its book is proved', async (version) => {
    const folder = temporaryFolder();
    const path = join(folder, 'studio.db');
    copyFileSync(fixture(version), path);
    const before = [ENTRIES, TOTALS, SKUS, MINUTES, PLAN].map((sql) => read(path, sql));
    expect(before[1]).toEqual([
      { broadcast_id: 'bc-day-one', gross_fen: 8_157_910, refunded_fen: 788_650, order_count: 300, refund_count: 75 },
    ]);
    const storage = await openStorage({ folder, secrets: undefined, clock: systemClock, logger: silentLogger });
    if (!storage.ok) throw new Error(storage.refusal.code);
    await storage.value.close();
    expect(read(path, 'PRAGMA user_version')).toEqual([{ user_version: migrationSteps.length }]);
    expect([ENTRIES, TOTALS, SKUS, MINUTES, PLAN].map((sql) => read(path, sql))).toEqual(before);
    expect(verifyBook(path).findings).toEqual([]);
    expect(read(join(folder, `studio.db.v${version}.backup`), ENTRIES)).toEqual(before[0]);
  });

  it('ST40 was made by steps that are frozen, and no step takes a table or column away', () => {
    expect(migrationSteps.slice(0, releasedSteps.length).map((step) => createHash('sha256').update(step).digest('hex'))).toEqual(
      releasedSteps,
    );
    const database = new Database(':memory:');
    let before = new Set<string>();
    for (let version = 1; version <= migrationSteps.length; version += 1) {
      migrate(database, migrationSteps.slice(0, version));
      const columns = database
        .prepare<[], { name: string }>(
          `SELECT m.name || '.' || c.name AS name FROM sqlite_schema AS m, pragma_table_info(m.name) AS c WHERE m.type = 'table'`,
        )
        .all();
      const now = new Set(columns.map(({ name }) => name));
      expect([...before].filter((name) => !now.has(name))).toEqual([]);
      expect(now.size).toBeGreaterThan(before.size);
      before = now;
    }
  });
});

const ROWS = 6000;
const KILLS = 50;

/** A file of the first version that takes a while to bring up to date. */
function largeFirstVersion(path: string): void {
  const database = new Database(path);
  database.pragma('application_id = 0x48545354');
  database.pragma('journal_mode = WAL');
  migrate(database, migrationSteps.slice(0, 1));
  const add = database.prepare(
    "INSERT INTO entry (broadcast_id, kind, at_ms, actor, body) VALUES ('bc-1', 'order.paid', 1, 'feed:shop', ?)",
  );
  database.transaction(() => {
    for (let row = 0; row < ROWS; row += 1) add.run(JSON.stringify(paid(`o-${row}`).body));
  })();
  database.close();
}

const SCHEMA = "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name";

function schemaOf(version: number): unknown {
  const database = new Database(':memory:');
  migrate(database, migrationSteps.slice(0, version));
  return database.prepare(SCHEMA).all();
}

describe('a migration', () => {
  it('ST41 that is killed at any moment leaves the old schema or the new one with every row', { timeout: 240_000 }, async () => {
    const folder = temporaryFolder();
    const original = join(folder, 'original.db');
    largeFirstVersion(original);
    const path = join(folder, 'studio.db');
    const schemas = migrationSteps.map((_, index) => schemaOf(index + 1));
    const random = seededRandom(20_261_124);
    const versions: number[] = [];
    let lengthMs = 250;
    for (let kill = 0; kill < KILLS; kill += 1) {
      for (const name of ['studio.db', 'studio.db-wal', 'studio.db-shm', 'studio.db.v1.backup', 'studio.db.v1.backup.new'])
        rmSync(join(folder, name), { force: true });
      copyFileSync(original, path);
      const start = spawn(process.execPath, [child, path], { stdio: ['ignore', 'pipe', 'inherit'] });
      const gone = once(start, 'exit');
      await once(start.stdout, 'data');
      const beganMs = performance.now();
      await Promise.race([pause(random.next() * lengthMs), gone]);
      start.kill('SIGKILL');
      await gone;
      // The first that came to its end says how long it takes here.
      if (start.exitCode === 0) lengthMs = Math.min(lengthMs, performance.now() - beganMs);

      const database = new Database(path);
      const version = database.pragma('user_version', { simple: true }) as number;
      expect(database.prepare(SCHEMA).all()).toEqual(schemas[version - 1]);
      expect(database.prepare('SELECT count(*) AS n, max(seq) AS head FROM entry').get()).toEqual({ n: ROWS, head: ROWS });
      expect(database.pragma('quick_check', { simple: true })).toBe('ok');
      database.close();
      if (existsSync(`${path}.v1.backup`)) expect(read(`${path}.v1.backup`, 'SELECT count(*) AS n FROM entry')).toEqual([{ n: ROWS }]);
      versions.push(version);
    }
    // Both ends were met, so the moments lay on both sides; in between a file may be of a whole step.
    expect(versions).toEqual(expect.arrayContaining([1, migrationSteps.length]));
    const last = spawn(process.execPath, [child, path], { stdio: ['ignore', 'inherit', 'inherit'] });
    await once(last, 'exit');
    expect(last.exitCode).toBe(0);
    expect(verifyBook(path)).toMatchObject({ findings: [], entries: ROWS });
  });
});
