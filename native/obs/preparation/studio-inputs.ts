/** The inputs that the studio has in OBS: their names, kinds and settings, by what this OBS offers. */
import type { SlateKind } from '../../contract/overlay.ts';
import type { PreparationDifference } from '../../contract/preparation.ts';
import type { ObsData } from '../link.ts';
import type { ReadInput, Reading } from './reading.ts';

export type OverlaySourceRoute = 'browser' | 'picture';

export const OVERLAY_INPUT_NAME = 'Hetian overlay';
/** Plays the video of the segment on air. */
export const VIDEO_INPUT_NAME = 'Hetian video';
const SOUND_BED_INPUT_NAME = 'Hetian sound bed';
const SLATE_INPUT_NAMES: Record<SlateKind, string> = { hold: 'Hetian hold slate', 'back-soon': 'Hetian back soon slate' };
const SLATE_GROUND_INPUT_NAME = 'Hetian slate ground';
const CAMERA_INPUT_NAME = /^Hetian camera \d+$/u;

/** A source cannot change its kind: where something of another kind has the name, a second name is taken. */
const SECOND_NAMES: Record<string, string> = {
  'Hetian overlay browser_source': `${OVERLAY_INPUT_NAME} page`,
  'Hetian overlay image_source': `${OVERLAY_INPUT_NAME} picture`,
};
const OVERLAY_INPUT_NAMES: ReadonlySet<string> = new Set([OVERLAY_INPUT_NAME, ...Object.values(SECOND_NAMES)]);
const STUDIO_NAMES = [VIDEO_INPUT_NAME, SOUND_BED_INPUT_NAME, SLATE_GROUND_INPUT_NAME, ...Object.values(SLATE_INPUT_NAMES)];
const SECOND_NAME_END = ' 2';

export const OVERLAY_KINDS: Record<OverlaySourceRoute, string> = { browser: 'browser_source', picture: 'image_source' };
export const PICTURE_KIND = 'image_source';
export const MEDIA_KIND = 'ffmpeg_source';
/** Windows, macOS from its newest to its oldest, Linux. */
const CAMERA_KINDS = ['dshow_input', 'macos-avcapture', 'av_capture_input_v2', 'av_capture_input', 'v4l2_input'];
const MICROPHONE_KINDS = [
  'wasapi_input_capture',
  'coreaudio_input_capture',
  'pulse_input_capture',
  'alsa_input_capture',
  'jack_output_capture',
];
/** The walnut brown of the overlay's slates, as OBS keeps colours: 0xAABBGGRR. */
const SLATE_COLOUR = 0xff_0a_13_26;
const BROWSER_FPS = 30;

/** An input as it is created, and which of its settings are held at their value afterwards. */
export interface WantedInput {
  name: string;
  kind: string;
  purpose: PreparationDifference['purpose'];
  settings: ObsData;
  held: readonly string[];
}

export function isStudioName(inputName: string): boolean {
  if (OVERLAY_INPUT_NAMES.has(inputName) || CAMERA_INPUT_NAME.test(inputName)) return true;
  return STUDIO_NAMES.some((name) => inputName === name || inputName === `${name}${SECOND_NAME_END}`);
}

export function isOverlayName(inputName: string): boolean {
  return OVERLAY_INPUT_NAMES.has(inputName);
}

export function isSoundBedName(inputName: string): boolean {
  return inputName.startsWith(SOUND_BED_INPUT_NAME);
}

/** The device of a camera is the choice of a person, who may take as long as they like. */
export function isCamera({ kind }: { kind: string }): boolean {
  return CAMERA_KINDS.includes(kind);
}

export function microphonesIn({ inputs }: Reading): ReadInput[] {
  return inputs.filter(({ kind }) => MICROPHONE_KINDS.includes(kind));
}

/** The overlay's source for one of its two ways, by its main name first. */
export function ownOverlayInput<I extends { name: string; kind: string }>(inputs: readonly I[], route: OverlaySourceRoute): I | undefined {
  const own = inputs.filter(({ name, kind }) => kind === OVERLAY_KINDS[route] && OVERLAY_INPUT_NAMES.has(name));
  return own.find(({ name }) => name === OVERLAY_INPUT_NAME) ?? own[0];
}

