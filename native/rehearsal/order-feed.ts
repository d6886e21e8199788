/** The shop's side of a rehearsal: when each event reaches the studio, and its line of NDJSON. */
import { drawOrders, lineFen, MOST_LINES, NO_LINE, orderFen, type DayOrders } from './day-one-orders.ts';
import { scattered, seededRandom, type Random } from './random.ts';
import type { RehearsalParameters, RehearsalPlan } from './rehearsal-plan.ts';

export interface FeedTotals {
  orders: number;
  grossFen: number;
  refunds: number;
  refundedFen: number;
  /** Lines that repeat an earlier event. */
  duplicates: number;
  /** Refunds that arrive before their order. */
  earlyRefunds: number;
  /** All lines together. */
  lines: number;
}

export interface FeedBatch {
  ndjson: string;
  lines: number;
  /** Orders among the lines that were not sent before. */
  orders: number;
  /** When the last line arrives, since the start of the rehearsal. */
  lastAtMs: number;
}

/** Sort keys hold the arrival above and the event's index below; together they stay within 53 bits. */
const INDEX_SPAN = 2 ** 20;
/** Refunds come this long before the end at the latest. */
const LAST_REFUND_MS = 5_000;
const EARLY_REFUNDS = 12;
/** Multiplier that visits every number below ten million once; it has no divisor in common with it. */
const SPREAD = 6_364_137;

/**
 * Events in the order in which they arrive: late by up to a minute, some twice, a few refunds before their orders.
 * Same plan, same bytes. Lines are made when they are taken, so that the day never lies in memory as text.
 */
export class OrderFeed {
  readonly totals: FeedTotals;
  readonly #orders: DayOrders;
  readonly #parameters: RehearsalParameters;
  readonly #startAtMs: number;
  readonly #queue: Float64Array;
  /** Columns of refunds: the order, when, how much, and whether the goods go back. */
  readonly #refundOrder: Uint32Array;
  readonly #refundMs: Uint32Array;
  readonly #refundFen: Uint32Array;
  /** The event that each repetition repeats. */
  readonly #repeated: Uint32Array;
  readonly #titles: readonly string[];
  #position = 0;

  constructor(plan: RehearsalPlan) {
    const { parameters, lengthMs } = plan;
    this.#orders = drawOrders(plan);
    this.#parameters = parameters;
    this.#startAtMs = plan.startAtMs;
    this.#titles = plan.products.map(
      ({ sku, name }) => `{"sku":${JSON.stringify(sku)},"title":${JSON.stringify(name['zh-CN'])},"quantity":`,
    );
    const { count } = this.#orders;
    const refunds = parameters.refundedOrders;
    const events = count + refunds;
    const duplicates = Math.round(events * parameters.duplicateShare);
    if (events + duplicates >= INDEX_SPAN) throw new RangeError('too many events for one day');

