/** Points to the page on which results upstream are set up and watched. */
import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { addressOf } from '../routes.ts';
import { Section } from './Section.tsx';

export function UpstreamLink() {
  const { t } = useTranslation('plan');
  return (
    <Section title={t('upstream.title')}>
      <Text size="sm">
        {t('upstream.text')} <Anchor href={addressOf('upstream')}>{t('upstream.link')}</Anchor>
      </Text>
    </Section>
  );
}
