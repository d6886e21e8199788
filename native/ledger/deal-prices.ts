/** What was really paid for one unit of a SKU, by the minute of payment; asked when a former price is to be shown. */
import type { Reader } from '../store/reader.ts';
import { skuKey } from './refund-shares.ts';

const LOWEST = 'SELECT min(unit_fen) AS unitFen FROM deal_price WHERE sku = ? AND minute_at_ms >= ? AND minute_at_ms < ? AND deals > 0';
const LAST =
  'SELECT min(unit_fen) AS unitFen FROM deal_price WHERE sku = ? AND minute_at_ms = (SELECT max(minute_at_ms) FROM deal_price WHERE sku = ? AND minute_at_ms < ? AND deals > 0) AND deals > 0';
const MINUTE_MS = 60_000;

export class DealPrices {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** In fen, of deals from `fromMs` until before `toMs`; the minute that `fromMs` lies in counts whole. Null when there was none. */
  lowest(sku: string, fromMs: number, toMs: number): number | null {
    const from = Math.floor(fromMs / MINUTE_MS) * MINUTE_MS;
    return this.#reader.get<{ unitFen: number | null }>(LOWEST, skuKey(sku), from, toMs)?.unitFen ?? null;
  }

  /** Of the newest minute before `beforeMs` in which there was a deal, the lowest. */
  last(sku: string, beforeMs: number): number | null {
    return this.#reader.get<{ unitFen: number | null }>(LAST, skuKey(sku), skuKey(sku), beforeMs)?.unitFen ?? null;
  }
}
