/** Watched folders: a new export in a feed's folder is taken in by itself, once, and moved aside with the reason where it was refused. */
import { mkdirSync, readdirSync, renameSync, statSync, writeFileSync, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { OrderFileReport } from '../../contract/order-file.ts';
import { type Refusal, type RefusalCode, refused, type Result } from '../../contract/refusal.ts';
import type { Clock, Timer } from '../../kernel/clock.ts';
import type { Logger } from '../../kernel/logger.ts';
import { StorageFailure } from '../../store/storage-failure.ts';
import { ORDER_FILE_LIMITS } from './order-file.ts';
import type { OrderFileDelivery } from './order-imports.ts';

export interface WatchedFoldersPorts {
  /** The folders that are watched now. */
  folders(): readonly { source: string; folder: string }[];
  importFile(delivery: OrderFileDelivery, actor: string): Promise<Result<OrderFileReport>>;
  /** One sentence that says what happened and what to do. */
  sentence(refusal: Refusal): string;
  clock: Clock;
  logger: Logger;
}

const EVERY_MS = 3_000;
const TABLE = /\.(?:csv|tsv|txt|xlsx)$/iu;
/** Lock files of office programs, and files that a copy has not finished. */
const NOT_YET = /^(?:\.|~\$)|\.(?:part|crdownload|tmp)$/iu;
const UNREACHABLE = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EIO', 'EBUSY']);
const UNMOVABLE = new Set(['EEXIST', 'ENOTDIR', 'EACCES', 'EPERM', 'EROFS', 'EBUSY', 'EXDEV', 'ENOENT', 'ENOSPC', 'EDQUOT', 'EIO']);
const NOT_NOW: ReadonlySet<RefusalCode> = new Set(['import-running', 'import-cancelled']);

export class WatchedFolders {
  readonly #ports: WatchedFoldersPorts;
  /** Size and time of each file at the last look: one that is still being written changes. */
  #seen = new Map<string, string>();
  /** Files that were dealt with and cannot be moved, with their size and time. */
  readonly #left = new Map<string, string>();
  readonly #unreachable = new Set<string>();
  #timer: Timer | null = null;
  #scanning: Promise<void> = Promise.resolve();

  constructor(ports: WatchedFoldersPorts) {
    this.#ports = ports;
  }

  start(): void {
    this.#timer = this.#ports.clock.after(EVERY_MS, () => {
      this.#scanning = this.scan().then(() => {
        if (this.#timer) this.start();
      });
    });
  }

  /** Ends after the look that is under way. */
  async stop(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = null;
    await this.#scanning;
  }

  /** Looks once: takes in what has not changed since the last look. */
  async scan(): Promise<void> {
    const found = new Map<string, string>();
    for (const { source, folder } of this.#ports.folders()) {
      for (const name of this.#tablesIn(folder)) {
        const path = join(folder, name);
        const stamp = stampOf(path);
        if (stamp === null || this.#left.get(path) === stamp) continue;
        found.set(path, stamp);
        if (this.#seen.get(path) === stamp) await this.#take(source, folder, name, stamp);
      }
    }
    this.#seen = found;
  }

  async #take(source: string, folder: string, name: string, stamp: string): Promise<void> {
    const path = join(folder, name);
    let report: Result<OrderFileReport>;
    try {
      report = await this.#import(source, path, name);
    } catch (error) {
      if (!(error instanceof StorageFailure) && !UNREACHABLE.has(codeOf(error))) throw error;
      this.#ports.logger.warn({ file: name, code: codeOf(error) }, 'a watched file could not be taken in and is tried again');
      return;
    }
    // Another import is running, or this one was stopped, with the host perhaps; the next look finds the file again.
    if (!report.ok && NOT_NOW.has(report.refusal.code)) return;
    const wasTaken = report.ok || report.refusal.code === 'file-seen-before';
    const moved = this.#move(path, join(folder, wasTaken ? 'taken' : 'refused'), name);
    if (moved === null) this.#left.set(path, stamp);
    else if (!report.ok && !wasTaken) this.#explain(moved, report.refusal);
    this.#ports.logger.info({ file: name, source, outcome: report.ok ? 'taken' : report.refusal.code }, 'a watched file was dealt with');
  }

  /** A disk that is full takes no reason either; the log has it. */
  #explain(moved: string, refusal: Refusal): void {
    try {
      writeFileSync(`${moved}.txt`, `${this.#ports.sentence(refusal)}\n`);
    } catch (error) {
      if (!(error instanceof Error) || !('syscall' in error)) throw error;
      this.#ports.logger.warn({ err: error, file: moved }, 'the reason could not be written beside a refused file');
    }
  }

  async #import(source: string, path: string, fileName: string): Promise<Result<OrderFileReport>> {
    if (statSync(path).size > ORDER_FILE_LIMITS.bytes) {
      return refused('file-too-large', { limitMb: Math.floor(ORDER_FILE_LIMITS.bytes / 1024 / 1024), fileName });
    }
    const bytes = await readFile(path);
    return this.#ports.importFile({ source, fileName, bytes, content: 'auto', apply: true }, `feed:${source}`);
  }

  #tablesIn(folder: string): string[] {
    try {
      const names = readdirSync(folder).filter((name) => TABLE.test(name) && !NOT_YET.test(name));
      this.#unreachable.delete(folder);
      return names.sort();
    } catch (error) {
      if (!UNREACHABLE.has(codeOf(error))) throw error;
      if (!this.#unreachable.has(folder)) this.#ports.logger.warn({ folder, code: codeOf(error) }, 'a watched folder cannot be read');
      this.#unreachable.add(folder);
      return [];
    }
  }

  /** The new path, or null where the folder does not let files be moved. */
  #move(path: string, into: string, name: string): string | null {
    try {
      mkdirSync(into, { recursive: true });
      const target = freePath(into, name);
      renameSync(path, target);
      return target;
    } catch (error) {
      if (!UNMOVABLE.has(codeOf(error))) throw error;
      return null;
    }
  }
}

function stampOf(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? `${stats.size}.${stats.mtimeMs}` : null;
}

function freePath(folder: string, fileName: string): string {
  const { name, ext } = parse(fileName);
  let path = join(folder, fileName);
  for (let count = 2; existsSync(path); count += 1) path = join(folder, `${name}-${count}${ext}`);
  return path;
}

function codeOf(error: unknown): string {
  return error instanceof StorageFailure ? error.code : String((error as NodeJS.ErrnoException).code);
}
