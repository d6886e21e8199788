/** Converts what waits, the longest waiting first and one at a time, and never while it should hold off. */
import { existsSync } from 'node:fs';
import { refused, type Result } from '../contract/refusal.ts';
import { type Clock, delay } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { newId } from '../kernel/new-id.ts';
import { CRITICAL_BYTES } from '../store/disk-watch.ts';
import { StorageFailure } from '../store/storage-failure.ts';
import { convert, type Playable } from './conversion.ts';
import type { Target } from './conversion-plan.ts';
import type { MediaFact } from './media-facts.ts';
import type { MediaFolder } from './media-folder.ts';
import type { MediaPrograms } from './media-programs.ts';
import type { MediaRecord } from './media-store.ts';
import type { Running } from './media-views.ts';

export interface QueuePorts {
  folder: MediaFolder;
  clock: Clock;
  logger: Logger;
  freeBytes(): number;
  tell(fact: MediaFact): void;
  waiting(): MediaRecord[];
  record(mediaId: string): MediaRecord | null;
  target(): Target;
  change(mediaId: string, fields: Partial<MediaRecord>): Promise<void>;
  holdsOff(): boolean;
  /** Something is further than before. */
  changed(): void;
}

const MB = 1024 * 1024;
/** Highest rate of what is made, picture and sound together. */
const BYTES_A_SECOND = (12_000_000 + 160_000) / 8;
/** Before so much is done, what is left cannot be told. */
const TELLING_PART = 0.03;
/** A disk that does not take a row is asked again after this. */
const STORAGE_AGAIN_MS = 10_000;

interface Job extends Running {
  abort: AbortController;
  settled: Promise<void>;
}

export class ConversionQueue {
  readonly #ports: QueuePorts;
  #programs: MediaPrograms | null = null;
  #job: Job | null = null;
  /** So many acts go on during which none begins. */
  #held = 0;
  #stopped = false;

  constructor(ports: QueuePorts) {
    this.#ports = ports;
  }

  begin(programs: MediaPrograms | null): void {
    this.#programs = programs;
    this.#ports.changed();
    this.go();
  }

  /** How far this video's conversion is; null while it is not the one. */
  running(mediaId: string): Running | null {
    return this.#job?.mediaId === mediaId ? this.#job : null;
  }

  /** Starts the next, if one waits and may. */
  go(): void {
    const { waiting, holdsOff } = this.#ports;
    if (this.#stopped || this.#held > 0 || this.#job || !this.#programs || holdsOff()) return;
    const next = waiting()[0];
    if (!next) return;
    const { promise: settled, resolve } = Promise.withResolvers<void>();
    const job: Job = { mediaId: next.mediaId, progress: 0, readyAtMs: null, abort: new AbortController(), settled };
    this.#job = job;
    void this.#run(next, job, this.#programs).finally(() => {
      this.#job = null;
      resolve();
      this.#ports.changed();
      this.go();
    });
  }

  /** Ends the one under way; it waits again. */
  async pause(): Promise<void> {
    const job = this.#job;
    job?.abort.abort();
    await job?.settled;
  }

  /** Acts while this video is not converted: what is under way with it ends before, and no conversion begins meanwhile. */
  async without<T>(mediaId: string, act: () => Promise<T>): Promise<T> {
    this.#held += 1;
    try {
      if (this.#job?.mediaId === mediaId) await this.pause();
      return await act();
    } finally {
      this.#held -= 1;
      this.go();
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.pause();
  }

  async #run(record: MediaRecord, job: Job, programs: MediaPrograms): Promise<void> {
    const { clock, logger, change } = this.#ports;
    const { mediaId } = record;
    const startedMs = clock.monotonicMs();
    try {
      await change(mediaId, { state: 'converting', problem: null });
      const outcome = await this.#convert(record, job, programs);
      if (outcome === null) await change(mediaId, { state: 'waiting' });
      else await this.#settle(this.#ports.record(mediaId) ?? record, outcome, clock.monotonicMs() - startedMs);
    } catch (error) {
      logger.error({ err: error, mediaId }, 'a conversion met a fault');
      // A full disk passes; the row then still says that it waits or converts, and so does the next start.
      if (error instanceof StorageFailure || !(await this.#keepFault(mediaId))) await delay(clock, STORAGE_AGAIN_MS, job.abort.signal);
    }
  }

  async #keepFault(mediaId: string): Promise<boolean> {
    try {
      await this.#ports.change(mediaId, { state: 'failed', problem: refused('internal', { command: 'convertMedia' }).refusal });
      return true;
    } catch (error) {
      this.#ports.logger.error({ err: error, mediaId }, 'the fault of a conversion could not be kept');
      return false;
    }
  }

  async #convert(record: MediaRecord, job: Job, programs: MediaPrograms): Promise<Result<Playable> | null> {
    const { mediaId, fileName: file, source, loudness, fit } = record;
    const { folder, clock, logger, freeBytes, target } = this.#ports;
    const original = folder.original(mediaId);
    if (!existsSync(original)) return refused('media-damaged', { file });
    const neededMb = Math.ceil(((source.durationMs / 1000) * BYTES_A_SECOND) / MB);
    const freeMb = Math.floor((freeBytes() - CRITICAL_BYTES) / MB);
    if (neededMb > freeMb) return refused('media-disk-full', { file, neededMb, freeMb: Math.max(0, freeMb) });
    const startedMs = clock.monotonicMs();
    const runId = newId('run', clock.nowMs());
    return convert(
      { file, original, folder: folder.of(mediaId), posterPath: folder.poster(mediaId), runId, source, loudness, fit, target: target() },
      {
        programs,
        clock,
        logger,
        signal: job.abort.signal,
        onMeasured: (measured) => this.#ports.change(mediaId, { loudness: measured }),
        onProgress: (part) => {
          const spentMs = clock.monotonicMs() - startedMs;
          job.progress = part;
          job.readyAtMs = part < TELLING_PART ? null : Math.round(clock.nowMs() + (spentMs * (1 - part)) / part);
          this.#ports.changed();
        },
      },
    );
  }

  async #settle(record: MediaRecord, outcome: Result<Playable>, tookMs: number): Promise<void> {
    const { change, tell, folder } = this.#ports;
    const { mediaId, fileName } = record;
    if (!outcome.ok) {
      await change(mediaId, { state: 'failed', problem: outcome.refusal });
      tell({ kind: 'media.failed', body: { mediaId, fileName, ...outcome.refusal }, actor: 'studio' });
      return;
    }
    const playable = outcome.value;
    await change(mediaId, { state: 'ready', playable, problem: null });
    tell({
      kind: 'media.converted',
      body: { mediaId, fileName, durationMs: playable.durationMs, tookMs: Math.round(tookMs) },
      actor: 'studio',
    });
    if (record.playable && record.playable.path !== playable.path) folder.removeFile(record.playable.path);
  }
}
