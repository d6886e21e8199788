/** Address and password of OBS; the password goes to the secret store and is never shown again. */
import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { guardOf } from '../lock.ts';
import { useLineLock } from '../plan/use-line-lock.ts';
import { useCommand, usePending } from '../use-command.ts';
import { ObsPasswordField } from './ObsPasswordField.tsx';
import { useDraft } from './use-draft.ts';

const DEFAULT_URL = 'ws://127.0.0.1:4455';

interface ObsConnectFormProps {
  /** Told when the studio has taken address and password; OBS itself may still be out of reach. */
  onAsked?: () => void;
  children?: ReactNode;
}

export function ObsConnectForm({ onAsked, children }: ObsConnectFormProps) {
  const { t } = useTranslation('plan');
  const run = useCommand();
  const locked = useLineLock();
  const busy = usePending('connectObs');
  const connection = useTopic('obs')?.connection;
  const url = useDraft(connection && !connection.simulated && connection.url ? connection.url : DEFAULT_URL);
  const [password, setPassword] = useState('');
  const connect = async () => {
    const done = await run('connectObs', { url: url.value.trim(), ...(password === '' ? {} : { password }) });
    if (!done) return;
    setPassword('');
    url.reset();
    onAsked?.();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void connect();
      }}
    >
      <Stack gap="xs">
        <TextInput
          size="sm"
          dir="ltr"
          label={t('obs.address')}
          placeholder={DEFAULT_URL}
          required
          maxLength={200}
          value={url.value}
          onChange={(event) => url.set(event.currentTarget.value)}
        />
        <ObsPasswordField label={t('obs.password')} description={t('obs.passwordHint')} password={password} onPassword={setPassword} />
        <Group gap="xs">
          <Button
            type="submit"
            size="sm"
            {...guardOf('connectObs')}
            loading={busy}
            disabled={locked !== null || url.value.trim() === ''}
            title={locked ?? undefined}
          >
            {t('obs.connect')}
          </Button>
          {children}
        </Group>
      </Stack>
    </form>
  );
}
