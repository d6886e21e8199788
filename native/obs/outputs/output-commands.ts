/** Starts and stops OBS's outputs; each resolves when OBS has really done it, because its own "success" comes before anything happened. */
import { accepted, type Refusal, refused, type Result } from '../../contract/refusal.ts';
import { type Clock, delay } from '../../kernel/clock.ts';
import type { Disposable } from '../../kernel/live-state.ts';
import type { ObsData } from '../link.ts';
import type { StudioObs } from '../studio-obs.ts';
import { outputEvent, type OutputName, type OutputTurn, OutputWaits, type TurnOfOutput } from './output-waits.ts';

export interface OutputTiming {
  /** Until a stream runs or has stopped: an RTMP server may take long to answer, and a stalled stream was seen to need 11 s to stop. */
  streamMs: number;
  recordMs: number;
  /** A replay was written 0.8 s after it was asked for. */
  replayMs: number;
}
const outputTiming: OutputTiming = { streamMs: 20_000, recordMs: 10_000, replayMs: 10_000 };

export interface CommandPorts {
  clock: Clock;
  obs: Pick<StudioObs, 'state' | 'request' | 'onEvent'>;
  timing?: Partial<OutputTiming>;
  /** Before OBS is asked to start, and when it has accepted to stop. */
  onAsked?(output: OutputName, what: 'start' | 'stop'): void;
  /** OBS refused to start it. */
  onRefused?(output: OutputName, refusal: Refusal): void;
}

type Done = Result<Record<string, never>>;
const done: Done = accepted({});

/** Codes of obs-websocket 5. */
const NO_SUCH_STATE = 604;
const OUTPUT_RUNNING = 500;
const OUTPUT_NOT_RUNNING = 501;
/** Paused for less than a frame, a recording of OBS 29 could never be stopped again. */
const SHORTEST_PAUSE_MS = 500;
/** The first release of OBS whose WebSocket server can split a recording (5.5). */
const SPLITS_SINCE = '30.2';

const NOT_STARTED = { stream: 'obs-stream-not-started', record: 'obs-record-not-started' } as const;
const NOT_STOPPED = { stream: 'obs-stream-not-stopped', record: 'obs-record-not-stopped' } as const;

export class OutputCommands {
  readonly #ports: CommandPorts;
  readonly #timing: OutputTiming;
  readonly #waits: OutputWaits;
  readonly #watching: Disposable[];
  readonly #starts = new Map<'stream' | 'record', Promise<Done>>();
  /** On the monotonic clock. */
  #pausedMs = 0;

