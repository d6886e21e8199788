/** Notices a buyer who has bought more of a product in this broadcast than its limit allows, once each time it happens. */
import type { Entry, EntryBody, EntryDraft } from '../contract/entry.ts';
import type { Product } from '../contract/product.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import type { Reader } from '../store/reader.ts';

export interface BuyerLimitsPorts {
  reader: Reader;
  append(drafts: EntryDraft[]): Promise<unknown>;
  broadcastId(): string;
  /** The catalogue; the same list as long as nothing has changed. */
  products(): readonly Product[];
  clock: Clock;
  logger: Logger;
}

type Paid = EntryBody<'order.paid'>;

/** What an order holds of limited products. */
interface Held {
  source: string;
  orderId: string;
  buyerKey: string;
  units: ReadonlyMap<string, number>;
}

const PAGE = 500;
const FIRST = { paidAtMs: -1, source: '', orderId: '' };

const ORDERS_SQL = /* sql */ `
  SELECT paid.paid_at_ms AS paidAtMs, paid.source AS source, paid.order_id AS orderId, entry.body AS body
  FROM paid_order AS paid INDEXED BY paid_order_time JOIN entry ON entry.seq = paid.seq
  WHERE paid.broadcast_id = ? AND (paid.paid_at_ms, paid.source, paid.order_id) > (?, ?, ?)
  ORDER BY paid.paid_at_ms, paid.source, paid.order_id LIMIT ${PAGE}`;

const NOTICED_SQL = /* sql */ `
  SELECT body FROM entry WHERE broadcast_id = ? AND kind = 'limit.exceeded' ORDER BY seq`;

const RESTOCKS_SQL = /* sql */ `
  SELECT entry.body AS body FROM order_refund JOIN entry USING (seq) WHERE order_refund.source = ? AND order_refund.order_id = ?`;

