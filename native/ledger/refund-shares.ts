/** How the refunds of one order fall on its SKUs: the same answer in whatever order the events arrived. */

export interface PaidLine {
  sku: string;
  quantity: number;
  amountFen: number;
}

export interface Refund {
  broadcastId: string;
  refundId: string;
  occurredAtMs: number;
  amountFen: number;
  /** Null or empty: the refund names no lines and is about the whole order. */
  lines: readonly { sku: string; quantity: number; amountFen?: number | undefined }[] | null;
  restock: boolean;
}

/** Part of one refund that falls on one upper-cased SKU; counted in the broadcast of its refund. */
export interface RefundShare {
  broadcastId: string;
  sku: string;
  refundedFen: number;
  restockedUnits: number;
}

/** The key on which feeds and catalogue join. */
export function skuKey(sku: string): string {
  return sku.toUpperCase();
}

/**
 * `paid` is null while the order itself is unknown: then only what the refunds name themselves can be shared out.
 * No more units of an order go back into stock than were paid, however many refunds say so.
 */
export function refundShares(paid: readonly PaidLine[] | null, refunds: readonly Refund[]): RefundShare[] {
  const left = paid && unitsBySku(paid);
  return refunds.toSorted((a, b) => (a.refundId < b.refundId ? -1 : 1)).flatMap((refund) => sharesOf(refund, paid, left));
}

function sharesOf(refund: Refund, paid: readonly PaidLine[] | null, left: Map<string, number> | null): RefundShare[] {
  const named = refund.lines && refund.lines.length > 0 ? refund.lines : null;
  const lines = named ?? paid ?? [];
  const amounts = named ? namedAmounts(refund.amountFen, named) : split(refund.amountFen, paidWeights(lines));
  const shares = lines.map(({ sku }, at) => ({
    broadcastId: refund.broadcastId,
    sku: skuKey(sku),
    refundedFen: amounts[at] ?? 0,
    restockedUnits: 0,
  }));
  if (!refund.restock) return shares;
  for (const [at, { quantity }] of lines.entries()) {
    const share = shares[at]!;
    share.restockedUnits = left ? Math.min(quantity, left.get(share.sku) ?? 0) : quantity;
    left?.set(share.sku, (left.get(share.sku) ?? 0) - share.restockedUnits);
  }
  return shares;
}

function unitsBySku(lines: readonly PaidLine[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { sku, quantity } of lines) units.set(skuKey(sku), (units.get(skuKey(sku)) ?? 0) + quantity);
  return units;
}

/** Lines keep their own amounts; what they leave of the refund goes to the lines without one, by quantity. */
function namedAmounts(amountFen: number, lines: NonNullable<Refund['lines']>): number[] {
  const said = lines.reduce((sum, line) => sum + (line.amountFen ?? 0), 0);
  const rest = split(
    Math.max(0, amountFen - said),
    lines.map((line) => (line.amountFen === undefined ? line.quantity : 0)),
  );
  return lines.map((line, at) => line.amountFen ?? rest[at]!);
}

function paidWeights(lines: readonly { quantity: number; amountFen?: number | undefined }[]): number[] {
  const amounts = lines.map((line) => line.amountFen ?? 0);
  return amounts.some((amount) => amount > 0) ? amounts : lines.map((line) => line.quantity);
}

/** Splits fen in proportion to the weights by largest remainder, so that the parts add up exactly; all zero weights get nothing. */
export function split(amountFen: number, weights: readonly number[]): number[] {
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (whole === 0n) return weights.map(() => 0);
  const parts = weights.map((weight, at) => {
    const product = BigInt(amountFen) * BigInt(weight);
    return { at, part: Number(product / whole), remainder: product % whole };
  });
  let missing = amountFen - parts.reduce((sum, { part }) => sum + part, 0);
  for (const entry of parts.toSorted((a, b) => (a.remainder === b.remainder ? a.at - b.at : a.remainder > b.remainder ? -1 : 1))) {
    if (missing === 0) break;
    entry.part += 1;
    missing -= 1;
  }
  return parts.map(({ part }) => part);
}
