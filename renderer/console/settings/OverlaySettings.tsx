/** The overlay's address for OBS's browser source, with the size it is drawn for. */
import { List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { CopyField } from '../../parts/CopyField.tsx';
import { Section } from './Section.tsx';

export function OverlaySettings() {
  const { t } = useTranslation('plan');
  const address = useTopic('studio')?.overlayAddress ?? '';
  const canvas = useTopic('obs')?.mirror?.canvas;
  return (
    <Section title={t('overlay.title')}>
      <Text size="sm" c="dimmed">
        {t('overlay.text')}
      </Text>
      <CopyField label={t('overlay.address')} value={address} />
      <List size="sm" spacing={2}>
        <List.Item>{t('overlay.landscape')}</List.Item>
        <List.Item>{t('overlay.portrait')}</List.Item>
        {canvas && <List.Item>{t('overlay.canvas', { width: canvas.width, height: canvas.height })}</List.Item>}
      </List>
    </Section>
  );
}
