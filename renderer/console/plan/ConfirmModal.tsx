/** Asks once before something is taken away that no undo brings back. */
import { Button, Group, Modal, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface ConfirmModalProps {
  title: string;
  text: string;
  action: string;
  locked: string | null;
  onConfirm: () => void;
  onClose: () => void;
}

export function ConfirmModal({ title, text, action, locked, onConfirm, onClose }: ConfirmModalProps) {
  const { t } = useTranslation('plan');
  return (
    <Modal opened onClose={onClose} title={title} centered closeButtonProps={{ 'aria-label': t('action.close') }}>
      <Text size="sm">{text}</Text>
      <Group mt="md" gap="xs">
        <Button size="sm" color="yellow" disabled={locked !== null} title={locked ?? undefined} onClick={onConfirm}>
          {action}
        </Button>
        <Button size="sm" variant="default" data-autofocus onClick={onClose}>
          {t('action.cancel')}
        </Button>
      </Group>
    </Modal>
  );
}
