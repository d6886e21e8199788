/** Turns what the outputs do into facts for the ledger, each once; what changed while OBS could not be asked is told after it. */
import type { Entry, EntryBody } from '../../contract/entry.ts';
import type { StreamOutput } from '../../contract/outputs.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { RecordTrack } from './record-track.ts';

type FactKind =
  | 'stream.changed'
  | 'record.changed'
  | 'record.paused'
  | 'record.split'
  | 'replay.changed'
  | 'replay.saved'
  | 'virtual-camera.changed'
  | 'output.troubled';
/** Less is the drift of two clocks. */
const MOVED_MS = 1_000;
/** A clock that is set again and again, or a rehearsal's that runs fast, must not fill the ledger. */
const TELL_AGAIN_MS = 60_000;
/** Something that an output did, with the body of the ledger entry it becomes, and when it was. */
export type OutputFact = { [K in FactKind]: { kind: K; body: EntryBody<K>; atMs: number } }[FactKind];

/** A recording as the ledger knows it. */
export interface ToldRecording {
  path: string | null;
  paused: boolean;
}

type Trouble = EntryBody<'output.troubled'>['trouble'];

export class OutputFacts {
  readonly #clock: Clock;
  readonly #tell: (fact: OutputFact) => void;
  /** Null before OBS was first seen, where telling begins. */
  #streaming: boolean | null = null;
  #recording: ToldRecording | null;
  /** The running recording when it was last looked at; its end may be found only after an outage. */
  #last: { atMs: number; startedAtMs: number | null; path: string | null; timecodeMs: number | null } | null = null;
  /** What the entries so far say: when the timecode was 0, by wall time; and when that was told, on the monotonic clock. */
  #told: { originAtMs: number; atMs: number } | null = null;
  readonly #troubles = new Map<string, number>();

  /** `recording`: the one that the ledger says is running, after a restart of the studio. */
  constructor(clock: Clock, recording: ToldRecording | null, tell: (fact: OutputFact) => void) {
    this.#clock = clock;
    this.#recording = recording;
    this.#tell = tell;
  }

  follow(stream: StreamOutput, record: RecordTrack): void {
    this.#followStream(stream);
    this.#followRecord(record);
    this.#followTroubles(stream, record);
  }

  replayChanged(active: boolean): void {
    this.#say('replay.changed', { active });
  }

  replaySaved(path: string): void {
    this.#say('replay.saved', { path });
  }

  virtualCameraChanged(active: boolean): void {
    this.#say('virtual-camera.changed', { active });
  }

