/** What makes a standby OBS differ from the one that counts, and the requests that make it the same; pure. */
import type { ObsInput, ObsMirror, ObsScene, SceneItem, SourcesState } from '../contract/obs.ts';
import type { StandbyState } from '../contract/standby.ts';

export type StandbyDifference = StandbyState['differences'][number];

/** One OBS as far as a standby follows it. Not followed: where a video stands, filters, what only one of the two has. */
export interface FollowedSide {
  mirror: Pick<ObsMirror, 'sceneCollection' | 'sceneNames' | 'programSceneName' | 'previewSceneName' | 'studioMode' | 'transition'>;
  sources: Pick<SourcesState, 'scenes' | 'inputs'>;
}

/** A request with what it mends; when OBS refuses it, that is the difference that stays. */
export interface FollowStep {
  requestType: string;
  requestData: Record<string, unknown>;
  mends: StandbyDifference;
}

/** Faders are set in dB and come back from a multiplier. */
const SAME_VOLUME_DB = 0.05;

/** Steps in the order in which they must be sent: program comes before preview, because a switch may touch preview. */
export function standbyDifferences(
  leader: FollowedSide,
  follower: FollowedSide,
): { steps: FollowStep[]; differences: StandbyDifference[] } {
  const steps: FollowStep[] = [];
  const differences: StandbyDifference[] = [];
  const missing = leader.mirror.sceneNames.filter((name) => !follower.mirror.sceneNames.includes(name));
  differences.push(...missing.map((name) => ({ what: 'scene' as const, name })));
  if (missing.length > 0 && leader.mirror.sceneCollection !== follower.mirror.sceneCollection) {
    differences.push({ what: 'collection', name: leader.mirror.sceneCollection });
  }
  followStudioMode(leader, follower, steps);
  followTransition(leader, follower, steps, differences);
  followItems(leader, follower, steps, differences);
  followSound(leader, follower, steps, differences);
  followScenes(leader, follower, steps);
  return { steps, differences };
}

function followStudioMode({ mirror }: FollowedSide, follower: FollowedSide, steps: FollowStep[]): void {
  const { studioMode } = mirror;
  if (studioMode === follower.mirror.studioMode) return;
  steps.push({
    requestType: 'SetStudioModeEnabled',
    requestData: { studioModeEnabled: studioMode },
    mends: { what: 'studioMode', name: studioMode ? 'on' : 'off' },
  });
}

function followTransition({ mirror }: FollowedSide, follower: FollowedSide, steps: FollowStep[], differences: StandbyDifference[]): void {
  const { currentName, durationMs } = mirror.transition;
  if (currentName === null) return;
  const there = follower.mirror.transition;
  const mends: StandbyDifference = { what: 'transition', name: currentName };
  if (!there.names.includes(currentName)) return void differences.push(mends);
  if (there.currentName !== currentName) {
    steps.push({ requestType: 'SetCurrentSceneTransition', requestData: { transitionName: currentName }, mends });
  }
  // A transition with a fixed length has none to set.
  if (durationMs === null || there.durationMs === durationMs) return;
  if (there.currentName === currentName && there.durationMs === null) return;
  steps.push({ requestType: 'SetCurrentSceneTransitionDuration', requestData: { transitionDuration: durationMs }, mends });
}

/** Items are the same when scene, source and order among those of one source are: their ids differ from one OBS to the other. */
function followItems(leader: FollowedSide, follower: FollowedSide, steps: FollowStep[], differences: StandbyDifference[]): void {
  const scenesThere = new Map(follower.sources.scenes.map((scene) => [scene.sceneName, scene]));
  for (const scene of leader.sources.scenes) {
    const there = scenesThere.get(scene.sceneName);
    if (!there) continue;
    const itemsThere = itemsByKey(there);
    for (const [key, item] of itemsByKey(scene)) {
      const other = itemsThere.get(key);
      const mends: StandbyDifference = { what: 'item', name: `${scene.sceneName} / ${item.sourceName}` };
      if (!other) differences.push(mends);
      else if (other.enabled !== item.enabled) {
        const requestData = { sceneName: scene.sceneName, sceneItemId: other.sceneItemId, sceneItemEnabled: item.enabled };
        steps.push({ requestType: 'SetSceneItemEnabled', requestData, mends });
      }
    }
  }
}

function itemsByKey({ items }: ObsScene): Map<string, SceneItem> {
  const seen = new Map<string, number>();
  const keyed = new Map<string, SceneItem>();
  for (const item of items) {
    const count = seen.get(item.sourceName) ?? 0;
    seen.set(item.sourceName, count + 1);
    keyed.set(`${count} ${item.sourceName}`, item);
  }
  return keyed;
}

function followSound(leader: FollowedSide, follower: FollowedSide, steps: FollowStep[], differences: StandbyDifference[]): void {
  const inputsThere = new Map<string, ObsInput>(follower.sources.inputs.map((input) => [input.inputName, input]));
  for (const { inputName, audio } of leader.sources.inputs) {
    if (!audio) continue;
    const there = inputsThere.get(inputName)?.audio;
    if (!there) {
      differences.push({ what: 'mute', name: inputName });
      continue;
    }
    if (there.muted !== audio.muted) {
      const requestData = { inputName, inputMuted: audio.muted };
      steps.push({ requestType: 'SetInputMute', requestData, mends: { what: 'mute', name: inputName } });
    }
    if (Math.abs(there.volumeDb - audio.volumeDb) > SAME_VOLUME_DB) {
      const requestData = { inputName, inputVolumeDb: audio.volumeDb };
      steps.push({ requestType: 'SetInputVolume', requestData, mends: { what: 'volume', name: inputName } });
    }
  }
}

function followScenes({ mirror }: FollowedSide, follower: FollowedSide, steps: FollowStep[]): void {
  const { programSceneName: program, previewSceneName: preview, studioMode } = mirror;
  const there = follower.mirror;
  if (program !== null && program !== there.programSceneName && there.sceneNames.includes(program)) {
    steps.push({ requestType: 'SetCurrentProgramScene', requestData: { sceneName: program }, mends: { what: 'scene', name: program } });
  }
  if (!studioMode || preview === null || !there.sceneNames.includes(preview)) return;
  // Studio mode, turned on, begins with preview as program.
  const now = there.studioMode ? there.previewSceneName : there.programSceneName;
  if (preview === now) return;
  steps.push({ requestType: 'SetCurrentPreviewScene', requestData: { sceneName: preview }, mends: { what: 'preview', name: preview } });
}
