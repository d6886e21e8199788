/** Everything about one segment, editable in place: kind, title, scene, length, notes, guests and products. */
import { Autocomplete, Fieldset, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { segmentKinds, type Segment, type SegmentChanges } from '../../../native/contract/rundown.ts';
import { useTopic } from '../../client/hooks.ts';
import { SegmentVideo } from '../media/SegmentVideo.tsx';
import { FieldFindings } from '../gate/FieldFindings.tsx';
import { GuestEditor } from './GuestEditor.tsx';
import { lengthField, notesField, sceneField, segmentTitleFields } from './plan-field.ts';
import styles from './plan.module.css';
import { PlanLocalText } from './PlanLocalText.tsx';
import type { RundownEdits } from './rundown-edits.ts';
import { SegmentProducts } from './SegmentProducts.tsx';
import { usePlanField } from './use-rundown-edits.ts';

interface SegmentEditorProps {
  segment: Segment;
  edits: RundownEdits;
  locked: string | null;
}

export function SegmentEditor({ segment, edits, locked }: SegmentEditorProps) {
  const { t } = useTranslation('plan');
  const { segmentId } = segment;
  const titleFields = useMemo(() => segmentTitleFields(segmentId), [segmentId]);
  const change = (changes: SegmentChanges) => void edits.perform({ type: 'changeSegment', segmentId, changes });
  return (
    <Stack gap="sm">
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t('segment.kind')}
        data={segmentKinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        value={segment.kind}
        disabled={locked !== null}
        onChange={(kind) => change({ kind })}
      />
      <PlanLocalText edits={edits} fields={titleFields} label={t('segment.title')} />
      <FieldFindings text={segment.title} isFood />
      <div className={styles.sceneAndLength}>
        <SceneInput segmentId={segmentId} sceneName={segment.sceneName} edits={edits} />
        <LengthInput segmentId={segmentId} edits={edits} />
      </div>
      <SegmentVideo segment={segment} locked={locked} onChange={change} />
      <Fieldset legend={t('segment.products', { count: segment.productIds.length })} className={styles.section}>
        <SegmentProducts productIds={segment.productIds} locked={locked} onChange={(productIds) => change({ productIds })} />
      </Fieldset>
      <Fieldset legend={t('segment.guests', { count: segment.guests.length })} className={styles.section}>
        <GuestEditor segment={segment} edits={edits} locked={locked} onChange={(guests) => change({ guests })} />
      </Fieldset>
      <NotesInput segmentId={segmentId} edits={edits} />
    </Stack>
  );
}

function SceneInput({ segmentId, sceneName, edits }: { segmentId: string; sceneName: string; edits: RundownEdits }) {
  const { t } = useTranslation('plan');
  const sceneNames = useTopic('obs')?.mirror?.sceneNames;
  const input = usePlanField(
    edits,
    useMemo(() => sceneField(segmentId), [segmentId]),
  );
  const sceneMap = useTopic('preparation')?.config.sceneMap ?? {};
  const mapped = sceneMap[sceneName];
  const missing = sceneNames !== undefined && !sceneNames.includes(mapped ?? sceneName);
  return (
    <Autocomplete
      size="xs"
      label={t('segment.scene')}
      withAsterisk
      maxLength={120}
      data={[...new Set(sceneNames ?? [])]}
      {...input}
      onChange={(value) => input.onChange({ currentTarget: { value } })}
      description={sceneNames === undefined ? t('segment.scenesUnknown') : mapped && t('segment.sceneMapped', { mapped })}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      error={
        input.error ??
        (missing ? (
          <Text span size="xs" className={styles.warning} data-scene-missing>
            {t('segment.sceneMissing', { sceneName: mapped ?? sceneName })}
          </Text>
        ) : undefined)
      }
    />
  );
}

function LengthInput({ segmentId, edits }: { segmentId: string; edits: RundownEdits }) {
  const { t } = useTranslation('plan');
  const input = usePlanField(
    edits,
    useMemo(() => lengthField(segmentId), [segmentId]),
  );
  return <TextInput size="xs" dir="ltr" label={t('segment.length')} placeholder="15:00" withAsterisk {...input} />;
}

function NotesInput({ segmentId, edits }: { segmentId: string; edits: RundownEdits }) {
  const { t } = useTranslation('plan');
  const input = usePlanField(
    edits,
    useMemo(() => notesField(segmentId), [segmentId]),
  );
  return <Textarea size="xs" dir="auto" label={t('segment.notes')} autosize minRows={2} maxRows={6} maxLength={2000} {...input} />;
}
