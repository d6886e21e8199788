/** Backups: made beside the writer, checked, kept by age, and told when they fail. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { runJob } from '../../../native/keeping-jobs.ts';
import { backUp } from '../../../native/store/backup.ts';
import { backupName, listBackups, otherFolderOf, outdatedBackups, rememberOtherFolder } from '../../../native/store/backup-files.ts';
import { BACKUP_INTERVAL_MS, BackupSchedule, type BackupPorts } from '../../../native/store/backup-schedule.ts';
import { checkCopy } from '../../../native/store/copy-check.ts';
import { manualClock, settled } from '../manual-clock.ts';
import { zero } from './damage.ts';
import { note, openTestStorage, paid, temporaryFolder } from './test-storage.ts';

const MINUTE_MS = 60_000;

describe('a backup', () => {
  it('ST20 is a whole copy of one moment, made in a thread beside the writer that goes on', async () => {
    const storage = await openTestStorage();
    await storage.ledger.append(Array.from({ length: 3000 }, (_, at) => paid(`before-${at}`)));
    const folder = join(temporaryFolder(), 'backups');
    let appended = 0;
    let done = false;
    const writing = (async () => {
      while (!done) {
        await storage.ledger.append([paid(`during-${appended}`)]);
        appended += 1;
      }
    })();
    const backup = await runJob('backUp', {
      source: storage.path,
      target: { folder, base: dirname(folder) },
      atMs: Date.UTC(2026, 10, 24),
    });
    done = true;
    await writing;
    expect(appended).toBeGreaterThan(0);
    expect(readdirSync(folder)).toEqual(['studio-20261124T000000000Z.db']);
    expect(backup.entries).toBeGreaterThanOrEqual(3000);
    expect(backup.entries).toBe(backup.headSeq);
    const copy = new Database(backup.file, { readonly: true });
    expect(copy.prepare('SELECT order_count AS n FROM broadcast_sales').get()).toEqual({ n: backup.entries });
    copy.close();
  });

  it('ST21 gets its name only when it was opened and read to the last row', async () => {
    const storage = await openTestStorage();
    await storage.ledger.append(Array.from({ length: 2000 }, (_, at) => note(`note ${at} ${'x'.repeat(200)}`)));
    await storage.close();
    zero(storage.path, 4096 * 30, 4096);
    const folder = temporaryFolder();
    const target = { folder, base: folder };
    await expect(backUp({ source: storage.path, target, atMs: 1 })).rejects.toMatchObject({ code: 'storage-damaged' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('ST21 a copy that lost entries is not whole, although SQLite finds nothing', async () => {
    const storage = await openTestStorage();
    await storage.ledger.append([note('one'), note('two')]);
    await storage.close();
    expect(checkCopy(storage.path)).toEqual({ headSeq: 2, entries: 2 });
    const database = new Database(storage.path);
    database.exec('DROP TRIGGER entry_never_goes; DELETE FROM entry WHERE seq = 1');
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    database.close();
    expect(() => checkCopy(storage.path)).toThrow(/in the chain/u);
  });

  it('ST22 keeps the last twelve, one an hour for a day and one a day for a month, and always the newest', () => {
    const newestMs = Date.UTC(2026, 10, 24, 12);
    const every = (count: number) => Array.from({ length: count }, (_, at) => ({ path: String(at), atMs: newestMs - at * 5 * MINUTE_MS }));
    const files = every(60 * 24 * 12);
    const gone = new Set(outdatedBackups(files));
    const kept = files.filter((file) => !gone.has(file));
    expect(kept.slice(0, 12)).toEqual(files.slice(0, 12));
    expect(
      new Set(kept.filter(({ atMs }) => newestMs - atMs < 24 * 60 * MINUTE_MS).map(({ atMs }) => Math.floor(atMs / 3_600_000))).size,
    ).toBe(25);
    expect(kept.filter(({ atMs }) => newestMs - atMs >= 24 * 60 * MINUTE_MS)).toHaveLength(29);
    expect(outdatedBackups(files.slice(0, 1))).toEqual([]);
    expect(outdatedBackups([])).toEqual([]);
  });

  it('ST22 names tell the time and foreign files are left alone', async () => {
    const storage = await openTestStorage();
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'photo.jpg'), '');
    writeFileSync(join(folder, 'studio-copy.db'), '');
    for (let at = 0; at < 14; at += 1) writeFileSync(join(folder, backupName(at * 1000)), '');
    await backUp({ source: storage.path, target: { folder, base: folder }, atMs: 90_000 });
    expect(listBackups(folder).map(({ atMs }) => atMs)).toEqual([90_000, ...Array.from({ length: 11 }, (_, at) => (13 - at) * 1000)]);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['photo.jpg', 'studio-copy.db']));
  });

  it('remembers the other folder beside the database', () => {
    const folder = temporaryFolder();
    expect(otherFolderOf(folder)).toBeNull();
    rememberOtherFolder(folder, '/media/disk/hetian-studio-1');
    expect(otherFolderOf(folder)).toBe('/media/disk/hetian-studio-1');
    rememberOtherFolder(folder, null);
    expect(otherFolderOf(folder)).toBeNull();
    writeFileSync(join(folder, 'backup-folder.json'), 'half');
    expect(otherFolderOf(folder)).toBeNull();
  });
});

describe('the schedule of backups', () => {
  function schedule(source: string, changes: Partial<BackupPorts> = {}) {
    const clock = manualClock();
    const problems = new Map<string, unknown>();
    const desk = { headSeq: 0, onAir: false, hasRoom: true, other: null as { folder: string; base: string } | null, made: 0, damaged: 0 };
    const dataFolder = temporaryFolder();
    const backups = new BackupSchedule({
      dataFolder,
      otherTarget: () => desk.other,
      async backUp(target, atMs) {
        desk.made += 1;
        return backUp({ source, target, atMs });
      },
      headSeq: () => desk.headSeq,
      onAir: () => desk.onAir,
      hasRoom: () => desk.hasRoom,
      onProblem: (name, problem) => (problem ? problems.set(name, problem) : problems.delete(name)),
      onDamaged: () => (desk.damaged += 1),
      clock,
      logger: silentLogger,
      ...changes,
    });
    return { backups, clock, desk, problems, dataFolder };
  }

  /** A copy takes real time, which no clock of a test moves. */
  async function afterInterval(clock: ReturnType<typeof manualClock>, backups: BackupSchedule): Promise<void> {
    await clock.advance(BACKUP_INTERVAL_MS);
    await backups.idle();
  }

  it('ST23 backs up every five minutes when something was appended or while on air, and not otherwise', async () => {
    const { path } = await openTestStorage();
    const { backups, clock, desk } = schedule(path);
    backups.start();
    await afterInterval(clock, backups);
    expect(desk.made).toBe(0);
    desk.headSeq = 5;
    await afterInterval(clock, backups);
    await afterInterval(clock, backups);
    expect(desk.made).toBe(1);
    desk.onAir = true;
    await afterInterval(clock, backups);
    await afterInterval(clock, backups);
    expect(desk.made).toBe(3);
    expect(backups.state.get().lastBackup).toMatchObject({ atMs: 5 * BACKUP_INTERVAL_MS, entries: 0 });
    await backups.stop();
    expect(desk.made).toBe(3);
    desk.headSeq = 6;
    await backups.stop();
    expect(desk.made).toBe(4);
  });

  it('ST24 a missing disk is a standing problem while own backups go on, and is over when the disk is back', async () => {
    const { path } = await openTestStorage();
    const { backups, desk, problems, dataFolder } = schedule(path);
    const disk = join(temporaryFolder(), 'disk');
    desk.other = { base: disk, folder: join(disk, 'hetian-studio') };
    expect(await backups.now()).toMatchObject({ ok: true, value: { files: [expect.stringContaining(dataFolder)] } });
    expect(problems.get('backup-other')).toEqual({
      code: 'backup-failed',
      context: { folder: join(disk, 'hetian-studio'), problem: 'storage-unwritable' },
    });
    expect(existsSync(disk)).toBe(false);
    mkdirSync(disk);
    expect(await backups.now()).toMatchObject({ ok: true, value: { files: [expect.any(String), expect.stringContaining(disk)] } });
    expect([...problems]).toEqual([]);
    desk.hasRoom = false;
    expect(await backups.now()).toMatchObject({ ok: true, value: { files: [expect.stringContaining(disk)] } });
    expect([...problems.keys()]).toEqual(['backup']);
  });

  it('ST25 a copy that is not whole says that the database itself is damaged', async () => {
    const storage = await openTestStorage();
    await storage.ledger.append(Array.from({ length: 2000 }, (_, at) => note(`note ${at} ${'x'.repeat(200)}`)));
    await storage.close();
    const good = join(temporaryFolder(), 'good.db');
    copyFileSync(storage.path, good);
    zero(storage.path, 4096 * 30, 4096);
    const { backups, desk, dataFolder } = schedule(storage.path);
    expect(await backups.now()).toMatchObject({ ok: false, refusal: { code: 'backup-failed', context: { problem: 'storage-damaged' } } });
    expect(desk.damaged).toBe(1);
    expect(listBackups(join(dataFolder, 'backups'))).toEqual([]);
    rmSync(storage.path);
    copyFileSync(good, storage.path);
    expect((await backups.now()).ok).toBe(true);
    await settled();
  });
});
