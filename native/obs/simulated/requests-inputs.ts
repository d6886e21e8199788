/** Requests about inputs and pictures of sources. */
import { type Data, RequestFailure, requestCode } from './protocol.ts';
import type { RequestHandler } from './request-handler.ts';
import { mediaSettingsChanged } from './requests-media.ts';
import { screenshot } from './screenshot.ts';
import { inputDefaults, propertyButtons, unversionedKind } from './sources.ts';
import { type Input, newSound, type World } from './world.ts';

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
    const input: Input = { name, kind, settings: { ...settings }, filters: [], ...newSound() };
    world.collection.inputs.push(input);
    world.emit('InputCreated', { ...inputRow(input), inputSettings: input.settings, defaultInputSettings: inputDefaults(kind) });
    mediaSettingsChanged(world, input);
    const item = world.addItem(scene, name, fields.has('sceneItemEnabled') ? fields.flag('sceneItemEnabled') : true);
    return { sceneItemId: item.id };
  },
  RemoveInput: (fields, { world }) => world.removeInput(fields.text('inputName')),
  SetInputName: (fields, { world }) => world.renameInput(fields.text('inputName'), fields.text('newInputName')),
  GetInputSettings: (fields, { world }) => {
    const input = world.input(fields.text('inputName'));
    return { inputSettings: input.settings, inputKind: input.kind };
  },
  SetInputSettings: (fields, { world }) => {
    const input = world.input(fields.text('inputName'));
    const settings = fields.object('inputSettings');
    const overlay = fields.has('overlay') ? fields.flag('overlay') : true;
    input.settings = overlay ? { ...input.settings, ...settings } : { ...settings };
    mediaSettingsChanged(world, input);
  },
  PressInputPropertiesButton: (fields, { world }) => {
    const input = world.input(fields.text('inputName'));
    const propertyName = fields.text('propertyName');
    // An input whose plugin is missing has no properties.
    if (!world.inputKinds.includes(input.kind) || !propertyButtons(input.kind).includes(propertyName)) {
      throw new RequestFailure(requestCode.resourceNotFound, 'Unable to find a property by that name.');
    }
  },
  GetSourceActive: (fields, { world }) => {
    const { name } = world.source(fields.text('sourceName'));
    const shown = (sceneName: string | null) => sceneName !== null && world.shows(sceneName, name);
    const { programSceneName, previewSceneName } = world.collection;
    const videoActive = shown(programSceneName);
    return { videoActive, videoShowing: videoActive || (world.studioMode && shown(previewSceneName)) };
  },
  GetSourceScreenshot: (fields, { world }) => ({ imageData: `data:image/png;base64,${screenshot(fields, world).toString('base64')}` }),
};

function inputRow({ name, kind }: Input): Data {
  return { inputName: name, inputKind: kind, unversionedInputKind: unversionedKind(kind) };
}

function knownKind(world: World, kind: string): string {
  if (world.inputKinds.includes(kind)) return kind;
  throw new RequestFailure(
    requestCode.invalidInputKind,
    'Your specified input kind is not supported by OBS. Check that your specified kind is properly versioned and that any necessary plugins are loaded.',
  );
}
