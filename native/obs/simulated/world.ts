/** What exists in the simulated OBS: scenes, sources, what is on program; every change tells its events. */
import type { Clock, Timer } from '../../kernel/clock.ts';
import { type Data, type EventType, RequestFailure, requestCode } from './protocol.ts';

export interface SceneItem {
  id: number;
  sourceName: string;
  enabled: boolean;
  locked: boolean;
  transform: Transform;
}
export interface Transform {
  positionX: number;
  positionY: number;
  rotation: number;
  scaleX: number;
  scaleY: number;
  alignment: number;
  boundsType: string;
  boundsAlignment: number;
  boundsWidth: number;
  boundsHeight: number;
  cropLeft: number;
  cropRight: number;
  cropTop: number;
  cropBottom: number;
}
export interface Filter {
  name: string;
  kind: string;
  settings: Data;
  enabled: boolean;
}
export interface Scene {
  name: string;
  /** From the bottom up. */
  items: SceneItem[];
  nextItemId: number;
  filters: Filter[];
}
export interface Input {
  name: string;
  kind: string;
  settings: Data;
  filters: Filter[];
  muted: boolean;
  volumeMul: number;
  /** 0 left, 0.5 in the middle, 1 right. */
  balance: number;
  syncOffsetMs: number;
  monitorType: string;
  /** OBS's six tracks, the first one first. */
  tracks: boolean[];
  /** What it sounds like now, by channel, as factors of full scale before the fader: mean and peak. */
  sound: readonly (readonly [mean: number, peak: number])[];
}
export interface Collection {
  /** From the bottom of OBS's list up, as OBS counts. */
  scenes: Scene[];
  /** Made by hand only: obs-websocket has no request for it. */
  groups: Scene[];
  inputs: Input[];
  programSceneName: string | null;
  previewSceneName: string | null;
}

export interface WorldOptions {
  clock: Clock;
  width: number;
  height: number;
  fps: number;
  /** From the top of the list down. */
  sceneNames: readonly string[];
  inputKinds: readonly string[];
  emit: (eventType: EventType, eventData: Data) => void;
}

/** Between the acceptance of a cut and the event that reports it; the real one takes up to a frame. */
const CUT_MS = 10;
export const transitions = [
  { name: 'Cut', kind: 'cut_transition', fixed: true },
  { name: 'Fade', kind: 'fade_transition', fixed: false },
] as const;

export class World {
  readonly canvas: { width: number; height: number };
  /** What is encoded, after OBS's own scaling. */
  readonly output: { width: number; height: number };
  readonly fps: number;
  readonly inputKinds: readonly string[];
  readonly clock: Clock;
  readonly emit: WorldOptions['emit'];
  readonly collections = new Map<string, Collection>();
  collectionName = 'Simulated';
  studioMode = false;
  transitionName: string = transitions[0].name;
  transitionMs = 300;
  profiles = ['Simulated'];
  profileName = 'Simulated';
  readonly persistentData = new Map<string, unknown>();
  #transition: Timer | null = null;

  constructor(options: WorldOptions) {
    this.clock = options.clock;
    this.canvas = { width: options.width, height: options.height };
    this.output = { ...this.canvas };
    this.fps = options.fps;
    this.inputKinds = options.inputKinds;
    this.emit = options.emit;
    this.collections.set(this.collectionName, newCollection(options.sceneNames));
  }

  get collection(): Collection {
    return this.collections.get(this.collectionName)!;
  }

  scene(name: string): Scene {
    const scene = this.collection.scenes.find((candidate) => candidate.name === name);
    if (scene) return scene;
    if (this.collection.inputs.some((input) => input.name === name)) {
      throw new RequestFailure(requestCode.invalidResourceType, 'The specified source is not a scene.');
    }
    throw noSource(name);
  }

  sceneOrGroup(name: string): Scene {
    return this.collection.groups.find((group) => group.name === name) ?? this.scene(name);
  }

  input(name: string): Input {
    const input = this.collection.inputs.find((candidate) => candidate.name === name);
    if (input) return input;
    if (this.collection.scenes.some((scene) => scene.name === name)) {
      throw new RequestFailure(requestCode.invalidResourceType, 'The specified source is not an input.');
    }
    throw noSource(name);
  }

  /** Whether a scene shows a source, also through scenes inside scenes. */
  shows(sceneName: string, sourceName: string): boolean {
    if (sceneName === sourceName) return true;
    const scene = this.collection.scenes.find((candidate) => candidate.name === sceneName);
    return scene?.items.some((item) => item.enabled && this.shows(item.sourceName, sourceName)) ?? false;
  }

