/** A scene in which something moves, so that an encoder has work and a stream its full rate. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Content of a scene collection's file: one scene that fills the canvas with a clip, again and again. The clip is made in `folder`. */
export function movingPicture(folder: string, picture: { width: number; height: number; fps: number }): Record<string, unknown> {
  const { width, height, fps } = picture;
  const clip = join(folder, 'moving.mp4');
  const source = ['-f', 'lavfi', '-i', `testsrc2=size=${width}x${height}:rate=${fps}`, '-t', '20'];
  const made = spawnSync('ffmpeg', ['-y', '-loglevel', 'error', ...source, '-c:v', 'libx264', '-preset', 'ultrafast', clip]);
  if (made.status !== 0) throw new Error(`ffmpeg made no clip: ${made.error?.message ?? made.stderr.toString()}`);
  const settings = { local_file: clip, is_local_file: true, looping: true };
  const item = { name: 'clip', id: 1, visible: true, pos: { x: 0, y: 0 }, scale: { x: 1, y: 1 } };
  return {
    scene_order: [{ name: 'Scene' }],
    current_scene: 'Scene',
    current_program_scene: 'Scene',
    sources: [
      { name: 'clip', id: 'ffmpeg_source', settings },
      { name: 'Scene', id: 'scene', settings: { items: [item] } },
    ],
  };
}
