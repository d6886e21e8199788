/** The difference between what the plan needs and what OBS has, as steps in the order in which they are done. Pure. */
import type { PreparationDifference } from '../../contract/preparation.ts';
import type { ObsData } from '../link.ts';
import type { Reading } from './reading.ts';
import { isOverlayName, isSoundBedName, isStudioName, type WantedInput } from './studio-inputs.ts';
import type { Wanted, WantedItem, WantedScene } from './wanted.ts';

interface Placing {
  /** From the bottom; null leaves it on top, where OBS puts what is new. */
  index: number | null;
  transform: ObsData | null;
}

interface StepMore {
  createScene: object;
  createInput: { sceneName: string; input: WantedInput; placing: Placing; enabled: boolean };
  addItem: { sceneName: string; input: WantedInput; placing: Placing; enabled: boolean };
  placeItem: { sceneName: string; sceneItemId: number; placing: Placing };
  showItem: { sceneName: string; sceneItemId: number };
  hideItem: { sceneName: string; sceneItemId: number };
  changeSettings: { settings: ObsData };
}
/** A difference with all that is needed to do away with it. */
export type Step = { [A in keyof StepMore]: PreparationDifference & { act: A } & StepMore[A] }[keyof StepMore];

export interface Differences {
  steps: Step[];
  rightCount: number;
}

/** An item as it will stand when the steps so far are done; without an id while it is still to be made. */
interface Standing {
  id: number | null;
  sourceName: string;
  enabled: boolean;
  transform: ObsData;
}

export function differencesOf(wanted: Wanted, reading: Reading): Differences {
  const steps: Step[] = settingSteps(wanted, reading);
  const inputNames = new Set(reading.inputs.map(({ name }) => name));
  let rightCount = wanted.hasMicrophone ? 1 : 0;
  for (const scene of wanted.scenes) {
    const read = reading.scenes.find(({ name, isGroup }) => name === scene.name && !isGroup);
    if (read) rightCount += 1;
    else steps.push({ ...difference('createScene', scene), act: 'createScene' });
    const before = steps.length;
    const standing: Standing[] = (read?.items ?? []).map(({ id, sourceName, enabled, transform }) => ({
      id,
      sourceName,
      enabled,
      transform,
    }));
    const items = scene.items.filter((item) => !item.onlyIfEmpty || !isFilled(standing, item));
    for (const item of items) steps.push(...itemSteps(scene, item, standing, inputNames, reading.canvas));
    if (!wanted.onlyAdds) steps.push(...hidingSteps(wanted, scene, items, standing));
    const wrong = new Set(steps.slice(before).map(({ sourceName }) => sourceName));
    rightCount += items.filter(({ input }) => !wrong.has(input.name)).length;
  }
  return { steps, rightCount };
}

function difference(act: PreparationDifference['act'], scene: WantedScene, input: WantedInput | null = null): PreparationDifference {
  return {
    act,
    purpose: input?.purpose ?? scene.purpose,
    sceneName: scene.name,
    sourceName: input?.name ?? null,
    inputKind: input?.kind ?? null,
  };
}

/** OBS leaves out what equals its defaults: switches are off by default, texts empty. */
function settingSteps(wanted: Wanted, reading: Reading): Step[] {
  const inputs = new Map(wanted.scenes.flatMap(({ items }) => items).map(({ input }) => [input.name, input]));
  return [...inputs.values()].flatMap((input): Step[] => {
    const current = reading.inputs.find(({ name }) => name === input.name);
    if (!current || current.kind !== input.kind) return [];
    const changed = input.held.filter(
      (key) => (current.settings[key] ?? (typeof input.settings[key] === 'string' ? '' : false)) !== input.settings[key],
    );
    if (changed.length === 0) return [];
    const settings = Object.fromEntries(changed.map((key) => [key, input.settings[key]]));
    return [{ act: 'changeSettings', purpose: input.purpose, sceneName: null, sourceName: input.name, inputKind: input.kind, settings }];
  });
}

