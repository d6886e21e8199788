/** Opening the file: durable settings, migrations, damage and newer files. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openForWriting } from '../../../native/store/database.ts';
import { migrationSteps } from '../../../native/store/migrations.ts';
import { StorageFailure } from '../../../native/store/storage-failure.ts';
import { damages, replaceByForeign } from './damage.ts';
import { note, openTestStorage, temporaryFolder } from './test-storage.ts';

function failureOf(open: () => unknown): StorageFailure {
  try {
    open();
  } catch (error) {
    if (error instanceof StorageFailure) return error;
    throw error;
  }
  throw new Error('opened');
}

/** A whole database with many pages, closed. */
function filled(folder: string): string {
  const path = join(folder, 'studio.db');
  const database = openForWriting(path);
  const add = database.prepare("INSERT INTO entry (broadcast_id, kind, at_ms, actor, body) VALUES ('bc-1', 'note.added', 1, 'test', ?)");
  database.transaction(() => {
    for (let line = 0; line < 2000; line += 1) add.run(JSON.stringify({ text: `note ${line} ${'x'.repeat(200)}` }));
  })();
  database.close();
  return path;
}

describe('opening the database', () => {
  it('ST1 a new file writes through to the disk: WAL, synchronous FULL, foreign keys', () => {
    const database = openForWriting(join(temporaryFolder(), 'deep', 'er', 'studio.db'));
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('synchronous', { simple: true })).toBe(2);
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(database.pragma('user_version', { simple: true })).toBe(migrationSteps.length);
    database.close();
  });

  it('every table is STRICT and holds the schema that is on record', async () => {
    const database = openForWriting(join(temporaryFolder(), 'studio.db'));
    const tables = database.pragma('table_list') as { name: string; schema: string; strict: number }[];
    const own = tables.filter(({ name, schema }) => schema === 'main' && !name.startsWith('sqlite_'));
    expect(own.filter(({ strict }) => strict === 0)).toEqual([]);
    const rows = database.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name').all() as { sql: string }[];
    await expect(`${rows.map(({ sql }) => `${sql};`).join('\n\n')}\n`).toMatchFileSnapshot('../../../docs/reference/database.sql');
    database.close();
  });

  it('ST2 an entry can be neither changed nor deleted, and its body is JSON', () => {
    const database = openForWriting(filled(temporaryFolder()));
    expect(() => database.exec("UPDATE entry SET kind = 'x' WHERE seq = 1")).toThrow(/never changes/u);
    expect(() => database.exec('DELETE FROM entry WHERE seq = 1')).toThrow(/never goes/u);
    const bad = "INSERT INTO entry (broadcast_id, kind, at_ms, actor, body) VALUES ('b', 'k', 1, 'a', '{')";
    expect(() => database.exec(bad)).toThrow(/CHECK/u);
    database.close();
  });

  it.each(damages)('ST3 a file that %s is damage, and stays as it is', (_, damage) => {
    const path = filled(temporaryFolder());
    damage(path);
    const before = existsSync(path) ? readFileSync(path) : null;
    const failure = failureOf(() => openForWriting(path));
    expect(failure.code).toBe('storage-damaged');
    expect(failure.context).toEqual({ file: path });
    if (before) expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('ST4 a file of a newer program is refused and not touched', () => {
    for (const path of [filled(temporaryFolder()), join(temporaryFolder(), 'studio.db')]) {
      if (existsSync(path)) setVersion(path, 99);
      else replaceByForeign(path, 99);
      const before = readFileSync(path);
      const failure = failureOf(() => openForWriting(path));
      expect(failure.code).toBe('storage-newer');
      expect(failure.context).toMatchObject({ file: path, version: 99 });
      expect(readFileSync(path).equals(before)).toBe(true);
    }
  });

  it('ST5 a folder that cannot be made is told as unwritable', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const failure = failureOf(() => openForWriting(join(folder, 'file', 'studio.db')));
    expect(failure.code).toBe('storage-unwritable');
    expect(failure.context).toEqual({ folder: join(folder, 'file') });
  });

  it('a start that was killed while it made the file starts anew', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'studio.db.new'), 'half');
    openForWriting(join(folder, 'studio.db')).close();
    expect(readdirSync(folder)).toEqual(['studio.db']);
  });

  it('the writer tells a damaged file by its code', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'studio.db'), '');
    await expect(openTestStorage(folder)).rejects.toMatchObject({ name: 'StorageFailure', code: 'storage-damaged' });
  });
});

describe('migrations', () => {
  const further = [...migrationSteps, "ALTER TABLE setting ADD COLUMN note TEXT; INSERT INTO setting VALUES ('new', '1', 'n')"];

  it('ST6 an older file is copied first, then brought up to date with all it holds', async () => {
    const folder = temporaryFolder();
    const path = filled(folder);
    const upgraded = openForWriting(path, further);
    expect(upgraded.pragma('user_version', { simple: true })).toBe(further.length);
    expect(upgraded.prepare('SELECT count(*) AS n FROM entry').get()).toEqual({ n: 2000 });
    upgraded.close();
    const copy = new Database(join(folder, `studio.db.v${migrationSteps.length}.backup`), { readonly: true });
    expect(copy.pragma('user_version', { simple: true })).toBe(migrationSteps.length);
    expect(copy.prepare('SELECT count(*) AS n FROM entry').get()).toEqual({ n: 2000 });
    copy.close();
    await expect(openTestStorage(folder)).rejects.toMatchObject({ code: 'storage-newer' });
  });

  it('ST7 a step that fails leaves the schema of the step before', () => {
    const folder = temporaryFolder();
    const path = filled(folder);
    expect(() => openForWriting(path, [...further, 'CREATE TABLE half (a) STRICT; SELECT nonsense'])).toThrow();
    const database = new Database(path);
    expect(database.pragma('user_version', { simple: true })).toBe(further.length);
    expect(database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'half'").get()).toEqual({ n: 0 });
    database.close();
  });

  it('entries written before a restart are there after it', async () => {
    const folder = temporaryFolder();
    const first = await openTestStorage(folder);
    await first.ledger.append([note('one')]);
    await first.close();
    const second = await openTestStorage(folder);
    expect(second.ledger.headSeq).toBe(1);
    expect(second.ledger.lastEntries(5)).toEqual([{ ...note('one'), seq: 1 }]);
  });
});

function setVersion(path: string, version: number): void {
  const database = new Database(path);
  database.pragma(`user_version = ${version}`);
  database.close();
}
