/** What undoing takes away and what it leaves: only what the studio made, nothing on program, nothing a person changed or filled. Pure. */
import type { PreparationKept } from '../../contract/preparation.ts';
import type { OwnItem, OwnThings } from './made-record.ts';
import type { ReadInput, Reading, ReadScene } from './reading.ts';
import { TAG } from './reading.ts';
import { isCamera } from './studio-inputs.ts';

export interface UndoPlan {
  /** Taken away first, in scenes that stay: OBS forgets the items of a removed input only when it draws their scene. */
  items: OwnItem[];
  inputs: ReadInput[];
  scenes: ReadScene[];
  kept: PreparationKept[];
}

export function undoPlanFor(reading: Reading, own: OwnThings): UndoPlan {
  const onProgram = scenesOnProgram(reading);
  const ownItemKeys = new Set(own.items.map((ownItem) => keyOf(ownItem)));
  const usesOf = (sourceName: string) =>
    reading.scenes.flatMap((scene) => scene.items.filter((item) => item.sourceName === sourceName).map((item) => ({ scene, item })));
  const kept: PreparationKept[] = [];

  const inputs: ReadInput[] = [];
  /** Sources whose items stay with them: an input without items is gone from OBS. */
  const untouched = new Set<string>();
  for (const input of own.inputs) {
    const uses = usesOf(input.name);
    if (isChanged(input)) {
      kept.push({ name: input.name, reason: 'changed' });
      untouched.add(input.name);
    } else if (uses.some(({ scene }) => onProgram.has(scene.name))) kept.push({ name: input.name, reason: 'on-program' });
    else if (uses.some((use) => !ownItemKeys.has(keyOf(use)))) kept.push({ name: input.name, reason: 'used' });
    else inputs.push(input);
  }

  const goingInputs = new Set(inputs.map(({ name }) => name));
  const items = own.items.filter(({ scene, item }) => !untouched.has(item.sourceName) && !onProgram.has(scene.name));
  const goingItems = new Set(items.map((ownItem) => keyOf(ownItem)));
  const isGoing = (use: OwnItem) => goingInputs.has(use.item.sourceName) || goingItems.has(keyOf(use));

  let scenes = own.scenes.filter((scene) => {
    const reason = sceneKept(scene);
    if (reason !== null) kept.push({ name: scene.name, reason });
    return reason === null;
  });
  // A scene that lies in one that stays, stays; and so on upwards.
  for (;;) {
    const going = new Set(scenes.map(({ name }) => name));
    const used = scenes.filter(({ name }) => usesOf(name).some(({ scene }) => !going.has(scene.name)));
    if (used.length === 0) break;
    kept.push(...used.map(({ name }) => ({ name, reason: 'used' as const })));
    scenes = scenes.filter((scene) => !used.includes(scene));
  }
  const goingScenes = new Set(scenes.map(({ name }) => name));
  return { items: items.filter(({ scene }) => !goingScenes.has(scene.name)), inputs, scenes, kept };

  function sceneKept(scene: ReadScene): PreparationKept['reason'] | null {
    if (onProgram.has(scene.name)) return 'on-program';
    if (scene.filterCount > 0) return 'changed';
    return scene.items.some((item) => !isGoing({ scene, item })) ? 'filled' : null;
  }
}

/** A person gave it filters, or chose the camera's device. What plays in it or is drawn is the studio's own doing. */
function isChanged(input: ReadInput): boolean {
  return input.filterCount > 0 || (isCamera(input) && Object.keys(input.settings).some((key) => key !== TAG));
}

/** The program scene with all that it shows inside. */
function scenesOnProgram({ scenes, programSceneName }: Reading): Set<string> {
  const shown = new Set<string>();
  const add = (name: string) => {
    const scene = scenes.find((candidate) => candidate.name === name);
    if (!scene || shown.has(name)) return;
    shown.add(name);
    for (const { sourceName } of scene.items) add(sourceName);
  };
  if (programSceneName !== null) add(programSceneName);
  return shown;
}

function keyOf({ scene, item }: OwnItem): string {
  return `${item.id} ${scene.name}`;
}
