/** Storage failures: what can go wrong with the data folder, as codes of the contract with what their sentences name. */
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Refusal } from '../contract/refusal.ts';

export type StorageFailureCode = 'storage-full' | 'storage-unwritable' | 'storage-damaged' | 'storage-newer' | 'storage-closed';

/** Nothing of the call was stored. The message is for the log; people get the sentence of the code. */
export class StorageFailure extends Error {
  readonly code: StorageFailureCode;
  readonly context: Refusal['context'];

  constructor(code: StorageFailureCode, context: Refusal['context'] = {}, detail = '') {
    super(detail ? `${code}: ${detail}` : code);
    this.name = 'StorageFailure';
    this.code = code;
    this.context = context;
  }
}

const FILE_SYSTEM_CODES: Record<string, StorageFailureCode> = {
  ENOSPC: 'storage-full',
  EDQUOT: 'storage-full',
  EACCES: 'storage-unwritable',
  EPERM: 'storage-unwritable',
  EROFS: 'storage-unwritable',
  ENOTDIR: 'storage-unwritable',
  EEXIST: 'storage-unwritable',
  ENOENT: 'storage-unwritable',
  EIO: 'storage-unwritable',
};

/** The failure that an error of SQLite or of the file system means for the file at `path`; null for any other error. */
export function storageFailureOf(error: unknown, path: string): StorageFailure | null {
  if (error instanceof StorageFailure) return error;
  if (!(error instanceof Error)) return null;
  const code = codeOf(error);
  if (code === null) return null;
  const context: Refusal['context'] = code === 'storage-damaged' ? { file: path } : { folder: dirname(path) };
  return new StorageFailure(code, context, error.message);
}

function codeOf(error: Error): StorageFailureCode | null {
  const { code } = error as NodeJS.ErrnoException;
  if (!(error instanceof Database.SqliteError)) return FILE_SYSTEM_CODES[code ?? ''] ?? null;
  if (error.code === 'SQLITE_FULL') return 'storage-full';
  if (/^SQLITE_(?:CORRUPT|NOTADB)/u.test(error.code)) return 'storage-damaged';
  if (/^SQLITE_(?:IOERR|READONLY|CANTOPEN|PERM|AUTH|BUSY|LOCKED|PROTOCOL|NOLFS)/u.test(error.code)) return 'storage-unwritable';
  return null;
}
