/** The figures of a destination: line, what waits and for how long, and what has been acknowledged. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type DestinationState, isRobotType } from '../../../native/contract/upstream.ts';
import { clockTime, count, dayClock, duration } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { useStudioNow } from '../studio-clock.ts';
import { byteSize, isolated, waitLength } from './units.ts';
import styles from './upstream.module.css';

const DAY_MS = 24 * 3_600_000;

export function DestinationFacts({ destination }: { destination: DestinationState }) {
  const { t } = useTranslation('upstream');
  const { type, line, acknowledgedSeq, arrivedSeq, anyOrder, clockSkewMs } = destination;
  return (
    <dl className={styles.facts}>
      <Fact label={t('card.line')} name="line">
        <span className={line === 'online' || line === 'unknown' ? undefined : 'warning'}>{t(`line.${line}`)}</span>
      </Fact>
      <Fact label={t(isRobotType(type) ? 'card.messages' : 'card.backlog')} name="backlog">
        <Backlog destination={destination} />
      </Fact>
      <Fact label={t(type === 'folder' ? 'card.written' : 'card.acknowledged')} name="acknowledged">
        <Acknowledged destination={destination} />
      </Fact>
      {type === 'folder' && (
        <Fact label={t('card.arrived')} name="arrived">
          {arrivedSeq === null ? t('card.arrivedNothing') : <Numbered seq={arrivedSeq} />}
          {arrivedSeq !== null && arrivedSeq < acknowledgedSeq && <span className="dim"> {t('card.onTheWay')}</span>}
        </Fact>
      )}
      {anyOrder && (
        <Fact label={t('card.order')} name="order">
          {t('card.anyOrder')}
        </Fact>
      )}
      {clockSkewMs !== null && (
        <Fact label={t('card.clock')} name="clock">
          <span className="warning">
            {t(clockSkewMs > 0 ? 'card.clockAhead' : 'card.clockBehind')} <Figure>{duration(Math.abs(clockSkewMs))}</Figure>
          </span>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ label, name, children }: { label: string; name: string; children: ReactNode }) {
  return (
    <div data-fact={name}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Where newer entries went ahead, the number is only how far nothing is left out. */
function Numbered({ seq, anyOrder = false }: { seq: number; anyOrder?: boolean }) {
  const { t } = useTranslation('upstream');
  return <>{t(anyOrder ? 'card.completeTo' : 'card.number', { seq: isolated(count(seq)) })}</>;
}

function Backlog({ destination }: { destination: DestinationState }) {
  const { t } = useTranslation('upstream');
  const { backlogEntries, backlogBytes, backlogMs } = destination;
  if (backlogEntries === 0) return <>{t('card.nothingWaits')}</>;
  const wait = backlogMs === null ? null : waitLength(backlogMs);
  return (
    <>
      <Figure className="strong">{count(backlogEntries)}</Figure>
      {backlogBytes !== null && (
        <>
          {' · '}
          <Figure>{byteSize(backlogBytes)}</Figure>
        </>
      )}
      {wait && (
        <>
          {' · '}
          {'days' in wait ? t('card.aboutDays', { count: wait.days }) : <Figure>≈ {wait.text}</Figure>}
        </>
      )}
    </>
  );
}

function Acknowledged({ destination }: { destination: DestinationState }) {
  const nowMs = useStudioNow();
  const { type, acknowledgedSeq, lastAcknowledgedAtMs, anyOrder } = destination;
  if (lastAcknowledgedAtMs === null && (acknowledgedSeq === 0 || isRobotType(type))) return <>—</>;
  const old = lastAcknowledgedAtMs !== null && nowMs !== undefined && Math.abs(nowMs - lastAcknowledgedAtMs) > DAY_MS / 2;
  return (
    <>
      {lastAcknowledgedAtMs !== null && <Figure>{old ? dayClock(lastAcknowledgedAtMs) : clockTime(lastAcknowledgedAtMs)}</Figure>}
      {lastAcknowledgedAtMs !== null && !isRobotType(type) && ' · '}
      {!isRobotType(type) && <Numbered seq={acknowledgedSeq} anyOrder={anyOrder} />}
    </>
  );
}
