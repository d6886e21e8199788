/** All destinations upstream, side by side, each with a delivery of its own; and how they stand together. */
import { accepted, type Refusal, refused, type Result } from '../contract/refusal.ts';
import {
  type ConnectionTest,
  type DestinationConfig,
  type DestinationState,
  type Reconciliation,
  type Summary,
  type SyncState,
  syncStateNames,
} from '../contract/upstream.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import { type Disposable, type LiveState, MutableState } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Reader } from '../store/reader.ts';
import type { Settings } from '../store/settings.ts';
import type { Writer } from '../store/writer.ts';
import { Abilities } from './abilities.ts';
import { Delivery } from './delivery.ts';
import type { Outbox } from './outbox.ts';
import { Place } from './places.ts';
import { Queue, type QueuePorts } from './queue.ts';
import type { Comparable } from './reconciliation.ts';
import type { RobotSources } from './robots/robot-outbox.ts';
import { SentAgain } from './sent-again.ts';
import type { Way } from './transport.ts';
import { batchLimit, type Leaving, type Uplink } from './uplink.ts';
import { openWay } from './ways.ts';

export interface SyncPorts {
  ledger: Ledger;
  reader: Reader;
  writer: Writer;
  settings: Settings;
  studioId(): string;
  /** Where the current broadcast stands; null while there is nothing to say. */
  summary(): Summary | null;
  uplink: Uplink;
  robots: RobotSources;
  /** Its wall time goes into the signatures, so it must be the true time. */
  clock: Clock;
  /** 0 ≤ r < 1, for the jitter of the back-off. */
  random?: () => number;
  logger: Logger;
}

export interface Secrets {
  secret: string | null;
  login: string | null;
}

/** Lets entries of one moment travel together. */
const GATHER_MS = 200;

interface Destination {
  config: DestinationConfig;
  place: string | null;
  state: LiveState<DestinationState>;
  watching: Disposable;
  /** Null while the destination cannot be opened. */
  delivery: Delivery | null;
}

export class Sync {
  readonly #ports: SyncPorts;
  readonly #state: MutableState<SyncState>;
  readonly #watching: Disposable[];
  readonly #destinations = new Map<string, Destination>();
  /** By place: whoever had it before may still be saving. */
  readonly #ended = new Map<string, Promise<void>>();
  #gathering: Timer | null = null;

