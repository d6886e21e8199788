/** What a person at OBS's own window sees there, read by a second client. */
import type { OBSWebSocket } from 'obs-websocket-js/json';

/** From the bottom of OBS's list up. */
export async function sceneNamesIn(hand: OBSWebSocket): Promise<string[]> {
  const { scenes } = await hand.call('GetSceneList');
  return scenes.toSorted((a, b) => Number(a.sceneIndex) - Number(b.sceneIndex)).map((scene) => text(scene.sceneName));
}

/** From the bottom up. */
export async function itemNamesIn(hand: OBSWebSocket, sceneName: string): Promise<string[]> {
  const { sceneItems } = await hand.call('GetSceneItemList', { sceneName });
  return sceneItems.toSorted((a, b) => Number(a.sceneItemIndex) - Number(b.sceneItemIndex)).map((item) => text(item.sourceName));
}

/** All that OBS tells of its scenes and inputs, by their names. */
export async function everythingIn(hand: OBSWebSocket): Promise<[string, unknown][]> {
  const all: [string, unknown][] = [];
  for (const sceneName of (await sceneNamesIn(hand)).toSorted()) {
    const { sceneItems } = await hand.call('GetSceneItemList', { sceneName });
    const { filters } = await hand.call('GetSourceFilterList', { sourceName: sceneName });
    all.push([sceneName, { sceneItems, filters }]);
  }
  const { inputs } = await hand.call('GetInputList');
  for (const inputName of inputs.map((input) => text(input.inputName)).toSorted()) {
    const settings = await hand.call('GetInputSettings', { inputName });
    const { filters } = await hand.call('GetSourceFilterList', { sourceName: inputName });
    all.push([inputName, { settings, filters }]);
  }
  return all;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
