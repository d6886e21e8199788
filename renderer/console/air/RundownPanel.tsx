/** The rundown as it runs: what is over, what is on air, what is prepared, and when each is expected. */
import { Anchor } from '@mantine/core';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLink, useTopic } from '../../client/hooks.ts';
import { clockMinute, duration, signedDuration } from '../../i18n/formats.ts';
import { DeskButton } from '../DeskButton.tsx';
import { useDesk } from '../desk.ts';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { addressOf } from '../routes.ts';
import { useStudioNow } from '../studio-clock.ts';
import { useCommand } from '../use-command.ts';
import { expectedTimes, type RundownTimes } from './expected-times.ts';
import { RundownRow } from './RundownRow.tsx';

export function RundownPanel() {
  const { t } = useTranslation('console');
  const desk = useDesk();
  const state = useTopic('rundown');
  const playout = useTopic('playout');
  const nowMs = useStudioNow();
  const open = useLink() === 'open';
  const list = useRef<HTMLOListElement>(null);
  const preparedId = playout?.prepared.segmentId ?? null;
  const onAirId = playout?.segmentOnAir?.segmentId ?? null;
  const times = useMemo(
    () => (state && nowMs !== undefined ? expectedTimes(state.rundown, playout?.asRun ?? [], playout?.segmentOnAir ?? null, nowMs) : null),
    [state, playout?.asRun, playout?.segmentOnAir, nowMs],
  );
  useEffect(() => {
    list.current?.querySelector(`[data-segment="${CSS.escape(preparedId ?? onAirId ?? '')}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [preparedId, onAirId]);

  const segments = state?.rundown.segments ?? [];
  const stopId = [preparedId, onAirId].find((id) => segments.some(({ segmentId }) => segmentId === id)) ?? segments[0]?.segmentId;
  return (
    <Panel title={t('rundown.title')} className="rundown" aside={times && <EndTime times={times} />}>
      {state && segments.length === 0 && <NoRundown />}
      <ol ref={list} className="rundown-list" tabIndex={open ? undefined : 0}>
        {segments.map((segment, index) => (
          <RundownRow
            key={segment.segmentId}
            number={index + 1}
            segment={segment}
            times={times?.bySegment.get(segment.segmentId)}
            onAir={segment.segmentId === onAirId}
            prepared={segment.segmentId === preparedId}
            tabStop={segment.segmentId === stopId}
            desk={desk}
          />
        ))}
      </ol>
    </Panel>
  );
}

/** The expected end, and how much later or earlier that is than planned. */
function EndTime({ times }: { times: RundownTimes }) {
  const { t } = useTranslation('console');
  if (times.endAtMs === null) return null;
  const driftMs = times.driftMs ?? 0;
  return (
    <span className="rundown-end">
      <span className="dim">{t('rundown.planned')}</span> <Figure>{duration(times.plannedMs)}</Figure>{' '}
      <span className="dim">{t('rundown.end')}</span> <Figure className="strong">{clockMinute(times.endAtMs)}</Figure>
      {Math.abs(driftMs) >= 1000 && <Figure className={driftMs > 0 ? 'warning' : 'early'}>{signedDuration(driftMs)}</Figure>}
    </span>
  );
}

function NoRundown() {
  const { t } = useTranslation('console');
  const run = useCommand();
  return (
    <div className="empty">
      <p>{t('rundown.empty')}</p>
      <DeskButton command="loadSamplePlan" onPress={() => void run('loadSamplePlan', {})}>
        {t('rundown.loadSample')}
      </DeskButton>
      <Anchor href={addressOf('rundown')}>{t('rundown.write')}</Anchor>
    </div>
  );
}