function isFilled(standing: readonly Standing[], { input }: WantedItem): boolean {
  return !standing.some(({ sourceName }) => sourceName === input.name) && standing.some(({ sourceName }) => !isStudioName(sourceName));
}

/** Also brings `standing` to what it will be. */
function itemSteps(scene: WantedScene, item: WantedItem, standing: Standing[], inputNames: Set<string>, canvas: Reading['canvas']): Step[] {
  const { input, level, frame } = item;
  const transform = frame === 'free' ? null : frameOf(frame, canvas);
  const at = standing.findIndex(({ sourceName }) => sourceName === input.name);
  if (at === -1) {
    const index = indexFor(level, standing);
    const placing = { index: index === standing.length ? null : index, transform };
    const enabled = !item.spare;
    standing.splice(index, 0, { id: null, sourceName: input.name, enabled, transform: transform ?? {} });
    const act = inputNames.has(input.name) ? 'addItem' : 'createInput';
    inputNames.add(input.name);
    return [{ ...difference(act, scene, input), act, sceneName: scene.name, input, placing, enabled }];
  }
  const found = standing[at]!;
  // Made by an earlier step in this very run: the same source twice in a plan's scene.
  if (found.id === null) return [];
  const steps: Step[] = [];
  const buried = level === 'top' && standing.slice(at + 1).some(({ sourceName }) => !isOverlayName(sourceName));
  const lostFrame =
    frame === 'fill' && transform !== null && Object.entries(transform).some(([key, value]) => found.transform[key] !== value);
  if (buried || lostFrame) {
    const placing = { index: buried ? standing.length - 1 : null, transform: lostFrame ? transform : null };
    steps.push({ ...difference('placeItem', scene, input), act: 'placeItem', sceneName: scene.name, sceneItemId: found.id, placing });
    if (buried) standing.push(...standing.splice(at, 1));
  }
  if (item.heldVisible && !found.enabled) {
    steps.push({ ...difference('showItem', scene, input), act: 'showItem', sceneName: scene.name, sceneItemId: found.id });
  }
  return steps;
}

function indexFor(level: WantedItem['level'], standing: readonly Standing[]): number {
  if (level === 'low') return 0;
  const lowestOverlay = standing.findIndex(({ sourceName }) => isOverlayName(sourceName));
  return level === 'top' || lowestOverlay === -1 ? standing.length : lowestOverlay;
}

/** A source of the overlay's other way would draw everything twice; a sound bed that is no longer wished would sound. */
function hidingSteps(wanted: Wanted, scene: WantedScene, items: readonly WantedItem[], standing: readonly Standing[]): Step[] {
  const shown = new Set(items.filter(({ spare }) => !spare).map(({ input }) => input.name));
  return standing.flatMap(({ id, sourceName, enabled }): Step[] => {
    if (id === null || !enabled || shown.has(sourceName)) return [];
    const isSilenced = wanted.silentSlates && isSoundBedName(sourceName);
    if (!isOverlayName(sourceName) && !isSilenced) return [];
    const purpose = isSilenced ? 'sound-bed' : 'overlay';
    return [{ act: 'hideItem', purpose, sceneName: scene.name, sourceName, inputKind: null, sceneItemId: id }];
  });
}

/** Alignment 5 is top left, 0 is the centre. */
function frameOf(frame: 'fill' | 'fit', { width, height }: Reading['canvas']): ObsData {
  return {
    positionX: 0,
    positionY: 0,
    rotation: 0,
    alignment: 5,
    boundsType: frame === 'fill' ? 'OBS_BOUNDS_STRETCH' : 'OBS_BOUNDS_SCALE_INNER',
    boundsAlignment: 0,
    boundsWidth: width,
    boundsHeight: height,
    cropTop: 0,
    cropBottom: 0,
    cropLeft: 0,
    cropRight: 0,
  };
}
