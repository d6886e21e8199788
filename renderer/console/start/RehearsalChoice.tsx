/** Rehearse day one: a studio of its own with a simulated OBS, at a chosen speed. */
import { Anchor, Button, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLineLock } from '../plan/use-line-lock.ts';
import { useCommand, usePending } from '../use-command.ts';
import styles from './start.module.css';

const speeds = ['1', '10', '60'] as const;

export function RehearsalChoice() {
  const { t } = useTranslation('plan');
  const run = useCommand();
  const locked = useLineLock();
  const busy = usePending('startRehearsal');
  const [speed, setSpeed] = useState<string>('10');
  const [address, setAddress] = useState<string | null>(null);
  const titleId = useId();
  const speedId = useId();
  const start = async () => {
    const answer = await run('startRehearsal', { name: 'day-one', speed: Number(speed) });
    if (!answer) return;
    setAddress(answer.address);
    // A browser may hold back the window because the answer took a while; the link below then opens it.
    window.open(answer.address, 'hetian-rehearsal');
  };
  return (
    <section className={styles.choice} aria-labelledby={titleId}>
      <Title order={2} id={titleId} className={styles.choiceTitle}>
        {t('start.rehearse')}
      </Title>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('start.rehearseText')}
        </Text>
        <div>
          <Text size="sm" fw={500} id={speedId} mb={4}>
            {t('start.speed')}
          </Text>
          <SegmentedControl
            fullWidth
            aria-labelledby={speedId}
            data={speeds.map((value) => ({ value, label: t(`start.speedOption.${value}`) }))}
            value={speed}
            onChange={setSpeed}
          />
        </div>
        <Button
          size="lg"
          leftSection={<IconPlayerPlay size={20} aria-hidden />}
          loading={busy}
          disabled={locked !== null}
          title={locked ?? undefined}
          onClick={() => void start()}
        >
          {t('start.rehearse')}
        </Button>
        {address !== null && (
          <Text size="sm" role="status">
            {t('start.rehearsalRuns')}{' '}
            <Anchor href={address} target="hetian-rehearsal" size="sm">
              {t('start.openRehearsal')}
            </Anchor>
          </Text>
        )}
      </Stack>
    </section>
  );
}
