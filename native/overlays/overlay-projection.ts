/** Folds the ledger into what every overlay layer shows, on program and as it would be after the next take. */
import type { Entry, EntryBody, EntryOf } from '../contract/entry.ts';
import {
  blankOverlay,
  TICKER_LENGTH,
  type CardOnAir,
  type LowerThird,
  type OverlayState,
  type TickerItem,
  type Totals,
} from '../contract/overlay.ts';
import type { LocalText } from '../contract/text.ts';
import { MutableState, type LiveState } from '../kernel/live-state.ts';
import { tickerText } from './ticker-text.ts';

/** The current broadcast's sales. They must hold an entry before the projection is told of it. */
export interface SalesFigures {
  readonly totals: Totals;
  /** Units left of `allocated` units of the SKU; negative when more were sold than set aside. */
  remaining(sku: string, allocated: number): number;
}

export interface ProductNames {
  /** The catalogue's name of the product with this SKU (without regard to case), or null when it has none. */
  nameOf(sku: string): LocalText | null;
}

/** What the next take would put on air; null leaves the layer as it is on program. */
export interface PreparedOverlay {
  card: CardOnAir | null;
  lowerThird: LowerThird | null;
}

/** Characters of a feed's own texts on the ticker. */
const TITLE_LIMIT = 40;
const REGION_LIMIT = 20;

export class OverlayProjection {
  readonly #sales: SalesFigures;
  readonly #names: ProductNames;
  readonly #program: MutableState<OverlayState>;
  readonly #preview: MutableState<OverlayState>;
  #prepared: PreparedOverlay = { card: null, lowerThird: null };

  constructor(sales: SalesFigures, names: ProductNames) {
    this.#sales = sales;
    this.#names = names;
    this.#program = new MutableState(blankOverlay);
    this.#preview = new MutableState(blankOverlay);
  }

  get state(): LiveState<OverlayState> {
    return this.#program;
  }

  get preview(): LiveState<OverlayState> {
    return this.#preview;
  }

  /**
   * Brings back the picture of a stored broadcast. `entries`, in sequence, are its `broadcast.opened`, everything but orders,
   * and at least the last `TICKER_LENGTH` paid orders; `ledgerSeq` is the last sequence that the sales figures hold.
   */
  restore(entries: readonly Entry[], ledgerSeq: number): void {
    this.#fold(entries, ledgerSeq);
  }

  /** Takes durable entries in sequence; however many they are, watchers get one patch. */
  apply(entries: readonly Entry[]): void {
    const last = entries.at(-1);
    if (last) this.#fold(entries, last.seq);
  }

  /** How the overlay is set up, for an opening that takes it over into the next broadcast. */
  get configuration(): EntryBody<'overlay.configured'> {
    const { locale, tickerShown, totalShown, totalShows } = this.#program.get();
    return { locale, ticker: tickerShown, total: totalShown, totalShows };
  }

  /** Sets what the preview shows in place of program's card and lower third. */
  prepare(prepared: PreparedOverlay): void {
    this.#prepared = prepared;
    this.#patchPreview();
  }

  #fold(entries: readonly Entry[], ledgerSeq: number): void {
    const fields: OverlayState = { ...this.#program.get(), ledgerSeq };
    let paid: EntryOf<'order.paid'>[] = [];
    for (const entry of entries) {
      if (entry.kind === 'broadcast.opened') {
        Object.assign(fields, blankOverlay, { ledgerSeq, broadcastId: entry.broadcastId, rehearsal: entry.body.rehearsal });
        paid = [];
      } else if (entry.broadcastId !== fields.broadcastId) continue;
      else if (entry.kind === 'order.paid') paid.push(entry);
      else foldPlayout(fields, entry);
    }
    if (paid.length > 0) fields.ticker = [...fields.ticker, ...this.#tickerItems(paid)].slice(-TICKER_LENGTH);
    fields.totals = sameTotals(fields.totals, this.#sales.totals) ? fields.totals : { ...this.#sales.totals };
    fields.card = this.#withStock(fields.card);
    this.#program.patch(fields);
    this.#patchPreview();
  }

  /** One item an order, named after its dearest line; newest last. */
  #tickerItems(paid: readonly EntryOf<'order.paid'>[]): TickerItem[] {
    return paid.slice(-TICKER_LENGTH).flatMap((entry) => {
      const [first, ...others] = entry.body.lines;
      if (!first) return [];
      const line = others.reduce((best, next) => (next.amountFen > best.amountFen ? next : best), first);
      const productName = this.#names.nameOf(line.sku) ?? { 'zh-CN': tickerText(line.title, TITLE_LIMIT) || line.sku };
      return [
        {
          seq: entry.seq,
          productName,
          region: tickerText(entry.body.region ?? '', REGION_LIMIT) || null,
          quantity: line.quantity,
          buyer: null,
          atMs: entry.atMs,
        },
      ];
    });
  }

  #withStock<C extends CardOnAir>(card: C | null): (C & { remaining: number }) | null {
    if (!card) return null;
    const remaining = Math.max(0, this.#sales.remaining(card.sku, card.allocated));
    return 'remaining' in card && card.remaining === remaining ? (card as C & { remaining: number }) : { ...card, remaining };
  }

  #patchPreview(): void {
    const program = this.#program.get();
    const { card, lowerThird } = this.#prepared;
    this.#preview.patch({
      ...program,
      card: card ? this.#samePreviewCard(card) : program.card,
      lowerThird: lowerThird ?? program.lowerThird,
    });
  }

  /** The very card that preview already shows when nothing about it changed: a new object would be a patch with no news. */
  #samePreviewCard(prepared: CardOnAir): OverlayState['card'] {
    const next = this.#withStock(prepared);
    const shown = this.#preview.get().card;
    if (!next || !shown) return next;
    return shown.remaining === next.remaining && shown.productId === next.productId && JSON.stringify(shown) === JSON.stringify(next)
      ? shown
      : next;
  }
}

function foldPlayout(fields: OverlayState, entry: Exclude<Entry, EntryOf<'broadcast.opened'> | EntryOf<'order.paid'>>): void {
  switch (entry.kind) {
    case 'card.shown':
      fields.card = { ...entry.body, remaining: entry.body.allocated };
      break;
    case 'card.cleared':
      if (fields.card?.slot === entry.body.slot) fields.card = null;
      break;
    case 'lower-third.shown':
      fields.lowerThird = entry.body;
      break;
    case 'lower-third.cleared':
      fields.lowerThird = null;
      break;
    case 'slate.held':
      fields.slate = entry.body.slate;
      break;
    case 'slate.released':
      fields.slate = null;
      break;
    case 'overlay.configured':
      fields.locale = entry.body.locale ?? fields.locale;
      fields.tickerShown = entry.body.ticker ?? fields.tickerShown;
      fields.totalShown = entry.body.total ?? fields.totalShown;
      fields.totalShows = entry.body.totalShows ?? fields.totalShows;
      break;
    default:
      break;
  }
}

function sameTotals(a: Totals, b: Totals): boolean {
  return a.grossFen === b.grossFen && a.netFen === b.netFen && a.orderCount === b.orderCount && a.refundCount === b.refundCount;
}
