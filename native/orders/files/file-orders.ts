/** Joins the rows of an order export into orders: sub-orders of one order become its lines, and what cannot be told apart is flagged. */
import { orderLineSchema } from '../../contract/order.ts';
import { split } from '../../ledger/refund-shares.ts';
import type { RowCells } from './row-cells.ts';

export type FileStatus = 'paid' | 'refunded' | 'unpaid' | 'cancelled';

export interface FileLine {
  sku: string;
  title: string;
  quantity: number;
  amountFen: number;
  gift?: boolean;
}

/** An order as the file has it. */
export interface FileOrder {
  orderId: string;
  status: FileStatus;
  /** When it was paid, or placed where the file does not say; null for what was never paid. */
  paidAtMs: number | null;
  amountFen: number;
  refundedFen: number;
  /** Empty: only the sum is known. */
  lines: readonly FileLine[];
  roomId: string | null;
  region: string | null;
}

type OrderCells = RowCells<'orders'>;
/** A line whose amount may still be unknown. */
type OpenLine = Omit<FileLine, 'amountFen'> & { amountFen: number | null };

interface OpenOrder {
  line: number;
  orderId: string;
  subOrderIds: Set<string> | string | null;
  /** One bit for each status of its rows. */
  statuses: number;
  paidAtMs: number | null;
  totalFen: number | null;
  rowsFen: number;
  refundedFen: number;
  lines: OpenLine[];
  joined: boolean;
  roomId: string | null;
  region: string | null;
}

const SEVERAL = /[;；]/u;
const GIFT = /^(?:是|y|yes|true|1|free|赠品|gift)$/iu;
const LINES_LIMIT = 200;

// The order of the tests matters: `unpaid` ends in `paid`, `partially_refunded` in `refunded`.
const STATUS_WORDS: readonly [RegExp, FileStatus][] = [
  [/partially[ _-]?(?:refunded|paid)|部分退款/iu, 'paid'],
  [/退款成功|退款完成|已退款|全额退款|全部退款|售后完成|退货退款成功|^refunded$/iu, 'refunded'],
  [/待支付|待付款|未支付|未付款|等待.*付款|unpaid|pending|on[ -]?hold|authorized|draft/iu, 'unpaid'],
  [/取消|关闭|cancel|void|failed|closed|expired|trash/iu, 'cancelled'],
  [/支付|付款|备货|发货|收货|核销|完成|成功|paid|processing|complete|shipped|fulfilled|deliver/iu, 'paid'],
];

const titleSchema = orderLineSchema.shape.title;
const skuSchema = orderLineSchema.shape.sku;

export class FileOrders {
  readonly #orders = new Map<string, OpenOrder>();
  /** Orders with a row that cannot be used: the rest of them is no sum to count with. */
  readonly #broken = new Set<string>();
  /** Shop software repeats the name of an order on its further rows, but not its id. */
  readonly #idByName = new Map<string, string>();
  readonly #skus = new Map<string, string>();
  readonly #titles = new Map<string, string>();

