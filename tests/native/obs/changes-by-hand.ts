/** Random changes in OBS by a second client, and OBS's own word on what it is afterwards, to hold the studio's mirror against. */
import type { OBSWebSocket } from 'obs-websocket-js/json';
import type { Obs } from '../../../native/obs/obs.ts';

export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

export async function changeAtRandom(hand: OBSWebSocket, random: () => number): Promise<void> {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  const sceneName = pick(['North', 'South']);
  const { inputs } = await hand.call('GetInputList', { inputKind: 'ffmpeg_source' });
  const inputName = text(pick(inputs).inputName);
  const { sceneItems } = await hand.call('GetSceneItemList', { sceneName: 'North' });
  const item = { sceneName: 'North', sceneItemId: Number(pick(sceneItems).sceneItemId) };
  const number = Math.floor(random() * 10_000);
  const changes: (() => Promise<unknown>)[] = [
    () => hand.call('SetCurrentProgramScene', { sceneName }),
    () => hand.call('SetSceneItemEnabled', { ...item, sceneItemEnabled: random() < 0.5 }),
    () => hand.call('SetSceneItemLocked', { ...item, sceneItemLocked: random() < 0.5 }),
    () => hand.call('SetSceneItemIndex', { ...item, sceneItemIndex: Math.floor(random() * sceneItems.length) }),
    () => hand.call('SetSceneItemTransform', { ...item, sceneItemTransform: { positionX: number % 500 } }),
    () => hand.call('SetInputMute', { inputName, inputMuted: random() < 0.5 }),
    () => hand.call('SetInputVolume', { inputName, inputVolumeDb: -(number % 60) }),
    () => hand.call('SetInputName', { inputName, newInputName: `name ${number}` }),
    () => hand.call('CreateScene', { sceneName: `scene ${number}` }),
    () => hand.call('CreateSceneItem', { sceneName: 'South', sourceName: inputName }),
    () => hand.call('CreateSourceFilter', { sourceName: inputName, filterName: `filter ${number}`, filterKind: 'gain_filter' }),
  ];
  // The same name by chance, or a kind that this OBS has not, is refused; then it was no change.
  await pick(changes)().catch(() => 'refused');
}

type Picture = Record<string, unknown>;

/** What the studio says, in the words of `truth`. */
export function seen(obs: Obs): Picture {
  const { mirror } = obs.state.get();
  const { scenes, inputs, filters } = obs.sources.get();
  return {
    program: mirror?.programSceneName,
    scenes: scenes
      .filter(({ isGroup }) => !isGroup)
      .map(({ sceneName, items }) => [
        sceneName,
        items.map((item) => [item.sceneItemId, item.sourceName, item.enabled, item.locked, item.transform.positionX]),
      ]),
    inputs: inputs.map(({ inputName, audio }) => [inputName, audio && audio.muted, audio && Math.round(audio.volumeDb)]).toSorted(byJson),
    filters: Object.entries(filters)
      .map(([name, list]) => [name, ...list.map(({ filterName }) => filterName)])
      .toSorted(byJson),
  };
}

/** The library types what it does not know as any JSON. */
const text = (value: unknown) => (typeof value === 'string' ? value : '');
const byJson = (one: unknown, other: unknown) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);

/** What OBS says to a client that asks one by one. */
export async function truth(hand: OBSWebSocket): Promise<Picture> {
  const list = await hand.call('GetSceneList');
  const { inputs } = await hand.call('GetInputList');
  const scenes: unknown[] = [];
  const filters: string[][] = [];
  const filtersOf = async (sourceName: string) => {
    const { filters: found } = await hand.call('GetSourceFilterList', { sourceName });
    if (found.length > 0) filters.push([sourceName, ...found.map(({ filterName }) => text(filterName))]);
  };
  for (const { sceneName } of list.scenes.toReversed()) {
    const { sceneItems } = await hand.call('GetSceneItemList', { sceneName: text(sceneName) });
    const items = sceneItems.toReversed().map((item) => {
      const { positionX } = item.sceneItemTransform as { positionX: number };
      return [item.sceneItemId, item.sourceName, item.sceneItemEnabled, item.sceneItemLocked, positionX];
    });
    scenes.push([sceneName, items]);
    await filtersOf(text(sceneName));
  }
  const sounds: unknown[] = [];
  for (const { inputName: name } of inputs) {
    const inputName = text(name);
    const sound = await hand.call('GetInputMute', { inputName }).then(
      async ({ inputMuted }) => [inputMuted, Math.round((await hand.call('GetInputVolume', { inputName })).inputVolumeDb)],
      () => [null, null],
    );
    sounds.push([inputName, ...sound]);
    await filtersOf(inputName);
  }
  return { program: list.currentProgramSceneName, scenes, inputs: sounds.toSorted(byJson), filters: filters.toSorted(byJson) };
}
