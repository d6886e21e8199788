/** Requests about inputs, their sound and media state, filters, and pictures of sources. */
import { type Data, type Fields, RequestFailure, requestCode } from './protocol.ts';
import type { RequestHandler } from './request-handler.ts';
import { screenshot } from './screenshot.ts';
import { inputDefaults, unversionedKind } from './sources.ts';
import type { Filter, Input, World } from './world.ts';

const KINDS_WITH_SOUND = ['ffmpeg_source', 'browser_source'];
const MUL_TO_DB = 20;
const LOUDEST_MUL = 20;

export const inputRequests: Record<string, RequestHandler> = {
  GetInputKindList: (fields, { world }) => ({
    inputKinds: fields.has('unversioned') && fields.flag('unversioned') ? world.inputKinds.map(unversionedKind) : [...world.inputKinds],
  }),
  GetInputList: (fields, { world }) => {
    const kind = fields.has('inputKind') ? fields.text('inputKind') : null;
    return { inputs: world.collection.inputs.filter((input) => kind === null || input.kind === kind).map(inputRow) };
  },
  GetInputDefaultSettings: (fields, { world }) => ({ defaultInputSettings: inputDefaults(knownKind(world, fields.text('inputKind'))) }),
  CreateInput: (fields, { world }) => {
    const scene = world.scene(fields.text('sceneName'));
    const name = fields.text('inputName');
    const kind = fields.text('inputKind');
    world.assertFreeName(name, 'input');
    knownKind(world, kind);
    const settings = fields.has('inputSettings') ? fields.object('inputSettings') : {};
    const input: Input = { name, kind, settings: { ...settings }, filters: [], muted: false, volumeMul: 1 };
    world.collection.inputs.push(input);
    world.emit('InputCreated', { ...inputRow(input), inputSettings: input.settings, defaultInputSettings: inputDefaults(kind) });
    const item = world.addItem(scene, name, fields.has('sceneItemEnabled') ? fields.flag('sceneItemEnabled') : true);
    return { sceneItemId: item.id };
  },
  RemoveInput: (fields, { world }) => world.removeInput(fields.text('inputName')),
  SetInputName: (fields, { world }) => {
    const input = world.input(fields.text('inputName'));
    const newName = fields.text('newInputName');
    world.assertFreeName(newName, 'input');
    for (const scene of world.collection.scenes) {
      for (const item of scene.items) if (item.sourceName === input.name) item.sourceName = newName;
    }
    world.emit('InputNameChanged', { oldInputName: input.name, inputName: newName });
    input.name = newName;
  },
  GetInputSettings: (fields, { world }) => {
    const input = world.input(fields.text('inputName'));
    return { inputSettings: input.settings, inputKind: input.kind };
  },
  SetInputSettings: (fields, { world }) => {
    const input = world.input(fields.text('inputName'));
    const settings = fields.object('inputSettings');
    const overlay = fields.has('overlay') ? fields.flag('overlay') : true;
    input.settings = overlay ? { ...input.settings, ...settings } : { ...settings };
  },
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
    input.volumeMul = fields.has('inputVolumeDb')
      ? 10 ** (fields.number('inputVolumeDb', -100, 26) / MUL_TO_DB)
      : fields.number('inputVolumeMul', 0, LOUDEST_MUL);
    world.emit('InputVolumeChanged', { inputName: input.name, ...volumeOf(input) });
  },
  GetMediaInputStatus: (fields, { world }) => {
    world.input(fields.text('inputName'));
    return { mediaState: 'OBS_MEDIA_STATE_NONE', mediaDuration: null, mediaCursor: null };
  },
  TriggerMediaInputAction: (fields, { world }) => {
    const { name } = world.input(fields.text('inputName'));
    world.emit('MediaInputActionTriggered', { inputName: name, mediaAction: fields.text('mediaAction') });
  },
  GetSourceActive: (fields, { world }) => {
    const { name } = world.source(fields.text('sourceName'));
    const shown = (sceneName: string | null) => sceneName !== null && shows(world, sceneName, name);
    const { programSceneName, previewSceneName } = world.collection;
    const videoActive = shown(programSceneName);
    return { videoActive, videoShowing: videoActive || (world.studioMode && shown(previewSceneName)) };
  },
  GetSourceScreenshot: (fields, { world }) => ({ imageData: `data:image/png;base64,${screenshot(fields, world).toString('base64')}` }),
  GetSourceFilterList: (fields, { world }) => ({ filters: world.source(fields.text('sourceName')).filters.map(filterRow) }),
  CreateSourceFilter: (fields, { world }) => {
    const source = world.source(fields.text('sourceName'));
    const name = fields.text('filterName');
    if (source.filters.some((filter) => filter.name === name)) {
      throw new RequestFailure(requestCode.resourceAlreadyExists, 'A filter already exists by that name.');
    }
    const settings = fields.has('filterSettings') ? fields.object('filterSettings') : {};
    source.filters.push({ name, kind: fields.text('filterKind'), settings, enabled: true });
    world.emit('SourceFilterCreated', { sourceName: source.name, filterName: name });
  },
  RemoveSourceFilter: (fields, { world }) => {
    const source = world.source(fields.text('sourceName'));
    const filter = filterOf(world, fields);
    source.filters = source.filters.filter((other) => other !== filter);
    world.emit('SourceFilterRemoved', { sourceName: source.name, filterName: filter.name });
  },
  SetSourceFilterSettings: (fields, { world }) => {
    const filter = filterOf(world, fields);
    filter.settings = { ...filter.settings, ...fields.object('filterSettings') };
  },
  SetSourceFilterEnabled: (fields, { world }) => {
    const filter = filterOf(world, fields);
    filter.enabled = fields.flag('filterEnabled');
    const sourceName = fields.text('sourceName');
    world.emit('SourceFilterEnableStateChanged', { sourceName, filterName: filter.name, filterEnabled: filter.enabled });
  },
};

