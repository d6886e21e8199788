/** Reads what OBS's scenes are made of in few messages: all of it after a connect, and parts of it when an event does not tell. */
import type { InputMedia, ObsInput, ObsScene, SceneItem, SourceFilter, SourcesState } from '../contract/obs.ts';
import { accepted, type Refusal, type Result } from '../contract/refusal.ts';
import { isNotReady, type ObsData, type ObsLink, type ObsRequest } from './link.ts';
import { itemsFromTop, livingItems } from './scene-items.ts';
import { audioAfter, filtersOf, mediaOf } from './source-inputs.ts';

/** Requests in one message. 100 lists of ten items each take OBS about 30 ms, so that one message stays far below its deadline of 4 s. */
const REQUESTS_PER_MESSAGE = 150;
const AUDIO_REQUESTS = [
  'GetInputVolume',
  'GetInputAudioMonitorType',
  'GetInputAudioTracks',
  'GetInputAudioBalance',
  'GetInputAudioSyncOffset',
] as const;

/** Names and kinds of everything there is, as the first message after a connect brings them. */
export interface SourceNames {
  scenes: Pick<ObsScene, 'sceneName' | 'isGroup'>[];
  inputs: Pick<ObsInput, 'inputName' | 'inputKind'>[];
}

export interface SourceReaderPorts {
  link: ObsLink;
  availableRequests: readonly string[];
  nowMs: () => number;
  limitMs: number;
}

export class SourceReader {
  readonly #ports: SourceReaderPorts;

  constructor(ports: SourceReaderPorts) {
    this.#ports = ports;
  }

  async all({ scenes, inputs }: SourceNames): Promise<Result<SourcesState>> {
    const items = await this.items(scenes);
    if (!items.ok) return items;
    const sources = await this.inputs(inputs);
    if (!sources.ok) return sources;
    const filters = await this.filters([...scenes.map(({ sceneName }) => sceneName), ...inputs.map(({ inputName }) => inputName)]);
    if (!filters.ok) return filters;
    return accepted({
      scenes: scenes.map((scene) => ({ ...scene, items: livingItems(items.value.get(scene.sceneName) ?? [], { scenes, inputs }) })),
      inputs: [...sources.value.values()],
      filters: Object.fromEntries([...filters.value].filter(([, list]) => list.length > 0)),
    });
  }

  /** By name of scene or group; one that OBS does not have any more is left out. */
  async items(scenes: SourceNames['scenes']): Promise<Result<Map<string, SceneItem[]>>> {
    const answers = await this.#ask(
      scenes.map(({ sceneName, isGroup }) => ({
        requestType: isGroup ? 'GetGroupSceneItemList' : 'GetSceneItemList',
        requestData: { sceneName },
      })),
    );
    if (!answers.ok) return answers;
    return accepted(
      byName(
        scenes.map(({ sceneName }) => sceneName),
        answers.value,
        ({ sceneItems }) => itemsFromTop(sceneItems),
      ),
    );
  }

  /** With sound and media; OBS refuses to tell the sound of an input that has none. */
  async inputs(inputs: SourceNames['inputs']): Promise<Result<Map<string, ObsInput>>> {
    const requestsOf = (inputName: string, types: readonly string[]) =>
      types.map((requestType) => ({ requestType, requestData: { inputName } }));
    const states = await this.#ask(inputs.flatMap(({ inputName }) => requestsOf(inputName, ['GetInputMute', 'GetMediaInputStatus'])));
    if (!states.ok) return states;
    const mutes = states.value.filter((_answer, index) => index % 2 === 0);
    const withSound = inputs.filter((_input, index) => mutes[index]);
    const sounds = await this.#ask(withSound.flatMap(({ inputName }) => requestsOf(inputName, AUDIO_REQUESTS)));
    if (!sounds.ok) return sounds;
    const read = inputs.map(({ inputName, inputKind }, index): [string, ObsInput] => {
      const mute = mutes[index];
      const at = withSound.findIndex((input) => input.inputName === inputName) * AUDIO_REQUESTS.length;
      const sound = mute ? Object.assign({}, mute, ...sounds.value.slice(at, at + AUDIO_REQUESTS.length)) : null;
      const media = mediaOf(inputKind, states.value[index * 2 + 1] ?? null, this.#ports.nowMs());
      return [inputName, { inputName, inputKind, audio: sound ? audioAfter(sound) : null, media }];
    });
    return accepted(new Map(read));
  }

  async media(inputs: readonly ObsInput[]): Promise<Result<Map<string, InputMedia | null>>> {
    const answers = await this.#ask(inputs.map(({ inputName }) => ({ requestType: 'GetMediaInputStatus', requestData: { inputName } })));
    if (!answers.ok) return answers;
    const nowMs = this.#ports.nowMs();
    const states = inputs.map(({ inputName, inputKind, media }, index): [string, InputMedia | null] => [
      inputName,
      mediaOf(inputKind, answers.value[index] ?? null, nowMs, media),
    ]);
    return accepted(new Map(states));
  }

  /** A source that OBS does not have any more is left out; one without filters has an empty list. */
  async filters(sourceNames: readonly string[]): Promise<Result<Map<string, SourceFilter[]>>> {
    const answers = await this.#ask(sourceNames.map((sourceName) => ({ requestType: 'GetSourceFilterList', requestData: { sourceName } })));
    if (!answers.ok) return answers;
    return accepted(byName(sourceNames, answers.value, ({ filters }) => filtersOf(filters)));
  }

  /** One answer for each request, null where OBS refused it or does not have the request. A starting OBS refuses the whole. */
  async #ask(requests: readonly ObsRequest[]): Promise<Result<(ObsData | null)[]>> {
    const { link, availableRequests, limitMs } = this.#ports;
    const known = requests.filter(({ requestType }) => availableRequests.includes(requestType));
    const answers = new Map<ObsRequest, ObsData>();
    for (let from = 0; from < known.length; from += REQUESTS_PER_MESSAGE) {
      const chunk = known.slice(from, from + REQUESTS_PER_MESSAGE);
      const answered = await link.askEach(chunk, limitMs);
      if (!answered.ok) return answered;
      const notReady = answered.value.find((answer) => !answer.ok && isNotReady(answer.refusal));
      if (notReady) return notReady as { ok: false; refusal: Refusal };
      for (const [index, answer] of answered.value.entries()) if (answer.ok) answers.set(chunk[index]!, answer.value);
    }
    return accepted(requests.map((request) => answers.get(request) ?? null));
  }
}

function byName<T>(names: readonly string[], answers: readonly (ObsData | null)[], read: (answer: ObsData) => T): Map<string, T> {
  const known = new Map<string, T>();
  for (const [index, name] of names.entries()) {
    const answer = answers[index];
    if (answer) known.set(name, read(answer));
  }
  return known;
}
