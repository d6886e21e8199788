/** Lets bytes leave at a rate, in the order in which they asked, without bursts; and tells how many left lately. */
import type { Clock, Timer } from '../kernel/clock.ts';

interface Waiting {
  readonly bytes: number;
  go(): void;
}

/** How much may leave at once after a pause, as a length at the rate; less than a slice still lets one slice go. */
const DEPTH_MS = 100;
/** What left is counted in so many intervals. */
const INTERVALS = 12;
const INTERVAL_MS = 250;

export class TokenBucket {
  readonly #clock: Clock;
  readonly #waiting: Waiting[] = [];
  /** Bytes a second. */
  #rate = Number.POSITIVE_INFINITY;
  /** Bytes that may leave now. Below 0 after a slice that was larger than the depth: it is paid off before the next. */
  #tokens = 0;
  #filledAtMs: number;
  #timer: Timer | null = null;
  /** Bytes by interval of the monotonic clock. */
  readonly #sent = new Map<number, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#filledAtMs = clock.monotonicMs();
  }

  /** Bytes a second; Infinity lets everything go, 0 nothing. */
  setRate(rate: number): void {
    this.#fill();
    const wasFree = this.#rate === Number.POSITIVE_INFINITY;
    this.#rate = rate;
    this.#tokens = wasFree || rate === Number.POSITIVE_INFINITY ? 0 : Math.min(this.#tokens, this.#depth());
    this.#letGo();
  }

  /** Resolves when `bytes` may leave, or when the signal aborts. */
  take(bytes: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting: Waiting = {
        bytes,
        go: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        resolve();
        this.#letGo();
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiting);
      this.#letGo();
    });
  }

  /** Bytes a second that left in the last three seconds. */
  sentBytes(): number {
    this.#forget();
    let bytes = 0;
    for (const sent of this.#sent.values()) bytes += sent;
    return Math.round((bytes * 1000) / (INTERVALS * INTERVAL_MS));
  }

  dispose(): void {
    this.#timer?.cancel();
  }

  #letGo(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#fill();
    for (;;) {
      const next = this.#waiting[0];
      if (!next || this.#rate === 0) return;
      if (this.#rate !== Number.POSITIVE_INFINITY) {
        const missing = Math.min(next.bytes, this.#depth()) - this.#tokens;
        if (missing > 0) {
          // One more, because a timer may come a fraction of a millisecond early.
          this.#timer = this.#clock.after(Math.ceil((missing * 1000) / this.#rate) + 1, () => this.#letGo());
          return;
        }
        this.#tokens -= next.bytes;
      }
      this.#waiting.shift();
      this.#count(next.bytes);
      next.go();
    }
  }

  #fill(): void {
    const nowMs = this.#clock.monotonicMs();
    const passedMs = nowMs - this.#filledAtMs;
    this.#filledAtMs = nowMs;
    if (this.#rate === Number.POSITIVE_INFINITY) return;
    this.#tokens = Math.min(this.#depth(), this.#tokens + (this.#rate * passedMs) / 1000);
  }

  #depth(): number {
    return (this.#rate * DEPTH_MS) / 1000;
  }

  #count(bytes: number): void {
    const interval = this.#interval();
    if (!this.#sent.has(interval)) this.#forget();
    this.#sent.set(interval, (this.#sent.get(interval) ?? 0) + bytes);
  }

  #forget(): void {
    const oldest = this.#interval() - INTERVALS;
    for (const interval of this.#sent.keys()) if (interval <= oldest) this.#sent.delete(interval);
  }

  #interval(): number {
    return Math.floor(this.#clock.monotonicMs() / INTERVAL_MS);
  }
}
