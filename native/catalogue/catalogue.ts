/** The catalogue: the products that can be put on air, kept in the `product` table and watched by the desk. */
import type { Place } from '../contract/place.ts';
import { productSchema, type CatalogueState, type ImportReport, type Product } from '../contract/product.ts';
import { accepted, refused, refusedInput, type Result } from '../contract/refusal.ts';
import { MutableState, type LiveState } from '../kernel/live-state.ts';
import { readTableFile, startTableChild, type StartTableChild } from '../tables/table-file.ts';
import type { TableLimits } from '../tables/table-limits.ts';
import { headingOf, productFields } from './columns.ts';
import { planImport } from './import-plan.ts';
import type { PlanReader, PlanStatement, PlanWriter } from './plan-store.ts';
import { readProductFile } from './product-file.ts';

export interface CatalogueOptions {
  writer: PlanWriter;
  reader: PlanReader;
  places: readonly Place[];
  /** True while something that cannot do without it names the product, e.g. a segment or the card on air. */
  isUsed?: (productId: string) => boolean;
  startChild?: StartTableChild;
}

/** A catalogue has at most 999 products; these leave room for a whole shop's export. */
export const CATALOGUE_LIMITS: TableLimits = {
  bytes: 10 * 1024 * 1024,
  rows: 5_000,
  columns: 200,
  cells: 200_000,
  textLength: 16_000_000,
  unpackedBytes: 20 * 1024 * 1024,
  timeMs: 10_000,
};

/** Changes run one after the other; each is durable before the state tells of it. A failing writer rejects and changes nothing. */
export class Catalogue {
  readonly #writer: PlanWriter;
  readonly #isUsed: (productId: string) => boolean;
  readonly #startChild: StartTableChild;
  readonly #state: MutableState<CatalogueState>;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: CatalogueOptions) {
    this.#writer = options.writer;
    this.#isUsed = options.isUsed ?? (() => false);
    this.#startChild = options.startChild ?? startTableChild;
    const rows = options.reader.all<{ body: string }>('SELECT body FROM product ORDER BY number');
    const products = rows.map((row) => productSchema.parse(JSON.parse(row.body)));
    this.#state = new MutableState<CatalogueState>({ products, places: [...options.places] });
  }

  get state(): LiveState<CatalogueState> {
    return this.#state;
  }

  product(productId: string): Product | undefined {
    return this.#state.get().products.find((product) => product.productId === productId);
  }

  /**
   * Adds a product or replaces the one with its id. Refused with `product-number-taken`, `product-sku-taken` (context: the
   * number or sku, and the name of the product that has it) or `place-unknown`.
   */
  save(product: Product): Promise<Result<Record<string, never>>> {
    return this.#inTurn(async () => {
      const checked = productSchema.safeParse(product);
      if (!checked.success) return refusedInput(checked.error);
      const { productId, number, sku, placeCode } = checked.data;
      const { products, places } = this.#state.get();
      const others = products.filter((other) => other.productId !== productId);
      const sameNumber = others.find((other) => other.number === number);
      if (sameNumber) return refused('product-number-taken', { number, name: sameNumber.name['zh-CN'] });
      const sameSku = others.find((other) => other.sku.toUpperCase() === sku.toUpperCase());
      if (sameSku) return refused('product-sku-taken', { sku, name: sameSku.name['zh-CN'] });
      if (!places.some((place) => place.placeCode === placeCode)) return refused('place-unknown', { placeCode });
      await this.#store([checked.data]);
      return accepted({});
    });
  }

  /** Refused with `product-unknown` or `product-in-use`. */
  remove(productId: string): Promise<Result<Record<string, never>>> {
    return this.#inTurn(async () => {
      const product = this.product(productId);
      if (!product) return refused('product-unknown', { productId });
      if (this.#isUsed(productId)) return refused('product-in-use', { name: product.name['zh-CN'] });
      await this.#writer.run([{ sql: 'DELETE FROM product WHERE product_id = ?', params: [productId] }]);
      this.#state.patch({ products: this.#state.get().products.filter((other) => other !== product) });
      return accepted({});
    });
  }

  /** Reads a CSV or XLSX file; `apply` stores all good lines in one transaction, else nothing is stored. */
  async importFile(file: { fileName: string; bytes: Uint8Array; apply: boolean }): Promise<Result<ImportReport>> {
    const table = await readTableFile(file.bytes, CATALOGUE_LIMITS, this.#startChild);
    if (!table.ok) return refused(table.refusal.code, { ...table.refusal.context, fileName: file.fileName });
    return this.#inTurn(async () => {
      const { products, places } = this.#state.get();
      const read = readProductFile(table.value, places);
      if (!read.ok) return refused(read.refusal.code, { ...read.refusal.context, fileName: file.fileName });
      const plan = planImport(read.value, products);
      if (file.apply) await this.#store([...plan.changed, ...plan.added]);
      return accepted({
        fileName: file.fileName,
        rows: read.value.rows,
        added: plan.added.length,
        changed: plan.changed.length,
        unchanged: plan.unchanged,
        ignoredColumns: [...read.value.columns.ignored],
        faults: plan.faults,
        applied: file.apply,
      });
    });
  }

  /** Puts given products into an empty catalogue, e.g. a rehearsal's; refused with `input-invalid` when there are any. */
  fill(products: readonly Product[]): Promise<Result<{ products: number }>> {
    return this.#inTurn(async () => {
      if (this.#state.get().products.length > 0) return refused('input-invalid', { at: 'products', problem: 'not empty' });
      await this.#store(products);
      return accepted({ products: products.length });
    });
  }

  /** The headings of a catalogue file as CSV that Excel opens as UTF-8. */
  template(): string {
    return `\ufeff${productFields.map(headingOf).join(',')}\r\n`;
  }

  /** Rows are removed before they are written again, because numbers may change places and each is unique at all times. */
  async #store(products: readonly Product[]): Promise<void> {
    if (products.length === 0) return;
    const statements: PlanStatement[] = products.map(({ productId }) => ({
      sql: 'DELETE FROM product WHERE product_id = ?',
      params: [productId],
    }));
    for (const product of products) {
      statements.push({
        sql: 'INSERT INTO product (product_id, number, sku, body) VALUES (?, ?, ?, ?)',
        params: [product.productId, product.number, product.sku, JSON.stringify(product)],
      });
    }
    await this.#writer.run(statements);
    const stored = new Set(products.map((product) => product.productId));
    const kept = this.#state.get().products.filter((product) => !stored.has(product.productId));
    this.#state.patch({ products: [...kept, ...products].sort((one, other) => one.number - other.number) });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}