export class BuyerLimits {
  readonly #ports: BuyerLimitsPorts;
  #products: readonly Product[] = [];
  /** Units that one buyer may have, by upper-cased SKU. */
  #limits: ReadonlyMap<string, number> = new Map();
  /** Orders with limited products, by order and by buyer. */
  #orders = new Map<string, Held>();
  #buyers = new Map<string, Map<string, Held>>();
  /** Buyers and SKUs above the limit that have been noticed. */
  #noticed = new Set<string>();
  /** What the orders above were read for: broadcast and limits; '' before the first time. */
  #readFor = '';
  #reading: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(ports: BuyerLimitsPorts) {
    this.#ports = ports;
  }

  /** Reads what the broadcast has sold, where a product has a limit; to be told of changes of the catalogue and the broadcast too. */
  refresh(): void {
    const { products, broadcastId } = this.#ports;
    if (products() !== this.#products) {
      this.#products = products();
      const limited = this.#products.flatMap(({ sku, buyerLimit }) =>
        buyerLimit === undefined ? [] : [[sku.toUpperCase(), buyerLimit] as const],
      );
      this.#limits = new Map(limited);
    }
    const wanted = this.#limits.size === 0 ? '' : JSON.stringify([broadcastId(), ...this.#limits]);
    if (wanted === this.#readFor) return;
    this.#readFor = wanted;
    this.#readAgain();
  }

  apply(entries: readonly Entry[]): void {
    this.refresh();
    if (this.#readFor === '') return;
    for (const entry of entries) {
      if (entry.kind === 'order.assigned') this.#readAgain();
      if (entry.broadcastId !== this.#ports.broadcastId()) continue;
      if (entry.kind === 'order.paid' || entry.kind === 'order.amended') this.#hold(entry.body);
      if (entry.kind === 'refund.succeeded' && entry.body.restock) this.#checkOrder(entry.body.source, entry.body.orderId);
    }
  }

  /** Resolves when nothing is being read any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#reading;
  }

  /** Resolves when all that was sold has been looked at. */
  get settled(): Promise<void> {
    return this.#reading ?? Promise.resolve();
  }

  #readAgain(): void {
    this.#again = true;
    this.#reading ??= this.#readAll()
      .catch((error: unknown) => this.#ports.logger.error({ err: error }, 'the limits per buyer could not be read'))
      .finally(() => (this.#reading = null));
  }

  /** In slices, so that a day of orders does not hold up the host; what is paid meanwhile is held as it comes. */
  async #readAll(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      this.#orders = new Map();
      this.#buyers = new Map();
      this.#noticed = new Set();
      const { reader, broadcastId } = this.#ports;
      const broadcast = broadcastId();
      const noticed = reader
        .all<{ body: string }>(NOTICED_SQL, broadcast)
        .map(({ body }) => JSON.parse(body) as EntryBody<'limit.exceeded'>);
      const noticedOrders = new Map(noticed.map(({ source, orderId, sku }) => [`${orderName(source, orderId)} ${sku}`, sku]));
      let after = FIRST;
      while (this.#readFor !== '' && !this.#again && !this.#stopped) {
        const page = reader.all<typeof FIRST & { body: string }>(ORDERS_SQL, broadcast, after.paidAtMs, after.source, after.orderId);
        for (const { source, orderId, body } of page) {
          const held = this.#hold(JSON.parse(body) as Paid, false);
          for (const sku of held?.units.keys() ?? []) {
            if (noticedOrders.has(`${orderName(source, orderId)} ${sku}`)) this.#noticed.add(buyerName(held!.buyerKey, sku));
          }
        }
        if (page.length < PAGE) break;
        after = page.at(-1)!;
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    // The newest first: it is the one that went above the limit.
    if (!this.#stopped) for (const held of [...this.#orders.values()].toReversed()) this.#check(held);
  }

  #hold(body: Paid, check = true): Held | null {
    const { source, orderId, lines } = body;
    const buyerKey = body.private?.buyerKey;
    const units = new Map<string, number>();
    for (const { sku, quantity, gift } of lines) {
      const key = sku.toUpperCase();
      if (!gift && this.#limits.has(key)) units.set(key, (units.get(key) ?? 0) + quantity);
    }
    const name = orderName(source, orderId);
    const before = this.#orders.get(name);
    if (before) {
      this.#orders.delete(name);
      this.#buyers.get(before.buyerKey)?.delete(name);
    }
    if (buyerKey === undefined || units.size === 0) return null;
    const held: Held = { source, orderId, buyerKey, units };
    this.#orders.set(name, held);
    const orders = this.#buyers.get(buyerKey) ?? new Map<string, Held>();
    this.#buyers.set(buyerKey, orders.set(name, held));
    // While all is being read, the end of it checks every order.
    if (check && !this.#reading) this.#check(held);
    return held;
  }

  #checkOrder(source: string, orderId: string): void {
    const held = this.#orders.get(orderName(source, orderId));
    if (held && !this.#reading) this.#check(held);
  }

  #check({ source, orderId, buyerKey, units }: Held): void {
    for (const sku of units.keys()) {
      const limit = this.#limits.get(sku);
      const name = buyerName(buyerKey, sku);
      const has = limit === undefined ? 0 : this.#unitsOf(buyerKey, sku, limit);
      if (limit === undefined || has <= limit) this.#noticed.delete(name);
      else if (!this.#noticed.has(name)) {
        this.#noticed.add(name);
        this.#notice({ source, orderId, sku, units: has, limit });
      }
    }
  }

  /** Paid less restocked. What came back is looked up only for a buyer who is above the limit without it. */
  #unitsOf(buyerKey: string, sku: string, limit: number): number {
    const orders = [...(this.#buyers.get(buyerKey)?.values() ?? [])].filter(({ units }) => units.has(sku));
    const paid = orders.reduce((sum, { units }) => sum + units.get(sku)!, 0);
    if (paid <= limit) return paid;
    return orders.reduce((sum, held) => sum + held.units.get(sku)! - this.#restockedOf(held, sku), 0);
  }

  #restockedOf({ source, orderId, units }: Held, sku: string): number {
    const paid = units.get(sku)!;
    let restocked = 0;
    for (const { body } of this.#ports.reader.all<{ body: string }>(RESTOCKS_SQL, source, orderId)) {
      const { restock, lines } = JSON.parse(body) as EntryBody<'refund.succeeded'>;
      if (!restock) continue;
      if (lines === null) return paid;
      for (const line of lines) if (line.sku.toUpperCase() === sku) restocked += line.quantity;
    }
    return Math.min(paid, restocked);
  }

  #notice(body: EntryBody<'limit.exceeded'>): void {
    const { append, broadcastId, clock, logger } = this.#ports;
    append([{ kind: 'limit.exceeded', broadcastId: broadcastId(), atMs: clock.nowMs(), actor: 'studio', body }]).catch((error: unknown) => {
      logger.error({ err: error, orderId: body.orderId }, 'an exceeded limit could not be recorded');
    });
  }
}

function orderName(source: string, orderId: string): string {
  return `${source} ${orderId}`;
}

function buyerName(buyerKey: string, sku: string): string {
  return `${buyerKey} ${sku}`;
}
