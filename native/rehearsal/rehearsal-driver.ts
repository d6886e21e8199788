/** Drives the whole studio through a rehearsed day: orders at the ingest, cues at the desk, viewers, all by one clock. */
import type { Result } from '../contract/refusal.ts';
import type { RehearsalState } from '../contract/studio.ts';
import type { Logger } from '../kernel/logger.ts';
import { MutableState, type LiveState } from '../kernel/live-state.ts';
import { cueSheet, type Cue } from './cue-sheet.ts';
import { OrderDelivery, type Deliver, type DeliveryCounts } from './order-delivery.ts';
import { OrderFeed, type FeedTotals } from './order-feed.ts';
import type { RehearsalClock } from './rehearsal-clock.ts';
import { valueAt, type RehearsalPlan } from './rehearsal-plan.ts';

export type { Delivered } from './order-delivery.ts';

/** The operator's commands, done by the autopilot; a refusal is counted and the show goes on. */
export interface RehearsalDesk {
  startBroadcast(): Promise<Result<unknown>>;
  takeSegment(segmentId: string): Promise<Result<unknown>>;
  showCard(productId: string): Promise<Result<unknown>>;
  clear(): Promise<Result<unknown>>;
  showOffer(offerId: string): Promise<Result<unknown>>;
  clearOffer(): Promise<Result<unknown>>;
  showLowerThird(segmentId: string, guestId: string): Promise<Result<unknown>>;
  clearLowerThird(): Promise<Result<unknown>>;
  endBroadcast(): Promise<Result<unknown>>;
}

export interface RehearsalDriverOptions {
  plan: RehearsalPlan;
  clock: RehearsalClock;
  logger: Logger;
  deliver: Deliver;
  operate: RehearsalDesk;
  reportViewers(viewersTotal: number): Promise<void>;
}

export interface RehearsalReport extends DeliveryCounts {
  operations: number;
  refusedOperations: number;
  viewersTotal: number;
  /** What the day holds. */
  totals: FeedTotals;
  /** Every line was sent and answered, none refused. */
  complete: boolean;
}

const MOST_LINES = 500;
/** Deliveries under way at once when nothing waits for the clock. */
const MOST_IN_FLIGHT = 4;
const VIEWERS_EVERY_MS = 60_000;
/** A slice takes about this long for a person, but never more or less of the rehearsed time than the two below. */
const SLICE_REAL_MS = 50;
const SHORTEST_SLICE_MS = 250;
const LONGEST_SLICE_MS = 60_000;
/** So many slices the clock may be ahead of what is delivered: enough for a pause of the machine, too few to be seen. */
const LEAD_SLICES = 5;

export class RehearsalDriver {
  readonly #plan: RehearsalPlan;
  readonly #operate: RehearsalDesk;
  readonly #tellViewers: (viewersTotal: number) => Promise<void>;
  readonly #clock: RehearsalClock;
  readonly #logger: Logger;
  readonly #feed: OrderFeed;
  readonly #delivery: OrderDelivery;
  readonly #cues: readonly Cue[];
  readonly #state: MutableState<RehearsalState>;
  readonly #stopping = new AbortController();
  readonly #inFlight = new Set<Promise<void>>();
  #failure: unknown = null;
  #nextCue = 0;
  #operations = 0;
  #refusedOperations = 0;
  #viewersTotal = 0;
  #running: Promise<RehearsalReport> | null = null;