/** A browser source from a saved collection stays listed in an OBS without that plugin, and never gets a size. */
export function possibleRoute({ inputKinds, inputs, scenes }: Reading): OverlaySourceRoute | null {
  if (inputKinds.includes(OVERLAY_KINDS.browser)) {
    const name = ownOverlayInput(inputs, 'browser')?.name;
    const placed = scenes.flatMap(({ items }) => items).filter((item) => item.sourceName === name);
    if (placed.length === 0 || placed.some((item) => item.sourceWidth > 0)) return 'browser';
  }
  return inputKinds.includes(OVERLAY_KINDS.picture) ? 'picture' : null;
}

/** `taken` are inputs that this preparation makes besides. */
export function overlayInput(
  reading: Reading,
  route: OverlaySourceRoute,
  overlay: { browserUrl: string; picturePath: string },
  taken: readonly Pick<ReadInput, 'name' | 'kind'>[] = [],
): WantedInput {
  const kind = OVERLAY_KINDS[route];
  // The page keeps its connection and last frame while its scene is not shown.
  const page = {
    url: overlay.browserUrl,
    ...reading.canvas,
    fps_custom: true,
    fps: BROWSER_FPS,
    shutdown: false,
    restart_when_active: false,
  };
  const name = ownOverlayInput(reading.inputs, route)?.name ?? nameFor(OVERLAY_INPUT_NAME, kind, [...reading.inputs, ...taken]);
  const current = reading.inputs.find((input) => input.name === name);
  // A picture that the source already has is left alone: it may be newer than the plan's.
  const settings = route === 'browser' ? page : { file: current?.settings.file || overlay.picturePath };
  return { name, kind, purpose: 'overlay', settings, held: Object.keys(settings) };
}

/** Set to a file and started by whoever plays it. */
export function videoInput({ inputs }: Reading): WantedInput {
  const settings = { is_local_file: true, local_file: '', looping: false, restart_on_activate: false, close_when_inactive: false };
  return { name: nameFor(VIDEO_INPUT_NAME, MEDIA_KIND, inputs), kind: MEDIA_KIND, purpose: 'video', settings, held: [] };
}

export function soundBedInput({ inputs }: Reading, file: string): WantedInput {
  const settings = { is_local_file: true, local_file: file, looping: true, restart_on_activate: true, close_when_inactive: true };
  return {
    name: nameFor(SOUND_BED_INPUT_NAME, MEDIA_KIND, inputs),
    kind: MEDIA_KIND,
    purpose: 'sound-bed',
    settings,
    held: ['local_file', 'looping'],
  };
}

/** The finished picture, or where none could be drawn a plain colour under the words of the overlay. */
export function slateInput(reading: Reading, slate: SlateKind, file: string | null): WantedInput | null {
  const { inputs, inputKinds, canvas } = reading;
  if (file !== null && inputKinds.includes(PICTURE_KIND)) {
    const name = nameFor(SLATE_INPUT_NAMES[slate], PICTURE_KIND, inputs);
    return { name, kind: PICTURE_KIND, purpose: slate, settings: { file }, held: ['file'] };
  }
  const kind = inputKinds.find((candidate) => candidate.startsWith('color_source'));
  if (kind === undefined) return null;
  const settings = { color: SLATE_COLOUR, ...canvas };
  return { name: nameFor(SLATE_GROUND_INPUT_NAME, kind, inputs), kind, purpose: slate, settings, held: ['width', 'height'] };
}

export function cameraInput({ inputKinds }: Reading, number: number): WantedInput | null {
  const kind = CAMERA_KINDS.find((candidate) => inputKinds.includes(candidate));
  return kind === undefined ? null : { name: `Hetian camera ${number}`, kind, purpose: 'camera', settings: {}, held: [] };
}

function nameFor(name: string, kind: string, inputs: readonly Pick<ReadInput, 'name' | 'kind'>[]): string {
  const holder = inputs.find((input) => input.name === name);
  if (!holder || holder.kind === kind) return name;
  return SECOND_NAMES[`${name} ${kind}`] ?? `${name}${SECOND_NAME_END}`;
}
