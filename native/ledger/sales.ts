/** Sales of the current broadcast, as the ledger's aggregates have them after each commit. */
import { INBOX_ID } from '../contract/entry.ts';
import type { Totals } from '../contract/overlay.ts';
import type { SkuSales } from '../contract/sales.ts';
import { type Disposable, type LiveState, MutableState } from '../kernel/live-state.ts';
import type { Reader } from '../store/reader.ts';
import type { Commit } from '../store/writer.ts';
import type { BroadcastFigures, SkuFigures } from '../store/writer-protocol.ts';
import { BROADCAST_FIGURES, SKU_FIGURES } from './figure-changes.ts';
import type { Ledger } from './ledger.ts';
import { skuKey } from './refund-shares.ts';

export interface SalesFigures {
  totals: Totals;
  /** Ordered by SKU. */
  skus: SkuSales[];
  /** Paid orders that belong to no broadcast yet. */
  inboxCount: number;
  ledgerSeq: number;
}

const NO_SALES: Totals = { grossFen: 0, netFen: 0, orderCount: 0, refundCount: 0 };

/** Follows the ledger into the next broadcast by itself. */
export class Sales implements Disposable {
  readonly #state: MutableState<SalesFigures>;
  readonly #skus: Map<string, SkuSales>;
  readonly #subscription: Disposable;
  #broadcastId: string;

  constructor(ledger: Ledger, reader: Reader, broadcastId: string) {
    this.#broadcastId = broadcastId;
    const totalsSql = `SELECT ${BROADCAST_FIGURES} FROM broadcast_sales WHERE broadcast_id = ?`;
    const totals = reader.get<BroadcastFigures>(totalsSql, broadcastId);
    const skus = reader.all<SkuFigures>(`SELECT ${SKU_FIGURES} FROM sku_sales WHERE broadcast_id = ? ORDER BY sku`, broadcastId);
    this.#skus = new Map(skus.map((figures) => [figures.sku, skuSales(figures)]));
    this.#state = new MutableState<SalesFigures>({
      totals: totals ? totalsOf(totals) : NO_SALES,
      skus: [...this.#skus.values()],
      inboxCount: reader.get<BroadcastFigures>(totalsSql, INBOX_ID)?.orderCount ?? 0,
      ledgerSeq: ledger.headSeq,
    });
    this.#subscription = ledger.onFigures((commit) => this.#apply(commit));
  }

  get state(): LiveState<SalesFigures> {
    return this.#state;
  }

  /** Units of an allocation that are left to sell: allocated − paid + restocked. Negative when more were paid than allocated. */
  remaining(sku: string, allocated: number): number {
    return allocated - this.soldUnits(sku);
  }

  /** Units of a SKU that are paid and did not come back. */
  soldUnits(sku: string): number {
    const figures = this.#skus.get(skuKey(sku));
    return figures ? figures.paidUnits - figures.restockedUnits : 0;
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #apply({ entries, figures }: Commit): void {
    const change: Partial<SalesFigures> = { ledgerSeq: entries.at(-1)!.seq };
    const opened = entries.findLast(({ kind }) => kind === 'broadcast.opened');
    if (opened) {
      this.#broadcastId = opened.broadcastId;
      this.#skus.clear();
      change.totals = NO_SALES;
      change.skus = [];
    }
    for (const broadcast of figures.broadcasts) {
      if (broadcast.broadcastId === this.#broadcastId) change.totals = totalsOf(broadcast);
      if (broadcast.broadcastId === INBOX_ID) change.inboxCount = broadcast.orderCount;
    }
    const skus = figures.skus.filter(({ broadcastId }) => broadcastId === this.#broadcastId);
    if (skus.length > 0) change.skus = this.#withSkus(skus);
    this.#state.patch(change);
  }

  #withSkus(changed: readonly SkuFigures[]): SkuSales[] {
    const known = this.#skus.size;
    for (const figures of changed) this.#skus.set(figures.sku, skuSales(figures));
    const all = [...this.#skus.values()];
    if (all.length === known) return all;
    all.sort((a, b) => (a.sku < b.sku ? -1 : 1));
    this.#skus.clear();
    for (const figures of all) this.#skus.set(figures.sku, figures);
    return all;
  }
}

function totalsOf({ grossFen, refundedFen, orderCount, refundCount }: BroadcastFigures): Totals {
  return { grossFen, netFen: grossFen - refundedFen, orderCount, refundCount };
}

function skuSales({ sku, paidUnits, restockedUnits, giftUnits, grossFen, refundedFen }: SkuFigures): SkuSales {
  return { sku, paidUnits, restockedUnits, giftUnits, grossFen, refundedFen };
}
