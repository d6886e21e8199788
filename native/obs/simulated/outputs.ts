/** Stream, recording and replay buffer of the simulated OBS: states, their events, and files at the paths they name. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Timer } from '../../kernel/clock.ts';
import { type Data, type EventType, RequestFailure, requestCode } from './protocol.ts';

/** `silent` takes the connection and never answers. */
export type OtherEnd = 'accepts' | 'refuses' | 'silent';
type OutputState = 'stopped' | 'starting' | 'running' | 'stopping';
type OutputEvent = 'StreamStateChanged' | 'RecordStateChanged' | 'ReplayBufferStateChanged';

interface OutputOptions {
  clock: Clock;
  event: OutputEvent;
  fps: number;
  emit: (eventType: EventType, eventData: Data) => void;
}

/** Between "success" and the state that it leads to. */
const TURN_MS = 20;
/** As the file of a real recording grows, so that a reader of the status sees life. */
const BYTES_PER_MS = 100;

class Output {
  readonly #options: OutputOptions;
  #state: OutputState = 'stopped';
  #startedMs = 0;
  #turn: Timer | null = null;
  /** When it was paused, and for how long before. */
  #pausedMs: number | null = null;
  #pausesMs = 0;
  reconnecting = false;
  path: string | null = null;
  /** Faults that a test sets: nothing reaches the file or the server; a length as the real OBS gives it after a change of its video settings. */
  stuck = false;
  garbageDuration = false;
  /** Between STARTED and the first byte, as when a replay buffer shares the encoder. */
  firstByteMs = 0;
  #bytes = 0;
  #bytesAtMs = 0;

  constructor(options: OutputOptions) {
    this.#options = options;
  }

  get state(): OutputState {
    return this.#state;
  }

  get paused(): boolean {
    return this.#pausedMs !== null;
  }

  pause(): void {
    if (this.#state !== 'running' || this.paused) return;
    this.#pausedMs = this.#options.clock.monotonicMs();
    this.tell('PAUSED', false);
  }

  resume(): void {
    if (this.#pausedMs === null) return;
    this.#pausesMs += this.#options.clock.monotonicMs() - this.#pausedMs;
    this.#pausedMs = null;
    this.tell('RESUMED', true);
  }

  get active(): boolean {
    return this.#state === 'running' || this.#state === 'stopping';
  }

  /** OBS counts frames, bytes and length from 0 again once its server is back. */
  countAnew(): void {
    this.#startedMs = this.#options.clock.monotonicMs();
    this.#pausedMs = null;
    this.#pausesMs = 0;
    this.#bytes = 0;
    this.#bytesAtMs = 0;
  }

  /** Answers at once, as OBS does; whether it starts is decided later by the other end. */
  start(otherEnd: OtherEnd = 'accepts', onStarted: () => void = () => undefined): void {
    if (this.#state !== 'stopped') throw new RequestFailure(requestCode.outputRunning);
    this.#state = 'starting';
    this.tell('STARTING', false);
    if (otherEnd === 'silent') return;
    const refuses = otherEnd === 'refuses';
    this.#turn = this.#options.clock.after(TURN_MS, () => {
      this.#state = refuses ? 'stopped' : 'running';
      this.countAnew();
      if (!refuses) onStarted();
      this.tell(refuses ? 'STOPPED' : 'STARTED', !refuses);
    });
  }

  stop(): void {
    if (this.#state !== 'running') throw new RequestFailure(requestCode.outputNotRunning);
    this.#state = 'stopping';
    this.tell('STOPPING', false);
    this.#turn = this.#options.clock.after(TURN_MS, () => {
      this.#state = 'stopped';
      this.reconnecting = false;
      this.#pausedMs = null;
      this.tell('STOPPED', false);
    });
  }

  tell(state: string, outputActive: boolean): void {
    const path = this.#options.event === 'StreamStateChanged' ? {} : { outputPath: this.path };
    this.#options.emit(this.#options.event, { outputActive, outputState: `OBS_WEBSOCKET_OUTPUT_${state}`, ...path });
  }

  /** Ends without being asked, as when the disk is full or the server stays away. */
  endByItself(): void {
    this.#turn?.cancel();
    this.#state = 'stopped';
    this.reconnecting = false;
    this.#pausedMs = null;
    this.tell('STOPPED', false);
  }

