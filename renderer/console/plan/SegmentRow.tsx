/** One segment in the rundown: what it is, when it is planned, and its menu. */
import { ActionIcon, Badge, Kbd, Menu, ThemeIcon, Tooltip, UnstyledButton } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconDotsVertical,
  IconGripVertical,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Segment } from '../../../native/contract/rundown.ts';
import { textIn } from '../../../native/contract/text.ts';
import { duration } from '../../i18n/formats.ts';
import { GateBadge } from '../gate/GateBadge.tsx';
import { segmentSubjects } from '../gate/segment-subjects.ts';
import styles from './plan.module.css';
import { segmentLook } from './segment-look.ts';
import { useLocale } from '../../i18n/LocaleProvider.tsx';

export interface SegmentActions {
  select: (segmentId: string) => void;
  move: (segmentId: string, index: number) => void;
  duplicate: (segment: Segment) => void;
  remove: (segment: Segment) => void;
}

interface SegmentRowProps {
  segment: Segment;
  index: number;
  total: number;
  /** Planned time of day, or the time since the start while no start is planned. */
  start: string;
  selected: boolean;
  onAir: boolean;
  sceneMissing: boolean;
  /** Why nothing can be changed now; null when it can. */
  locked: string | null;
  actions: SegmentActions;
}

export function SegmentRow({ segment, index, total, start, selected, onAir, sceneMissing, locked, actions }: SegmentRowProps) {
  const { t } = useTranslation('plan');
  const { locale } = useLocale();
  const { icon: Icon, color } = segmentLook[segment.kind];
  const title = textIn(segment.title, locale);
  return (
    <div className={styles.segmentRow} data-selected={selected || undefined} data-on-air={onAir || undefined}>
      <IconGripVertical size={16} className={styles.grip} aria-hidden />
      <UnstyledButton
        className={styles.segmentMain}
        data-row-main
        aria-current={selected || undefined}
        onClick={() => actions.select(segment.segmentId)}
        onKeyDown={(event) => {
          if (event.key === 'Delete' && locked === null) actions.remove(segment);
        }}
      >
        <span className={styles.position}>{index + 1}</span>
        <ThemeIcon
          variant="light"
          color={color}
          size={26}
          role="img"
          aria-label={t(`kind.${segment.kind}`)}
          title={t(`kind.${segment.kind}`)}
        >
          <Icon size={16} aria-hidden />
        </ThemeIcon>
        <span className={styles.segmentText}>
          <span className={styles.segmentTitle}>
            <bdi>{title}</bdi>
            {onAir && (
              <Badge size="xs" color="onAir" variant="filled" ms={6}>
                {t('rundown.onAir')}
              </Badge>
            )}
          </span>
          <span className={styles.segmentSub}>
            <bdi>{segment.sceneName}</bdi>
            {sceneMissing && <SceneWarning />}
            <GateBadge subjects={segmentSubjects(segment)} />
            <span>· {t('rundown.productCount', { count: segment.productIds.length })}</span>
            <span>· {t('rundown.guestCount', { count: segment.guests.length })}</span>
          </span>
        </span>
        <span className={styles.segmentTimes}>
          <span>{start}</span>
          <span className={styles.length}>{duration(segment.plannedMs)}</span>
        </span>
      </UnstyledButton>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('rundown.actionsFor', { title })}>
            <IconDotsVertical size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {locked !== null && <Menu.Label>{locked}</Menu.Label>}
          <Menu.Item
            leftSection={<IconArrowUp size={14} aria-hidden />}
            rightSection={<Kbd size="xs">Alt ↑</Kbd>}
            disabled={locked !== null || index === 0}
            onClick={() => actions.move(segment.segmentId, index - 1)}
          >
            {t('action.moveUp')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconArrowDown size={14} aria-hidden />}
            rightSection={<Kbd size="xs">Alt ↓</Kbd>}
            disabled={locked !== null || index === total - 1}
            onClick={() => actions.move(segment.segmentId, index + 1)}
          >
            {t('action.moveDown')}
          </Menu.Item>
          <Menu.Item leftSection={<IconCopy size={14} aria-hidden />} disabled={locked !== null} onClick={() => actions.duplicate(segment)}>
            {t('action.duplicate')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconTrash size={14} aria-hidden />}
            rightSection={<Kbd size="xs">Delete</Kbd>}
            disabled={locked !== null}
            onClick={() => actions.remove(segment)}
          >
            {t('action.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function SceneWarning() {
  const { t } = useTranslation('plan');
  const text = t('rundown.sceneMissingShort');
  return (
    <Tooltip label={text}>
      <span className={styles.warning} role="img" aria-label={text}>
        <IconAlertTriangle size={13} aria-hidden />
      </span>
    </Tooltip>
  );
}
