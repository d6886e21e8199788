/** One host per data folder, until its process dies. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type FolderLock, lockFolder } from '../../../native/store/folder-lock.ts';
import { temporaryFolder } from './test-storage.ts';

const child = fileURLToPath(new URL('./holding-child.ts', import.meta.url));

function held(folder: string): FolderLock {
  const lock = lockFolder(folder);
  if (!lock.ok) throw new Error(lock.refusal.code);
  onTestFinished(() => lock.value.release());
  return lock.value;
}

describe('the lock of the data folder', () => {
  it('ST14 another process that holds the folder is respected until it dies, however it dies', async () => {
    const folder = temporaryFolder();
    const other = spawn(process.execPath, [child, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(other, 'exit');
    const [line] = (await once(other.stdout, 'data')) as [Buffer];
    expect(line.toString().trim()).toBe('held');
    expect(lockFolder(folder)).toEqual({ ok: false, refusal: { code: 'storage-in-use', context: { folder } } });
    other.kill('SIGKILL');
    await exited;
    held(folder);
  });

  it('holds within one process and is free after its release', () => {
    const folder = join(temporaryFolder(), 'new');
    const first = held(folder);
    expect(lockFolder(folder)).toMatchObject({ ok: false, refusal: { code: 'storage-in-use' } });
    first.release();
    held(folder);
  });

  it('a lock file that was overwritten locks all the same', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'studio.lock'), 'not a database, but long enough to be taken for one'.repeat(20));
    held(folder);
    expect(lockFolder(folder).ok).toBe(false);
  });

  it('a folder that cannot be written is told', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(lockFolder(join(folder, 'file'))).toMatchObject({ ok: false, refusal: { code: 'storage-unwritable' } });
    mkdirSync(join(folder, 'studio.lock'));
    expect(lockFolder(folder)).toMatchObject({ ok: false, refusal: { code: 'storage-unwritable', context: { folder } } });
  });
});
