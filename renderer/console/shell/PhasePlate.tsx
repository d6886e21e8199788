/** Says whether the broadcast is on air, for how long, and whether it is only a rehearsal. */
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { duration } from '../../i18n/formats.ts';
import { Figure } from '../../parts/Figure.tsx';
import { useStudioNow } from '../studio-clock.ts';

export function PhasePlate() {
  const { t } = useTranslation('console');
  const broadcast = useTopic('playout')?.broadcast;
  const nowMs = useStudioNow();
  if (!broadcast) return null;
  const onAir = broadcast.phase === 'onAir';
  return (
    <div className="phase">
      <span className={onAir ? 'phase-plate on-air' : 'phase-plate'}>
        <span role="status">{t(`phase.${broadcast.phase}`)}</span>
        {onAir && broadcast.startedAtMs !== null && nowMs !== undefined && (
          <Figure>{duration(Math.max(0, nowMs - broadcast.startedAtMs))}</Figure>
        )}
      </span>
      {broadcast.rehearsal && <span className="phase-plate rehearsal">{t('phase.rehearsal')}</span>}
    </div>
  );
}
