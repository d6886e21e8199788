/** The pulls of all feeds: begins what their configuration asks for, begins again when it changes, and says what fails. */
import type { Entry } from '../../contract/entry.ts';
import { accepted, type Refusal, refused, type Result } from '../../contract/refusal.ts';
import type { FeedConfig } from '../../contract/settings.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Disposable } from '../../kernel/live-state.ts';
import type { Logger } from '../../kernel/logger.ts';
import type { Reader } from '../../store/reader.ts';
import type { Feeds } from '../feeds.ts';
import type { Ingest } from '../ingest.ts';
import type { OrderIntake } from '../order-intake.ts';
import { keyOfSecret } from '../standard-webhooks.ts';
import { type OrderDetails, serviceDetails } from './order-details.ts';
import { type OrderPoll, PolledOrders } from './order-poll.ts';
import { type CursorStore, type PullCursor, pullCursor } from './pull-cursors.ts';
import { PullLoop, type PullLoopOptions } from './pull-loop.ts';
import { RelayPull } from './relay-pull.ts';
import { shopPulls } from './shop-pulls.ts';
import { ThinOrders } from './thin-orders.ts';

export interface PullsOptions {
  feeds: Feeds;
  ingest: Pick<Ingest, 'accept'>;
  intake: Pick<OrderIntake, 'take'>;
  reader: Reader;
  cursors: CursorStore;
  entries: { onAppended(listener: (entries: readonly Entry[]) => void): Disposable };
  /** A standing problem under its name; null when it is over. */
  onProblem(name: string, problem: Refusal | null): void;
  clock: Clock;
  random?: () => number;
  logger: Logger;
}

interface RunningPull {
  name: string;
  source: string;
  loop: PullLoop;
  /** Work comes with thin orders. */
  forThinOrders: boolean;
}

const RELAY_EVERY_MS = 3000;
/** Orders that nobody could tell of become due again by time alone. */
const THIN_EVERY_MS = 30_000;
/** Between two questions for details. */
const THIN_PACE_MS = 1000;
const POLL_EVERY_MS = 30_000;
const POLL_PACE_MS = 500;

export class Pulls {
  readonly #options: PullsOptions;
  readonly #watching: Disposable[] = [];
  #running: RunningPull[] = [];
  #changed: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: PullsOptions) {
    this.#options = options;
  }

  start(): void {
    const { feeds, entries } = this.#options;
    this.#watching.push(
      feeds.onConfigured(() => {
        this.#changed = this.#changed.then(() => this.#restart());
      }),
      entries.onAppended((appended) => this.#wake(appended)),
    );
    this.#begin();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const watching of this.#watching.splice(0)) watching.dispose();
    await this.#changed;
    await this.#end();
  }

  async #restart(): Promise<void> {
    await this.#end();
    if (!this.#stopped) this.#begin();
  }

  async #end(): Promise<void> {
    const ending = this.#running.splice(0);
    await Promise.all(ending.map(({ loop }) => loop.stop()));
    for (const { name } of ending) this.#options.onProblem(name, null);
  }

  #begin(): void {
    for (const config of this.#options.feeds.configs) {
      if (config.pullUrl === undefined) continue;
      const begun = this.#beginOf(config, config.pullUrl);
      this.#options.onProblem(`pull:${config.source}`, begun.ok ? null : begun.refusal);
    }
  }

  #beginOf(config: FeedConfig, address: string): Result<object> {
    const { source } = config;
    const { feeds, clock, cursors } = this.#options;
    const setup = feeds.pullSetup(config);
    // A relay and a shop name their places each in their own way.
    const cursor = pullCursor(cursors, source, `${config.pullFrom ?? 'relay'} ${address}`);
    if (setup.pullSecret === null) return refused('feed-secret-missing', { source });
    if (config.pullFrom === 'shop') {
      const shop = shopPulls(config, address, { ...setup, pullSecret: setup.pullSecret }, clock);
      if (!shop.ok) return shop;
      const { details, poll } = shop.value;
      if (details) this.#fill(source, details);
      this.#poll(source, poll, cursor);
      return accepted({});
    }
    const key = keyOfSecret(setup.pullSecret);
    if (!key) return refused('feed-secret-invalid', { source });
    const { ingest, logger } = this.#options;
    const relay = new RelayPull({ source, address, key, ingest, feeds, cursor, clock, logger });
    this.#run('relay', source, { round: (signal) => relay.round(signal), everyMs: RELAY_EVERY_MS, paceMs: 0 });
    this.#fill(source, serviceDetails({ source, clock, address, key, recordBuyer: setup.recordBuyer }));
    return accepted({});
  }

  #fill(source: string, details: OrderDetails): void {
    const { reader, intake, clock } = this.#options;
    const thin = new ThinOrders({ source, details, reader, intake, clock });
    this.#run('details', source, { round: (signal) => thin.round(signal), everyMs: THIN_EVERY_MS, paceMs: THIN_PACE_MS });
  }

  #poll(source: string, poll: OrderPoll, cursor: PullCursor): void {
    const { intake, feeds, logger } = this.#options;
    const polled = new PolledOrders({ source, poll, intake, feeds, cursor, logger });
    this.#run('poll', source, { round: (signal) => polled.round(signal), everyMs: POLL_EVERY_MS, paceMs: POLL_PACE_MS });
  }

  #run(what: 'relay' | 'details' | 'poll', source: string, how: Pick<PullLoopOptions, 'round' | 'everyMs' | 'paceMs'>): void {
    const { onProblem, clock, random, logger } = this.#options;
    const name = `pull:${source}:${what}`;
    const loop = new PullLoop({ source, ...how, onProblem: (problem) => onProblem(name, problem), clock, random, logger });
    this.#running.push({ name, source, loop, forThinOrders: what === 'details' });
    loop.start();
  }

  #wake(entries: readonly Entry[]): void {
    const thin = new Set<string>();
    for (const { kind, body } of entries) if (kind === 'order.paid' && body.lines.length === 0) thin.add(body.source);
    if (thin.size === 0) return;
    for (const { loop, source, forThinOrders } of this.#running) if (forThinOrders && thin.has(source)) loop.wake();
  }
}
