/** A large scene collection as OBS keeps it in a file: many scenes, each with items of the same inputs, one in six with sound. */

interface Size {
  scenes: number;
  itemsEach: number;
  inputs: number;
}

const WITH_SOUND_EVERY = 6;

export function marketCollection({ scenes, itemsEach, inputs }: Size): Record<string, unknown> {
  const sceneNames = Array.from({ length: scenes }, (_nothing, index) => `scene ${index + 1}`);
  const sources = Array.from({ length: inputs }, (_nothing, index) => inputAt(index));
  const scenesWithItems = sceneNames.map((name, scene) => ({
    name,
    id: 'scene',
    versioned_id: 'scene',
    enabled: true,
    settings: {
      id_counter: itemsEach,
      items: Array.from({ length: itemsEach }, (_nothing, index) => ({
        name: sources[(scene * itemsEach + index) % inputs]!.name,
        id: index + 1,
        visible: true,
        locked: false,
        pos: { x: index * 40, y: index * 20 },
        scale: { x: 1, y: 1 },
      })),
    },
  }));
  return {
    current_scene: sceneNames[0],
    current_program_scene: sceneNames[0],
    scene_order: sceneNames.map((name) => ({ name })),
    sources: [...sources, ...scenesWithItems],
  };
}

function inputAt(index: number) {
  const name = `input ${index + 1}`;
  const kind = index % WITH_SOUND_EVERY === 0 ? 'ffmpeg_source' : 'color_source_v3';
  const settings = kind === 'ffmpeg_source' ? {} : { color: 0xff00ff00, width: 64, height: 36 };
  return { name, id: kind === 'ffmpeg_source' ? kind : 'color_source', versioned_id: kind, enabled: true, settings };
}
