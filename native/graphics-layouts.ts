/** The overlay's layouts, wired: kept in the settings, named after OBS's scenes, and handed to the overlay for the scene that is shown. */
import { z } from 'zod';
import type { GraphicsOptions } from './graphics.ts';
import { LayoutPlan } from './overlays/layout-plan.ts';
import { ShownLayouts } from './overlays/shown-layouts.ts';

export interface LayoutsDesk {
  plan: LayoutPlan;
  stop(): void;
}

export function openLayouts({ desk, storage, clock, logger }: GraphicsOptions): LayoutsDesk {
  const { ledger, obs, overlay, playout, preparation, rundown } = desk;
  const { settings } = storage;
  const plan = new LayoutPlan({
    clock,
    store: { load: () => settings.get('layouts', z.unknown()), save: (layouts) => settings.set('layouts', layouts) },
    append: (drafts) => ledger.append(drafts),
    broadcastId: () => playout.broadcastId,
  });
  const onSceneRenamed = (listener: (oldName: string, newName: string) => void) =>
    obs.onEvent((eventType, { oldSceneName, sceneName }) => {
      if (eventType === 'SceneNameChanged') listener(String(oldSceneName), String(sceneName));
    });
  const renames = onSceneRenamed((oldName, newName) => {
    plan
      .renameScene(oldName, newName)
      .catch((error: unknown) => logger.error({ err: error, oldName, newName }, 'a layout was not renamed'));
  });
  const shown = new ShownLayouts({
    layouts: plan.state,
    obs: obs.state,
    onSceneChanged: (listener) =>
      obs.onFact((fact) => {
        if (fact.kind === 'scene.changed') listener(fact.body.sceneName);
      }),
    onSceneRenamed,
    playout: playout.state,
    plannedScene: (segmentId) => rundown.state.get().rundown.segments.find((segment) => segment.segmentId === segmentId)?.sceneName ?? null,
    obsSceneName: (planned) => preparation.obsSceneName(planned),
    onPlanChanged(listener) {
      const watching = [rundown.state.subscribe(listener), preparation.state.subscribe(listener)];
      return { dispose: () => watching.forEach((one) => one.dispose()) };
    },
    show: (program, preview) => overlay.setLayout(program, preview),
  });
  return {
    plan,
    stop() {
      renames.dispose();
      shown.dispose();
    },
  };
}
