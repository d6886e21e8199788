/** The first upload that yields to the picture: full speed off air, beside a stream only what it leaves, and never above the operator's cap. */
import type { UplinkState } from '../contract/upstream.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import { type Disposable, type LiveState, MutableState } from '../kernel/live-state.ts';
import { AnswerTimes } from './answer-times.ts';
import { TokenBucket } from './token-bucket.ts';
import { SLICE_BYTES, type Uplink } from './uplink.ts';
import { UplinkPace, uplinkPace } from './uplink-pace.ts';

/** The stream as far as sending must know it. */
export interface Picture {
  active: boolean;
  reconnecting: boolean;
  /** It cannot be seen whether a stream runs. */
  unsure: boolean;
  /** Whether the output tells congestion and skipped frames. */
  reports: boolean;
  congestion: number;
  /** Rises only, while one stream runs. */
  skippedFrames: number;
  /** When this was said; null before the first time. */
  atMonotonicMs: number | null;
}

export interface UplinkGovernorOptions {
  clock: Clock;
  picture: LiveState<Picture>;
  capKbps: number | null;
}

/** A request should be over within so many milliseconds. */
const REQUEST_MS = 2_500;
const TELL_EVERY_MS = 1_000;
const BYTES_PER_KBIT = 125;

export class UplinkGovernor implements Uplink {
  readonly #clock: Clock;
  readonly #picture: LiveState<Picture>;
  readonly #watching: Disposable;
  readonly #bucket: TokenBucket;
  readonly #pace: UplinkPace;
  readonly #answers = new AnswerTimes();
  readonly #state: MutableState<UplinkState>;
  #capKbps: number | null;
  #rate = Number.POSITIVE_INFINITY;
  #streaming = false;
  /** The sample that was heard last; its frames are null where nobody may be blamed for what was skipped since. */
  #heard: { atMonotonicMs: number | null; skippedFrames: number | null } = { atMonotonicMs: null, skippedFrames: null };
  #telling: Timer | null = null;

  constructor(options: UplinkGovernorOptions) {
    this.#clock = options.clock;
    this.#picture = options.picture;
    this.#capKbps = options.capKbps;
    this.#bucket = new TokenBucket(options.clock);
    this.#pace = new UplinkPace(options.clock.monotonicMs());
    this.#state = new MutableState<UplinkState>({
      reason: 'off-air',
      rateBytes: null,
      capKbps: options.capKbps,
      sentBytes: 0,
      congestion: null,
    });
    this.#watching = options.picture.subscribe(() => this.#see());
    this.#see();
  }

  get state(): LiveState<UplinkState> {
    return this.#state;
  }

  take(bytes: number, signal: AbortSignal): Promise<void> {
    const turn = this.#bucket.take(bytes, signal);
    this.#telling ??= this.#clock.after(TELL_EVERY_MS, () => this.#tell());
    return turn;
  }

  requestBytes(): number {
    if (this.#rate === Number.POSITIVE_INFINITY) return this.#rate;
    return Math.max(SLICE_BYTES, Math.round((Math.max(this.#rate, uplinkPace.leastRate) * REQUEST_MS) / 1000));
  }

  answered(way: string, roundTripMs: number): void {
    const nowMs = this.#clock.monotonicMs();
    const time = this.#answers.hear(way, roundTripMs, nowMs);
    if (time === 'usual' || !this.#streaming) return;
    this.#pace.hearAnswers(time, this.#bucket.sentBytes(), nowMs);
    this.#apply();
  }

  /** Kbit/s; null for no cap. Holds at once. */
  setCap(capKbps: number | null): void {
    this.#capKbps = capKbps;
    this.#apply();
  }

  dispose(): void {
    this.#watching.dispose();
    this.#telling?.cancel();
    this.#bucket.dispose();
  }

  #see(): void {
    const { active, unsure, reports, reconnecting, congestion, skippedFrames, atMonotonicMs } = this.#picture.get();
    const streaming = active && !unsure;
    const nowMs = this.#clock.monotonicMs();
    if (streaming && !this.#streaming) {
      this.#pace.begin(nowMs);
      this.#answers.forget();
      this.#heard = { atMonotonicMs, skippedFrames: null };
    }
    this.#streaming = streaming;
    if (streaming) {
      const isNew = atMonotonicMs !== null && atMonotonicMs !== this.#heard.atMonotonicMs;
      if (isNew || reconnecting) {
        const newlySkipped = isNew ? Math.max(0, skippedFrames - (this.#heard.skippedFrames ?? skippedFrames)) : 0;
        const sample = { reconnecting, congestion, newlySkipped, usedRate: this.#bucket.sentBytes() };
        this.#pace.hear(sample, reports ? this.#cap() : Math.min(this.#cap(), uplinkPace.firstRate), nowMs);
      }
      if (isNew) this.#heard = { atMonotonicMs, skippedFrames };
    }
    this.#apply();
  }

  #cap(): number {
    return this.#capKbps === null ? Number.POSITIVE_INFINITY : this.#capKbps * BYTES_PER_KBIT;
  }

  #apply(): void {
    const { rate, reason } = this.#wanted();
    const cap = this.#cap();
    const next = Math.min(rate, cap);
    if (next !== this.#rate) {
      this.#rate = next;
      this.#bucket.setRate(next);
    }
    const { reports, congestion } = this.#picture.get();
    this.#state.patch({
      reason: cap < rate ? 'cap' : reason,
      rateBytes: next === Number.POSITIVE_INFINITY ? null : Math.round(next),
      capKbps: this.#capKbps,
      congestion: this.#streaming && reports ? Math.round(congestion * 100) / 100 : null,
    });
  }

  /** Before the cap. */
  #wanted(): { rate: number; reason: UplinkState['reason'] } {
    const { active, unsure, reports } = this.#picture.get();
    if (unsure) return { rate: uplinkPace.firstRate, reason: 'obs-away' };
    if (!active) return { rate: Number.POSITIVE_INFINITY, reason: 'off-air' };
    const { rate, reason } = this.#pace;
    const silent = !reports && (reason === 'steady' || reason === 'growing');
    return silent ? { rate: Math.min(rate, uplinkPace.firstRate), reason: 'output-silent' } : { rate, reason };
  }

  #tell(): void {
    const sentBytes = this.#bucket.sentBytes();
    this.#state.patch({ sentBytes });
    this.#telling = sentBytes > 0 ? this.#clock.after(TELL_EVERY_MS, () => this.#tell()) : null;
  }
}