    const random = seededRandom(parameters.seed ^ 0x5eed);
    const arrival = new Uint32Array(events + duplicates);
    for (let order = 0; order < count; order += 1) {
      const paidMs = this.#orders.paidMs[order]!;
      // Stock of the flash sale is watched by the second, so its orders come quickly.
      const late = this.#orders.flash[order] === 1 ? random.below(1_500) : lateness(random);
      arrival[order] = Math.min(paidMs + late, lengthMs - random.below(LAST_REFUND_MS));
    }
    this.#refundOrder = new Uint32Array(refunds);
    this.#refundMs = new Uint32Array(refunds);
    this.#refundFen = new Uint32Array(refunds);
    const refundedFen = this.#drawRefunds(arrival, lengthMs, random);
    this.#repeated = new Uint32Array(duplicates);
    for (let duplicate = 0; duplicate < duplicates; duplicate += 1) {
      const event = random.below(events);
      this.#repeated[duplicate] = event;
      arrival[events + duplicate] = Math.min(arrival[event]! + 1_000 + random.below(59_000), lengthMs);
    }
    this.#queue = Float64Array.from(arrival, (atMs, index) => atMs * INDEX_SPAN + index).sort();
    this.totals = {
      orders: count,
      grossFen: parameters.grossFen,
      refunds,
      refundedFen,
      duplicates,
      earlyRefunds: this.#refundOrder.reduce((sum, order, refund) => sum + (arrival[count + refund]! < arrival[order]! ? 1 : 0), 0),
      lines: events + duplicates,
    };
  }

  /** Takes the events that arrive until then, at most so many lines; null when there are none. */
  take(untilMs: number, mostLines: number): FeedBatch | null {
    const from = this.#position;
    let lastAtMs = 0;
    let orders = 0;
    const lines: string[] = [];
    while (lines.length < mostLines && this.#position < this.#queue.length) {
      const key = this.#queue[this.#position]!;
      const atMs = Math.floor(key / INDEX_SPAN);
      if (atMs > untilMs) break;
      const index = key % INDEX_SPAN;
      if (index < this.#orders.count) orders += 1;
      lines.push(this.#line(index));
      lastAtMs = atMs;
      this.#position += 1;
    }
    if (this.#position === from) return null;
    return { ndjson: `${lines.join('\n')}\n`, lines: lines.length, orders, lastAtMs };
  }

  /** Picks orders outside the flash sale, each once; returns the sum refunded. */
  #drawRefunds(arrival: Uint32Array, lengthMs: number, random: Random): number {
    const { count, paidMs, flash } = this.#orders;
    const picked = new Set<number>();
    let sum = 0;
    for (let refund = 0; refund < this.#refundOrder.length;) {
      const order = random.below(count);
      const leftMs = lengthMs - LAST_REFUND_MS - paidMs[order]!;
      if (flash[order] === 1 || picked.has(order) || leftMs < 120_000) continue;
      picked.add(order);
      const full = orderFen(this.#orders, order);
      const early = refund < EARLY_REFUNDS;
      // An early one: the order's event is stuck for most of a minute, the refund's is not.
      if (early) arrival[order] = paidMs[order]! + 45_000 + random.below(15_000);
      const afterMs = early ? 8_000 + random.below(20_000) : 60_000 + random.below(Math.min(leftMs - 60_000, 7_200_000));
      const amountFen = random.next() < 0.8 ? full : Math.max(1, Math.floor(full / 2));
      this.#refundOrder[refund] = order;
      this.#refundMs[refund] = paidMs[order]! + afterMs;
      this.#refundFen[refund] = amountFen;
      arrival[count + refund] = this.#refundMs[refund]! + 200 + random.below(3_000);
      sum += amountFen;
      refund += 1;
    }
    return sum;
  }

  #line(index: number): string {
    const { count } = this.#orders;
    const events = count + this.#refundOrder.length;
    if (index < count) return this.#orderLine(index, '70');
    if (index < events) return this.#refundLine(index - count);
    const event = this.#repeated[index - events]!;
    // Some senders number a repetition anew; the order's own id is what counts.
    if (event < count) return this.#orderLine(event, scattered(index, 7) % 4 === 0 ? '71' : '70');
    return this.#refundLine(event - count);
  }

  #orderLine(order: number, eventPrefix: string): string {
    const { regions, surnames, givenNames } = this.#parameters;
    const atMs = this.#startAtMs + this.#orders.paidMs[order]!;
    const buyer = `${surnames[scattered(order, 1) % surnames.length]!}${givenNames[scattered(order, 2) % givenNames.length]!}`;
    const region = regions[scattered(order, 3) % regions.length]!;
    const lines: string[] = [];
    for (let line = 0; line < MOST_LINES; line += 1) {
      const product = this.#orders.lineProduct[order * MOST_LINES + line]!;
      if (product === NO_LINE) break;
      const quantity = this.#orders.lineQuantity[order * MOST_LINES + line]!;
      lines.push(`${this.#titles[product]!}${quantity},"amountFen":${lineFen(this.#orders, order, line)}}`);
    }
    return (
      `{"type":"order.paid","id":"${platformId(eventPrefix, atMs, order)}","occurredAt":"${new Date(atMs).toISOString()}",` +
      `"orderId":"${platformId('48', atMs, order)}","lines":[${lines.join(',')}],"buyer":"${buyer}","region":"${region}"}`
    );
  }

  #refundLine(refund: number): string {
    const order = this.#refundOrder[refund]!;
    const atMs = this.#startAtMs + this.#refundMs[refund]!;
    const amountFen = this.#refundFen[refund]!;
    const orderId = platformId('48', this.#startAtMs + this.#orders.paidMs[order]!, order);
    const head =
      `{"type":"refund.succeeded","id":"${platformId('72', atMs, refund)}","occurredAt":"${new Date(atMs).toISOString()}",` +
      `"refundId":"${platformId('57', atMs, refund)}","orderId":"${orderId}","amountFen":${amountFen}`;
    const restock = amountFen === orderFen(this.#orders, order) && scattered(refund, 4) % 5 < 3;
    if (!restock) return `${head}}`;
    const lines: string[] = [];
    for (let line = 0; line < MOST_LINES; line += 1) {
      const product = this.#orders.lineProduct[order * MOST_LINES + line]!;
      if (product === NO_LINE) break;
      lines.push(`${this.#titles[product]!}${this.#orders.lineQuantity[order * MOST_LINES + line]!}}`);
    }
    return `${head},"lines":[${lines.join(',')}],"restock":true}`;
  }
}

/** Most events are there within seconds; one in a hundred takes up to a minute. */
function lateness(random: Random): number {
  const kind = random.next();
  if (kind < 0.92) return 200 + random.below(3_000);
  return kind < 0.99 ? 3_000 + random.below(17_000) : 20_000 + random.below(40_000);
}

/** 19 digits as the platforms give them: two for the kind, ten of the second, seven that are the index scattered. */
function platformId(prefix: string, atMs: number, index: number): string {
  return `${prefix}${Math.floor(atMs / 1_000)}${String((index * SPREAD) % 10_000_000).padStart(7, '0')}`;
}
