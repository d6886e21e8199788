/** Results upstream: where to, how far it has got, and sending now. */
import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SyncState } from '../../../native/contract/upstream.ts';
import { useTopic } from '../../client/hooks.ts';
import { count, dayClock } from '../../i18n/formats.ts';
import { ConfirmModal } from '../plan/ConfirmModal.tsx';
import { useLineLock } from '../plan/use-line-lock.ts';
import { useCommand, usePending, useRefusalSentence } from '../use-command.ts';
import { Section } from './Section.tsx';
import styles from './settings.module.css';
import { StatusLine, type StatusTone } from './StatusLine.tsx';
import { useDraft } from './use-draft.ts';

const tones: Record<SyncState['state'], StatusTone> = {
  off: 'off',
  idle: 'good',
  sending: 'working',
  waiting: 'warning',
  stopped: 'warning',
};

export function UpstreamSettings() {
  const { t } = useTranslation('plan');
  const run = useCommand();
  const locked = useLineLock();
  const sync = useTopic('sync');
  const [removing, setRemoving] = useState(false);
  const configured = sync?.baseUrl !== null && sync?.baseUrl !== undefined;
  return (
    <Section title={t('upstream.title')}>
      {sync && <UpstreamState sync={sync} />}
      <UpstreamForm baseUrl={sync?.baseUrl ?? ''}>
        <Button
          size="sm"
          variant="default"
          disabled={locked !== null || !configured}
          title={locked ?? undefined}
          onClick={() => void run('sendNow', {})}
        >
          {t('upstream.sendNow')}
        </Button>
        <Button
          size="sm"
          variant="subtle"
          color="gray"
          disabled={locked !== null || !configured}
          title={locked ?? undefined}
          onClick={() => setRemoving(true)}
        >
          {t('upstream.remove')}
        </Button>
      </UpstreamForm>
      {removing && (
        <ConfirmModal
          title={t('upstream.removeTitle')}
          text={t('upstream.removeText')}
          action={t('upstream.remove')}
          locked={locked}
          onClose={() => setRemoving(false)}
          onConfirm={() => {
            setRemoving(false);
            void run('removeUpstream', {});
          }}
        />
      )}
    </Section>
  );
}

function UpstreamState({ sync }: { sync: SyncState }) {
  const { t } = useTranslation('plan');
  const sentence = useRefusalSentence();
  return (
    <>
      <StatusLine
        tone={tones[sync.state]}
        title={t(`upstream.state.${sync.state}`)}
        detail={sync.problem ? sentence(sync.problem) : undefined}
      />
      <dl className={styles.figures}>
        <div>
          <dt>{t('upstream.backlog')}</dt>
          <dd data-backlog>{count(Math.max(0, sync.headSeq - sync.acknowledgedSeq))}</dd>
        </div>
        <div>
          <dt>{t('upstream.acknowledged')}</dt>
          <dd>{count(sync.acknowledgedSeq)}</dd>
        </div>
        <div>
          <dt>{t('upstream.lastAcknowledged')}</dt>
          <dd>{sync.lastAcknowledgedAtMs === null ? '—' : <bdi dir="ltr">{dayClock(sync.lastAcknowledgedAtMs)}</bdi>}</dd>
        </div>
      </dl>
    </>
  );
}

function UpstreamForm({ baseUrl, children }: { baseUrl: string; children: React.ReactNode }) {
  const { t } = useTranslation('plan');
  const run = useCommand();
  const locked = useLineLock();
  const busy = usePending('saveUpstream');
  const address = useDraft(baseUrl);
  const [secret, setSecret] = useState('');
  const save = async () => {
    if (!(await run('saveUpstream', { baseUrl: address.value.trim(), ...(secret === '' ? {} : { secret }) }))) return;
    address.reset();
    setSecret('');
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="xs">
        <TextInput
          size="sm"
          dir="ltr"
          label={t('upstream.address')}
          placeholder="https://results.example.cn"
          maxLength={300}
          value={address.value}
          onChange={(event) => address.set(event.currentTarget.value)}
        />
        <PasswordInput
          size="sm"
          dir="ltr"
          label={t('upstream.secret')}
          description={t('upstream.secretHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          placeholder="whsec_…"
          autoComplete="off"
          maxLength={200}
          value={secret}
          visibilityToggleButtonProps={{ 'aria-label': t('secret.show'), tabIndex: 0 }}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
        <Group gap="xs">
          <Button
            type="submit"
            size="sm"
            loading={busy}
            disabled={locked !== null || address.value.trim() === '' || (!address.changed && secret === '')}
            title={locked ?? undefined}
          >
            {t('action.save')}
          </Button>
          {children}
        </Group>
      </Stack>
    </form>
  );
}
