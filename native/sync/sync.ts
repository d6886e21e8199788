/** Delivers the ledger upstream: in sequence, one request at a time, and forgets nothing until the receiver has acknowledged it. */
import type { Entry } from '../contract/entry.ts';
import { accepted, type Refusal, refused, type Result } from '../contract/refusal.ts';
import type { SyncState } from '../contract/upstream.ts';
import { type BackOff, backOff } from '../kernel/back-off.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import { type Disposable, type LiveState, MutableState } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import { StorageFailure } from '../store/storage-failure.ts';
import { type Batch, packBatch, type Sign } from './upstream-batch.ts';
import { type Delivery, type Destination, parseBaseUrl, sendBatch } from './upstream-sender.ts';

export interface SyncPorts {
  entries: {
    /** The entries after `seq`, in sequence. */
    readAfter(seq: number, limit: number): Entry[];
    headSeq(): number;
    onAppended(listener: () => void): Disposable;
  };
  /** How far each destination has acknowledged; 0 for a new one. `save` is durable when it resolves. */
  cursor: {
    load(destination: string): number;
    save(destination: string, seq: number): Promise<void>;
  };
  studioId(): string;
  sign: Sign;
  /** Its wall time goes into the signatures, so it must be the true time. */
  clock: Clock;
  /** 0 ≤ r < 1, for the jitter of the back-off. */
  random?: () => number;
  logger: Logger;
}

/** Lets entries of one moment travel together. */
const GATHER_MS = 200;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
const BATCH_ENTRIES = 500;
/** After a long outage fewer round trips count more than small requests. */
const BACKLOG_ENTRIES = 5000;
const BACKLOG_BATCH_ENTRIES = 2000;
const BATCH_BYTES = 1024 * 1024;

const off: SyncState = {
  state: 'off',
  baseUrl: null,
  acknowledgedSeq: 0,
  headSeq: 0,
  lastAcknowledgedAtMs: null,
  nextTryAtMs: null,
  problem: null,
};

export class Sync {
  readonly #ports: SyncPorts;
  readonly #state: MutableState<SyncState>;
  readonly #appended: Disposable;
  #gathering: Timer | null = null;
  #abort: AbortController | null = null;
  #resume: (() => void) | null = null;
  #ended: Promise<void> = Promise.resolve();

  constructor(ports: SyncPorts) {
    this.#ports = ports;
    this.#state = new MutableState({ ...off, headSeq: ports.entries.headSeq() });
    this.#appended = ports.entries.onAppended(() => this.#gather());
  }

  get state(): LiveState<SyncState> {
    return this.#state;
  }

