/** The studio's videos: takes them in, converts one after the other, and says how far each is; a crash costs at most the conversion under way. */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { CommandParsedInput } from '../contract/commands.ts';
import { type MediaState, noMedia } from '../contract/media.ts';
import { accepted, type Refusal, refused, type Result } from '../contract/refusal.ts';
import type { LocalText } from '../contract/text.ts';
import type { Clock } from '../kernel/clock.ts';
import { type LiveState, MutableState } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import { newId } from '../kernel/new-id.ts';
import type { Settings } from '../store/settings.ts';
import { StorageFailure } from '../store/storage-failure.ts';
import { ConversionQueue } from './conversion-queue.ts';
import type { Target } from './conversion-plan.ts';
import { endLeftOver } from './left-over-programs.ts';
import type { MediaFact } from './media-facts.ts';
import { type Delivery, shownName, takeIn, type TakenIn } from './media-intake.ts';
import type { MediaFolder } from './media-folder.ts';
import type { MediaPrograms } from './media-programs.ts';
import type { MediaRecord, MediaStore } from './media-store.ts';
import { type Arrival, arrivingItem, storedItem, titleOf } from './media-views.ts';

export interface MediaPorts {
  folder: MediaFolder;
  store: MediaStore;
  settings: Pick<Settings, 'get' | 'set'>;
  /** Null where ffmpeg is missing. */
  programs(): Promise<MediaPrograms | null>;
  clock: Clock;
  logger: Logger;
  freeBytes(): number;
  isOnAir(): boolean;
  /** OBS's canvas and rate now; null while it is not ready. */
  canvas(): Target | null;
  /** Titles of segments that play it. */
  usedIn(mediaId: string): LocalText[];
  tell(fact: MediaFact): void;
}

type Done = Result<Record<string, never>>;
const done: Done = accepted({});

const KEPT = 'media';
const keptSchema = z.object({ convertsOnAir: z.boolean(), target: z.object({ width: z.int(), height: z.int(), fps: z.number() }) });
const keptAtFirst: z.infer<typeof keptSchema> = { convertsOnAir: noMedia.convertsOnAir, target: noMedia.target };
const MB = 1024 * 1024;
/** More would be more than two cores can show. */
const FASTEST_FPS = 60;

export class MediaLibrary {
  readonly #ports: MediaPorts;
  readonly #state = new MutableState<MediaState>(noMedia);
  readonly #records = new Map<string, MediaRecord>();
  readonly #arrivals = new Map<string, { arrival: Arrival; abort: AbortController; settled: Promise<unknown> }>();
  /** Digests of files that have arrived and have no row yet, with their names. */
  readonly #arrived = new Map<string, string>();
  readonly #queue: ConversionQueue;
  /** Resolves when the programs have been asked what they can do; a file that comes before that waits. */
  readonly #asked = Promise.withResolvers<void>();
  #programs: MediaPrograms | null = null;
  #kept = keptAtFirst;
  #stopped = false;
  /** One change of a row after the other. */
  #turn: Promise<void> = Promise.resolve();

