/** The recorded files of the current broadcast: kept from the ledger, each looked into once it is finished, a damaged one repaired. */
import { statSync } from 'node:fs';
import type { Entry, EntryDraft } from '../../contract/entry.ts';
import type { Recording } from '../../contract/outputs.ts';
import { accepted, type Refusal, refused, type Result } from '../../contract/refusal.ts';
import { type Clock, delay } from '../../kernel/clock.ts';
import type { FfmpegPrograms } from '../../kernel/ffmpeg-programs.ts';
import type { Logger } from '../../kernel/logger.ts';
import { lookIntoFile, repairFile } from './recording-file.ts';

type Place = 'here' | 'elsewhere' | 'nowhere';

export interface RecordingsPorts {
  clock: Clock;
  logger: Logger;
  programs: FfmpegPrograms | null;
  append(draft: EntryDraft): Promise<unknown>;
  /** Where the files lie that OBS names; `nowhere` are those of a simulated OBS. */
  filesLie(): Place;
  onChange(recordings: Recording[]): void;
}

/** OBS's muxer outlives a crash of OBS and may still be writing: a file is looked into once it has kept its size for this time. */
const QUIET_MS = 1_000;
const QUIET_TRIES = 30;
/** One that is still written to by then, as by an OBS that counts no more, is left alone for so long. */
const AGAIN_MS = 60_000;

const FRESH = { durationMs: null, frames: null, sizeBytes: null, repairShare: null, repairedPath: null, problem: null } as const;

export class Recordings {
  readonly #ports: RecordingsPorts;
  readonly #stopping = new AbortController();
  #broadcastId: string;
  /** The oldest first. */
  #files: Recording[] = [];
  /** Where the recording that was seen to begin last lies, and each that has ended: by then another OBS may count. */
  #recordsAt: Place | null = null;
  readonly #places = new Map<string, Place>();
  /** Repairs under way or waiting, each with what a cancelled one leaves as it was. */
  readonly #repairs = new Map<string, { cancelling: AbortController; before: Pick<Recording, 'state' | 'problem'> }>();
  /** One file after the other, so that the disk is not read twice at once. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(ports: RecordingsPorts, broadcastId: string, stored: readonly Entry[]) {
    this.#ports = ports;
    this.#broadcastId = broadcastId;
    for (const entry of stored) this.#fold(entry);
    this.#tell();
  }

  /** Looks into what an earlier run of the studio left behind. Call once OBS is known. */
  lookIntoLeft(): void {
    for (const { path, state } of this.#files) if (state === 'unchecked') this.#queueLook(path);
  }

  apply(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.kind === 'broadcast.opened') {
        this.#broadcastId = entry.broadcastId;
        this.#files = this.#files.filter(({ state }) => ['recording', 'checking', 'repairing'].includes(state));
        for (const path of this.#places.keys()) if (!this.#file(path)) this.#places.delete(path);
      } else {
        if (entry.kind === 'record.changed' && entry.body.active) this.#recordsAt = this.#ports.filesLie();
        const finished = this.#fold(entry);
        if (finished !== null) this.#queueLook(finished);
      }
    }
    if (entries.some(({ kind }) => kind.startsWith('record.') || kind === 'broadcast.opened')) this.#tell();
  }

