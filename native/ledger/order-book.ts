/** The order book: each paid order as it stands now, with its refunds, inside the writer's transaction. */
import Sqlite, { type Database, type Statement } from 'better-sqlite3';
import type { EntryBody } from '../contract/entry.ts';
import type { PaidState } from './paid-state.ts';
import type { Refund } from './refund-shares.ts';

export interface OrderRef {
  source: string;
  orderId: string;
}

const { SqliteError } = Sqlite;

/** A paid order with the broadcast that it counts in. */
export interface StandingOrder {
  broadcastId: string;
  state: PaidState;
}

/** Orders that `addRun` takes. */
export const RUN_LENGTH = 25;

type Row = { broadcastId: string; seq: number };

export class OrderBook {
  readonly #insert: Statement;
  readonly #insertRun: Statement;
  readonly #replace: Statement;
  readonly #move: Statement;
  readonly #row: Statement<[string, string], Row>;
  readonly #body: Statement<[number], { body: string }>;
  readonly #assigned: Statement<[string, string], { broadcastId: string }>;
  readonly #assign: Statement;
  readonly #confirmedAt: Statement<[string, string], { stateAtMs: number }>;
  readonly #confirm: Statement;
  readonly #refunds: Statement<[string, string], { broadcastId: string; body: string }>;
  readonly #addRefund: Statement;
  readonly #addEarly: Statement;
  readonly #removeEarly: Statement;
  /** Orders that may be in `early_refund`: asking the table for each order would cost a third of its whole price. */
  readonly #perhapsEarly: Set<string>;

