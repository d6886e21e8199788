/** The plan's scenes by the names that OBS has for them. */
import { type SlateKind, slateKinds } from '../contract/overlay.ts';

export interface SceneNames {
  obsSceneName(planned: string): string;
  /** The scene of the plan that shows a slate. */
  slateSceneName(slate: SlateKind): string;
}

/** Where OBS has no scene for this slate, the hold scene covers as well. */
export function sceneForSlate(names: SceneNames, slate: SlateKind, present: readonly string[]): string {
  const own = names.obsSceneName(names.slateSceneName(slate));
  return present.includes(own) ? own : names.obsSceneName(names.slateSceneName('hold'));
}

export function slateScenes(names: SceneNames): string[] {
  return slateKinds.map((slate) => names.obsSceneName(names.slateSceneName(slate)));
}