  constructor(ports: CommandPorts) {
    this.#ports = ports;
    this.#timing = { ...outputTiming, ...ports.timing };
    this.#waits = new OutputWaits(ports.clock);
    this.#watching = [
      ports.obs.onEvent((eventType, data) => {
        if (outputEvent(eventType, data)?.turn === 'paused') this.#pausedMs = ports.clock.monotonicMs();
        this.#waits.hear(eventType, data);
      }),
      ports.obs.state.subscribe(() => {
        if (ports.obs.state.get().connection.state !== 'ready') this.#waits.lost();
      }),
    ];
  }

  dispose(): void {
    for (const watching of this.#watching) watching.dispose();
    this.#waits.lost();
  }

  startStream(): Promise<Done> {
    return this.#start('stream', 'StartStream', this.#timing.streamMs);
  }

  async stopStream(): Promise<Done> {
    return emptied(await this.#stop('stream', 'StopStream', this.#timing.streamMs));
  }

  startRecord(): Promise<Done> {
    return this.#start('record', 'StartRecord', this.#timing.recordMs);
  }

  /** Resolves when the file is complete. */
  async stopRecord(): Promise<Result<{ path: string | null }>> {
    const path = this.#mirror?.record.path ?? null;
    const stopped = await this.#stop('record', 'StopRecord', this.#timing.recordMs);
    if (!stopped.ok) return stopped;
    const { outputPath } = stopped.value;
    return accepted({ path: typeof outputPath === 'string' && outputPath !== '' ? outputPath : path });
  }

  /** OBS accepts a pause of what does not run, and does nothing. */
  pauseRecord(): Promise<Done> {
    return this.#turn('PauseRecord', ['paused'], true);
  }

  async resumeRecord(): Promise<Done> {
    const { clock } = this.#ports;
    const restMs = this.#pausedMs + SHORTEST_PAUSE_MS - clock.monotonicMs();
    if (this.#mirror?.record.paused && restMs > 0) await delay(clock, restMs);
    return this.#turn('ResumeRecord', ['resumed'], false);
  }

  async splitRecord(): Promise<Done> {
    const missing = this.#missing('SplitRecordFile', SPLITS_SINCE);
    if (missing) return missing;
    if (!this.#mirror?.record.active) return this.#notRunning();
    return emptied(await this.#ports.obs.request('SplitRecordFile'));
  }

  startReplayBuffer(): Promise<Done> {
    return this.#startOther('replay', 'GetReplayBufferStatus', 'StartReplayBuffer', 'obs-replay-not-set-up');
  }

  async stopReplayBuffer(): Promise<Done> {
    return emptied(await this.#stop('replay', 'StopReplayBuffer', this.#timing.recordMs));
  }

  /** Resolves with the file once it is there. */
  async saveReplay(): Promise<Result<{ path: string }>> {
    const status = await this.#ports.obs.request('GetReplayBufferStatus');
    if (!status.ok) return isNoSuchState(status.refusal) ? refused('obs-replay-not-set-up') : status;
    if (status.value.outputActive !== true) return refused('obs-output-not-running', { output: 'replay' });
    const said = await this.#ask('replay', 'SaveReplayBuffer', ['saved', 'stopped'], this.#timing.replayMs);
    if (!said.ok) return said;
    if (said.value?.turn !== 'saved') return refused('obs-replay-not-saved');
    return accepted({ path: String(said.value.data.savedReplayPath) });
  }

  startVirtualCamera(): Promise<Done> {
    return this.#startOther('virtualCamera', 'GetVirtualCamStatus', 'StartVirtualCam', 'obs-cannot');
  }

  async stopVirtualCamera(): Promise<Done> {
    const status = await this.#ports.obs.request('GetVirtualCamStatus');
    if (!status.ok) return isNoSuchState(status.refusal) ? refused('obs-cannot', VIRTUAL_CAMERA) : status;
    return emptied(await this.#stop('virtualCamera', 'StopVirtualCam', this.#timing.recordMs));
  }

  get #mirror() {
    return this.#ports.obs.state.get().mirror;
  }

  /** Asked for twice, it is one start: OBS would refuse the second, and what runs would look refused. */
  #start(output: 'stream' | 'record', requestType: string, limitMs: number): Promise<Done> {
    const underWay = this.#starts.get(output);
    if (underWay) return underWay;
    const start = this.#startOnce(output, requestType, limitMs).finally(() => this.#starts.delete(output));
    this.#starts.set(output, start);
    return start;
  }

  async #startOnce(output: 'stream' | 'record', requestType: string, limitMs: number): Promise<Done> {
    if (this.#mirror?.[output].active) return done;
    const turn = this.#waits.wait(output, ['started', 'stopped'], limitMs);
    this.#ports.onAsked?.(output, 'start');
    const answer = await this.#ports.obs.request(requestType);
    // Somebody else has started it a moment ago: what comes of that is what comes of this.
    const isStarted = !answer.ok && answer.refusal.context.obsCode === OUTPUT_RUNNING;
    if (!answer.ok && !isStarted) {
      turn.cancel();
      this.#ports.onRefused?.(output, answer.refusal);
      return answer;
    }
    if (isStarted && this.#mirror?.[output].active) {
      turn.cancel();
      return done;
    }
    const outcome = await turn.outcome;
    if (outcome === 'lost') return refused('obs-connection-lost', { request: requestType });
    if (outcome !== 'late' && outcome.turn === 'started') return done;
    const failed = refused(NOT_STARTED[output], { late: outcome === 'late' });
    this.#ports.onRefused?.(output, failed.refusal);
    return failed;
  }

  async #stop(output: OutputName, requestType: string, limitMs: number): Promise<Result<ObsData>> {
    const turn = this.#waits.wait(output, ['stopped'], limitMs);
    const answer = await this.#ports.obs.request(requestType);
    if (!answer.ok) {
      turn.cancel();
      return answer.refusal.context.obsCode === OUTPUT_NOT_RUNNING ? this.#notRunning(output) : answer;
    }
    this.#ports.onAsked?.(output, 'stop');
    const outcome = await turn.outcome;
    if (outcome === 'lost') return refused('obs-connection-lost', { request: requestType });
    if (outcome !== 'late') return answer;
    return refused(output === 'stream' || output === 'record' ? NOT_STOPPED[output] : 'obs-timeout', { request: requestType });
  }

  /** Outputs that not every OBS has: its status says so before anything is started. */
  async #startOther(output: 'replay' | 'virtualCamera', status: string, start: string, absent: 'obs-replay-not-set-up' | 'obs-cannot') {
    const known = await this.#ports.obs.request(status);
    if (!known.ok) {
      if (!isNoSuchState(known.refusal)) return known;
      return refused(absent, absent === 'obs-cannot' ? VIRTUAL_CAMERA : {});
    }
    if (known.value.outputActive === true) return done;
    const said = await this.#ask(output, start, ['started', 'stopped'], this.#timing.recordMs);
    if (!said.ok) return said;
    if (said.value?.turn === 'started') return done;
    return refused('obs-request-failed', { request: start, comment: 'the output did not start' });
  }

  async #turn(requestType: string, turns: OutputTurn[], pauses: boolean): Promise<Done> {
    const record = this.#mirror?.record;
    if (record && !record.active) return this.#notRunning();
    if (record?.paused === pauses) return done;
    const said = await this.#ask('record', requestType, turns, this.#timing.recordMs);
    if (!said.ok) return said;
    return said.value ? done : refused('obs-timeout', { request: requestType });
  }

  /** Asks, and waits for one of these turns; null when none came within the limit. */
  async #ask(output: OutputName, requestType: string, turns: OutputTurn[], limitMs: number): Promise<Result<TurnOfOutput | null>> {
    const wait = this.#waits.wait(output, turns, limitMs);
    const answer = await this.#ports.obs.request(requestType);
    if (!answer.ok) {
      wait.cancel();
      return answer;
    }
    const outcome = await wait.outcome;
    if (outcome === 'lost') return refused('obs-connection-lost', { request: requestType });
    return accepted(outcome === 'late' ? null : outcome);
  }

  #notRunning(output: OutputName = 'record') {
    return refused('obs-output-not-running', { output });
  }

  #missing(requestType: string, version: string) {
    const mirror = this.#mirror;
    return mirror && !mirror.availableRequests.includes(requestType) ? refused('obs-cannot', { what: requestType, version }) : null;
  }
}

/** Every OBS since 28 has it but builds of a distribution that leave out its driver. */
const VIRTUAL_CAMERA = { what: 'VirtualCam', version: '28' };

function isNoSuchState({ code, context }: Refusal): boolean {
  return code === 'obs-request-failed' && context.obsCode === NO_SUCH_STATE;
}

function emptied(answer: Result<unknown>): Done {
  return answer.ok ? done : answer;
}