  /** Makes a whole copy beside the damaged file; resolves when it is there. */
  async repair(path: string): Promise<Result<{ path: string }>> {
    const file = this.#file(path);
    if (!file) return refused('recording-missing', { file: path });
    if (this.#placeOf(path) !== 'here') return refused('recording-unreachable', { file: path });
    if (file.state === 'recording' || file.state === 'repairing') return refused('obs-output-running');
    if (file.repairedPath !== null) return accepted({ path: file.repairedPath });
    const { state, problem } = file;
    const cancelling = new AbortController();
    this.#repairs.set(path, { cancelling, before: { state, problem } });
    this.#change(path, { state: 'repairing', repairShare: 0, problem: null });
    const signal = AbortSignal.any([this.#stopping.signal, cancelling.signal]);
    const repaired = await this.#inTurn(() =>
      repairFile(path, { ...this.#tools, signal }, (done) => this.#repairCame(path, cancelling, done)),
    );
    // A cancelled one has set its file back at once, and the next repair of it may wait already.
    if (cancelling.signal.aborted) return repaired;
    this.#repairs.delete(path);
    if (!repaired.ok) {
      this.#change(path, { state, repairShare: null, problem: repaired.refusal });
      return repaired;
    }
    const { path: repairedPath, frames, durationMs } = repaired.value;
    await this.#append({ kind: 'record.repaired', body: { path, repairedPath, frames, durationMs: durationMs ?? 0 } });
    return accepted({ path: repairedPath });
  }

  /** One that is over by then is no failure. */
  cancelRepair(path: string): Result<Record<string, never>> {
    if (!this.#file(path)) return refused('recording-missing', { file: path });
    const repair = this.#repairs.get(path);
    if (!repair) return accepted({});
    this.#repairs.delete(path);
    repair.cancelling.abort();
    this.#change(path, { ...repair.before, repairShare: null });
    return accepted({});
  }

  /** Resolves when no other program runs for it any more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#queue;
  }

  /** Told on in whole percents. */
  #repairCame(path: string, { signal }: AbortController, done: number): void {
    const repairShare = Math.floor(done * 100) / 100;
    if (!signal.aborted && this.#file(path)?.repairShare !== repairShare) this.#change(path, { repairShare });
  }

  get #tools() {
    return { programs: this.#ports.programs, clock: this.#ports.clock, signal: this.#stopping.signal };
  }

  #file(path: string): Recording | undefined {
    return this.#files.find((file) => file.path === path);
  }

  /** Gives the file that this entry finished, if it did. */
  #fold(entry: Entry): string | null {
    const { kind, body, atMs } = entry;
    switch (kind) {
      case 'record.changed': {
        const open = this.#files.find(({ state }) => state === 'recording');
        const path = body.path ?? open?.path ?? null;
        if (path === null) return null;
        if (!body.active) return this.#end(path, atMs);
        this.#begin(path, atMs - (body.timecodeMs ?? 0));
        return null;
      }
      case 'record.split': {
        const open = this.#files.find(({ state }) => state === 'recording');
        const finished = open ? this.#end(open.path, atMs) : null;
        this.#begin(body.path, atMs);
        return finished;
      }
      case 'record.checked': {
        const { good, frames, durationMs, path } = body;
        const problem: Refusal | null = good ? null : { code: 'recording-damaged', context: { file: path } };
        this.#change(path, { state: good ? 'good' : 'damaged', frames, durationMs, problem });
        return null;
      }
      case 'record.repaired':
        this.#change(body.path, { state: 'repaired', repairShare: null, repairedPath: body.repairedPath, problem: null });
        return null;
      default:
        return null;
    }
  }

  /** A file that had ended for us goes on where the OBS that writes it counts again. */
  #begin(path: string, startedAtMs: number): void {
    const file = this.#file(path);
    if (file && file.state !== 'recording') this.#change(path, { endedAtMs: null, state: 'recording', ...FRESH });
    if (!file) this.#files.push({ path, startedAtMs: Math.round(startedAtMs), endedAtMs: null, state: 'recording', ...FRESH });
  }

  #end(path: string, endedAtMs: number): string {
    this.#begin(path, endedAtMs);
    this.#change(path, { endedAtMs, state: 'unchecked' });
    if (this.#recordsAt) this.#places.set(path, this.#recordsAt);
    return path;
  }

  #queueLook(path: string): void {
    if (this.#stopping.signal.aborted) return;
    this.#inTurn(() => this.#look(path)).catch((error: unknown) =>
      this.#ports.logger.error({ err: error, path }, 'a recording could not be looked into'),
    );
  }

  #placeOf(path: string): Place {
    return this.#places.get(path) ?? this.#ports.filesLie();
  }

  async #look(path: string): Promise<void> {
    const place = this.#placeOf(path);
    if (place === 'nowhere' || this.#isRecordedTo(path)) return;
    if (place === 'elsewhere') {
      this.#change(path, { state: 'unreachable', problem: { code: 'recording-unreachable', context: { file: path } } });
      return;
    }
    this.#change(path, { state: 'checking' });
    const isQuiet = await this.#quiet(path);
    if (this.#stopping.signal.aborted || this.#isRecordedTo(path)) return;
    if (!isQuiet) {
      this.#change(path, { state: 'unchecked' });
      this.#ports.clock.after(AGAIN_MS, () => this.#queueLook(path));
      return;
    }
    const look = await lookIntoFile(path, this.#tools);
    if (this.#stopping.signal.aborted || this.#isRecordedTo(path)) return;
    if (!look.ok) {
      this.#change(path, { state: look.refusal.code === 'recording-missing' ? 'missing' : 'unchecked', problem: look.refusal });
      return;
    }
    const { good, frames, durationMs, sizeBytes, problem } = look.value;
    this.#change(path, { sizeBytes });
    await this.#append({ kind: 'record.checked', body: { path, good, frames, durationMs, problem } });
  }

  #isRecordedTo(path: string): boolean {
    return this.#file(path)?.state === 'recording';
  }

  /** Waits until nobody writes to it any more; false where somebody still does. */
  async #quiet(path: string): Promise<boolean> {
    let size = -1;
    for (let tries = 0; tries < QUIET_TRIES && !this.#stopping.signal.aborted; tries += 1) {
      const now = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      if (now === size) return true;
      size = now;
      await delay(this.#ports.clock, QUIET_MS, this.#stopping.signal);
    }
    return false;
  }

  #append(draft: Pick<EntryDraft, 'kind' | 'body'>): Promise<unknown> {
    const atMs = Math.round(this.#ports.clock.nowMs());
    return this.#ports.append({ ...draft, broadcastId: this.#broadcastId, atMs, actor: 'studio' } as EntryDraft);
  }

  #change(path: string, change: Partial<Recording>): void {
    this.#files = this.#files.map((file) => (file.path === path ? { ...file, ...change } : file));
    this.#tell();
  }

  #tell(): void {
    this.#ports.onChange(this.#files.toReversed());
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}
