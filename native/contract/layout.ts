/** Where the overlay's layers stand: stage shapes, placements, and how a scene's own placements take the place of the others. */
import { z } from 'zod';

/** Stages that the overlay is designed for, in designed pixels; a viewport takes the one of its shape. `corner` is the 4:3 picture. */
export const stageSizes = {
  landscape: { width: 1920, height: 1080 },
  portrait: { width: 1080, height: 1920 },
  corner: { width: 1440, height: 1080 },
} as const;
export const stageShapes = ['landscape', 'portrait', 'corner'] as const;
export const stageShapeSchema = z.enum(stageShapes);
export type StageShape = z.infer<typeof stageShapeSchema>;

/** Layers that a person may place. The slate covers everything, the rehearsal's mark lies over everything: they have no place. */
export const layerIds = [
  'card',
  'next',
  'flash-sale',
  'offer',
  'ticker',
  'total',
  'lower-third',
  'segment-title',
  'announcement',
  'clock',
  'footer',
  'ad-mark',
] as const;
export const layerIdSchema = z.enum(layerIds);
export type LayerId = z.infer<typeof layerIdSchema>;

export const anchors = ['top-left', 'top', 'top-right', 'left', 'centre', 'right', 'bottom-left', 'bottom', 'bottom-right'] as const;

/** A layer's point `anchor` lies at (x, y) of the stage; so it grows away from the edge it stands at. */
export const placementSchema = z.object({
  anchor: z.enum(anchors),
  /** Designed pixels from the stage's left and top edge, whatever the language. */
  x: z.int().min(0).max(1920),
  y: z.int().min(0).max(1920),
  /** Width that the layer may take, in designed pixels before scaling; its height follows its content. */
  width: z.int().min(120).max(1920),
  scale: z.number().min(0.4).max(2),
  hidden: z.boolean(),
});
export type Placement = z.infer<typeof placementSchema>;

/** Placements that differ from those of the theme's stage; a layer that is not named stands where it stands by default. */
export const shapeLayoutSchema = z.partialRecord(layerIdSchema, placementSchema);
export const layoutSchema = z.object({ landscape: shapeLayoutSchema, portrait: shapeLayoutSchema, corner: shapeLayoutSchema });
export type Layout = z.infer<typeof layoutSchema>;

export const emptyLayout: Layout = { landscape: {}, portrait: {}, corner: {} };

/** Placements for every scene, and those of single scenes by the scene's name in OBS, which win. */
export const layoutsSchema = z.object({
  everywhere: layoutSchema,
  scenes: z.record(z.string().min(1).max(250), layoutSchema),
});
export type Layouts = z.infer<typeof layoutsSchema>;

/** The placements that hold in a scene. */
export function layoutIn(layouts: Layouts, sceneName: string | null): Layout {
  const own = sceneName !== null && Object.hasOwn(layouts.scenes, sceneName) ? layouts.scenes[sceneName] : undefined;
  if (!own) return layouts.everywhere;
  const { everywhere } = layouts;
  return {
    landscape: { ...everywhere.landscape, ...own.landscape },
    portrait: { ...everywhere.portrait, ...own.portrait },
    corner: { ...everywhere.corner, ...own.corner },
  };
}
