/** Hands the feed's batches to the studio's ingest until each is answered, and counts the answers. */
import { ingestAnswerSchema } from '../contract/order.ts';
import { backOff } from '../kernel/back-off.ts';
import { delay, type Clock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import type { FeedBatch } from './order-feed.ts';

/** What the ingest answered: the HTTP status and the parsed body. */
export interface Delivered {
  status: number;
  answer: unknown;
}

/** Sends NDJSON through the signed HTTP ingest; rejects when there is no answer at all. */
export type Deliver = (ndjson: string) => Promise<Delivered>;

export interface DeliveryCounts {
  deliveries: number;
  lines: number;
  /** Orders that were sent for the first time and answered. */
  orders: number;
  accepted: number;
  duplicate: number;
  refused: number;
  /** Deliveries that had to be sent again. */
  retries: number;
}

/** The studio answered something that repeating cannot mend. */
export class DeliveryFailed extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`the ingest answered ${status}`);
    this.name = 'DeliveryFailed';
    this.status = status;
  }
}

const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 2_000;
/** With the waits above, some three minutes without the studio. */
const MOST_TRIES = 100;

export class OrderDelivery {
  readonly counts: DeliveryCounts = { deliveries: 0, lines: 0, orders: 0, accepted: 0, duplicate: 0, refused: 0, retries: 0 };
  readonly #deliver: Deliver;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(deliver: Deliver, clock: Clock, logger: Logger) {
    this.#deliver = deliver;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Resolves when the batch is answered or the signal aborts; rejects with `DeliveryFailed`. */
  async send(batch: FeedBatch, signal: AbortSignal): Promise<void> {
    const waits = backOff(FIRST_RETRY_MS, LONGEST_RETRY_MS);
    for (let tries = 1; !signal.aborted; tries += 1) {
      const { status, answer } = await this.#try(batch.ndjson);
      const counts = status === 200 ? ingestAnswerSchema.safeParse(answer) : null;
      if (counts?.success) {
        this.#count(batch, counts.data.accepted.length, counts.data.duplicate.length, counts.data.refused);
        return;
      }
      const mayHeal = status === 0 || status === 429 || status >= 500;
      if (!mayHeal || tries >= MOST_TRIES) throw new DeliveryFailed(status);
      this.counts.retries += 1;
      await delay(this.#clock, waits.nextMs(), signal);
    }
  }

  /** Status 0 stands for no answer: the studio may be starting again. */
  async #try(ndjson: string): Promise<Delivered> {
    try {
      return await this.#deliver(ndjson);
    } catch (error) {
      this.#logger.warn({ err: error }, 'rehearsal: a delivery got no answer');
      return { status: 0, answer: null };
    }
  }

  #count(batch: FeedBatch, accepted: number, duplicate: number, refused: readonly { line: number; error: string }[]): void {
    this.counts.deliveries += 1;
    this.counts.lines += batch.lines;
    this.counts.orders += batch.orders;
    this.counts.accepted += accepted;
    this.counts.duplicate += duplicate;
    this.counts.refused += refused.length;
    if (refused.length > 0) this.#logger.error({ refused: refused.slice(0, 3) }, 'rehearsal: lines were refused');
  }
}
