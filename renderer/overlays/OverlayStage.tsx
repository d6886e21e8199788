/** Every layer of one state on one transparent stage. */
import { type ReactNode, useMemo } from 'react';
import { placementFor } from '../../native/contract/default-placements.ts';
import { type LayerId, layerIds } from '../../native/contract/layout.ts';
import { blankOverlay, type OverlayState } from '../../native/contract/overlay.ts';
import { directionOf, type Locale } from '../../native/contract/text.ts';
import { ClockLayer } from './ClockLayer.tsx';
import { useDrawableState, usePaintedMarks } from './drawn-state.ts';
import { FlashSale } from './FlashSale.tsx';
import { Guides } from './Guides.tsx';
import { LayerBoundary } from './LayerBoundary.tsx';
import { LowerThirdLayer } from './LowerThirdLayer.tsx';
import { NextQueue } from './NextQueue.tsx';
import { OfferLayer } from './OfferLayer.tsx';
import type { OverlayView } from './overlay-address.ts';
import { Placed } from './Placed.tsx';
import { ProductCard } from './ProductCard.tsx';
import { RehearsalMark } from './RehearsalMark.tsx';
import { SalesTicker } from './SalesTicker.tsx';
import { SalesTotal } from './SalesTotal.tsx';
import { SlateLayer } from './SlateLayer.tsx';
import { type Stage, StageContext } from './stage-context.ts';
import { useStageSize } from './stage-size.ts';
import { StudioClock } from './studio-clock.ts';
import { AdMark, AnnouncementLayer, LegalFooter, SegmentTitle } from './TextLayers.tsx';
import { themeStyle } from './theme-style.ts';

interface OverlayStageProps {
  newest: OverlayState | undefined;
  view: OverlayView;
  /** Every change shows its end state at once. */
  still: boolean;
}

export function OverlayStage({ newest, view, still: alwaysStill }: OverlayStageProps) {
  const clock = useStudioClock(newest);
  const drawn = useDrawableState(newest);
  usePaintedMarks(drawn);
  const size = useStageSize(view.shape);
  const { shape, scale, width, height } = size;
  const state = drawn ?? blankOverlay;
  const { theme } = state;
  const style = useMemo(() => themeStyle(theme), [theme]);
  const still = alwaysStill || state.calm;
  const locale = view.locale ?? state.locale;
  // Read as one text, so that the same languages said again are not others.
  const also = view.locale ? '' : state.alsoIn.filter((other) => other !== locale).join();
  const stage = useMemo((): Stage => {
    const alsoIn = also === '' ? [] : (also.split(',') as Locale[]);
    const look = `${locale} ${also} ${shape} ${theme.type.scale} ${theme.type.uyghurNames} ${theme.type.weight}`;
    return { locale, alsoIn, shape, still, leaveMs: theme.motion.leaveMs, look, clock };
  }, [locale, also, shape, still, theme, clock]);
  if (!drawn) return null;

  const direction = directionOf(locale);
  const contents = contentsOf(state, `${state.broadcastId} ${locale} ${also} ${shape}`);
  return (
    <StageContext value={stage}>
      <main
        className={`stage ${shape}${still ? ' still' : ''}`}
        lang={locale}
        dir={direction}
        data-motion-style={theme.motion.style}
        style={{ ...style, width, height, transform: `scale(${scale})` }}
      >
        {layerIds.map((layer) => {
          const placement = placementFor(state.layout, shape, layer, direction);
          const away = placement.hidden || state.heldBack.includes(layer) || (view.layers && !view.layers.includes(layer));
          return (
            <LayerBoundary key={layer} layer={layer} state={state}>
              <Placed layer={layer} placement={placement} shape={shape} stage={size}>
                {contents[layer](!away)}
              </Placed>
            </LayerBoundary>
          );
        })}
        {!view.layers && (
          <LayerBoundary layer="slate" state={state}>
            <SlateLayer slate={state.slate} />
          </LayerBoundary>
        )}
        {state.rehearsal && <RehearsalMark />}
        {view.guides && <Guides shape={shape} />}
      </main>
    </StageContext>
  );
}

/** What each layer shows; one that is not allowed leaves as if there were nothing to show. */
function contentsOf(state: OverlayState, seriesKey: string): Record<LayerId, (allowed: boolean) => ReactNode> {
  const has = <T,>(allowed: boolean, value: T | null): T | null => (allowed ? value : null);
  const { totals, totalShown, tickerShown, ticker, nextShown, next } = state;
  return {
    card: (allowed) => <ProductCard card={has(allowed, state.card)} />,
    next: (allowed) => <NextQueue products={has(allowed && nextShown && next.length > 0, next)} />,
    'flash-sale': (allowed) => <FlashSale sale={has(allowed, state.flashSale)} />,
    offer: (allowed) => <OfferLayer offer={has(allowed, state.offer)} />,
    ticker: (allowed) => <SalesTicker items={has(allowed && tickerShown && ticker.length > 0, ticker)} seriesKey={seriesKey} />,
    total: (allowed) => (
      <SalesTotal
        key={state.broadcastId}
        totals={has(allowed && totalShown && totals.orderCount > 0, totals)}
        shows={state.totalShows}
        goalFen={state.goalFen}
      />
    ),
    'lower-third': (allowed) => <LowerThirdLayer lowerThird={has(allowed, state.lowerThird)} />,
    'segment-title': (allowed) => <SegmentTitle title={has(allowed && state.segmentTitleShown, state.segmentTitle)} />,
    announcement: (allowed) => <AnnouncementLayer announcement={has(allowed, state.announcement)} />,
    clock: (allowed) => <ClockLayer shown={has(allowed && state.clockShown, true as const)} />,
    footer: (allowed) => <LegalFooter footer={has(allowed && state.footerShown, state.footer)} />,
    'ad-mark': (allowed) => <AdMark shown={has(allowed && state.adMarkShown, true as const)} />,
  };
}

/** Begun anew when the studio says the time, not when the same saying comes again after a lost line. */
function useStudioClock(state: OverlayState | undefined): StudioClock {
  const { nowAtMs, speed } = (state ?? blankOverlay).clock;
  return useMemo(() => new StudioClock({ nowAtMs, speed }), [nowAtMs, speed]);
}
