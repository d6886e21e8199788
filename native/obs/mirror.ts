/** The mirror of OBS: read whole after every connect, then kept by OBS's own events. Pure: no sockets, no state. */
import { type ObsMirror, obsMirrorSchema } from '../contract/obs.ts';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { ObsVersions } from './connection.ts';
import type { ObsData, ObsLink } from './link.ts';

export interface MirrorReading extends ObsVersions {
  mirror: ObsMirror;
}

const READ_REQUESTS = [
  'GetSceneCollectionList',
  'GetSceneList',
  'GetStudioModeEnabled',
  'GetStreamStatus',
  'GetRecordStatus',
  'GetVideoSettings',
  'GetInputKindList',
] as const;

/** `outputDuration` was seen as 39 h to 10⁹ s after a change of the video settings; beyond a day it is not believed. */
const LONGEST_OUTPUT_MS = 24 * 3_600_000;

/** Reads everything in two exchanges. Only requests that this OBS says it has are sent. */
export async function readMirror(link: ObsLink, nowMs: () => number, limitMs: number): Promise<Result<MirrorReading>> {
  const version = await link.ask('GetVersion', undefined, limitMs);
  if (!version.ok) return version;
  const availableRequests = Array.isArray(version.value.availableRequests) ? version.value.availableRequests : [];
  const requests = READ_REQUESTS.filter((requestType) => availableRequests.includes(requestType));
  const answers = await link.askAll(
    requests.map((requestType) => ({ requestType })),
    limitMs,
  );
  if (!answers.ok) return answers;
  const answer = (requestType: (typeof READ_REQUESTS)[number]): ObsData => answers.value[requests.indexOf(requestType)] ?? {};
  const scenes = answer('GetSceneList');
  const studioMode = answer('GetStudioModeEnabled').studioModeEnabled === true;
  const stream = answer('GetStreamStatus');
  const record = answer('GetRecordStatus');
  const video = answer('GetVideoSettings');
  const mirror = obsMirrorSchema.safeParse({
    sceneCollection: answer('GetSceneCollectionList').currentSceneCollectionName,
    sceneNames: sceneNamesFromTop(scenes.scenes),
    programSceneName: scenes.currentProgramSceneName ?? null,
    previewSceneName: studioMode ? (scenes.currentPreviewSceneName ?? null) : null,
    studioMode,
    stream: {
      active: stream.outputActive === true,
      reconnecting: stream.outputReconnecting === true,
      startedAtMs: startedAtMs(stream, nowMs()),
    },
    record: {
      active: record.outputActive === true,
      paused: record.outputPaused === true,
      startedAtMs: startedAtMs(record, nowMs()),
      path: null,
    },
    canvas: { width: video.baseWidth, height: video.baseHeight },
    output: { width: video.outputWidth, height: video.outputHeight, fps: Number(video.fpsNumerator) / Number(video.fpsDenominator) },
    replayBuffer: { available: false, active: false },
    virtualCamera: { available: false, active: false },
    transition: { names: [], currentName: null, durationMs: null },
    sceneCollections: [],
    profiles: [],
    profile: null,
    recordFolder: null,
    inputKinds: answer('GetInputKindList').inputKinds,
    availableRequests,
  });
  const { obsVersion, obsWebSocketVersion } = version.value;
  if (!mirror.success || typeof obsVersion !== 'string' || typeof obsWebSocketVersion !== 'string') return refused('obs-incompatible');
  return accepted({ mirror: mirror.data, obsVersion, websocketVersion: obsWebSocketVersion });
}

/** The mirror after an event; the same object when the event changes nothing; `reread` when only a full read can tell. */
export function mirrorAfter(mirror: ObsMirror, eventType: string, data: ObsData, nowMs: number): ObsMirror | 'reread' {
  const change = changeBy(mirror, eventType, data, nowMs);
  if (change === null) return mirror;
  if (change === 'reread') return change;
  const parsed = obsMirrorSchema.partial().safeParse(change);
  return parsed.success ? { ...mirror, ...parsed.data } : 'reread';
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
      return { sceneNames: sceneNamesFromTop(data.scenes) };
    case 'SceneNameChanged':
      return sceneRenamed(mirror, String(data.oldSceneName), String(data.sceneName));
    // The list that SceneListChanged brings comes up to seconds after a removal.
    case 'SceneRemoved':
      return { sceneNames: mirror.sceneNames.filter((name) => name !== data.sceneName) };
    case 'StreamStateChanged':
      return streamAfter(mirror, String(data.outputState), nowMs);
    case 'RecordStateChanged':
      return recordAfter(mirror, data, nowMs);
    case 'CurrentSceneCollectionChanged':
    case 'CurrentProfileChanged':
      return 'reread';
    default:
      return null;
  }
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

/** OBS counts scenes from the bottom of its list. */
function sceneNamesFromTop(scenes: unknown): unknown[] {
  const list = Array.isArray(scenes) ? (scenes as ObsData[]) : [];
  return list.toSorted((a, b) => Number(b.sceneIndex) - Number(a.sceneIndex)).map((scene) => scene.sceneName);
}

function startedAtMs(status: ObsData, nowMs: number): number | null {
  const { outputActive, outputDuration } = status;
  if (outputActive !== true || typeof outputDuration !== 'number') return null;
  return outputDuration >= 0 && outputDuration <= LONGEST_OUTPUT_MS ? Math.round(nowMs - outputDuration) : null;
}
