/** Delivers what waits for one destination: one parcel at a time, and nothing is forgotten until the destination has acknowledged it. */
import type { Entry } from '../contract/entry.ts';
import { type Refusal, refused, type Result } from '../contract/refusal.ts';
import type { ConnectionTest, DestinationConfig, DestinationState, Summary } from '../contract/upstream.ts';
import { type BackOff, backOff } from '../kernel/back-off.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import { type LiveState, MutableState } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import { StorageFailure } from '../store/storage-failure.ts';
import type { Abilities } from './abilities.ts';
import { type Line, lineAfter, signOf, unknownLine } from './connectivity.ts';
import { KNOCK_MS, knocking } from './knocking.ts';
import type { Outbox, Parcel } from './outbox.ts';
import type { Comparable } from './reconciliation.ts';
import { Summaries } from './summaries.ts';
import type { Outcome, RefusedEntry, Transport } from './transport.ts';

export interface DeliveryPorts {
  transport: Transport<Parcel>;
  outbox: Outbox;
  abilities: Abilities;
  /** Where the current broadcast stands; null while there is nothing to say. */
  summary(): Summary | null;
  clock: Clock;
  /** 0 ≤ r < 1, for the jitter of the back-off. */
  random?: (() => number) | undefined;
  logger: Logger;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
/** Clocks this far apart are shown. */
const SHOWN_SKEW_MS = 60_000;

/** Why the delivery waits. Only an idle one is woken by new entries. */
type Pause = 'idle' | 'waiting' | 'stopped' | 'paused';

export class Delivery {
  readonly #ports: DeliveryPorts;
  readonly #state: MutableState<DestinationState>;
  readonly #waits: BackOff;
  readonly #summaries: Summaries;
  readonly #end = new AbortController();
  /** What is under way; given up by a pause too. */
  #work = new AbortController();
  #line: Line = unknownLine;
  #knockFailed = false;
  /** When a look last ended a wait. */
  #knockedAtMs = Number.NEGATIVE_INFINITY;
  #paused: boolean;
  #opened = false;
  #pause: { kind: Pause; resume: () => void } | null = null;
  /** Something came while nothing waited for it. */
  #woken = false;
  /** What a person wished for while a parcel was under way. */
  #wishes: (() => Promise<void>)[] = [];
  #running: Promise<void> = Promise.resolve();

  constructor(state: DestinationState, ports: DeliveryPorts) {
    this.#ports = ports;
    this.#paused = state.setup.paused === true;
    this.#state = new MutableState({ ...state, ...this.#figures });
    this.#summaries = new Summaries(ports);
    this.#waits = backOff(FIRST_WAIT_MS, LONGEST_WAIT_MS, ports.random);
  }

  get state(): LiveState<DestinationState> {
    return this.#state;
  }

  /** `after`: whoever had the place before may still be saving. */
  start(after: Promise<void>): void {
    this.#running = after.then(() => this.#run());
  }

  appended(entries: readonly Entry[]): void {
    this.#ports.outbox.appended?.(entries);
  }

