/** The rundown's segments in order, with their planned times, ready to be put in another order. */
import { useTranslation } from 'react-i18next';
import type { Rundown } from '../../../native/contract/rundown.ts';
import { textIn } from '../../../native/contract/text.ts';
import { clockMinute, signedDuration } from '../../i18n/formats.ts';
import { useTopic } from '../../client/hooks.ts';
import { SegmentRow, type SegmentActions } from './SegmentRow.tsx';
import { SortableList } from './SortableList.tsx';
import { useLocale } from '../../i18n/LocaleProvider.tsx';

interface SegmentListProps {
  rundown: Rundown;
  selectedId: string | null;
  locked: string | null;
  actions: SegmentActions;
}

export function SegmentList({ rundown, selectedId, locked, actions }: SegmentListProps) {
  const { t } = useTranslation('plan');
  const { locale } = useLocale();
  const sceneNames = useTopic('obs')?.mirror?.sceneNames;
  const sceneMap = useTopic('preparation')?.config.sceneMap ?? {};
  const onAirId = useTopic('playout')?.segmentOnAir?.segmentId;
  const { segments, plannedStartAtMs } = rundown;
  const starts = plannedOffsets(rundown).map((offsetMs) =>
    plannedStartAtMs === null ? signedDuration(offsetMs) : clockMinute(plannedStartAtMs + offsetMs),
  );
  const segmentOf = (id: string) => segments.find(({ segmentId }) => segmentId === id);
  return (
    <SortableList
      listId="segments"
      label={t('rundown.segments')}
      ids={segments.map(({ segmentId }) => segmentId)}
      disabled={locked !== null}
      nameOf={(id) => {
        const segment = segmentOf(id);
        return segment ? textIn(segment.title, locale) : '';
      }}
      onMove={(id, index) => actions.move(id, index)}
    >
      {(id, index) => {
        const segment = segmentOf(id);
        if (!segment) return null;
        return (
          <SegmentRow
            segment={segment}
            index={index}
            total={segments.length}
            start={starts[index] ?? ''}
            selected={id === selectedId}
            onAir={id === onAirId}
            sceneMissing={sceneNames !== undefined && !sceneNames.includes(sceneMap[segment.sceneName] ?? segment.sceneName)}
            locked={locked}
            actions={actions}
          />
        );
      }}
    </SortableList>
  );
}

/** Milliseconds from the planned start to the start of each segment. */
export function plannedOffsets({ segments }: Pick<Rundown, 'segments'>): number[] {
  let offsetMs = 0;
  return segments.map(({ plannedMs }) => {
    const startMs = offsetMs;
    offsetMs += plannedMs;
    return startMs;
  });
}
