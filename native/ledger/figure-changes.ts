/** Aggregates of sales: adds up what entries change and writes it once per commit. */
import type { Database, Statement } from 'better-sqlite3';
import type { EntryBody } from '../contract/entry.ts';
import type { BroadcastFigures, Figures, SkuFigures } from '../store/writer-protocol.ts';
import type { Deal } from './deals.ts';
import { type Refund, type RefundShare, skuKey } from './refund-shares.ts';

const MINUTE_MS = 60_000;

interface MinuteFigures {
  broadcastId: string;
  minuteAtMs: number;
  grossFen: number;
  refundedFen: number;
  orderCount: number;
}

interface DealFigures {
  broadcastId: string;
  sku: string;
  minuteAtMs: number;
  unitFen: number;
  deals: number;
}

/** The parts are kept apart by a character that no id holds and that is taken out of every SKU. */
const JOINT = '\u0000';

export class FigureChanges {
  readonly #broadcasts = new Map<string, BroadcastFigures>();
  readonly #skus = new Map<string, SkuFigures>();
  readonly #minutes = new Map<string, MinuteFigures>();
  readonly #deals = new Map<string, DealFigures>();
  readonly #writeBroadcast: Statement;
  readonly #writeSku: Statement;
  readonly #writeMinute: Statement;
  readonly #writeDeals: Statement;

