/** Keeping the book: backups, the disk, exports and purges wired to the desk. */
import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { EntryBody } from './contract/entry.ts';
import type { Refusal, Result } from './contract/refusal.ts';
import type { Desk } from './desk.ts';
import { type Clock, delay } from './kernel/clock.ts';
import type { Logger } from './kernel/logger.ts';
import { runJob } from './keeping-jobs.ts';
import { Retention } from './ledger/retention.ts';
import type { Storage } from './storage.ts';
import { rememberOtherFolder } from './store/backup-files.ts';
import { BackupSchedule, type BackupTarget } from './store/backup-schedule.ts';
import { isLarge, suspicionOf } from './store/database.ts';
import { DiskWatch } from './store/disk-watch.ts';
import { reserveFile } from './store/reserve-file.ts';
import { StorageFailure } from './store/storage-failure.ts';
import { replaceFile } from './store/whole-file.ts';

/** The desktop shell ends a host that takes much longer to stop; a copy that is cut off has no name yet and is no backup. */
const LAST_BACKUP_MS = 5000;

export interface KeepingOptions {
  dataFolder: string;
  desk: Desk;
  storage: Storage;
  clock: Clock;
  logger: Logger;
}

export class Keeping {
  readonly #options: KeepingOptions;
  readonly #path: string;
  readonly #backups: BackupSchedule;
  readonly #disk: DiskWatch;
  readonly #retention: Retention;

  constructor(options: KeepingOptions) {
    const { dataFolder, desk, storage, clock, logger } = options;
    const { ledger, status, playout, broadcasts } = desk;
    const { writer, reader } = storage;
    this.#options = options;
    this.#path = join(dataFolder, 'studio.db');
    this.#disk = new DiskWatch({
      folder: dataFolder,
      clock,
      freeBytes() {
        const { bavail, bsize } = statfsSync(dataFolder);
        return bavail * bsize;
      },
      reserve: reserveFile(join(dataFolder, 'reserve')),
      hold: (failure) => writer.hold(failure),
      probe: () => storage.settings.set('disk-probe', clock.nowMs()),
      onProblem: (problem) => status.setProblem('disk', problem),
      logger,
    });
    writer.onFailed((code) => this.#disk.failed(code));
    this.#backups = new BackupSchedule({
      dataFolder,
      otherTarget: () => this.#otherTarget(),
      backUp: (target, atMs) => runJob('backUp', { source: this.#path, target, atMs }),
      headSeq: () => ledger.headSeq,
      onAir: () => playout.state.get().broadcast.phase === 'onAir',
      hasRoom: () => this.#disk.holdback === null,
      onProblem: (name, problem) => status.setProblem(name, problem),
      onDamaged: () => this.#suspect(),
      clock,
      logger,
    });
    this.#backups.state.subscribe(({ lastBackup }) => lastBackup && status.setLastBackup(lastBackup));
    const { lastBackup } = this.#backups.state.get();
    if (lastBackup) status.setLastBackup(lastBackup);
    this.#retention = new Retention({
      broadcasts,
      reader,
      writer,
      append: (drafts) => ledger.append(drafts),
      folder: join(dataFolder, 'exports'),
      exportBroadcast: (folder, broadcastId) => runJob('exportBroadcast', { path: this.#path, folder, broadcastId }),
      checkExport: (file, broadcastId) => runJob('checkExport', { path: this.#path, file, broadcastId }),
      currentBroadcastId: () => playout.broadcastId,
      retentionYears: () => status.settings.retentionYears,
      clock,
    });
    ledger.onAppended((entries) => {
      if (!entries.some(({ kind }) => kind === 'broadcast.ended')) return;
      status.setProblem('recovered', null);
      void this.#backups.now();
    });
  }

  /** Why only what must be kept is written now; null while there is room for everything. */
  get holdback(): Refusal | null {
    return this.#disk.holdback;
  }

  start(): void {
    const { desk, storage } = this.#options;
    this.#rememberPlace();
    const recovered = storage.recovered ?? desk.recovered;
    if (recovered) desk.status.setProblem('recovered', sayRecovered(recovered));
    this.#disk.start();
    this.#backups.start();
    if (isLarge(this.#path)) void this.#checkBeside();
  }

  backUp(): Promise<Result<{ files: string[] }>> {
    this.#rememberPlace();
    return this.#backups.now();
  }

  async exportBroadcast(broadcastId: string, actor: string): Promise<Result<{ file: string; entries: number }>> {
    const refusal = this.#disk.holdback;
    if (refusal) return { ok: false, refusal };
    return this.#retention.export(broadcastId, actor);
  }

  purgeBroadcast(broadcastId: string, actor: string): Promise<Result<{ entries: number }>> {
    return this.#retention.purge(broadcastId, actor);
  }

  /** Backs up what was appended since the last backup, as far as there is time; to be called before the storage closes. */
  async stop(): Promise<void> {
    this.#disk.stop();
    await Promise.race([this.#backups.stop(), delay(this.#options.clock, LAST_BACKUP_MS)]);
  }

  /** A folder of this studio's own: several may share the disk. */
  #otherTarget(): BackupTarget | null {
    const { backupFolder, studioId } = this.#options.desk.status.settings;
    return backupFolder === null
      ? null
      : { folder: join(backupFolder, `hetian-${studioId.replaceAll(/[^\w.-]/gu, '_')}`), base: backupFolder };
  }

  #rememberPlace(): void {
    rememberOtherFolder(this.#options.dataFolder, this.#otherTarget()?.folder ?? null);
  }

  async #checkBeside(): Promise<void> {
    try {
      await runJob('check', { path: this.#path });
    } catch (error) {
      if (error instanceof StorageFailure && error.code === 'storage-damaged') this.#suspect();
      else this.#options.logger.error({ err: error }, 'the database could not be checked');
    }
  }

  /** The next start checks the file whatever its size, and recovers it. */
  #suspect(): void {
    replaceFile(suspicionOf(this.#path), '');
    this.#options.desk.status.setProblem('damaged', { code: 'storage-suspect', context: { file: this.#path } });
  }
}

function sayRecovered(recovered: EntryBody<'storage.recovered'>): Refusal {
  const { damagedFile, backupFile, salvaged, missingFromSeq, missingToSeq, missingFromAtMs, missingToAtMs } = recovered;
  const time = (atMs: number | null) => (atMs === null ? '' : new Date(atMs).toLocaleString('sv-SE'));
  const missing = missingFromSeq === null ? '0' : `${missingFromSeq}–${missingToSeq} (${time(missingFromAtMs)} – ${time(missingToAtMs)})`;
  return { code: 'storage-recovered', context: { file: damagedFile, backup: backupFile ?? '—', salvaged, missing } };
}
