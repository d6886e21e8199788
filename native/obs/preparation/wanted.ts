/** What the plan needs in OBS: scenes and the studio's sources in them, from the bottom up. Pure. */
import type { SlateKind } from '../../contract/overlay.ts';
import { cameraSceneName, type PreparationConfig, type PreparationDifference } from '../../contract/preparation.ts';
import { accepted, type Refusal, refused, type Result } from '../../contract/refusal.ts';
import type { Reading } from './reading.ts';
import {
  cameraInput,
  isOverlayName,
  MEDIA_KIND,
  microphonesIn,
  type OverlaySourceRoute,
  overlayInput,
  PICTURE_KIND,
  possibleRoute,
  slateInput,
  soundBedInput,
  videoInput,
  type WantedInput,
} from './studio-inputs.ts';

export interface OverlayNeeds {
  browserUrl: string;
  /** A transparent PNG on OBS's computer. */
  picturePath: string;
  /** The way that it must go, where this OBS has it; null takes the page where that works. */
  route: OverlaySourceRoute | null;
}

export interface PreparationNeeds {
  /** In the plan's own scene names, as often as they occur. */
  segments: readonly { sceneName: string; hasVideo: boolean }[];
  slateSceneNames: Record<SlateKind, string>;
  config: PreparationConfig;
  overlay: OverlayNeeds;
  /** Finished slates as files on OBS's computer; null where none can be drawn. */
  slateFiles: Record<SlateKind, string> | null;
}

export interface WantedItem {
  input: WantedInput;
  /** `top` over everything, `high` under the overlay only, `low` under everything. */
  level: 'top' | 'high' | 'low';
  /** `fill` over the whole canvas and kept so; `fit` inside it when it is made; `free` as OBS makes it. */
  frame: 'fill' | 'fit' | 'free';
  /** Made visible again when a person has hidden it. */
  heldVisible: boolean;
  /** Kept ready and switched off. */
  spare: boolean;
  /** Left out where the scene has something of its own: a person has filled it. */
  onlyIfEmpty: boolean;
}

export interface WantedScene {
  name: string;
  purpose: PreparationDifference['purpose'];
  items: WantedItem[];
}

export interface Wanted {
  route: OverlaySourceRoute;
  scenes: WantedScene[];
  /** What this OBS cannot do, or what the plan names and OBS does not have. */
  limits: Refusal[];
  hasMicrophone: boolean;
  /** No sound bed is wished: one that is there is switched off. */
  silentSlates: boolean;
  /** Nothing is switched off for what is wanted. */
  onlyAdds: boolean;
}

