/** The first screen: rehearse with nothing installed, or connect to OBS. */
import { Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SampleButton, usePlanIsEmpty } from '../plan/SampleButton.tsx';
import { ConnectChoice } from './ConnectChoice.tsx';
import { RehearsalChoice } from './RehearsalChoice.tsx';
import styles from './start.module.css';

export function StartPage() {
  const { t } = useTranslation('plan');
  const planIsEmpty = usePlanIsEmpty();
  return (
    <main className={styles.page} aria-label={t('start.page')}>
      <Title order={1} className={styles.title}>
        {t('start.title')}
      </Title>
      <div className={styles.choices}>
        <RehearsalChoice />
        <ConnectChoice />
      </div>
      {planIsEmpty && (
        <section className={styles.sample} aria-label={t('start.sampleTitle')}>
          <Text size="sm">{t('start.sampleText')}</Text>
          <SampleButton size="sm" />
        </section>
      )}
    </main>
  );
}
