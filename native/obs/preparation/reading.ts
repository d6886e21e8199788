/** Reads what OBS has, as far as preparing and undoing it need to know, in three exchanges however many scenes there are. */
import { accepted, refused, type Result } from '../../contract/refusal.ts';
import type { ObsData, ObsRequest } from '../link.ts';
import type { StudioObs } from '../studio-obs.ts';

/** What the studio made carries this key: inputs in their settings, scenes and items in settings that OBS keeps and does not show. */
export const TAG = 'hetian_studio';

export interface ReadItem {
  id: number;
  sourceName: string;
  enabled: boolean;
  /** 0 for a source that has nothing to show, such as one whose plugin is missing. */
  sourceWidth: number;
  transform: ObsData;
  tag: string | null;
}

export interface ReadScene {
  name: string;
  isGroup: boolean;
  /** From the bottom up. */
  items: readonly ReadItem[];
  tag: string | null;
  filterCount: number;
}

export interface ReadInput {
  name: string;
  kind: string;
  settings: ObsData;
  tag: string | null;
  filterCount: number;
}

export interface Reading {
  /** Of the OBS that was read: ids of items hold in it alone. */
  obsUrl: string;
  sceneCollection: string;
  canvas: { width: number; height: number };
  programSceneName: string | null;
  inputKinds: readonly string[];
  scenes: readonly ReadScene[];
  inputs: readonly ReadInput[];
  /** False where this OBS cannot keep a tag with scenes and items; the studio's own record is all there is then. */
  keepsTags: boolean;
}

const READ_LIMIT_MS = 10_000;
const NO_SUCH_SOURCE = 600;
const TRIES = 3;

/** What disappears while it is read makes OBS refuse; then all is read again. */
export async function readObs(obs: StudioObs, isOwnName: (inputName: string) => boolean): Promise<Result<Reading>> {
  for (let tries = 1; ; tries += 1) {
    const reading = await readOnce(obs, isOwnName);
    if (reading.ok || reading.refusal.context.obsCode !== NO_SUCH_SOURCE || tries === TRIES) return reading;
  }
}

async function readOnce(obs: StudioObs, isOwnName: (inputName: string) => boolean): Promise<Result<Reading>> {
  const { mirror, connection } = obs.state.get();
  if (!mirror) return refused('obs-not-connected');
  const has = (requestType: string) => mirror.availableRequests.includes(requestType);
  const keepsTags = has('SetSourcePrivateSettings') && has('SetSceneItemPrivateSettings');
  const askAll = (requests: ObsRequest[]): Promise<Result<ObsData[]>> =>
    requests.length === 0 ? Promise.resolve(accepted([])) : obs.requestAll(requests, { timeoutMs: READ_LIMIT_MS });

  const lists = await askAll(
    [
      'GetSceneCollectionList',
      'GetVideoSettings',
      'GetSceneList',
      'GetInputList',
      'GetInputKindList',
      ...(has('GetGroupList') ? ['GetGroupList'] : []),
    ].map((requestType) => ({ requestType })),
  );
  if (!lists.ok) return lists;
  const [collection = {}, video = {}, sceneList = {}, inputList = {}, kindList = {}, groupList = {}] = lists.value;
  const sceneNames = rows(sceneList.scenes).map((scene) => String(scene.sceneName));
  const groupNames = Array.isArray(groupList.groups) ? groupList.groups.map(String) : [];
  const inputRows = rows(inputList.inputs).map((input) => ({ name: String(input.inputName), kind: String(input.inputKind) }));

  const parts = await askAll([
    ...sceneNames.map((sceneName) => ({ requestType: 'GetSceneItemList', requestData: { sceneName } })),
    ...groupNames.map((sceneName) => ({ requestType: 'GetGroupSceneItemList', requestData: { sceneName } })),
    ...inputRows.map(({ name }) => ({ requestType: 'GetInputSettings', requestData: { inputName: name } })),
    ...(keepsTags ? sceneNames : []).map((sourceName) => ({ requestType: 'GetSourcePrivateSettings', requestData: { sourceName } })),
  ]);
  if (!parts.ok) return parts;
  const answers = [...parts.value];
  const scenes = [...sceneNames, ...groupNames].map((name, index) => ({
    name,
    isGroup: index >= sceneNames.length,
    items: itemsOf(answers.shift()),
  }));
  const inputs = inputRows.map((input) => {
    const settings = dataOf(answers.shift()?.inputSettings);
    return { ...input, settings, tag: tagIn(settings) };
  });
  const sceneTags = new Map(answers.map((answer, index) => [sceneNames[index], tagIn(dataOf(answer.sourceSettings))]));

  const ownInputs = new Set(inputs.filter(({ name, tag }) => tag !== null || isOwnName(name)).map(({ name }) => name));
  const ownItems = scenes.flatMap((scene) =>
    scene.items.filter(({ sourceName }) => ownInputs.has(sourceName)).map((item) => ({ scene, item })),
  );
  const filtered = [
    ...sceneNames.filter((name) => sceneTags.get(name)),
    ...inputs.filter(({ tag }) => tag !== null).map(({ name }) => name),
  ];
  const details = await askAll([
    ...filtered.map((sourceName) => ({ requestType: 'GetSourceFilterList', requestData: { sourceName } })),
    ...(keepsTags ? ownItems : []).map(({ scene, item }) => ({
      requestType: 'GetSceneItemPrivateSettings',
      requestData: { sceneName: scene.name, sceneItemId: item.id },
    })),
  ]);
  if (!details.ok) return details;
  const filterCounts = new Map(filtered.map((name, index) => [name, rows(details.value[index]?.filters).length]));
  const itemTags = new Map(
    details.value.slice(filtered.length).map((answer, index) => [ownItems[index]!.item, tagIn(dataOf(answer.sceneItemSettings))]),
  );

  return accepted({
    obsUrl: connection.url,
    sceneCollection: String(collection.currentSceneCollectionName),
    canvas: { width: Number(video.baseWidth), height: Number(video.baseHeight) },
    programSceneName: typeof sceneList.currentProgramSceneName === 'string' ? sceneList.currentProgramSceneName : null,
    inputKinds: Array.isArray(kindList.inputKinds) ? kindList.inputKinds.map(String) : [],
    scenes: scenes.map((scene) => ({
      ...scene,
      items: scene.items.map((item) => ({ ...item, tag: itemTags.get(item) ?? null })),
      tag: sceneTags.get(scene.name) ?? null,
      filterCount: filterCounts.get(scene.name) ?? 0,
    })),
    inputs: inputs.map((input) => ({ ...input, filterCount: filterCounts.get(input.name) ?? 0 })),
    keepsTags,
  });
}

function itemsOf(answer: ObsData | undefined): Omit<ReadItem, 'tag'>[] {
  return rows(answer?.sceneItems)
    .toSorted((a, b) => Number(a.sceneItemIndex) - Number(b.sceneItemIndex))
    .map((item) => {
      const transform = dataOf(item.sceneItemTransform);
      return {
        id: Number(item.sceneItemId),
        sourceName: String(item.sourceName),
        enabled: item.sceneItemEnabled === true,
        sourceWidth: Number(transform.sourceWidth ?? 0),
        transform,
      };
    });
}

function tagIn(settings: ObsData): string | null {
  const tag = settings[TAG];
  return typeof tag === 'string' && tag !== '' ? tag : null;
}

function rows(value: unknown): ObsData[] {
  return Array.isArray(value) ? value.filter((row) => isData(row)) : [];
}

function dataOf(value: unknown): ObsData {
  return isData(value) ? value : {};
}

function isData(value: unknown): value is ObsData {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
