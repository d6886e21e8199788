/** Program and preview side by side: the overlay as viewers get it, with OBS's scene and the tally. */
import { Anchor } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { DeskButton } from '../DeskButton.tsx';
import { addressOf } from '../routes.ts';
import { NextTry } from '../shell/HealthLight.tsx';
import { useCommand, useRefusalSentence } from '../use-command.ts';
import { ScenePicker } from './ScenePicker.tsx';

export function Pictures() {
  const { t } = useTranslation('console');
  const run = useCommand();
  const obs = useTopic('obs');
  const playout = useTopic('playout');
  const rundown = useTopic('rundown')?.rundown;
  const mirror = obs?.mirror ?? null;
  const prepared = rundown?.segments.find(({ segmentId }) => segmentId === playout?.prepared.segmentId);
  const onAir = playout?.broadcast.phase === 'onAir' || (mirror?.stream.active ?? false);
  const canvas = mirror?.canvas ?? { width: 1920, height: 1080 };
  return (
    <section className="pictures" aria-label={t('pictures.title')}>
      {obs && obs.connection.state !== 'ready' && <ObsAway />}
      <div className="picture-pair">
        <OverlayPicture
          view="program"
          title={t('pictures.program')}
          scene={<ScenePicker target="program" scene={mirror?.programSceneName ?? null} sceneNames={mirror?.sceneNames ?? []} />}
          live={onAir}
          canvas={canvas}
        />
        <OverlayPicture
          view="preview"
          title={t('pictures.preview')}
          scene={
            <ScenePicker
              target="preview"
              scene={mirror?.previewSceneName ?? prepared?.sceneName ?? null}
              sceneNames={mirror?.studioMode ? mirror.sceneNames : []}
            />
          }
          live={false}
          canvas={canvas}
          aside={
            mirror && (
              <DeskButton
                command="setStudioMode"
                size="compact-xs"
                variant="default"
                pressed={mirror.studioMode}
                hint={t('pictures.studioModeHint')}
                onPress={() => void run('setStudioMode', { enabled: !mirror.studioMode })}
              >
                {t('pictures.studioMode')}
              </DeskButton>
            )
          }
        />
      </div>
    </section>
  );
}

interface OverlayPictureProps {
  view: 'program' | 'preview';
  title: string;
  scene: React.ReactNode;
  live: boolean;
  canvas: { width: number; height: number };
  aside?: React.ReactNode;
}

/** The overlay page itself at OBS's size, scaled down; nothing in it can take the pointer or the keyboard. */
function OverlayPicture({ view, title, scene, live, canvas, aside }: OverlayPictureProps) {
  const { t } = useTranslation('console');
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <figure className={`picture ${view} ${live ? 'live' : ''}`}>
      <figcaption>
        <strong>{title}</strong>
        {live && <span className="mark on-air">{t('mark.onAir')}</span>}
        {scene}
        {aside}
      </figcaption>
      <div ref={frame} className="picture-frame" style={{ aspectRatio: `${canvas.width} / ${canvas.height}` }}>
        {/* oxlint-disable-next-line react/iframe-missing-sandbox -- the studio's own page, which needs its cookie and its scripts */}
        <iframe
          title={title}
          src={`/overlays/?view=${view}`}
          tabIndex={-1}
          scrolling="no"
          width={canvas.width}
          height={canvas.height}
          style={{ transform: `scale(${width / canvas.width})` }}
        />
      </div>
    </figure>
  );
}

function ObsAway() {
  const { t } = useTranslation('console');
  const sentence = useRefusalSentence();
  const connection = useTopic('obs')?.connection;
  if (!connection) return null;
  return (
    <div className="obs-away">
      <strong>{t(`health.obs.${connection.state}`)}</strong>
      {connection.problem && <span>{sentence(connection.problem)}</span>}
      {connection.nextTryAtMs !== null && <NextTry atMs={connection.nextTryAtMs} />}
      <Anchor href={addressOf('settings')}>{t('health.to.settings')}</Anchor>
    </div>
  );
}
