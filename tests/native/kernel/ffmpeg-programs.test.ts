/** Where ffmpeg is looked for. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFfmpeg } from '../../../native/kernel/ffmpeg-programs.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hetian-programs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(...names: string[]): string {
  const path = join(folder, ...names);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, '');
  chmodSync(path, 0o755);
  return path;
}

describe('ffmpeg on this computer', () => {
  it('OT20 finds it on the path, with ffprobe beside it, and never in the current folder', () => {
    const ffmpeg = program('second', 'ffmpeg');
    const ffprobe = program('second', 'ffprobe');
    const path = ['', '.', join(folder, 'first'), join(folder, 'second')].join(delimiter);
    expect(findFfmpeg({ PATH: path })).toEqual({ ffmpeg, ffprobe });
    expect(findFfmpeg({ Path: path })).toEqual({ ffmpeg, ffprobe });
    expect(findFfmpeg({ PATH: join(folder, 'first') })).toBeNull();
    expect(findFfmpeg({})).toBeNull();
  });

  it('OT20 takes the one that the environment names, as a file or a folder, and no other in its place', () => {
    const named = program('own', 'ffmpeg.exe');
    program('own', 'ffprobe.exe');
    program('other', 'ffmpeg');
    const PATH = join(folder, 'other');
    const found = { ffmpeg: named, ffprobe: join(folder, 'own', 'ffprobe.exe') };
    expect(findFfmpeg({ STUDIO_FFMPEG: named, PATH })).toEqual(found);
    expect(findFfmpeg({ STUDIO_FFMPEG: join(folder, 'own'), PATH })).toEqual(found);
    expect(findFfmpeg({ STUDIO_FFMPEG: join(folder, 'nowhere'), PATH })).toBeNull();
    expect(findFfmpeg({ STUDIO_FFMPEG: program('own', 'ffmpeg.cmd'), PATH })).toBeNull();
    expect(findFfmpeg({ STUDIO_FFMPEG: ' ', PATH })).toMatchObject({ ffprobe: null });
  });
});
