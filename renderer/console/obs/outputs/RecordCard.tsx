/** The recording: whether it grows, its file and timecode, the room on its disk, and its buttons. */
import { Switch } from '@mantine/core';
import { IconArrowsSplit2, IconCircleDot, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutputsState } from '../../../../native/contract/outputs.ts';
import { useLink, useTopic } from '../../../client/hooks.ts';
import { duration } from '../../../i18n/formats.ts';
import { DeskButton } from '../../DeskButton.tsx';
import { byteSize } from '../../upstream/units.ts';
import { guardOf } from '../../lock.ts';
import { useCommand } from '../../use-command.ts';
import { isRunning, toneOf } from './output-look.ts';
import { OutputCard } from './OutputCard.tsx';
import { Rows } from './Rows.tsx';
import { StopOutput } from './StopOutput.tsx';
import styles from './outputs.module.css';

const MB = 1_048_576;

export function RecordCard({ outputs, ready }: { outputs: OutputsState; ready: boolean }) {
  const { t } = useTranslation('outputs');
  const run = useCommand();
  const open = useLink() === 'open';
  const requests = useTopic('obs')?.mirror?.availableRequests ?? [];
  const [asking, setAsking] = useState(false);
  const { record, disk } = outputs;
  const { turn } = record;
  const running = isRunning(turn);
  const canSplit = requests.includes('SplitRecordFile');
  const left = disk?.hoursLeft ?? null;
  const rows: [string, string | null][] = [
    [t('record.timecode'), record.timecodeMs === null ? null : duration(record.timecodeMs)],
    [t('record.written'), running ? byteSize(record.bytes) : null],
    [t('record.file'), record.path === null ? null : (record.path.split(/[\\/]/u).at(-1) ?? null)],
    [t('record.format'), record.format],
    [t('disk.free'), disk ? byteSize(disk.freeMb * MB) : null],
    [t('disk.left'), left === null ? null : t('disk.hours', { hours: left < 10 ? left.toFixed(1) : Math.floor(left) })],
  ];
  const unsafe =
    record.crashSafe === false ? { code: 'recording-not-crash-safe' as const, context: { format: record.format ?? '' } } : null;
  return (
    <OutputCard
      title={t('record.title')}
      icon={<IconCircleDot size="1.2rem" aria-hidden />}
      state={t(`recordTurn.${turn}`)}
      tone={toneOf(turn)}
      problem={record.problem ?? unsafe}
      figures={<Rows rows={rows} />}
    >
      <DeskButton
        command={running ? 'stopRecord' : 'startRecord'}
        variant="default"
        disabled={!ready || turn === 'stopping'}
        leftSection={running ? <IconPlayerStop size="1rem" aria-hidden /> : <IconPlayerPlay size="1rem" aria-hidden />}
        onPress={() => (running ? setAsking(true) : void run('startRecord', {}))}
      >
        {t(running ? 'record.stop' : 'record.start')}
      </DeskButton>
      <DeskButton
        command={turn === 'paused' ? 'resumeRecord' : 'pauseRecord'}
        variant="default"
        pressed={turn === 'paused'}
        disabled={!ready || !running || turn === 'stopping'}
        leftSection={<IconPlayerPause size="1rem" aria-hidden />}
        onPress={() => void run(turn === 'paused' ? 'resumeRecord' : 'pauseRecord', {})}
      >
        {t(turn === 'paused' ? 'record.resume' : 'record.pause')}
      </DeskButton>
      <DeskButton
        command="splitRecord"
        variant="default"
        disabled={!ready || !running || !canSplit}
        hint={canSplit ? t('record.splitHint') : t('record.splitSince')}
        leftSection={<IconArrowsSplit2 size="1rem" aria-hidden />}
        onPress={() => void run('splitRecord', {})}
      >
        {t('record.split')}
      </DeskButton>
      <Switch
        className={styles.withBroadcast}
        wrapperProps={guardOf('recordWithBroadcast')}
        size="sm"
        disabled={!open}
        checked={outputs.recordWithBroadcast}
        label={t('record.withBroadcast')}
        onChange={(event) => void run('recordWithBroadcast', { enabled: event.currentTarget.checked })}
      />
      <StopOutput output="record" opened={asking} onClose={() => setAsking(false)} />
    </OutputCard>
  );
}
