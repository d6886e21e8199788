/** Sends again from an entry on: says what that is for, takes its number, and asks once. */
import { Button, Group, Modal, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DestinationState } from '../../../native/contract/upstream.ts';
import { count } from '../../i18n/formats.ts';
import { useLineLock } from '../plan/use-line-lock.ts';
import { useCommand, usePending } from '../use-command.ts';
import { nameOf } from './destination-words.ts';
import { isolated } from './units.ts';

export function RewindModal({ destination, onClose }: { destination: DestinationState; onClose(): void }) {
  const { t } = useTranslation('upstream');
  const { t: console } = useTranslation('console');
  const run = useCommand();
  const locked = useLineLock();
  const busy = usePending('rewindDestination');
  const { destinationId, acknowledgedSeq, arrivedSeq } = destination;
  // After a lost stick the office's receipt says what is there; otherwise everything is sent again.
  const [typed, setTyped] = useState(String((arrivedSeq ?? 0) + 1));
  const from = /^\d{1,15}$/u.test(typed.trim()) ? Number(typed.trim()) : null;
  const right = from !== null && from >= 1 && from <= acknowledgedSeq;
  const rewind = async () => {
    if (!right || !(await run('rewindDestination', { destinationId, afterSeq: from - 1 }))) return;
    onClose();
  };
  return (
    <Modal
      opened
      centered
      onClose={onClose}
      title={t('rewind.title', { name: nameOf(destination) })}
      closeButtonProps={{ 'aria-label': console('close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void rewind();
        }}
      >
        <Text size="sm" mb="sm">
          {t('rewind.sentence')}
        </Text>
        <TextInput
          data-autofocus
          size="sm"
          dir="ltr"
          inputMode="numeric"
          label={t('rewind.from')}
          description={t('rewind.acknowledged', { seq: isolated(count(acknowledgedSeq)) })}
          maxLength={15}
          value={typed}
          error={!right && t(acknowledgedSeq === 0 ? 'rewind.nothing' : 'rewind.problem', { seq: isolated(count(acknowledgedSeq)) })}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Group mt="md" gap="xs" justify="flex-end">
          <Button size="sm" variant="default" onClick={onClose}>
            {console('cancel')}
          </Button>
          <Button type="submit" size="sm" color="orange" loading={busy} disabled={locked !== null || !right} title={locked ?? undefined}>
            {t('rewind.act')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
