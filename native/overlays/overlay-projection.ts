/** Folds the ledger into what every overlay layer shows, on program and as it would be after the next take. */
import type { Entry, EntryBody, EntryOf } from '../contract/entry.ts';
import type { Layout, LayerId } from '../contract/layout.ts';
import type { Card, CardOnAir, LowerThird, OverlayState, Totals } from '../contract/overlay.ts';
import type { Product } from '../contract/product.ts';
import type { Guest, Rundown, Segment } from '../contract/rundown.ts';
import type { FlashSale } from '../contract/sales.ts';
import type { LocalText } from '../contract/text.ts';
import type { Theme } from '../contract/theme.ts';
import type { Clock } from '../kernel/clock.ts';
import { MutableState, type LiveState } from '../kernel/live-state.ts';
import { nextProducts } from './next-products.ts';
import { blankFold, type FoldedOverlay, foldOverlay, isCalm, openedFold } from './overlay-fold.ts';
import { SalesTicker } from './sales-ticker.ts';

/** The current broadcast's sales. They must hold an entry before the projection is told of it. */
export interface SalesFigures {
  readonly totals: Totals;
  /** Units left of `allocated` units of the SKU; negative when more were sold than set aside. */
  remaining(sku: string, allocated: number): number;
}

export interface OverlayPorts {
  sales: SalesFigures;
  rundown(): Rundown;
  product(productId: string): Product | undefined;
  /** The catalogue's name of the product with this SKU (without regard to case), or null when it has none. */
  nameOf(sku: string): LocalText | null;
  clock: Clock;
  /** Times that the studio's clock runs faster than the one on the wall. */
  clockSpeed(): number;
  /** 0 ≤ value < 1. */
  random(): number;
}

/** What the next take would put on air; null leaves the layer as it is on program. */
export interface PreparedOverlay {
  card: CardOnAir | null;
  lowerThird: LowerThird | null;
  segment: Segment | null;
}

/** Which layers the guests on screen do not allow. */
type HeldBackWith = (guests: readonly Guest[]) => readonly LayerId[];

/** Pages count on by themselves; only when the studio's clock has gone another way they are told anew. */
const CLOCK_DRIFT_MS = 1000;

export class OverlayProjection {
  readonly #ports: OverlayPorts;
  readonly #ticker: SalesTicker;
  readonly #program: MutableState<OverlayState>;
  readonly #preview: MutableState<OverlayState>;
  #folded: FoldedOverlay = blankFold;
  #prepared: PreparedOverlay = { card: null, lowerThird: null, segment: null };
  #preparedCard: Card | null = null;
  #previewLayout: Layout;
  /** Fields of the preview that are not program's. */
  #planned: Partial<OverlayState> = {};
  #heldBackWith: HeldBackWith = () => [];
  #flashSale: FlashSale | null = null;
  /** Figures are held while their standing still is not durable yet. */
  #figuresHeld = false;
  #clockToldAtMs: number;