  source(name: string): Scene | Input {
    const { groups, scenes, inputs } = this.collection;
    const source = [...scenes, ...groups].find((scene) => scene.name === name) ?? inputs.find((input) => input.name === name);
    if (!source) throw noSource(name);
    return source;
  }

  item(scene: Scene, id: number): SceneItem {
    const item = scene.items.find((candidate) => candidate.id === id);
    if (item) return item;
    throw new RequestFailure(requestCode.resourceNotFound, `No scene items were found in scene \`${scene.name}\` with the ID \`${id}\`.`);
  }

  /** Scenes and inputs share one space of names. */
  assertFreeName(name: string, kind: 'scene' | 'input'): void {
    const { groups, scenes, inputs } = this.collection;
    if (![...scenes, ...groups, ...inputs].some((source) => source.name === name)) return;
    throw new RequestFailure(requestCode.resourceAlreadyExists, `A source already exists by that ${kind} name.`);
  }

  addScene(name: string): void {
    this.assertFreeName(name, 'scene');
    this.collection.scenes.unshift(newScene(name));
    this.tellSceneList();
    this.emit('SceneCreated', { sceneName: name, isGroup: false });
  }

  /** As a person groups sources; the group lies on top of its scene. */
  addGroup(scene: Scene, name: string, sourceNames: readonly string[]): void {
    this.assertFreeName(name, 'scene');
    const group = newScene(name);
    this.collection.groups.push(group);
    this.emit('SceneCreated', { sceneName: name, isGroup: true });
    for (const sourceName of sourceNames) this.addItem(group, sourceName, true);
    this.addItem(scene, name, true);
  }

  removeScene(name: string): void {
    const { collection } = this;
    const scene = this.scene(name);
    collection.scenes = collection.scenes.filter((other) => other !== scene);
    for (const other of collection.scenes) this.#removeItemsOf(other, name);
    this.emit('SceneRemoved', { sceneName: name, isGroup: false });
    const left = collection.scenes.at(-1)?.name ?? null;
    if (collection.previewSceneName === name) this.setPreview(left);
    if (collection.programSceneName === name && left !== null) this.setProgram(left);
    else if (left === null) collection.programSceneName = null;
    this.tellSceneList();
  }

  renameScene(name: string, newName: string): void {
    const { collection } = this;
    const scene = this.scene(name);
    this.assertFreeName(newName, 'scene');
    scene.name = newName;
    for (const other of collection.scenes) for (const item of other.items) if (item.sourceName === name) item.sourceName = newName;
    if (collection.programSceneName === name) collection.programSceneName = newName;
    if (collection.previewSceneName === name) collection.previewSceneName = newName;
    this.emit('SceneNameChanged', { oldSceneName: name, sceneName: newName });
    this.tellSceneList();
  }

  removeInput(name: string): void {
    const input = this.input(name);
    this.collection.inputs = this.collection.inputs.filter((other) => other !== input);
    this.emit('InputRemoved', { inputName: name });
    for (const scene of [...this.collection.scenes, ...this.collection.groups]) this.#removeItemsOf(scene, name);
  }

  renameInput(name: string, newName: string): void {
    const input = this.input(name);
    this.assertFreeName(newName, 'input');
    for (const scene of [...this.collection.scenes, ...this.collection.groups]) {
      for (const item of scene.items) if (item.sourceName === name) item.sourceName = newName;
    }
    input.name = newName;
    this.emit('InputNameChanged', { oldInputName: name, inputName: newName });
  }

  addItem(scene: Scene, sourceName: string, enabled: boolean): SceneItem {
    const item: SceneItem = { id: scene.nextItemId, sourceName, enabled, locked: false, transform: newTransform() };
    scene.nextItemId += 1;
    scene.items.push(item);
    const place = { sceneItemId: item.id, sceneItemIndex: scene.items.length - 1 };
    this.emit('SceneItemCreated', { sceneName: scene.name, sourceName, ...place });
    return item;
  }

  removeItem(scene: Scene, item: SceneItem): void {
    scene.items = scene.items.filter((other) => other !== item);
    this.emit('SceneItemRemoved', { sceneName: scene.name, sourceName: item.sourceName, sceneItemId: item.id });
  }