/** Refused where this OBS can show neither page nor picture. */
export function wantedIn(reading: Reading, needs: PreparationNeeds): Result<Wanted> {
  const possible = possibleRoute(reading);
  const route = needs.overlay.route === 'picture' && reading.inputKinds.includes(PICTURE_KIND) ? 'picture' : possible;
  if (!route) return refused('obs-no-overlay-path', { sceneName: needs.segments[0]?.sceneName ?? needs.slateSceneNames.hold });
  const { config, slateSceneNames } = needs;
  const limits: Refusal[] = [];
  const scenes = new Map<string, WantedScene>();
  const planned = [...needs.segments.map(({ sceneName }) => sceneName), ...Object.values(slateSceneNames), ...cameraScenes(config.cameras)];
  // Also what the plan itself makes under its own name.
  const present = new Set([
    ...reading.scenes.filter(({ isGroup }) => !isGroup).map(({ name }) => name),
    ...planned.filter((name) => config.sceneMap[name] === undefined),
  ]);
  const want = (sceneName: string, purpose: WantedScene['purpose'], items: WantedItem[]) => {
    const mapped = config.sceneMap[sceneName];
    const name = mapped ?? sceneName;
    if (mapped !== undefined && !present.has(mapped)) {
      limit('scene-map-missing', { sceneName, mappedTo: mapped });
      return;
    }
    const scene = scenes.get(name) ?? { name, purpose, items: [] };
    scenes.set(name, scene);
    for (const item of items) if (!scene.items.some(({ input }) => input.name === item.input.name)) scene.items.push(item);
  };
  const limit = (code: Refusal['code'], context: Refusal['context'] = {}) => {
    const known = limits.some((other) => other.code === code && JSON.stringify(other.context) === JSON.stringify(context));
    if (!known) limits.push({ code, context });
  };

  if (possible === 'picture') limit('obs-no-browser-source');
  const playsMedia = reading.inputKinds.includes(MEDIA_KIND);
  if (!playsMedia && (config.soundBed !== null || needs.segments.some(({ hasVideo }) => hasVideo))) limit('obs-no-media-source');
  for (const { sceneName, hasVideo } of needs.segments) {
    want(sceneName, 'segment', hasVideo && playsMedia ? [wantedItem(videoInput(reading), { level: 'high', frame: 'fit' })] : []);
  }
  for (const slate of ['hold', 'back-soon'] as const) {
    const ground = slateInput(reading, slate, needs.slateFiles?.[slate] ?? null);
    const items = ground ? [wantedItem(ground, { level: 'low', frame: 'fill', heldVisible: true, onlyIfEmpty: true })] : [];
    if (config.soundBed !== null && playsMedia) items.push(wantedItem(soundBedInput(reading, config.soundBed), { heldVisible: true }));
    want(slateSceneNames[slate], slate, items);
  }
  for (const [index, sceneName] of cameraScenes(config.cameras).entries()) {
    const camera = cameraInput(reading, index + 1);
    if (!camera) limit('obs-no-camera-source');
    want(sceneName, 'camera', camera ? [wantedItem(camera, { level: 'low', frame: 'fit', onlyIfEmpty: true })] : []);
  }
  const overlay = overlayItems(reading, route, possible, needs.overlay);
  for (const scene of scenes.values()) scene.items.push(...overlay);
  const hasMicrophone = microphonesIn(reading).length > 0;
  if (!hasMicrophone) limit('obs-no-microphone-source');
  return accepted({ route, scenes: [...scenes.values()], limits, hasMicrophone, silentSlates: config.soundBed === null, onlyAdds: false });
}

function cameraScenes(cameras: number): string[] {
  return Array.from({ length: cameras }, (_, index) => cameraSceneName(index + 1));
}

function wantedItem(input: WantedInput, more: Partial<Omit<WantedItem, 'input'>>): WantedItem {
  return { input, level: 'high', frame: 'free', heldVisible: false, spare: false, onlyIfEmpty: false, ...more };
}

/** The overlay, and under it the source of its other way where this OBS has both, so that changing over is one switch. */
function overlayItems(
  reading: Reading,
  route: OverlaySourceRoute,
  possible: OverlaySourceRoute | null,
  overlay: OverlayNeeds,
): WantedItem[] {
  const shown = overlayInput(reading, route, overlay);
  const items = [wantedItem(shown, { level: 'top', frame: 'fill', heldVisible: true })];
  const hasBoth = possible === 'browser' && reading.inputKinds.includes(PICTURE_KIND);
  const other = route === 'browser' ? 'picture' : 'browser';
  if (hasBoth) items.unshift(spareItem(overlayInput(reading, other, overlay, [shown])));
  return items;
}

function spareItem(input: WantedInput): WantedItem {
  return wantedItem(input, { level: 'high', frame: 'fill', spare: true });
}

/** Where the overlay is shown and one of its ways is missing, that way is added, switched off. Scenes without overlay are left alone. */
export function wantedBesides(reading: Reading, route: OverlaySourceRoute, overlay: OverlayNeeds): Wanted {
  const input = overlayInput(reading, route, overlay);
  const lacks = ({ items, isGroup }: Reading['scenes'][number]) =>
    !isGroup &&
    items.some(({ sourceName, enabled }) => enabled && isOverlayName(sourceName)) &&
    items.every(({ sourceName }) => sourceName !== input.name);
  const scenes = reading.scenes.filter((scene) => lacks(scene));
  return {
    route,
    scenes: scenes.map(({ name }) => ({ name, purpose: 'overlay', items: [spareItem({ ...input, held: [] })] })),
    limits: [],
    hasMicrophone: false,
    silentSlates: false,
    onlyAdds: true,
  };
}