function inputRow({ name, kind }: Input): Data {
  return { inputName: name, inputKind: kind, unversionedInputKind: unversionedKind(kind) };
}

function filterRow(filter: Filter, filterIndex: number): Data {
  return {
    filterName: filter.name,
    filterKind: filter.kind,
    filterIndex,
    filterEnabled: filter.enabled,
    filterSettings: filter.settings,
  };
}

function filterOf(world: World, fields: Fields): Filter {
  const name = fields.text('filterName');
  const filter = world.source(fields.text('sourceName')).filters.find((candidate) => candidate.name === name);
  if (!filter) throw new RequestFailure(requestCode.resourceNotFound, `No filter was found by the name of \`${name}\`.`);
  return filter;
}

function knownKind(world: World, kind: string): string {
  if (world.inputKinds.includes(kind)) return kind;
  throw new RequestFailure(
    requestCode.invalidInputKind,
    'Your specified input kind is not supported by OBS. Check that your specified kind is properly versioned and that any necessary plugins are loaded.',
  );
}

function inputWithSound(world: World, fields: Fields): Input {
  const input = world.input(fields.text('inputName'));
  if (KINDS_WITH_SOUND.includes(input.kind)) return input;
  throw new RequestFailure(requestCode.invalidResourceState, 'The specified input does not support audio.');
}

function setMuted(world: World, input: Input, muted: boolean): void {
  if (input.muted === muted) return;
  input.muted = muted;
  world.emit('InputMuteStateChanged', { inputName: input.name, inputMuted: muted });
}

function volumeOf({ volumeMul }: Input): Data {
  return { inputVolumeMul: volumeMul, inputVolumeDb: volumeMul === 0 ? -100 : MUL_TO_DB * Math.log10(volumeMul) };
}

/** Also through scenes inside scenes. */
function shows(world: World, sceneName: string, sourceName: string): boolean {
  if (sceneName === sourceName) return true;
  const scene = world.collection.scenes.find((candidate) => candidate.name === sceneName);
  return scene?.items.some((item) => item.enabled && shows(world, item.sourceName, sourceName)) ?? false;
}
