/** The overlay's layouts, wired: kept in the settings, and named after OBS's scenes. */
import { z } from 'zod';
import type { GraphicsOptions } from './graphics.ts';
import { LayoutPlan } from './overlays/layout-plan.ts';

export interface LayoutsDesk {
  plan: LayoutPlan;
  stop(): void;
}

export function openLayouts({ desk, storage, clock, logger }: GraphicsOptions): LayoutsDesk {
  const { ledger, obs, playout } = desk;
  const { settings } = storage;
  const plan = new LayoutPlan({
    clock,
    store: { load: () => settings.get('layouts', z.unknown()), save: (layouts) => settings.set('layouts', layouts) },
    append: (drafts) => ledger.append(drafts),
    broadcastId: () => playout.broadcastId,
  });
  const renames = obs.onEvent((eventType, { oldSceneName, sceneName }) => {
    if (eventType !== 'SceneNameChanged') return;
    plan
      .renameScene(String(oldSceneName), String(sceneName))
      .catch((error: unknown) => logger.error({ err: error, oldSceneName, sceneName }, 'a layout was not renamed'));
  });
  return { plan, stop: () => renames.dispose() };
}
