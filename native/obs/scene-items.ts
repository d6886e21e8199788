/** Scenes and groups with their items as OBS tells them: read from its answers, and changed by its events. Pure. */
import { itemTransformSchema, type ObsInput, type ObsScene, type SceneItem } from '../contract/obs.ts';
import type { ObsData } from './link.ts';

/** The names of all that a scene may be made of. */
interface LivingSources {
  scenes: readonly Pick<ObsScene, 'sceneName'>[];
  inputs: readonly Pick<ObsInput, 'inputName'>[];
}
type Transform = SceneItem['transform'];
const TRANSFORM_FIELDS = Object.keys(itemTransformSchema.shape) as (keyof Transform)[];

/** Items of GetSceneItemList and GetGroupSceneItemList, which count from the bottom. What is no item is left out. */
export function itemsFromTop(sceneItems: unknown): SceneItem[] {
  const rows = Array.isArray(sceneItems) ? (sceneItems as ObsData[]) : [];
  return rows
    .toSorted((one, other) => Number(other.sceneItemIndex) - Number(one.sceneItemIndex))
    .filter(({ sceneItemId, sourceName }) => typeof sceneItemId === 'number' && typeof sourceName === 'string')
    .map((row) => ({
      sceneItemId: Number(row.sceneItemId),
      sourceName: String(row.sourceName),
      sourceType: sourceTypeOf(row),
      inputKind: typeof row.inputKind === 'string' && row.inputKind !== '' ? row.inputKind : null,
      enabled: row.sceneItemEnabled === true,
      locked: row.sceneItemLocked === true,
      transform: transformOf(row.sceneItemTransform),
    }));
}

/** OBS leaves out or nulls a size that it does not know yet, as of a camera that has not opened. */
export function transformOf(value: unknown): Transform {
  const data = (value ?? {}) as ObsData;
  return Object.fromEntries(
    TRANSFORM_FIELDS.map((field) => [field, typeof data[field] === 'number' ? data[field] : 0]),
  ) as unknown as Transform;
}

/** The scenes after a change of one item; the very same list when nothing changed. */
export function withItem(
  scenes: ObsScene[],
  sceneName: unknown,
  sceneItemId: unknown,
  change: Partial<Pick<SceneItem, 'enabled' | 'locked' | 'transform'>>,
): ObsScene[] {
  const item = scenes.find((scene) => scene.sceneName === sceneName)?.items.find((candidate) => candidate.sceneItemId === sceneItemId);
  if (!item || Object.entries(change).every(([field, value]) => sameField(item[field as keyof SceneItem], value))) return scenes;
  return withItems(scenes, sceneName, (items) => items.map((other) => (other === item ? { ...item, ...change } : other)));
}

export function withoutItem(scenes: ObsScene[], sceneName: unknown, sceneItemId: unknown): ObsScene[] {
  return withItems(scenes, sceneName, (items) => items.filter((item) => item.sceneItemId !== sceneItemId));
}

/** OBS keeps the items of a removed source, unseen, until their scene is shown. */
export function withoutSource(scenes: ObsScene[], sourceName: unknown): ObsScene[] {
  const any = scenes.some((scene) => scene.items.some((item) => item.sourceName === sourceName));
  if (!any) return scenes;
  return scenes.map((scene) => ({ ...scene, items: scene.items.filter((item) => item.sourceName !== sourceName) }));
}

/** What a list of items has, without what is left of removed sources. */
export function livingItems(items: SceneItem[], { scenes, inputs }: LivingSources): SceneItem[] {
  const living = new Set([...scenes.map(({ sceneName }) => sceneName), ...inputs.map(({ inputName }) => inputName)]);
  return items.filter(({ sourceName }) => living.has(sourceName));
}

/** `rows` name items by id with their index from the bottom. Null when they are not the items that are known. */
export function reindexed(scenes: ObsScene[], sceneName: unknown, rows: unknown): ObsScene[] | null {
  const scene = scenes.find((candidate) => candidate.sceneName === sceneName);
  const indexes = new Map((Array.isArray(rows) ? (rows as ObsData[]) : []).map((row) => [row.sceneItemId, Number(row.sceneItemIndex)]));
  if (!scene || scene.items.length !== indexes.size || !scene.items.every(({ sceneItemId }) => indexes.has(sceneItemId))) return null;
  const indexOf = (item: SceneItem) => indexes.get(item.sceneItemId)!;
  const items = scene.items.toSorted((one, other) => indexOf(other) - indexOf(one));
  return items.every((item, index) => item === scene.items[index]) ? scenes : withItems(scenes, sceneName, () => items);
}

/** Scenes and inputs share one space of names, so that one rename serves both. */
export function withSourceRenamed(scenes: ObsScene[], oldName: unknown, newName: string): ObsScene[] {
  let any = false;
  const next = scenes.map((scene) => {
    const touched = scene.sceneName === oldName || scene.items.some((item) => item.sourceName === oldName);
    any ||= touched;
    if (!touched) return scene;
    const items = scene.items.map((item) => (item.sourceName === oldName ? { ...item, sourceName: newName } : item));
    return { ...scene, sceneName: scene.sceneName === oldName ? newName : scene.sceneName, items };
  });
  return any ? next : scenes;
}

/** Scenes in the order of the names, which count from the top; groups and scenes not named yet come after them. */
export function scenesInOrder(scenes: ObsScene[], sceneNames: readonly unknown[]): ObsScene[] {
  const places = new Map(sceneNames.map((name, index) => [name, index]));
  const placeOf = ({ sceneName, isGroup }: ObsScene) => places.get(sceneName) ?? (isGroup ? Infinity : sceneNames.length);
  const next = scenes.toSorted((one, other) => Math.sign(placeOf(one) - placeOf(other)) || 0);
  return next.every((scene, index) => scene === scenes[index]) ? scenes : next;
}

/** One scene with other items; the very same list when there is no such scene, or nothing changed. */
export function withItems(scenes: ObsScene[], sceneName: unknown, change: (items: SceneItem[]) => SceneItem[]): ObsScene[] {
  const scene = scenes.find((candidate) => candidate.sceneName === sceneName);
  if (!scene) return scenes;
  const items = change(scene.items);
  if (items.length === scene.items.length && items.every((item, index) => item === scene.items[index])) return scenes;
  return scenes.map((other) => (other === scene ? { ...scene, items } : other));
}

function sourceTypeOf({ sourceType, isGroup }: ObsData): SceneItem['sourceType'] {
  if (isGroup === true) return 'group';
  return sourceType === 'OBS_SOURCE_TYPE_SCENE' ? 'scene' : 'input';
}

function sameField(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object') return one === other;
  return TRANSFORM_FIELDS.every((field) => (one as Transform)[field] === (other as Transform)[field]);
}
