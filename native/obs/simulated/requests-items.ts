/** Requests about the items of a scene: their order, visibility and place. */
import { type Data, Fields, RequestFailure, requestCode } from './protocol.ts';
import type { RequestHandler } from './request-handler.ts';
import { placeOf } from './screenshot.ts';
import { sizeOf } from './sources.ts';
import type { Scene, SceneItem, Transform, World } from './world.ts';

const FARTHEST = 90_000;
/** Numbers of a transform that may be set, with OBS's limits. */
const LIMITS: Partial<Record<keyof Transform, [number, number]>> = {
  positionX: [-FARTHEST, FARTHEST],
  positionY: [-FARTHEST, FARTHEST],
  rotation: [-360, 360],
  scaleX: [-FARTHEST, FARTHEST],
  scaleY: [-FARTHEST, FARTHEST],
  alignment: [0, 15],
  boundsAlignment: [0, 15],
  boundsWidth: [1, FARTHEST],
  boundsHeight: [1, FARTHEST],
  cropLeft: [0, 100_000],
  cropRight: [0, 100_000],
  cropTop: [0, 100_000],
  cropBottom: [0, 100_000],
};

export const itemRequests: Record<string, RequestHandler> = {
  GetSceneItemList: (fields, { world }) => {
    const scene = world.scene(fields.text('sceneName'));
    return { sceneItems: scene.items.map((item, index) => itemRow(world, item, index)) };
  },
  GetSceneItemId: (fields, { world }) => {
    const sourceName = fields.text('sourceName');
    const item = world.scene(fields.text('sceneName')).items.find((candidate) => candidate.sourceName === sourceName);
    if (item) return { sceneItemId: item.id };
    throw new RequestFailure(requestCode.resourceNotFound, 'No scene items were found in the specified scene by that name or offset.');
  },
  CreateSceneItem: (fields, { world }) => {
    const scene = world.scene(fields.text('sceneName'));
    const source = world.source(fields.text('sourceName'));
    const enabled = fields.has('sceneItemEnabled') ? fields.flag('sceneItemEnabled') : true;
    return { sceneItemId: world.addItem(scene, source.name, enabled).id };
  },
  DuplicateSceneItem: (fields, { world }) => {
    const { scene, item } = itemOf(world, fields);
    const target = fields.has('destinationSceneName') ? world.scene(fields.text('destinationSceneName')) : scene;
    const copy = world.addItem(target, item.sourceName, item.enabled);
    copy.transform = { ...item.transform };
    return { sceneItemId: copy.id };
  },
  RemoveSceneItem: (fields, { world }) => {
    const { scene, item } = itemOf(world, fields);
    world.removeItem(scene, item);
  },
  GetSceneItemEnabled: (fields, { world }) => ({ sceneItemEnabled: itemOf(world, fields).item.enabled }),
  SetSceneItemEnabled: (fields, { world }) => {
    const { scene, item } = itemOf(world, fields);
    item.enabled = fields.flag('sceneItemEnabled');
    const which = { sceneName: scene.name, sceneItemId: item.id };
    world.emit('SceneItemEnableStateChanged', { ...which, sceneItemEnabled: item.enabled });
  },
  GetSceneItemLocked: (fields, { world }) => ({ sceneItemLocked: itemOf(world, fields).item.locked }),
  SetSceneItemLocked: (fields, { world }) => {
    const { scene, item } = itemOf(world, fields);
    item.locked = fields.flag('sceneItemLocked');
    world.emit('SceneItemLockStateChanged', { sceneName: scene.name, sceneItemId: item.id, sceneItemLocked: item.locked });
  },
  GetSceneItemIndex: (fields, { world }) => {
    const { scene, item } = itemOf(world, fields);
    return { sceneItemIndex: scene.items.indexOf(item) };
  },
  SetSceneItemIndex: (fields, { world }) => {
    const { scene, item } = itemOf(world, fields);
    const index = fields.number('sceneItemIndex', 0, 8192);
    const others = scene.items.filter((other) => other !== item);
    scene.items = [...others.slice(0, index), item, ...others.slice(index)];
    const sceneItems = scene.items.map(({ id }, sceneItemIndex) => ({ sceneItemId: id, sceneItemIndex }));
    world.emit('SceneItemListReindexed', { sceneName: scene.name, sceneItems });
  },
  GetSceneItemTransform: (fields, { world }) => ({ sceneItemTransform: transformRow(world, itemOf(world, fields).item) }),
  SetSceneItemTransform: (fields, { world }) => {
    const { scene, item } = itemOf(world, fields);
    const changes = transformChanges(fields);
    if (Object.keys(changes).length === 0) {
      throw new RequestFailure(requestCode.cannotAct, 'You have not provided any valid transform changes.');
    }
    item.transform = { ...item.transform, ...changes };
    const sceneItemTransform = transformRow(world, item);
    world.emit('SceneItemTransformChanged', { sceneName: scene.name, sceneItemId: item.id, sceneItemTransform });
  },
};

function itemOf(world: World, fields: Fields): { scene: Scene; item: SceneItem } {
  const scene = world.sceneOrGroup(fields.text('sceneName'));
  return { scene, item: world.item(scene, fields.number('sceneItemId', 0)) };
}

function transformChanges(fields: Fields): Partial<Transform> {
  const wanted = new Fields(fields.object('sceneItemTransform'));
  const numbers = Object.entries(LIMITS)
    .filter(([key]) => wanted.has(key))
    .map(([key, [min, max]]) => [key, wanted.number(key, min, max)]);
  const changes = Object.fromEntries(numbers) as Partial<Transform>;
  return wanted.has('boundsType') ? { ...changes, boundsType: wanted.text('boundsType') } : changes;
}

function transformRow(world: World, item: SceneItem): Data {
  const source = sizeOf(world, item.sourceName);
  const { width, height } = placeOf(world, item);
  return { ...item.transform, sourceWidth: source.width, sourceHeight: source.height, width, height };
}

export function itemRow(world: World, item: SceneItem, sceneItemIndex: number): Data {
  const input = world.collection.inputs.find((candidate) => candidate.name === item.sourceName);
  return {
    sceneItemId: item.id,
    sceneItemIndex,
    sourceName: item.sourceName,
    sourceType: input ? 'OBS_SOURCE_TYPE_INPUT' : 'OBS_SOURCE_TYPE_SCENE',
    inputKind: input?.kind ?? null,
    isGroup: input ? null : world.collection.groups.some((group) => group.name === item.sourceName),
    sceneItemEnabled: item.enabled,
    sceneItemLocked: item.locked,
    sceneItemBlendMode: 'OBS_BLEND_NORMAL',
    sceneItemTransform: transformRow(world, item),
  };
}
