/** One segment in the rundown: a click prepares it, a double click or its button takes it. */
import { IconBuildingBank, IconCoffee, IconMicrophone2, IconMovie, IconPlayerTrackNext } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Segment, SegmentKind } from '../../../native/contract/rundown.ts';
import { useLink } from '../../client/hooks.ts';
import { clockMinute, duration, signedDuration } from '../../i18n/formats.ts';
import type { Desk } from '../desk.ts';
import { GateBadge } from '../gate/GateBadge.tsx';
import { segmentSubjects } from '../gate/segment-subjects.ts';
import { guardOf } from '../lock.ts';
import { Figure } from '../../parts/Figure.tsx';
import { useText } from '../../i18n/use-text.ts';
import type { SegmentTimes } from './expected-times.ts';

const kindIcons = {
  influencer: IconMicrophone2,
  official: IconBuildingBank,
  grassroots: IconMovie,
  break: IconCoffee,
} satisfies Record<SegmentKind, unknown>;

interface RundownRowProps {
  number: number;
  segment: Segment;
  times: SegmentTimes | undefined;
  onAir: boolean;
  prepared: boolean;
  /** The list's one stop for Tab; the arrow keys move it with what is prepared. */
  tabStop: boolean;
  desk: Desk;
}

function sameRow(a: RundownRowProps, b: RundownRowProps): boolean {
  return (
    a.number === b.number &&
    a.segment === b.segment &&
    a.onAir === b.onAir &&
    a.prepared === b.prepared &&
    a.tabStop === b.tabStop &&
    a.desk === b.desk &&
    a.times?.state === b.times?.state &&
    a.times?.plannedStartAtMs === b.times?.plannedStartAtMs &&
    a.times?.startAtMs === b.times?.startAtMs &&
    a.times?.endAtMs === b.times?.endAtMs &&
    a.times?.overMs === b.times?.overMs
  );
}

export const RundownRow = memo(function RundownRow({ number, segment, times, onAir, prepared, tabStop, desk }: RundownRowProps) {
  const { t } = useTranslation('console');
  const text = useText();
  const open = useLink() === 'open';
  const { segmentId, kind, title, sceneName, plannedMs } = segment;
  const Icon = kindIcons[kind];
  const state = onAir ? 'on-air' : prepared ? 'prepared' : (times?.state ?? 'expected');
  return (
    <li className={`row ${state} ${prepared ? 'prepared' : ''}`} data-segment={segmentId} {...guardOf('takeSegment')}>
      <button
        type="button"
        className="row-main"
        tabIndex={tabStop ? 0 : -1}
        disabled={!open}
        aria-pressed={prepared}
        onClick={(event) => event.detail <= 1 && desk.prepareSegment(segmentId)}
        onDoubleClick={() => !onAir && desk.takeSegment(segmentId)}
      >
        <Figure className="row-number">{number}</Figure>
        <span className="row-words">
          <span className="row-line">
            <bdi className="row-title">{text(title)}</bdi>
            <span className="row-length">
              {times && Math.abs(times.overMs) >= 1000 && (
                <Figure className={times.overMs > 0 ? 'warning' : 'early'}>{signedDuration(times.overMs)}</Figure>
              )}
              <Figure className="strong">{duration(plannedMs)}</Figure>
            </span>
          </span>
          <span className="row-line">
            <span className="row-detail">
              {onAir && <span className="mark on-air">{t('mark.onAir')}</span>}
              {prepared && !onAir && <span className="mark prepared">{t('mark.prepared')}</span>}
              <Icon size="0.95rem" aria-hidden />
              <span>{t(`segmentKind.${kind}`)}</span>
              <bdi className="row-scene">{sceneName}</bdi>
              <GateBadge subjects={segmentSubjects(segment)} />
            </span>
            {times && <RowTimes times={times} />}
          </span>
        </span>
      </button>
      {!onAir && (
        <button
          type="button"
          className="row-take"
          tabIndex={tabStop ? 0 : -1}
          disabled={!open}
          title={t('take.take')}
          aria-label={`${t('take.take')}: ${text(title)}`}
          onClick={() => desk.takeSegment(segmentId)}
        >
          <IconPlayerTrackNext size="1.2rem" className="mirrored" aria-hidden />
        </button>
      )}
    </li>
  );
}, sameRow);

function RowTimes({ times }: { times: SegmentTimes }) {
  const { t } = useTranslation('console');
  if (times.state === 'skipped') return <span className="dim">{t('rundown.skipped')}</span>;
  if (times.startAtMs === null || times.endAtMs === null) return null;
  const { plannedStartAtMs: planned, startAtMs } = times;
  const moved = planned !== null && clockMinute(planned) !== clockMinute(startAtMs);
  return (
    <span className="row-clock">
      {moved && (
        <s>
          <span className="visually-hidden">{t('rundown.planned')}</span> <Figure>{clockMinute(planned)}</Figure>
        </s>
      )}
      <Figure className={times.state === 'expected' ? 'dim' : undefined}>
        {clockMinute(startAtMs)}–{clockMinute(times.endAtMs)}
      </Figure>
    </span>
  );
}
