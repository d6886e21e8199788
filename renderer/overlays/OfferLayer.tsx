/** A coupon or lucky bag of the platform: announced with its conditions and the time it opens, and its result once somebody has told it. */
import { memo, useReducer } from 'react';
import type { OfferOnAir } from '../../native/contract/graphics.ts';
import { Countdown } from './Countdown.tsx';
import { FitText } from './FitText.tsx';
import { LocalName } from './LocalName.tsx';
import { timeOfDay } from './figures.ts';
import type { TextKey } from './overlay-texts.ts';
import { Presence } from './Presence.tsx';
import { Sentence, Words } from './Sentence.tsx';
import { useStage } from './stage-context.ts';

const TITLE_SIZES = [36, 32, 28, 25, 22, 19, 17, 15, 13] as const;
const OPENS_SIZES = [26, 24, 22, 20, 18, 16, 14] as const;
const TERMS_SIZES = [22, 20, 18, 16, 14, 12] as const;

const kindWords: Record<OfferOnAir['kind'], TextKey> = { coupon: 'offerCoupon', 'lucky-bag': 'offerLuckyBag' };

export const OfferLayer = memo(function OfferLayer({ offer }: { offer: OfferOnAir | null }) {
  return (
    <Presence value={offer} keyOf={({ offerId, state }) => `${offerId} ${state}`}>
      {(shown) => <OfferFace offer={shown} />}
    </Presence>
  );
});

function OfferFace({ offer }: { offer: OfferOnAir }) {
  const told = offer.state === 'result' && offer.result;
  return (
    <section className={`panel offer offer-${offer.state}`}>
      <div className="offer-heading tight">
        <Words textKey={kindWords[offer.kind]} />
        {told && (
          <span className="offer-told">
            <Words textKey="offerResult" />
          </span>
        )}
      </div>
      <FitText className="offer-title tight" textKey={JSON.stringify(offer.title)} sizes={TITLE_SIZES} maxHeight={told ? 56 : 80}>
        <LocalName text={offer.title} />
      </FitText>
      {told ? (
        <FitText className="offer-result tight" textKey={JSON.stringify(told)} sizes={TITLE_SIZES} maxHeight={116}>
          <LocalName text={told} />
        </FitText>
      ) : (
        <>
          {offer.terms && (
            <FitText className="offer-terms tight" textKey={JSON.stringify(offer.terms)} sizes={TERMS_SIZES} maxHeight={58}>
              <LocalName text={offer.terms} />
            </FitText>
          )}
          {offer.opensAtMs !== undefined && <Opening atMs={offer.opensAtMs} />}
        </>
      )}
    </section>
  );
}

function Opening({ atMs }: { atMs: number }) {
  const { clock } = useStage();
  const [, lookAgain] = useReducer((times: number) => times + 1, 0);
  const isOpen = clock.nowMs() >= atMs;
  return (
    <div className="offer-opening tight">
      {isOpen ? (
        <Words textKey="offerOpen" />
      ) : (
        <>
          <FitText className="offer-opens" textKey={String(atMs)} sizes={OPENS_SIZES} maxHeight={42}>
            <span className="words">
              <Sentence textKey="offerOpensAt" figure={timeOfDay(atMs)} />
            </span>
          </FitText>
          <Countdown untilAtMs={atMs} onEnd={lookAgain} />
        </>
      )}
    </div>
  );
}
