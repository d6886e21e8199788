/** The rundown page: the segments on one side, what is chosen among them on the other. */
import { ActionIcon, Button, EmptyState, Group, Menu, Text, Title, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowBackUp, IconArrowForwardUp, IconChevronDown, IconList, IconPencil, IconPlus } from '@tabler/icons-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { segmentKinds, type Rundown, type Segment, type SegmentKind } from '../../../native/contract/rundown.ts';
import { textIn } from '../../../native/contract/text.ts';
import { useTopic } from '../../client/hooks.ts';
import { clockMinute, duration } from '../../i18n/formats.ts';
import { useTabInAddress } from '../routes.ts';
import { useRefusalSentence } from '../use-command.ts';
import { freshId } from './fresh-id.ts';
import { newSegment } from './new-segment.ts';
import styles from './plan.module.css';
import { RundownDetails } from './RundownDetails.tsx';
import { SampleButton } from './SampleButton.tsx';
import { SaveBadge } from './SaveBadge.tsx';
import { SegmentEditor } from './SegmentEditor.tsx';
import { SegmentList } from './SegmentList.tsx';
import { segmentLook } from './segment-look.ts';
import type { SegmentActions } from './SegmentRow.tsx';
import { useLineLock } from './use-line-lock.ts';
import { useLocale } from '../../i18n/LocaleProvider.tsx';

import { useRundownEdits } from './use-rundown-edits.ts';
import { useUndoKeys } from './use-undo-keys.ts';

/** A removed segment that one key brings back, as long as nothing else was edited since. */
interface Removal {
  title: string;
  version: number;
}

export function RundownPage() {
  const { t, i18n } = useTranslation('plan');
  const { locale } = useLocale();
  const locked = useLineLock();
  const sentence = useRefusalSentence();
  const { edits, view } = useRundownEdits();
  const namedId = useTabInAddress();
  const [selectedId, setSelectedId] = useState<string | null>(namedId || null);
  const [followedId, setFollowedId] = useState(namedId);
  if (namedId !== followedId) {
    setFollowedId(namedId);
    if (namedId !== '') setSelectedId(namedId);
  }
  const [removal, setRemoval] = useState<Removal | null>(null);
  const programScene = useTopic('obs')?.mirror?.programSceneName ?? null;
  const { rundown } = view;

  useEffect(
    () =>
      edits.onFailure((refusal) => {
        notifications.show({
          color: 'orange',
          message: refusal ? sentence(refusal) : t('line.notSaved'),
          autoClose: 8000,
          withBorder: true,
        });
      }),
    [edits, sentence, t],
  );

  const undo = useCallback(() => {
    setRemoval(null);
    void edits.history('undoRundown');
  }, [edits]);
  const redo = useCallback(() => void edits.history('redoRundown'), [edits]);
  useUndoKeys(undo, redo);

  if (!rundown) return <main className={styles.page} aria-busy aria-label={t('rundown.page')} />;
  const { segments } = rundown;
  const selected = segments.find(({ segmentId }) => segmentId === selectedId);

  const insert = (segment: Segment, index: number) => {
    void edits.perform({ type: 'addSegment', index, segment });
    setSelectedId(segment.segmentId);
  };
  const add = (kind: SegmentKind) => {
    const index = selected ? segments.indexOf(selected) + 1 : segments.length;
    insert(newSegment(kind, rundown, index, programScene, i18n), index);
  };
  const remove = async (segment: Segment) => {
    const index = segments.indexOf(segment);
    const neighbour = segments[index + 1] ?? segments[index - 1];
    setSelectedId(neighbour?.segmentId ?? null);
    const version = view.version;
    if (await edits.perform({ type: 'removeSegment', segmentId: segment.segmentId })) {
      setRemoval({ title: textIn(segment.title, locale), version: version + 1 });
    }
  };
  const actions: SegmentActions = {
    select: setSelectedId,
    move: (segmentId, index) => void edits.perform({ type: 'moveSegment', segmentId, index }),
    duplicate: (segment) => insert({ ...segment, segmentId: freshId('seg') }, segments.indexOf(segment) + 1),
    remove: (segment) => void remove(segment),
  };

  return (
    <main className={styles.page} aria-label={t('rundown.page')}>
      <header className={styles.pageHeader}>
        <Group gap="xs" wrap="nowrap" miw={0}>
          <Title order={1} className={styles.pageTitle}>
            <bdi>{textIn(rundown.title, locale)}</bdi>
          </Title>
          <Tooltip label={t('rundown.details')}>
            <ActionIcon variant="subtle" color="gray" aria-label={t('rundown.details')} onClick={() => setSelectedId(null)}>
              <IconPencil size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        </Group>
        <PlanTotals rundown={rundown} />
        <Group gap="xs" wrap="nowrap" className={styles.pageActions}>
          <SaveBadge view={view} />
          <HistoryButton label={t('action.undo')} keys="Ctrl+Z" locked={locked} can={view.canUndo} icon={IconArrowBackUp} onClick={undo} />
          <HistoryButton
            label={t('action.redo')}
            keys="Ctrl+Y"
            locked={locked}
            can={view.canRedo}
            icon={IconArrowForwardUp}
            onClick={redo}
          />
          <AddSegmentMenu locked={locked} onAdd={add} />
        </Group>
      </header>
      {segments.length === 0 ? (
        <EmptyState icon={<IconList size={28} aria-hidden />} title={t('rundown.emptyTitle')} description={t('rundown.emptyText')} py="xl">
          <EmptyState.Actions>
            <SampleButton />
            <Button
              leftSection={<IconPlus size={16} aria-hidden />}
              disabled={locked !== null}
              title={locked ?? undefined}
              onClick={() => add('influencer')}
            >
              {t('rundown.addFirst')}
            </Button>
          </EmptyState.Actions>
        </EmptyState>
      ) : (
        <div className={styles.split}>
          <section className={styles.listPane} aria-label={t('rundown.segments')}>
            <SegmentList rundown={rundown} selectedId={selectedId} locked={locked} actions={actions} />
            {removal !== null && removal.version === view.version && (
              <div className={styles.removal} role="status">
                <Text size="sm">{t('rundown.removed', { title: removal.title })}</Text>
                <Button size="compact-sm" variant="light" disabled={locked !== null} onClick={undo}>
                  {t('action.undo')}
                </Button>
              </div>
            )}
          </section>
          <section className={styles.editPane} aria-label={selected ? textIn(selected.title, locale) : t('rundown.details')}>
            {selected ? (
              <SegmentEditor key={selected.segmentId} segment={selected} edits={edits} locked={locked} />
            ) : (
              <RundownDetails edits={edits} />
            )}
          </section>
        </div>
      )}
    </main>
  );
}

