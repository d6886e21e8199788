/** Replay buffer and virtual camera, or in words why this OBS has none. */
import { IconCamera, IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { OutputsState } from '../../../../native/contract/outputs.ts';
import { useTopic } from '../../../client/hooks.ts';
import { clockTime } from '../../../i18n/formats.ts';
import { DeskButton } from '../../DeskButton.tsx';
import { useCommand } from '../../use-command.ts';
import { OutputCard } from './OutputCard.tsx';
import { Rows } from './Rows.tsx';

export function ReplayCard({ replay, ready }: { replay: OutputsState['replay']; ready: boolean }) {
  const { t } = useTranslation('outputs');
  const run = useCommand();
  const { available = false, active = false } = useTopic('obs')?.mirror?.replayBuffer ?? {};
  const { seconds, lastSaved } = replay;
  const rows: [string, string | null][] = [
    [t('replay.last'), lastSaved && `${clockTime(lastSaved.atMs)} ${lastSaved.path.split(/[\\/]/u).at(-1) ?? ''}`],
  ];
  const command = active ? 'stopReplayBuffer' : 'startReplayBuffer';
  return (
    <OutputCard
      title={t('replay.title')}
      icon={<IconHistory size="1.2rem" aria-hidden />}
      state={t(active ? 'replay.on' : 'off')}
      tone={active ? 'live' : 'off'}
      problem={ready && !available ? { code: 'obs-replay-not-set-up', context: {} } : null}
      figures={<Rows rows={rows} />}
    >
      <DeskButton command={command} variant="default" disabled={!ready || !available} onPress={() => void run(command, {})}>
        {t(active ? 'replay.stop' : 'replay.start')}
      </DeskButton>
      <DeskButton command="saveReplay" variant="default" disabled={!ready || !active} onPress={() => void run('saveReplay', {})}>
        {seconds === null ? t('replay.save') : t('replay.saveSeconds', { seconds })}
      </DeskButton>
    </OutputCard>
  );
}

export function CameraCard({ ready }: { ready: boolean }) {
  const { t } = useTranslation('outputs');
  const run = useCommand();
  const { available = false, active = false } = useTopic('obs')?.mirror?.virtualCamera ?? {};
  const command = active ? 'stopVirtualCamera' : 'startVirtualCamera';
  return (
    <OutputCard
      title={t('camera.title')}
      icon={<IconCamera size="1.2rem" aria-hidden />}
      state={t(active ? 'camera.on' : 'off')}
      tone={active ? 'live' : 'off'}
      warning={ready && !available ? t('camera.absent') : null}
    >
      <DeskButton command={command} variant="default" disabled={!ready || !available} onPress={() => void run(command, {})}>
        {t(active ? 'camera.stop' : 'camera.start')}
      </DeskButton>
    </OutputCard>
  );
}
