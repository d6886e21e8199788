/** Requests about scenes, program and preview, studio mode and transitions. */
import { RequestFailure, requestCode } from './protocol.ts';
import type { RequestHandler } from './request-handler.ts';
import { transitions, type World } from './world.ts';

/** OBS refuses shorter ones. */
const SHORTEST_TRANSITION_MS = 50;
const LONGEST_TRANSITION_MS = 20_000;

export const sceneRequests: Record<string, RequestHandler> = {
  GetSceneList: (_fields, { world }) => ({
    currentProgramSceneName: world.collection.programSceneName,
    currentPreviewSceneName: world.studioMode ? world.collection.previewSceneName : null,
    scenes: world.sceneRows(),
  }),
  CreateScene: (fields, { world }) => world.addScene(fields.text('sceneName')),
  RemoveScene: (fields, { world }) => world.removeScene(fields.text('sceneName')),
  SetSceneName: (fields, { world }) => world.renameScene(fields.text('sceneName'), fields.text('newSceneName')),
  GetCurrentProgramScene: (_fields, { world }) => ({ currentProgramSceneName: world.collection.programSceneName }),
  SetCurrentProgramScene: (fields, { world }) => world.setProgram(world.scene(fields.text('sceneName')).name),
  GetCurrentPreviewScene: (_fields, { world }) => {
    assertStudioMode(world);
    return { currentPreviewSceneName: world.collection.previewSceneName };
  },
  SetCurrentPreviewScene: (fields, { world }) => {
    assertStudioMode(world);
    world.setPreview(world.scene(fields.text('sceneName')).name);
  },
  GetStudioModeEnabled: (_fields, { world }) => ({ studioModeEnabled: world.studioMode }),
  SetStudioModeEnabled: (fields, { world }) => world.setStudioMode(fields.flag('studioModeEnabled')),
  TriggerStudioModeTransition: (_fields, { world }) => {
    assertStudioMode(world);
    world.transitionToProgram();
  },
  GetSceneTransitionList: (_fields, { world }) => ({
    currentSceneTransitionName: world.transitionName,
    currentSceneTransitionKind: currentTransition(world).kind,
    transitions: transitions.map(transitionRow),
  }),
  GetTransitionKindList: () => ({ transitionKinds: transitions.map(({ kind }) => kind) }),
  GetCurrentSceneTransition: (_fields, { world }) => ({
    ...transitionRow(currentTransition(world)),
    transitionDuration: currentTransition(world).fixed ? null : world.transitionMs,
    transitionSettings: null,
  }),
  SetCurrentSceneTransition: (fields, { world }) => {
    const name = fields.text('transitionName');
    if (!transitions.some((transition) => transition.name === name)) {
      throw new RequestFailure(requestCode.resourceNotFound, 'No scene transition was found by that name.');
    }
    if (world.transitionName === name) return;
    world.transitionName = name;
    world.emit('CurrentSceneTransitionChanged', { transitionName: name });
  },
  SetCurrentSceneTransitionDuration: (fields, { world }) => {
    world.transitionMs = fields.number('transitionDuration', SHORTEST_TRANSITION_MS, LONGEST_TRANSITION_MS);
    world.emit('CurrentSceneTransitionDurationChanged', { transitionDuration: world.transitionMs });
  },
};

function assertStudioMode(world: World): void {
  if (!world.studioMode) throw new RequestFailure(requestCode.studioModeNotActive);
}

function currentTransition(world: World): (typeof transitions)[number] {
  return transitions.find(({ name }) => name === world.transitionName) ?? transitions[0];
}

function transitionRow({ name, kind, fixed }: (typeof transitions)[number]) {
  return { transitionName: name, transitionKind: kind, transitionFixed: fixed, transitionConfigurable: false };
}
