/** Where the layers stand, moved on the real picture, for every scene or for one. */
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { roomHeight } from '../../../../native/contract/default-placements.ts';
import { type LayerId, layerIds, type Layouts, type StageShape, stageSizes } from '../../../../native/contract/layout.ts';
import { useTopic } from '../../../client/hooks.ts';
import { useUndoKeys } from '../../plan/use-undo-keys.ts';
import { useCommand } from '../../use-command.ts';
import type { DrawnHeights } from './drawn-heights.ts';
import { useLayoutEditing, useViewersDirection } from './editing.ts';
import { FindingList } from './FindingList.tsx';
import { findingsOf, type Heights } from './findings.ts';
import { LayerFields } from './LayerFields.tsx';
import { LayerList } from './LayerList.tsx';
import { LayoutBar, type LayoutView } from './LayoutBar.tsx';
import { LayoutStage } from './LayoutStage.tsx';
import styles from './layout.module.css';
import { useScenes } from './scenes.ts';

export function LayoutTab() {
  const graphics = useTopic('graphics');
  const overlay = useTopic('overlay');
  if (!graphics || !overlay) return <div aria-busy />;
  return <LayoutDesk layouts={graphics.layouts} canUndo={graphics.canUndoLayout} canRedo={graphics.canRedoLayout} />;
}

function LayoutDesk({ layouts, canUndo, canRedo }: { layouts: Layouts; canUndo: boolean; canRedo: boolean }) {
  const { t } = useTranslation('graphics');
  const run = useCommand();
  const scenes = useScenes(layouts);
  const [sceneName, setSceneName] = useState<string | null>(null);
  const [wishedShape, setShape] = useState<StageShape | null>(null);
  const [chosen, setChosen] = useState<LayerId>('card');
  const [view, setView] = useState<LayoutView>({ snaps: true, guides: true, sample: true, picture: true });
  const [drawn, setDrawn] = useState<{ shape: StageShape; heights: DrawnHeights } | null>(null);
  const shape = wishedShape ?? scenes.canvasShape;
  const stage = stageSizes[shape];
  const editing = useLayoutEditing(layouts, { sceneName, shape }, useViewersDirection());
  const heights = Object.fromEntries(
    layerIds.map((layer) => [layer, (drawn?.shape === shape ? drawn.heights[layer] : undefined) ?? roomHeight(shape, layer)]),
  ) as Heights;
  const onDrawn = useCallback((now: DrawnHeights) => setDrawn({ shape, heights: now }), [shape]);
  const findings = findingsOf(editing.placements, heights, shape);
  const troubled = new Set(findings.flatMap((finding) => (finding.kind === 'overlaps' ? [finding.layer, finding.other] : [finding.layer])));
  const undo = useCallback(() => void run('undoLayout', {}), [run]);
  const redo = useCallback(() => void run('redoLayout', {}), [run]);
  useUndoKeys(undo, redo);
  const oneScene = sceneName !== null;
  const seen = scenes.seenByViewers(sceneName, shape);
  return (
    <div className={styles.tab}>
      <LayoutBar
        scenes={scenes.choices}
        sceneName={sceneName}
        shape={shape}
        view={view}
        canUndo={canUndo}
        canRedo={canRedo}
        onScene={setSceneName}
        onShape={setShape}
        onView={setView}
        onUndo={undo}
        onRedo={redo}
      />
      <div className={styles.work}>
        <p className={styles.sight} role="status">
          {seen ? (
            <>
              <span className="mark on-air">{t('layout.onAir')}</span>
              <span>{t(oneScene ? 'layout.viewersSee' : 'layout.viewersSeeEverywhere')}</span>
            </>
          ) : (
            <span className="dim">{t(oneScene ? 'layout.onlyHere' : 'layout.everywhereHint')}</span>
          )}
        </p>
        <LayoutStage
          shape={shape}
          editing={editing}
          heights={heights}
          chosen={chosen}
          troubled={troubled}
          picture={view.picture ? scenes.pictureOf(sceneName, shape) : null}
          sample={view.sample}
          snaps={view.snaps}
          guides={view.guides}
          onChoose={setChosen}
          onDrawn={onDrawn}
        />
        <FindingList findings={findings} onChoose={setChosen} />
      </div>
      <div className={styles.side}>
        <LayerFields key={chosen} layer={chosen} height={heights[chosen]} stage={stage} editing={editing} oneScene={oneScene} />
        <LayerList editing={editing} chosen={chosen} troubled={troubled} oneScene={oneScene} onChoose={setChosen} />
        <p className={styles.keysHint}>{t('layout.keysHint')}</p>
      </div>
    </div>
  );
}
