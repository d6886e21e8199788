/** Counts orders and refunds into the aggregates; the answer does not depend on which of an order's events came first. */
import type { EntryBody } from '../contract/entry.ts';
import { dealsOf } from './deals.ts';
import type { FigureChanges } from './figure-changes.ts';
import { type OrderBook, type OrderRef, refundOf, type StandingOrder } from './order-book.ts';
import { contentOf, stateAtMs, wins } from './paid-state.ts';
import { type Refund, refundShares } from './refund-shares.ts';

export class SalesCounter {
  readonly #book: OrderBook;
  readonly #changes: FigureChanges;
  /** Puts pending rows into the table, so that they can be read. */
  readonly #flush: () => void;

  constructor(book: OrderBook, changes: FigureChanges, flush: () => void) {
    this.#book = book;
    this.#changes = changes;
    this.#flush = flush;
  }

  /** False: the order is counted already. */
  countPaid(seq: number, broadcastId: string, state: EntryBody<'order.paid'>): boolean {
    if (!this.#book.add(seq, broadcastId, state)) return false;
    if (!this.#book.perhapsEarly(state)) {
      this.#countOrder({ broadcastId, state }, [], 1);
      return true;
    }
    this.#flush();
    const refunds = this.#book.refundsOf(state);
    this.#book.removeEarly(state);
    this.#count(null, refunds, -1);
    this.#count({ broadcastId, state }, refunds, 1);
    return true;
  }

  /** Counts a run of new orders at once. False, and nothing is counted, when each must be looked at by itself. */
  countPaidRun(firstSeq: number, orders: readonly StandingOrder[]): boolean {
    if (orders.some(({ state }) => this.#book.perhapsEarly(state)) || !this.#book.addRun(firstSeq, orders)) return false;
    for (const order of orders) this.#countOrder(order, [], 1);
    return true;
  }

  /** False: what stands is newer or says the same, or the order's broadcast was purged. */
  countAmended(seq: number, broadcastId: string, state: EntryBody<'order.amended'>): boolean {
    this.#flush();
    const before = this.#book.find(state);
    if (!before) return false;
    const target = this.#book.assignedTo(state) ?? broadcastId;
    if (contentOf(state) === contentOf(before.state) && target === before.broadcastId) {
      if (stateAtMs(state) > stateAtMs(before.state)) this.#book.confirm(state, stateAtMs(state));
      return false;
    }
    const confirmedAtMs = this.#book.confirmedAtMs(state) ?? 0;
    if (!wins(state, before.state, Math.max(stateAtMs(before.state), confirmedAtMs))) return false;
    this.#replace(seq, before, { broadcastId: target, state });
    return true;
  }

  /** As an entry has it: that it won was decided when it was recorded. */
  recountAmended(seq: number, broadcastId: string, state: EntryBody<'order.amended'>): void {
    const before = this.#book.find(state);
    if (before) this.#replace(seq, before, { broadcastId: this.#book.assignedTo(state) ?? broadcastId, state });
  }

  /** False: the order is unknown, or is there already. */
  countAssigned({ source, orderId, toBroadcastId }: EntryBody<'order.assigned'>): boolean {
    this.#flush();
    const order: OrderRef = { source, orderId };
    const before = this.#book.find(order);
    if (!before || before.broadcastId === toBroadcastId) return false;
    const refunds = this.#book.refundsOf(order);
    this.#count(before, refunds, -1);
    this.#count({ ...before, broadcastId: toBroadcastId }, refunds, 1);
    this.#book.assign(order, toBroadcastId);
    return true;
  }

  /** Called once for each refund, after its row and its key are in. */
  countRefund(seq: number, broadcastId: string, body: EntryBody<'refund.succeeded'>): void {
    this.#flush();
    const order = this.#book.find(body);
    const earlier = this.#book.refundsOf(body);
    const home = this.#book.broadcastOf(body);
    const all = [...earlier, refundOf(broadcastId, body)];
    this.#countRefunds(order, earlier, -1, home);
    this.#countRefunds(order, all, 1, home);
    if (order) {
      this.#countDeals(order, earlier, -1);
      this.#countDeals(order, all, 1);
    }
    this.#book.addRefund(seq, body);
    if (home === null) this.#book.addEarly(body);
  }

  #replace(seq: number, before: StandingOrder, after: StandingOrder): void {
    const refunds = this.#book.refundsOf(after.state);
    this.#count(before, refunds, -1);
    this.#count(after, refunds, 1);
    this.#book.replace(seq, after.broadcastId, after.state);
  }

  /** All that an order with its refunds adds up to, added or taken back. */
  #count(order: StandingOrder | null, refunds: readonly Refund[], times: 1 | -1): void {
    if (order) this.#countOrder(order, refunds, times);
    this.#countRefunds(order, refunds, times);
  }

  #countOrder(order: StandingOrder, refunds: readonly Refund[], times: 1 | -1): void {
    this.#changes.addPaid(order.broadcastId, order.state, times);
    this.#countDeals(order, refunds, times);
  }

  #countDeals({ broadcastId, state }: StandingOrder, refunds: readonly Refund[], times: 1 | -1): void {
    this.#changes.addDeals(broadcastId, state.occurredAtMs, dealsOf(state, refunds), times);
  }

  /**
   * Refunds count in their order's broadcast, of an order that was purged too; while the order is unknown, in the one that they
   * were recorded in.
   */
  #countRefunds(order: StandingOrder | null, refunds: readonly Refund[], times: 1 | -1, home = order?.broadcastId ?? null): void {
    const placed = home === null ? refunds : refunds.map((refund) => ({ ...refund, broadcastId: home }));
    for (const refund of placed) this.#changes.addRefund(refund, times);
    const lines = order ? order.state.lines.filter(({ gift }) => !gift) : null;
    for (const share of refundShares(lines, placed)) this.#changes.addShare(share, times);
  }
}
