/** The stream: whether it is live, how its line fares, and its start and stop. */
import { IconBroadcast, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StreamOutput } from '../../../../native/contract/outputs.ts';
import { count, duration, share } from '../../../i18n/formats.ts';
import { Figure } from '../../../parts/Figure.tsx';
import { DeskButton } from '../../DeskButton.tsx';
import { useStudioNow } from '../../studio-clock.ts';
import { byteSize, kbitRate } from '../../upstream/units.ts';
import { useCommand } from '../../use-command.ts';
import { isRunning, toneOf } from './output-look.ts';
import { OutputCard } from './OutputCard.tsx';
import { Rows } from './Rows.tsx';
import { StopOutput } from './StopOutput.tsx';

export function StreamCard({ stream, ready }: { stream: StreamOutput; ready: boolean }) {
  const { t } = useTranslation('outputs');
  const run = useCommand();
  const nowMs = useStudioNow();
  const [asking, setAsking] = useState(false);
  const { turn, startedAtMs, trouble } = stream;
  const running = isRunning(turn);
  const rows: [string, string | null][] = [
    [t('stream.length'), startedAtMs === null || nowMs === undefined ? null : duration(Math.max(0, nowMs - startedAtMs))],
    [t('stream.rate'), stream.kbps === null ? null : kbitRate(stream.kbps)],
    [t('stream.congestion'), stream.congestion === null ? null : `${Math.round(stream.congestion * 100)}%`],
    [t('stream.skipped'), running ? `${count(stream.skippedFrames)} (${share(stream.skippedFrames, stream.totalFrames)})` : null],
    [t('stream.sent'), running ? byteSize(stream.bytes) : null],
    [t('stream.reconnects'), running ? count(stream.reconnects) : null],
  ];
  return (
    <OutputCard
      title={t('stream.title')}
      icon={<IconBroadcast size="1.2rem" aria-hidden />}
      state={t(`streamTurn.${turn}`)}
      tone={trouble ? 'trouble' : toneOf(turn)}
      warning={trouble ? t(`trouble.${trouble.kind}`) : null}
      problem={stream.problem}
      figures={<Rows rows={rows} />}
    >
      <DeskButton
        command={running ? 'stopStream' : 'startStream'}
        variant="default"
        disabled={!ready || turn === 'stopping'}
        leftSection={running ? <IconPlayerStop size="1rem" aria-hidden /> : <IconPlayerPlay size="1rem" aria-hidden />}
        onPress={() => (running ? setAsking(true) : void run('startStream', {}))}
      >
        {t(running ? 'stream.stop' : 'stream.start')}
      </DeskButton>
      {trouble && nowMs !== undefined && (
        <span>
          {t('since')} <Figure>{duration(Math.max(0, nowMs - trouble.sinceAtMs))}</Figure>
        </span>
      )}
      <StopOutput output="stream" opened={asking} onClose={() => setAsking(false)} />
    </OutputCard>
  );
}
