/** Asks before something that viewers would notice and that cannot be taken back. */
import { Button, Checkbox, Group, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface ConfirmProps {
  opened: boolean;
  title: string;
  sentence: string;
  /** What the confirming button does, in its own words. */
  act: string;
  /** What must be ticked before it can be confirmed, for what a stray click must never do. */
  must?: string;
  onConfirm(): void;
  onClose(): void;
}

export function Confirm({ opened, title, sentence, act, must, onConfirm, onClose }: ConfirmProps) {
  const { t } = useTranslation('console');
  const [ticked, setTicked] = useState(false);
  const close = () => {
    setTicked(false);
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={title} centered closeButtonProps={{ 'aria-label': t('close') }}>
      <Text>{sentence}</Text>
      {must !== undefined && (
        <Checkbox mt="md" color="orange" label={must} checked={ticked} onChange={(event) => setTicked(event.currentTarget.checked)} />
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close} data-autofocus>
          {t('cancel')}
        </Button>
        <Button
          color="orange"
          disabled={must !== undefined && !ticked}
          onClick={() => {
            close();
            onConfirm();
          }}
        >
          {act}
        </Button>
      </Group>
    </Modal>
  );
}
