/** What the checklist found, shown before going live; the operator decides. */
import { Button, Group, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ChecklistView } from '../obs/standby/ChecklistView.tsx';
import { guardOf } from '../lock.ts';
import { type ChecklistControl, isAllGood } from '../obs/standby/use-checklist.ts';

interface GoLiveModalProps {
  opened: boolean;
  checklist: ChecklistControl;
  onGo(): void;
  onClose(): void;
}

export function GoLiveModal({ opened, checklist, onGo, onClose }: GoLiveModalProps) {
  const { t } = useTranslation('safety');
  const { t: words } = useTranslation('console');
  const { readiness, fix } = checklist;
  const good = readiness !== null && isAllGood(readiness);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('checklist.title')}
      centered
      size="xl"
      closeButtonProps={{ 'aria-label': words('close') }}
    >
      {readiness && <ChecklistView items={readiness.items} onFix={(check) => void fix(check)} onLeave={onClose} />}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {words('cancel')}
        </Button>
        <Button
          color={good ? 'teal' : 'orange'}
          {...guardOf('startBroadcast')}
          onClick={() => {
            onClose();
            onGo();
          }}
        >
          {t(good ? 'checklist.start' : 'checklist.anyway')}
        </Button>
      </Group>
    </Modal>
  );
}
