/** Asks before something that viewers would notice and that cannot be taken back. */
import { Button, Group, Modal, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface ConfirmProps {
  opened: boolean;
  title: string;
  sentence: string;
  /** What the confirming button does, in its own words. */
  act: string;
  onConfirm(): void;
  onClose(): void;
}

export function Confirm({ opened, title, sentence, act, onConfirm, onClose }: ConfirmProps) {
  const { t } = useTranslation('console');
  return (
    <Modal opened={opened} onClose={onClose} title={title} centered closeButtonProps={{ 'aria-label': t('close') }}>
      <Text>{sentence}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('cancel')}
        </Button>
        <Button
          color="orange"
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {act}
        </Button>
      </Group>
    </Modal>
  );
}