  constructor(ports: OverlayPorts) {
    this.#ports = ports;
    const { clock, random, nameOf } = ports;
    this.#ticker = new SalesTicker({ clock, random, nameOf, onChanged: () => this.#patch({ ticker: this.#ticker.items }, false) });
    this.#clockToldAtMs = clock.monotonicMs();
    const fields = { ...blankFold.fields, clock: this.#clockNow() };
    this.#folded = { ...blankFold, fields };
    this.#previewLayout = fields.layout;
    this.#program = new MutableState(fields);
    this.#preview = new MutableState(fields);
  }

  get state(): LiveState<OverlayState> {
    return this.#program;
  }

  get preview(): LiveState<OverlayState> {
    return this.#preview;
  }

  /** Guests of the segment on air. */
  get guestsOnScreen(): readonly Guest[] {
    return this.#folded.segment?.guests ?? [];
  }

  /**
   * Brings back the picture of a stored broadcast. `entries`, in sequence, are its `broadcast.opened`, everything but orders,
   * and the last few paid orders; `ledgerSeq` is the last sequence that the sales figures hold.
   */
  restore(entries: readonly Entry[], ledgerSeq: number): void {
    this.#fold(entries, ledgerSeq, (sales) => this.#ticker.restore(sales));
  }

  /** Takes durable entries in sequence; however many they are, watchers get one patch. */
  apply(entries: readonly Entry[]): void {
    const last = entries.at(-1);
    if (last) this.#fold(entries, last.seq, (sales) => this.#ticker.hear(sales));
  }

  /** How the overlay is set up, for an opening that takes it over into the next broadcast: all but the goal. */
  get configuration(): EntryBody<'overlay.configured'> {
    const fields = this.#program.get();
    return {
      locale: fields.locale,
      alsoIn: [...this.#folded.alsoIn],
      ticker: fields.tickerShown,
      tickerNamesBuyers: fields.tickerNamesBuyers,
      total: fields.totalShown,
      totalShows: fields.totalShows,
      next: fields.nextShown,
      segmentTitle: fields.segmentTitleShown,
      clock: fields.clockShown,
      footer: fields.footerShown,
      adMark: fields.adMarkShown,
      footerText: fields.footer,
    };
  }

  /** Sets what the preview shows in place of what is on program. */
  prepare({ card, lowerThird, segment }: PreparedOverlay): void {
    const isSameCard = same(card, this.#prepared.card) === this.#prepared.card;
    if (!isSameCard) this.#preparedCard = card && { ...card, remaining: card.allocated };
    this.#prepared = { card: isSameCard ? this.#prepared.card : card, lowerThird, segment };
    this.#patch({});
  }

  /** Follows rundown and catalogue. */
  planChanged(): void {
    this.#patch({});
  }

  setTheme(theme: Theme): void {
    this.#patch({ theme });
  }

  /** Placements of the scene on program, and of the scene that the next take would show. */
  setLayout(program: Layout, preview: Layout): void {
    this.#previewLayout = preview;
    this.#patch({ layout: same(program, this.#program.get().layout) });
  }

  /** Who says which layers the guests on screen do not allow; set again when the answer may have changed. */
  setHeldBack(heldBackWith: HeldBackWith): void {
    this.#heldBackWith = heldBackWith;
    this.#patch({});
  }

  /** Who says whether a text may be on the ticker; set again when the answer may have changed. */
  setMayShow(mayShow: (text: string) => boolean): void {
    this.#ticker.setMayShow(mayShow);
    this.#patch({ ticker: this.#ticker.items }, false);
  }

  /** The flash sale that runs. Price and unit are those that the catalogue had when it began. */
  setFlashSale(flashSale: FlashSale | null): void {
    this.#flashSale = flashSale;
    this.#patch({ flashSale: this.#flashSaleOnAir() }, false);
  }

  /** Brings the told time up to date, for a page that begins to watch. */
  refreshClock(): void {
    this.#clockToldAtMs = this.#ports.clock.monotonicMs();
    this.#patch({ clock: this.#clockNow() });
  }

  /** From now on the figures stand still, until an entry says so; tells where. */
  holdFigures(): NonNullable<EntryBody<'figures.frozen'>['at']> {
    this.#figuresHeld = true;
    const { ledgerSeq, totals } = this.#program.get();
    return { ledgerSeq, totals };
  }

  /** Takes back `holdFigures` when no entry could be written. */
  releaseFigures(): void {
    this.#figuresHeld = false;
  }

  dispose(): void {
    this.#ticker.dispose();
  }

  #fold(entries: readonly Entry[], ledgerSeq: number, tellTicker: (sales: readonly EntryOf<'order.paid'>[]) => void): void {
    let folded: FoldedOverlay = { ...this.#folded, fields: { ...this.#program.get(), ledgerSeq } };
    let paid: EntryOf<'order.paid'>[] = [];
    for (const entry of entries) {
      if (entry.kind === 'broadcast.opened') {
        folded = openedFold(folded, entry);
        this.#ticker.clear();
        this.#figuresHeld = false;
        paid = [];
      } else if (entry.broadcastId !== folded.fields.broadcastId) continue;
      else if (entry.kind === 'order.paid') paid.push(entry);
      else foldOverlay(folded, entry);
      if (entry.kind === 'figures.frozen') this.#figuresHeld = false;
    }
    this.#folded = folded;
    const { fields } = folded;
    this.#ticker.nameBuyers(fields.tickerNamesBuyers);
    if (paid.length > 0) tellTicker(paid);
    const stands = this.#figuresHeld || fields.frozenAtMs !== null;
    const totals = same(stands ? fields.totals : { ...this.#ports.sales.totals }, this.#program.get().totals);
    const isPlanTouched = entries.some(({ kind }) => !kind.startsWith('order.'));
    this.#patch({ ...fields, totals, ticker: this.#ticker.items }, isPlanTouched);
  }

  /** Program with these fields and what follows from them, then the preview of it. Orders alone change no plan. */
  #patch(fields: Partial<OverlayState>, isPlanTouched = true): void {
    const before = this.#program.get();
    const { segment, lastProductId } = this.#folded;
    const next = isPlanTouched ? { next: same(this.#nextAfter(segment?.segmentId ?? null, lastProductId), before.next) } : {};
    const heldBack = isPlanTouched ? { heldBack: same([...this.#heldBackWith(this.guestsOnScreen)], before.heldBack) } : {};
    const isClockTold = fields.clock !== undefined && fields.clock !== before.clock;
    this.#program.patch({
      ...fields,
      ...next,
      ...heldBack,
      card: this.#withStock(fields.card === undefined ? before.card : fields.card),
      ...(isClockTold ? {} : this.#correctedClock()),
    });
    const program = this.#program.get();
    if (isPlanTouched) this.#planned = this.#plannedFields(program);
    this.#preparedCard = this.#withStock(this.#preparedCard);
    this.#preview.patch({ ...program, ...this.#planned, card: this.#preparedCard ?? program.card });
  }

  /** Where the preview differs. Fields are the very objects of program, or of the preview before, when they say the same. */
  #plannedFields(program: OverlayState): Partial<OverlayState> {
    const before = this.#preview.get();
    const { card, lowerThird, segment } = this.#prepared;
    const keep = <T>(value: T, onProgram: T, inPreview: T) => same(same(value, inPreview), onProgram);
    const segmentId = segment?.segmentId ?? this.#folded.segment?.segmentId ?? null;
    const lastProductId = card?.productId ?? (segment ? null : this.#folded.lastProductId);
    return {
      layout: keep(this.#previewLayout, program.layout, before.layout),
      next: keep(this.#nextAfter(segmentId, lastProductId), program.next, before.next),
      // A segment that is taken ends the lower third and the slate.
      lowerThird: keep(lowerThird ?? (segment ? null : program.lowerThird), program.lowerThird, before.lowerThird),
      slate: segment ? null : program.slate,
      segmentTitle: keep(segment ? segment.title : program.segmentTitle, program.segmentTitle, before.segmentTitle),
      calm: segment ? isCalm(segment) : program.calm,
      heldBack: keep(segment ? [...this.#heldBackWith(segment.guests)] : program.heldBack, program.heldBack, before.heldBack),
    };
  }

  #nextAfter(segmentId: string | null, lastProductId: string | null): OverlayState['next'] {
    return nextProducts(this.#ports.rundown(), segmentId, lastProductId, this.#ports.product);
  }

  #withStock(card: OverlayState['card']): OverlayState['card'] {
    if (!card) return null;
    const remaining = Math.max(0, this.#ports.sales.remaining(card.sku, card.allocated));
    return card.remaining === remaining ? card : { ...card, remaining };
  }

  #flashSaleOnAir(): OverlayState['flashSale'] {
    if (!this.#flashSale) return null;
    const { flashSaleId, productId, name, startedAtMs, endsAtMs, units, soldUnits } = this.#flashSale;
    const before = this.#program.get().flashSale;
    const product = this.#ports.product(productId);
    // A sale on record without them began before they were recorded.
    const catalogued = before?.flashSaleId === flashSaleId ? before : product;
    const {
      number = catalogued?.number ?? null,
      unit = catalogued?.unit ?? null,
      priceFen = catalogued?.priceFen ?? null,
    } = this.#flashSale;
    return { flashSaleId, productId, number, name, unit, priceFen, startedAtMs, endsAtMs, units, soldUnits };
  }

  #clockNow(): OverlayState['clock'] {
    return { nowAtMs: Math.round(this.#ports.clock.nowMs()), speed: this.#ports.clockSpeed() };
  }

  #correctedClock(): Pick<OverlayState, 'clock'> | null {
    const told = this.#program.get().clock;
    const { clock } = this.#ports;
    const expectedAtMs = told.nowAtMs + (clock.monotonicMs() - this.#clockToldAtMs) * told.speed;
    if (Math.abs(clock.nowMs() - expectedAtMs) < CLOCK_DRIFT_MS) return null;
    this.#clockToldAtMs = clock.monotonicMs();
    return { clock: this.#clockNow() };
  }
}

/** The one before when both say the same. */
function same<T>(value: T, before: T): T {
  return Object.is(value, before) || JSON.stringify(value) === JSON.stringify(before) ? before : value;
}
