/** The scenes of OBS from the top of its list down: which is on air, which is in preview, and one press to either. */
import { Button, UnstyledButton } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { ObsMirror } from '../../../../native/contract/obs.ts';
import { useLink } from '../../../client/hooks.ts';
import { Panel } from '../../../parts/Panel.tsx';
import { useCommand, usePending } from '../../use-command.ts';
import styles from './sources.module.css';

interface ScenePanelProps {
  mirror: ObsMirror;
  chosen: string | null;
  onChoose(sceneName: string): void;
}

export function ScenePanel({ mirror, chosen, onChoose }: ScenePanelProps) {
  const { t } = useTranslation('sources');
  return (
    <Panel title={t('scenes.title')} className={styles.scenes!} aside={<span className="dim">{mirror.sceneNames.length}</span>}>
      {mirror.sceneNames.length === 0 && <p className={styles.hint}>{t('scenes.none')}</p>}
      <ul className={styles.list} onKeyDown={moveBetweenScenes}>
        {mirror.sceneNames.map((sceneName) => (
          <SceneRow key={sceneName} {...{ sceneName, mirror, onChoose }} isChosen={sceneName === chosen} />
        ))}
      </ul>
    </Panel>
  );
}

function SceneRow({ sceneName, mirror, isChosen, onChoose }: Omit<ScenePanelProps, 'chosen'> & { sceneName: string; isChosen: boolean }) {
  const { t } = useTranslation('sources');
  const tally = tallyOf(sceneName, mirror);
  return (
    <li className={styles.scene} data-tally={tally} data-chosen={isChosen || undefined}>
      <UnstyledButton className={styles.sceneName} data-scene-stop aria-pressed={isChosen} onClick={() => onChoose(sceneName)}>
        <bdi>{sceneName}</bdi>
        {tally && <span className={styles.tally}>{t(`tally.${tally}`)}</span>}
      </UnstyledButton>
      {mirror.studioMode && <ToButton target="preview" resting={tally !== null} sceneName={sceneName} />}
      <ToButton target="program" resting={tally === 'program'} sceneName={sceneName} />
    </li>
  );
}

function ToButton({ target, sceneName, resting }: { target: 'program' | 'preview'; sceneName: string; resting: boolean }) {
  const { t } = useTranslation('sources');
  const run = useCommand();
  const pending = usePending('switchScene');
  const open = useLink() === 'open';
  return (
    <Button
      size="compact-xs"
      variant="default"
      disabled={resting || pending || !open}
      aria-label={t(`scenes.switch.${target}`, { scene: sceneName })}
      onClick={() => void run('switchScene', { sceneName, target })}
    >
      {t(`scenes.to.${target}`)}
    </Button>
  );
}

function tallyOf(sceneName: string, { programSceneName, previewSceneName }: ObsMirror): 'program' | 'preview' | null {
  if (sceneName === programSceneName) return 'program';
  return sceneName === previewSceneName ? 'preview' : null;
}

/** Up, down, Home and End go from scene to scene. */
function moveBetweenScenes(event: KeyboardEvent<HTMLElement>): void {
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-scene-stop]')];
  const at = stops.findIndex((stop) => stop === event.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: stops.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  stops[Math.max(0, Math.min(stops.length - 1, to))]?.focus();
}
