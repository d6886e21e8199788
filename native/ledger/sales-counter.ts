/** Counts orders and refunds into the aggregates; the answer does not depend on which of an order's events came first. */
import type { Database, Statement } from 'better-sqlite3';
import type { EntryBody } from '../contract/entry.ts';
import type { FigureChanges } from './figure-changes.ts';
import { type PaidLine, type Refund, refundShares } from './refund-shares.ts';

type PaidBody = EntryBody<'order.paid'>;
type RefundBody = EntryBody<'refund.succeeded'>;

/** Its methods are called once for each entry that is not a duplicate, after its row and its key are in. */
export class SalesCounter {
  readonly #changes: FigureChanges;
  readonly #paidBody: Statement<[string, string], { body: string }>;
  readonly #refundRows: Statement<[string, string], { broadcastId: string; body: string }>;
  readonly #addRefundRow: Statement<[string, string, string, number]>;
  readonly #addEarly: Statement<[string, string]>;
  readonly #removeEarly: Statement<[string, string]>;
  /** Orders that may be in `early_refund`: asking the table for each order would cost a third of its whole price. */
  readonly #perhapsEarly: Set<string>;

  constructor(database: Database, changes: FigureChanges) {
    this.#changes = changes;
    this.#paidBody = database.prepare(/* sql */ `
      SELECT body FROM entry WHERE seq = (SELECT seq FROM order_key WHERE source = ? AND kind = 'order.paid' AND id = ?)`);
    this.#refundRows = database.prepare(/* sql */ `
      SELECT entry.broadcast_id AS broadcastId, entry.body AS body FROM order_refund JOIN entry USING (seq)
      WHERE order_refund.source = ? AND order_refund.order_id = ?`);
    this.#addEarly = database.prepare('INSERT INTO early_refund (source, order_id) VALUES (?, ?) ON CONFLICT DO NOTHING');
    this.#removeEarly = database.prepare('DELETE FROM early_refund WHERE source = ? AND order_id = ?');
    const early = database.prepare<[], { source: string; orderId: string }>('SELECT source, order_id AS orderId FROM early_refund').all();
    this.#perhapsEarly = new Set(early.map(orderKey));
    this.#addRefundRow = database.prepare('INSERT INTO order_refund (source, order_id, refund_id, seq) VALUES (?, ?, ?, ?)');
  }

  countPaid(broadcastId: string, body: PaidBody): void {
    this.#changes.addPaid(broadcastId, body);
    // What was rolled back may have left a name here; the table decides.
    if (!this.#perhapsEarly.has(orderKey(body))) return;
    const early = this.#refundsOf(body);
    this.#removeEarly.run(body.source, body.orderId);
    for (const share of refundShares(null, early)) this.#changes.addShare(share, -1);
    for (const share of refundShares(body.lines, early)) this.#changes.addShare(share, 1);
  }

  countRefund(seq: number, broadcastId: string, body: RefundBody): void {
    const earlier = this.#refundsOf(body);
    const paid = this.#paidLinesOf(body);
    this.#changes.addRefund(broadcastId, body.amountFen);
    for (const share of refundShares(paid, earlier)) this.#changes.addShare(share, -1);
    for (const share of refundShares(paid, [...earlier, refundOf(broadcastId, body)])) this.#changes.addShare(share, 1);
    this.#addRefundRow.run(body.source, body.orderId, body.refundId, seq);
    if (paid) return;
    this.#addEarly.run(body.source, body.orderId);
    this.#perhapsEarly.add(orderKey(body));
  }

  #paidLinesOf({ source, orderId }: RefundBody): PaidLine[] | null {
    const row = this.#paidBody.get(source, orderId);
    return row ? (JSON.parse(row.body) as PaidBody).lines : null;
  }

  #refundsOf({ source, orderId }: PaidBody | RefundBody): Refund[] {
    const rows = this.#refundRows.all(source, orderId);
    return rows.map(({ broadcastId, body }) => refundOf(broadcastId, JSON.parse(body) as RefundBody));
  }
}

function orderKey({ source, orderId }: { source: string; orderId: string }): string {
  return `${source} ${orderId}`;
}

function refundOf(broadcastId: string, { refundId, amountFen, lines, restock }: RefundBody): Refund {
  return { broadcastId, refundId, amountFen, lines, restock };
}
