/** Makes a backup: an online copy that is opened and checked before it gets its name. Runs in a thread of its own. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { BackupTarget } from './backup-schedule.ts';
import { backupName, listBackups, outdatedBackups } from './backup-files.ts';
import { type CopyFacts, checkCopy } from './copy-check.ts';
import { openForReading, removeDatabase } from './database.ts';
import { StorageFailure, storageFailureOf } from './storage-failure.ts';
import { syncFile, syncFolder } from './whole-file.ts';

export interface Backup extends CopyFacts {
  file: string;
  bytes: number;
}

/** Left free beside a copy, for the ledger itself. */
const ROOM_TO_LEAVE_BYTES = 256 * 1024 * 1024;
const DRAFT = 'backup.new';

/**
 * Copies the database at `source` into the target's folder and prunes what is outdated there. Throws `StorageFailure`:
 * `storage-damaged` when the copy, and so its source, is not whole.
 */
export async function backUp(options: { source: string; target: BackupTarget; atMs: number }): Promise<Backup> {
  const { source, atMs } = options;
  const { folder, base } = options.target;
  const draft = join(folder, DRAFT);
  try {
    if (!existsSync(base)) throw new StorageFailure('storage-unwritable', { folder: base }, 'the folder is not there');
    mkdirSync(folder, { recursive: true });
    makeRoom(folder, sizeOf(source));
    removeDatabase(draft);
    await copy(source, draft);
    const facts = checkCopy(draft);
    const file = join(folder, backupName(atMs));
    renameSync(draft, file);
    syncFolder(folder);
    for (const { path } of outdatedBackups(listBackups(folder))) rmSync(path, { force: true });
    return { ...facts, file, bytes: statSync(file).size };
  } catch (error) {
    if (existsSync(folder)) removeDatabase(draft);
    throw storageFailureOf(error, draft) ?? error;
  }
}

async function copy(source: string, draft: string): Promise<void> {
  const database = openForReading(source);
  try {
    // All pages in one step: the writer goes on beside it, and a copy in several steps would begin anew with each commit.
    await database.backup(draft, { progress: () => 0x7fff_ffff });
  } finally {
    database.close();
  }
  const copied = new Database(draft);
  // A copy is one file; the log that WAL mode needs beside it would have to be kept with it.
  copied.pragma('journal_mode = DELETE');
  copied.close();
  syncFile(draft);
}

function sizeOf(source: string): number {
  const wal = `${source}-wal`;
  return statSync(source).size + (existsSync(wal) ? statSync(wal).size : 0);
}

/** The oldest backups go first when the disk is short; the newest one stays. */
function makeRoom(folder: string, bytes: number): void {
  // A copy that a kill left half.
  for (const name of readdirSync(folder)) if (name.startsWith(DRAFT)) rmSync(join(folder, name));
  const files = listBackups(folder);
  while (freeBytes(folder) < bytes + ROOM_TO_LEAVE_BYTES && files.length > 1) rmSync(files.pop()!.path);
  if (freeBytes(folder) < bytes + ROOM_TO_LEAVE_BYTES) throw new StorageFailure('storage-full', { folder }, 'no room for a backup');
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
