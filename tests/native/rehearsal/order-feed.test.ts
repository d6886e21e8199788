/** The whole of day one as the feed sends it: exact, and as untidy as a real feed. */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { genericEventSchema } from '../../../native/contract/order.ts';
import { flashOpensAtMs } from '../../../native/rehearsal/cue-sheet.ts';
import { OrderFeed, type FeedTotals } from '../../../native/rehearsal/order-feed.ts';
import type { RehearsalPlan } from '../../../native/rehearsal/rehearsal-plan.ts';
import { dayOne, smallDay } from './small-day.ts';

const plan = dayOne();
const priceOf = new Map(plan.products.map(({ sku, priceFen }) => [sku, priceFen]));
/** Pins the feed across machines and versions; a changed sample price or name changes it rightly. */
const DAY_ONE_BYTES = '9fd61094e7d9a313c700ca231d928a1311a82df309cf0624ea0a23443e92e5ef';
const flashSku = plan.products.find(({ productId }) => productId === plan.parameters.flashSale.productId)!.sku;

interface Paid {
  amountFen: number;
  paidMs: number;
  arrivedMs: number;
}

/** What a careful receiver of the whole day sees. */
class Receiver {
  readonly orders = new Map<string, Paid>();
  readonly refunds = new Map<string, number>();
  readonly eventIds = new Set<string>();
  readonly perMinute = new Map<number, number>();
  readonly units = new Map<string, number>();
  readonly regions = new Set<string>();
  lines = 0;
  repeatedIds = 0;
  repeatedOrders = 0;
  earlyRefunds = 0;
  restocks = 0;
  discounted = 0;
  outOfOrder = 0;
  flashArrivals: number[] = [];
  flashTimes: number[] = [];
  #lastPaidMs = 0;

  receive(line: string, arrivedMs: number): void {
    const event = genericEventSchema.parse(JSON.parse(line));
    this.lines += 1;
    if (event.type === 'product.stock') throw new Error(event.type);
    expect(event.id).toMatch(/^\d{19}$/u);
    expect(event.orderId).toMatch(/^\d{19}$/u);
    if (this.eventIds.has(event.id!)) this.repeatedIds += 1;
    this.eventIds.add(event.id!);
    if (event.type === 'refund.succeeded') return this.#refund(event.refundId, event.orderId, event.amountFen, event.restock === true);
    if (event.type !== 'order.paid') throw new Error(event.type);
    if (this.orders.has(event.orderId)) {
      this.repeatedOrders += 1;
      return;
    }
    const paidMs = event.occurredAt - plan.startAtMs;
    let amountFen = 0;
    for (const { sku, quantity, amountFen: paidFen } of event.lines) {
      const fullFen = priceOf.get(sku)! * quantity;
      if (paidFen <= 0 || paidFen > fullFen || paidFen < fullFen * 0.6 - 1) throw new Error(`${line}: ${paidFen} of ${fullFen}`);
      if (paidFen < fullFen) this.discounted += 1;
      amountFen += paidFen;
      this.units.set(sku, (this.units.get(sku) ?? 0) + quantity);
      if (sku === flashSku) {
        this.flashTimes.push(paidMs);
        this.flashArrivals.push(arrivedMs);
      }
    }
    this.orders.set(event.orderId, { amountFen, paidMs, arrivedMs });
    this.perMinute.set(Math.floor(paidMs / 60_000), (this.perMinute.get(Math.floor(paidMs / 60_000)) ?? 0) + 1);
    this.regions.add(event.region!);
    if (paidMs < this.#lastPaidMs) this.outOfOrder += 1;
    this.#lastPaidMs = paidMs;
  }

  #refund(refundId: string, orderId: string, amountFen: number, restock: boolean): void {
    if (this.refunds.has(refundId)) return;
    this.refunds.set(refundId, amountFen);
    const order = this.orders.get(orderId);
    if (!order) this.earlyRefunds += 1;
    else if (amountFen > order.amountFen || amountFen < 1) throw new Error(`refund ${refundId} of ${amountFen}`);
    if (restock) this.restocks += 1;
  }
}

function hashOf(feed: OrderFeed): string {
  const hash = createHash('sha256');
  for (let batch = feed.take(plan.lengthMs, 500); batch; batch = feed.take(plan.lengthMs, 500)) hash.update(batch.ndjson);
  return hash.digest('hex');
}

const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, number) => total + number, 0);

