/** Watches the disk of the data folder: warns early, holds writing back when it is full, and goes on by itself once there is room. */
import type { Refusal } from '../contract/refusal.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import { type LiveState, MutableState } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import { StorageFailure } from './storage-failure.ts';

/** `low` warns; from `critical` on only what must be kept is written; `full` stores nothing. */
export type StorageHealth = 'ok' | 'low' | 'critical' | 'full';

/** A file that takes up room which the ledger gets when there is none left. */
export interface Reserve {
  readonly bytes: number;
  exists(): boolean;
  create(): Promise<void>;
  release(): void;
}

export interface DiskWatchPorts {
  folder: string;
  clock: Clock;
  /** Bytes that this user can still write; throws when the disk does not answer. */
  freeBytes(): number;
  reserve: Reserve;
  /** Refuses all writing with this failure until it is null again. */
  hold(failure: StorageFailure | null): void;
  /** A small durable write; rejects with `StorageFailure`. */
  probe(): Promise<void>;
  onProblem(problem: Refusal | null): void;
  logger: Logger;
}

const MB = 1024 * 1024;
export const LOW_BYTES = 2048 * MB;
export const CRITICAL_BYTES = 500 * MB;
const LOW_MS = 30 * 60_000;
const WATCH_MS = 2000;
const RETRY_MS = 1000;
/** So much must have become free before writing is tried again. */
const ROOM_BYTES = 8 * MB;
/** The rate is told over this time, so that one large file is not taken for a habit. */
const RATE_WINDOW_MS = 5 * 60_000;
const RATE_LEAST_MS = 60_000;

export class DiskWatch {
  readonly #ports: DiskWatchPorts;
  readonly #state = new MutableState<{ health: StorageHealth }>({ health: 'ok' });
  #failure: 'storage-full' | 'storage-unwritable' | null = null;
  /** Bytes free when the disk was found full, after the reserve was given up. */
  #freeWhenFull = 0;
  #hadReserve = false;
  #timer: Timer | null = null;
  #stopped = false;
  #samples: { atMs: number; free: number }[] = [];

  constructor(ports: DiskWatchPorts) {
    this.#ports = ports;
  }

  get state(): LiveState<{ health: StorageHealth }> {
    return this.#state;
  }

  /** Why only what must be kept is written now; null while there is room for everything. */
  get holdback(): Refusal | null {
    const { folder, freeBytes } = this.#ports;
    if (!['critical', 'full'].includes(this.#state.get().health)) return null;
    return { code: 'disk-low', context: { folder, freeMb: Math.floor(freeBytes() / MB) } };
  }

  start(): void {
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  /** A write has failed for want of room or of permission. */
  failed(code: StorageFailure['code']): void {
    if (code !== 'storage-full' && code !== 'storage-unwritable') return;
    if (this.#stopped || this.#failure === code) return;
    this.#failure = code;
    const { folder, reserve, freeBytes, hold, onProblem, logger } = this.#ports;
    logger.error({ code, folder }, 'nothing can be stored');
    if (code === 'storage-full') {
      // What the reserve took is for closing the files well, not for more orders.
      this.#hadReserve ||= reserve.exists();
      reserve.release();
      this.#freeWhenFull = freeBytes();
      hold(new StorageFailure('storage-full', { folder }));
      this.#state.patch({ health: 'full' });
    }
    onProblem({ code, context: { folder } });
    this.#schedule();
  }

  #schedule(): void {
    this.#timer?.cancel();
    if (this.#stopped) return;
    this.#timer = this.#ports.clock.after(this.#failure ? RETRY_MS : WATCH_MS, () => {
      this.#look().then(
        () => this.#schedule(),
        (error: unknown) => {
          this.#ports.logger.error({ err: error }, 'the disk could not be looked at');
          this.#schedule();
        },
      );
    });
  }

  async #look(): Promise<void> {
    const { freeBytes, reserve } = this.#ports;
    const free = freeBytes();
    if (this.#failure) return this.#retry(free);
    if (!reserve.exists() && free > 4 * reserve.bytes) await reserve.create();
    this.#tell(free);
  }

  async #retry(free: number): Promise<void> {
    const { reserve, hold, probe, logger } = this.#ports;
    const failure = this.#failure;
    // What the reserve itself has set free is no room.
    if (failure === 'storage-full' && free < this.#freeWhenFull + ROOM_BYTES) return;
    try {
      if (failure === 'storage-full' && this.#hadReserve) await reserve.create();
      hold(null);
      this.#failure = null;
      await probe();
    } catch (error) {
      reserve.release();
      this.#failure = failure;
      if (failure === 'storage-full') hold(new StorageFailure('storage-full', { folder: this.#ports.folder }));
      logger.warn({ err: error }, 'still nothing can be stored');
      return;
    }
    this.#hadReserve = false;
    this.#samples = [];
    this.#tell(this.#ports.freeBytes());
  }

  #tell(free: number): void {
    const { clock, folder, onProblem } = this.#ports;
    const leftMs = this.#leftMs(free, clock.monotonicMs());
    const low = free < LOW_BYTES || leftMs < LOW_MS;
    this.#state.patch({ health: free < CRITICAL_BYTES ? 'critical' : low ? 'low' : 'ok' });
    onProblem(low ? { code: 'disk-low', context: { folder, freeMb: Math.floor(free / MB) } } : null);
  }

  /** Until the disk is full, if it goes on as in the last minutes. */
  #leftMs(free: number, nowMs: number): number {
    this.#samples = [...this.#samples.filter(({ atMs }) => atMs > nowMs - RATE_WINDOW_MS), { atMs: nowMs, free }];
    const first = this.#samples[0]!;
    const taken = first.free - free;
    const lengthMs = nowMs - first.atMs;
    return taken <= 0 || lengthMs < RATE_LEAST_MS ? Number.POSITIVE_INFINITY : (free / taken) * lengthMs;
  }
}
