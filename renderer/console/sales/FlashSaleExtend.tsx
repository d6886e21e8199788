/** Moves the end of the running flash sale; the reason goes on record. */
import { Button, Group, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLink } from '../../client/hooks.ts';
import { guardOf } from '../lock.ts';
import { useCommand, usePending } from '../use-command.ts';
import styles from './sales.module.css';

const MINUTES = ['1', '2', '5', '10'];

export function FlashSaleExtend({ endsAtMs, onClose }: { endsAtMs: number; onClose(): void }) {
  const { t } = useTranslation('sales');
  const run = useCommand();
  const open = useLink() === 'open';
  const pending = usePending('extendFlashSale');
  const [minutes, setMinutes] = useState('2');
  const [reason, setReason] = useState('');
  async function extend(): Promise<void> {
    if (await run('extendFlashSale', { endsAtMs: endsAtMs + Number(minutes) * 60_000, reason: reason.trim() })) onClose();
  }
  return (
    <form
      className={styles.flashForm}
      onSubmit={(event) => {
        event.preventDefault();
        void extend();
      }}
    >
      <SegmentedControl
        size="sm"
        aria-label={t('flash.extendBy')}
        data={MINUTES.map((value) => ({ value, label: t('flash.plusMinutes', { minutes: value }) }))}
        value={minutes}
        onChange={setMinutes}
      />
      <TextInput
        data-autofocus
        size="sm"
        autoFocus
        maxLength={200}
        label={t('flash.reason')}
        placeholder={t('flash.reasonExample')}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button type="submit" size="sm" {...guardOf('extendFlashSale')} loading={pending} disabled={!open || reason.trim() === ''}>
          {t('flash.extend')}
        </Button>
        <Button size="sm" variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
      </Group>
    </form>
  );
}