  split(path: string, record: RecordTrack): void {
    const timecodeMs = record.timecodeAt(this.#clock.nowMs());
    if (!this.#recording || timecodeMs === null) return;
    this.#recording.path = path;
    this.#say('record.split', { path, timecodeMs });
  }

  /** Another broadcast begins: the recording that runs belongs to it too. */
  tellRunning(record: RecordTrack): void {
    if (this.#recording && record.isRunning) this.#tellStart(record);
  }

  /** Another OBS counts: a recording of the one before is over for us. What the new one does differently is told as it is seen. */
  otherObs(): void {
    if (this.#recording) this.#tellEnd(null);
  }

  #followStream({ turn }: StreamOutput): void {
    if (turn === 'unknown') return;
    // Stopping is not yet stopped, and starting not yet started, unless the bytes are just late.
    const streaming = turn === 'live' || turn === 'stalled' || turn === 'reconnecting' ? true : turn === 'off' ? false : null;
    if (streaming === null || streaming === this.#streaming) return;
    const before = this.#streaming;
    this.#streaming = streaming;
    if (before !== null) this.#say('stream.changed', { active: streaming });
  }

  #followRecord(record: RecordTrack): void {
    const { turn } = record.view();
    if (record.isRunning) {
      this.#look(record);
      if (!this.#recording && (record.isSure || turn !== 'starting')) this.#tellStart(record);
      else if (this.#recording && this.#recording.path === null) this.#recording.path = record.path;
      this.#followPause(turn);
      if (turn === 'recording') this.#followOrigin(record);
    } else if (turn === 'off') {
      if (this.#last && !this.#recording) this.#tellStart(null);
      if (this.#recording) this.#tellEnd(record.path);
    }
  }

  #look(record: RecordTrack): void {
    const atMs = record.endedAtMs ?? Math.round(this.#clock.nowMs());
    this.#last = { atMs, startedAtMs: record.startedAtMs, path: record.path, timecodeMs: record.timecodeAt(atMs) };
  }

  #followPause(turn: string): void {
    const recording = this.#recording;
    const timecodeMs = this.#last?.timecodeMs ?? null;
    if (!recording || timecodeMs === null || turn === 'stopping' || turn === 'starting') return;
    const paused = turn === 'paused';
    if (paused === recording.paused) return;
    recording.paused = paused;
    this.#counted(this.#last!.atMs - timecodeMs);
    this.#say('record.paused', { paused, timecodeMs });
  }

  /** The clock was set, or the recording was paused while nobody heard: from here on its entries must be counted anew. */
  #followOrigin(record: RecordTrack): void {
    const { atMs, timecodeMs } = this.#last!;
    if (!this.#told || !record.isSure || timecodeMs === null) return;
    if (Math.abs(atMs - timecodeMs - this.#told.originAtMs) < MOVED_MS || this.#clock.monotonicMs() - this.#told.atMs < TELL_AGAIN_MS)
      return;
    this.#tellStart(record);
  }

  #counted(originAtMs: number): void {
    this.#told = { originAtMs, atMs: this.#clock.monotonicMs() };
  }

  /** Null: it has ended before anybody could tell its timecode. */
  #tellStart(record: RecordTrack | null): void {
    const last = this.#last!;
    const path = record?.path ?? last.path;
    this.#recording = { path, paused: false };
    this.#counted(last.timecodeMs === null ? (last.startedAtMs ?? last.atMs) : last.atMs - last.timecodeMs);
    if (record?.isSure && last.timecodeMs !== null)
      this.#say('record.changed', { active: true, path, timecodeMs: last.timecodeMs }, last.atMs);
    else this.#say('record.changed', { active: true, path }, last.startedAtMs ?? last.atMs);
  }

  #tellEnd(path: string | null): void {
    const known = path ?? this.#recording?.path ?? this.#last?.path ?? null;
    const { timecodeMs = null, atMs = Math.round(this.#clock.nowMs()) } = this.#last ?? {};
    this.#recording = null;
    this.#last = null;
    this.#told = null;
    this.#say('record.changed', { active: false, path: known, ...(timecodeMs !== null && { timecodeMs }) }, atMs);
  }

  #followTroubles(stream: StreamOutput, record: RecordTrack): void {
    if (stream.turn !== 'unknown') {
      const { turn, trouble } = stream;
      for (const kind of ['congested', 'skipping'] as const) this.#trouble('stream', kind, trouble?.kind === kind);
      for (const kind of ['stalled', 'reconnecting'] as const) this.#trouble('stream', kind, turn === kind);
    }
    const { turn } = record.view();
    if (turn !== 'unknown') this.#trouble('record', 'stalled', turn === 'stalled');
  }

  #trouble(output: 'stream' | 'record', trouble: Trouble, isThere: boolean): void {
    const name = `${output}:${trouble}`;
    const sinceMs = this.#troubles.get(name);
    if (isThere === (sinceMs !== undefined)) return;
    const nowMs = this.#clock.monotonicMs();
    if (isThere) this.#troubles.set(name, nowMs);
    else this.#troubles.delete(name);
    this.#say('output.troubled', { output, trouble, endedAfterMs: sinceMs === undefined ? null : Math.round(nowMs - sinceMs) });
  }

  #say<K extends FactKind>(kind: K, body: EntryBody<K>, atMs = Math.round(this.#clock.nowMs())): void {
    this.#tell({ kind, body, atMs } as OutputFact);
  }
}

/** The recording that runs by the ledger's account of a broadcast. */
export function runningRecording(entries: readonly Entry[]): ToldRecording | null {
  let running: ToldRecording | null = null;
  for (const { kind, body } of entries) {
    if (kind === 'record.changed') running = body.active ? { path: body.path, paused: false } : null;
    else if (kind === 'record.paused' && running) running.paused = body.paused;
    else if (kind === 'record.split' && running) running.path = body.path;
  }
  return running;
}
