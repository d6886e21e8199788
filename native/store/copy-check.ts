/** Says whether a copy of the database is whole: only then it may be trusted to come back from. */
import Database from 'better-sqlite3';
import { APPLICATION_ID } from './database.ts';
import { migrationSteps, versionOf } from './migrations.ts';
import { StorageFailure } from './storage-failure.ts';

export interface CopyFacts {
  headSeq: number;
  entries: number;
}

/** Throws `StorageFailure` with `storage-damaged` for any fault; also good for a database in use. */
export function checkCopy(path: string): CopyFacts {
  const database = new Database(path, { readonly: true, fileMustExist: true });
  const faulty = (detail: string) => new StorageFailure('storage-damaged', { file: path }, detail);
  try {
    // Everything as of one moment, also where the studio writes meanwhile.
    database.exec('BEGIN');
    if (database.pragma('application_id', { simple: true }) !== APPLICATION_ID) throw faulty('not a database of the studio');
    const version = versionOf(database);
    if (version < 1 || version > migrationSteps.length) throw faulty(`version ${version}`);
    const found = database.pragma('quick_check(1)', { simple: true });
    if (found !== 'ok') throw faulty(String(found));
    return checkEntries(database, version, faulty);
  } catch (error) {
    if (error instanceof Database.SqliteError) throw faulty(error.message);
    throw error;
  } finally {
    database.close();
  }
}

interface Read {
  entries: number;
  headSeq: number;
  readable: number;
}

/** Reads every row to its last byte, and counts them against the chain. */
function checkEntries(database: Database.Database, version: number, faulty: (detail: string) => StorageFailure): CopyFacts {
  const { entries, headSeq, readable } = database
    .prepare<[], Read>('SELECT count(*) AS entries, coalesce(max(seq), 0) AS headSeq, total(json_valid(body)) AS readable FROM entry')
    .get()!;
  if (readable !== entries) throw faulty(`${entries - readable} entries have no body`);
  if (version < 2 || isUnlinked(database)) return { headSeq, entries };
  const linked = database
    .prepare<[], { linked: number }>(
      `SELECT coalesce((SELECT sum(last_seq - first_seq + 1) FROM entry_link), 0)
        - coalesce((SELECT sum(entries) FROM purged_broadcast), 0) AS linked`,
    )
    .get()!.linked;
  if (linked !== entries) throw faulty(`${entries} entries, but ${linked} in the chain`);
  return { headSeq, entries };
}

/** Between a migration and the writer's first commit the chain is still to be made. */
function isUnlinked(database: Database.Database): boolean {
  return database.prepare("SELECT 1 FROM setting WHERE key = 'chain-entries'").get() !== undefined;
}
