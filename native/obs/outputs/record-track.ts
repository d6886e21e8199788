/** What the recording really does, and its timecode at any moment: recording only while bytes grow. */
import type { RecordOutput } from '../../contract/outputs.ts';
import type { Refusal } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { ObsData } from '../link.ts';
import { Growth } from './growth.ts';
import { amount } from './output-poll.ts';
import type { OutputTurn } from './output-waits.ts';

/** A replay buffer that shares the encoder holds the first byte back until the next keyframe: 8.3 s were measured. */
const GROWS_WITHIN_MS = 10_000;
const STARTING_LIMIT_MS = 15_000;
/**
 * The first picture is that of STARTED, to a frame (measured). What OBS says of the length lags behind by what the encoder holds back:
 * 17 frames with x264, more with a longer look-ahead. It is needed where an encoder that already runs is shared, because the recording
 * then begins with its next keyframe.
 */
const HELD_BACK_FRAMES = 17;
const MOST_HELD_BACK_FRAMES = 60;
/** Rounding of a poll. */
const SLACK_MS = 2_000;

/** `isShared`: for certain, as with a replay buffer; with a stream it may be. */
export interface Encoder {
  isShared: boolean;
  fps: number;
}

interface SeenRecord {
  active: boolean;
  paused: boolean;
  startedAtMs: number | null;
  path: string | null;
}

type Phase = 'off' | 'starting' | 'running' | 'paused' | 'stopping' | 'unknown';

export class RecordTrack {
  readonly #clock: Clock;
  readonly #growth: Growth;
  readonly #encoder: () => Encoder;
  #phase: Phase = 'unknown';
  #phaseSinceMs = 0;
  #startedAtMs: number | null = null;
  /** When the timecode would have been 0, had there been no pause, on the monotonic clock: wall time may be set; null before it is known. */
  #originMs: number | null = null;
  /** Whether OBS's own length has confirmed or corrected the origin. */
  #isMeasured = false;
  #frozenMs: number | null = null;
  #bytes = 0;
  #path: string | null = null;
  /** How it stood when OBS could last be asked, on the monotonic clock. */
  #atLoss: { atMs: number; lengthMs: number; phase: Phase } | null = null;
  #problem: Refusal | null = null;
  #turn: RecordOutput['turn'] = 'unknown';
  #turnAtMs: number;

  constructor(clock: Clock, encoder: () => Encoder) {
    this.#clock = clock;
    this.#encoder = encoder;
    this.#growth = new Growth(clock);
    this.#turnAtMs = Math.round(clock.nowMs());
  }

  get path(): string | null {
    return this.#path;
  }

  get startedAtMs(): number | null {
    return this.#startedAtMs;
  }

  get isRunning(): boolean {
    return this.#phase === 'running' || this.#phase === 'paused' || this.#phase === 'stopping';
  }

  /** When the picture ended, while the file is still being closed. */
  get endedAtMs(): number | null {
    return this.#phase === 'stopping' ? Math.round(this.#clock.nowMs() - (this.#clock.monotonicMs() - this.#phaseSinceMs)) : null;
  }

  /** Bytes have grown since the start, so that the timecode is right. */
  get isSure(): boolean {
    return this.isRunning && this.#isMeasured;
  }