  constructor(options: RehearsalDriverOptions) {
    this.#plan = options.plan;
    this.#operate = options.operate;
    this.#tellViewers = (viewersTotal) => options.reportViewers(viewersTotal);
    this.#clock = options.clock;
    this.#logger = options.logger;
    this.#feed = new OrderFeed(options.plan);
    this.#delivery = new OrderDelivery(options.deliver, options.clock, options.logger);
    this.#cues = cueSheet(options.plan);
    this.#state = new MutableState<RehearsalState>({
      name: options.plan.name,
      state: 'paused',
      speed: options.clock.speed,
      elapsedMs: 0,
      lengthMs: options.plan.lengthMs,
      behindMs: 0,
      ordersSent: 0,
      ordersTotal: this.#feed.totals.orders,
    });
  }

  get state(): LiveState<RehearsalState> {
    return this.#state;
  }

  /** Begins the day; again has no effect. */
  start(): void {
    void this.finished();
  }

  /** Begins the day if need be; resolves at its end, after `stop`, or when the ingest refuses for good. */
  finished(): Promise<RehearsalReport> {
    this.#running ??= this.#run();
    return this.#running;
  }

  pause(): void {
    if (this.#state.get().state !== 'running') return;
    this.#clock.pause();
    this.#state.patch({ state: 'paused' });
  }

  resume(): void {
    if (this.#state.get().state !== 'paused' || !this.#running) return;
    this.#clock.resume();
    this.#state.patch({ state: 'running' });
  }

  /** Null is as fast as the machine can. */
  setSpeed(speed: number | null): void {
    this.#clock.setSpeed(speed);
    this.#state.patch({ speed, behindMs: 0 });
  }

  /** Ends the run where it is and waits until nothing is under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  report(): RehearsalReport {
    const { counts } = this.#delivery;
    return {
      ...counts,
      operations: this.#operations,
      refusedOperations: this.#refusedOperations,
      viewersTotal: this.#viewersTotal,
      totals: this.#feed.totals,
      complete: counts.lines === this.#feed.totals.lines && counts.refused === 0,
    };
  }

  async #run(): Promise<RehearsalReport> {
    const { lengthMs } = this.#plan;
    this.#state.patch({ state: 'running' });
    this.#clock.resume();
    try {
      await this.#runCues(0);
      for (let atMs = 0; atMs < lengthMs && !this.#stopping.signal.aborted;) {
        const nextMs = this.#nextStop(atMs);
        await this.#runSlice(nextMs);
        atMs = nextMs;
      }
    } catch (error) {
      this.#failure ??= error;
    }
    await Promise.all(this.#inFlight);
    const report = this.report();
    if (!this.#stopping.signal.aborted) {
      const failed = this.#failure !== null || !report.complete;
      if (failed) this.#logger.error({ err: this.#failure, report }, 'rehearsal: the day was not delivered whole');
      this.#state.patch({ state: failed ? 'failed' : 'finished' });
    }
    // A clock that is stepped would stand still for ever once nobody steps it.
    this.#clock.allowUntil(Number.POSITIVE_INFINITY);
    if (this.#clock.speed === null) this.#clock.setSpeed(1);
    return report;
  }

  /** The end of the slice that begins here: slices end at cues, at viewers' reports and at the end. A late one makes up. */
  #nextStop(atMs: number): number {
    const lateMs = this.#clock.nowMs() - this.#plan.startAtMs - atMs;
    const sliceMs = this.#clock.speed === null ? LONGEST_SLICE_MS : Math.max(this.#sliceMs(), lateMs);
    const cueMs = this.#cues[this.#nextCue]?.atMs ?? this.#plan.lengthMs;
    const viewersMs = (Math.floor(atMs / VIEWERS_EVERY_MS) + 1) * VIEWERS_EVERY_MS;
    return Math.min(atMs + sliceMs, cueMs, viewersMs, this.#plan.lengthMs);
  }

  #sliceMs(): number {
    return Math.min(LONGEST_SLICE_MS, Math.max(SHORTEST_SLICE_MS, Math.floor((this.#clock.speed ?? 1) * SLICE_REAL_MS)));
  }

  async #runSlice(untilMs: number): Promise<void> {
    const { signal } = this.#stopping;
    const { startAtMs, lengthMs } = this.#plan;
    this.#clock.allowUntil(startAtMs + untilMs + LEAD_SLICES * this.#sliceMs());
    if (this.#clock.speed !== null) await this.#clock.waitUntil(startAtMs + untilMs, signal);
    for (let batch = this.#feed.take(untilMs, MOST_LINES); batch && !signal.aborted; batch = this.#feed.take(untilMs, MOST_LINES)) {
      await this.#clock.waitUntil(startAtMs + batch.lastAtMs, signal);
      const sending = this.#sent(this.#delivery.send(batch, signal));
      if (this.#clock.speed !== null) await sending;
      else if (this.#inFlight.size >= MOST_IN_FLIGHT) await Promise.race(this.#inFlight);
      if (this.#failure !== null) throw this.#failure;
    }
    await this.#clock.waitUntil(startAtMs + untilMs, signal);
    if (this.#cues[this.#nextCue]?.atMs === untilMs || untilMs === lengthMs) await Promise.all(this.#inFlight);
    if (signal.aborted) return;
    if (this.#failure !== null) throw this.#failure;
    if (untilMs % VIEWERS_EVERY_MS === 0) await this.#reportViewers(untilMs);
    await this.#runCues(untilMs);
    this.#state.patch({ elapsedMs: untilMs, ordersSent: this.#delivery.counts.orders, behindMs: this.#clock.behindMs });
  }

  #sent(delivery: Promise<void>): Promise<void> {
    const settled = delivery.then(
      () => this.#state.patch({ ordersSent: this.#delivery.counts.orders }),
      (error: unknown) => {
        this.#failure ??= error;
      },
    );
    const tracked = settled.finally(() => this.#inFlight.delete(tracked));
    this.#inFlight.add(tracked);
    return tracked;
  }

  async #reportViewers(atMs: number): Promise<void> {
    this.#viewersTotal = Math.floor(valueAt(this.#plan.parameters.viewers, atMs));
    await this.#tellViewers(this.#viewersTotal);
  }

  async #runCues(untilMs: number): Promise<void> {
    for (let cue = this.#cues[this.#nextCue]; cue && cue.atMs <= untilMs; cue = this.#cues[this.#nextCue]) {
      this.#nextCue += 1;
      this.#operations += 1;
      const result = await this.#perform(cue);
      if (result.ok) continue;
      this.#refusedOperations += 1;
      this.#logger.warn({ cue, refusal: result.refusal }, 'rehearsal: a cue was refused');
    }
  }

  #perform(cue: Cue): Promise<Result<unknown>> {
    const operate = this.#operate;
    switch (cue.type) {
      case 'takeSegment':
        return operate.takeSegment(cue.segmentId);
      case 'showCard':
        return operate.showCard(cue.productId);
      case 'showOffer':
        return operate.showOffer(cue.offerId);
      case 'showLowerThird':
        return operate.showLowerThird(cue.segmentId, cue.guestId);
      default:
        return operate[cue.type]();
    }
  }
}
