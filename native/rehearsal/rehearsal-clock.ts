/** The clock of a rehearsal: wall time that can run faster, stand still, or be stepped as fast as the machine goes. */
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { systemClock, type Clock, type Timer } from '../kernel/clock.ts';

/**
 * Starts paused. Monotonic time and timers are the real ones, because deadlines of sockets do not shrink in a rehearsal.
 * Wall time never passes the limit that `allowUntil` sets: when the work behind it is not done, the clock waits and counts
 * what was lost in `behindMs`.
 */
export class RehearsalClock implements Clock {
  readonly #real: Clock;
  /** Rehearsed time at the real moment `#anchorRealMs`; from there it runs on at `#speed`. */
  #anchorAtMs: number;
  #anchorRealMs: number;
  #speed: number | null;
  #paused = true;
  #limitAtMs = Number.POSITIVE_INFINITY;
  #lostMs = 0;
  readonly #waiting = new Set<() => void>();

  /** `speed` null steps from one wait to the next without waiting. */
  constructor(options: { startAtMs: number; speed: number | null; real?: Clock }) {
    this.#real = options.real ?? systemClock;
    this.#anchorAtMs = options.startAtMs;
    this.#anchorRealMs = this.#real.monotonicMs();
    this.#speed = options.speed;
  }

  nowMs(): number {
    return Math.floor(Math.min(this.#limitAtMs, this.#wishedAtMs()));
  }

  monotonicMs(): number {
    return this.#real.monotonicMs();
  }

  after(delayMs: number, callback: () => void): Timer {
    return this.#real.after(delayMs, callback);
  }

  get speed(): number | null {
    return this.#speed;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Rehearsed milliseconds lost to the limit since the speed was last set. */
  get behindMs(): number {
    return Math.floor(this.#lostMs + Math.max(0, this.#wishedAtMs() - this.#limitAtMs));
  }

  setSpeed(speed: number | null): void {
    this.#settle();
    this.#speed = speed;
    this.#lostMs = 0;
    this.#wake();
  }

  pause(): void {
    this.#settle();
    this.#paused = true;
    this.#wake();
  }

  resume(): void {
    this.#settle();
    this.#paused = false;
    this.#wake();
  }

  /** The time may run up to here; beyond it stands still until it is allowed further. */
  allowUntil(atMs: number): void {
    this.#settle();
    this.#limitAtMs = atMs;
  }

  /** Resolves when the rehearsed time is there, or at once when the signal aborts. Stepping, the wait itself is the step. */
  async waitUntil(atMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (!this.#paused && this.#speed === null) {
        if (this.#anchorAtMs >= atMs) return;
        this.#anchorAtMs = atMs;
        await yieldToOthers();
        return;
      }
      const leftMs = atMs - Math.min(this.#limitAtMs, this.#wishedAtMs());
      if (!this.#paused && leftMs <= 0) return;
      await this.#changeOr(this.#paused || this.#speed === null ? null : Math.ceil(leftMs / this.#speed), signal);
    }
  }

  /** Where the time would be without a limit. */
  #wishedAtMs(): number {
    if (this.#paused || this.#speed === null) return this.#anchorAtMs;
    return this.#anchorAtMs + (this.#real.monotonicMs() - this.#anchorRealMs) * this.#speed;
  }

  #settle(): void {
    const wished = this.#wishedAtMs();
    this.#lostMs += Math.max(0, wished - this.#limitAtMs);
    this.#anchorAtMs = Math.min(this.#limitAtMs, wished);
    this.#anchorRealMs = this.#real.monotonicMs();
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }

  #changeOr(delayMs: number | null, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = delayMs === null ? null : this.#real.after(delayMs, () => done());
      const done = () => {
        timer?.cancel();
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }
}