  /**
   * Delivers to this address from now on, in place of any other. Another address has a cursor of its own and gets everything.
   * Refuses with `upstream-bad-address`; then all stays as it was.
   */
  configure({ baseUrl, secret }: Destination): Result<Record<string, never>> {
    const address = parseBaseUrl(baseUrl);
    if (!address.ok) return address;
    const destination: Destination = { baseUrl: address.value, secret };
    this.#stop();
    const abort = new AbortController();
    this.#abort = abort;
    this.#state.patch({
      ...off,
      state: 'idle',
      baseUrl: destination.baseUrl,
      acknowledgedSeq: this.#ports.cursor.load(destination.baseUrl),
      headSeq: this.#ports.entries.headSeq(),
    });
    // The one before may still be saving its cursor.
    this.#ended = this.#ended.then(() => this.#deliver(destination, abort.signal));
    return accepted({});
  }

  /** Delivers nowhere. The cursor stays, so the same address goes on later where it was. */
  remove(): void {
    this.#stop();
    this.#state.patch({ ...off, headSeq: this.#ports.entries.headSeq() });
  }

  /** A person's wish: ends any wait, also one that the receiver asked for, and a stop. */
  sendNow(): void {
    this.#resume?.();
  }

  /** Gives up a request under way; its range is sent again after the next start. */
  async dispose(): Promise<void> {
    this.#appended.dispose();
    this.#gathering?.cancel();
    this.#stop();
    await this.#ended;
  }

  #stop(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.#resume?.();
  }

  #gather(): void {
    this.#gathering ??= this.#ports.clock.after(GATHER_MS, () => {
      this.#gathering = null;
      this.#state.patch({ headSeq: this.#ports.entries.headSeq() });
      if (this.#state.get().state === 'idle') this.#resume?.();
    });
  }

  async #deliver(destination: Destination, signal: AbortSignal): Promise<void> {
    const waits = backOff(FIRST_WAIT_MS, LONGEST_WAIT_MS, this.#ports.random);
    let queue: Queue | null = null;
    while (!signal.aborted) {
      try {
        queue ??= new Queue(this.#ports, destination);
        await this.#step(queue, destination, waits, signal);
      } catch (error) {
        // Without this a full disk would end the delivery, and with it the host.
        this.#ports.logger.error({ error, baseUrl: destination.baseUrl }, 'the delivery upstream failed here');
        await this.#wait(problemOf(error), waits.nextMs(), signal);
      }
    }
  }

  async #step(queue: Queue, destination: Destination, waits: BackOff, signal: AbortSignal): Promise<void> {
    const batch = await queue.next();
    if (signal.aborted) return;
    if (!batch) return this.#idle(queue, signal);
    this.#state.patch({ state: 'sending', nextTryAtMs: null, headSeq: this.#ports.entries.headSeq() });
    const delivery = await sendBatch(batch, destination, this.#ports, signal);
    if (delivery.kind === 'acknowledged' && delivery.seq >= batch.firstSeq) {
      await queue.acknowledge(delivery.seq);
      if (signal.aborted) return;
      waits.reset();
      this.#state.patch({ acknowledgedSeq: delivery.seq, lastAcknowledgedAtMs: this.#ports.clock.nowMs(), problem: null });
      return;
    }
    if (signal.aborted) return;
    if (delivery.kind === 'too-large' && queue.halve()) return;
    await this.#afterFailure(delivery, batch, waits, signal);
  }

  async #afterFailure(delivery: Delivery, batch: Batch, waits: BackOff, signal: AbortSignal): Promise<void> {
    const refusal =
      delivery.kind === 'acknowledged' ? refused('upstream-not-acknowledged', { status: delivery.status }).refusal : delivery.refusal;
    this.#ports.logger.warn({ batch: batch.id, refusal }, 'entries were not delivered upstream');
    if (delivery.kind === 'unauthorised') return this.#wait(refusal, null, signal);
    const waitMs = waits.nextMs();
    const asked = delivery.kind === 'failed' ? delivery.retryAfterMs : null;
    // "Retry-After: 0" without end must not become a loop without pause.
    await this.#wait(refusal, asked === null ? waitMs : Math.max(asked, FIRST_WAIT_MS), signal);
  }

  async #idle(queue: Queue, signal: AbortSignal): Promise<void> {
    this.#state.patch({ state: 'idle', nextTryAtMs: null, problem: null, acknowledgedSeq: queue.acknowledgedSeq });
    await this.#pause(null, signal);
  }

  /** Null waits for a person. */
  async #wait(problem: Refusal, waitMs: number | null, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const nextTryAtMs = waitMs === null ? null : this.#ports.clock.nowMs() + waitMs;
    this.#state.patch({ state: waitMs === null ? 'stopped' : 'waiting', nextTryAtMs, problem });
    await this.#pause(waitMs, signal);
  }

  #pause(waitMs: number | null, signal: AbortSignal): Promise<void> {
    // A listener of the state may have ended the delivery in between.
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const resume = () => {
        timer?.cancel();
        this.#resume = null;
        resolve();
      };
      const timer = waitMs === null ? null : this.#ports.clock.after(waitMs, resume);
      this.#resume = resume;
    });
  }
}

/** What one destination has not acknowledged yet, cut into batches. */
class Queue {
  readonly #ports: SyncPorts;
  readonly #destination: Destination;
  /** Kept until acknowledged, because a retry must carry the same bytes. */
  #batch: Batch | null = null;
  #maxBytes = BATCH_BYTES;
  acknowledgedSeq: number;

  constructor(ports: SyncPorts, destination: Destination) {
    this.#ports = ports;
    this.#destination = destination;
    this.acknowledgedSeq = ports.cursor.load(destination.baseUrl);
  }

  async next(): Promise<Batch | null> {
    const studioId = this.#ports.studioId();
    if (this.#batch?.studioId === studioId) return this.#batch;
    const backlog = this.#ports.entries.headSeq() - this.acknowledgedSeq;
    if (backlog <= 0) return null;
    const limit = backlog > BACKLOG_ENTRIES ? BACKLOG_BATCH_ENTRIES : BATCH_ENTRIES;
    const entries = this.#ports.entries.readAfter(this.acknowledgedSeq, limit);
    this.#batch = entries.length > 0 ? await packBatch(studioId, entries, this.#maxBytes) : null;
    return this.#batch;
  }

  async acknowledge(seq: number): Promise<void> {
    await this.#ports.cursor.save(this.#destination.baseUrl, seq);
    this.acknowledgedSeq = seq;
    this.#batch = null;
  }

  /** Smaller batches from now on; false when the batch is a single entry already. */
  halve(): boolean {
    if (!this.#batch || this.#batch.entries === 1) return false;
    this.#maxBytes = Math.floor(this.#batch.plainBytes / 2);
    this.#batch = null;
    return true;
  }
}

function problemOf(error: unknown): Refusal {
  return error instanceof StorageFailure ? refused(error.code, error.context).refusal : refused('internal').refusal;
}
