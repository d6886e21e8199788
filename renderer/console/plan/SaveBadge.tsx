/** Says whether everything typed is in the studio's file, in words. */
import { Badge } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCloudOff, IconLoader2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { clockTime } from '../../i18n/formats.ts';
import type { RundownView } from './rundown-edits.ts';

const looks = {
  saved: { icon: IconCheck, color: 'gray' },
  saving: { icon: IconLoader2, color: 'gray' },
  waiting: { icon: IconCloudOff, color: 'yellow' },
  problem: { icon: IconAlertTriangle, color: 'yellow' },
} as const;

export function SaveBadge({ view }: { view: Pick<RundownView, 'status' | 'savedAtMs'> }) {
  const { t } = useTranslation('plan');
  const { icon: Icon, color } = looks[view.status];
  const time = view.status === 'saved' && view.savedAtMs !== null ? clockTime(view.savedAtMs) : null;
  return (
    <Badge
      role="status"
      variant="outline"
      color={color}
      size="md"
      tt="none"
      fw={500}
      data-save-status={view.status}
      leftSection={<Icon size={14} aria-hidden />}
    >
      {time === null ? t(`save.${view.status}`) : t('save.savedAt', { time })}
    </Badge>
  );
}
