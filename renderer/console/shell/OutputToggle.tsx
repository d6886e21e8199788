/** Stream or recording: shows what really runs, starts it, and stops it only after asking. */
import { IconBroadcast, IconCircleDot } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { duration } from '../../i18n/formats.ts';
import { DeskButton } from '../DeskButton.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { isRunning, toneOf } from '../obs/outputs/output-look.ts';
import { StopOutput } from '../obs/outputs/StopOutput.tsx';
import { useStudioNow } from '../studio-clock.ts';
import { useCommand } from '../use-command.ts';

const commands = {
  stream: { start: 'startStream', stop: 'stopStream', Icon: IconBroadcast },
  record: { start: 'startRecord', stop: 'stopRecord', Icon: IconCircleDot },
} as const;

export function OutputToggle({ output }: { output: keyof typeof commands }) {
  const { t } = useTranslation(['console', 'outputs']);
  const run = useCommand();
  const nowMs = useStudioNow();
  const [asking, setAsking] = useState(false);
  const ready = useTopic('obs')?.connection.state === 'ready';
  const outputs = useTopic('outputs');
  const { start, stop, Icon } = commands[output];
  const turn = outputs?.[output].turn ?? 'unknown';
  const startedAtMs = outputs?.[output].startedAtMs ?? null;
  const active = isRunning(turn);
  const troubled = toneOf(turn) === 'trouble' || turn === 'paused' || (output === 'stream' && (outputs?.stream.trouble ?? null) !== null);
  return (
    <>
      <DeskButton
        command={active ? stop : start}
        className={active ? `output active ${output}` : 'output'}
        variant="default"
        disabled={!ready || turn === 'stopping'}
        hint={ready ? t(`output.${active ? stop : start}`) : t('output.needsObs')}
        leftSection={<Icon size="1.2rem" aria-hidden />}
        onPress={() => (active ? setAsking(true) : void run(start, {}))}
      >
        <span className="output-words">
          <span className={troubled ? 'warning' : undefined}>
            {active ? t(`outputs:${output === 'stream' ? 'streamTurn' : 'recordTurn'}.${turn}`) : t(`output.${start}`)}
          </span>
          {active && startedAtMs !== null && nowMs !== undefined && <Figure>{duration(Math.max(0, nowMs - startedAtMs))}</Figure>}
        </span>
      </DeskButton>
      <StopOutput output={output} opened={asking} onClose={() => setAsking(false)} />
    </>
  );
}
