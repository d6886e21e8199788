/** What the simulated kinds of input are: their defaults, their size and their pixels. */
import { readFileSync, statSync } from 'node:fs';
import { blankPicture, decodePng, type Picture } from './picture.ts';
import type { Data } from './protocol.ts';
import type { Input, World } from './world.ts';

const DEFAULTS: Record<string, Data> = {
  color_source_v3: { color: 0xffd1d1d1, width: 1920, height: 1080 },
  image_source: { linear_alpha: false, unload: false },
  browser_source: { width: 800, height: 600, fps: 30, fps_custom: false, shutdown: false, restart_when_active: false },
};

export const INPUT_KINDS = [
  'image_source',
  'color_source_v3',
  'ffmpeg_source',
  'text_ft2_source_v2',
  'alsa_input_capture',
  'pulse_input_capture',
] as const;
const KINDS_WITH_SOUND = ['ffmpeg_source', 'browser_source', 'alsa_input_capture', 'pulse_input_capture'];

export function hasSound(kind: string): boolean {
  return KINDS_WITH_SOUND.includes(kind);
}

/** Buttons among the properties of an input; what they do is seen outside OBS. */
export function propertyButtons(kind: string): readonly string[] {
  return kind === 'browser_source' ? ['refreshnocache'] : [];
}

export function inputDefaults(kind: string): Data {
  return DEFAULTS[kind] ?? {};
}

export function unversionedKind(kind: string): string {
  return kind.replace(/_v\d+$/u, '');
}

/** Pixels of a source; 0 × 0 for one that has nothing to show. */
export function sizeOf(world: World, sourceName: string): { width: number; height: number } {
  const { groups, scenes } = world.collection;
  if ([...scenes, ...groups].some((scene) => scene.name === sourceName)) return world.canvas;
  const input = world.collection.inputs.find((candidate) => candidate.name === sourceName);
  const settings: Data = { ...inputDefaults(input?.kind ?? ''), ...input?.settings };
  if (input?.kind === 'image_source') return pictureOf(input) ?? { width: 0, height: 0 };
  return { width: Number(settings.width ?? 0), height: Number(settings.height ?? 0) };
}

/** What an input draws, or null. Pages and media files are not drawn here. */
export function pictureOf(input: Input): Picture | null {
  const settings: Data = { ...inputDefaults(input.kind), ...input.settings };
  if (input.kind === 'image_source') return typeof settings.file === 'string' ? pictureFile(settings.file) : null;
  if (input.kind !== 'color_source_v3') return null;
  // OBS keeps colours as 0xAABBGGRR.
  const color = Number(settings.color);
  const rgba = [color & 0xff, (color >>> 8) & 0xff, (color >>> 16) & 0xff, (color >>> 24) & 0xff] as const;
  return blankPicture(Number(settings.width), Number(settings.height), rgba);
}

/** The picture last read, because its size is asked more often than it changes. */
let lastRead: { path: string; mtimeMs: number; picture: Picture | null } | null = null;

function pictureFile(path: string): Picture | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile()) return null;
  if (lastRead?.path === path && lastRead.mtimeMs === stats.mtimeMs) return lastRead.picture;
  lastRead = { path, mtimeMs: stats.mtimeMs, picture: decodePng(readFileSync(path)) };
  return lastRead.picture;
}
