/** Address, password and choices of the standby OBS; the password goes to the secret store and is never shown again. */
import { Button, Group, Stack, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StandbyConfig } from '../../../../native/contract/standby.ts';
import { useLink } from '../../../client/hooks.ts';
import { Confirm } from '../../../parts/Confirm.tsx';
import { guardOf } from '../../lock.ts';
import { ObsPasswordField } from '../../settings/ObsPasswordField.tsx';
import { useCommand, usePending } from '../../use-command.ts';

const nobody: StandbyConfig = { url: '', automatic: true, streams: false };

export function StandbyForm({ config }: { config: StandbyConfig | null }) {
  const { t } = useTranslation('safety');
  const run = useCommand();
  const open = useLink() === 'open';
  const busy = usePending('connectStandby');
  const [draft, setDraft] = useState<StandbyConfig>(config ?? nobody);
  const [password, setPassword] = useState('');
  const [asking, setAsking] = useState(false);
  const change = (fields: Partial<StandbyConfig>) => setDraft({ ...draft, ...fields });
  const save = async () => {
    const done = await run('connectStandby', { ...draft, url: draft.url.trim(), ...(password === '' ? {} : { password }) });
    if (done) setPassword('');
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="sm">
        <TextInput
          size="sm"
          dir="ltr"
          label={t('standby.address')}
          description={t('standby.addressHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          placeholder="ws://192.168.1.20:4455"
          required
          maxLength={200}
          value={draft.url}
          onChange={(event) => change({ url: event.currentTarget.value })}
        />
        <ObsPasswordField
          label={t('standby.password')}
          description={config ? t('standby.passwordKept') : undefined}
          password={password}
          onPassword={setPassword}
        />
        <Switch
          label={t('standby.automatic')}
          checked={draft.automatic}
          onChange={(event) => change({ automatic: event.currentTarget.checked })}
        />
        <Switch
          label={t('standby.streams')}
          description={t('standby.streamsHint')}
          checked={draft.streams}
          onChange={(event) => change({ streams: event.currentTarget.checked })}
        />
        <Group gap="xs">
          <Button type="submit" size="sm" {...guardOf('connectStandby')} aria-busy={busy} disabled={!open || draft.url.trim() === ''}>
            {t(config ? 'standby.save' : 'standby.connect')}
          </Button>
          {config && (
            <Button size="sm" variant="default" {...guardOf('removeStandby')} disabled={!open} onClick={() => setAsking(true)}>
              {t('standby.remove')}
            </Button>
          )}
        </Group>
      </Stack>
      <Confirm
        opened={asking}
        title={t('standby.remove')}
        sentence={t('standby.removeSentence')}
        act={t('standby.remove')}
        onConfirm={() => void run('removeStandby', {})}
        onClose={() => setAsking(false)}
      />
    </form>
  );
}
