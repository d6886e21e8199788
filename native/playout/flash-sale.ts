/** Flash sales: one at a time, on the studio's clock, ended by time, by stock or by a person, whichever is first. */
import type { Entry, EntryDraft } from '../contract/entry.ts';
import type { Product } from '../contract/product.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { FlashSale } from '../contract/sales.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import { type LiveState, MutableState } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import { newId } from '../kernel/new-id.ts';

export interface FlashSalePorts {
  clock: Clock;
  append(drafts: EntryDraft[]): Promise<unknown>;
  broadcastId(): string;
  product(productId: string): Product | null;
  /** Asks the gate before air. */
  pass(product: Product, actor: string): Promise<Result<unknown>>;
  /** Units of the SKU paid in this broadcast, gifts and what came back left out. */
  paidUnits(sku: string): number;
  logger: Logger;
}

interface Running extends FlashSale {
  paidUnitsBefore: number;
}
type Done = Result<Record<string, never>>;

/** How often the end is looked for; the figure on screen comes with the orders. */
const LOOK_MS = 250;

export class FlashSales {
  readonly #ports: FlashSalePorts;
  readonly #state = new MutableState<{ flashSale: FlashSale | null }>({ flashSale: null });
  #running: Running | null = null;
  /** The product of a sale whose beginning is not durable yet. */
  #starting: Product | null = null;
  #ending: Promise<unknown> | null = null;
  #timer: Timer | null = null;

  /** `entries` of the current broadcast bring back the sale that was running. */
  constructor(ports: FlashSalePorts, entries: readonly Entry[]) {
    this.#ports = ports;
    this.apply(entries);
  }

  get state(): LiveState<{ flashSale: FlashSale | null }> {
    return this.#state;
  }

  /** Refused while another runs (`flash-sale-running`), for an unknown product, and by the gate. */
  async start(
    input: { productId: string; durationMs: number; units?: number | undefined },
    actor: string,
  ): Promise<Result<{ flashSaleId: string }>> {
    const { clock, append, broadcastId, product: find, paidUnits, pass } = this.#ports;
    const other = this.#running ?? this.#starting;
    if (other) return refused('flash-sale-running', { product: other.name['zh-CN'] });
    const product = find(input.productId);
    if (!product) return refused('product-unknown', { productId: input.productId });
    this.#starting = product;
    try {
      const passed = await pass(product, actor);
      if (!passed.ok) return passed;
      const atMs = clock.nowMs();
      const flashSaleId = newId('fs', atMs);
      const { productId, sku, name, number, unit, priceFen } = product;
      const body = {
        flashSaleId,
        productId,
        sku,
        name,
        endsAtMs: atMs + input.durationMs,
        units: input.units ?? null,
        paidUnitsBefore: paidUnits(sku),
        number,
        unit,
        priceFen,
      };
      await append([{ kind: 'flash-sale.started', broadcastId: broadcastId(), atMs, actor, body }]);
      return accepted({ flashSaleId });
    } finally {
      this.#starting = null;
    }
  }

  /** Moves the end; it cannot lie in the past (`flash-sale-end-past`). */
  async extend({ endsAtMs, reason }: { endsAtMs: number; reason: string }, actor: string): Promise<Done> {
    const { clock, append, broadcastId } = this.#ports;
    const sale = this.#running;
    if (!sale || this.#ending) return refused('flash-sale-not-running');
    const atMs = clock.nowMs();
    if (endsAtMs <= atMs) return refused('flash-sale-end-past');
    const body = { flashSaleId: sale.flashSaleId, endsAtMs, reason };
    await append([{ kind: 'flash-sale.extended', broadcastId: broadcastId(), atMs, actor, body }]);
    return accepted({});
  }

  async end(actor: string): Promise<Done> {
    if (!this.#running || this.#ending) return refused('flash-sale-not-running');
    await this.#end('operator', actor);
    return accepted({});
  }

  /** Takes durable entries, after the sales figures have them. */
  apply(entries: readonly Entry[]): void {
    for (const entry of entries) this.#fold(entry);
    this.#look();
  }

  dispose(): void {
    this.#timer?.cancel();
  }

  #fold(entry: Entry): void {
    switch (entry.kind) {
      case 'flash-sale.started': {
        this.#running = { ...entry.body, startedAtMs: entry.atMs, soldUnits: 0 };
        break;
      }
      case 'flash-sale.extended':
        if (this.#running) this.#running = { ...this.#running, endsAtMs: entry.body.endsAtMs };
        break;
      case 'flash-sale.ended':
      case 'broadcast.opened':
        this.#running = null;
        break;
      default:
        break;
    }
  }

  /** Shows what was sold, ends what is over, and looks again while one runs. */
  #look(): void {
    this.#timer?.cancel();
    this.#timer = null;
    const sale = this.#running;
    if (!sale) return this.#state.patch({ flashSale: null });
    const soldUnits = this.#soldUnits(sale);
    const { paidUnitsBefore: _, ...shown } = sale;
    const before = this.#state.get().flashSale;
    const same = before?.flashSaleId === sale.flashSaleId && before.soldUnits === soldUnits && before.endsAtMs === sale.endsAtMs;
    if (!same) this.#state.patch({ flashSale: { ...shown, soldUnits } });
    if (this.#ending) return;
    const cause = sale.units !== null && soldUnits >= sale.units ? 'stock' : this.#ports.clock.nowMs() >= sale.endsAtMs ? 'time' : null;
    if (cause)
      void this.#end(cause, 'studio').catch((error: unknown) =>
        this.#ports.logger.error({ err: error }, 'a flash sale could not be ended'),
      );
    else this.#lookLater();
  }

  #lookLater(): void {
    this.#timer?.cancel();
    this.#timer = this.#ports.clock.after(LOOK_MS, () => this.#look());
  }

  /** Its own end in the ledger ends it here; a disk that refuses it is asked again. */
  async #end(cause: 'time' | 'stock' | 'operator', actor: string): Promise<void> {
    const sale = this.#running;
    if (!sale) return;
    const { clock, append, broadcastId } = this.#ports;
    const body = { flashSaleId: sale.flashSaleId, cause, soldUnits: this.#soldUnits(sale) };
    this.#ending = append([{ kind: 'flash-sale.ended', broadcastId: broadcastId(), atMs: clock.nowMs(), actor, body }]);
    try {
      await this.#ending;
    } finally {
      this.#ending = null;
      if (this.#running) this.#lookLater();
    }
  }

  #soldUnits({ sku, paidUnitsBefore }: Running): number {
    return Math.max(0, this.#ports.paidUnits(sku) - paidUnitsBefore);
  }
}
