/** One host per data folder: a lock of the operating system that dies with its process. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import { storageFailureOf } from './storage-failure.ts';

export interface FolderLock {
  release(): void;
}

/**
 * Takes the folder for this process; makes the folder when there is none.
 * Refuses with `storage-in-use` while another host holds it and with `storage-unwritable` when it cannot be written.
 */
export function lockFolder(folder: string): Result<FolderLock> {
  const path = join(folder, 'studio.lock');
  try {
    mkdirSync(folder, { recursive: true });
    return accepted(hold(path));
  } catch (error) {
    const { code } = error as { code?: string };
    if (code?.startsWith('SQLITE_BUSY')) return refused('storage-in-use', { folder });
    const failure = storageFailureOf(error, path);
    if (!failure) throw error;
    return refused(failure.code, failure.context);
  }
}

/** SQLite's own file locks work alike on Linux, macOS and Windows, between processes and within one. */
function hold(path: string, mayReplace = true): FolderLock {
  const database = new Database(path, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    const { code } = error as { code?: string };
    if (mayReplace && (code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT')) {
      rmSync(path);
      return hold(path, false);
    }
    throw error;
  }
  return { release: () => void database.close() };
}
