/** How fresh a studio's results are: in words, with a sign of its own for each, and how long ago it was heard. */
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconMoon, IconQuestionMark } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardStudio } from '../../native/contract/district.ts';
import { dayClock, duration } from '../i18n/formats.ts';
import { Figure } from '../parts/Figure.tsx';
import styles from './district.module.css';
import { type LiveBoard, useReceiverNow } from './use-live-board.ts';

type Shown = BoardStudio['freshness'] | 'unknown';

const signs: Record<Shown, ComponentType<{ size: string; 'aria-hidden': true }>> = {
  fresh: IconCircleCheck,
  late: IconAlertTriangle,
  silent: IconMoon,
  never: IconCircleDashed,
  unknown: IconQuestionMark,
};
/** Longer ago than this is told as a date. */
const DATE_AFTER_MS = 12 * 3_600_000;

interface FreshnessProps {
  studio: Pick<BoardStudio, 'freshness' | 'lastHeardAtMs'>;
  live: LiveBoard;
}

export function Freshness({ studio: { freshness, lastHeardAtMs }, live }: FreshnessProps) {
  const { t } = useTranslation('district');
  const shown: Shown = live.old && freshness !== 'never' ? 'unknown' : freshness;
  const Sign = signs[shown];
  return (
    <span className={styles.freshness} data-freshness={shown}>
      <Sign size="1.05em" aria-hidden />
      <span>{t(`freshness.${shown}`)}</span>
      {lastHeardAtMs !== null && (
        <span className={styles.heard} title={t('heard')}>
          <Ago atMs={lastHeardAtMs} live={live} />
        </span>
      )}
    </span>
  );
}

function Ago({ atMs, live }: { atMs: number; live: LiveBoard }) {
  const agoMs = Math.max(0, useReceiverNow(live) - atMs);
  return <Figure>{agoMs > DATE_AFTER_MS ? dayClock(atMs) : duration(agoMs)}</Figure>;
}

/** Red, because it is on air; a mark of which nobody knows whether it still holds is not red. */
export function OnAirMark({ old }: { old: boolean }) {
  const { t } = useTranslation('district');
  return <span className={`mark ${old ? 'shown' : 'on-air'}`}>{t(old ? 'wasOnAir' : 'onAir')}</span>;
}
