/** The video on program: how much of it is left, that its end is near, that it has ended, and the keys that go on from there. */
import { Kbd } from '@mantine/core';
import { IconAlertTriangle, IconPlayerStopFilled } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { duration } from '../../i18n/formats.ts';
import { useText } from '../../i18n/use-text.ts';
import { Figure } from '../../parts/Figure.tsx';
import { useStudioNow } from '../studio-clock.ts';
import { useCaps } from '../use-key-map.ts';
import { endsSoon, type VideoOnProgram, videoOnProgram } from './media-left.ts';

type Stage = 'soon' | VideoOnProgram['turn'];

const words = { playing: 'now.video', paused: 'now.videoPaused', soon: 'now.videoSoon', ended: 'now.videoEnded' } as const;

export function VideoNow() {
  const nowMs = useStudioNow();
  const sources = useTopic('sources');
  const programSceneName = useTopic('obs')?.mirror?.programSceneName ?? null;
  const takenAtMs = useTopic('playout')?.segmentOnAir?.startedAtMs;
  const video = sources && nowMs !== undefined ? videoOnProgram({ sources, programSceneName, nowMs, takenAtMs }) : null;
  if (!video) return null;
  return <Countdown video={video} stage={endsSoon(video) ? 'soon' : video.turn} />;
}

function Countdown({ video: { inputName, leftMs, durationMs }, stage }: { video: VideoOnProgram; stage: Stage }) {
  const { t } = useTranslation('console');
  const ending = stage === 'soon' || stage === 'ended';
  const Icon = stage === 'ended' ? IconPlayerStopFilled : IconAlertTriangle;
  return (
    <div className={ending ? `now-item now-video ${stage}` : 'now-item'}>
      <div className="now-line">
        <span className="now-name">
          {ending && <Icon size="1.1rem" aria-hidden />}
          <span className={ending ? undefined : 'dim'} role="status">
            {t(words[stage])}
          </span>{' '}
          <bdi>{inputName}</bdi>
        </span>
        <Figure className="now-clock countdown">{duration(leftMs)}</Figure>
      </div>
      {stage !== 'ended' && (
        <div className="now-bar">
          <span style={{ inlineSize: `${(1 - leftMs / durationMs) * 100}%` }} />
        </div>
      )}
      {ending && <GoOn />}
    </div>
  );
}

function GoOn() {
  const { t } = useTranslation('console');
  const text = useText();
  const capsOf = useCaps();
  const preparedId = useTopic('playout')?.prepared.segmentId;
  const prepared = useTopic('rundown')?.rundown.segments.find(({ segmentId }) => segmentId === preparedId);
  // The first key of each is enough to go on.
  const caps = [...(prepared ? [] : capsOf('nextSegment').slice(0, 1)), ...capsOf('take').slice(0, 1)];
  return (
    <p className="now-go-on">
      {caps.map((cap) => (
        <Kbd key={cap} dir="ltr">
          {cap === 'Space' ? t('keys.space') : cap}
        </Kbd>
      ))}{' '}
      {prepared ? t('now.goOn', { title: text(prepared.title) }) : t('now.chooseNext')}
    </p>
  );
}
