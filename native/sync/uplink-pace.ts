/** How fast sending may go beside a stream: slows and stops quickly when the picture pays for it, recovers slowly. Pure: time comes in. */
import type { UplinkState } from '../contract/upstream.ts';
import type { AnswerTime } from './answer-times.ts';

/** Rates in bytes a second, times in milliseconds. Why each is what it is, and what was measured: docs/adr/0014. */
export const uplinkPace = {
  /** 64 kbit/s: where sending begins beside every stream, and all that an output gets that tells nothing. */
  firstRate: 8_000,
  /** 16 kbit/s: slowing goes no lower; what is below is a stop. */
  leastRate: 2_000,
  /** Added for each calm second: 8 kbit/s. */
  step: 1_000,
  slowCongestion: 0.1,
  stopCongestion: 0.25,
  calmCongestion: 0.02,
  calmMs: 20_000,
  /** How long sending stays under the rate at which it was last pushed back, and how far under. */
  rememberMs: 600_000,
  rememberedShare: 0.75,
  /** A rate grows only while so much of it is used, and falls by half each time that it went unused for so long. */
  usedShare: 0.7,
  unusedMs: 30_000,
} as const;

type Reason = UplinkState['reason'];
const STOPPED: readonly Reason[] = ['picture-suffers', 'reconnecting'];
const PUSHED: readonly Reason[] = ['congestion', 'frames-skipped', 'slow-answers'];

export interface PaceSample {
  reconnecting: boolean;
  congestion: number;
  /** Frames that OBS has skipped since the sample before. */
  newlySkipped: number;
  /** Bytes a second that sending used lately. */
  usedRate: number;
}

export class UplinkPace {
  #rate: number = uplinkPace.firstRate;
  #reason: Reason = 'steady';
  #skippedBefore = false;
  #calmSinceMs: number;
  #usedAtMs: number;
  /** Where sending was last pushed back, and when. */
  #remembered: { rate: number; atMs: number } | null = null;

  constructor(nowMs: number) {
    this.#calmSinceMs = nowMs;
    this.#usedAtMs = nowMs;
  }

  /** A stream begins: what an earlier one showed of the line still counts. */
  begin(nowMs: number): void {
    this.#rate = uplinkPace.firstRate;
    this.#reason = 'steady';
    this.#skippedBefore = false;
    this.#calmSinceMs = nowMs;
    this.#usedAtMs = nowMs;
  }

  /** Bytes a second; 0 is a stop. */
  get rate(): number {
    return STOPPED.includes(this.#reason) ? 0 : this.#rate;
  }

  get reason(): Reason {
    return this.#reason;
  }

  /** What OBS says, about once a second; `limit` is the rate beyond which there is nothing to grow for. */
  hear(sample: PaceSample, limit: number, nowMs: number): void {
    const { reconnecting, congestion, newlySkipped } = sample;
    const skippedAgain = newlySkipped > 0 && this.#skippedBefore;
    this.#skippedBefore = newlySkipped > 0;
    if (reconnecting) this.#stop('reconnecting', sample, nowMs);
    else if (congestion >= uplinkPace.stopCongestion || skippedAgain) this.#stop('picture-suffers', sample, nowMs);
    else if (newlySkipped > 0) this.#slow('frames-skipped', sample, nowMs);
    else if (congestion > uplinkPace.slowCongestion) this.#slow('congestion', sample, nowMs);
    else if (congestion > uplinkPace.calmCongestion) this.#wait(nowMs);
    else this.#calm(sample, limit, nowMs);
  }

  /** A queue stands on the line, and the picture waits in it too: growing waits, or sending slows. */
  hearAnswers(time: Exclude<AnswerTime, 'usual'>, usedRate: number, nowMs: number): void {
    if (time === 'slow') this.#slow('slow-answers', { usedRate }, nowMs);
    else this.#wait(nowMs);
  }

  #stop(reason: Reason, used: { usedRate: number }, nowMs: number): void {
    if (this.rate > 0) {
      // A server that went away says nothing about the line.
      if (reason !== 'reconnecting') this.#remember(used.usedRate, nowMs);
      this.#rate = Math.max(uplinkPace.leastRate, Math.min(uplinkPace.firstRate, this.#rate) / 2);
    }
    this.#reason = reason;
    this.#calmSinceMs = nowMs;
  }

  #wait(nowMs: number): void {
    this.#calmSinceMs = nowMs;
    if (this.#reason === 'growing') this.#reason = 'steady';
  }

  #slow(reason: Reason, used: { usedRate: number }, nowMs: number): void {
    this.#calmSinceMs = nowMs;
    // What has stopped goes on only when all was calm for long enough.
    if (this.rate === 0) return;
    this.#remember(used.usedRate, nowMs);
    this.#rate = Math.max(uplinkPace.leastRate, this.#rate / 2);
    this.#reason = reason;
  }

  #calm({ usedRate }: PaceSample, limit: number, nowMs: number): void {
    if (nowMs - this.#calmSinceMs < uplinkPace.calmMs) {
      this.#usedAtMs = nowMs;
      return;
    }
    if (this.rate === 0) {
      // Begins anew where the stop left it; the next calm second may add to it.
      this.#reason = 'steady';
      this.#usedAtMs = nowMs;
      return;
    }
    if (usedRate >= this.#rate * uplinkPace.usedShare) {
      this.#usedAtMs = nowMs;
      const next = Math.min(this.#rate + uplinkPace.step, Math.max(this.#rate, this.#ceiling(nowMs)), Math.max(this.#rate, limit));
      this.#reason = next > this.#rate ? 'growing' : 'steady';
      this.#rate = next;
      return;
    }
    this.#reason = 'steady';
    if (nowMs - this.#usedAtMs < uplinkPace.unusedMs) return;
    // What the line had to give long ago says little about now.
    this.#usedAtMs = nowMs;
    this.#rate = Math.max(Math.min(this.#rate, uplinkPace.firstRate), this.#rate / 2);
  }

  #ceiling(nowMs: number): number {
    if (!this.#remembered || nowMs - this.#remembered.atMs >= uplinkPace.rememberMs) return Number.POSITIVE_INFINITY;
    return Math.max(uplinkPace.leastRate, this.#remembered.rate * uplinkPace.rememberedShare);
  }

  /** Only what was really sent can have been too much. Pushed back again at once, the first push says where the line was full. */
  #remember(usedRate: number, nowMs: number): void {
    if (usedRate < this.#rate / 2 || PUSHED.includes(this.#reason)) return;
    this.#remembered = { rate: this.#rate, atMs: nowMs };
  }
}
