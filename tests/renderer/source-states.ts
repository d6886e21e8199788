/** Sources of an OBS as a market's would have them: groups, filters, a nested scene, a video. */
import type { SceneItem, SourcesState } from '../../native/contract/obs.ts';

let lastId = 0;
function item(sourceName: string, fields: Partial<SceneItem> = {}): SceneItem {
  lastId += 1;
  return {
    sceneItemId: lastId,
    sourceName,
    sourceType: 'input',
    inputKind: 'v4l2_input',
    enabled: true,
    locked: false,
    transform: { positionX: 0, positionY: 0, width: 1920, height: 1080, rotation: 0, sourceWidth: 1920, sourceHeight: 1080 },
    ...fields,
  };
}

/** `sceneNames` as the mirror has them; the first gets the richest scene. */
export function marketSources(sceneNames: readonly string[]): SourcesState {
  const scenes = sceneNames.map((sceneName) => ({
    sceneName,
    isGroup: false,
    items: [
      item('Hetian overlay', { inputKind: 'browser_source' }),
      item('Price board', { sourceType: 'group', inputKind: null }),
      item('Stall camera', { locked: true }),
      item('核桃加工短片', { inputKind: 'ffmpeg_source', enabled: false }),
      item('بازار مۇزىكىسى', { inputKind: 'ffmpeg_source' }),
    ],
  }));
  const group = {
    sceneName: 'Price board',
    isGroup: true,
    items: [item('Board text', { inputKind: 'text_ft2_source_v2' }), item('Board ground', { inputKind: 'color_source_v3' })],
  };
  return {
    scenes: [...scenes, group],
    inputs: [
      { inputName: 'Stall camera', inputKind: 'v4l2_input', audio: null, media: null },
      {
        inputName: '核桃加工短片',
        inputKind: 'ffmpeg_source',
        audio: null,
        media: { turn: 'paused', cursorMs: 12_000, durationMs: 95_000, atMs: 0 },
      },
    ],
    filters: {
      'Stall camera': [
        { filterName: 'Warm light', filterKind: 'color_filter_v2', enabled: true },
        { filterName: 'Crop', filterKind: 'crop_filter', enabled: false },
      ],
    },
  };
}
