/** The product card: number, place, name, price with its unit, and how many are left. */
import { useLayoutEffect, useRef } from 'react';
import { groupDigits } from '../../native/contract/money.ts';
import type { Card } from '../../native/contract/overlay.ts';
import { textIn } from '../../native/contract/text.ts';
import { priceParts, stockState } from './figures.ts';
import { FitText } from './FitText.tsx';
import { LocalName } from './LocalName.tsx';
import { useTexts } from './overlay-texts.ts';
import { Presence } from './Presence.tsx';
import { Sentence } from './Sentence.tsx';

const ORIGIN_SIZES = [30, 26, 22] as const;
const NAME_SIZES = [60, 52, 46, 40, 34, 30, 26, 22] as const;
const PRICE_SIZES = [148, 128, 108, 92, 78, 64, 52] as const;
const UNIT_SIZES = [34, 30, 26, 22, 18] as const;

export function ProductCard({ card, still }: { card: Card | null; still: boolean }) {
  return (
    <Presence value={card} keyOf={(shown) => shown.productId} still={still} className="card-place">
      {(shown) => <CardFace card={shown} still={still} />}
    </Presence>
  );
}

function CardFace({ card, still }: { card: Card; still: boolean }) {
  const { locale } = useTexts();
  const price = priceParts(card.priceFen);
  return (
    <article className="panel card">
      <div className="silk" />
      <div className="card-head">
        <span className="card-number">
          <Sentence textKey="cardNumber" figure={String(card.number)} />
        </span>
        <FitText className="card-origin" textKey={textIn(card.placeName, locale)} sizes={ORIGIN_SIZES} maxHeight={100}>
          <LocalName text={card.placeName} />
        </FitText>
      </div>
      <FitText className="card-name" textKey={textIn(card.name, locale)} sizes={NAME_SIZES} maxHeight={locale === 'ug' ? 230 : 200}>
        <LocalName text={card.name} />
      </FitText>
      <div className="card-price">
        <FitText className="price" textKey={`${price.yuan}${price.fen}`} sizes={PRICE_SIZES} maxHeight={400}>
          <bdi dir="ltr" className="figure">
            <span className="price-sign">¥</span>
            {price.yuan}
            {price.fen && <span className="price-fen">{price.fen}</span>}
          </bdi>
        </FitText>
        <FitText className="card-unit" textKey={textIn(card.unit, locale)} sizes={UNIT_SIZES} maxHeight={110}>
          <span className="card-per">/</span> <LocalName text={card.unit} />
        </FitText>
        <Flash of={card.priceFen} still={still} />
      </div>
      <Stock remaining={card.remaining} allocated={card.allocated} still={still} />
    </article>
  );
}

function Stock({ remaining, allocated, still }: { remaining: number; allocated: number; still: boolean }) {
  const { t } = useTexts();
  const state = stockState(remaining, allocated);
  const share = allocated > 0 ? Math.min(1, remaining / allocated) : 0;
  return (
    <div className={`stock stock-${state}`}>
      <span className="stock-words">
        {state === 'none' ? (
          t('stockNone')
        ) : (
          <Sentence textKey={state === 'last' ? 'stockLast' : 'stockLeft'} figure={groupDigits(remaining)} />
        )}
      </span>
      <span className="stock-bar">
        <span style={{ transform: `scaleX(${share})` }} />
      </span>
      <Flash of={remaining} still={still} />
    </div>
  );
}

/** Time between two flashes of one figure: a flash sale would else be a strobe. */
const FLASH_MS = 700;

/** Lights up once when the figure beside it has changed. */
function Flash({ of: figure, still }: { of: number; still: boolean }) {
  const light = useRef<HTMLSpanElement>(null);
  const last = useRef({ figure, atMs: 0 });
  useLayoutEffect(() => {
    const { current } = last;
    if (current.figure === figure) return;
    current.figure = figure;
    if (still || performance.now() - current.atMs < FLASH_MS) return;
    current.atMs = performance.now();
    light.current?.animate([{ opacity: 0.5 }, { opacity: 0 }], { duration: FLASH_MS, easing: 'ease-out' });
  }, [figure, still]);
  return <span ref={light} className="flash" />;
}
