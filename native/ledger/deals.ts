/** What one unit of each SKU of an order was really paid, refunds taken off: the same answer in whatever order the events arrived. */
import type { PaidState } from './paid-state.ts';
import { type Refund, refundShares, skuKey } from './refund-shares.ts';

export interface Deal {
  /** Upper-cased. */
  sku: string;
  /** Rounded down, so that no proof rests on a fraction that nobody paid. */
  unitFen: number;
}

/** Gifts are no deals, nor is what was wholly given back. Money that came back for goods that stayed made them cheaper. */
export function dealsOf({ lines }: PaidState, refunds: readonly Refund[]): Deal[] {
  const sold = lines.filter(({ gift, quantity, amountFen }) => !gift && quantity > 0 && amountFen > 0);
  if (refunds.length === 0)
    return sold.map(({ sku, quantity, amountFen }) => ({ sku: skuKey(sku), unitFen: Math.floor(amountFen / quantity) }));
  // A refund that names its lines says how many units came back, whether they went into stock again or not.
  const told = refunds.map((refund) => ({ ...refund, restock: refund.restock || (refund.lines?.length ?? 0) > 0 }));
  const back = new Map<string, { units: number; fen: number }>();
  for (const { sku, refundedFen, restockedUnits } of refundShares(sold, told)) {
    const { units, fen } = back.get(sku) ?? { units: 0, fen: 0 };
    back.set(sku, { units: units + restockedUnits, fen: fen + refundedFen });
  }
  return [...new Set(sold.map(({ sku }) => skuKey(sku)))].flatMap((sku) => {
    const own = sold.filter((line) => skuKey(line.sku) === sku);
    const units = own.reduce((sum, { quantity }) => sum + quantity, 0) - (back.get(sku)?.units ?? 0);
    const fen = own.reduce((sum, { amountFen }) => sum + amountFen, 0) - (back.get(sku)?.fen ?? 0);
    if (units <= 0 || fen <= 0) return [];
    // A fee that was kept of what came back makes nothing dearer.
    const asPaid = Math.min(...own.map(({ quantity, amountFen }) => Math.floor(amountFen / quantity)));
    return [{ sku, unitFen: Math.min(asPaid, Math.floor(fen / units)) }];
  });
}
