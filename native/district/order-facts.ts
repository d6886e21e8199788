/** One paid order by all that was said of it, and what it adds to the figures: the same in whatever order the entries came. */
import type { EntryBody } from '../contract/entry.ts';
import { type Refund, type RefundShare, refundShares, skuKey } from '../ledger/refund-shares.ts';
import type { PaidState } from '../ledger/paid-state.ts';
import { dayOf } from './china-day.ts';
import type { FigureSums } from './figure-sums.ts';

export interface OrderFacts {
  /** The newest state by its sequence: that it won was decided at the studio when it was recorded. */
  state: { seq: number; broadcastId: string; body: PaidState } | null;
  /** The newest assignment; it outlives later states. */
  assigned: { seq: number; broadcastId: string } | null;
  /** Each refund once, by its id. */
  refunds: ReadonlyMap<string, { seq: number; broadcastId: string; body: EntryBody<'refund.succeeded'> }>;
}

export const noFacts: OrderFacts = { state: null, assigned: null, refunds: new Map() };

/** A fact as its entry has it. */
export type OrderEntry =
  | { kind: 'order.paid' | 'order.amended'; seq: number; broadcastId: string; body: PaidState }
  | { kind: 'order.assigned'; seq: number; broadcastId: string; body: EntryBody<'order.assigned'> }
  | { kind: 'refund.succeeded'; seq: number; broadcastId: string; body: EntryBody<'refund.succeeded'> };

/** With one entry more. A newer state or assignment takes the place of the older one; a refund's first entry counts. */
export function withEntry(facts: OrderFacts, entry: OrderEntry): OrderFacts {
  const { seq, broadcastId } = entry;
  switch (entry.kind) {
    case 'order.paid':
    case 'order.amended':
      return facts.state && facts.state.seq > seq ? facts : { ...facts, state: { seq, broadcastId, body: entry.body } };
    case 'order.assigned':
      if (facts.assigned && facts.assigned.seq > seq) return facts;
      return { ...facts, assigned: { seq, broadcastId: entry.body.toBroadcastId } };
    case 'refund.succeeded': {
      const known = facts.refunds.get(entry.body.refundId);
      if (known && known.seq < seq) return facts;
      return { ...facts, refunds: new Map(facts.refunds).set(entry.body.refundId, { seq, broadcastId, body: entry.body }) };
    }
  }
}

/** The broadcast that the order counts in; null while no state of it has come. */
export function homeOf({ state, assigned }: OrderFacts): string | null {
  return state && (assigned?.broadcastId ?? state.broadcastId);
}

export function refundedFenOf({ refunds }: OrderFacts): number {
  return [...refunds.values()].reduce((sum, { body }) => sum + body.amountFen, 0);
}

/** Adds all that the order stands for, or takes it back with `times` −1. */
export function addOrder(sums: FigureSums, facts: OrderFacts, times: 1 | -1): void {
  const { state } = facts;
  const home = homeOf(facts);
  const refunds = [...facts.refunds.values()].map(({ broadcastId, body }) => refundOf(home ?? broadcastId, body));
  if (!state || home === null) {
    // Where the order is not known yet, each refund stands alone, in the broadcast and on the day of its own.
    for (const refund of refunds) addRefunds(sums, refund.broadcastId, dayOf(refund.occurredAtMs), [refund], null, times);
    return;
  }
  const day = dayOf(state.body.occurredAtMs);
  addPaid(sums, home, day, state.body, times);
  addRefunds(sums, home, day, refunds, state.body, times);
}

function addPaid(sums: FigureSums, broadcastId: string, day: number, { amountFen, lines }: PaidState, times: 1 | -1): void {
  const whole = sums.day(day, broadcastId);
  whole.grossFen += times * amountFen;
  whole.orderCount += times;
  let restFen = amountFen;
  const skus = new Set<string>();
  for (const line of lines) {
    const key = skuKey(line.sku);
    const sku = sums.sku(day, broadcastId, key);
    if (line.gift) sku.giftUnits += times * line.quantity;
    else {
      sku.paidUnits += times * line.quantity;
      whole.units += times * line.quantity;
    }
    sku.grossFen += times * line.amountFen;
    restFen -= line.amountFen;
    if (!skus.has(key)) sku.orderCount += times;
    skus.add(key);
  }
  if (skus.size > 1) sums.addBasket(day, broadcastId, [...skus], times);
  if (restFen === 0 && skus.size > 0) return;
  const unnamed = sums.sku(day, broadcastId, '');
  unnamed.grossFen += times * restFen;
  if (skus.size === 0) unnamed.orderCount += times;
}

function addRefunds(
  sums: FigureSums,
  broadcastId: string,
  day: number,
  refunds: readonly Refund[],
  state: PaidState | null,
  times: 1 | -1,
): void {
  const whole = sums.day(day, broadcastId);
  let restFen = 0;
  for (const { amountFen } of refunds) {
    whole.refundedFen += times * amountFen;
    whole.refundCount += times;
    restFen += amountFen;
  }
  const shares: RefundShare[] = refundShares(state ? state.lines.filter(({ gift }) => !gift) : null, refunds);
  for (const { sku, refundedFen, restockedUnits } of shares) {
    const figures = sums.sku(day, broadcastId, sku);
    figures.refundedFen += times * refundedFen;
    figures.restockedUnits += times * restockedUnits;
    restFen -= refundedFen;
  }
  if (restFen !== 0) sums.sku(day, broadcastId, '').refundedFen += times * restFen;
}

function refundOf(broadcastId: string, { refundId, occurredAtMs, amountFen, lines, restock }: EntryBody<'refund.succeeded'>): Refund {
  return { broadcastId, refundId, occurredAtMs, amountFen, lines, restock };
}
