/** Switches an OBS scene by hand: the scene's name opens the list, a choice goes to program or preview. */
import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLink, useTopic } from '../../client/hooks.ts';
import { guardOf } from '../lock.ts';
import { useCommand, usePending } from '../use-command.ts';

interface ScenePickerProps {
  target: 'program' | 'preview';
  /** The scene that is there now, or is prepared for it. */
  scene: string | null;
  /** Scenes of OBS from the top of its list; empty while OBS is not ready. */
  sceneNames: readonly string[];
  /** Program is on air: its mark is red. */
  live: boolean;
}

export function ScenePicker({ target, scene, sceneNames, live }: ScenePickerProps) {
  const { t } = useTranslation('console');
  const run = useCommand();
  const pending = usePending('switchScene');
  const resting = useLink() !== 'open' || sceneNames.length === 0;
  const mirror = useTopic('obs')?.mirror;
  const name = scene ?? t('pictures.noScene');
  if (resting) return <bdi className="picture-scene">{name}</bdi>;
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <UnstyledButton
          className="picture-scene scene-picker"
          disabled={pending}
          {...guardOf('switchScene')}
          aria-label={t(`pictures.switch.${target}`, { scene: name })}
        >
          <bdi>{name}</bdi>
          <IconChevronDown size={14} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className="scene-list">
        {sceneNames.map((sceneName) => (
          <Menu.Item key={sceneName} disabled={sceneName === scene} onClick={() => void run('switchScene', { sceneName, target })}>
            <span className="scene-choice">
              <bdi>{sceneName}</bdi>
              {sceneName === mirror?.programSceneName && (
                <span className={`mark ${live ? 'on-air' : 'shown'}`}>{t('pictures.program')}</span>
              )}
              {sceneName === mirror?.previewSceneName && <span className="mark prepared">{t('pictures.preview')}</span>}
            </span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
