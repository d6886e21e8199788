/** Recovers from a damaged database: the newest good backup comes back, with every later entry that can still be read. */
import { constants, copyFileSync, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { type EntryBody, INBOX_ID } from '../contract/entry.ts';
import { type BackupFile, listBackups, timeStamp } from './backup-files.ts';
import { checkCopy } from './copy-check.ts';
import { createDatabase, removeDatabase, restoredOf, suspicionOf } from './database.ts';
import { migrate, migrationSteps } from './migrations.ts';
import { carveEntries, type CarvedEntry } from './page-carver.ts';
import { type Gap, salvageFrom } from './salvage.ts';
import { StorageFailure, storageFailureOf } from './storage-failure.ts';
import { syncFile, syncFolder } from './whole-file.ts';

export interface RecoveryOptions {
  /** The damaged database; it may also be gone. */
  path: string;
  backupFolders: readonly string[];
  nowMs: number;
  /** Counts and links the entries behind `backupSeq`, which come in here without the writer, or asks the next start to. */
  settle(database: Database.Database, backupSeq: number): void;
}

export type Recovered = EntryBody<'storage.recovered'>;

/**
 * Number of the first entry after a tail that may be incomplete: further on than any studio could have come since its last
 * backup. A receiver upstream drops by number what it has, so a number must never stand for two entries.
 */
const JUMP = 10_000_000;

/** Throws `StorageFailure`: `storage-damaged` when there is neither a backup nor a readable entry; nothing is touched then. */
export function recoverDatabase(options: RecoveryOptions): Recovered {
  const { path, nowMs } = options;
  const draft = `${path}.restoring`;
  try {
    removeDatabase(draft);
    rmSync(restoredOf(path), { force: true });
    const backup = newestGood(path, options.backupFolders);
    if (backup) copyFileSync(backup.path, draft, constants.COPYFILE_FICLONE);
    const backupSeq = backup?.headSeq ?? 0;
    const { entries, logTorn } = carveEntries(path, backupSeq);
    if (!backup && entries.length === 0) {
      throw new StorageFailure('storage-damaged', { file: path }, 'no backup, and nothing in it can be read');
    }
    if (!backup) createDatabase(draft);
    const stamp = timeStamp(nowMs);
    const damagedFile = `${basename(path)}.damaged-${stamp}`;
    const recovered = fill(draft, { ...options, entries, logTorn, backup, damagedFile });
    syncFile(draft);
    renameSync(draft, restoredOf(path));
    syncFolder(dirname(path));
    setAside(path, join(dirname(path), damagedFile));
    return recovered;
  } catch (error) {
    removeDatabase(draft);
    throw storageFailureOf(error, path) ?? error;
  }
}

interface GoodBackup extends BackupFile {
  headSeq: number;
}

/** Of all folders; a copy from before a migration is better than none. */
function newestGood(path: string, folders: readonly string[]): GoodBackup | null {
  const files = folders.flatMap((folder) => listBackups(folder)).toSorted((a, b) => b.atMs - a.atMs);
  for (const file of [...files, ...copiesOfMigrations(path)]) {
    try {
      return { ...file, headSeq: checkCopy(file.path).headSeq };
    } catch (error) {
      if (storageFailureOf(error, file.path) === null) throw error;
    }
  }
  return null;
}

function copiesOfMigrations(path: string): BackupFile[] {
  const folder = dirname(path);
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${basename(path)}.v`) && name.endsWith('.backup'))
    .map((name) => ({ path: join(folder, name), atMs: statSync(join(folder, name)).mtimeMs }))
    .toSorted((a, b) => b.atMs - a.atMs);
}

interface Found extends RecoveryOptions {
  entries: readonly CarvedEntry[];
  logTorn: boolean;
  backup: GoodBackup | null;
  damagedFile: string;
}

function fill(draft: string, found: Found): Recovered {
  const { backup, entries, nowMs } = found;
  const database = new Database(draft);
  try {
    database.pragma('synchronous = FULL');
    migrate(database, migrationSteps);
    return database
      .transaction(() => {
        const tail = salvageFrom(found.path, database);
        const add = database.prepare('INSERT INTO entry (seq, broadcast_id, kind, at_ms, actor, body) VALUES (?, ?, ?, ?, ?, ?)');
        const purged = purgedBroadcasts(database, entries);
        // Pages that a purge has freed may still hold what went.
        const kept = entries.filter(({ broadcastId }) => !purged.has(broadcastId));
        for (const { seq, broadcastId, kind, atMs, actor, body } of kept) add.run(seq, broadcastId, kind, atMs, actor, body);
        const backupSeq = backup?.headSeq ?? 0;
        const headSeq = kept.at(-1)?.seq ?? backupSeq;
        const certain = tail !== null && tail === headSeq && !found.logTorn;
        const seq = headSeq + (certain ? 1 : JUMP);
        const missing = missingOf(database, backupSeq, certain ? null : seq, nowMs);
        const body: Recovered = {
          damagedFile: found.damagedFile,
          backupFile: backup ? basename(backup.path) : null,
          backupSeq,
          salvaged: kept.length,
          missingFromSeq: missing?.fromSeq ?? null,
          missingToSeq: missing?.toSeq ?? null,
          missingFromAtMs: missing?.fromAtMs ?? null,
          missingToAtMs: missing?.toAtMs ?? null,
        };
        add.run(seq, currentBroadcast(database), 'storage.recovered', nowMs, 'studio', JSON.stringify(body));
        found.settle(database, backupSeq);
        return body;
      })
      .immediate();
  } finally {
    database.close();
  }
}

/** The span in which entries may be missing: from the first number that is not there to the last. */
function missingOf(database: Database.Database, backupSeq: number, nextSeq: number | null, nowMs: number): Gap | null {
  const rows = database
    .prepare<[number], { seq: number; at_ms: number }>('SELECT seq, at_ms FROM entry WHERE seq >= ? ORDER BY seq')
    .all(backupSeq);
  let missing: Gap | null = null;
  let before = { seq: backupSeq, at_ms: rows[0]?.at_ms ?? nowMs };
  const ends = nextSeq === null ? rows : [...rows, { seq: nextSeq, at_ms: nowMs }];
  for (const row of ends) {
    if (row.seq > before.seq + 1) {
      const start: Pick<Gap, 'fromSeq' | 'fromAtMs'> = missing ?? { fromSeq: before.seq + 1, fromAtMs: before.at_ms };
      missing = { fromSeq: start.fromSeq, fromAtMs: start.fromAtMs, toSeq: row.seq - 1, toAtMs: Math.max(row.at_ms, start.fromAtMs) };
    }
    before = row;
  }
  return missing;
}

function purgedBroadcasts(database: Database.Database, entries: readonly CarvedEntry[]): Set<string> {
  const known = database.prepare<[], { id: string }>('SELECT broadcast_id AS id FROM purged_broadcast').all();
  const later = entries
    .filter(({ kind }) => kind === 'broadcast.purged')
    .map(({ body }) => (JSON.parse(body) as EntryBody<'broadcast.purged'>).purgedBroadcastId);
  return new Set([...known.map(({ id }) => id), ...later]);
}

/** Where the recovery is put on record. */
function currentBroadcast(database: Database.Database): string {
  const opened = database
    .prepare<[], { id: string }>("SELECT broadcast_id AS id FROM entry WHERE kind = 'broadcast.opened' ORDER BY seq DESC LIMIT 1")
    .get();
  return opened?.id ?? INBOX_ID;
}

/** The damaged file is kept with its log. A kill in between is finished by the next start, from the restored file. */
function setAside(path: string, damaged: string): void {
  if (existsSync(path)) renameSync(path, damaged);
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${damaged}-wal`);
  rmSync(`${path}-shm`, { force: true });
  renameSync(restoredOf(path), path);
  rmSync(suspicionOf(path), { force: true });
  syncFolder(dirname(path));
}
