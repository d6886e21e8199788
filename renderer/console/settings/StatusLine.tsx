/** A state in words with its sign; never told by colour alone. */
import { Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconLoader2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './settings.module.css';

const looks = {
  good: IconCircleCheck,
  working: IconLoader2,
  warning: IconAlertTriangle,
  off: IconCircleDashed,
} as const;
export type StatusTone = keyof typeof looks;

interface StatusLineProps {
  tone: StatusTone;
  title: ReactNode;
  /** What happened and what to do next. */
  detail?: ReactNode;
}

export function StatusLine({ tone, title, detail }: StatusLineProps) {
  const Icon = looks[tone];
  return (
    <div role="status" className={styles.status} data-tone={tone}>
      <Group gap={6} wrap="nowrap" align="flex-start">
        <Icon size={18} aria-hidden className={styles.statusIcon} />
        <div>
          <Text size="sm" fw={600}>
            {title}
          </Text>
          {detail && <Text size="sm">{detail}</Text>}
        </div>
      </Group>
    </div>
  );
}