  /** Shows how far it is, and goes on when it was idle. */
  refresh(): void {
    if (this.#end.signal.aborted) return;
    this.#state.patch(this.#figures);
    if (this.#pause === null) this.#woken = true;
    else if (this.#pause.kind === 'idle') this.#pause.resume();
  }

  /** A person's wish: ends any wait, also one that the destination asked for, and a stop. */
  sendNow(): void {
    this.#ports.outbox.hurry?.();
    if (this.#pause !== null && this.#pause.kind !== 'paused') this.#pause.resume();
  }

  setPaused(setup: DestinationConfig): void {
    this.#paused = setup.paused === true;
    this.#state.patch({ setup });
    if (this.#paused) this.#work.abort();
    this.#pause?.resume();
  }

  async test(): Promise<Result<ConnectionTest>> {
    const tested = await this.#ports.transport.test(this.#end.signal);
    // One that cannot be asked has said nothing of what it accepts.
    if (tested.ok && tested.value.acknowledgedSeq !== null) await this.#ports.abilities.learn(tested.value.accepts);
    return tested;
  }

  /** Null for a destination that cannot be asked what it holds. */
  get comparable(): Comparable | null {
    const { transport, outbox, abilities } = this.#ports;
    if (!transport.digests || !outbox.waits || !abilities.accepts('reconcile')) return null;
    return { destinationId: this.#state.get().destinationId, source: transport.digests, waits: () => outbox.waits!() };
  }

  /** Does something with the outbox while no parcel is under way. */
  between<T>(wish: (outbox: Outbox) => Promise<T> | T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#end.signal.aborted) throw new Error('the delivery has ended');
      this.#wishes.push(async () => {
        try {
          resolve(await wish(this.#ports.outbox));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
      this.#work.abort();
      this.#pause?.resume();
    });
  }

  /** Gives up what is under way; its range is sent again after the next start. */
  async dispose(): Promise<void> {
    this.#end.abort();
    this.#work.abort();
    this.#pause?.resume();
    await this.#running;
    for (const wish of this.#wishes.splice(0)) await wish();
    this.#ports.outbox.dispose?.();
    await this.#ports.transport.dispose();
  }

  async #run(): Promise<void> {
    while (!this.#end.signal.aborted) {
      this.#work = new AbortController();
      try {
        if (!this.#opened) this.#ports.outbox.open?.();
        this.#opened = true;
        for (const wish of this.#wishes.splice(0)) await wish();
        await this.#ports.abilities.keep();
        if (this.#paused) await this.#rest('paused', { problem: null, nextTryAtMs: null }, null);
        else await this.#step();
      } catch (error) {
        // Without this a full disk would end the delivery, and with it the host.
        this.#ports.logger.error({ err: error, destination: this.#state.get().destinationId }, 'the delivery upstream failed here');
        await this.#wait(problemOf(error), this.#waits.nextMs());
      }
    }
  }

  async #step(): Promise<void> {
    const { outbox, transport } = this.#ports;
    this.#woken = false;
    const parcel = await outbox.next();
    if (this.#interrupted) return;
    if (!parcel) return this.#idle();
    this.#state.patch({ state: 'sending', nextTryAtMs: null, ...this.#figures });
    await this.#summaries.send(this.#work.signal);
    if (this.#interrupted) return;
    const sent = transport.send(parcel, this.#work.signal);
    outbox.prepare?.();
    const outcome = await sent;
    // What arrived counts, even if meanwhile somebody has wished for a pause.
    if (this.#interrupted && outcome.kind !== 'acknowledged') return;
    this.#heard(outcome);
    await this.#settle(parcel, outcome);
  }

  async #settle(parcel: Parcel, outcome: Outcome): Promise<void> {
    const { outbox, abilities } = this.#ports;
    switch (outcome.kind) {
      case 'acknowledged':
        await abilities.learn(outcome.accepts);
        if (await outbox.acknowledged(parcel, outcome.seq, outcome.refused)) return this.#delivered();
        return this.#tryLater(parcel, nothingTaken(outcome.refused), null);
      case 'too-large':
        if (outbox.smaller(parcel)) return;
        return this.#refusedForGood(parcel, outcome.refusal, null);
      case 'refused':
        return this.#refusedForGood(parcel, outcome.refusal, outcome.seq);
      case 'stopped':
        this.#ports.logger.warn({ parcel: parcel.id, refusal: outcome.refusal }, 'the destination upstream turns us away');
        return this.#wait(outcome.refusal, null);
      case 'busy':
        return this.#tryLater(parcel, outcome.refusal, outcome.retryAfterMs);
      case 'foreign':
      case 'unreachable':
        return this.#tryLater(parcel, outcome.refusal, null);
    }
  }

  #delivered(): void {
    this.#waits.reset();
    const problem = this.#ports.transport.notice ?? null;
    this.#state.patch({ lastAcknowledgedAtMs: this.#ports.clock.nowMs(), problem, ...this.#figures });
  }

  async #refusedForGood(parcel: Parcel, refusal: Refusal, seq: number | null): Promise<void> {
    this.#ports.logger.warn({ parcel: parcel.id, refusal, seq }, 'the destination upstream refused entries');
    const next = await this.#ports.outbox.refused(parcel, refusal, seq);
    this.#state.patch(this.#figures);
    if (next === 'again') return;
    const { status = null } = refusal.context;
    await this.#wait(refused('upstream-refuses-all', { status }).refusal, this.#waits.nextMs());
  }

  async #tryLater(parcel: Parcel, refusal: Refusal, askedMs: number | null): Promise<void> {
    this.#ports.logger.warn({ parcel: parcel.id, refusal }, 'entries were not delivered upstream');
    this.#ports.outbox.failed?.(parcel);
    const waitMs = this.#waits.nextMs();
    // "Retry-After: 0" without end must not become a loop without pause.
    await this.#wait(refusal, askedMs === null ? waitMs : Math.max(askedMs, FIRST_WAIT_MS));
  }

  async #idle(): Promise<void> {
    const { outbox, transport } = this.#ports;
    await this.#rest('idle', { problem: transport.notice ?? null, nextTryAtMs: null }, outbox.dueInMs?.() ?? null);
  }

  /** Null waits for a person. */
  async #wait(problem: Refusal, waitMs: number | null): Promise<void> {
    const nextTryAtMs = waitMs === null ? null : this.#ports.clock.nowMs() + waitMs;
    await this.#rest(waitMs === null ? 'stopped' : 'waiting', { problem, nextTryAtMs }, waitMs);
  }

  async #rest(kind: Pause, shown: Partial<DestinationState>, waitMs: number | null): Promise<void> {
    if (this.#interrupted || (kind === 'idle' && this.#woken)) return;
    const over = new AbortController();
    await new Promise<void>((resolve) => {
      let timer: Timer | null = null;
      const resume = () => {
        timer?.cancel();
        over.abort();
        this.#pause = null;
        resolve();
      };
      this.#pause = { kind, resume };
      if (waitMs !== null) timer = this.#ports.clock.after(waitMs, resume);
      if (kind === 'waiting') this.#knock(over.signal, resume);
      this.#state.patch({ state: kind, ...shown, ...this.#figures });
    });
  }

  /** A line that comes back ends the wait, although a good while of it may be left. */
  #knock(signal: AbortSignal, resume: () => void): void {
    const { transport, clock } = this.#ports;
    if (!transport.knock || this.#line.signs.at(-1) !== 'silent') return;
    const seen = (there: boolean) => {
      const nowMs = clock.monotonicMs();
      if (there && this.#knockFailed) {
        // A look may find what a connection does not, at another of its addresses: no loop without a pause.
        if (nowMs - this.#knockedAtMs < KNOCK_MS) return;
        this.#knockedAtMs = nowMs;
        resume();
      }
      this.#knockFailed = !there;
    };
    void knocking((knockSignal) => transport.knock!(knockSignal), clock, signal, seen);
  }

  #heard(outcome: Outcome): void {
    const sign = signOf(outcome.kind);
    this.#line = lineAfter(this.#line, sign);
    this.#knockFailed = outcome.kind === 'unreachable' && outcome.unconnected === true;
    if (sign !== 'answered') this.#summaries.lineLost();
    const skewMs = this.#ports.transport.clockSkewMs ?? null;
    this.#state.patch({
      line: this.#line.state,
      clockSkewMs: skewMs !== null && Math.abs(skewMs) > SHOWN_SKEW_MS ? Math.round(skewMs) : null,
    });
  }

  get #interrupted(): boolean {
    return this.#work.signal.aborted || this.#end.signal.aborted;
  }

  get #figures(): Partial<DestinationState> {
    const { outbox, transport } = this.#ports;
    return { ...outbox.position, arrivedSeq: transport.arrivedSeq ?? null };
  }
}

function nothingTaken([first]: readonly RefusedEntry[]): Refusal {
  const { status = 200 } = first?.reason.context ?? {};
  return refused(first ? 'upstream-refuses-all' : 'upstream-not-acknowledged', { status }).refusal;
}

function problemOf(error: unknown): Refusal {
  return error instanceof StorageFailure ? refused(error.code, error.context).refusal : refused('internal').refusal;
}
