/** The outputs of OBS as the studio sees them: what really runs, how it fares, and the commands that start and stop it. */
import { noOutputs, type OutputsState, type Recording } from '../../contract/outputs.ts';
import type { Refusal } from '../../contract/refusal.ts';
import { isLoopback } from '../../kernel/bounded-fetch.ts';
import type { Clock, Timer } from '../../kernel/clock.ts';
import { type Disposable, type LiveState, MutableState } from '../../kernel/live-state.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { ObsData } from '../link.ts';
import type { StudioObs } from '../studio-obs.ts';
import { CurveWindow } from './curve-window.ts';
import { DiskRoom, isLow } from './disk-room.ts';
import { OutputCommands, type OutputTiming } from './output-commands.ts';
import { type OutputFact, OutputFacts, type ToldRecording } from './output-facts.ts';
import { amount, OutputPoll, type OutputSample } from './output-poll.ts';
import { outputEvent } from './output-waits.ts';
import { readRecordConfig, type RecordConfig, unknownConfig } from './record-config.ts';
import { RecordTrack } from './record-track.ts';
import { StreamTrack } from './stream-track.ts';
import { type StreamHealth, StreamWatch } from './stream-watch.ts';

export interface OutputsPorts {
  clock: Clock;
  logger: Logger;
  obs: Pick<StudioObs, 'state' | 'request' | 'requestAll' | 'onEvent'>;
  timing?: Partial<OutputTiming>;
  /** The recording that the ledger says is running, after a restart of the studio. */
  recording: ToldRecording | null;
  onFact(fact: OutputFact): void;
  /** Bytes free on the disk of a folder of this computer; null when it is not there. */
  freeBytes(folder: string): Promise<number | null>;
  /** The disk that OBS records to is nearly full; null when it is not. */
  onDisk(problem: Refusal | null): void;
}

/** A person may change the container in OBS at any time, and no event tells of it. */
const CONFIG_EVERY_MS = 30_000;
/** A look at the disk may wait for a sleeping one. */
const DISK_EVERY_MS = 5_000;

export class Outputs {
  readonly commands: OutputCommands;
  readonly #ports: OutputsPorts;
  readonly #poll: OutputPoll;
  readonly #watch: StreamWatch;
  readonly #stream: StreamTrack;
  readonly #record: RecordTrack;
  readonly #facts: OutputFacts;
  readonly #disk = new DiskRoom();
  readonly #curve = new CurveWindow();
  readonly #state = new MutableState<OutputsState>(noOutputs);
  readonly #watching: Disposable[];
  #url: string | null = null;
  #isReady = false;
  #config: RecordConfig = unknownConfig;
  #configTimer: Timer | null = null;
  #folderFreeMb: number | null = null;
  #diskTimer: Timer | null = null;
  #told: string | null = null;
  /** The replay buffer runs. */
  #replays = false;

