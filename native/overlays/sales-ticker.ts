/** The sales on the ticker: each waits a random while before it appears, so that nobody's order can be told from its moment. */
import type { EntryOf } from '../contract/entry.ts';
import { TICKER_LENGTH, type TickerItem } from '../contract/overlay.ts';
import type { LocalText } from '../contract/text.ts';
import type { Clock, Timer } from '../kernel/clock.ts';
import { tickerText } from './ticker-text.ts';

type Sale = EntryOf<'order.paid'>;

export interface SalesTickerPorts {
  clock: Clock;
  /** 0 ≤ value < 1. */
  random(): number;
  /** The catalogue's name of the product with this SKU (without regard to case), or null when it has none. */
  nameOf(sku: string): LocalText | null;
  /** Told when a sale's time has come. */
  onChanged(): void;
}

/** No sale appears later than this after it was heard of. */
const LONGEST_WAIT_MS = 10_000;
/** More than these could not be read in the longest wait; what has no room is left out, and it is in the total. */
const WAITING = TICKER_LENGTH;
/** Of sales that come long after they were paid, and of those from before a restart, so many at once: nothing is replayed. */
const LATE = 3;
const LATE_AFTER_MS = 60_000;
/** Characters of a feed's own texts. */
const TITLE_LIMIT = 40;
const REGION_LIMIT = 20;

export class SalesTicker {
  readonly #ports: SalesTickerPorts;
  #waiting: { sale: Sale; dueAtMs: number }[] = [];
  /** In the order of their appearance. */
  #shown: Sale[] = [];
  #items: TickerItem[] = [];
  #timer: Timer | null = null;
  #namesBuyers = false;
  #mayShow: (text: string) => boolean = () => true;

  constructor(ports: SalesTickerPorts) {
    this.#ports = ports;
  }

  /** Newest last; the very same array while nothing changed. */
  get items(): TickerItem[] {
    return this.#items;
  }

  /** Takes new sales. Of a burst a random few are taken, and the cost does not grow with it. */
  hear(sales: readonly Sale[]): void {
    if (sales.length === 0 || this.#waiting.length >= WAITING) return;
    const { clock, random } = this.#ports;
    const nowMs = clock.monotonicMs();
    for (const sale of someOf(sales, WAITING - this.#waiting.length, random)) {
      if (isLate(sale) && this.#waiting.filter((other) => isLate(other.sale)).length >= LATE) continue;
      this.#waiting.push({ sale, dueAtMs: nowMs + random() * LONGEST_WAIT_MS });
    }
    this.#wait();
  }

  /** Stored sales of the broadcast, oldest first: the last few are there at once, those just paid wait as ever. */
  restore(sales: readonly Sale[]): void {
    const justPaidMs = this.#ports.clock.nowMs() - LONGEST_WAIT_MS;
    const last = sales.slice(-LATE);
    this.#shown = shuffled(
      last.filter(({ atMs }) => atMs < justPaidMs),
      this.#ports.random,
    );
    this.#items = this.#shown.flatMap((sale) => this.#item(sale) ?? []);
    this.hear(last.filter(({ atMs }) => atMs >= justPaidMs));
  }

  /** A new broadcast begins with an empty ticker. */
  clear(): void {
    this.#waiting = [];
    this.#shown = [];
    if (this.#items.length > 0) this.#items = [];
    this.#wait();
  }

  /** Names that are to be hidden go at once, also those that are on screen. */
  nameBuyers(namesBuyers: boolean): void {
    if (namesBuyers === this.#namesBuyers) return;
    this.#namesBuyers = namesBuyers;
    this.#renew();
  }

  /** Who judges texts; what is on screen is judged anew. */
  setMayShow(mayShow: (text: string) => boolean): void {
    this.#mayShow = mayShow;
    this.#renew();
  }

  dispose(): void {
    this.#timer?.cancel();
  }

  #renew(): void {
    if (this.#shown.length > 0) this.#items = this.#shown.flatMap((sale) => this.#item(sale) ?? []);
  }

  #wait(): void {
    this.#timer?.cancel();
    this.#timer = null;
    if (this.#waiting.length === 0) return;
    const dueAtMs = Math.min(...this.#waiting.map((waiting) => waiting.dueAtMs));
    this.#timer = this.#ports.clock.after(Math.max(0, dueAtMs - this.#ports.clock.monotonicMs()), () => this.#release());
  }

  #release(): void {
    const nowMs = this.#ports.clock.monotonicMs();
    const due = this.#waiting.filter(({ dueAtMs }) => dueAtMs <= nowMs).toSorted((a, b) => a.dueAtMs - b.dueAtMs);
    this.#waiting = this.#waiting.filter(({ dueAtMs }) => dueAtMs > nowMs);
    this.#wait();
    const fresh = due.flatMap(({ sale }) => {
      const item = this.#item(sale);
      return item ? [{ sale, item }] : [];
    });
    if (fresh.length === 0) return;
    this.#shown = [...this.#shown, ...fresh.map(({ sale }) => sale)].slice(-TICKER_LENGTH);
    this.#items = [...this.#items, ...fresh.map(({ item }) => item)].slice(-TICKER_LENGTH);
    this.#ports.onChanged();
  }

  /** Named after its dearest line. Null where there is nothing that may be shown. */
  #item({ seq, atMs, body }: Sale): TickerItem | null {
    const [first, ...others] = body.lines;
    if (!first) return null;
    const line = others.reduce((best, next) => (next.amountFen > best.amountFen ? next : best), first);
    const productName = [this.#ports.nameOf(line.sku), { 'zh-CN': tickerText(line.title, TITLE_LIMIT) || line.sku }].find(
      (name) => name !== null && Object.values(name).every((text) => this.#mayShow(text)),
    );
    if (!productName) return null;
    const region = tickerText(body.region ?? '', REGION_LIMIT);
    return {
      seq,
      productName,
      region: region !== '' && this.#mayShow(region) ? region : null,
      quantity: line.quantity,
      buyer: this.#namesBuyers ? namedBuyer(body.buyer) : null,
      atMs,
    };
  }
}

function isLate({ atMs, body }: Sale): boolean {
  return atMs - body.occurredAtMs > LATE_AFTER_MS;
}

/** Only what is masked, and never digits: the end of a telephone number is for the operator's eyes. */
function namedBuyer(buyer: string | null): string | null {
  return buyer !== null && buyer.includes('*') && !/\d/u.test(buyer) ? buyer : null;
}

/** At most `count` of them: one at random out of each of as many equal stretches, so that not all have to be looked at. */
function someOf<T>(all: readonly T[], count: number, random: () => number): T[] {
  if (all.length <= count) return [...all];
  const stretch = all.length / count;
  return Array.from({ length: count }, (_, at) => all[Math.floor((at + random()) * stretch)]!);
}

function shuffled<T>(all: readonly T[], random: () => number): T[] {
  return all
    .map((value) => ({ value, key: random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ value }) => value);
}
