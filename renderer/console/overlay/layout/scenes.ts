/** Scenes that a layout can be for, what OBS shows of them, and whether viewers see what is moved. */
import { type Layouts, type StageShape, stageSizes } from '../../../../native/contract/layout.ts';
import { useTopic } from '../../../client/hooks.ts';
import { fitStage } from '../../../overlays/stage-size.ts';
import type { MonitorView } from '../../air/obs-pictures.ts';
import type { SceneChoice } from './LayoutBar.tsx';

export interface Scenes {
  /** From the top of OBS's list down; then those of the plan and of layouts that OBS does not have. */
  choices: readonly SceneChoice[];
  canvasShape: StageShape;
  /** The picture that OBS can give of the scene; null where it shows the scene neither on program nor on preview, or in another shape. */
  pictureOf(sceneName: string | null, shape: StageShape): MonitorView | null;
  /** Whether the layers that are moved here stand on the picture that viewers get. */
  seenByViewers(sceneName: string | null, shape: StageShape): boolean;
}

export function useScenes(layouts: Layouts): Scenes {
  const mirror = useTopic('obs')?.mirror ?? null;
  const playout = useTopic('playout');
  const rundown = useTopic('rundown')?.rundown;
  const sceneMap = useTopic('preparation')?.config.sceneMap ?? {};
  const obsName = (planned: string) => sceneMap[planned] ?? planned;
  const prepared = rundown?.segments.find(({ segmentId }) => segmentId === playout?.prepared.segmentId);
  const segmentScene = playout?.segmentOnAir ? obsName(playout.segmentOnAir.sceneName) : null;
  const program = mirror ? mirror.programSceneName : segmentScene;
  const preview = mirror?.previewSceneName ?? (prepared ? obsName(prepared.sceneName) : null);
  const inObs = mirror?.sceneNames ?? [];
  const planned = (rundown?.segments ?? []).map((segment) => obsName(segment.sceneName));
  const canvas = mirror?.canvas ?? stageSizes.landscape;
  const canvasShape = fitStage(canvas.width, canvas.height, null).shape;
  const onAir = playout?.broadcast.phase === 'onAir' || (mirror?.stream.active ?? false);
  const names = [...new Set([...inObs, ...planned, ...Object.keys(layouts.scenes)])];
  return {
    choices: names.map((sceneName) => ({
      sceneName,
      onProgram: sceneName === program,
      onPreview: sceneName === preview,
      inObs: !mirror || inObs.includes(sceneName),
      own: Object.hasOwn(layouts.scenes, sceneName),
    })),
    canvasShape,
    pictureOf(sceneName, shape) {
      if (!mirror || shape !== canvasShape) return null;
      if (sceneName === null || sceneName === program) return 'program';
      return sceneName === preview ? 'preview' : null;
    },
    seenByViewers: (sceneName, shape) => onAir && shape === canvasShape && (sceneName === null || sceneName === program),
  };
}