  constructor(ports: MediaPorts) {
    this.#ports = ports;
    this.#queue = new ConversionQueue({
      ...ports,
      // One that still says `converting` is left over from a disk that took no row.
      waiting: () => [...this.#records.values()].filter(({ state }) => state === 'waiting' || state === 'converting'),
      record: (mediaId) => this.#records.get(mediaId) ?? null,
      target: () => this.#kept.target,
      change: (mediaId, fields) => this.#change(mediaId, () => fields),
      holdsOff: () => this.#holdsOff(),
      changed: () => this.#publish(),
    });
  }

  get state(): LiveState<MediaState> {
    return this.#state;
  }

  /** Brings back what was there, clears away what a crash left half made, and goes on with what waits. */
  async start(): Promise<void> {
    const { folder, store, settings, programs, clock, logger } = this.#ports;
    await endLeftOver(folder, clock, logger);
    this.#kept = settings.get(KEPT, keptSchema) ?? keptAtFirst;
    for (const record of store.all()) this.#records.set(record.mediaId, record);
    folder.keepOnly(this.#records);
    for (const record of this.#records.values()) {
      const lost = record.playable !== null && !existsSync(record.playable.path);
      if (lost || record.state === 'converting')
        await this.#change(record.mediaId, () => ({ state: 'waiting', ...(lost ? { playable: null } : {}) }));
    }
    this.#publish();
    this.#programs = await programs();
    this.#asked.resolve();
    this.#queue.begin(this.#programs);
    await this.obsChanged();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#asked.resolve();
    const arrivals = [...this.#arrivals.values()];
    for (const { abort } of arrivals) abort.abort();
    await Promise.allSettled(arrivals.map(({ settled }) => settled));
    await this.#queue.stop();
  }

  /** Resolves when the file was taken in and waits to be converted, or with the reason why not. */
  async receive(delivery: Delivery, actor: string): Promise<Result<{ mediaId: string }>> {
    await this.#asked.promise;
    const programs = this.#programs;
    if (!programs) return refused('ffmpeg-missing');
    if (this.#stopped) return refused('storage-closed');
    const mediaId = newId('media', this.#ports.clock.nowMs());
    const abort = new AbortController();
    const { promise: settled, resolve } = Promise.withResolvers<void>();
    const fileName = shownName(delivery.fileName);
    const arrival = {
      mediaId,
      fileName,
      sizeBytes: delivery.sizeBytes,
      addedAtMs: this.#ports.clock.nowMs(),
      arrivedBytes: 0,
      probing: false,
    };
    this.#arrivals.set(mediaId, { arrival, abort, settled });
    this.#publish();
    try {
      return await this.#takeIn(arrival, { ...delivery, fileName }, { programs, signal: abort.signal, actor });
    } catch (error) {
      this.#ports.folder.remove(mediaId);
      if (error instanceof StorageFailure) return refused(error.code);
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOSPC' || code === 'EDQUOT') return refused('storage-full', { folder: this.#ports.folder.path });
      throw error;
    } finally {
      this.#arrivals.delete(mediaId);
      this.#publish();
      resolve();
    }
  }

  async describe({ mediaId, fit, ...said }: CommandParsedInput<'describeMedia'>): Promise<Done> {
    const record = this.#records.get(mediaId);
    if (!record) return refused('media-unknown', { mediaId });
    const describe = (changes: Partial<MediaRecord>) =>
      this.#change(mediaId, ({ description }) => ({ description: { ...description, ...said }, ...changes }));
    if (fit === undefined || fit === record.fit) await describe({});
    else await this.#queue.without(mediaId, () => describe({ fit, state: 'waiting', problem: null }));
    return done;
  }

  async convert(mediaId: string): Promise<Done> {
    const record = this.#records.get(mediaId);
    if (!record) return refused('media-unknown', { mediaId });
    if (!this.#programs) return refused('ffmpeg-missing');
    if (record.state === 'converting') return done;
    await this.#change(mediaId, () => ({ state: 'waiting', problem: null }));
    this.#queue.go();
    return done;
  }

  /** Stops what is under way with this video; one that could be played before still can. */
  async cancel(mediaId: string): Promise<Done> {
    const arriving = this.#arrivals.get(mediaId);
    if (arriving) {
      arriving.abort.abort();
      await arriving.settled;
      // It may have been taken in at this very moment; then it is stopped as one that waits.
      if (!this.#records.has(mediaId)) return done;
    }
    return this.#queue.without(mediaId, async () => {
      const record = this.#records.get(mediaId);
      if (!record) return refused('media-unknown', { mediaId });
      if (record.state === 'waiting') await this.#change(mediaId, () => ({ state: record.playable ? 'ready' : 'cancelled' }));
      return done;
    });
  }

  async remove(mediaId: string): Promise<Done> {
    const record = this.#records.get(mediaId);
    if (!record) return refused('media-unknown', { mediaId });
    if (this.#ports.usedIn(mediaId).length > 0) return refused('media-in-use', { file: record.fileName });
    await this.#queue.without(mediaId, () =>
      this.#inTurn(async () => {
        await this.#ports.store.remove(mediaId);
        this.#records.delete(mediaId);
        this.#ports.folder.remove(mediaId);
        this.#publish();
      }),
    );
    return done;
  }

  async configure({ convertsOnAir }: { convertsOnAir: boolean }): Promise<Done> {
    await this.#keep({ ...this.#kept, convertsOnAir });
    await this.airChanged();
    return done;
  }

  /** On air or off: what runs stops, or what waits goes on. */
  async airChanged(): Promise<void> {
    if (this.#holdsOff()) await this.#queue.pause();
    this.#publish();
    this.#queue.go();
  }

  /** What is converted from now on is made for the canvas that OBS has now. */
  async obsChanged(): Promise<void> {
    const canvas = this.#ports.canvas();
    if (!canvas) return;
    const target = { width: even(canvas.width), height: even(canvas.height), fps: Math.min(FASTEST_FPS, canvas.fps) };
    const { width, height, fps } = this.#kept.target;
    if (target.width === width && target.height === height && target.fps === fps) return;
    await this.#keep({ ...this.#kept, target });
    this.#publish();
  }

  /** Segments came or went. */
  planChanged(): void {
    this.#publish();
  }

  /** The file that OBS plays; refused while there is none. */
  playable(mediaId: string): Result<{ path: string; file: string }> {
    const record = this.#records.get(mediaId);
    if (!record) return refused('media-unknown', { mediaId });
    const { playable, fileName: file } = record;
    return playable && existsSync(playable.path) ? accepted({ path: playable.path, file }) : refused('media-not-ready', { file });
  }

  thumbnail(mediaId: string): string | null {
    const path = this.#ports.folder.poster(mediaId);
    return this.#records.get(mediaId)?.playable && existsSync(path) ? path : null;
  }

  async #takeIn(
    arrival: Arrival,
    delivery: Delivery,
    { programs, signal, actor }: { programs: MediaPrograms; signal: AbortSignal; actor: string },
  ): Promise<Result<{ mediaId: string }>> {
    const { mediaId, fileName } = arrival;
    let digest = '';
    try {
      const taken = await takeIn(mediaId, delivery, {
        ...this.#ports,
        programs,
        signal,
        freeBytes: () => this.#freeFor(mediaId),
        known: (found) => {
          const there = [...this.#records.values()].find((record) => record.digest === found)?.fileName ?? this.#arrived.get(found) ?? null;
          if (there === null) this.#arrived.set((digest = found), fileName);
          return there;
        },
        onArrived: (arrivedBytes) => this.#further(arrival, { arrivedBytes }),
        onProbing: () => this.#further(arrival, { probing: true }),
      });
      if (taken === null) return refused('media-damaged', { file: fileName });
      if (!taken.ok) return taken;
      await this.#add(arrival, taken.value, actor);
      return accepted({ mediaId });
    } finally {
      this.#arrived.delete(digest);
    }
  }

  async #add({ mediaId, fileName, sizeBytes, addedAtMs }: Arrival, taken: TakenIn, actor: string): Promise<void> {
    const description = { title: titleOf(fileName), consent: { given: false, notes: '' }, rights: '' };
    const record: MediaRecord = {
      ...{ mediaId, fileName, sizeBytes, addedAtMs, description, ...taken },
      ...{ state: 'waiting', fit: 'pad', playable: null, problem: null },
    };
    await this.#ports.store.add(record);
    this.#records.set(mediaId, record);
    this.#ports.tell({ kind: 'media.added', body: { mediaId, fileName }, actor });
    this.#queue.go();
  }

  /** Told in steps of a hundredth, so that a fast line does not flood the pages. */
  #further(arrival: Arrival, change: Partial<Arrival>): void {
    const step = ({ arrivedBytes, sizeBytes, probing }: Arrival) =>
      `${probing} ${Math.floor((100 * arrivedBytes) / Math.max(1, sizeBytes))}`;
    const before = step(arrival);
    Object.assign(arrival, change);
    if (step(arrival) !== before) this.#publish();
  }

  /** Made on what the change before has left; a video that was removed meanwhile stays removed. */
  #change(mediaId: string, fieldsOf: (now: MediaRecord) => Partial<MediaRecord>): Promise<void> {
    return this.#inTurn(async () => {
      const record = this.#records.get(mediaId);
      if (!record) return;
      const changed = { ...record, ...fieldsOf(record) };
      await this.#ports.store.change(changed);
      this.#records.set(mediaId, changed);
      this.#publish();
    });
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    const acted = this.#turn.then(act);
    this.#turn = acted.catch(() => undefined);
    return acted;
  }

  /** What other files that are on their way have still to write is not free. */
  #freeFor(mediaId: string): number {
    const others = [...this.#arrivals.values()].filter(({ arrival }) => arrival.mediaId !== mediaId);
    return this.#ports.freeBytes() - others.reduce((sum, { arrival }) => sum + arrival.sizeBytes - arrival.arrivedBytes, 0);
  }

  async #keep(kept: typeof keptAtFirst): Promise<void> {
    await this.#ports.settings.set(KEPT, kept);
    this.#kept = kept;
  }

  #holdsOff(): boolean {
    return this.#ports.isOnAir() && !this.#kept.convertsOnAir;
  }

  #publish(): void {
    const waits: Refusal | null = this.#holdsOff() ? refused('media-waits-for-air').refusal : null;
    const stored = [...this.#records.values()].map((record) => {
      const { mediaId } = record;
      return storedItem(record, { running: this.#queue.running(mediaId), waits, usedIn: this.#ports.usedIn(mediaId) });
    });
    const arriving = [...this.#arrivals.values()].filter(({ arrival }) => !this.#records.has(arrival.mediaId));
    const items = [...stored, ...arriving.map(({ arrival }) => arrivingItem(arrival))].toReversed();
    this.#state.patch({
      items,
      ffmpegVersion: this.#programs?.version ?? null,
      mapsHighRange: this.#programs?.mapsHighRange ?? false,
      ...this.#kept,
      freeMb: Math.floor(this.#ports.freeBytes() / MB),
    });
  }
}

/** H.264 with this kind of colour has even sides. */
function even(pixels: number): number {
  return Math.max(2, Math.floor(pixels / 2) * 2);
}
