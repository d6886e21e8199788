/** The overlay: every layer of one state on one transparent stage. It keeps its last picture while the studio is away. */
import { useMemo } from 'react';
import type { OverlayState } from '../../native/contract/overlay.ts';
import type { Locale } from '../../native/contract/text.ts';
import { directionOf } from '../../native/contract/text.ts';
import { useTopic } from '../client/hooks.ts';
import { useDrawableState, usePaintedMarks } from './drawn-state.ts';
import { LayerBoundary } from './LayerBoundary.tsx';
import { LowerThirdLayer } from './LowerThirdLayer.tsx';
import { LocaleContext } from './overlay-texts.ts';
import { ProductCard } from './ProductCard.tsx';
import { RehearsalMark } from './RehearsalMark.tsx';
import { SalesTicker } from './SalesTicker.tsx';
import { SalesTotal } from './SalesTotal.tsx';
import { SlateLayer } from './SlateLayer.tsx';
import { useStageSize } from './stage-size.ts';
import { themeStyle } from './theme-style.ts';

interface OverlayPageProps {
  topic: 'overlay' | 'overlayPreview';
  /** A language of its own, or null for the studio's choice. */
  locale: Locale | null;
  /** Every change shows its end state at once. */
  still: boolean;
}

export function OverlayPage({ topic, locale, still }: OverlayPageProps) {
  return <OverlayStage newest={useTopic(topic)} locale={locale} still={still} />;
}

interface OverlayStageProps extends Pick<OverlayPageProps, 'locale' | 'still'> {
  newest: OverlayState | undefined;
}

export function OverlayStage({ newest, locale: ownLocale, still }: OverlayStageProps) {
  const state = useDrawableState(newest);
  usePaintedMarks(state);
  const { orientation, scale, width, height } = useStageSize();
  const theme = state?.theme;
  const look = useMemo(() => theme && themeStyle(theme), [theme]);
  if (!state) return null;

  const locale = ownLocale ?? state.locale;
  const style = { ...look, width, height, transform: `scale(${scale})` };
  return (
    <LocaleContext value={locale}>
      <main className={`stage ${orientation}${still ? ' still' : ''}`} lang={locale} dir={directionOf(locale)} style={style}>
        <LayerBoundary layer="total" state={state}>
          {state.totalShown && state.totals.orderCount > 0 && (
            <SalesTotal key={state.broadcastId} totals={state.totals} shows={state.totalShows} still={still} />
          )}
        </LayerBoundary>
        <LayerBoundary layer="lower-third" state={state}>
          <LowerThirdLayer lowerThird={state.lowerThird} still={still} />
        </LayerBoundary>
        <LayerBoundary layer="card" state={state}>
          <ProductCard card={state.card} still={still} />
        </LayerBoundary>
        <LayerBoundary layer="ticker" state={state}>
          {state.tickerShown && state.ticker.length > 0 && (
            <SalesTicker key={`${state.broadcastId} ${locale} ${orientation}`} items={state.ticker} still={still} />
          )}
        </LayerBoundary>
        <LayerBoundary layer="slate" state={state}>
          <SlateLayer slate={state.slate} still={still} />
        </LayerBoundary>
        {state.rehearsal && <RehearsalMark />}
      </main>
    </LocaleContext>
  );
}
