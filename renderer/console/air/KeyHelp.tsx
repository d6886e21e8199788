/** Help for the keyboard: the key table in words. */
import { Kbd, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useKeyTable } from '../use-key-map.ts';

export function KeyHelp({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const table = useKeyTable();
  const { t } = useTranslation('console');
  return (
    <Modal opened={opened} onClose={onClose} title={t('keys.title')} size="lg" centered closeButtonProps={{ 'aria-label': t('close') }}>
      <dl className="key-help">
        {table.map(({ action, caps }) => (
          <div key={action}>
            <dt dir="ltr">
              {caps.map((cap) => (
                <Kbd key={cap}>{cap === 'Space' ? t('keys.space') : cap}</Kbd>
              ))}
            </dt>
            <dd>{t(`keys.${action}`)}</dd>
          </div>
        ))}
      </dl>
      <p className="dim">{t('keys.resting')}</p>
    </Modal>
  );
}