  constructor(database: Database) {
    this.#writeBroadcast = database.prepare(/* sql */ `
      INSERT INTO broadcast_sales (broadcast_id, gross_fen, refunded_fen, order_count, refund_count)
      VALUES (@broadcastId, @grossFen, @refundedFen, @orderCount, @refundCount)
      ON CONFLICT DO UPDATE SET
        gross_fen = gross_fen + excluded.gross_fen,
        refunded_fen = refunded_fen + excluded.refunded_fen,
        order_count = order_count + excluded.order_count,
        refund_count = refund_count + excluded.refund_count
      RETURNING ${BROADCAST_FIGURES}`);
    this.#writeSku = database.prepare(/* sql */ `
      INSERT INTO sku_sales (broadcast_id, sku, paid_units, restocked_units, gift_units, gross_fen, refunded_fen)
      VALUES (@broadcastId, @sku, @paidUnits, @restockedUnits, @giftUnits, @grossFen, @refundedFen)
      ON CONFLICT DO UPDATE SET
        paid_units = paid_units + excluded.paid_units,
        restocked_units = restocked_units + excluded.restocked_units,
        gift_units = gift_units + excluded.gift_units,
        gross_fen = gross_fen + excluded.gross_fen,
        refunded_fen = refunded_fen + excluded.refunded_fen
      RETURNING ${SKU_FIGURES}`);
    this.#writeMinute = database.prepare(/* sql */ `
      INSERT INTO minute_sales (broadcast_id, minute_at_ms, gross_fen, refunded_fen, order_count)
      VALUES (@broadcastId, @minuteAtMs, @grossFen, @refundedFen, @orderCount)
      ON CONFLICT DO UPDATE SET
        gross_fen = gross_fen + excluded.gross_fen,
        refunded_fen = refunded_fen + excluded.refunded_fen,
        order_count = order_count + excluded.order_count`);
    this.#writeDeals = database.prepare(/* sql */ `
      INSERT INTO deal_price (broadcast_id, sku, minute_at_ms, unit_fen, deals)
      VALUES (@broadcastId, @sku, @minuteAtMs, @unitFen, @deals)
      ON CONFLICT DO UPDATE SET deals = deals + excluded.deals`);
  }

  /** Forgets everything that has not been written. */
  forget(): void {
    this.#broadcasts.clear();
    this.#skus.clear();
    this.#minutes.clear();
    this.#deals.clear();
  }

  /** `times` is 1 to add and −1 to take back, here and below. Gifts are not units sold. */
  addPaid(broadcastId: string, { amountFen, lines, occurredAtMs }: EntryBody<'order.paid'>, times: 1 | -1): void {
    const broadcast = this.#broadcast(broadcastId);
    broadcast.grossFen += times * amountFen;
    broadcast.orderCount += times;
    const minute = this.#minute(broadcastId, occurredAtMs);
    minute.grossFen += times * amountFen;
    minute.orderCount += times;
    for (const line of lines) {
      const sku = this.#sku(broadcastId, skuKey(line.sku));
      if (line.gift) sku.giftUnits += times * line.quantity;
      else sku.paidUnits += times * line.quantity;
      sku.grossFen += times * line.amountFen;
    }
  }

  addRefund({ broadcastId, amountFen, occurredAtMs }: Refund, times: 1 | -1): void {
    const broadcast = this.#broadcast(broadcastId);
    broadcast.refundedFen += times * amountFen;
    broadcast.refundCount += times;
    this.#minute(broadcastId, occurredAtMs).refundedFen += times * amountFen;
  }

  addShare({ broadcastId, sku, refundedFen, restockedUnits }: RefundShare, times: 1 | -1): void {
    const figures = this.#sku(broadcastId, sku);
    figures.refundedFen += times * refundedFen;
    figures.restockedUnits += times * restockedUnits;
  }

  addDeals(broadcastId: string, occurredAtMs: number, deals: readonly Deal[], times: 1 | -1): void {
    const minuteAtMs = minuteOf(occurredAtMs);
    for (const { sku, unitFen } of deals) {
      const key = [broadcastId, sku, minuteAtMs, unitFen].join(JOINT);
      const figures = this.#deals.get(key);
      if (figures) figures.deals += times;
      else this.#deals.set(key, { broadcastId, sku, minuteAtMs, unitFen, deals: times });
    }
  }

  /** Writes and forgets; gives the changed aggregates with their new values. */
  write(): Figures {
    const broadcasts = [...this.#broadcasts.values()].map((row) => this.#writeBroadcast.get(row) as BroadcastFigures);
    const skus = [...this.#skus.values()].map((row) => this.#writeSku.get(row) as SkuFigures);
    for (const row of this.#minutes.values()) this.#writeMinute.run(row);
    for (const row of this.#deals.values()) if (row.deals !== 0) this.#writeDeals.run(row);
    this.forget();
    return { broadcasts, skus };
  }

  #broadcast(broadcastId: string): BroadcastFigures {
    let figures = this.#broadcasts.get(broadcastId);
    if (!figures) {
      figures = { broadcastId, grossFen: 0, refundedFen: 0, orderCount: 0, refundCount: 0 };
      this.#broadcasts.set(broadcastId, figures);
    }
    return figures;
  }

  #sku(broadcastId: string, sku: string): SkuFigures {
    const key = broadcastId + JOINT + sku;
    let figures = this.#skus.get(key);
    if (!figures) {
      figures = { broadcastId, sku, paidUnits: 0, restockedUnits: 0, giftUnits: 0, grossFen: 0, refundedFen: 0 };
      this.#skus.set(key, figures);
    }
    return figures;
  }

  #minute(broadcastId: string, atMs: number): MinuteFigures {
    const minuteAtMs = minuteOf(atMs);
    const key = broadcastId + JOINT + minuteAtMs;
    let figures = this.#minutes.get(key);
    if (!figures) {
      figures = { broadcastId, minuteAtMs, grossFen: 0, refundedFen: 0, orderCount: 0 };
      this.#minutes.set(key, figures);
    }
    return figures;
  }
}

function minuteOf(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
}

/** Columns of the aggregate tables under the names of the contract. */
export const BROADCAST_FIGURES =
  'broadcast_id AS broadcastId, gross_fen AS grossFen, refunded_fen AS refundedFen, order_count AS orderCount, refund_count AS refundCount';
export const SKU_FIGURES =
  'broadcast_id AS broadcastId, sku, paid_units AS paidUnits, restocked_units AS restockedUnits, gift_units AS giftUnits, gross_fen AS grossFen, refunded_fen AS refundedFen';
