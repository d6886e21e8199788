/** Which inputs are microphones, and which are lowered for whoever speaks. */
import type { AudioConfig } from '../../contract/audio.ts';
import type { ObsInput } from '../../contract/obs.ts';

/** Kinds that capture a microphone or a line, in OBS itself and its common plugins. OBS's JACK client takes sound in, whatever its name says. */
const CAPTURE_KIND = /^(?:(?:alsa|asio|coreaudio|oss|pipewire_audio|pulse|sndio|wasapi)_input_capture|jack_output_capture)(?:_v\d+)?$/u;

/** What the operator chose, as far as this OBS has it; without a choice every capture device. `special` are OBS's own Mic/Aux devices. */
export function microphonesOf(config: AudioConfig, inputs: readonly ObsInput[], special: readonly string[]): string[] {
  const names = inputs.filter(({ audio }) => audio !== null).map(({ inputName }) => inputName);
  if (config.microphones) return config.microphones.filter((name) => names.includes(name));
  const found = new Set([...inputs.filter(({ inputKind }) => CAPTURE_KIND.test(inputKind)).map(({ inputName }) => inputName), ...special]);
  return names.filter((name) => found.has(name));
}

export function duckedBy(config: AudioConfig, inputs: readonly ObsInput[], microphones: readonly string[]): string[] {
  const names = inputs.filter(({ audio }) => audio !== null).map(({ inputName }) => inputName);
  if (config.duckInputs) return config.duckInputs.filter((name) => names.includes(name));
  return names.filter((name) => !microphones.includes(name));
}

/**
 * Microphones that must be open for these people: the one that carries a person's name, and for everybody else at least one of all.
 * `guests` holds each person's name in every language it is written in.
 */
export function mutedHosts(
  guests: readonly (readonly string[])[],
  microphones: readonly string[],
  isMuted: (inputName: string) => boolean,
): string[] {
  const own = (names: readonly string[]) =>
    microphones.filter((inputName) => names.some((name) => name !== '' && inputName.toLowerCase().includes(name.toLowerCase())));
  const muted = new Set<string>();
  for (const names of guests) {
    const theirs = own(names);
    const needed = theirs.length > 0 ? theirs : microphones;
    if (needed.every(isMuted)) for (const inputName of needed) muted.add(inputName);
  }
  return [...muted];
}
