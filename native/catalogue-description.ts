/** Puts on record what each product is, whenever that is new, so that whoever has only the entries knows what a SKU stands for. */
import type { EntryBody } from './contract/entry.ts';
import type { CatalogueState, Product } from './contract/product.ts';
import type { LocalText } from './contract/text.ts';
import type { Clock } from './kernel/clock.ts';
import type { LiveState } from './kernel/live-state.ts';
import type { Logger } from './kernel/logger.ts';
import type { Ledger } from './ledger/ledger.ts';

type Description = EntryBody<'catalogue.described'>['products'][number];

export interface CatalogueDescriptionPorts {
  ledger: Pick<Ledger, 'append' | 'catalogueDescriptions'>;
  catalogue: LiveState<CatalogueState>;
  broadcastId(): string;
  clock: Clock;
  logger: Logger;
}

/** Of one entry; with the longest texts a hundred still fit a request upstream. */
const PRODUCTS_AN_ENTRY = 100;

export class CatalogueDescription {
  readonly #ports: CatalogueDescriptionPorts;
  /** The newest description of each product as JSON, by its id. */
  readonly #described = new Map<string, string>();
  #queue: Promise<void> = Promise.resolve();

  constructor(ports: CatalogueDescriptionPorts) {
    this.#ports = ports;
    for (const { body } of ports.ledger.catalogueDescriptions()) this.#remember(body.products);
  }

  /** Describes what this ledger does not have yet, and from now on what changes. Resolves when the first is done. */
  start(): Promise<void> {
    this.#ports.catalogue.subscribe(() => void this.#describe());
    return this.#describe();
  }

  #describe(): Promise<void> {
    this.#queue = this.#queue.then(() => this.#append());
    return this.#queue;
  }

  async #append(): Promise<void> {
    const { ledger, catalogue, broadcastId, clock, logger } = this.#ports;
    const { products, places } = catalogue.get();
    const placeNames = new Map(places.map(({ placeCode, name }) => [placeCode, name]));
    const fresh = products
      .map((product) => describe(product, placeNames.get(product.placeCode)))
      .filter((description) => this.#described.get(description.productId) !== JSON.stringify(description));
    if (fresh.length === 0) return;
    const drafts = [];
    for (let from = 0; from < fresh.length; from += PRODUCTS_AN_ENTRY) {
      const body = { products: fresh.slice(from, from + PRODUCTS_AN_ENTRY) };
      drafts.push({ kind: 'catalogue.described' as const, broadcastId: broadcastId(), atMs: clock.nowMs(), actor: 'studio', body });
    }
    try {
      await ledger.append(drafts);
    } catch (error) {
      // The catalogue itself is stored; the next change or start describes these again.
      logger.error({ err: error, products: fresh.length }, 'products could not be described');
      return;
    }
    this.#remember(fresh);
  }

  #remember(descriptions: readonly Description[]): void {
    for (const description of descriptions) this.#described.set(description.productId, JSON.stringify(description));
  }
}

/** Fields always in the same order, so that the same description is the same JSON. */
function describe({ productId, number, sku, name, unit, placeCode, cooperative }: Product, placeName: LocalText | undefined): Description {
  return {
    productId,
    number,
    sku,
    name: inOrder(name),
    unit: inOrder(unit),
    placeCode,
    placeName: inOrder(placeName ?? { 'zh-CN': placeCode }),
    cooperative: cooperative ? inOrder(cooperative) : null,
  };
}

function inOrder({ 'zh-CN': chinese, ug, en }: LocalText): LocalText {
  return { 'zh-CN': chinese, ...(ug === undefined ? {} : { ug }), ...(en === undefined ? {} : { en }) };
}
