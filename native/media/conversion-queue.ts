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
  save(record: MediaRecord): Promise<void>;
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
  /** So many wait for one conversion to end before they say what is next. */
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

  /** Ends the conversion of this video, if it is under way. Until `go` the next one may begin. */
  async leave(mediaId: string): Promise<void> {
    if (this.#job?.mediaId === mediaId) {
      this.#held += 1;
      await this.pause();
      this.#held -= 1;
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.pause();
  }

  async #run(record: MediaRecord, job: Job, programs: MediaPrograms): Promise<void> {
    const { clock, logger, save } = this.#ports;
    const startedMs = clock.monotonicMs();
    try {
      await save({ ...record, state: 'converting', problem: null });
      const outcome = await this.#convert(record, job, programs);
      const now = this.#ports.record(record.mediaId) ?? record;
      if (outcome === null) await save({ ...now, state: 'waiting' });
      else await this.#settle(now, outcome, clock.monotonicMs() - startedMs);
    } catch (error) {
      logger.error({ err: error, mediaId: record.mediaId }, 'a conversion met a fault');
      // A full disk passes; the row then still says that it waits or converts, and so does the next start.
      if (error instanceof StorageFailure) await delay(clock, STORAGE_AGAIN_MS, job.abort.signal);
      else await save({ ...record, state: 'failed', problem: refused('internal', { command: 'convertMedia' }).refusal });
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
        onMeasured: async (measured) => {
          const now = this.#ports.record(mediaId);
          if (now) await this.#ports.save({ ...now, loudness: measured });
        },
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
    const { save, tell, folder } = this.#ports;
    const { mediaId, fileName } = record;
    if (!outcome.ok) {
      await save({ ...record, state: 'failed', problem: outcome.refusal });
      tell({ kind: 'media.failed', body: { mediaId, fileName, ...outcome.refusal }, actor: 'studio' });
      return;
    }
    const playable = outcome.value;
    await save({ ...record, state: 'ready', playable, problem: null });
    tell({
      kind: 'media.converted',
      body: { mediaId, fileName, durationMs: playable.durationMs, tookMs: Math.round(tookMs) },
      actor: 'studio',
    });
    if (record.playable && record.playable.path !== playable.path) folder.removeFile(record.playable.path);
  }
}
