/** The products that come next, so that viewers know what to wait for. */
import { memo } from 'react';
import type { QueuedProduct } from '../../native/contract/overlay.ts';
import { FitText } from './FitText.tsx';
import { LocalName } from './LocalName.tsx';
import { Presence } from './Presence.tsx';
import { Price } from './Price.tsx';
import { Words } from './Sentence.tsx';

const NAME_SIZES = [30, 27, 24, 22, 20, 18, 16, 14] as const;
const UNIT_SIZES = [20, 18, 16, 14, 12] as const;

export const NextQueue = memo(function NextQueue({ products }: { products: readonly QueuedProduct[] | null }) {
  return (
    <Presence value={products} keyOf={() => 'next'}>
      {(queue) => (
        <section className="panel next">
          <div className="next-heading tight">
            <Words textKey="nextHeading" />
          </div>
          {queue.map((product) => (
            <div key={product.productId} className="next-row">
              <bdi dir="ltr" className="figure next-number">
                {product.number}
              </bdi>
              <FitText className="next-name tight" textKey={JSON.stringify(product.name)} sizes={NAME_SIZES} maxHeight={60}>
                <LocalName text={product.name} />
              </FitText>
              <div className="next-price">
                <Price fen={product.priceFen} />
                <FitText className="next-unit" textKey={JSON.stringify(product.unit)} sizes={UNIT_SIZES} maxHeight={26}>
                  / <LocalName text={product.unit} />
                </FitText>
              </div>
            </div>
          ))}
        </section>
      )}
    </Presence>
  );
});