  /** OBS reports the new program scene when the transition has ended. The same scene again is accepted and reported by nothing. */
  setProgram(name: string): void {
    const { collection } = this;
    if (collection.programSceneName === name) return;
    collection.programSceneName = name;
    this.emit('SceneTransitionStarted', { transitionName: this.transitionName });
    this.#transition?.cancel();
    const lengthMs = this.transitionName === transitions[0].name ? CUT_MS : this.transitionMs;
    this.#transition = this.clock.after(lengthMs, () => {
      this.#transition = null;
      this.emit('SceneTransitionVideoEnded', { transitionName: this.transitionName });
      this.emit('CurrentProgramSceneChanged', { sceneName: collection.programSceneName });
      this.emit('SceneTransitionEnded', { transitionName: this.transitionName });
    });
  }

  setPreview(name: string | null): void {
    if (this.collection.previewSceneName === name) return;
    this.collection.previewSceneName = name;
    if (this.studioMode) this.emit('CurrentPreviewSceneChanged', { sceneName: name });
  }

  setStudioMode(enabled: boolean): void {
    const { collection } = this;
    if (this.studioMode === enabled) return;
    this.studioMode = enabled;
    if (enabled) collection.previewSceneName = collection.programSceneName;
    else if (collection.previewSceneName !== collection.programSceneName) {
      // The real OBS names the preview's scene as program for a moment.
      this.emit('CurrentProgramSceneChanged', { sceneName: collection.previewSceneName });
      this.emit('CurrentProgramSceneChanged', { sceneName: collection.programSceneName });
    }
    if (!enabled) collection.previewSceneName = null;
    this.emit('StudioModeStateChanged', { studioModeEnabled: enabled });
  }

  /** Preview goes to program, and program to preview. */
  transitionToProgram(): void {
    const { programSceneName, previewSceneName } = this.collection;
    if (previewSceneName === null) return;
    this.setProgram(previewSceneName);
    this.setPreview(programSceneName);
  }

  switchCollection(name: string): void {
    this.emit('CurrentSceneCollectionChanging', { sceneCollectionName: this.collectionName });
    for (const scene of this.collection.scenes) this.emit('SceneRemoved', { sceneName: scene.name, isGroup: false });
    this.#transition?.cancel();
    this.collectionName = name;
    if (this.studioMode) this.collection.previewSceneName = this.collection.programSceneName;
    for (const scene of this.collection.scenes) this.emit('SceneCreated', { sceneName: scene.name, isGroup: false });
    this.emit('CurrentSceneCollectionChanged', { sceneCollectionName: name });
  }

  switchProfile(name: string): void {
    this.emit('CurrentProfileChanging', { profileName: this.profileName });
    this.profileName = name;
    this.emit('CurrentProfileChanged', { profileName: name });
  }

  sceneRows(): { sceneIndex: number; sceneName: string }[] {
    return this.collection.scenes.map((scene, sceneIndex) => ({ sceneIndex, sceneName: scene.name }));
  }

  tellSceneList(): void {
    this.emit('SceneListChanged', { scenes: this.sceneRows() });
  }

  dispose(): void {
    this.#transition?.cancel();
  }

  #removeItemsOf(scene: Scene, sourceName: string): void {
    for (const item of scene.items.filter((candidate) => candidate.sourceName === sourceName)) this.removeItem(scene, item);
  }
}

/** `sceneNames` from the top of the list down; the first is on program. */
export function newCollection(sceneNames: readonly string[]): Collection {
  const scenes = sceneNames.map((name) => newScene(name)).toReversed();
  return { scenes, groups: [], inputs: [], programSceneName: sceneNames[0] ?? null, previewSceneName: null };
}

function newScene(name: string): Scene {
  return { name, items: [], nextItemId: 1, filters: [] };
}

export function newSound(): Pick<Input, 'muted' | 'volumeMul' | 'balance' | 'syncOffsetMs' | 'monitorType' | 'tracks' | 'sound'> {
  const tracks = Array.from({ length: 6 }, () => true);
  const monitorType = 'OBS_MONITORING_TYPE_NONE';
  return { muted: false, volumeMul: 1, balance: 0.5, syncOffsetMs: 0, monitorType, tracks, sound: [] };
}

function newTransform(): Transform {
  const crop = { cropLeft: 0, cropRight: 0, cropTop: 0, cropBottom: 0 };
  const bounds = { boundsType: 'OBS_BOUNDS_NONE', boundsAlignment: 0, boundsWidth: 0, boundsHeight: 0 };
  return { positionX: 0, positionY: 0, rotation: 0, scaleX: 1, scaleY: 1, alignment: 5, ...bounds, ...crop };
}

function noSource(name: string): RequestFailure {
  return new RequestFailure(requestCode.resourceNotFound, `No source was found by the name of \`${name}\`.`);
}
