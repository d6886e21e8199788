/** What is on air now: the segment with its clock, the card, the lower third and the slate. */
import { useTranslation } from 'react-i18next';
import type { PlayoutState } from '../../../native/contract/playout.ts';
import { useTopic } from '../../client/hooks.ts';
import { count, duration, money, signedDuration } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useStudioNow } from '../studio-clock.ts';
import { useText } from '../../i18n/use-text.ts';
import { RowsLink } from '../sales/RowsLink.tsx';
import { ClearLayer } from './overlay/ClearLayer.tsx';
import { VideoNow } from './VideoNow.tsx';

export function NowPanel() {
  const { t } = useTranslation('console');
  const playout = useTopic('playout');
  const { segmentOnAir, cardOnAir, slateHeld } = playout ?? {};
  return (
    <Panel title={t('now.title')} className="now">
      {slateHeld && <SlateNow held={slateHeld} />}
      {segmentOnAir ? <SegmentNow segment={segmentOnAir} /> : <p className="dim">{t('now.noSegment')}</p>}
      {cardOnAir ? <CardNow card={cardOnAir} /> : <p className="dim">{t('now.noCard')}</p>}
      <FlashSaleNow />
      <VideoNow />
    </Panel>
  );
}

function SegmentNow({ segment }: { segment: NonNullable<PlayoutState['segmentOnAir']> }) {
  const { t } = useTranslation('console');
  const text = useText();
  const nowMs = useStudioNow() ?? segment.startedAtMs;
  const planned = useTopic('rundown')?.rundown.segments.find(({ segmentId }) => segmentId === segment.segmentId);
  const elapsedMs = Math.max(0, nowMs - segment.startedAtMs);
  const leftMs = planned ? planned.plannedMs - elapsedMs : null;
  const share = planned && planned.plannedMs > 0 ? Math.min(1, elapsedMs / planned.plannedMs) : 0;
  return (
    <div className="now-item">
      <div className="now-line">
        <bdi className="now-name">{text(segment.title)}</bdi>
        <Figure className="now-clock">{duration(elapsedMs)}</Figure>
      </div>
      {leftMs !== null && (
        <div className="now-line now-left">
          <div className={leftMs < 0 ? 'now-bar over' : 'now-bar'}>
            <span style={{ inlineSize: `${share * 100}%` }} />
          </div>
          <span className={leftMs < 0 ? 'warning' : 'dim'}>
            {t(leftMs < 0 ? 'now.over' : 'now.left')} <Figure>{leftMs < 0 ? signedDuration(-leftMs) : duration(leftMs)}</Figure>
          </span>
        </div>
      )}
      {planned?.notes && <p className="now-notes">{planned.notes}</p>}
    </div>
  );
}

function CardNow({ card }: { card: NonNullable<PlayoutState['cardOnAir']> }) {
  const { t } = useTranslation('console');
  const text = useText();
  const nowMs = useStudioNow() ?? card.shownAtMs;
  return (
    <div className="now-item">
      <div className="now-line">
        <span className="now-name">
          <Figure className="now-number">{card.number}</Figure> <bdi>{text(card.name)}</bdi>
        </span>
        <span className="now-end">
          <Figure className="now-clock">{duration(Math.max(0, nowMs - card.shownAtMs))}</Figure>
          <ClearLayer layer="card" />
        </span>
      </div>
      <div className="now-line">
        <span>
          <Figure className="strong">{money(card.priceFen)}</Figure> <bdi className="dim">{text(card.unit)}</bdi>
        </span>
        <span className="dim">
          {t('deck.remaining')}{' '}
          <RowsLink rows={{ sku: card.sku }}>
            <Figure>{count(card.remaining)}</Figure>
          </RowsLink>
        </span>
      </div>
    </div>
  );
}

function FlashSaleNow() {
  const { t } = useTranslation('console');
  const text = useText();
  const nowMs = useStudioNow();
  const flashSale = useTopic('sales')?.flashSale ?? null;
  if (!flashSale || nowMs === undefined) return null;
  const { name, sku, startedAtMs, endsAtMs, units, soldUnits } = flashSale;
  const unitsLeft = units === null ? null : Math.max(0, units - soldUnits);
  return (
    <div className="now-item now-flash">
      <div className="now-line">
        <span className="now-name">
          <span className="dim">{t('now.flashSale')}</span> <bdi>{text(name)}</bdi>
        </span>
        <Figure className="now-clock countdown">{duration(Math.max(0, endsAtMs - nowMs))}</Figure>
      </div>
      <div className="now-line dim">
        <span>
          {t('now.sold')}{' '}
          <RowsLink rows={{ sku, fromMs: startedAtMs, toMs: endsAtMs }}>
            <Figure>{count(soldUnits)}</Figure>
          </RowsLink>
        </span>
        {unitsLeft !== null && (
          <span className={unitsLeft === 0 ? 'warning' : undefined}>
            {t('deck.remaining')} <Figure>{count(unitsLeft)}</Figure>
          </span>
        )}
      </div>
    </div>
  );
}

function SlateNow({ held }: { held: NonNullable<PlayoutState['slateHeld']> }) {
  const { t } = useTranslation('console');
  const nowMs = useStudioNow() ?? held.heldAtMs;
  return (
    <div className="now-slate" role="status">
      <strong>{t(`slate.${held.slate}`)}</strong>
      <Figure className="now-clock">{duration(Math.max(0, nowMs - held.heldAtMs))}</Figure>
    </div>
  );
}
