/** Puts the sample catalogue and run of show into an empty plan. */
import { Button, type ButtonProps } from '@mantine/core';
import { IconPackage } from '@tabler/icons-react';

import { useTranslation } from 'react-i18next';
import { useCommand, usePending } from '../use-command.ts';
import { useLineLock } from './use-line-lock.ts';

export function SampleButton(props: ButtonProps) {
  const { t } = useTranslation('plan');
  const run = useCommand();
  const locked = useLineLock();
  const busy = usePending('loadSamplePlan');
  return (
    <Button
      variant="default"
      leftSection={<IconPackage size={16} aria-hidden />}
      {...props}
      loading={busy}
      disabled={locked !== null}
      title={locked ?? undefined}
      onClick={() => void run('loadSamplePlan', {})}
    >
      {t('action.loadSample')}
    </Button>
  );
}
