/** Chooses the video that a segment plays; its length becomes the segment's. */
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Segment } from '../../../native/contract/rundown.ts';
import { useTopic } from '../../client/hooks.ts';
import { duration } from '../../i18n/formats.ts';
import { useText } from '../../i18n/use-text.ts';

const NONE = '';

interface SegmentVideoProps {
  segment: Segment;
  locked: string | null;
  /** Without a video the segment keeps its length. */
  onChange(changes: { mediaId: string | null; plannedMs?: number }): void;
}

export function SegmentVideo({ segment: { mediaId }, locked, onChange }: SegmentVideoProps) {
  const { t } = useTranslation('media');
  const text = useText();
  const items = useTopic('media')?.items ?? [];
  const chosen = items.find((item) => item.mediaId === mediaId);
  const known = items.filter(({ source }) => source !== null);
  const lengthOf = (id: string) => {
    const item = items.find((each) => each.mediaId === id);
    return item?.playable?.durationMs ?? item?.source?.durationMs;
  };
  const label = (id: string) => {
    const item = known.find((each) => each.mediaId === id);
    if (!item) return t('segment.gone');
    const ready = item.playable ? '' : ` · ${t(`state.${item.state}`)}`;
    return `${text(item.title)} · ${duration(lengthOf(id) ?? 0)}${ready}`;
  };
  const ids = [...new Set([...known.map((item) => item.mediaId), ...(mediaId === undefined ? [] : [mediaId])])];
  const problem = mediaId === undefined ? undefined : !chosen ? t('segment.gone') : chosen.playable ? undefined : t('segment.notReady');
  return (
    <Select
      size="xs"
      label={t('segment.video')}
      allowDeselect={false}
      searchable
      nothingFoundMessage={t('segment.nothing')}
      disabled={locked !== null}
      data={[{ value: NONE, label: t('segment.none') }, ...ids.map((id) => ({ value: id, label: label(id) }))]}
      value={mediaId ?? NONE}
      error={problem}
      onChange={(chosenId) => {
        if (chosenId === null || chosenId === NONE) return onChange({ mediaId: null });
        const lengthMs = lengthOf(chosenId);
        // Lengths of the plan are whole seconds.
        onChange({ mediaId: chosenId, ...(lengthMs === undefined ? {} : { plannedMs: Math.ceil(lengthMs / 1000) * 1000 }) });
      }}
    />
  );
}
