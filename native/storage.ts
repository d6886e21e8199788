/** The data folder opened for one host: lock, database with its writer, settings, secrets. */
import { join } from 'node:path';
import { accepted, type Result } from './contract/refusal.ts';
import type { Logger } from './kernel/logger.ts';
import type { SecretStore } from './kernel/secret-store.ts';
import { openFileSecrets } from './store/file-secrets.ts';
import { lockFolder } from './store/folder-lock.ts';
import { Reader } from './store/reader.ts';
import { Settings } from './store/settings.ts';
import { StorageFailure } from './store/storage-failure.ts';
import { Writer } from './store/writer.ts';

export interface Storage {
  writer: Writer;
  reader: Reader;
  settings: Settings;
  secrets: SecretStore;
  close(): Promise<void>;
}

/** The writer's thread starts from source in development and tests, from the bundle in the desktop app. */
const writerUrl = new URL(import.meta.url.endsWith('.ts') ? './writer-worker.ts' : './writer-worker.js', import.meta.url);

/** `secrets` replaces the private file where the system has a store of its own. */
export async function openStorage(folder: string, secrets: SecretStore | undefined, logger: Logger): Promise<Result<Storage>> {
  const lock = lockFolder(folder);
  if (!lock.ok) return lock;
  const path = join(folder, 'studio.db');
  try {
    const store = secrets ? accepted(secrets) : openFileSecrets(join(folder, 'secrets.json'));
    if (!store.ok) {
      lock.value.release();
      return store;
    }
    const writer = await Writer.start({ path, workerUrl: writerUrl, logger });
    const reader = Reader.open(path);
    return accepted({
      writer,
      reader,
      settings: new Settings(reader, writer),
      secrets: store.value,
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
