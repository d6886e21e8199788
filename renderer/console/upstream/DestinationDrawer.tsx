/** Adds a destination or changes one: its kind, and for each kind the few things it needs. */
import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DestinationState } from '../../../native/contract/upstream.ts';
import { directionOf } from '../../../native/contract/text.ts';
import { useLocale } from '../../i18n/LocaleProvider.tsx';
import { DestinationForm } from './DestinationForm.tsx';
import { nameOf } from './destination-words.ts';
import styles from './upstream.module.css';

interface DestinationDrawerProps {
  /** The destination that is changed; null adds one. */
  known: DestinationState | null;
  destinations: readonly DestinationState[];
  onClose(): void;
}

export function DestinationDrawer({ known, destinations, onClose }: DestinationDrawerProps) {
  const { t } = useTranslation('upstream');
  const { t: console } = useTranslation('console');
  const { locale } = useLocale();
  return (
    <Drawer
      opened
      onClose={onClose}
      // What was typed is not lost to a click beside the drawer.
      closeOnClickOutside={false}
      position={directionOf(locale) === 'rtl' ? 'left' : 'right'}
      size="min(36rem, 92vw)"
      title={<bdi>{known ? t('form.change', { name: nameOf(known) }) : t('form.new')}</bdi>}
      closeButtonProps={{ 'aria-label': console('close') }}
      classNames={{ body: styles.drawerBody, content: styles.drawer }}
    >
      <DestinationForm known={known} taken={destinations.map(({ destinationId }) => destinationId)} onDone={onClose} />
    </Drawer>
  );
}
