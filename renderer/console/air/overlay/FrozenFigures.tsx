/** Says that the figures viewers see stand still, since when, which feed is silent, and what to do. */
import { IconClockPause } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../../client/hooks.ts';
import { clockMinute, money } from '../../../i18n/formats.ts';
import { Figure } from '../../../parts/Figure.tsx';
import { addressOf } from '../../routes.ts';
import { RowsLink } from '../../sales/RowsLink.tsx';
import { useStudioNow } from '../../studio-clock.ts';

const MINUTE_MS = 60_000;

export function FrozenFigures() {
  const { t } = useTranslation('graphics');
  const { t: console } = useTranslation('console');
  const overlay = useTopic('overlay');
  const feeds = useTopic('sales')?.feeds ?? [];
  const nowMs = useStudioNow();
  if (!overlay || overlay.frozenAtMs === null) return null;
  const { totals, totalShows, ledgerSeq, frozenAtMs } = overlay;
  return (
    <div className="frozen-figures" role="status" title={t('desk.frozen.todo')}>
      <IconClockPause size="1.1rem" aria-hidden />
      <div>
        <strong>{t('desk.frozen.since', { at: clockMinute(frozenAtMs) })}</strong>
        <span>
          {console(`sales.${totalShows}`)}{' '}
          <RowsLink rows={{}} seq={ledgerSeq}>
            <Figure>{money(totalShows === 'gross' ? totals.grossFen : totals.netFen)}</Figure>
          </RowsLink>
        </span>
        {feeds
          .filter(({ stale }) => stale)
          .map(({ source, lastAcceptedAtMs }) => (
            <a key={source} className="rows-link" href={addressOf('sales')}>
              {lastAcceptedAtMs === null || nowMs === undefined
                ? t('desk.frozen.feed', { source })
                : t('desk.frozen.feedFor', { source, minutes: Math.max(0, Math.floor((nowMs - lastAcceptedAtMs) / MINUTE_MS)) })}
            </a>
          ))}
        <span className="frozen-todo">{t('desk.frozen.todo')}</span>
      </div>
    </div>
  );
}
