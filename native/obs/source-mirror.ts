/** What OBS's scenes are made of, after each of its events; names what an event does not tell and must be read again. Pure. */
import type { SourcesState } from '../contract/obs.ts';
import type { ObsData } from './link.ts';
import { reindexed, scenesInOrder, transformOf, withItem, withoutItem, withoutSource, withSourceRenamed } from './scene-items.ts';
import { audioAfter, filtersAt, withFilters, withInput } from './source-inputs.ts';

/** `scene`: its items, also of a group. `input`: its sound, media and filters. `media`: how far it plays. `filters`: of any source. */
export interface StaleSource {
  kind: 'scene' | 'input' | 'media' | 'filters';
  name: string;
}
/** Fields that changed, and what is to be read. */
export interface SourceChange {
  changed: Partial<SourcesState>;
  stale: StaleSource[];
}

const NOTHING: SourceChange = { changed: {}, stale: [] };

export function sourcesAfter(sources: SourcesState, eventType: string, data: ObsData): SourceChange {
  const { scenes, inputs, filters } = sources;
  const { sceneName, sceneItemId, inputName } = data;
  switch (eventType) {
    case 'SceneCreated':
      return sceneCreated(sources, data);
    case 'SceneRemoved':
      return changed({
        scenes: withoutSource(
          scenes.filter((scene) => scene.sceneName !== sceneName),
          sceneName,
        ),
        filters: withFilters(filters, String(sceneName), () => []),
      });
    case 'SceneNameChanged':
      return renamed(sources, data.oldSceneName, String(sceneName));
    case 'SceneListChanged':
      return changed({ scenes: scenesInOrder(scenes, namesFromTop(data.scenes)) });
    case 'SceneItemCreated':
      return stale('scene', sceneName);
    case 'SceneItemRemoved':
      return changed({ scenes: withoutItem(scenes, sceneName, sceneItemId) });
    case 'SceneItemListReindexed': {
      const next = reindexed(scenes, sceneName, data.sceneItems);
      return next ? changed({ scenes: next }) : stale('scene', sceneName);
    }
    case 'SceneItemEnableStateChanged':
      return changed({ scenes: withItem(scenes, sceneName, sceneItemId, { enabled: data.sceneItemEnabled === true }) });
    case 'SceneItemLockStateChanged':
      return changed({ scenes: withItem(scenes, sceneName, sceneItemId, { locked: data.sceneItemLocked === true }) });
    case 'SceneItemTransformChanged':
      return changed({ scenes: withItem(scenes, sceneName, sceneItemId, { transform: transformOf(data.sceneItemTransform) }) });
    case 'InputCreated':
      return inputCreated(sources, data);
    case 'InputRemoved':
      return changed({
        scenes: withoutSource(scenes, inputName),
        inputs: inputs.filter((input) => input.inputName !== inputName),
        filters: withFilters(filters, String(inputName), () => []),
      });
    case 'InputNameChanged':
      return renamed(sources, data.oldInputName, String(inputName));
    case 'InputMuteStateChanged':
    case 'InputVolumeChanged':
    case 'InputAudioBalanceChanged':
    case 'InputAudioSyncOffsetChanged':
    case 'InputAudioTracksChanged':
    case 'InputAudioMonitorTypeChanged':
      // An input whose sound was never read has none, or is being read.
      return changed({
        inputs: withInput(inputs, inputName, (input) => (input.audio ? { ...input, audio: audioAfter(data, input.audio) } : input)),
      });
    case 'MediaInputPlaybackStarted':
    case 'MediaInputPlaybackEnded':
    case 'MediaInputActionTriggered':
      return stale('media', inputName);
    default:
      return eventType.startsWith('SourceFilter') ? filterChange(sources, eventType, data) : NOTHING;
  }
}

function filterChange({ filters }: SourcesState, eventType: string, data: ObsData): SourceChange {
  const { filterName } = data;
  const sourceName = String(data.sourceName);
  switch (eventType) {
    // The events of a new filter and of a new order do not have the same fields in all versions.
    case 'SourceFilterCreated':
    case 'SourceFilterListReindexed':
      return stale('filters', sourceName);
    case 'SourceFilterRemoved':
      return changed({ filters: withFilters(filters, sourceName, (list) => list.filter((filter) => filter.filterName !== filterName)) });
    case 'SourceFilterNameChanged':
      return changed({
        filters: withFilters(filters, sourceName, (list) =>
          list.map((filter) => (filter.filterName === data.oldFilterName ? { ...filter, filterName: String(filterName) } : filter)),
        ),
      });
    case 'SourceFilterEnableStateChanged':
      return changed({
        filters: withFilters(filters, sourceName, (list) =>
          list.map((filter) => (filter.filterName === filterName ? { ...filter, enabled: data.filterEnabled === true } : filter)),
        ),
      });
    default:
      return NOTHING;
  }
}

/** From the top of OBS's list down; OBS counts from the bottom. */
export function namesFromTop(scenes: unknown): unknown[] {
  const list = Array.isArray(scenes) ? (scenes as ObsData[]) : [];
  return list.toSorted((one, other) => Number(other.sceneIndex) - Number(one.sceneIndex)).map((scene) => scene.sceneName);
}

/** The event comes for groups too, and may come after the list that names the scene. */
function sceneCreated({ scenes }: SourcesState, data: ObsData): SourceChange {
  const sceneName = String(data.sceneName);
  if (scenes.some((scene) => scene.sceneName === sceneName)) return stale('scene', sceneName);
  const isGroup = data.isGroup === true;
  const groupsFrom = scenes.findIndex((scene) => scene.isGroup);
  const at = isGroup || groupsFrom === -1 ? scenes.length : groupsFrom;
  const made = { sceneName, isGroup, items: [] };
  const read = [
    { kind: 'scene', name: sceneName },
    { kind: 'filters', name: sceneName },
  ] as const;
  return { changed: { scenes: scenes.toSpliced(at, 0, made) }, stale: [...read] };
}

function inputCreated({ inputs }: SourcesState, { inputName, inputKind }: ObsData): SourceChange {
  const made = { inputName: String(inputName), inputKind: String(inputKind), audio: null, media: null };
  const known = inputs.some((input) => input.inputName === inputName);
  return { changed: known ? {} : { inputs: [...inputs, made] }, stale: [{ kind: 'input', name: String(inputName) }] };
}

/** What was being read under the old name is read again under the new one. */
function renamed({ scenes, inputs, filters }: SourcesState, oldName: unknown, newName: string): SourceChange {
  const isScene = scenes.some((scene) => scene.sceneName === oldName);
  const isInput = inputs.some((input) => input.inputName === oldName);
  const own = filtersAt(filters, String(oldName));
  return {
    changed: {
      scenes: withSourceRenamed(scenes, oldName, newName),
      inputs: withInput(inputs, oldName, (input) => ({ ...input, inputName: newName })),
      filters:
        own.length > 0
          ? withFilters(
              withFilters(filters, String(oldName), () => []),
              newName,
              () => own,
            )
          : filters,
    },
    stale: isScene ? [{ kind: 'scene', name: newName }] : isInput ? [{ kind: 'input', name: newName }] : [],
  };
}

function changed(fields: Partial<SourcesState>): SourceChange {
  return { changed: fields, stale: [] };
}

function stale(kind: StaleSource['kind'], name: unknown): SourceChange {
  return { changed: {}, stale: [{ kind, name: String(name) }] };
}
