/** Program and preview side by side: OBS's own picture where it can be had, else the overlay as viewers get it, with scene and tally. */
import { ActionIcon, Anchor } from '@mantine/core';
import { IconBorderOuter } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTopic } from '../../client/hooks.ts';
import { DeskButton } from '../DeskButton.tsx';
import { addressOf } from '../routes.ts';
import { NextTry } from '../shell/HealthLight.tsx';
import { useCommand, useRefusalSentence } from '../use-command.ts';
import { ObsCanvas } from './ObsCanvas.tsx';
import { ScenePicker } from './ScenePicker.tsx';

export function Pictures() {
  const { t } = useTranslation(['console', 'graphics']);
  const run = useCommand();
  const [guides, setGuides] = useState(false);
  const obs = useTopic('obs');
  const playout = useTopic('playout');
  const rundown = useTopic('rundown')?.rundown;
  const mirror = obs?.mirror ?? null;
  const prepared = rundown?.segments.find(({ segmentId }) => segmentId === playout?.prepared.segmentId);
  const onAir = playout?.broadcast.phase === 'onAir' || (mirror?.stream.active ?? false);
  const source = !mirror ? 'none' : obs?.connection.simulated ? 'simulated' : 'obs';
  const canvas = mirror?.canvas ?? { width: 1920, height: 1080 };
  return (
    <section className="pictures" aria-label={t('pictures.title')}>
      {obs && obs.connection.state !== 'ready' && <ObsAway />}
      <div className="picture-pair">
        <MonitorPicture
          view="program"
          title={t('pictures.program')}
          scene={
            <ScenePicker target="program" scene={mirror?.programSceneName ?? null} sceneNames={mirror?.sceneNames ?? []} live={onAir} />
          }
          live={onAir}
          canvas={canvas}
          source={source}
        />
        <MonitorPicture
          view="preview"
          title={t('pictures.preview')}
          scene={
            <ScenePicker
              target="preview"
              scene={mirror?.previewSceneName ?? prepared?.sceneName ?? null}
              sceneNames={mirror?.studioMode ? mirror.sceneNames : []}
              live={onAir}
            />
          }
          live={false}
          canvas={canvas}
          source={source}
          guides={guides}
          aside={
            <>
              {mirror && (
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
              )}
              <ActionIcon
                size="sm"
                variant={guides ? 'light' : 'default'}
                aria-pressed={guides}
                aria-label={t('layout.guidesOver', { ns: 'graphics' })}
                title={t('layout.guidesOver', { ns: 'graphics' })}
                onClick={() => setGuides(!guides)}
              >
                <IconBorderOuter size={14} aria-hidden />
              </ActionIcon>
            </>
          }
        />
      </div>
    </section>
  );
}

interface MonitorPictureProps {
  view: 'program' | 'preview';
  title: string;
  scene: React.ReactNode;
  live: boolean;
  canvas: { width: number; height: number };
  source: 'obs' | 'simulated' | 'none';
  /** Safe areas lie over the overlay. */
  guides?: boolean;
  aside?: React.ReactNode;
}

/**
 * Program is what OBS shows, with the overlay in it; nothing is laid over it. Over preview lies the overlay as it would be.
 * The simulated OBS draws no pages, so that the overlay lies over both; without OBS it is all there is.
 */
function MonitorPicture({ view, title, scene, live, canvas, source, guides = false, aside }: MonitorPictureProps) {
  const { t } = useTranslation('console');
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [shownOf, setShownOf] = useState<MonitorPictureProps['source']>('none');
  const onShown = useCallback(() => setShownOf(source), [source]);
  if (source === 'none' && shownOf !== 'none') setShownOf('none');
  const shown = source !== 'none' && shownOf === source;
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
        {source !== 'none' && <ObsCanvas key={source} view={view} width={width} onShown={onShown} />}
        {!(view === 'program' && source === 'obs' && shown) && (
          <OverlayFrame view={view} title={title} canvas={canvas} width={width} guides={guides} />
        )}
        {!shown && <span className="picture-age">{t('pictures.overlayOnly')}</span>}
      </div>
    </figure>
  );
}

interface OverlayFrameProps extends Pick<MonitorPictureProps, 'view' | 'title' | 'canvas'> {
  width: number;
  guides: boolean;
}

/** The overlay page itself at OBS's size, scaled down; nothing in it can take the pointer or the keyboard. */
function OverlayFrame({ view, title, canvas, width, guides }: OverlayFrameProps) {
  return (
    // oxlint-disable-next-line react/iframe-missing-sandbox -- the studio's own page, which needs its cookie and its scripts
    <iframe
      title={title}
      src={`/overlays/?view=${view}${guides ? '&guides=1' : ''}`}
      tabIndex={-1}
      scrolling="no"
      width={canvas.width}
      height={canvas.height}
      style={{ transform: `scale(${width / canvas.width})` }}
    />
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
