/** Fills thin orders: asks for what their pushes left out, newest first and gently, until each has its lines. */
import type { Clock } from '../../kernel/clock.ts';
import type { Reader } from '../../store/reader.ts';
import type { FeedEvent } from '../feed-adapter.ts';
import type { OrderIntake } from '../order-intake.ts';
import type { OrderDetails } from './order-details.ts';
import { type Pulled, pulled } from './pull-request.ts';

export interface ThinOrdersOptions {
  source: string;
  details: OrderDetails;
  reader: Reader;
  intake: Pick<OrderIntake, 'take'>;
  clock: Clock;
}

interface ThinOrder {
  orderId: string;
  paidAtMs: number;
}

const PAGE = 500;
/** Behind so many newer orders that nobody can tell of, older ones wait. */
const PAGES_LIMIT = 20;
const PAGE_SQL = /* sql */ `
  SELECT order_id AS orderId, paid_at_ms AS paidAtMs FROM paid_order
  WHERE thin = 1 AND source = ? AND (paid_at_ms, order_id) < (?, ?) ORDER BY paid_at_ms DESC, order_id DESC LIMIT ${PAGE}`;

const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 3_600_000;

export class ThinOrders {
  readonly #options: ThinOrdersOptions;
  /** Orders that were asked for and may still be thin, with the time (monotonic) before which they are not asked for again. */
  readonly #tried = new Map<string, { tries: number; notBeforeMs: number }>();

  constructor(options: ThinOrdersOptions) {
    this.#options = options;
  }

  /** Asks for one batch and takes in what is answered; each answer is a newer state of a known order. */
  async round(signal: AbortSignal): Promise<Pulled<{ more: boolean }>> {
    const { source, details, intake, clock } = this.#options;
    const orderIds = this.#due(details.batchSize);
    if (orderIds.length === 0) return pulled({ more: false });
    const askedAtMs = clock.nowMs();
    const answer = await details.fetch(orderIds, signal);
    if (!answer.ok || signal.aborted) return answer.ok ? pulled({ more: false }) : answer;
    const asked = new Set(orderIds);
    const events = answer.value.flatMap((event) => {
      const isAsked = 'orderId' in event.body && asked.has(event.body.orderId) && event.body.source === source;
      return isAsked ? [dated(event, askedAtMs)] : [];
    });
    if (events.length > 0) await intake.take(events, `feed:${source}`);
    for (const orderId of orderIds) this.#noteTry(orderId);
    return pulled({ more: true });
  }

  #noteTry(orderId: string): void {
    const tries = (this.#tried.get(orderId)?.tries ?? 0) + 1;
    const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries - 1));
    this.#tried.set(orderId, { tries, notBeforeMs: this.#options.clock.monotonicMs() + waitMs });
  }

  #due(limit: number): string[] {
    const nowMs = this.#options.clock.monotonicMs();
    const due: string[] = [];
    const thin = new Set<string>();
    let before: ThinOrder = { paidAtMs: Number.MAX_SAFE_INTEGER, orderId: '' };
    for (let pages = 0; pages < PAGES_LIMIT; pages += 1) {
      const page = this.#options.reader.all<ThinOrder>(PAGE_SQL, this.#options.source, before.paidAtMs, before.orderId);
      for (const { orderId } of page) {
        thin.add(orderId);
        if ((this.#tried.get(orderId)?.notBeforeMs ?? 0) <= nowMs) due.push(orderId);
        if (due.length === limit) return due;
      }
      if (page.length < PAGE) break;
      before = page.at(-1)!;
    }
    // The list was seen to its end: what is not on it is thin no longer.
    for (const orderId of this.#tried.keys()) if (!thin.has(orderId)) this.#tried.delete(orderId);
    return due;
  }
}

/** With the time for which it was told: what the studio asked for now is newer than what was pushed before. */
function dated(event: FeedEvent, askedAtMs: number): FeedEvent {
  if (event.kind !== 'order.paid' || event.body.stateAtMs !== undefined) return event;
  return { kind: event.kind, body: { ...event.body, stateAtMs: askedAtMs } };
}
