/** What the stream really does: live only while bytes grow, whatever OBS calls it. */
import type { StreamOutput } from '../../contract/outputs.ts';
import type { Refusal } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import { Growth } from './growth.ts';
import { LineWatch } from './line-trouble.ts';
import type { OutputTurn } from './output-waits.ts';
import type { StreamHealth } from './stream-watch.ts';

/** Without a byte for so long a stream stands still; shorter pauses are those of a busy line. */
const STALLED_MS = 4_000;
/** A stream that has just found its server has so long until its first byte. */
const FIRST_BYTE_MS = 8_000;
/** A server may take long to answer; after this a start that OBS says nothing about counts as failed. */
const STARTING_LIMIT_MS = 30_000;
/** The rate is told over this time. */
const RATE_WINDOW_MS = 5_000;

type Phase = 'off' | 'starting' | 'running' | 'stopping' | 'unknown';

export class StreamTrack {
  readonly #clock: Clock;
  readonly #line = new LineWatch();
  readonly #growth: Growth;
  #phase: Phase = 'unknown';
  #phaseSinceMs = 0;
  /** The server was lost, until bytes grow again; `isBack` once OBS has found it. */
  #reconnecting = false;
  #isBack = false;
  /** It ran, and nobody was ending it, when OBS could last be asked. */
  #ranAtLoss = false;
  #reconnects = 0;
  #startedAtMs: number | null = null;
  #problem: Refusal | null = null;
  #health: Pick<StreamHealth, 'bytes' | 'totalFrames' | 'skippedFrames' | 'congestion' | 'reports'> | null = null;
  #rates: { atMs: number; bytes: number }[] = [];
  #turn: StreamOutput['turn'] = 'unknown';
  #turnAtMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#growth = new Growth(clock);
    this.#turnAtMs = Math.round(clock.nowMs());
  }

  /** What OBS says when it has been read: right after a connect, or when its events left something out. */
  seen(stream: { active: boolean; reconnecting: boolean; startedAtMs: number | null }): void {
    if (!stream.active) {
      if (this.#phase === 'unknown' && this.#ranAtLoss) this.refused({ code: 'obs-stream-ended-away', context: {} });
      else if (this.#phase !== 'starting') this.#end();
    } else if (this.#phase !== 'running' && this.#phase !== 'stopping') this.#begin(stream.startedAtMs);
    this.#setReconnecting(stream.active && stream.reconnecting);
  }

  /** OBS cannot be asked any more; totals are kept, because the stream may go on. */
  lost(): void {
    if (this.#phase !== 'unknown') this.#ranAtLoss = this.#phase === 'running';
    this.#enter('unknown');
    this.#rates = [];
    this.#line.reset();
  }

  /** Another OBS than before: nothing known holds. */
  forget(): void {
    this.#end();
    this.#ranAtLoss = false;
    this.#problem = null;
    this.#enter('unknown');
  }

  asked(what: 'start' | 'stop'): void {
    if (what === 'start' && this.#phase === 'off') this.#starting();
    if (what === 'stop' && this.#phase === 'running') this.#enter('stopping');
  }

  heard(turn: OutputTurn): void {
    // STARTING may come after STARTED, so it counts only while nothing runs.
    if (turn === 'starting' && this.#phase === 'off') this.#starting();
    else if (turn === 'started' && this.#phase !== 'running') this.#begin(Math.round(this.#clock.nowMs()));
    else if (turn === 'stopping' && this.#phase === 'running') this.#enter('stopping');
    else if (turn === 'stopped') this.#stopped();
    else if (turn === 'reconnecting') this.#setReconnecting(true);
    else if (turn === 'reconnected') this.#serverFound();
  }

  /** A start that was refused before OBS tried. */
  refused(problem: Refusal): void {
    this.#end();
    this.#problem = problem;
  }

  sampled(health: StreamHealth, isActive: boolean): void {
    const atMs = this.#clock.monotonicMs();
    if (this.#phase === 'starting' && !isActive && atMs - this.#phaseSinceMs > STARTING_LIMIT_MS) this.#failed();
    if (this.#phase !== 'running' && this.#phase !== 'stopping') return;
    this.#health = health;
    if (health.reconnecting) this.#setReconnecting(true);
    else if (this.#reconnecting && !this.#isBack) this.#serverFound();
    if (this.#growth.look(health.bytes) && this.#isBack) this.#reconnecting = false;
    this.#rates = [...this.#rates.filter((rate) => rate.atMs >= atMs - RATE_WINDOW_MS), { atMs, bytes: health.bytes }];
    if (health.reports || health.skippedFrames > 0) this.#line.look({ atMs, ...health });
  }

  view(): StreamOutput {
    const turn = this.#turnNow();
    if (turn !== this.#turn) {
      this.#turn = turn;
      this.#turnAtMs = Math.round(this.#clock.nowMs());
    }
    const running = this.#phase === 'running' || this.#phase === 'stopping';
    const { trouble } = this.#line;
    return {
      turn,
      sinceAtMs: this.#turnAtMs,
      startedAtMs: this.#startedAtMs,
      bytes: this.#health?.bytes ?? 0,
      totalFrames: this.#health?.totalFrames ?? 0,
      skippedFrames: this.#health?.skippedFrames ?? 0,
      kbps: running ? this.#kbps() : null,
      congestion: running && this.#health?.reports ? this.#health.congestion : null,
      trouble: running && trouble ? { kind: trouble.kind, sinceAtMs: this.#wallOf(trouble.sinceMs) } : null,
      reconnects: this.#reconnects,
      problem: this.#problem,
    };
  }

  #turnNow(): StreamOutput['turn'] {
    if (this.#phase !== 'running') return this.#phase;
    const { grew, standsForMs } = this.#growth;
    if (this.#reconnecting) return this.#isBack && standsForMs > FIRST_BYTE_MS ? 'stalled' : 'reconnecting';
    if (!grew) return standsForMs > FIRST_BYTE_MS ? 'stalled' : 'starting';
    return standsForMs > STALLED_MS ? 'stalled' : 'live';
  }

  #starting(): void {
    this.#problem = null;
    this.#enter('starting');
  }

  #begin(startedAtMs: number | null): void {
    // After an outage of OBS's connection the same stream may still run.
    const goesOn = this.#phase === 'unknown' && this.#startedAtMs !== null;
    if (!goesOn) {
      this.#reconnects = 0;
      this.#reconnecting = false;
      this.#health = null;
      this.#startedAtMs = startedAtMs;
    }
    this.#problem = null;
    this.#rates = [];
    this.#growth.begin();
    this.#line.reset();
    this.#enter('running');
  }

  #stopped(): void {
    if (this.#phase === 'starting') this.#failed();
    else if (this.#phase === 'running') this.refused({ code: 'obs-stream-ended', context: {} });
    else this.#end();
  }

  #failed(): void {
    this.refused({ code: 'obs-stream-not-started', context: { late: false } });
  }

  #end(): void {
    if (this.#phase === 'off') return;
    this.#enter('off');
    this.#startedAtMs = null;
    this.#reconnecting = false;
    this.#rates = [];
    this.#line.reset();
  }

  #setReconnecting(reconnecting: boolean): void {
    // OBS says it again at each try.
    if (!reconnecting || this.#phase !== 'running' || (this.#reconnecting && !this.#isBack)) return;
    this.#reconnecting = true;
    this.#isBack = false;
    this.#reconnects += 1;
    // Congestion of a line that is gone says nothing of the next.
    this.#line.reset();
  }

  #serverFound(): void {
    this.#isBack = true;
    this.#growth.begin();
  }

  #kbps(): number | null {
    const first = this.#rates[0];
    const last = this.#rates.at(-1);
    if (!first || !last || last.atMs - first.atMs < 500) return null;
    return Math.round(((last.bytes - first.bytes) * 8) / (last.atMs - first.atMs));
  }

  #wallOf(monotonicMs: number): number {
    return Math.round(this.#clock.nowMs() - (this.#clock.monotonicMs() - monotonicMs));
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#phaseSinceMs = this.#clock.monotonicMs();
  }
}
