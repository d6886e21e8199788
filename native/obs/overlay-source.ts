/** Puts the studio's overlay into OBS: the rundown's missing scenes, and one shared source on top of each. Nothing else is touched. */
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { ObsData } from './link.ts';
import type { StudioObs } from './studio-obs.ts';

export type OverlaySourceRoute = 'browser' | 'picture';

export interface OverlayPlan {
  /** Scenes of the rundown; those that OBS does not have are created. */
  sceneNames: readonly string[];
  /** What is wished; `picture` is taken when this OBS has no working browser source. */
  route: OverlaySourceRoute;
  browserUrl: string;
  /** Absolute path of a transparent PNG on OBS's machine. */
  picturePath: string;
}

export interface OverlayPrepared {
  createdScenes: string[];
  overlayAddedTo: string[];
  route: OverlaySourceRoute;
}

export const OVERLAY_INPUT_NAME = 'Hetian overlay';
const INPUT_KIND: Record<OverlaySourceRoute, string> = { browser: 'browser_source', picture: 'image_source' };
/** The main name, and the one to take when a source of another kind has it, because a source cannot change its kind. */
const INPUT_NAMES: Record<OverlaySourceRoute, readonly [string, string]> = {
  browser: [OVERLAY_INPUT_NAME, `${OVERLAY_INPUT_NAME} page`],
  picture: [OVERLAY_INPUT_NAME, `${OVERLAY_INPUT_NAME} picture`],
};
const OWN_NAMES: ReadonlySet<string> = new Set([...INPUT_NAMES.browser, ...INPUT_NAMES.picture]);
const BROWSER_FPS = 30;

interface Input {
  name: string;
  kind: string;
}
interface SceneItem {
  id: number;
  index: number;
  sourceName: string;
  enabled: boolean;
  sourceWidth: number;
  fills: boolean;
}
interface Canvas {
  width: number;
  height: number;
}

/** Safe to repeat: what is already right is left as it is. Stops at OBS's first refusal; a repetition goes on from there. */
export async function prepareObs(obs: StudioObs, plan: OverlayPlan): Promise<Result<OverlayPrepared>> {
  const { mirror } = obs.state.get();
  if (!mirror) return refused('obs-not-connected');
  const scenes = [...new Set(plan.sceneNames)];
  const createdScenes = scenes.filter((name) => !mirror.sceneNames.includes(name));
  for (const sceneName of createdScenes) {
    const created = await obs.request('CreateScene', { sceneName });
    if (!created.ok) return created;
  }
  const items = new Map<string, SceneItem[]>();
  for (const sceneName of scenes) {
    const list = await sceneItems(obs, sceneName, mirror.canvas);
    if (!list.ok) return list;
    items.set(sceneName, list.value);
  }
  const inputs = await inputList(obs);
  if (!inputs.ok) return inputs;
  const route = possibleRoute(plan.route, mirror.inputKinds, inputs.value, [...items.values()].flat());
  if (!route) return refused('obs-no-overlay-path', { sceneName: scenes[0] ?? '' });

  const name = nameFor(route, inputs.value);
  const exists = inputs.value.some((input) => input.name === name);
  const settings = settingsFor(route, plan, mirror.canvas);
  if (exists) {
    const set = await setDifferent(obs, name, settings);
    if (!set.ok) return set;
  }
  let isNew = !exists;
  const overlayAddedTo: string[] = [];
  for (const [sceneName, list] of items) {
    let item = list.find((candidate) => candidate.sourceName === name);
    if (!item) {
      const added = await addTo(obs, sceneName, name, isNew ? { inputKind: INPUT_KIND[route], inputSettings: settings } : null);
      if (!added.ok) return added;
      isNew = false;
      item = { id: added.value, index: list.length, sourceName: name, enabled: true, sourceWidth: 0, fills: false };
      list.push(item);
      overlayAddedTo.push(sceneName);
    }
    const placed = await place(obs, sceneName, item, list, mirror.canvas);
    if (!placed.ok) return placed;
  }
  return accepted({ createdScenes, overlayAddedTo, route });
}

/** Shows another picture. The path must be new each time: OBS compares an overwritten file's time in whole seconds and misses changes. */
export async function setOverlayPicture(obs: StudioObs, path: string): Promise<Result<Record<string, never>>> {
  const inputs = await inputList(obs);
  if (!inputs.ok) return inputs;
  const input = ownPictureInput(inputs.value);
  if (!input) return refused('obs-no-overlay-path');
  const set = await obs.request('SetInputSettings', { inputName: input.name, inputSettings: { file: path }, overlay: true });
  return set.ok ? accepted({}) : set;
}

/** True when OBS holds the source that `setOverlayPicture` sets. */
export async function hasOverlayPicture(obs: StudioObs): Promise<boolean> {
  const inputs = await inputList(obs);
  return inputs.ok && ownPictureInput(inputs.value) !== undefined;
}

function ownPictureInput(inputs: readonly Input[]): Input | undefined {
  const own = inputs.filter((input) => input.kind === INPUT_KIND.picture);
  return INPUT_NAMES.picture.map((name) => own.find((input) => input.name === name)).find((input) => input !== undefined);
}

