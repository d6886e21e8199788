/** Shows a new key this once, with what to do with it; it is closed on purpose only. */
import { Button, Group, Modal, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { StudioSecret } from '../../../native/contract/district.ts';
import { CopyField } from '../../parts/CopyField.tsx';
import styles from '../district.module.css';

export function SecretDialog({ secret: { studioId, secret }, onClose }: { secret: StudioSecret; onClose(): void }) {
  const { t } = useTranslation('district');
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('secret.title', { studio: studioId })}
      centered
      size="lg"
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <div className={styles.secret}>
        <Text>{t('secret.once')}</Text>
        <CopyField label={t('secret.id')} value={studioId} />
        <CopyField label={t('secret.key')} value={secret} />
        <Text size="sm" c="dimmed">
          {t('secret.enter')}
        </Text>
      </div>
      <Group justify="flex-end" mt="lg">
        <Button onClick={onClose} data-autofocus>
          {t('secret.kept')}
        </Button>
      </Group>
    </Modal>
  );
}
