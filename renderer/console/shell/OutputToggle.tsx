/** Stream or recording: shows what OBS says is running, starts it, and stops it only after asking. */
import { IconBroadcast, IconCircleDot } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { duration } from '../../i18n/formats.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { DeskButton } from '../DeskButton.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { useStudioNow } from '../studio-clock.ts';
import { useCommand } from '../use-command.ts';

const outputs = {
  stream: { start: 'startStream', stop: 'stopStream', Icon: IconBroadcast },
  record: { start: 'startRecord', stop: 'stopRecord', Icon: IconCircleDot },
} as const;

export function OutputToggle({ output }: { output: keyof typeof outputs }) {
  const { t } = useTranslation('console');
  const run = useCommand();
  const nowMs = useStudioNow();
  const [asking, setAsking] = useState(false);
  const mirror = useTopic('obs')?.mirror;
  const { start, stop, Icon } = outputs[output];
  const state = mirror?.[output];
  const active = state?.active ?? false;
  const startedAtMs = state?.startedAtMs ?? null;
  const troubled = output === 'stream' ? mirror?.stream.reconnecting : mirror?.record.paused;
  return (
    <>
      <DeskButton
        command={active ? stop : start}
        className={active ? `output active ${output}` : 'output'}
        variant="default"
        disabled={!mirror}
        hint={mirror ? t(`output.${active ? stop : start}`) : t('output.needsObs')}
        leftSection={<Icon size="1.2rem" aria-hidden />}
        onPress={() => (active ? setAsking(true) : void run(start, {}))}
      >
        <span className="output-words">
          <span className={troubled ? 'warning' : undefined}>
            {t(active ? `output.${output}${troubled ? 'Troubled' : 'Active'}` : `output.${start}`)}
          </span>
          {active && startedAtMs !== null && nowMs !== undefined && <Figure>{duration(Math.max(0, nowMs - startedAtMs))}</Figure>}
        </span>
      </DeskButton>
      <Confirm
        opened={asking}
        title={t(`output.${stop}`)}
        sentence={t(`output.${stop}Sentence`)}
        act={t(`output.${stop}`)}
        onConfirm={() => void run(stop, {})}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
