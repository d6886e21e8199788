/** Reads the mirror of OBS: everything in two exchanges after a connect, and now and then what OBS changes without an event. */
import { type ObsMirror, obsMirrorSchema } from '../contract/obs.ts';
import { accepted, type Refusal, refused, type Result } from '../contract/refusal.ts';
import type { ObsVersions } from './connection.ts';
import { isNotReady, type ObsData, type ObsLink } from './link.ts';
import { namesFromTop } from './source-mirror.ts';
import type { SourceNames } from './source-reading.ts';

export interface MirrorReading extends ObsVersions {
  mirror: ObsMirror;
  names: SourceNames;
}

/** Without these there is no mirror. */
const NEEDED = [
  'GetSceneCollectionList',
  'GetSceneList',
  'GetStudioModeEnabled',
  'GetStreamStatus',
  'GetRecordStatus',
  'GetVideoSettings',
  'GetInputKindList',
] as const;
/** OBS may refuse these, e.g. 604 where the profile has no replay buffer, or not have them. */
const OPTIONAL = ['GetInputList', 'GetGroupList'] as const;
/** A person may change these in OBS's own windows, of which OBS tells nothing. */
const SETTINGS = [
  'GetVideoSettings',
  'GetSceneTransitionList',
  'GetCurrentSceneTransition',
  'GetReplayBufferStatus',
  'GetVirtualCamStatus',
  'GetProfileList',
  'GetRecordDirectory',
] as const;
type ReadRequest = (typeof NEEDED)[number] | (typeof OPTIONAL)[number] | (typeof SETTINGS)[number];
type Answers = (requestType: ReadRequest) => ObsData | null;
type Settings = Pick<
  ObsMirror,
  'canvas' | 'output' | 'transition' | 'replayBuffer' | 'virtualCamera' | 'profiles' | 'profile' | 'recordFolder'
>;
const settingsSchema = obsMirrorSchema.pick({
  canvas: true,
  output: true,
  transition: true,
  replayBuffer: true,
  virtualCamera: true,
  profiles: true,
  profile: true,
  recordFolder: true,
});

/** `outputDuration` was seen as 39 h to 10⁹ s after a change of the video settings; beyond a day it is not believed. */
const LONGEST_OUTPUT_MS = 24 * 3_600_000;

/** Only requests that this OBS says it has are sent. */
export async function readMirror(link: ObsLink, nowMs: () => number, limitMs: number): Promise<Result<MirrorReading>> {
  const version = await link.ask('GetVersion', undefined, limitMs);
  if (!version.ok) return version;
  const availableRequests = Array.isArray(version.value.availableRequests) ? version.value.availableRequests : [];
  const answered = await askFor(link, [...new Set([...NEEDED, ...OPTIONAL, ...SETTINGS])], availableRequests, limitMs);
  if (!answered.ok) return answered;
  const answer = (requestType: ReadRequest): ObsData => answered.value(requestType) ?? {};
  const scenes = answer('GetSceneList');
  const collections = answer('GetSceneCollectionList');
  const studioMode = answer('GetStudioModeEnabled').studioModeEnabled === true;
  const stream = answer('GetStreamStatus');
  const record = answer('GetRecordStatus');
  const mirror = obsMirrorSchema.safeParse({
    ...settingsFrom(answered.value),
    sceneCollection: collections.currentSceneCollectionName,
    sceneCollections: collections.sceneCollections,
    sceneNames: namesFromTop(scenes.scenes),
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
    inputKinds: answer('GetInputKindList').inputKinds,
    availableRequests,
  });
  const { obsVersion, obsWebSocketVersion } = version.value;
  if (!mirror.success || typeof obsVersion !== 'string' || typeof obsWebSocketVersion !== 'string') return refused('obs-incompatible');
  const names = {
    scenes: sceneRows(mirror.data.sceneNames, answer('GetGroupList').groups),
    inputs: inputRows(answer('GetInputList').inputs),
  };
  return accepted({ mirror: mirror.data, names, obsVersion, websocketVersion: obsWebSocketVersion });
}

/** Null when OBS did not answer in a way that can be believed. */
export async function readSettings(link: ObsLink, availableRequests: readonly string[], limitMs: number): Promise<Settings | null> {
  const answered = await askFor(link, SETTINGS, availableRequests, limitMs);
  if (!answered.ok) return null;
  const settings = settingsSchema.safeParse(settingsFrom(answered.value));
  return settings.success ? settings.data : null;
}

async function askFor(
  link: ObsLink,
  wanted: readonly ReadRequest[],
  availableRequests: readonly unknown[],
  limitMs: number,
): Promise<Result<Answers>> {
  const requests = wanted.filter((requestType) => availableRequests.includes(requestType));
  const answers = await link.askEach(
    requests.map((requestType) => ({ requestType })),
    limitMs,
  );
  if (!answers.ok) return answers;
  const fatal = answers.value.find(
    (answer, index) => !answer.ok && (isNotReady(answer.refusal) || (NEEDED as readonly string[]).includes(requests[index]!)),
  );
  if (fatal) return fatal as { ok: false; refusal: Refusal };
  return accepted((requestType) => {
    const answer = answers.value[requests.indexOf(requestType)];
    return answer?.ok ? answer.value : null;
  });
}

/** As OBS gave it, still to be checked. */
function settingsFrom(answers: Answers): Record<keyof Settings, unknown> {
  const video = answers('GetVideoSettings') ?? {};
  const transitions = answers('GetSceneTransitionList');
  const current = answers('GetCurrentSceneTransition');
  const profiles = answers('GetProfileList');
  const names = Array.isArray(transitions?.transitions)
    ? (transitions.transitions as ObsData[]).map(({ transitionName }) => transitionName)
    : [];
  const output = (status: ObsData | null) => ({ available: status !== null, active: status?.outputActive === true });
  return {
    canvas: { width: video.baseWidth, height: video.baseHeight },
    output: { width: video.outputWidth, height: video.outputHeight, fps: Number(video.fpsNumerator) / Number(video.fpsDenominator) },
    transition: {
      names,
      currentName: current?.transitionName ?? transitions?.currentSceneTransitionName ?? null,
      durationMs: typeof current?.transitionDuration === 'number' ? Math.round(current.transitionDuration) : null,
    },
    replayBuffer: output(answers('GetReplayBufferStatus')),
    virtualCamera: output(answers('GetVirtualCamStatus')),
    profiles: profiles?.profiles ?? [],
    profile: profiles?.currentProfileName ?? null,
    recordFolder: answers('GetRecordDirectory')?.recordDirectory ?? null,
  };
}

function sceneRows(sceneNames: readonly string[], groups: unknown): SourceNames['scenes'] {
  const groupNames = Array.isArray(groups) ? groups.filter((name) => typeof name === 'string') : [];
  const rows = (names: readonly string[], isGroup: boolean) => names.map((sceneName) => ({ sceneName, isGroup }));
  return [...rows(sceneNames, false), ...rows(groupNames, true)];
}

function inputRows(inputs: unknown): SourceNames['inputs'] {
  const rows = Array.isArray(inputs) ? (inputs as ObsData[]) : [];
  return rows.map(({ inputName, inputKind }) => ({ inputName: String(inputName), inputKind: String(inputKind) }));
}

function startedAtMs(status: ObsData, nowMs: number): number | null {
  const { outputActive, outputDuration } = status;
  if (outputActive !== true || typeof outputDuration !== 'number') return null;
  return outputDuration >= 0 && outputDuration <= LONGEST_OUTPUT_MS ? Math.round(nowMs - outputDuration) : null;
}
