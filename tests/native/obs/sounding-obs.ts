/** An OBS of sounding inputs only, without a socket, that a test can lose, bring back, move by hand and let sound. */
import { noSources, type ObsState, type SourcesState } from '../../../native/contract/obs.ts';
import { accepted, refused, type Result } from '../../../native/contract/refusal.ts';
import { MutableState } from '../../../native/kernel/live-state.ts';
import type { AudioPorts } from '../../../native/obs/audio/audio-desk.ts';
import type { ObsData } from '../../../native/obs/link.ts';
import type { SideLinkWish } from '../../../native/obs/side-link.ts';

interface Sounding {
  kind: string;
  muted: boolean;
  volumeMul: number;
}

export interface SoundingObs {
  obs: AudioPorts['obs'];
  inputs: Map<string, Sounding>;
  requests: { requestType: string; data: ObsData }[];
  /** Whether somebody asked for levels. */
  readonly metered: boolean;
  lose(): void;
  comeBack(collection?: string): void;
  /** Another collection, with these inputs muted. */
  open(collection: string, muted: readonly string[]): void;
  stream(active: boolean): void;
  /** A hand in OBS. */
  mute(inputName: string, muted: boolean): void;
  rename(inputName: string, newName: string): void;
  /** One event of levels: peak in dB by input, after the fader. */
  sound(peaksDb: Record<string, number>): void;
}

export function soundingObs(kinds: Record<string, string>): SoundingObs {
  const inputs = new Map<string, Sounding>(Object.entries(kinds).map(([name, kind]) => [name, { kind, muted: false, volumeMul: 1 }]));
  const requests: SoundingObs['requests'] = [];
  const state = new MutableState<ObsState>({ connection: connectionOf('reconnecting', 0), mirror: null });
  const sources = new MutableState<SourcesState>(noSources);
  const listeners = new Set<(eventType: string, data: ObsData) => void>();
  const links = new Set<SideLinkWish>();
  let lives = 0;

  const readSources = () =>
    sources.patch({
      inputs: [...inputs].map(([inputName, { kind, muted, volumeMul }]) => ({
        inputName,
        inputKind: kind,
        audio: kind.startsWith('color')
          ? null
          : { muted, volumeDb: 20 * Math.log10(volumeMul), monitoring: 'none', tracks: [true], balance: 0, syncOffsetMs: 0 },
        media: null,
      })),
    });

  const answers: Record<string, (input: Sounding, data: ObsData) => ObsData> = {
    GetInputVolume: ({ volumeMul }) => ({ inputVolumeMul: volumeMul }),
    SetInputVolume(input, { inputVolumeMul, inputVolumeDb }) {
      input.volumeMul = Math.fround(typeof inputVolumeMul === 'number' ? inputVolumeMul : 10 ** (Number(inputVolumeDb) / 20));
      return {};
    },
    GetInputMute: ({ muted }) => ({ inputMuted: muted }),
    SetInputMute(input, { inputMuted }) {
      input.muted = inputMuted === true;
      return {};
    },
    SetInputAudioMonitorType: () => ({}),
    SetInputAudioTracks: () => ({}),
  };

  async function request(requestType: string, data: ObsData = {}): Promise<Result<ObsData>> {
    if (state.get().connection.state !== 'ready') return refused('obs-not-connected', { request: requestType });
    requests.push({ requestType, data });
    if (requestType === 'GetSpecialInputs') return accepted({ desktop1: 'Desktop', mic1: inputs.has('Aux') ? 'Aux' : null });
    const input = inputs.get(String(data.inputName));
    if (!input) return refused('obs-request-failed', { request: requestType, obsCode: 600 });
    const answer = answers[requestType]!(input, data);
    readSources();
    return accepted(answer);
  }

  return {
    inputs,
    requests,
    get metered() {
      return links.size > 0;
    },
    obs: {
      state,
      sources,
      request,
      async requestAll(all) {
        const values: ObsData[] = [];
        for (const { requestType, requestData } of all) {
          const answer = await request(requestType, requestData);
          if (!answer.ok) return answer;
          values.push(answer.value);
        }
        return accepted(values);
      },
      setProgramScene: async () => accepted({}),
      setPreviewScene: async () => accepted({}),
      runTransition: async () => accepted({}),
      setStudioMode: async () => accepted({}),
      onEvent(listener) {
        listeners.add(listener);
        return { dispose: () => void listeners.delete(listener) };
      },
      sideLink(wish) {
        links.add(wish);
        return { dispose: () => void links.delete(wish) };
      },
    },
    lose() {
      state.patch({ connection: connectionOf('reconnecting', lives), mirror: null });
      sources.patch(noSources);
    },
    comeBack(collection = 'Market') {
      lives += 1;
      readSources();
      state.patch({ connection: connectionOf('ready', lives), mirror: mirrorOf(collection, false) });
    },
    open(collection, muted) {
      state.patch({ mirror: mirrorOf(collection, false) });
      for (const [name, input] of inputs) input.muted = muted.includes(name);
      readSources();
    },
    stream(active) {
      state.patch({ mirror: mirrorOf(state.get().mirror!.sceneCollection, active) });
    },
    mute(inputName, muted) {
      inputs.get(inputName)!.muted = muted;
      readSources();
    },
    rename(inputName, newName) {
      const input = inputs.get(inputName)!;
      inputs.delete(inputName);
      inputs.set(newName, input);
      readSources();
      for (const listener of listeners) listener('InputNameChanged', { oldInputName: inputName, inputName: newName });
    },
    sound(peaksDb) {
      const levels = Object.entries(peaksDb).map(([inputName, peakDb]) => {
        const { muted } = inputs.get(inputName)!;
        const mul = 10 ** (peakDb / 20);
        return { inputName, inputLevelsMul: [[muted ? 0 : mul / 2, muted ? 0 : mul, mul]] };
      });
      for (const { onEvent } of links) onEvent('InputVolumeMeters', { inputs: levels });
    },
  };
}

function connectionOf(state: 'ready' | 'reconnecting', life: number): ObsState['connection'] {
  return {
    state,
    url: 'ws://127.0.0.1:4455',
    simulated: true,
    sinceAtMs: life,
    problem: null,
    nextTryAtMs: null,
    obsVersion: null,
    websocketVersion: null,
  };
}

function mirrorOf(sceneCollection: string, streams: boolean): NonNullable<ObsState['mirror']> {
  return {
    sceneCollection,
    sceneNames: ['A'],
    programSceneName: 'A',
    previewSceneName: null,
    studioMode: false,
    stream: { active: streams, reconnecting: false, startedAtMs: null },
    record: { active: false, paused: false, startedAtMs: null, path: null },
    canvas: { width: 1920, height: 1080 },
    output: { width: 1920, height: 1080, fps: 30 },
    replayBuffer: { available: false, active: false },
    virtualCamera: { available: false, active: false },
    transition: { names: [], currentName: null, durationMs: null },
    sceneCollections: [sceneCollection],
    profiles: [],
    profile: null,
    recordFolder: null,
    inputKinds: [],
    availableRequests: ['GetSpecialInputs'],
  };
}