  seen(record: SeenRecord): void {
    if (record.path !== null) this.#path = record.path;
    if (!record.active) {
      const ran = this.#phase === 'unknown' && this.#atLoss !== null && this.#atLoss.phase !== 'stopping';
      if (ran) this.refused({ code: 'obs-record-ended-away', context: {} });
      else if (this.#phase !== 'starting') this.#end();
      return;
    }
    if (!this.isRunning) this.#begin(record.startedAtMs, false);
    if (record.paused) this.#pause();
    else if (this.#phase === 'paused') this.#resume();
  }

  /**
   * Whether what OBS records now began while it could not be asked. A length only grows; where it fits both, a recording that went on
   * would have had to be paused for longer than it was long.
   */
  isOther({ active, paused, startedAtMs }: SeenRecord): boolean {
    const before = this.#phase === 'unknown' ? this.#atLoss : null;
    if (!before || !active || startedAtMs === null) return false;
    const startedMs = this.#monotonicAt(startedAtMs);
    if (this.#clock.monotonicMs() - startedMs + SLACK_MS < before.lengthMs) return true;
    return !paused && before.phase !== 'paused' && startedMs > before.atMs + SLACK_MS;
  }

  /** It ended while OBS could not be asked. */
  endedAway(): void {
    this.#end();
  }

  lost(): void {
    const atMs = this.#clock.monotonicMs();
    const lengthMs = this.timecodeAt(this.#clock.nowMs());
    if (!this.isRunning) this.#path = null;
    if (this.#phase !== 'unknown') {
      this.#atLoss = this.isRunning && lengthMs !== null ? { atMs, lengthMs, phase: this.#phase } : null;
    }
    this.#enter('unknown');
  }

  forget(): void {
    this.#end();
    this.#atLoss = null;
    this.#problem = null;
    this.#path = null;
    this.#enter('unknown');
  }

  asked(what: 'start' | 'stop'): void {
    if (what === 'start' && this.#phase === 'off') this.#starting();
    if (what === 'stop') this.#stopping();
  }

  heard(turn: OutputTurn, data: ObsData): void {
    if (typeof data.outputPath === 'string' && data.outputPath !== '') this.#path = data.outputPath;
    if (turn === 'starting' && this.#phase === 'off') this.#starting();
    else if (turn === 'started' && !this.isRunning) this.#begin(Math.round(this.#clock.nowMs()), true);
    else if (turn === 'paused') this.#pause();
    else if (turn === 'resumed') this.#resume();
    else if (turn === 'stopping') this.#stopping();
    else if (turn === 'stopped') this.#stopped();
  }

  /** OBS went on in another file, or the ledger knows the name that OBS does not say again. */
  named(path: string | null): void {
    this.#path = path;
  }

  refused(problem: Refusal): void {
    this.#end();
    this.#problem = problem;
  }

  sampled(status: ObsData): void {
    if (this.#phase === 'starting' && this.#clock.monotonicMs() - this.#phaseSinceMs > STARTING_LIMIT_MS && status.outputActive !== true) {
      this.refused({ code: 'obs-record-not-started', context: { late: true } });
    }
    if (!this.isRunning) return;
    this.#bytes = amount(status.outputBytes);
    const grows = this.#growth.look(this.#bytes);
    if (grows) this.#measure(status.outputDuration);
    if (grows && this.#problem?.code === 'recording-not-growing') this.#problem = null;
    if (this.#phase === 'running' && this.#growth.standsForMs > GROWS_WITHIN_MS) {
      this.#problem ??= { code: 'recording-not-growing', context: { file: this.#path ?? '' } };
    }
  }

  /** Length of the recording at a moment, without its pauses; null before it is known. */
  timecodeAt(atMs: number): number | null {
    if (!this.isRunning && this.#phase !== 'unknown') return null;
    if (this.#frozenMs !== null) return Math.round(this.#frozenMs);
    return this.#originMs === null ? null : Math.max(0, Math.round(this.#monotonicAt(atMs) - this.#originMs));
  }

  view(): Omit<RecordOutput, 'format' | 'crashSafe'> {
    const turn = this.#turnNow();
    if (turn !== this.#turn) {
      this.#turn = turn;
      this.#turnAtMs = Math.round(this.#clock.nowMs());
    }
    return {
      turn,
      sinceAtMs: this.#turnAtMs,
      startedAtMs: this.#startedAtMs,
      path: this.isRunning ? this.#path : null,
      timecodeMs: this.isRunning ? this.timecodeAt(this.#clock.nowMs()) : null,
      bytes: this.isRunning ? this.#bytes : 0,
      problem: this.#problem,
    };
  }

  #turnNow(): RecordOutput['turn'] {
    if (this.#phase !== 'running') return this.#phase;
    if (this.#growth.standsForMs > GROWS_WITHIN_MS) return 'stalled';
    return this.#growth.grew ? 'recording' : 'starting';
  }

  #starting(): void {
    this.#problem = null;
    this.#enter('starting');
  }

  #begin(startedAtMs: number | null, isNow: boolean): void {
    const goesOn = this.#phase === 'unknown' && this.#startedAtMs !== null;
    if (!goesOn) {
      this.#startedAtMs = startedAtMs;
      this.#originMs = isNow ? this.#clock.monotonicMs() : null;
      this.#isMeasured = false;
      this.#frozenMs = null;
    } else this.#goOn(startedAtMs);
    this.#problem = null;
    this.#growth.begin();
    this.#enter('running');
  }

  /** It may have been paused, or resumed, while nobody heard; its length now tells, by which it would have begun at `startedAtMs`. */
  #goOn(startedAtMs: number | null): void {
    const nowMs = this.#clock.monotonicMs();
    const stoodMs = this.#frozenMs;
    this.#frozenMs = null;
    if (startedAtMs === null) {
      if (stoodMs !== null) this.#originMs = nowMs - stoodMs;
      this.#isMeasured = false;
      return;
    }
    const startedMs = this.#monotonicAt(startedAtMs);
    const stillStands = stoodMs !== null && Math.abs(nowMs - startedMs - stoodMs) <= MOST_HELD_BACK_FRAMES * this.#frameMs;
    if (stillStands) this.#originMs = nowMs - stoodMs;
    else if (this.#originMs !== null) this.#originMs = this.#originOf(startedMs);
  }

  /** A length beyond wall time is garbage, as OBS gives it after a change of its video settings. */
  #measure(outputDuration: unknown): void {
    if (this.#isMeasured || this.#frozenMs !== null) return;
    const atMs = this.#clock.nowMs();
    const longestMs = this.#startedAtMs === null ? 24 * 3_600_000 : atMs - this.#startedAtMs + SLACK_MS;
    const isKnown = typeof outputDuration === 'number' && outputDuration > 0 && outputDuration <= longestMs;
    if (isKnown) this.#originMs = this.#originOf(this.#clock.monotonicMs() - outputDuration);
    this.#isMeasured = isKnown || this.#originMs !== null;
  }

  /** The picture ends here; OBS says STOPPED once the file is whole, up to seconds later. */
  #stopping(): void {
    if (!this.isRunning || this.#phase === 'stopping') return;
    this.#frozenMs = this.timecodeAt(this.#clock.nowMs());
    this.#enter('stopping');
  }

  /** A moment of wall time, as it is counted now, on the monotonic clock. */
  #monotonicAt(atMs: number): number {
    return this.#clock.monotonicMs() - (this.#clock.nowMs() - atMs);
  }

  /** `firstMs`: when the first packet came out of the encoder, by what OBS says of the length. */
  #originOf(firstMs: number): number {
    const { isShared } = this.#encoder();
    const started = this.#originMs;
    const measured = firstMs - HELD_BACK_FRAMES * this.#frameMs;
    if (started === null) return measured;
    return isShared || firstMs - started > MOST_HELD_BACK_FRAMES * this.#frameMs ? Math.max(started, measured) : started;
  }

  get #frameMs(): number {
    return 1000 / this.#encoder().fps;
  }

  #pause(): void {
    if (this.#phase !== 'running') return;
    this.#frozenMs = this.timecodeAt(this.#clock.nowMs());
    this.#enter('paused');
  }

  #resume(): void {
    if (this.#phase !== 'paused') return;
    if (this.#frozenMs !== null) this.#originMs = this.#clock.monotonicMs() - this.#frozenMs;
    this.#frozenMs = null;
    this.#growth.begin();
    this.#enter('running');
  }

  #stopped(): void {
    if (this.#phase === 'starting') this.refused({ code: 'obs-record-not-started', context: { late: false } });
    else if (this.#phase === 'running' || this.#phase === 'paused') this.refused({ code: 'obs-record-ended', context: {} });
    else this.#end();
  }

  #end(): void {
    if (this.#phase === 'off') return;
    this.#enter('off');
    this.#startedAtMs = null;
    this.#originMs = null;
    this.#frozenMs = null;
    this.#isMeasured = false;
    this.#bytes = 0;
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#phaseSinceMs = this.#clock.monotonicMs();
  }
}
