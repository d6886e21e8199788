/** Inputs with sound as a mixer shows them: microphones first, each with what is wrong with it. */
import type { AudioAlarmKind, AudioState } from '../../../../native/contract/audio.ts';
import type { InputAudio, SourcesState } from '../../../../native/contract/obs.ts';
import { useTopic } from '../../../client/hooks.ts';

export interface MixerInput {
  inputName: string;
  audio: InputAudio;
  microphone: boolean;
  alarms: AudioAlarmKind[];
}

export function useMixer(): MixerInput[] {
  return mixerInputs(useTopic('sources'), useTopic('audio'));
}

function mixerInputs(sources: SourcesState | undefined, audio: AudioState | undefined): MixerInput[] {
  const microphones = audio?.microphones ?? [];
  const alarms = audio?.alarms ?? [];
  return (sources?.inputs ?? [])
    .flatMap(({ inputName, audio: sound }) =>
      sound
        ? {
            inputName,
            audio: sound,
            microphone: microphones.includes(inputName),
            alarms: alarms.filter((alarm) => alarm.inputName === inputName).map(({ kind }) => kind),
          }
        : [],
    )
    .toSorted((one, other) => Number(other.microphone) - Number(one.microphone));
}
