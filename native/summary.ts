/** Where a broadcast stands, in one small message: its figures, with names and makers of what was sold. */
import type { Product } from './contract/product.ts';
import type { SkuSales } from './contract/sales.ts';
import type { Totals } from './contract/overlay.ts';
import type { Summary } from './contract/upstream.ts';
import type { Desk } from './desk.ts';
import type { Clock } from './kernel/clock.ts';
import { BROADCAST_FIGURES, SKU_FIGURES } from './ledger/figure-changes.ts';
import type { Reader } from './store/reader.ts';
import type { BroadcastFigures, SkuFigures } from './store/writer-protocol.ts';

export interface SummaryParts {
  desk: Pick<Desk, 'broadcasts' | 'catalogue' | 'ledger' | 'playout' | 'sales' | 'status'>;
  reader: Reader;
  clock: Clock;
}

const TOTALS_SQL = `SELECT ${BROADCAST_FIGURES} FROM broadcast_sales WHERE broadcast_id = ?`;
const SKUS_SQL = `SELECT ${SKU_FIGURES} FROM sku_sales WHERE broadcast_id = ? ORDER BY sku`;

/** Also of a broadcast that is over; null for one that the ledger does not know. */
export function summaryOf(broadcastId: string, { desk, reader, clock }: SummaryParts): Summary | null {
  const { broadcasts, catalogue, playout, status } = desk;
  const record = broadcasts.find(broadcastId);
  if (!record) return null;
  const { title, rehearsal, startedAtMs, endedAtMs } = record;
  const products = new Map(catalogue.state.get().products.map((product) => [product.sku.toUpperCase(), product]));
  const { totals, skus, ledgerSeq } = broadcastId === playout.broadcastId ? desk.sales.state.get() : figuresOf(broadcastId, desk, reader);
  return {
    studioId: status.settings.studioId,
    broadcastId,
    title,
    rehearsal,
    phase: startedAtMs !== null && endedAtMs === null ? 'onAir' : 'prepared',
    startedAtMs,
    atMs: clock.nowMs(),
    ledgerSeq,
    ...totals,
    products: skus.map((sales) => productOf(sales, products.get(sales.sku))),
  };
}

interface StoredFigures {
  totals: Totals;
  skus: readonly SkuSales[];
  ledgerSeq: number;
}

function figuresOf(broadcastId: string, { ledger }: SummaryParts['desk'], reader: Reader): StoredFigures {
  const row = reader.get<BroadcastFigures>(TOTALS_SQL, broadcastId);
  const { grossFen = 0, refundedFen = 0, orderCount = 0, refundCount = 0 } = row ?? {};
  const totals = { grossFen, netFen: grossFen - refundedFen, orderCount, refundCount };
  return { totals, skus: reader.all<SkuFigures>(SKUS_SQL, broadcastId), ledgerSeq: ledger.headSeq };
}

function productOf({ sku, paidUnits, grossFen, refundedFen }: SkuSales, product: Product | undefined): Summary['products'][number] {
  const { name = null, placeCode = null, cooperative = null } = product ?? {};
  return { sku, name, placeCode, cooperative, paidUnits, grossFen, refundedFen };
}
