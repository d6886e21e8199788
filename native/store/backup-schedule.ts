/** When backups are made: every few minutes while there is something to lose, at the end of a broadcast, at a clean stop, and on demand. */
import { join } from 'node:path';
import { accepted, type Refusal, refused, type Result } from '../contract/refusal.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import { type LiveState, MutableState } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Backup } from './backup.ts';
import { listBackups, OWN_BACKUPS } from './backup-files.ts';
import { StorageFailure } from './storage-failure.ts';

export interface BackupTarget {
  folder: string;
  /** Must be there already: a disk that is not plugged in is not replaced by a folder on this one. */
  base: string;
}

export interface LastBackup {
  atMs: number;
  /** Absolute paths. */
  files: string[];
  /** Counted by the check of the copy; null for one that an earlier run made. */
  entries: number | null;
}

export interface BackupPorts {
  dataFolder: string;
  /** On another disk; null without one. */
  otherTarget(): BackupTarget | null;
  backUp(target: BackupTarget, atMs: number): Promise<Backup>;
  headSeq(): number;
  onAir(): boolean;
  /** False while the data folder's disk has no room for more than the ledger. */
  hasRoom(): boolean;
  onProblem(name: 'backup' | 'backup-other', problem: Refusal | null): void;
  /** A copy was not whole, and so is its source. */
  onDamaged(): void;
  clock: Clock;
  logger: Logger;
}

export const BACKUP_INTERVAL_MS = 5 * 60_000;

export class BackupSchedule {
  readonly #ports: BackupPorts;
  readonly #state: MutableState<{ lastBackup: LastBackup | null }>;
  #timer: Timer | null = null;
  #underWay: Promise<unknown> = Promise.resolve();
  #keptSeq: number;

  constructor(ports: BackupPorts) {
    this.#ports = ports;
    const [newest] = listBackups(join(ports.dataFolder, OWN_BACKUPS));
    this.#state = new MutableState<{ lastBackup: LastBackup | null }>({
      lastBackup: newest ? { atMs: newest.atMs, files: [newest.path], entries: null } : null,
    });
    // Without a backup there is something to lose from the first entry on.
    this.#keptSeq = newest ? ports.headSeq() : 0;
  }

  get state(): LiveState<{ lastBackup: LastBackup | null }> {
    return this.#state;
  }

  start(): void {
    this.#timer = this.#ports.clock.after(BACKUP_INTERVAL_MS, () => {
      this.start();
      if (this.#ports.onAir() || this.#isBehind()) void this.now();
    });
  }

  /** One after another; refused with `backup-failed` when no folder has got a checked copy. */
  now(): Promise<Result<{ files: string[] }>> {
    const made = this.#underWay.then(() => this.#make());
    this.#underWay = made;
    return made;
  }

  /** Resolves when no backup is under way. */
  async idle(): Promise<void> {
    await this.#underWay;
  }

  /** The last backup, if something was appended since the one before. */
  async stop(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = null;
    if (this.#isBehind()) await this.now();
    await this.#underWay;
  }

  #isBehind(): boolean {
    return this.#ports.headSeq() > this.#keptSeq;
  }

  async #make(): Promise<Result<{ files: string[] }>> {
    const { dataFolder, clock, headSeq } = this.#ports;
    const atMs = clock.nowMs();
    const seq = headSeq();
    const own = await this.#tryTarget('backup', { folder: join(dataFolder, OWN_BACKUPS), base: dataFolder }, atMs);
    const otherTarget = this.#ports.otherTarget();
    if (!otherTarget) this.#ports.onProblem('backup-other', null);
    const other = otherTarget && (await this.#tryTarget('backup-other', otherTarget, atMs));
    const made = [own, other].flatMap((tried) => (tried?.ok ? [tried.value] : []));
    if (!own.ok && made.length === 0) return own;
    const files = made.map(({ file }) => file);
    this.#keptSeq = seq;
    this.#state.patch({ lastBackup: { atMs, files, entries: made[0]!.entries } });
    return accepted({ files });
  }

  async #tryTarget(name: 'backup' | 'backup-other', target: BackupTarget, atMs: number): Promise<Result<Backup>> {
    const { backUp, hasRoom, onDamaged, onProblem, logger } = this.#ports;
    const { folder } = target;
    try {
      if (name === 'backup' && !hasRoom()) throw new StorageFailure('storage-full', { folder }, 'the room left is for the ledger');
      const backup = await backUp(target, atMs);
      onProblem(name, null);
      return accepted(backup);
    } catch (error) {
      if (!(error instanceof StorageFailure)) throw error;
      logger.error({ err: error, folder }, 'a backup failed');
      if (error.code === 'storage-damaged') onDamaged();
      const failed = refused('backup-failed', { folder, problem: error.code });
      onProblem(name, failed.refusal);
      return failed;
    }
  }
}