  constructor(ports: OutputsPorts) {
    const { clock, obs } = ports;
    this.#ports = ports;
    this.#stream = new StreamTrack(clock);
    this.#record = new RecordTrack(clock, () => ({
      isShared: this.#replays || (obs.state.get().mirror?.replayBuffer.active ?? false),
      fps: obs.state.get().mirror?.output.fps ?? 30,
    }));
    this.#record.named(ports.recording?.path ?? null);
    this.#facts = new OutputFacts(clock, ports.recording, ports.onFact);
    // The order matters: whoever is told first has the newer state when the next one looks.
    this.#watching = [obs.onEvent((eventType, data) => this.#hear(eventType, data)), obs.state.subscribe(() => this.#follow())];
    this.commands = new OutputCommands({
      clock,
      obs,
      timing: ports.timing,
      onAsked: (output, what) => {
        if (output === 'stream') this.#stream.asked(what);
        else if (output === 'record') this.#record.asked(what);
        this.#tell();
      },
      onRefused: (output, refusal) => {
        if (!this.#isReady) return;
        if (output === 'stream') this.#stream.refused(refusal);
        else if (output === 'record') this.#record.refused(refusal);
        this.#tell();
      },
    });
    this.#poll = new OutputPoll(ports);
    this.#watch = new StreamWatch({ clock, obs, poll: this.#poll });
    this.#watching.push(this.#poll.onSample((sample) => this.#sampled(sample)));
    this.#follow();
  }

  get state(): LiveState<OutputsState> {
    return this.#state;
  }

  /** For whoever shares the line with the stream. */
  get health(): LiveState<StreamHealth> {
    return this.#watch.state;
  }

  /** Where the files lie that OBS names. The simulated OBS has no pictures to put into any. */
  get filesLie(): 'here' | 'elsewhere' | 'nowhere' {
    const { url, simulated } = this.#ports.obs.state.get().connection;
    if (simulated) return 'nowhere';
    return isLoopback(URL.parse(url)?.hostname ?? '') ? 'here' : 'elsewhere';
  }

  showRecordings(recordings: Recording[]): void {
    this.#state.patch({ recordings });
  }

  showRecordWithBroadcast(recordWithBroadcast: boolean): void {
    this.#state.patch({ recordWithBroadcast });
  }

  /** Another broadcast is the current one. */
  broadcastOpened(): void {
    this.#facts.tellRunning(this.#record);
  }

  dispose(): void {
    // What is still being read must not begin to watch again.
    this.#isReady = false;
    for (const watching of this.#watching) watching.dispose();
    this.#watch.dispose();
    this.#poll.dispose();
    this.#configTimer?.cancel();
    this.#diskTimer?.cancel();
    this.commands.dispose();
  }

  #follow(): void {
    const { connection, mirror } = this.#ports.obs.state.get();
    if (this.#url !== null && connection.url !== this.#url) this.#otherObs();
    this.#url = connection.url;
    const isReady = connection.state === 'ready' && mirror !== null;
    if (isReady === this.#isReady) return;
    this.#isReady = isReady;
    if (isReady) {
      this.#stream.seen(mirror.stream);
      if (this.#record.isOther(mirror.record)) {
        this.#record.endedAway();
        this.#facts.follow(this.#stream.view(), this.#record);
        this.#record.named(null);
      }
      this.#record.seen(mirror.record);
      void this.#readConfig();
      void this.#lookAtDisk();
    } else {
      this.#stream.lost();
      this.#record.lost();
      this.#configTimer?.cancel();
      this.#diskTimer?.cancel();
    }
    this.#tell();
  }

  #otherObs(): void {
    this.#stream.forget();
    this.#record.forget();
    this.#facts.otherObs();
    this.#isReady = false;
    this.#config = unknownConfig;
    this.#folderFreeMb = null;
  }

  #hear(eventType: string, data: ObsData): void {
    if (eventType === 'RecordFileChanged' && typeof data.newOutputPath === 'string') {
      this.#record.named(data.newOutputPath);
      this.#facts.split(data.newOutputPath, this.#record);
      this.#tell();
    }
    if (eventType === 'CurrentProfileChanged') void this.#readConfig();
    const event = outputEvent(eventType, data);
    if (!event) return;
    const { output, turn } = event;
    // How it stood until now, so that an end can be told with its timecode.
    this.#facts.follow(this.#stream.view(), this.#record);
    if (output === 'stream') this.#stream.heard(turn);
    else if (output === 'record') this.#record.heard(turn, data);
    else if (turn === 'started' || turn === 'stopped') {
      if (output === 'replay') {
        this.#replays = turn === 'started';
        this.#facts.replayChanged(this.#replays);
      } else this.#facts.virtualCameraChanged(turn === 'started');
    } else if (turn === 'saved') this.#replaySaved(String(data.savedReplayPath));
    this.#tell();
  }

  #replaySaved(path: string): void {
    this.#facts.replaySaved(path);
    this.#state.patch({ replay: { ...this.#state.get().replay, lastSaved: { path, atMs: Math.round(this.#ports.clock.nowMs()) } } });
  }

  #sampled({ stats, stream, record }: OutputSample): void {
    const { clock } = this.#ports;
    this.#stream.sampled(this.#watch.state.get(), stream.outputActive === true);
    this.#record.sampled(record);
    const load = loadOf(stats);
    const view = this.#stream.view();
    const monotonicMs = clock.monotonicMs();
    const skippedFrames = view.turn === 'off' ? null : view.skippedFrames;
    if (this.#curve.look(monotonicMs, clock.nowMs(), { streamKbps: view.kbps, congestion: view.congestion, skippedFrames, load })) {
      this.#state.patch({ curve: this.#curve.curve });
    }
    const freeMb = this.#folderFreeMb ?? (typeof stats.availableDiskSpace === 'number' ? stats.availableDiskSpace : null);
    const isWriting = this.#record.view().turn === 'recording';
    const disk = this.#disk.look(monotonicMs, freeMb, isWriting ? amount(record.outputBytes) : null, this.#config.kbps);
    this.#state.patch({ load });
    if (disk?.freeMb !== this.#state.get().disk?.freeMb || disk?.hoursLeft !== this.#state.get().disk?.hoursLeft)
      this.#state.patch({ disk });
    this.#tellDisk(disk);
    this.#tell();
  }

  #tellDisk(disk: OutputsState['disk']): void {
    const folder = this.#ports.obs.state.get().mirror?.recordFolder ?? '';
    const problem = disk && isLow(disk) ? ({ code: 'disk-low', context: { folder, freeMb: disk.freeMb } } as const) : null;
    const key = problem && JSON.stringify(problem);
    if (key === this.#told) return;
    this.#told = key;
    this.#ports.onDisk(problem);
  }

  #tell(): void {
    const stream = this.#stream.view();
    this.#facts.follow(stream, this.#record);
    const { format, crashSafe } = this.#config;
    const record = { ...this.#record.view(), format, crashSafe };
    const before = this.#state.get();
    if (JSON.stringify(stream) !== JSON.stringify(before.stream)) this.#state.patch({ stream });
    if (JSON.stringify(record) !== JSON.stringify(before.record)) this.#state.patch({ record });
  }

  async #readConfig(): Promise<void> {
    const { clock, obs } = this.#ports;
    this.#configTimer?.cancel();
    const url = this.#url;
    const config = await readRecordConfig((requestType, data) => obs.request(requestType, data));
    if (!this.#isReady || url !== this.#url) return;
    this.#config = config;
    this.#configTimer?.cancel();
    this.#configTimer = clock.after(CONFIG_EVERY_MS, () => void this.#readConfig());
    const { seconds } = config;
    if (seconds !== this.#state.get().replay.seconds) this.#state.patch({ replay: { ...this.#state.get().replay, seconds } });
    this.#tell();
  }

  async #lookAtDisk(): Promise<void> {
    const { clock, obs, freeBytes, logger } = this.#ports;
    this.#diskTimer?.cancel();
    const folder = this.filesLie !== 'elsewhere' ? (obs.state.get().mirror?.recordFolder ?? null) : null;
    try {
      const bytes = folder === null ? null : await freeBytes(folder);
      this.#folderFreeMb = bytes === null ? null : bytes / (1024 * 1024);
    } catch (error) {
      this.#folderFreeMb = null;
      logger.warn({ err: error, folder }, 'the disk of the recordings could not be looked at');
    }
    this.#diskTimer?.cancel();
    if (this.#isReady) this.#diskTimer = clock.after(DISK_EVERY_MS, () => void this.#lookAtDisk());
  }
}

function loadOf(stats: ObsData): OutputsState['load'] {
  if (typeof stats.cpuUsage !== 'number') return null;
  const tenths = (value: unknown) => Math.round(amount(value) * 10) / 10;
  return {
    cpuPercent: tenths(stats.cpuUsage),
    memoryMb: Math.round(amount(stats.memoryUsage)),
    fps: tenths(stats.activeFps),
    frameMs: tenths(stats.averageFrameRenderTime),
    renderLagFrames: amount(stats.renderSkippedFrames),
    encoderLagFrames: amount(stats.outputSkippedFrames),
  };
}
