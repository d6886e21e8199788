/** The frame of a form of a message: Enter saves, Escape closes and keeps what was typed, the buttons stand below. */
import { Button, Group, Stack } from '@mantine/core';
import type { FormEvent, KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLineLock } from '../../plan/use-line-lock.ts';
import styles from './messages.module.css';

interface MessageFormProps {
  label: string;
  /** Whether something was typed that is not in the plan. */
  changed: boolean;
  saving: boolean;
  onSave(): void;
  onClose(): void;
  onDrop(): void;
  children: ReactNode;
}

export function MessageForm({ label, changed, saving, onSave, onClose, onDrop, children }: MessageFormProps) {
  const { t } = useTranslation('plan');
  const { t: graphics } = useTranslation('graphics');
  const locked = useLineLock();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave();
  };
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    event.stopPropagation();
    onClose();
  };
  return (
    <form className={styles.form} aria-label={label} onSubmit={submit} onKeyDown={leave}>
      <Stack gap="xs">
        {children}
        <Group gap="xs">
          <Button size="xs" type="submit" loading={saving} disabled={locked !== null} title={locked ?? undefined}>
            {t('action.save')}
          </Button>
          <Button size="xs" variant="default" onClick={changed ? onDrop : onClose}>
            {changed ? graphics('messages.dropDraft') : t('action.close')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