  status(): Data {
    const nowMs = this.#pausedMs ?? this.#options.clock.monotonicMs();
    const durationMs = this.active ? Math.max(0, Math.round(nowMs - this.#startedMs - this.#pausesMs - this.firstByteMs)) : 0;
    if (!this.active) this.#bytes = 0;
    else if (!this.stuck && !this.reconnecting) this.#bytes += Math.max(0, durationMs - this.#bytesAtMs) * BYTES_PER_MS;
    this.#bytesAtMs = durationMs;
    return {
      outputActive: this.active,
      outputBytes: this.reconnecting ? 0 : this.#bytes,
      outputDuration: this.garbageDuration ? 142_000_000 : durationMs,
      // The time of day of the first day of the epoch is the length, as long as it is shorter than a day.
      outputTimecode: new Date(durationMs).toISOString().slice(11, 23),
      outputTotalFrames: Math.floor((durationMs * this.#options.fps) / 1000),
    };
  }

  dispose(): void {
    this.#turn?.cancel();
  }
}

export class Outputs {
  readonly stream: Output;
  readonly record: Output;
  readonly replay: Output;
  readonly recordFolder: string;
  readonly #clock: Clock;
  readonly #emit: OutputOptions['emit'];
  /** What the stream's server does with a stream that starts. */
  streamServer: OtherEnd = 'accepts';
  streamService: Data = { streamServiceType: 'rtmp_custom', streamServiceSettings: { server: '', key: '', use_auth: false } };
  /** What the stream tells of its line; a test sets them. */
  readonly streamLine = { congestion: 0, skippedFrames: 0 };
  lastReplayPath: string | null = null;
  /** False is a profile without a replay buffer. */
  replaySetUp = true;
  /** Parameters of the profile that a test sets, by `category/name`. */
  readonly profile = new Map<string, string>([
    ['Output/Mode', 'Simple'],
    ['SimpleOutput/RecFormat', 'mkv'],
    ['SimpleOutput/VBitrate', '2500'],
    ['SimpleOutput/ABitrate', '160'],
    ['SimpleOutput/RecRBTime', '20'],
  ]);

  constructor(options: { clock: Clock; fps: number; recordFolder: string; emit: OutputOptions['emit'] }) {
    const { clock, fps, emit } = options;
    this.#clock = clock;
    this.#emit = emit;
    this.recordFolder = options.recordFolder;
    this.stream = new Output({ clock, fps, emit, event: 'StreamStateChanged' });
    this.record = new Output({ clock, fps, emit, event: 'RecordStateChanged' });
    this.replay = new Output({ clock, fps, emit, event: 'ReplayBufferStateChanged' });
  }

  startRecord(): void {
    this.record.start('accepts', () => {
      this.record.path = this.#newFile('', 'mkv');
    });
  }

  /** Returns the path before the file is complete, as OBS does. */
  stopRecord(): string | null {
    this.record.stop();
    return this.record.path;
  }

  /** As OBS 30.2 and later go on in another file. */
  splitRecord(): void {
    if (!this.record.active) throw new RequestFailure(requestCode.outputNotRunning);
    this.record.path = this.#newFile('Part ', 'mkv');
    this.#emit('RecordFileChanged', { newOutputPath: this.record.path });
  }

  saveReplay(): void {
    if (!this.replay.active) throw new RequestFailure(requestCode.outputNotRunning);
    this.lastReplayPath = this.#newFile('Replay ', 'mkv');
    this.#emit('ReplayBufferSaved', { savedReplayPath: this.lastReplayPath });
  }

  /** The stream server has gone away: OBS keeps the stream active and tries again. */
  loseStreamServer(): void {
    this.stream.reconnecting = true;
    this.stream.tell('RECONNECTING', true);
  }

  regainStreamServer(): void {
    this.stream.reconnecting = false;
    this.stream.countAnew();
    this.streamLine.skippedFrames = 0;
    this.stream.tell('RECONNECTED', true);
  }

  dispose(): void {
    for (const output of [this.stream, this.record, this.replay]) output.dispose();
  }

  /** The file says what it is; the simulated OBS has no pictures to put into it. */
  #newFile(prefix: string, extension: string): string {
    mkdirSync(this.recordFolder, { recursive: true });
    const name = new Date(this.#clock.nowMs()).toISOString().replaceAll(':', '-').replace('T', ' ').replace('Z', '');
    const path = join(this.recordFolder, `${prefix}${name}.${extension}`);
    writeFileSync(path, 'simulated recording without picture and sound\n');
    return path;
  }
}
