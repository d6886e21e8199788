/** Backups as files: their names, which there are, and which of them are kept. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from './whole-file.ts';

/** Folder of the studio's own backups inside the data folder. */
export const OWN_BACKUPS = 'backups';

export interface BackupFile {
  path: string;
  /** When it was made; the name says it. */
  atMs: number;
}

const NAME = /^studio-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z\.db$/u;

/** `studio-20200501T120000000Z.db`: a time in UTC, so that names stand in the order of time. */
export function backupName(atMs: number): string {
  return `studio-${timeStamp(atMs)}.db`;
}

export function timeStamp(atMs: number): string {
  return new Date(atMs).toISOString().replaceAll(/[-:.]/gu, '');
}

/** Newest first; a folder that is not there has none. */
export function listBackups(folder: string): BackupFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .flatMap((name) => {
      const atMs = timeOf(name);
      return atMs === null ? [] : [{ path: join(folder, name), atMs }];
    })
    .toSorted((a, b) => b.atMs - a.atMs);
}

function timeOf(name: string): number | null {
  const parts = NAME.exec(name);
  if (!parts) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0] = parts.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second, ms);
}

const NEWEST = 12;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 30;

/**
 * Those of the files, newest first, that may go: all but the newest twelve, the last of each hour for a day and the last of
 * each day for thirty. Times are told by the newest file, so that a clock that jumped prunes nothing.
 */
export function outdatedBackups(files: readonly BackupFile[]): BackupFile[] {
  const newestMs = files[0]?.atMs ?? 0;
  const hours = new Set<number>();
  const days = new Set<number>();
  return files.filter(({ atMs }, at) => {
    const hour = Math.floor(atMs / HOUR_MS);
    const day = Math.floor(atMs / DAY_MS);
    const lastOfHour = newestMs - atMs < DAY_MS && !hours.has(hour);
    const lastOfDay = newestMs - atMs < DAYS * DAY_MS && !days.has(day);
    hours.add(hour);
    days.add(day);
    return at >= NEWEST && !lastOfHour && !lastOfDay;
  });
}

const placeSchema = z.object({ folder: z.string().nullable() });
const placeFile = (dataFolder: string) => join(dataFolder, 'backup-folder.json');

/** Writes down the folder on the other disk beside the database, because a damaged one can no longer tell it. */
export function rememberOtherFolder(dataFolder: string, folder: string | null): void {
  if (otherFolderOf(dataFolder) !== folder) replaceFile(placeFile(dataFolder), `${JSON.stringify({ folder })}\n`);
}

/** Null where none was written down, or the file cannot be understood. */
export function otherFolderOf(dataFolder: string): string | null {
  try {
    return placeSchema.parse(JSON.parse(readFileSync(placeFile(dataFolder), 'utf8'))).folder;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
