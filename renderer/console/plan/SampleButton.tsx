/** Puts the sample catalogue and run of show into an empty plan; not there once anything is planned. */
import { Button, type ButtonProps } from '@mantine/core';
import { IconPackage } from '@tabler/icons-react';

import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { useCommand, usePending } from '../use-command.ts';
import { useLineLock } from './use-line-lock.ts';

/** True when catalogue and rundown are both known and empty. */
export function usePlanIsEmpty(): boolean {
  const products = useTopic('catalogue')?.products;
  const segments = useTopic('rundown')?.rundown.segments;
  return products?.length === 0 && segments?.length === 0;
}

export function SampleButton(props: ButtonProps) {
  const { t } = useTranslation('plan');
  const run = useCommand();
  const locked = useLineLock();
  const busy = usePending('loadSamplePlan');
  const planIsEmpty = usePlanIsEmpty();
  if (!planIsEmpty) return null;
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
