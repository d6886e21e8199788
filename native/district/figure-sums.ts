/** What a transaction changes in one studio's figures: added up in memory, written once. */
import { createHash } from 'node:crypto';
import { insertAll, type Queries, type Value } from './district-database.ts';

interface DaySums {
  grossFen: number;
  refundedFen: number;
  orderCount: number;
  refundCount: number;
  units: number;
}

interface SkuSums {
  grossFen: number;
  refundedFen: number;
  orderCount: number;
  paidUnits: number;
  restockedUnits: number;
  giftUnits: number;
}

const DAY_COLUMNS = ['gross_fen', 'refunded_fen', 'order_count', 'refund_count', 'units'] as const;
const SKU_COLUMNS = ['gross_fen', 'refunded_fen', 'order_count', 'paid_units', 'restocked_units', 'gift_units'] as const;
const BASKET_COLUMNS = ['order_count'] as const;

/** Rows by day and broadcast and, below a space that no broadcast's id holds, what else tells them apart. */
class Rows<T extends object> {
  readonly #rows = new Map<string, { key: readonly Value[]; sums: T }>();
  readonly #fresh: () => T;

  constructor(fresh: () => T) {
    this.#fresh = fresh;
  }

  at(day: number, broadcastId: string, ...rest: readonly string[]): T {
    const name = [day, broadcastId, ...rest].join(' ');
    let row = this.#rows.get(name);
    if (!row) {
      row = { key: [day, broadcastId, ...rest], sums: this.#fresh() };
      this.#rows.set(name, row);
    }
    return row.sums;
  }

  /** Those that change anything. */
  changed(studioId: string): Value[][] {
    return [...this.#rows.values()]
      .filter(({ sums }) => Object.values(sums).some((value) => value !== 0))
      .map(({ key, sums }) => [key[0]!, studioId, ...key.slice(1), ...(Object.values(sums) as number[])]);
  }
}

export class FigureSums {
  readonly #days = new Rows<DaySums>(() => ({ grossFen: 0, refundedFen: 0, orderCount: 0, refundCount: 0, units: 0 }));
  readonly #skus = new Rows<SkuSums>(() => ({
    grossFen: 0,
    refundedFen: 0,
    orderCount: 0,
    paidUnits: 0,
    restockedUnits: 0,
    giftUnits: 0,
  }));
  readonly #baskets = new Rows<{ orderCount: number }>(() => ({ orderCount: 0 }));

  day(day: number, broadcastId: string): DaySums {
    return this.#days.at(day, broadcastId);
  }

  sku(day: number, broadcastId: string, sku: string): SkuSums {
    return this.#skus.at(day, broadcastId, sku);
  }

  addBasket(day: number, broadcastId: string, skus: readonly string[], times: 1 | -1): void {
    this.#baskets.at(day, broadcastId, JSON.stringify(skus.toSorted())).orderCount += times;
  }

  async write(queries: Queries, studioId: string): Promise<void> {
    await add(queries, 'day_sales', [], DAY_COLUMNS, this.#days.changed(studioId));
    await add(queries, 'sku_sales', ['sku'], SKU_COLUMNS, this.#skus.changed(studioId));
    const baskets = this.#baskets.changed(studioId).map(([day, studio, broadcast, skus, orders]): Value[] => {
      const basket = createHash('sha256').update(String(skus)).digest('base64url');
      return [day!, studio!, broadcast!, basket, orders!, skus!];
    });
    await add(queries, 'basket_sales', ['basket'], BASKET_COLUMNS, baskets, ['skus']);
  }
}

/** `lasting` columns stay as the row was made. */
async function add(
  queries: Queries,
  table: string,
  moreKeys: readonly string[],
  columns: readonly string[],
  rows: readonly (readonly Value[])[],
  lasting: readonly string[] = [],
): Promise<void> {
  const keys = ['day', 'studio_id', 'broadcast_id', ...moreKeys];
  const sums = columns.map((column) => `${column} = ${table}.${column} + excluded.${column}`).join(', ');
  await insertAll(queries, table, [...keys, ...columns, ...lasting], rows, `ON CONFLICT (${keys.join(', ')}) DO UPDATE SET ${sums}`);
}
