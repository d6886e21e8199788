/** OBS compared with the plan, for the page that prepares it. */
import {
  noPreparation,
  type PreparationComparison,
  type PreparationDifference,
  type PreparationState,
} from '../../native/contract/preparation.ts';
import { sampleRundown } from './plan-states.ts';

const overlayOn = (sceneName: string, act: PreparationDifference['act'] = 'addItem'): PreparationDifference => ({
  act,
  purpose: 'overlay',
  sceneName,
  sourceName: 'Hetian overlay',
  inputKind: 'image_source',
});
const scene = (sceneName: string, purpose: PreparationDifference['purpose']): PreparationDifference => ({
  act: 'createScene',
  purpose,
  sceneName,
  sourceName: null,
  inputKind: null,
});
const source = (sceneName: string, purpose: PreparationDifference['purpose'], sourceName: string): PreparationDifference => ({
  act: 'createInput',
  purpose,
  sceneName,
  sourceName,
  inputKind: 'image_source',
});

const [first, ...others] = [...new Set(sampleRundown.segments.map(({ sceneName }) => sceneName))];

/** A first preparation with one of everything. */
export const comparison: PreparationComparison = {
  comparisonId: 'comparison-1',
  canvas: { width: 1080, height: 1920 },
  route: 'picture',
  differences: [
    { act: 'changeSettings', purpose: 'hold', sceneName: null, sourceName: 'Hetian hold slate', inputKind: 'image_source' },
    scene(first!, 'segment'),
    overlayOn(first!, 'createInput'),
    ...others.slice(0, 2).map((name) => overlayOn(name, 'placeItem')),
    { ...overlayOn(others[0]!, 'hideItem'), sourceName: 'Hetian overlay page' },
    source(others[1]!, 'video', 'Hetian video'),
    scene('垫片', 'hold'),
    source('垫片', 'hold', 'Hetian hold slate'),
    source('垫片', 'sound-bed', 'Hetian sound bed'),
    overlayOn('垫片'),
    scene('Camera 1', 'camera'),
    source('Camera 1', 'camera', 'Hetian camera 1'),
    overlayOn('Camera 1', 'showItem'),
  ],
  rightCount: 7,
  limits: [
    { code: 'obs-no-browser-source', context: {} },
    { code: 'scene-map-missing', context: { sceneName: first!, mappedTo: '主播台 新' } },
    { code: 'picture-no-browser', context: {} },
  ],
  untouched: { scenes: 20, sources: 31 },
  undo: {
    removes: ['Back soon', 'Hetian overlay page', 'Hetian camera 1'],
    keeps: [
      { name: '垫片', reason: 'on-program' },
      { name: 'Camera 2', reason: 'filled' },
      { name: 'Hetian camera 2', reason: 'changed' },
      { name: 'Market', reason: 'used' },
    ],
  },
};

export const preparation: PreparationState = {
  config: { sceneMap: { [first!]: '主播台 新', [others[0]!]: others[1]! }, cameras: 2, soundBed: '/home/studio/music/bed.mp3' },
  made: [],
  lastPreparedAtMs: null,
  progress: null,
};

export const notPrepared: PreparationState = noPreparation;
