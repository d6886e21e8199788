/** OBS: connect and disconnect, and prepare its scenes and overlay. */
import { Button, List, Stack, Text, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandOutput } from '../../../native/contract/commands.ts';
import { useTopic } from '../../client/hooks.ts';
import { guardOf } from '../lock.ts';
import { useLineLock } from '../plan/use-line-lock.ts';
import { useCommand, usePending } from '../use-command.ts';
import { ObsConnectForm } from './ObsConnectForm.tsx';
import { ObsStatus } from './ObsStatus.tsx';
import { Section } from './Section.tsx';

export function ObsSettings() {
  const { t } = useTranslation('plan');
  const run = useCommand();
  const locked = useLineLock();
  const state = useTopic('obs')?.connection.state ?? 'off';
  return (
    <Section title={t('obs.title')}>
      <ObsStatus />
      <ObsConnectForm>
        <Button
          size="sm"
          variant="default"
          {...guardOf('disconnectObs')}
          disabled={locked !== null || state === 'off'}
          title={locked ?? undefined}
          onClick={() => void run('disconnectObs', {})}
        >
          {t('obs.disconnect')}
        </Button>
      </ObsConnectForm>
      <PrepareObs ready={state === 'ready'} />
    </Section>
  );
}

function PrepareObs({ ready }: { ready: boolean }) {
  const { t } = useTranslation('plan');
  const run = useCommand();
  const locked = useLineLock();
  const busy = usePending('prepareObs');
  const [result, setResult] = useState<CommandOutput<'prepareObs'> | null>(null);
  const reason = locked ?? (ready ? null : t('obs.prepareNeedsObs'));
  return (
    <Stack gap={6}>
      <Text size="sm" c="dimmed">
        {t('obs.prepareText')}
      </Text>
      <Tooltip label={reason} disabled={reason === null}>
        <Button
          size="sm"
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          {...guardOf('prepareObs')}
          loading={busy}
          disabled={reason !== null}
          onClick={() => void run('prepareObs', {}).then(setResult)}
        >
          {t('obs.prepare')}
        </Button>
      </Tooltip>
      {result && (
        <div role="status" data-prepare-result>
          <List size="sm" spacing={2}>
            <List.Item>
              {result.createdScenes.length > 0
                ? t('obs.createdScenes', { names: result.createdScenes.join(t('list.separator')) })
                : t('obs.createdNone')}
            </List.Item>
            <List.Item>
              {result.overlayAddedTo.length > 0
                ? t('obs.overlayAdded', { names: result.overlayAddedTo.join(t('list.separator')) })
                : t('obs.overlayThere')}
            </List.Item>
            <List.Item>{t(`obs.route.${result.route}`)}</List.Item>
          </List>
        </div>
      )}
    </Stack>
  );
}
