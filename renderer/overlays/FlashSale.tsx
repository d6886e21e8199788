/** The flash sale: what, at which price, how long still and how much of it is gone. It ends by itself, by time or by stock. */
import { memo, useEffect, useReducer, useState } from 'react';
import { FLASH_SALE_END_MS, type FlashSaleOnAir } from '../../native/contract/overlay.ts';
import { Countdown } from './Countdown.tsx';
import { FitText } from './FitText.tsx';
import { Flash } from './Flash.tsx';
import { LocalName } from './LocalName.tsx';
import { Presence } from './Presence.tsx';
import { Price } from './Price.tsx';
import { Words } from './Sentence.tsx';
import { usePlaceWidth, useStage } from './stage-context.ts';

const NAME_SIZES = [32, 28, 25, 22, 19, 17, 15] as const;
const PRICE_SIZES = [46, 42, 38, 34, 30, 26, 22, 19] as const;
const UNIT_SIZES = [22, 20, 18, 16, 14, 12, 10] as const;
/** Below this width the unit stands under the price. */
const NARROW = 560;

export const FlashSale = memo(function FlashSale({ sale }: { sale: FlashSaleOnAir | null }) {
  const gone = useGone(sale?.endsAtMs ?? null);
  return (
    <Presence value={gone ? null : sale} keyOf={({ flashSaleId }) => flashSaleId}>
      {(shown) => <FlashFace sale={shown} />}
    </Presence>
  );
});

function FlashFace({ sale }: { sale: FlashSaleOnAir }) {
  const { clock } = useStage();
  const [, lookAgain] = useReducer((times: number) => times + 1, 0);
  const soldOut = sale.units !== null && sale.soldUnits >= sale.units;
  const ended = clock.nowMs() >= sale.endsAtMs;
  const over = soldOut || ended;
  const narrow = usePlaceWidth() < NARROW;
  return (
    <section className={`panel sale-flash ${over ? 'sale-over' : ''} ${narrow ? 'sale-narrow' : ''}`}>
      <div className="sale-clock">
        <span className="sale-heading tight">
          <Words textKey={soldOut ? 'stockNone' : ended ? 'flashEnded' : 'flashHeading'} />
        </span>
        {!over && <Countdown untilAtMs={sale.endsAtMs} onEnd={lookAgain} />}
      </div>
      <div className="sale-what">
        <FitText className="sale-name tight" textKey={JSON.stringify(sale.name)} sizes={NAME_SIZES} maxHeight={narrow ? 44 : 60}>
          <LocalName text={sale.name} />
        </FitText>
        {sale.priceFen !== null && (
          <Flash of={sale.priceFen} className="sale-price">
            <FitText className="sale-figure" textKey={String(sale.priceFen)} sizes={PRICE_SIZES} maxHeight={narrow ? 42 : 54}>
              <Price fen={sale.priceFen} />
            </FitText>
            {sale.unit && (
              <FitText className="sale-unit" textKey={JSON.stringify(sale.unit)} sizes={UNIT_SIZES} maxHeight={28}>
                / <LocalName text={sale.unit} />
              </FitText>
            )}
          </Flash>
        )}
      </div>
      {sale.units !== null && sale.units > 0 && (
        <span className="bar sale-bar">
          <span style={{ transform: `scaleX(${Math.max(0, Math.min(1, 1 - sale.soldUnits / sale.units))})` }} />
        </span>
      )}
    </section>
  );
}

/** True once the end has been shown long enough; a clock that goes back behind the end takes it back. */
function useGone(endsAtMs: number | null): boolean {
  const { clock } = useStage();
  // A new object each time, so that the same end seen again is seen.
  const [gone, setGone] = useState<{ endsAtMs: number } | null>(null);
  useEffect(() => {
    if (endsAtMs === null) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      if (clock.nowMs() >= endsAtMs + FLASH_SALE_END_MS) setGone({ endsAtMs });
      else timer = setTimeout(look, clock.waitMs(endsAtMs + FLASH_SALE_END_MS));
    };
    look();
    return () => clearTimeout(timer);
  }, [endsAtMs, clock]);
  return endsAtMs !== null && gone?.endsAtMs === endsAtMs && clock.nowMs() >= endsAtMs;
}
