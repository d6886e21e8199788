/** Keeps what each feed has brought over a restart: stored at most every few seconds, and at the stop. */
import { z } from 'zod';
import { type FeedState, feedStateSchema } from '../contract/sales.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import type { Disposable } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Feeds } from './feeds.ts';

export interface FeedCountersPorts {
  feeds: Pick<Feeds, 'state' | 'show'>;
  /** Small JSON values by name; `set` is durable when it resolves. */
  store: {
    get<S extends z.ZodType>(key: string, schema: S): z.output<S> | null;
    set(key: string, value: unknown): Promise<void>;
  };
  clock: Clock;
  logger: Logger;
}

const KEY = 'feed-counters';
const STORE_EVERY_MS = 5000;

const { source, acceptedCount, duplicateCount, refusedCount, lastAcceptedAtMs, lastRefusal } = feedStateSchema.shape;
const countersSchema = z.object({ source, acceptedCount, duplicateCount, refusedCount, lastAcceptedAtMs, lastRefusal });
const storedSchema = z.array(countersSchema);

export class FeedCounters {
  readonly #ports: FeedCountersPorts;
  #stored = '';
  #watching: Disposable | null = null;
  #timer: Timer | null = null;

  constructor(ports: FeedCountersPorts) {
    this.#ports = ports;
  }

  start(): void {
    const { feeds, store, clock } = this.#ports;
    const counters = store.get(KEY, storedSchema) ?? [];
    feeds.show(new Map(counters.map((feed): [string, Partial<FeedState>] => [feed.source, feed])));
    this.#stored = this.#counters();
    this.#watching = feeds.state.subscribe(() => {
      this.#timer ??= clock.after(STORE_EVERY_MS, () => {
        this.#timer = null;
        void this.#store();
      });
    });
  }

  async stop(): Promise<void> {
    this.#watching?.dispose();
    this.#timer?.cancel();
    await this.#store();
  }

  #counters(): string {
    return JSON.stringify(this.#ports.feeds.state.get().feeds.map((feed) => countersSchema.parse(feed)));
  }

  async #store(): Promise<void> {
    const counters = this.#counters();
    if (counters === this.#stored) return;
    try {
      await this.#ports.store.set(KEY, JSON.parse(counters));
      this.#stored = counters;
    } catch (error) {
      // Orders come first on a full disk; the next change tries again.
      this.#ports.logger.warn({ err: error }, 'the counts of the feeds could not be stored');
    }
  }
}
