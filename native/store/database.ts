/** Opening the studio's database: durable settings, and a plain answer when the file is damaged, newer or cannot be written. */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { listBackups, OWN_BACKUPS } from './backup-files.ts';
import { migrate, migrationSteps, versionOf } from './migrations.ts';
import { StorageFailure, storageFailureOf } from './storage-failure.ts';
import { syncFile, syncFolder } from './whole-file.ts';

/** "HTST": tells the studio's file from any other SQLite file. */
export const APPLICATION_ID = 0x48_54_53_54;
const BUSY_TIMEOUT_MS = 5000;
/** Up to this size `quick_check` takes well under a second; larger files are checked beside the running studio (see `isLarge`). */
const QUICK_CHECK_LIMIT_BYTES = 256 * 1024 * 1024;

/**
 * Opens the file for writing, makes it when there is none and brings it to the newest schema.
 * Throws `StorageFailure` when it cannot be used.
 */
export function openForWriting(path: string, steps: readonly string[] = migrationSteps): Database.Database {
  try {
    mkdirSync(dirname(path), { recursive: true });
    finishRestore(path);
    if (existsSync(path)) refuseBroken(path, steps);
    else createFirst(path, steps);
    const database = connect(path);
    if (versionOf(database) < steps.length) {
      keepCopy(database, path);
      migrate(database, steps);
    }
    return database;
  } catch (error) {
    throw storageFailureOf(error, path) ?? error;
  }
}

/** A connection that cannot write; the file must exist. */
export function openForReading(path: string): Database.Database {
  const database = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  database.pragma('query_only = ON');
  return database;
}

/** True: the check at the start leaves this file out, because a person waits for it; it is to be checked right after. */
export function isLarge(path: string): boolean {
  return statSync(path).size > QUICK_CHECK_LIMIT_BYTES;
}

/** Its presence says that a later check found the file damaged: the next start checks it whatever its size, and recovers it. */
export function suspicionOf(path: string): string {
  return `${path}.suspect`;
}

/** A recovery puts the new file here as soon as it is whole. */
export function restoredOf(path: string): string {
  return `${path}.restored`;
}

/** Removes a database with its log and its memory file. */
export function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
}

/** A kill in the middle of a recovery may have left the restored file without its name. */
function finishRestore(path: string): void {
  if (existsSync(path) || !existsSync(restoredOf(path))) return;
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${path}.damaged-wal`);
  renameSync(restoredOf(path), path);
  syncFolder(dirname(path));
}

function createFirst(path: string, steps: readonly string[]): void {
  // A log without its database is the rest of a lost file; SQLite would play it into the new one.
  if (existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0) {
    throw new StorageFailure('storage-damaged', { file: path }, 'the write-ahead log stands without its database');
  }
  if (listBackups(join(dirname(path), OWN_BACKUPS)).length > 0) {
    throw new StorageFailure('storage-damaged', { file: path }, 'the file is gone, but its backups are there');
  }
  createDatabase(path, steps);
}

/** A file appears under its name only when it is whole, so that an empty one always means damage. */
export function createDatabase(path: string, steps: readonly string[] = migrationSteps): void {
  const draft = `${path}.new`;
  removeDatabase(draft);
  const database = new Database(draft);
  database.pragma(`application_id = ${APPLICATION_ID}`);
  migrate(database, steps);
  database.close();
  syncFile(draft);
  renameSync(draft, path);
  syncFolder(dirname(path));
}

function refuseBroken(path: string, steps: readonly string[]): void {
  const { size } = statSync(path);
  if (size === 0) throw new StorageFailure('storage-damaged', { file: path }, 'the file is empty');
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    const version = versionOf(database);
    if (version > steps.length) throw new StorageFailure('storage-newer', { file: path, version, known: steps.length });
    if (database.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
      throw new StorageFailure('storage-damaged', { file: path }, 'not a database of the studio');
    }
    if (isLarge(path) && !existsSync(suspicionOf(path))) return;
    const found = database.pragma('quick_check(1)', { simple: true });
    if (found !== 'ok') throw new StorageFailure('storage-damaged', { file: path }, String(found));
    rmSync(suspicionOf(path), { force: true });
  } finally {
    database.close();
  }
}

function connect(path: string): Database.Database {
  const database = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  const journal = database.pragma('journal_mode = WAL', { simple: true });
  // The driver's build lowers WAL to NORMAL, which loses acknowledged orders in a power cut.
  database.pragma('synchronous = FULL');
  // Without these macOS answers fsync before the disk has the bytes; elsewhere they do nothing.
  database.pragma('fullfsync = ON');
  database.pragma('checkpoint_fullfsync = ON');
  database.pragma('foreign_keys = ON');
  database.pragma('journal_size_limit = 67108864');
  const synchronous = database.pragma('synchronous', { simple: true });
  if (journal !== 'wal' || synchronous !== 2) {
    database.close();
    throw new StorageFailure(
      'storage-unwritable',
      { folder: dirname(path) },
      `journal ${String(journal)}, synchronous ${String(synchronous)}`,
    );
  }
  return database;
}

/** Keeps the file as it was before its schema changes, beside it. */
function keepCopy(database: Database.Database, path: string): void {
  const copy = `${path}.v${versionOf(database)}.backup`;
  database.pragma('wal_checkpoint(TRUNCATE)');
  copyFileSync(path, `${copy}.new`);
  syncFile(`${copy}.new`);
  renameSync(`${copy}.new`, copy);
  syncFolder(dirname(path));
}
