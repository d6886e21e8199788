/** The words of obs-websocket 5 as the simulated OBS speaks them: operations, codes, subscriptions, and the reading of request fields. */

export type Data = Record<string, unknown>;

export const OBS_VERSION = '29.0.2';
export const WEBSOCKET_VERSION = '5.1.0';
export const RPC_VERSION = 1;

export const op = {
  hello: 0,
  identify: 1,
  identified: 2,
  reidentify: 3,
  event: 5,
  request: 6,
  requestResponse: 7,
  requestBatch: 8,
  requestBatchResponse: 9,
} as const;

export const closeCode = {
  goingAway: 1001,
  messageDecodeError: 4002,
  missingDataField: 4003,
  invalidDataFieldType: 4004,
  unknownOpCode: 4006,
  notIdentified: 4007,
  alreadyIdentified: 4008,
  authenticationFailed: 4009,
  unsupportedRpcVersion: 4010,
  sessionInvalidated: 4011,
} as const;

/** Codes as the real OBS 29 gave them for these faults. */
export const requestCode = {
  success: 100,
  unknownRequestType: 204,
  unsupportedRequestBatchExecutionType: 206,
  notReady: 207,
  missingRequestField: 300,
  missingRequestData: 301,
  invalidRequestField: 400,
  invalidRequestFieldType: 401,
  requestFieldOutOfRange: 402,
  requestFieldEmpty: 403,
  outputRunning: 500,
  outputNotRunning: 501,
  studioModeNotActive: 506,
  resourceNotFound: 600,
  resourceAlreadyExists: 601,
  invalidResourceType: 602,
  invalidResourceState: 604,
  invalidInputKind: 605,
  resourceActionFailed: 702,
  cannotAct: 703,
} as const;

/** How a handler says no; caught in one place, because a handler may find out many calls deep. */
export class RequestFailure extends Error {
  readonly code: number;
  /** An empty comment is left out of the answer, as OBS does. */
  constructor(code: number, comment = '') {
    super(comment);
    this.code = code;
  }
}

const General = 1;
const Config = 2;
const Scenes = 4;
const Inputs = 8;
const Transitions = 16;
const Filters = 32;
const Outputs = 64;
const SceneItems = 128;
const MediaInputs = 256;
const Ui = 1024;
const InputVolumeMeters = 65_536;
const SceneItemTransform = 524_288;

/** Subscription bit that an event belongs to. */
export const eventIntent = {
  ExitStarted: General,
  CustomEvent: General,
  CurrentSceneCollectionChanging: Config,
  CurrentSceneCollectionChanged: Config,
  SceneCollectionListChanged: Config,
  CurrentProfileChanging: Config,
  CurrentProfileChanged: Config,
  ProfileListChanged: Config,
  SceneCreated: Scenes,
  SceneRemoved: Scenes,
  SceneNameChanged: Scenes,
  SceneListChanged: Scenes,
  CurrentProgramSceneChanged: Scenes,
  CurrentPreviewSceneChanged: Scenes,
  InputCreated: Inputs,
  InputRemoved: Inputs,
  InputNameChanged: Inputs,
  InputMuteStateChanged: Inputs,
  InputVolumeChanged: Inputs,
  InputAudioBalanceChanged: Inputs,
  InputAudioSyncOffsetChanged: Inputs,
  InputAudioMonitorTypeChanged: Inputs,
  InputAudioTracksChanged: Inputs,
  InputVolumeMeters,
  SceneTransitionStarted: Transitions,
  SceneTransitionVideoEnded: Transitions,
  SceneTransitionEnded: Transitions,
  CurrentSceneTransitionChanged: Transitions,
  CurrentSceneTransitionDurationChanged: Transitions,
  SourceFilterCreated: Filters,
  SourceFilterRemoved: Filters,
  SourceFilterNameChanged: Filters,
  SourceFilterListReindexed: Filters,
  SourceFilterEnableStateChanged: Filters,
  StreamStateChanged: Outputs,
  RecordStateChanged: Outputs,
  ReplayBufferStateChanged: Outputs,
  ReplayBufferSaved: Outputs,
  RecordFileChanged: Outputs,
  SceneItemCreated: SceneItems,
  SceneItemRemoved: SceneItems,
  SceneItemListReindexed: SceneItems,
  SceneItemEnableStateChanged: SceneItems,
  SceneItemLockStateChanged: SceneItems,
  SceneItemTransformChanged: SceneItemTransform,
  MediaInputPlaybackStarted: MediaInputs,
  MediaInputPlaybackEnded: MediaInputs,
  MediaInputActionTriggered: MediaInputs,
  StudioModeStateChanged: Ui,
} as const;
export type EventType = keyof typeof eventIntent;
/** What a client gets that names no subscriptions: everything but the events of high volume. */
export const ALL_EVENTS = 0x7ff;

/** Reads the fields of a request and says what is wrong with them in OBS's codes and words. */
export class Fields {
  readonly #data: Data | null;

  constructor(data: unknown) {
    this.#data = isData(data) ? data : null;
  }

  has(name: string): boolean {
    return this.#data?.[name] !== undefined && this.#data[name] !== null;
  }

  text(name: string): string {
    const value = this.#required(name);
    if (typeof value !== 'string') throw this.#wrongType(name, 'a string');
    if (value === '') throw new RequestFailure(requestCode.requestFieldEmpty, `The field value of \`${name}\` must not be empty.`);
    return value;
  }

  flag(name: string): boolean {
    const value = this.#required(name);
    if (typeof value !== 'boolean') throw this.#wrongType(name, 'boolean');
    return value;
  }

  number(name: string, min = -Infinity, max = Infinity): number {
    const value = this.#required(name);
    if (typeof value !== 'number') throw this.#wrongType(name, 'a number');
    if (value < min) throw this.#outOfRange(name, `below the minimum of \`${min}\``);
    if (value > max) throw this.#outOfRange(name, `above the maximum of \`${max}\``);
    return value;
  }

  object(name: string): Data {
    const value = this.#required(name);
    if (!isData(value)) throw this.#wrongType(name, 'an object');
    return value;
  }

  any(name: string): unknown {
    return this.#required(name);
  }

  #required(name: string): unknown {
    if (!this.#data) throw new RequestFailure(requestCode.missingRequestData, 'Your request data is missing or invalid (non-object)');
    if (!this.has(name)) throw new RequestFailure(requestCode.missingRequestField, `Your request is missing the \`${name}\` field.`);
    return this.#data[name];
  }

  #wrongType(name: string, wanted: string): RequestFailure {
    return new RequestFailure(requestCode.invalidRequestFieldType, `The field value of \`${name}\` must be ${wanted}.`);
  }

  #outOfRange(name: string, how: string): RequestFailure {
    return new RequestFailure(requestCode.requestFieldOutOfRange, `The field value of \`${name}\` is ${how}`);
  }
}

export function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