  /** Orders of which every row can be used. */
  get size(): number {
    let broken = 0;
    for (const orderId of this.#broken) if (this.#orders.has(orderId)) broken += 1;
    return this.#orders.size - broken;
  }

  /** Takes a row in; one with a fault is left out, and its order with it. Gives the latest time in it, or null. */
  add(cells: OrderCells): number | null {
    const name = cells.text('orderName');
    const known = name === '' ? undefined : this.#idByName.get(name);
    const orderId = known !== undefined && cells.text('orderId') === '' ? known : cells.id('orderId', true);
    const paidAt = cells.time('paidAt');
    const createdAt = cells.time('createdAt');
    const finishedAt = cells.time('finishedAt');
    const isFurther = known !== undefined && cells.text('status') === '';
    const status = isFurther ? null : statusOf(cells, paidAt !== null);
    const line = this.#lineOf(cells);
    const subOrderId = cells.id('subOrderId');
    const totalFen = cells.fen('orderTotal') ?? (subOrderId === null ? cells.fen('payable') : null);
    const rowFen = line.amountFen ?? 0;
    const refundedFen = cells.fen('refunded') ?? (status === 'refunded' ? (totalFen ?? rowFen) : 0);
    const currency = cells.text('currency');
    if (currency !== '' && !/^(?:CNY|RMB|人民币|¥|￥)$/iu.test(currency)) cells.fault('currency', 'cell-bad-price');
    const happenedAt = paidAt ?? createdAt;
    if (happenedAt === null && isMoney(status)) cells.fault(cells.has('paidAt') ? 'paidAt' : 'createdAt', 'cell-missing');
    if (cells.faulty && orderId !== null) this.#broken.add(orderId);
    if (cells.faulty || orderId === null) return null;

    if (name !== '') this.#idByName.set(name, orderId);
    const order = this.#orders.get(orderId) ?? this.#opened(orderId, cells.line);
    if (subOrderId !== null && !isNew(order, subOrderId)) return null;
    if (status) order.statuses |= BIT[status];
    // Money of a sub-order that was never paid is no money of the order.
    if (isMoney(status) || isFurther) {
      order.paidAtMs ??= happenedAt;
      order.totalFen ??= totalFen;
      order.rowsFen += rowFen;
      order.refundedFen += refundedFen;
      if (line.title !== '' || line.sku !== '') order.lines.push(line);
      order.joined ||= subOrderId === null && SEVERAL.test(`${line.title}${line.sku}`);
    }
    order.roomId ??= cells.id('roomId');
    order.region ??= cells.text('region').slice(0, 80) || null;
    return Math.max(paidAt ?? 0, createdAt ?? 0, finishedAt ?? 0) || null;
  }

  /** The orders, each told once and then forgotten; `onUnsplittable` hears of those whose lines cannot be told apart. */
  *finish(onUnsplittable: (line: number, titles: string) => void): Generator<FileOrder> {
    for (const order of this.#orders.values()) {
      this.#orders.delete(order.orderId);
      if (this.#broken.has(order.orderId)) continue;
      const { orderId, statuses, paidAtMs, refundedFen, roomId, region } = order;
      const amountFen = order.totalFen ?? order.rowsFen;
      const lines = splitLines(order, amountFen);
      if (lines === null) onUnsplittable(order.line, order.lines.map(({ title, sku }) => title || sku).join('; '));
      const status = overall(statuses);
      yield { orderId, status, paidAtMs, amountFen, refundedFen: Math.min(refundedFen, amountFen), lines: lines ?? [], roomId, region };
    }
  }

  #opened(orderId: string, line: number): OpenOrder {
    const unknown = { subOrderIds: null, paidAtMs: null, totalFen: null, roomId: null, region: null };
    const order: OpenOrder = { ...unknown, orderId, line, statuses: 0, rowsFen: 0, refundedFen: 0, lines: [], joined: false };
    this.#orders.set(orderId, order);
    return order;
  }

  #lineOf(cells: OrderCells): OpenLine {
    const quantity = cells.quantity('quantity') ?? 1;
    const rowFen = cells.fen('lineTotal') ?? (cells.text('subOrderId') === '' ? null : cells.fen('payable'));
    const priceFen = rowFen === null ? cells.fen('linePrice') : null;
    return {
      sku: once(this.#skus, cells.text('sku') || cells.text('productId'), skuSchema, 64),
      title: once(this.#titles, cells.text('title'), titleSchema, 300),
      quantity,
      amountFen: rowFen ?? (priceFen === null ? null : priceFen * quantity),
      ...(GIFT.test(cells.text('gift')) ? { gift: true } : {}),
    };
  }
}

/** Hundreds of thousands of rows name the same few products: each text is cleaned and kept once. */
function once(known: Map<string, string>, text: string, schema: typeof titleSchema | typeof skuSchema, length: number): string {
  const kept = known.get(text);
  if (kept !== undefined) return kept;
  const clean = schema.safeParse(text.slice(0, length)).data ?? '';
  known.set(text, clean);
  return clean;
}

const BIT: Record<FileStatus, number> = { paid: 1, refunded: 2, unpaid: 4, cancelled: 8 };

/** False for a sub-order that was read already. */
function isNew(order: OpenOrder, subOrderId: string): boolean {
  const { subOrderIds } = order;
  if (subOrderIds === null) order.subOrderIds = subOrderId;
  else if (typeof subOrderIds === 'string') {
    if (subOrderIds === subOrderId) return false;
    order.subOrderIds = new Set([subOrderIds, subOrderId]);
  } else {
    if (subOrderIds.has(subOrderId)) return false;
    subOrderIds.add(subOrderId);
  }
  return true;
}

function isMoney(status: FileStatus | null): boolean {
  return status === 'paid' || status === 'refunded';
}

/** An order that was closed after it had been paid was refunded. Without a word for the status, a time of payment tells. */
function statusOf(cells: OrderCells, isPaid: boolean): FileStatus | null {
  const afterSale = wordOf(cells.text('afterSale'));
  if (afterSale === 'refunded') return 'refunded';
  const text = cells.text('status');
  if (text === '') return isPaid || !cells.has('status') ? 'paid' : 'unpaid';
  const status = wordOf(text);
  if (status === null) return cells.fault('status', 'cell-bad-text');
  return status === 'cancelled' && isPaid ? 'refunded' : status;
}

function wordOf(text: string): FileStatus | null {
  return STATUS_WORDS.find(([words]) => words.test(text))?.[1] ?? null;
}

function overall(statuses: number): FileStatus {
  return (['paid', 'refunded', 'unpaid'] as const).find((status) => (statuses & BIT[status]) !== 0) ?? 'cancelled';
}

/** Lines with what was paid for each, or null where nobody can tell. Discounts of the whole order are shared out over its lines. */
function splitLines({ joined, lines }: OpenOrder, amountFen: number): FileLine[] | null {
  if (joined || lines.length > LINES_LIMIT) return null;
  const open = lines.filter((line) => line.amountFen === null && !line.gift);
  if (open.length > 0 && lines.filter(({ gift }) => !gift).length > 1) return null;
  const known = lines.map((line) => ({ ...line, amountFen: line.amountFen ?? (line.gift ? 0 : amountFen) }));
  const sum = known.reduce((fen, line) => fen + line.amountFen, 0);
  if (sum <= amountFen) return known;
  const shares = split(
    amountFen,
    known.map((line) => line.amountFen),
  );
  return known.map((line, at) => ({ ...line, amountFen: shares[at]! }));
}
