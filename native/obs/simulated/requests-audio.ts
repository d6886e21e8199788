/** Requests about the sound of inputs: mute, volume, balance, delay, monitoring and tracks. */
import { type Data, type Fields, RequestFailure, requestCode } from './protocol.ts';
import type { RequestHandler } from './request-handler.ts';
import { hasSound } from './sources.ts';
import type { Input, World } from './world.ts';

const MUL_TO_DB = 20;
const LOUDEST_MUL = 20;
const SYNC_OFFSET_MS = [-950, 20_000] as const;
const MONITOR_TYPES = ['OBS_MONITORING_TYPE_NONE', 'OBS_MONITORING_TYPE_MONITOR_ONLY', 'OBS_MONITORING_TYPE_MONITOR_AND_OUTPUT'];

export const audioRequests: Record<string, RequestHandler> = {
  /** No device stands for the whole machine here. */
  GetSpecialInputs: () => ({ desktop1: null, desktop2: null, mic1: null, mic2: null, mic3: null, mic4: null }),
  GetInputMute: (fields, { world }) => ({ inputMuted: inputWithSound(world, fields).muted }),
  SetInputMute: (fields, { world }) => setMuted(world, inputWithSound(world, fields), fields.flag('inputMuted')),
  ToggleInputMute: (fields, { world }) => {
    const input = inputWithSound(world, fields);
    setMuted(world, input, !input.muted);
    return { inputMuted: input.muted };
  },
  GetInputVolume: (fields, { world }) => volumeOf(inputWithSound(world, fields)),
  SetInputVolume: (fields, { world }) => {
    const input = inputWithSound(world, fields);
    input.volumeMul = wantedVolume(fields);
    world.emit('InputVolumeChanged', { inputName: input.name, ...volumeOf(input) });
  },
  GetInputAudioBalance: (fields, { world }) => ({ inputAudioBalance: inputWithSound(world, fields).balance }),
  SetInputAudioBalance: (fields, { world }) => {
    const input = inputWithSound(world, fields);
    input.balance = fields.number('inputAudioBalance', 0, 1);
    world.emit('InputAudioBalanceChanged', { inputName: input.name, inputAudioBalance: input.balance });
  },
  GetInputAudioSyncOffset: (fields, { world }) => ({ inputAudioSyncOffset: inputWithSound(world, fields).syncOffsetMs }),
  SetInputAudioSyncOffset: (fields, { world }) => {
    const input = inputWithSound(world, fields);
    input.syncOffsetMs = fields.number('inputAudioSyncOffset', ...SYNC_OFFSET_MS);
    world.emit('InputAudioSyncOffsetChanged', { inputName: input.name, inputAudioSyncOffset: input.syncOffsetMs });
  },
  GetInputAudioMonitorType: (fields, { world }) => ({ monitorType: inputWithSound(world, fields).monitorType }),
  SetInputAudioMonitorType: (fields, { world }) => {
    const input = inputWithSound(world, fields);
    const monitorType = fields.text('monitorType');
    if (!MONITOR_TYPES.includes(monitorType)) {
      throw new RequestFailure(requestCode.invalidRequestField, `Unknown monitor type: ${monitorType}`);
    }
    if (input.monitorType === monitorType) return;
    input.monitorType = monitorType;
    world.emit('InputAudioMonitorTypeChanged', { inputName: input.name, monitorType });
  },
  GetInputAudioTracks: (fields, { world }) => ({ inputAudioTracks: tracksOf(inputWithSound(world, fields)) }),
  SetInputAudioTracks: (fields, { world }) => {
    const input = inputWithSound(world, fields);
    const wanted = fields.object('inputAudioTracks');
    const tracks = input.tracks.map((on, index) => {
      const value = wanted[String(index + 1)];
      return typeof value === 'boolean' ? value : on;
    });
    if (tracks.every((on, index) => on === input.tracks[index])) return;
    input.tracks = tracks;
    world.emit('InputAudioTracksChanged', { inputName: input.name, inputAudioTracks: tracksOf(input) });
  },
};

function inputWithSound(world: World, fields: Fields): Input {
  const input = world.input(fields.text('inputName'));
  if (hasSound(input.kind)) return input;
  throw new RequestFailure(requestCode.invalidResourceState, 'The specified input does not support audio.');
}

/** OBS keeps it in 32 bits. */
function wantedVolume(fields: Fields): number {
  if (fields.has('inputVolumeDb')) return Math.fround(10 ** (fields.number('inputVolumeDb', -100, 26) / MUL_TO_DB));
  if (fields.has('inputVolumeMul')) return Math.fround(fields.number('inputVolumeMul', 0, LOUDEST_MUL));
  throw new RequestFailure(requestCode.missingRequestField, 'You must specify one volume field.');
}

/** OBS tells mutes and volumes also where they were so before. */
function setMuted(world: World, input: Input, muted: boolean): void {
  input.muted = muted;
  world.emit('InputMuteStateChanged', { inputName: input.name, inputMuted: muted });
}

function volumeOf({ volumeMul }: Input): Data {
  return { inputVolumeMul: volumeMul, inputVolumeDb: volumeMul === 0 ? -100 : MUL_TO_DB * Math.log10(volumeMul) };
}

function tracksOf({ tracks }: Input): Data {
  return Object.fromEntries(tracks.map((on, index) => [String(index + 1), on]));
}
