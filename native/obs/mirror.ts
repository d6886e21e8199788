/** The mirror of OBS after each of OBS's events. Pure: no sockets, no state. */
import { isDeepStrictEqual } from 'node:util';
import { type ObsMirror, obsMirrorSchema } from '../contract/obs.ts';
import type { ObsData } from './link.ts';
import { namesFromTop } from './source-mirror.ts';

/** The mirror after an event; the same object when the event changes nothing; `reread` when only a full read can tell. */
export function mirrorAfter(mirror: ObsMirror, eventType: string, data: ObsData, nowMs: number): ObsMirror | 'reread' {
  const change = changeBy(mirror, eventType, data, nowMs);
  if (change === null) return mirror;
  if (change === 'reread') return change;
  const parsed = obsMirrorSchema.partial().safeParse(change);
  return parsed.success ? withFields(mirror, parsed.data) : 'reread';
}

/** The very same mirror when every field has its value already. */
export function withFields(mirror: ObsMirror, fields: Partial<ObsMirror>): ObsMirror {
  const next = { ...mirror, ...fields };
  return isDeepStrictEqual(next, mirror) ? mirror : next;
}

/** Fields as OBS gave them, still to be checked. */
function changeBy(mirror: ObsMirror, eventType: string, data: ObsData, nowMs: number): Record<string, unknown> | 'reread' | null {
  switch (eventType) {
    case 'CurrentProgramSceneChanged':
      return { programSceneName: data.sceneName };
    case 'CurrentPreviewSceneChanged':
      return mirror.studioMode ? { previewSceneName: data.sceneName } : null;
    case 'StudioModeStateChanged':
      // Turned on, preview begins as program, without an event of its own in 5.1.0.
      return data.studioModeEnabled === true
        ? { studioMode: true, previewSceneName: mirror.previewSceneName ?? mirror.programSceneName }
        : { studioMode: false, previewSceneName: null };
    case 'SceneListChanged':
      return { sceneNames: namesFromTop(data.scenes) };
    case 'SceneNameChanged':
      return sceneRenamed(mirror, String(data.oldSceneName), String(data.sceneName));
    // The list that SceneListChanged brings comes up to seconds after a removal.
    case 'SceneRemoved':
      return { sceneNames: mirror.sceneNames.filter((name) => name !== data.sceneName) };
    case 'StreamStateChanged':
      return streamAfter(mirror, String(data.outputState), nowMs);
    case 'RecordStateChanged':
      return recordAfter(mirror, data, nowMs);
    case 'ReplayBufferStateChanged':
      return activeAfter('replayBuffer', data);
    case 'VirtualcamStateChanged':
      return activeAfter('virtualCamera', data);
    // Whether the new one has a length of its own is not said.
    case 'CurrentSceneTransitionChanged':
      return { transition: { ...mirror.transition, currentName: data.transitionName } };
    case 'CurrentSceneTransitionDurationChanged':
      return mirror.transition.durationMs === null ? null : { transition: { ...mirror.transition, durationMs: data.transitionDuration } };
    case 'SceneCollectionListChanged':
      return { sceneCollections: data.sceneCollections };
    case 'ProfileListChanged':
      return { profiles: data.profiles };
    case 'CurrentSceneCollectionChanged':
    case 'CurrentProfileChanged':
      return 'reread';
    default:
      return null;
  }
}

/** STARTING and STOPPING say nothing yet. An output that tells of itself is there. */
function activeAfter(output: 'replayBuffer' | 'virtualCamera', data: ObsData): Record<string, unknown> | null {
  const turn = outputTurn(String(data.outputState));
  return turn === 'started' || turn === 'stopped' ? { [output]: { available: true, active: turn === 'started' } } : null;
}

function sceneRenamed(mirror: ObsMirror, oldName: string, newName: string): Record<string, unknown> {
  const renamed = (name: string | null) => (name === oldName ? newName : name);
  return {
    sceneNames: mirror.sceneNames.map((name) => renamed(name)),
    programSceneName: renamed(mirror.programSceneName),
    previewSceneName: renamed(mirror.previewSceneName),
  };
}

/** Which of an output's states are believed. STARTING is not: it may come after STARTED, and a refused server also begins with it. */
export function outputTurn(outputState: string): 'started' | 'stopped' | 'reconnecting' | 'reconnected' | 'paused' | 'resumed' | null {
  const turn = outputState.replace('OBS_WEBSOCKET_OUTPUT_', '').toLowerCase();
  const turns = ['started', 'stopped', 'reconnecting', 'reconnected', 'paused', 'resumed'] as const;
  return turns.find((known) => known === turn) ?? null;
}

function streamAfter(mirror: ObsMirror, outputState: string, nowMs: number): Record<string, unknown> | null {
  const { stream } = mirror;
  switch (outputTurn(outputState)) {
    case 'started':
      return { stream: { active: true, reconnecting: false, startedAtMs: stream.active ? stream.startedAtMs : nowMs } };
    case 'stopped':
      return stream.active || stream.reconnecting ? { stream: { active: false, reconnecting: false, startedAtMs: null } } : null;
    case 'reconnecting':
      return stream.reconnecting ? null : { stream: { ...stream, reconnecting: true } };
    case 'reconnected':
      return { stream: { ...stream, active: true, reconnecting: false } };
    default:
      return null;
  }
}

function recordAfter(mirror: ObsMirror, data: ObsData, nowMs: number): Record<string, unknown> | null {
  const { record } = mirror;
  const path = typeof data.outputPath === 'string' && data.outputPath !== '' ? data.outputPath : record.path;
  switch (outputTurn(String(data.outputState))) {
    case 'started':
      return { record: { active: true, paused: false, startedAtMs: record.active ? record.startedAtMs : nowMs, path } };
    case 'stopped':
      return { record: { active: false, paused: false, startedAtMs: null, path } };
    case 'paused':
      return { record: { ...record, paused: true } };
    case 'resumed':
      return { record: { ...record, paused: false } };
    default:
      return null;
  }
}