  constructor(ports: SyncPorts) {
    const { ledger, uplink } = ports;
    this.#ports = ports;
    this.#state = new MutableState<SyncState>({
      state: 'off',
      headSeq: ledger.headSeq,
      destinations: [],
      uplink: uplink.state.get(),
      reconciliation: null,
    });
    this.#watching = [
      ledger.onAppended((entries) => {
        for (const { delivery } of this.#destinations.values()) delivery?.appended(entries);
        this.#gather();
      }),
      uplink.state.subscribe(() => this.#state.patch({ uplink: uplink.state.get() })),
    ];
  }

  get state(): LiveState<SyncState> {
    return this.#state;
  }

  /** The way to the destination; refused when it cannot be used as it is set up. */
  open(config: DestinationConfig, secrets: Secrets): Result<Way> {
    const way = openWay(config, { ...this.#ports, ...secrets });
    if (!way.ok) return way;
    const other = [...this.#destinations].find(([id, { place }]) => id !== config.destinationId && place === way.value.place);
    if (!other) return way;
    void way.value.transport.dispose();
    // Two deliveries to one place would move each other's cursor.
    return refused('input-invalid', { at: 'destination', problem: other[0] });
  }

  /** Delivers there from now on, in place of what had this id before. A refused way is shown with its reason. */
  set(config: DestinationConfig, editable: boolean, way: Result<Way>): void {
    void this.#forget(config.destinationId);
    const base = freshState(config, editable, way);
    const delivery = way.ok ? this.#deliver(base, way.value) : null;
    const state = delivery?.state ?? new MutableState(base);
    const watching = state.subscribe(() => this.#tell());
    this.#destinations.set(config.destinationId, { config, place: way.ok ? way.value.place : null, state, watching, delivery });
    this.#tell();
  }

  /** Delivers there no more. Its place stays, so that the same address goes on later where it was. */
  async remove(destinationId: string): Promise<void> {
    const ended = this.#forget(destinationId);
    this.#tell();
    await ended;
  }

  setPaused(config: DestinationConfig): void {
    const destination = this.#destinations.get(config.destinationId);
    if (!destination) return;
    destination.config = config;
    destination.delivery?.setPaused(config);
  }

  /** A person's wish: ends any wait, also one that the destination asked for, and a stop. */
  sendNow(destinationId: string | undefined): Result<Record<string, never>> {
    if (destinationId === undefined) for (const { delivery } of this.#destinations.values()) delivery?.sendNow();
    else {
      const delivery = this.#delivery(destinationId);
      if (!delivery.ok) return delivery;
      delivery.value.sendNow();
    }
    return accepted({});
  }

  async test(destinationId: string): Promise<Result<ConnectionTest>> {
    const delivery = this.#delivery(destinationId);
    return delivery.ok ? delivery.value.test() : delivery;
  }

  /** Does something with what waits for a destination, while nothing of it is under way. */
  async withOutbox<T>(destinationId: string, act: (outbox: Outbox) => T | Promise<T>): Promise<Result<T>> {
    const delivery = this.#delivery(destinationId);
    return delivery.ok ? accepted(await delivery.value.between(act)) : delivery;
  }

  comparable(destinationId: string): Result<Comparable> {
    const delivery = this.#delivery(destinationId);
    if (!delivery.ok) return delivery;
    const { comparable } = delivery.value;
    return comparable ? accepted(comparable) : refused('destination-cannot-reconcile', { destinationId });
  }

  showReconciliation(reconciliation: Reconciliation): void {
    this.#state.patch({ reconciliation });
  }

  /** Gives up what is under way; its range is sent again after the next start. */
  async dispose(): Promise<void> {
    for (const watched of this.#watching) watched.dispose();
    this.#gathering?.cancel();
    await Promise.all([...this.#destinations.keys()].map((id) => this.#forget(id)));
    await Promise.all(this.#ended.values());
  }

  #delivery(destinationId: string): Result<Delivery> {
    const destination = this.#destinations.get(destinationId);
    if (!destination) return refused('destination-unknown', { destinationId });
    const { delivery, state } = destination;
    return delivery ? accepted(delivery) : { ok: false, refusal: state.get().problem ?? unopened(destinationId) };
  }

  #deliver(state: DestinationState, { place, transport, outbox }: Way): Delivery {
    const { settings, summary, clock, random, logger } = this.#ports;
    const abilities = new Abilities(settings, state.destinationId, place);
    const delivery: Delivery = new Delivery(state, {
      transport,
      outbox:
        outbox ??
        this.#queue(place, transport.leaving ?? 'sliced', {
          limits: transport.limits,
          anyOrder: () => mayReorder(state.setup) && abilities.accepts('any-order'),
          onCounted: () => delivery.refresh(),
        }),
      abilities,
      summary,
      clock,
      random,
      logger,
    });
    delivery.start(this.#ended.get(place) ?? Promise.resolve());
    return delivery;
  }

  #queue(place: string, leaving: Leaving, more: Pick<QueuePorts, 'limits' | 'anyOrder' | 'onCounted'>): SentAgain {
    const { reader, writer, ledger, studioId, clock } = this.#ports;
    const uplink = { requestBytes: () => batchLimit(this.#ports.uplink, leaving) };
    const queue = new Queue({ place: new Place(place, reader, writer), ledger, reader, studioId, uplink, clock, ...more });
    return new SentAgain(queue, { reader, studioId, uplink });
  }

  #forget(destinationId: string): Promise<void> {
    const destination = this.#destinations.get(destinationId);
    if (!destination) return Promise.resolve();
    this.#destinations.delete(destinationId);
    destination.watching.dispose();
    const ended = (destination.delivery?.dispose() ?? Promise.resolve()).catch((error: unknown) => {
      // Whoever gets the place next must not wait for ever.
      this.#ports.logger.error({ err: error, destination: destinationId }, 'a delivery upstream did not end well');
    });
    if (destination.place !== null) this.#ended.set(destination.place, ended);
    return ended;
  }

  #gather(): void {
    this.#gathering ??= this.#ports.clock.after(GATHER_MS, () => {
      this.#gathering = null;
      this.#state.patch({ headSeq: this.#ports.ledger.headSeq });
      for (const { delivery } of this.#destinations.values()) delivery?.refresh();
    });
  }

  #tell(): void {
    const destinations = [...this.#destinations.values()].map(({ state }) => state.get());
    this.#state.patch({ state: worstOf(destinations), headSeq: this.#ports.ledger.headSeq, destinations });
  }
}

function worstOf(destinations: readonly DestinationState[]): SyncState['state'] {
  const ranks = destinations.map(({ state }) => syncStateNames.indexOf(state));
  return syncStateNames[Math.max(0, ...ranks)]!;
}

function mayReorder(config: DestinationConfig): boolean {
  return !('order' in config && config.order === 'sequence');
}

function unopened(destinationId: string): Refusal {
  return refused('destination-unknown', { destinationId }).refusal;
}

function freshState(config: DestinationConfig, editable: boolean, way: Result<Way>): DestinationState {
  return {
    destinationId: config.destinationId,
    type: config.type,
    name: config.name ?? null,
    address: way.ok ? way.value.address : '',
    setup: config,
    editable,
    state: way.ok ? 'idle' : 'stopped',
    line: 'unknown',
    problem: way.ok ? null : way.refusal,
    nextTryAtMs: null,
    acknowledgedSeq: 0,
    lastAcknowledgedAtMs: null,
    arrivedSeq: null,
    backlogEntries: 0,
    backlogBytes: null,
    backlogMs: null,
    anyOrder: false,
    parkedCount: 0,
    clockSkewMs: null,
  };
}