function PlanTotals({ rundown }: { rundown: Rundown }) {
  const { t } = useTranslation('plan');
  const lengthMs = rundown.segments.reduce((sum, { plannedMs }) => sum + plannedMs, 0);
  const startAtMs = rundown.plannedStartAtMs;
  return (
    <dl className={styles.totals}>
      <div>
        <dt>{t('rundown.segmentsTotal')}</dt>
        <dd>{rundown.segments.length}</dd>
      </div>
      <div>
        <dt>{t('rundown.lengthTotal')}</dt>
        <dd>{duration(lengthMs)}</dd>
      </div>
      <div>
        <dt>{t('rundown.start')}</dt>
        <dd>{startAtMs === null ? '—' : clockMinute(startAtMs)}</dd>
      </div>
      <div>
        <dt>{t('rundown.end')}</dt>
        <dd>{startAtMs === null ? '—' : clockMinute(startAtMs + lengthMs)}</dd>
      </div>
    </dl>
  );
}

interface HistoryButtonProps {
  label: string;
  keys: string;
  locked: string | null;
  can: boolean;
  icon: typeof IconArrowBackUp;
  onClick: () => void;
}

function HistoryButton({ label, keys, locked, can, icon: Icon, onClick }: HistoryButtonProps) {
  return (
    <Tooltip label={locked ?? `${label} · ${keys}`}>
      <ActionIcon variant="default" size="md" aria-label={label} disabled={locked !== null || !can} onClick={onClick}>
        <Icon size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

function AddSegmentMenu({ locked, onAdd }: { locked: string | null; onAdd: (kind: SegmentKind) => void }) {
  const { t } = useTranslation('plan');
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          disabled={locked !== null}
          title={locked ?? undefined}
        >
          {t('rundown.add')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {segmentKinds.map((kind) => {
          const { icon: Icon } = segmentLook[kind];
          return (
            <Menu.Item key={kind} leftSection={<Icon size={16} aria-hidden />} onClick={() => onAdd(kind)}>
              {t(`kind.${kind}`)}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
