/** Draws what a source or scene looks like, as far as the simulated OBS has pixels: colours and PNG files, placed and stretched. */
import { blankPicture, drawOver, encodePng, type Picture, type Rectangle } from './picture.ts';
import { type Fields, RequestFailure, requestCode } from './protocol.ts';
import { pictureOf, sizeOf } from './sources.ts';
import type { SceneItem, World } from './world.ts';

const BLACK = [0, 0, 0, 255] as const;
const CLEAR = [0, 0, 0, 0] as const;
const SMALLEST = 8;
const LARGEST = 4096;

/** The PNG's bytes. */
export function screenshot(fields: Fields, world: World): Buffer {
  const { name } = world.source(fields.text('sourceName'));
  if (fields.text('imageFormat') !== 'png') {
    throw new RequestFailure(requestCode.invalidRequestField, 'Your specified image format is invalid or not supported by this system.');
  }
  const width = fields.has('imageWidth') ? fields.number('imageWidth', SMALLEST, LARGEST) : null;
  const height = fields.has('imageHeight') ? fields.number('imageHeight', SMALLEST, LARGEST) : null;
  const scale = width !== null ? width / world.canvas.width : height !== null ? height / world.canvas.height : 1;
  const picture = drawn(world, name, BLACK, scale);
  if (!picture) throw new RequestFailure(requestCode.resourceActionFailed, 'Failed to render screenshot.');
  if (width === null && height === null) return encodePng(picture);
  const wide = width ?? Math.round((height! * picture.width) / picture.height);
  const high = height ?? Math.round((width! * picture.height) / picture.width);
  if (wide === picture.width && high === picture.height) return encodePng(picture);
  const scaled = blankPicture(wide, high, CLEAR);
  drawOver(scaled, picture, { x: 0, y: 0, width: wide, height: high });
  return encodePng(scaled);
}

/** A scene is drawn at its final size at once: eight million bytes for a thumbnail would hold up whoever runs beside. */
function drawn(world: World, sourceName: string, background: typeof BLACK | typeof CLEAR, scale: number): Picture | null {
  const { groups, scenes } = world.collection;
  const scene = [...scenes, ...groups].find((candidate) => candidate.name === sourceName);
  if (!scene) return pictureOf(world.input(sourceName));
  const target = blankPicture(Math.round(world.canvas.width * scale), Math.round(world.canvas.height * scale), background);
  for (const item of scene.items) {
    const picture = item.enabled ? drawn(world, item.sourceName, CLEAR, scale) : null;
    const { x, y, width, height } = placeOf(world, item);
    if (picture) drawOver(target, picture, { x: x * scale, y: y * scale, width: width * scale, height: height * scale });
  }
  return target;
}

/** Position, scale and stretching bounds; rotation, crop and the other kinds of bounds are not drawn. */
export function placeOf(world: World, item: SceneItem): Rectangle {
  const { transform } = item;
  const size = sizeOf(world, item.sourceName);
  const stretched = transform.boundsType === 'OBS_BOUNDS_STRETCH';
  return {
    x: transform.positionX,
    y: transform.positionY,
    width: stretched ? transform.boundsWidth : size.width * transform.scaleX,
    height: stretched ? transform.boundsHeight : size.height * transform.scaleY,
  };
}
