/** Prices on a card: a unit beside them, and for a struck price the proof that it was one (SAMR order 56, article 16). */
import type { Finding, OwnRule, Severity } from '../contract/gate.ts';
import type { Product } from '../contract/product.ts';
import { namesUnit } from './price-texts.ts';
import { PRICE_LAW, type RulesOf } from './text-rules.ts';

/** The studio's own ledger, asked what was really paid. */
export interface Deals {
  /** Lowest deal price of one unit, in fen, paid at or after `fromMs` and before `toMs`; null when there was none. */
  lowest(sku: string, fromMs: number, toMs: number): number | null;
  /** That of the newest deal before `beforeMs`. */
  last(sku: string, beforeMs: number): number | null;
}

export interface PriceFacts {
  /** Since when prices are compared: former deals are those before it, not what the lower price itself has sold. */
  comparesFromMs: number;
  deals: Deals;
  hasPaper(evidenceId: string): boolean;
}

const STRUCK_LAW = '市场监管总局令第56号 §16';
const DAY_MS = 86_400_000;

/** `showsStruck`: the card shows the former price too, a flash sale does not. */
export function priceFindings(product: Product, rules: RulesOf<'prices'>, facts: PriceFacts, showsStruck: boolean): Finding[] {
  const findings: Finding[] = [];
  const put = (rule: OwnRule, severity: Severity, at: string, law: string, context: Finding['context'] = {}) =>
    findings.push({ rule, severity, at, found: '', law, context });
  if (!namesUnit(product.unit['zh-CN'])) put('price-without-unit', rules.withoutUnit, 'unit.zh-CN', PRICE_LAW);
  const { struckPrice, priceFen } = product;
  if (!struckPrice || !showsStruck) return findings;
  const at = 'struckPrice';
  const struck = { struckFen: struckPrice.priceFen };
  if (struckPrice.priceFen <= priceFen) put('price-struck-not-higher', rules.struckWithoutProof, at, STRUCK_LAW, { ...struck, priceFen });
  if (struckPrice.proof === 'document') {
    const isThere = struckPrice.evidenceId !== undefined && facts.hasPaper(struckPrice.evidenceId);
    if (!isThere) put('price-struck-without-proof', rules.struckWithoutProof, at, STRUCK_LAW, { ...struck, proof: 'document' });
    return findings;
  }
  const proven = provenFen(product.sku, rules.comparedDays, facts);
  if (proven === null) {
    put('price-struck-without-proof', rules.struckWithoutProof, at, STRUCK_LAW, { ...struck, proof: 'deals', days: rules.comparedDays });
  } else if (struckPrice.priceFen > proven) {
    put('price-struck-above-proof', rules.struckAboveProof, at, STRUCK_LAW, { ...struck, provenFen: proven, days: rules.comparedDays });
  }
  return findings;
}

/** The lowest deal of the compared days; without any, the last deal before them. */
function provenFen(sku: string, comparedDays: number, { comparesFromMs, deals }: PriceFacts): number | null {
  const fromMs = comparesFromMs - comparedDays * DAY_MS;
  return deals.lowest(sku, fromMs, comparesFromMs) ?? deals.last(sku, fromMs);
}
