/** Requests about settings that OBS keeps with a scene, an input or an item and shows nobody; undocumented, and there since obs-websocket 5.0. */
import type { Data, Fields } from './protocol.ts';
import type { RequestHandler } from './request-handler.ts';
import type { World } from './world.ts';

/** By the scene, input or item itself, so that they go with a new name. */
const kept = new WeakMap<object, Data>();

const itemOf = (world: World, fields: Fields) => world.item(world.scene(fields.text('sceneName')), fields.number('sceneItemId', 0));

export const privateRequests: Record<string, RequestHandler> = {
  GetSourcePrivateSettings: (fields, { world }) => ({ sourceSettings: kept.get(world.source(fields.text('sourceName'))) ?? {} }),
  SetSourcePrivateSettings: (fields, { world }) => add(world.source(fields.text('sourceName')), fields.object('sourceSettings')),
  GetSceneItemPrivateSettings: (fields, { world }) => ({ sceneItemSettings: kept.get(itemOf(world, fields)) ?? {} }),
  SetSceneItemPrivateSettings: (fields, { world }) => add(itemOf(world, fields), fields.object('sceneItemSettings')),
};

function add(owner: object, settings: Data): void {
  kept.set(owner, { ...kept.get(owner), ...settings });
}
