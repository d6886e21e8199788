/** What a person may do with a destination: send now, pause, test, change, send again from an entry, remove. */
import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConnectionTest, DestinationState } from '../../../native/contract/upstream.ts';
import { count } from '../../i18n/formats.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { useLineLock } from '../plan/use-line-lock.ts';
import { useCommand, usePending } from '../use-command.ts';
import { nameOf } from './destination-words.ts';
import { RewindModal } from './RewindModal.tsx';
import { isolated } from './units.ts';
import styles from './upstream.module.css';

interface DestinationActionsProps {
  destination: DestinationState;
  canRewind: boolean;
  onChange(): void;
}

export function DestinationActions({ destination, canRewind, onChange }: DestinationActionsProps) {
  const { t } = useTranslation('upstream');
  const run = useCommand();
  const locked = useLineLock();
  const [asking, setAsking] = useState<'remove' | 'rewind' | null>(null);
  const { destinationId, state, editable, type } = destination;
  const name = nameOf(destination);
  const paused = state === 'paused';
  const still = { disabled: locked !== null, title: locked ?? undefined };
  return (
    <div className={styles.actions}>
      <Button
        size="compact-sm"
        variant="default"
        disabled={locked !== null || paused}
        title={locked ?? undefined}
        onClick={() => void run('sendNow', { destinationId })}
      >
        {t('action.sendNow')}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        {...still}
        onClick={() => void run('pauseDestination', { destinationId, paused: !paused })}
      >
        {t(paused ? 'action.resume' : 'action.pause')}
      </Button>
      <ConnectionTester destination={destination} />
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="md" aria-label={t('action.more', { name })} className={styles.more}>
            <IconDots size="1.1rem" aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={!editable} onClick={onChange}>
            {t('action.change')}
          </Menu.Item>
          {canRewind && (
            <Menu.Item {...still} onClick={() => setAsking('rewind')}>
              {t('action.rewind')}
            </Menu.Item>
          )}
          <Menu.Item disabled={!editable || locked !== null} onClick={() => setAsking('remove')}>
            {t('action.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking === 'rewind' && <RewindModal destination={destination} onClose={() => setAsking(null)} />}
      <Confirm
        opened={asking === 'remove'}
        title={t('remove.title', { name })}
        sentence={t(type === 'folder' ? 'remove.folder' : 'remove.sentence')}
        act={t('action.remove')}
        onConfirm={() => void run('removeDestination', { destinationId })}
        onClose={() => setAsking(null)}
      />
    </div>
  );
}

/** Asks the other side without sending entries, and says what it answered; a failure is told by the notice of its command. */
function ConnectionTester({ destination }: { destination: DestinationState }) {
  const { t } = useTranslation('upstream');
  const run = useCommand();
  const locked = useLineLock();
  const testing = usePending('testDestination');
  const [mine, setMine] = useState(false);
  const [found, setFound] = useState<ConnectionTest | null>(null);
  const { destinationId } = destination;
  const test = async () => {
    setMine(true);
    setFound(null);
    setFound(await run('testDestination', { destinationId }));
    setMine(false);
  };
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        loading={testing && mine}
        disabled={locked !== null}
        title={locked ?? undefined}
        onClick={() => void test()}
      >
        {t('action.test')}
      </Button>
      {found && (
        <p className={styles.tested} role="status" data-tested>
          {t('test.reached', { ms: isolated(`${Math.round(found.ms)} ms`) })}{' '}
          {found.acknowledgedSeq !== null && t('test.holds', { seq: isolated(count(found.acknowledgedSeq)) })}
        </p>
      )}
    </>
  );
}