  constructor(database: Database) {
    this.#insert = database.prepare(/* sql */ `
      INSERT INTO paid_order (source, order_id, broadcast_id, paid_at_ms, amount_fen, units, seq, thin)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
    const places = Array.from({ length: RUN_LENGTH }, () => '(?, ?, ?, ?, ?, ?, ?, ?)').join(', ');
    this.#insertRun = database.prepare(/* sql */ `
      INSERT INTO paid_order (source, order_id, broadcast_id, paid_at_ms, amount_fen, units, seq, thin) VALUES ${places}`);
    this.#replace = database.prepare(/* sql */ `
      UPDATE paid_order SET broadcast_id = ?, paid_at_ms = ?, amount_fen = ?, units = ?, seq = ?, thin = ? WHERE source = ? AND order_id = ?`);
    this.#move = database.prepare('UPDATE paid_order SET broadcast_id = ? WHERE source = ? AND order_id = ?');
    this.#row = database.prepare('SELECT broadcast_id AS broadcastId, seq FROM paid_order WHERE source = ? AND order_id = ?');
    this.#body = database.prepare('SELECT body FROM entry WHERE seq = ?');
    this.#assigned = database.prepare('SELECT broadcast_id AS broadcastId FROM assigned_order WHERE source = ? AND order_id = ?');
    this.#assign = database.prepare(/* sql */ `
      INSERT INTO assigned_order (source, order_id, broadcast_id) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET broadcast_id = excluded.broadcast_id`);
    this.#confirmedAt = database.prepare('SELECT state_at_ms AS stateAtMs FROM confirmed_state WHERE source = ? AND order_id = ?');
    this.#confirm = database.prepare(/* sql */ `
      INSERT INTO confirmed_state (source, order_id, state_at_ms) VALUES (?, ?, ?)
      ON CONFLICT DO UPDATE SET state_at_ms = max(state_at_ms, excluded.state_at_ms)`);
    this.#refunds = database.prepare(/* sql */ `
      SELECT entry.broadcast_id AS broadcastId, entry.body AS body FROM order_refund JOIN entry USING (seq)
      WHERE order_refund.source = ? AND order_refund.order_id = ?`);
    this.#addRefund = database.prepare('INSERT INTO order_refund (source, order_id, refund_id, seq) VALUES (?, ?, ?, ?)');
    this.#addEarly = database.prepare('INSERT INTO early_refund (source, order_id) VALUES (?, ?) ON CONFLICT DO NOTHING');
    this.#removeEarly = database.prepare('DELETE FROM early_refund WHERE source = ? AND order_id = ?');
    const early = database.prepare<[], OrderRef>('SELECT source, order_id AS orderId FROM early_refund').all();
    this.#perhapsEarly = new Set(early.map(nameOf));
  }

  /** False when the order is in the book already. */
  add(seq: number, broadcastId: string, state: PaidState): boolean {
    const { source, orderId, occurredAtMs, amountFen } = state;
    return this.#insert.run(source, orderId, broadcastId, occurredAtMs, amountFen, unitsOf(state), seq, thin(state)).changes > 0;
  }

  /**
   * `RUN_LENGTH` orders in one statement, at half the price of each; `firstSeq` is the first one's. False, and nothing is added,
   * when one of them is in the book already or stands twice among them.
   */
  addRun(firstSeq: number, orders: readonly StandingOrder[]): boolean {
    const values = orders.flatMap(({ broadcastId, state }, at) => {
      const { source, orderId, occurredAtMs, amountFen } = state;
      return [source, orderId, broadcastId, occurredAtMs, amountFen, unitsOf(state), firstSeq + at, thin(state)];
    });
    try {
      this.#insertRun.run(...values);
      return true;
    } catch (error) {
      if (error instanceof SqliteError && error.code === 'SQLITE_CONSTRAINT_PRIMARYKEY') return false;
      throw error;
    }
  }

  /** The order as it stands, or null while it is unknown or after its broadcast was purged. Its entry must be in its table. */
  find({ source, orderId }: OrderRef): StandingOrder | null {
    const row = this.#row.get(source, orderId);
    const entry = row && this.#body.get(row.seq);
    return entry ? { broadcastId: row.broadcastId, state: JSON.parse(entry.body) as PaidState } : null;
  }

  /** Where the order counts, also after its entries were purged; null while it is unknown. */
  broadcastOf({ source, orderId }: OrderRef): string | null {
    return this.#row.get(source, orderId)?.broadcastId ?? null;
  }

  replace(seq: number, broadcastId: string, state: PaidState): void {
    const { source, orderId, occurredAtMs, amountFen } = state;
    this.#replace.run(broadcastId, occurredAtMs, amountFen, unitsOf(state), seq, thin(state), source, orderId);
  }

  /** To another broadcast; whatever state of it comes later stays there. */
  assign({ source, orderId }: OrderRef, broadcastId: string): void {
    this.#assign.run(source, orderId, broadcastId);
    this.#move.run(broadcastId, source, orderId);
  }

  /** The broadcast that it was assigned to, or null. */
  assignedTo({ source, orderId }: OrderRef): string | null {
    return this.#assigned.get(source, orderId)?.broadcastId ?? null;
  }

  /** When a state that said nothing new last confirmed what stands; null: never. */
  confirmedAtMs({ source, orderId }: OrderRef): number | null {
    return this.#confirmedAt.get(source, orderId)?.stateAtMs ?? null;
  }

  confirm({ source, orderId }: OrderRef, atMs: number): void {
    this.#confirm.run(source, orderId, atMs);
  }

  /** With the broadcasts that their entries were recorded in. */
  refundsOf({ source, orderId }: OrderRef): Refund[] {
    return this.#refunds.all(source, orderId).map(({ broadcastId, body }) => refundOf(broadcastId, JSON.parse(body) as RefundBody));
  }

  addRefund(seq: number, { source, orderId, refundId }: RefundBody): void {
    this.#addRefund.run(source, orderId, refundId, seq);
  }

  addEarly(order: OrderRef): void {
    this.#addEarly.run(order.source, order.orderId);
    this.#perhapsEarly.add(nameOf(order));
  }

  /** Whether refunds of the order came before it. What was rolled back may leave a wrong yes; the refunds themselves decide. */
  perhapsEarly(order: OrderRef): boolean {
    return this.#perhapsEarly.has(nameOf(order));
  }

  removeEarly({ source, orderId }: OrderRef): void {
    this.#removeEarly.run(source, orderId);
  }
}

type RefundBody = EntryBody<'refund.succeeded'>;

export function refundOf(broadcastId: string, { refundId, occurredAtMs, amountFen, lines, restock }: RefundBody): Refund {
  return { broadcastId, refundId, occurredAtMs, amountFen, lines, restock };
}

function unitsOf({ lines }: PaidState): number {
  let units = 0;
  for (const line of lines) if (!line.gift) units += line.quantity;
  return units;
}

function thin({ lines }: PaidState): 0 | 1 {
  return lines.length === 0 ? 1 : 0;
}

/** Neither part holds a space. */
export function nameOf({ source, orderId }: OrderRef): string {
  return `${source} ${orderId}`;
}
