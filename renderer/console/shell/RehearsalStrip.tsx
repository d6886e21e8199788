/** Controls of a running rehearsal: how far it is, how fast it goes, pause and go on. */
import { Progress, SegmentedControl } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { RehearsalState } from '../../../native/contract/studio.ts';
import { useLink } from '../../client/hooks.ts';
import { count, duration } from '../../i18n/formats.ts';
import { DeskButton } from '../DeskButton.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { useCommand } from '../use-command.ts';

const speeds = [1, 10, 60];

export function RehearsalStrip({ rehearsal }: { rehearsal: RehearsalState }) {
  const { t } = useTranslation('console');
  const run = useCommand();
  const open = useLink() === 'open';
  const { state, speed, elapsedMs, lengthMs, behindMs, ordersSent, ordersTotal } = rehearsal;
  const over = state === 'finished' || state === 'failed';
  const running = state === 'running';
  const choices = speed !== null && !speeds.includes(speed) ? [...speeds, speed].sort((a, b) => a - b) : speeds;
  return (
    <section className="rehearsal-strip" aria-label={t('rehearsal.title')}>
      <strong>{t(`rehearsal.${state}`)}</strong>
      <DeskButton
        command="controlRehearsal"
        size="xs"
        variant="default"
        disabled={over}
        leftSection={running ? <IconPlayerPause size="1.05rem" /> : <IconPlayerPlay size={16} />}
        onPress={() => void run('controlRehearsal', { action: running ? 'pause' : 'resume' })}
      >
        {t(running ? 'rehearsal.pause' : 'rehearsal.resume')}
      </DeskButton>
      <SegmentedControl
        size="xs"
        dir="ltr"
        aria-label={t('rehearsal.speed')}
        disabled={over || !open}
        value={speed === null ? '' : String(speed)}
        data={choices.map((each) => ({ value: String(each), label: `${each}×` }))}
        onChange={(value) => void run('controlRehearsal', { action: state === 'paused' ? 'pause' : 'resume', speed: Number(value) })}
      />
      <Progress
        className="rehearsal-progress"
        value={lengthMs > 0 ? (100 * elapsedMs) / lengthMs : 0}
        aria-label={t('rehearsal.progress')}
        color="violet.5"
      />
      <Figure>
        {duration(elapsedMs)} / {duration(lengthMs)}
      </Figure>
      <span>
        {t('rehearsal.orders')}{' '}
        <Figure>
          {count(ordersSent)} / {count(ordersTotal)}
        </Figure>
      </span>
      {behindMs >= 1000 && (
        <span className="warning">
          {t('rehearsal.behind')} <Figure>{duration(behindMs)}</Figure>
        </span>
      )}
    </section>
  );
}