describe('day one', () => {
  const receiver = new Receiver();
  let totals: FeedTotals;

  beforeAll(() => {
    const feed = new OrderFeed(plan);
    totals = feed.totals;
    for (let untilMs = 0; untilMs <= plan.lengthMs; untilMs += 1_000) {
      for (let batch = feed.take(untilMs, 500); batch; batch = feed.take(untilMs, 500)) {
        expect(batch.lines).toBeLessThanOrEqual(500);
        expect(batch.lastAtMs).toBeLessThanOrEqual(untilMs);
        for (const line of batch.ndjson.trimEnd().split('\n')) receiver.receive(line, batch.lastAtMs);
      }
    }
    expect(feed.take(Number.MAX_SAFE_INTEGER, 500)).toBeNull();
  }, 60_000);

  it('RH1 has exactly 329,874 paid orders worth exactly 10,200,000.00 yuan', () => {
    expect(receiver.orders.size).toBe(329_874);
    expect(sum([...receiver.orders.values()].map(({ amountFen }) => amountFen))).toBe(1_020_000_000);
  });

  it('RH1 refunds 1.2 % of them later, some with the goods back on the shelf', () => {
    expect(receiver.refunds.size).toBe(Math.round(0.012 * 329_874));
    expect(sum(receiver.refunds.values())).toBe(totals.refundedFen);
    expect(receiver.restocks).toBeGreaterThan(1_000);
  });

  it('RH2 sends about 1.5 % twice, some under a new event id, late by up to a minute, and a few refunds before their orders', () => {
    expect(receiver.lines).toBe(totals.lines);
    const repeated = receiver.lines - receiver.orders.size - receiver.refunds.size;
    expect(repeated).toBe(totals.duplicates);
    expect(repeated / receiver.lines).toBeCloseTo(0.015, 3);
    expect(receiver.repeatedIds).toBeGreaterThan(3_000);
    expect(receiver.repeatedOrders).toBeGreaterThan(receiver.repeatedIds);
    expect(receiver.outOfOrder).toBeGreaterThan(10_000);
    const late = [...receiver.orders.values()].map(({ paidMs, arrivedMs }) => arrivedMs - paidMs);
    expect(late.reduce((one, other) => Math.min(one, other))).toBeGreaterThanOrEqual(0);
    const latest = late.reduce((one, other) => Math.max(one, other));
    expect(latest).toBeGreaterThan(40_000);
    expect(latest).toBeLessThanOrEqual(61_000);
    expect(receiver.earlyRefunds).toBe(totals.earlyRefunds);
    expect(receiver.earlyRefunds).toBeGreaterThanOrEqual(10);
  });

  it('RH3 sells 5,000 boxes of walnut milk in one flash sale, gone in under 40 seconds of the feed', () => {
    const opensMs = flashOpensAtMs(plan);
    expect(receiver.units.get(flashSku)).toBe(5_000);
    expect(plan.products.find(({ sku }) => sku === flashSku)!.allocated).toBe(5_000);
    for (const times of [receiver.flashTimes, receiver.flashArrivals]) {
      expect(Math.min(...times)).toBeGreaterThanOrEqual(opensMs);
      expect(Math.max(...times)).toBeLessThan(opensMs + 40_000);
    }
  });

  it('RH3 sells no more of anything than was set aside', () => {
    for (const { sku, allocated } of plan.products) expect(receiver.units.get(sku) ?? 0).toBeLessThanOrEqual(allocated);
    expect(receiver.units.size).toBe(44);
  });

  it('RH3 has quiet and busy minutes over all six hours, buyers from everywhere, and coupons', () => {
    const counts = [...receiver.perMinute.values()];
    expect(receiver.perMinute.size).toBe(360);
    expect(Math.max(...counts) / (sum(counts) / counts.length)).toBeGreaterThan(4);
    expect(receiver.regions.size).toBe(plan.parameters.regions.length);
    expect(receiver.discounted / receiver.orders.size).toBeGreaterThan(0.25);
  });

  it('RH4 the same seed gives the same bytes, on any machine; another seed gives others and the same sums', () => {
    expect(hashOf(new OrderFeed(plan))).toBe(DAY_ONE_BYTES);
    const other: RehearsalPlan = { ...plan, parameters: { ...plan.parameters, seed: 7 } };
    const feed = new OrderFeed(other);
    expect(feed.totals).toMatchObject({ orders: 329_874, grossFen: 1_020_000_000, refunds: 3_958 });
    expect(hashOf(feed)).not.toBe(DAY_ONE_BYTES);
  });

  it('RH4 a sum that no discount can reach is said, not fudged', () => {
    expect(() => new OrderFeed(smallDay({ grossFen: 1_000 }))).toThrow(RangeError);
    expect(() => new OrderFeed(smallDay({ grossFen: 900_000_000 }))).toThrow(RangeError);
  });
});
