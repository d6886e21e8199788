/** What is edited and how it is shown: scene, shape, undo and redo, snapping, safe areas, sample content, OBS's picture. */
import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { stageShapes, type StageShape } from '../../../../native/contract/layout.ts';
import { DeskButton } from '../../DeskButton.tsx';
import styles from './layout.module.css';

export interface LayoutView {
  snaps: boolean;
  guides: boolean;
  sample: boolean;
  picture: boolean;
}

export interface SceneChoice {
  sceneName: string;
  onProgram: boolean;
  onPreview: boolean;
  inObs: boolean;
  own: boolean;
}

interface LayoutBarProps {
  scenes: readonly SceneChoice[];
  sceneName: string | null;
  shape: StageShape;
  view: LayoutView;
  canUndo: boolean;
  canRedo: boolean;
  onScene(sceneName: string | null): void;
  onShape(shape: StageShape): void;
  onView(view: LayoutView): void;
  onUndo(): void;
  onRedo(): void;
}

export function LayoutBar(props: LayoutBarProps) {
  const { scenes, sceneName, shape, view, canUndo, canRedo, onScene, onShape, onView, onUndo, onRedo } = props;
  const { t } = useTranslation('graphics');
  const marksOf = ({ onProgram, onPreview, inObs, own }: SceneChoice) =>
    [
      onProgram && t('layout.sceneOnProgram'),
      onPreview && t('layout.sceneOnPreview'),
      !inObs && t('layout.sceneMissing'),
      own && t('layout.sceneOwn'),
    ]
      .filter(Boolean)
      .join(', ');
  return (
    <div className={styles.bar}>
      <NativeSelect
        size="xs"
        className={styles.sceneChoice}
        aria-label={t('layout.scene')}
        value={sceneName === null ? '' : `=${sceneName}`}
        onChange={({ currentTarget: { value } }) => onScene(value === '' ? null : value.slice(1))}
        data={[
          { value: '', label: t('layout.everyScene') },
          ...scenes.map((scene) => {
            const marks = marksOf(scene);
            // Names are kept apart from the words around them, whatever they are written in.
            const name = `\u2068${scene.sceneName}\u2069`;
            return { value: `=${scene.sceneName}`, label: marks === '' ? name : `${name} (${marks})` };
          }),
        ]}
      />
      <SegmentedControl
        size="xs"
        aria-label={t('layout.shape')}
        value={shape}
        onChange={onShape}
        data={stageShapes.map((value) => ({ value, label: t(`layout.shapes.${value}`) }))}
      />
      <div className={styles.steps}>
        <DeskButton
          command="undoLayout"
          size="compact-sm"
          variant="default"
          disabled={!canUndo}
          caps={['Ctrl+Z']}
          hint={t('layout.undo')}
          label={t('layout.undo')}
          onPress={onUndo}
        >
          <IconArrowBackUp size={16} aria-hidden />
        </DeskButton>
        <DeskButton
          command="redoLayout"
          size="compact-sm"
          variant="default"
          disabled={!canRedo}
          caps={['Ctrl+Y']}
          hint={t('layout.redo')}
          label={t('layout.redo')}
          onPress={onRedo}
        >
          <IconArrowForwardUp size={16} aria-hidden />
        </DeskButton>
      </div>
      <div className={styles.views} role="group" aria-label={t('layout.view')}>
        {(['snaps', 'guides', 'sample', 'picture'] as const).map((part) => (
          <Button
            key={part}
            size="compact-sm"
            variant={view[part] ? 'light' : 'default'}
            aria-pressed={view[part]}
            title={t(`layout.viewHint.${part}`)}
            onClick={() => onView({ ...view, [part]: !view[part] })}
          >
            {t(`layout.views.${part}`)}
          </Button>
        ))}
      </div>
    </div>
  );
}
