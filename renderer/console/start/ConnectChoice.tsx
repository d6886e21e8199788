/** Connect to OBS: address, password, the state as it changes; ready leads to the air page. */
import { List, Stack, Text, Title } from '@mantine/core';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { addressOf } from '../routes.ts';
import { ObsConnectForm } from '../settings/ObsConnectForm.tsx';
import { ObsStatus } from '../settings/ObsStatus.tsx';
import styles from './start.module.css';

export function ConnectChoice() {
  const { t } = useTranslation('plan');
  const titleId = useId();
  const state = useTopic('obs')?.connection.state;
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    if (asked && state === 'ready') location.hash = addressOf('air');
  }, [asked, state]);
  return (
    <section className={styles.choice} aria-labelledby={titleId}>
      <Title order={2} id={titleId} className={styles.choiceTitle}>
        {t('start.connect')}
      </Title>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('start.connectText')}
        </Text>
        <ObsConnectForm onAsked={() => setAsked(true)} />
        {state !== undefined && state !== 'off' && <ObsStatus />}
        <div>
          <Text size="sm" fw={600} mb={4}>
            {t('start.howTo')}
          </Text>
          <List type="ordered" size="sm" spacing={2} className={styles.steps}>
            <List.Item>{t('start.step1')}</List.Item>
            <List.Item>{t('start.step2')}</List.Item>
            <List.Item>{t('start.step3')}</List.Item>
          </List>
        </div>
      </Stack>
    </section>
  );
}