/** A browser source from a saved collection stays listed in an OBS without that plugin, and never gets a size. */
function possibleRoute(
  wished: OverlaySourceRoute,
  inputKinds: readonly string[],
  inputs: readonly Input[],
  items: readonly SceneItem[],
): OverlaySourceRoute | null {
  if (wished === 'browser' && inputKinds.includes(INPUT_KIND.browser)) {
    const name = nameFor('browser', inputs);
    const shown = items.filter((item) => item.sourceName === name);
    if (shown.length === 0 || shown.some((item) => item.sourceWidth > 0)) return 'browser';
  }
  return inputKinds.includes(INPUT_KIND.picture) ? 'picture' : null;
}

function nameFor(route: OverlaySourceRoute, inputs: readonly Input[]): string {
  const [main, other] = INPUT_NAMES[route];
  const holder = inputs.find((input) => input.name === main);
  return !holder || holder.kind === INPUT_KIND[route] ? main : other;
}

function settingsFor(route: OverlaySourceRoute, plan: OverlayPlan, canvas: Canvas): ObsData {
  if (route === 'picture') return { file: plan.picturePath };
  // The page keeps its connection and last frame while its scene is not shown.
  return { url: plan.browserUrl, ...canvas, fps_custom: true, fps: BROWSER_FPS, shutdown: false, restart_when_active: false };
}

/** A picture that the source already has is left alone: it may be newer than the plan's. */
async function setDifferent(obs: StudioObs, inputName: string, wanted: ObsData): Promise<Result<unknown>> {
  const current = await obs.request('GetInputSettings', { inputName });
  if (!current.ok) return current;
  const settings = isData(current.value.inputSettings) ? current.value.inputSettings : {};
  if (typeof settings.file === 'string' && settings.file !== '') return accepted({});
  // OBS leaves out what equals its defaults, and both switches are off by default.
  const differs = Object.keys(wanted).some((key) => (settings[key] ?? false) !== wanted[key]);
  return differs ? obs.request('SetInputSettings', { inputName, inputSettings: wanted, overlay: true }) : accepted({});
}

async function addTo(obs: StudioObs, sceneName: string, name: string, creation: ObsData | null): Promise<Result<number>> {
  const added = creation
    ? await obs.request('CreateInput', { sceneName, inputName: name, sceneItemEnabled: true, ...creation })
    : await obs.request('CreateSceneItem', { sceneName, sourceName: name, sceneItemEnabled: true });
  if (!added.ok) return added;
  const sceneItemId = Number(added.value.sceneItemId);
  // Locked, so that nobody drags it when reaching for a source below it.
  const locked = await obs.request('SetSceneItemLocked', { sceneName, sceneItemId, sceneItemLocked: true });
  return locked.ok ? accepted(sceneItemId) : locked;
}

/** On top, over the whole canvas, visible; a source of the other route would draw everything twice and is switched off. */
async function place(
  obs: StudioObs,
  sceneName: string,
  item: SceneItem,
  list: readonly SceneItem[],
  canvas: Canvas,
): Promise<Result<unknown>> {
  const steps: [string, ObsData][] = [];
  const top = list.length - 1;
  if (item.index !== top) steps.push(['SetSceneItemIndex', { sceneItemId: item.id, sceneItemIndex: top }]);
  if (!item.fills) steps.push(['SetSceneItemTransform', { sceneItemId: item.id, sceneItemTransform: filling(canvas) }]);
  if (!item.enabled) steps.push(['SetSceneItemEnabled', { sceneItemId: item.id, sceneItemEnabled: true }]);
  for (const other of list) {
    if (other.id === item.id || !other.enabled || !OWN_NAMES.has(other.sourceName)) continue;
    steps.push(['SetSceneItemEnabled', { sceneItemId: other.id, sceneItemEnabled: false }]);
  }
  for (const [requestType, data] of steps) {
    const answer = await obs.request(requestType, { sceneName, ...data });
    if (!answer.ok) return answer;
  }
  return accepted({});
}

/** Alignment 5 is top left, 0 is the centre. */
function filling({ width, height }: Canvas): ObsData {
  return {
    positionX: 0,
    positionY: 0,
    rotation: 0,
    alignment: 5,
    boundsType: 'OBS_BOUNDS_STRETCH',
    boundsAlignment: 0,
    boundsWidth: width,
    boundsHeight: height,
    cropTop: 0,
    cropBottom: 0,
    cropLeft: 0,
    cropRight: 0,
  };
}

async function inputList(obs: StudioObs): Promise<Result<Input[]>> {
  const answer = await obs.request('GetInputList');
  if (!answer.ok) return answer;
  return accepted(rows(answer.value.inputs).map((input) => ({ name: String(input.inputName), kind: String(input.inputKind) })));
}

async function sceneItems(obs: StudioObs, sceneName: string, canvas: Canvas): Promise<Result<SceneItem[]>> {
  const answer = await obs.request('GetSceneItemList', { sceneName });
  if (!answer.ok) return answer;
  return accepted(
    rows(answer.value.sceneItems).map((item) => {
      const transform = isData(item.sceneItemTransform) ? item.sceneItemTransform : {};
      return {
        id: Number(item.sceneItemId),
        index: Number(item.sceneItemIndex),
        sourceName: String(item.sourceName),
        enabled: item.sceneItemEnabled === true,
        sourceWidth: Number(transform.sourceWidth ?? 0),
        fills: Object.entries(filling(canvas)).every(([key, value]) => transform[key] === value),
      };
    }),
  );
}

function rows(value: unknown): ObsData[] {
  return Array.isArray(value) ? value.filter((row) => isData(row)) : [];
}

function isData(value: unknown): value is ObsData {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
