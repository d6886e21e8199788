/** Reads the rows of refund and settlement files into order events. */
import { idSchema } from '../../contract/ids.ts';
import type { FeedEvent } from '../feed-adapter.ts';
import { cellText, fenOf, type RowCells } from './row-cells.ts';

const SUCCEEDED = /成功|已退款|退款完成|售后完成|succe|refunded|complete|done/iu;
const NOT_SUCCEEDED = /关闭|取消|拒绝|失败|待|中$|fail|clos|reject|pending|cancel|unsucc/iu;
const OUTGOING = /出|支|debit|out/iu;

/** The refund, or null where it has not succeeded or a cell has a fault. The goods stay out of the allocation: no file says that they came back. */
export function refundOf(cells: RowCells<'refunds'>, source: string): FeedEvent | null {
  const status = cells.text('status');
  if (status !== '' && (NOT_SUCCEEDED.test(status) || !SUCCEEDED.test(status))) return null;
  const refundId = cells.id('refundId', true);
  const orderId = cells.id('orderId', true);
  const amountFen = cells.fen('amount') ?? (cells.text('amount') === '' ? cells.fault('amount', 'cell-missing') : null);
  const refundedAtMs = cells.time('refundedAt') ?? cells.time('appliedAt');
  if (refundedAtMs === null && !cells.faulty) cells.fault(cells.has('refundedAt') ? 'refundedAt' : 'appliedAt', 'cell-missing');
  const quantity = cells.quantity('quantity');
  const sku = cells.text('sku').slice(0, 64);
  if (cells.faulty || refundId === null || orderId === null || amountFen === null || refundedAtMs === null) return null;
  const lines = sku !== '' && quantity !== null ? [{ sku, quantity, amountFen }] : null;
  const eventId = `file:${refundId}`.slice(0, 128);
  return {
    kind: 'refund.succeeded',
    body: { source, orderId, refundId, eventId, occurredAtMs: refundedAtMs, amountFen, lines, restock: false },
  };
}

/** Tells settlement rows apart; a form without a number for each row gets one made of what the row says. */
export class SettlementRows {
  readonly #source: string;
  readonly #seen = new Map<string, number>();

  constructor(source: string) {
    this.#source = source;
  }

  /** The settlement, or null where a cell has a fault. */
  read(cells: RowCells<'settlement'>): FeedEvent | null {
    const occurredAtMs = cells.time('settledAt');
    if (occurredAtMs === null && !cells.faulty) cells.fault('settledAt', 'cell-missing');
    const subOrderId = cells.id('subOrderId');
    const flowId = cells.id('flowId');
    // Some movements of money are about no order; then they stand for themselves.
    const orderId = cells.id('orderId') ?? subOrderId ?? flowId ?? cells.fault('orderId', 'cell-missing');
    const settledFen = directed(cells);
    if (settledFen === null && !cells.faulty) cells.fault('amount', 'cell-missing');
    if (cells.faulty || orderId === null || settledFen === null || occurredAtMs === null) return null;
    const settlementId = flowId ?? this.#numbered(`${subOrderId ?? orderId}:${occurredAtMs}:${settledFen}`);
    if (!idSchema.safeParse(settlementId).success) return cells.fault('orderId', 'cell-bad-id');
    return {
      kind: 'settlement.reported',
      body: { source: this.#source, settlementId, orderId, occurredAtMs, settledFen, fees: cells.fees() },
    };
  }

  #numbered(key: string): string {
    const count = (this.#seen.get(key) ?? 0) + 1;
    this.#seen.set(key, count);
    return count === 1 ? key : `${key}:${count}`;
  }
}

/** Outgoing money is negative, whether the file writes its sign or its direction. */
function directed(cells: RowCells<'settlement'>): number | null {
  const fen = cells.signedFen('amount');
  return fen !== null && fen > 0 && OUTGOING.test(cells.text('direction')) ? -fen : fen;
}

/** The row below the headings in which the platform explains them: text where amounts would stand. */
export function isExplanation(cells: RowCells<'settlement'>): boolean {
  const amount = cellText(cells.text('amount'));
  return amount !== '' && fenOf(amount) === null;
}
