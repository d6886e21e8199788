/** A price: the sign and the fen small, the yuan large; exact, left to right in every language. */
import { priceParts } from './figures.ts';

export function Price({ fen }: { fen: number }) {
  const price = priceParts(fen);
  return (
    <bdi dir="ltr" className="figure price-figure">
      <span className="price-sign">¥</span>
      {price.yuan}
      {price.fen && <span className="price-fen">{price.fen}</span>}
    </bdi>
  );
}
