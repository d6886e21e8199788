/** The product card: number, where it comes from and who makes it, name, selling points, price with its unit, and how many are left. */
import { memo } from 'react';
import { groupDigits } from '../../native/contract/money.ts';
import type { Card } from '../../native/contract/overlay.ts';
import type { LocalText } from '../../native/contract/text.ts';
import { stockState, type StockState } from './figures.ts';
import { FitText } from './FitText.tsx';
import { Flash } from './Flash.tsx';
import { LocalName } from './LocalName.tsx';
import type { TextKey } from './overlay-texts.ts';
import { Presence } from './Presence.tsx';
import { Price } from './Price.tsx';
import { AlsoWords, Sentence, Words } from './Sentence.tsx';
import { usePlaceWidth } from './stage-context.ts';

const PLACE_SIZES = [28, 25, 22, 19, 16, 14] as const;
const MAKER_SIZES = [23, 21, 19, 17, 15, 13] as const;
const NAME_SIZES = [58, 52, 46, 41, 37, 33, 29, 26, 23, 20] as const;
const POINT_SIZES = [27, 24, 21, 19, 17] as const;
const PRICE_SIZES = [124, 116, 106, 96, 86, 76, 66, 56, 46, 38] as const;
const STRUCK_SIZES = [24, 22, 20, 18, 16, 14, 12] as const;
const UNIT_SIZES = [32, 28, 25, 22, 19, 16] as const;

/** From this width on the price stands beside the name, not under it. */
const WIDE = 760;
/** Below this one the unit stands under the price, not beside it. */
const NARROW = 560;
const NAME_HEIGHTS = { wide: 98, tall: 146, narrow: 116 } as const;
const PRICE_HEIGHTS = { wide: 150, tall: 122, narrow: 104 } as const;

export const ProductCard = memo(function ProductCard({ card }: { card: Card | null }) {
  return (
    <Presence value={card} keyOf={(shown) => shown.productId}>
      {(shown) => <CardFace card={shown} />}
    </Presence>
  );
});

function CardFace({ card }: { card: Card }) {
  const width = usePlaceWidth();
  const form = width >= WIDE ? 'wide' : width < NARROW ? 'narrow' : 'tall';
  const { sellingPoints = [], cooperative } = card;
  return (
    <article className={`panel card card-${form} ${card.remaining <= 0 ? 'card-sold-out' : ''}`}>
      <div className="band" />
      <div className="card-head">
        <span className="card-number">
          <span>
            <Sentence textKey="cardNumber" figure={String(card.number)} />
          </span>
        </span>
        <div className="card-origin">
          <FitText className="card-place tight" textKey={keyOf(card.placeName)} sizes={PLACE_SIZES} maxHeight={cooperative ? 40 : 76}>
            <LocalName text={card.placeName} />
          </FitText>
          {cooperative && (
            <FitText className="card-maker tight" textKey={keyOf(cooperative)} sizes={MAKER_SIZES} maxHeight={34}>
              <LocalName text={cooperative} />
            </FitText>
          )}
        </div>
      </div>
      <div className="card-words">
        <FitText className="card-name names" textKey={keyOf(card.name)} sizes={NAME_SIZES} maxHeight={NAME_HEIGHTS[form]}>
          <LocalName text={card.name} />
        </FitText>
        {sellingPoints.length > 0 && (
          <FitText
            className="card-points tight"
            textKey={sellingPoints.map(keyOf).join()}
            sizes={POINT_SIZES}
            maxHeight={form === 'wide' ? 56 : 70}
          >
            <div className="card-point-lines">
              {sellingPoints.map((point, index) => (
                // oxlint-disable-next-line react/no-array-index-key -- points have no identity but their place
                <span key={index} className="card-point">
                  <LocalName text={point} />
                </span>
              ))}
            </div>
          </FitText>
        )}
      </div>
      <div className="card-price">
        <Flash of={card.priceFen} className="price">
          <FitText className="price-size" textKey={String(card.priceFen)} sizes={PRICE_SIZES} maxHeight={PRICE_HEIGHTS[form]}>
            <Price fen={card.priceFen} />
          </FitText>
        </Flash>
        <div className="card-terms">
          {card.struckPrice && (
            <FitText className="card-struck tight" textKey={String(card.struckPrice.priceFen)} sizes={STRUCK_SIZES} maxHeight={52}>
              <Words textKey="struckPrice" />{' '}
              <s>
                <Price fen={card.struckPrice.priceFen} />
              </s>
            </FitText>
          )}
          <FitText
            className="card-unit"
            textKey={keyOf(card.unit)}
            sizes={UNIT_SIZES}
            maxHeight={form === 'narrow' ? 52 : card.struckPrice ? 62 : 92}
          >
            <span className="card-per">/</span> <LocalName text={card.unit} />
          </FitText>
        </div>
      </div>
      <Stock remaining={card.remaining} allocated={card.allocated} />
    </article>
  );
}

const stockWords: Record<Exclude<StockState, 'none'>, { sentence: TextKey; words: TextKey }> = {
  left: { sentence: 'stockLeft', words: 'stockLeftWord' },
  last: { sentence: 'stockLast', words: 'stockLastWord' },
};

function Stock({ remaining, allocated }: { remaining: number; allocated: number }) {
  const state = stockState(remaining, allocated);
  const share = allocated > 0 ? Math.min(1, remaining / allocated) : 0;
  return (
    <Flash of={remaining} className={`stock stock-${state}`}>
      <span className="stock-words tight">
        {state === 'none' ? (
          <Words textKey="stockNone" />
        ) : (
          <>
            <span className="words">
              <Sentence textKey={stockWords[state].sentence} figure={groupDigits(remaining)} />
            </span>
            <AlsoWords textKey={stockWords[state].words} />
          </>
        )}
      </span>
      {state !== 'none' && (
        <span className="bar">
          <span style={{ transform: `scaleX(${share})` }} />
        </span>
      )}
    </Flash>
  );
}

function keyOf(text: LocalText): string {
  return JSON.stringify(text);
}
