/** Asks before an output is stopped; while on air the stream's stop must be ticked first, which no stray click does. */
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../../client/hooks.ts';
import { Confirm } from '../../../parts/Confirm.tsx';
import { useCommand } from '../../use-command.ts';

interface StopOutputProps {
  output: 'stream' | 'record';
  opened: boolean;
  onClose(): void;
}

export function StopOutput({ output, opened, onClose }: StopOutputProps) {
  const { t } = useTranslation(['outputs', 'console']);
  const run = useCommand();
  const onAir = useTopic('playout')?.broadcast.phase === 'onAir';
  const stop = output === 'stream' ? 'stopStream' : 'stopRecord';
  return (
    <Confirm
      opened={opened}
      title={t(`outputs:${output}.stop`)}
      sentence={t(`console:output.${stop}Sentence`)}
      act={t(`outputs:${output}.stop`)}
      must={output === 'stream' && onAir ? t('outputs:stream.mustTick') : undefined}
      onConfirm={() => void run(stop, {})}
      onClose={onClose}
    />
  );
}
