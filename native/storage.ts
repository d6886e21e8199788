/** The data folder opened for one host: lock, database with its writer, settings, secrets. */
import { join } from 'node:path';
import { accepted, type Result } from './contract/refusal.ts';
import type { Clock } from './kernel/clock.ts';
import type { Logger } from './kernel/logger.ts';
import type { SecretStore } from './kernel/secret-store.ts';
import { runJob } from './keeping-jobs.ts';
import { openFileSecrets } from './store/file-secrets.ts';
import { OWN_BACKUPS, otherFolderOf } from './store/backup-files.ts';
import { lockFolder } from './store/folder-lock.ts';
import type { Recovered } from './store/recovery.ts';
import { Reader } from './store/reader.ts';
import { Settings } from './store/settings.ts';
import { StorageFailure } from './store/storage-failure.ts';
import { Writer } from './store/writer.ts';

export interface Storage {
  writer: Writer;
  reader: Reader;
  settings: Settings;
  secrets: SecretStore;
  /** The database was damaged and came back from a backup, or from what could be read. */
  recovered: Recovered | null;
  close(): Promise<void>;
}

/** The writer's thread starts from source in development and tests, from the bundle in the desktop app. */
const writerUrl = new URL(import.meta.url.endsWith('.ts') ? './writer-worker.ts' : './writer-worker.js', import.meta.url);

/** `secrets` replaces the private file where the system has a store of its own. A damaged database is recovered first. */
export async function openStorage(options: {
  folder: string;
  secrets: SecretStore | undefined;
  clock: Clock;
  logger: Logger;
}): Promise<Result<Storage>> {
  const { folder, secrets, clock, logger } = options;
  const lock = lockFolder(folder);
  if (!lock.ok) return lock;
  const path = join(folder, 'studio.db');
  try {
    const store = secrets ? accepted(secrets) : openFileSecrets(join(folder, 'secrets.json'));
    if (!store.ok) {
      lock.value.release();
      return store;
    }
    const { writer, recovered } = await startWriter(folder, path, clock, logger);
    const reader = Reader.open(path);
    return accepted({
      writer,
      reader,
      settings: new Settings(reader, writer),
      secrets: store.value,
      recovered,
      async close() {
        reader.close();
        await writer.close();
        lock.value.release();
      },
    });
  } catch (error) {
    lock.value.release();
    if (error instanceof StorageFailure) return { ok: false, refusal: { code: error.code, context: error.context } };
    throw error;
  }
}

async function startWriter(folder: string, path: string, clock: Clock, logger: Logger) {
  const start = () => Writer.start({ path, workerUrl: writerUrl, logger });
  try {
    return { writer: await start(), recovered: null };
  } catch (error) {
    if (!(error instanceof StorageFailure) || error.code !== 'storage-damaged') throw error;
    logger.error({ err: error }, 'the database is damaged');
    const other = otherFolderOf(folder);
    const backupFolders = [join(folder, OWN_BACKUPS), ...(other === null ? [] : [other])];
    const recovered = await runJob('recover', { path, backupFolders, nowMs: clock.nowMs() });
    logger.warn({ recovered }, 'the database was recovered');
    return { writer: await start(), recovered };
  }
}
