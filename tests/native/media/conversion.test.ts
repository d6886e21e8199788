/** Videos from phones become what OBS plays: even rate, H.264, the canvas's size, upright, as loud as each other. */
import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isOffGoal } from '../../../native/contract/media.ts';
import { until } from '../../harness/waiting.ts';
import { colourAt, openMediaDesk } from './media-desk.ts';

interface Stream {
  codec_name: string;
  codec_type: string;
  profile: string;
  pix_fmt: string;
  width: number;
  height: number;
  r_frame_rate: string;
  avg_frame_rate: string;
  nb_frames: string;
  duration: string;
  sample_rate: string;
  channels: number;
  color_transfer?: string;
  field_order?: string;
  side_data_list?: unknown[];
}

function streamsOf(path: string): { video: Stream; audio: Stream } {
  const told = execFileSync('ffprobe', ['-v', 'error', '-of', 'json', '-show_streams', path], { encoding: 'utf8' });
  const { streams } = JSON.parse(told) as { streams: Stream[] };
  expect(streams).toHaveLength(2);
  return { video: streams.find((each) => each.codec_type === 'video')!, audio: streams.find((each) => each.codec_type === 'audio')! };
}

function loudnessOf(path: string): number {
  const { stderr } = spawnSync('ffmpeg', ['-hide_banner', '-nostats', '-i', path, '-af', 'ebur128', '-f', 'null', '-'], {
    encoding: 'utf8',
  });
  return Number(/Integrated loudness:\s+I:\s+(-?[\d.]+) LUFS/u.exec(stderr)![1]);
}

const isRed = ([red, , blue]: number[]) => red! > 150 && blue! < 80;
const isBlue = ([red, , blue]: number[]) => blue! > 150 && red! < 80;
const isBlack = (colour: number[]) => colour.every((part) => part < 30);

describe('a converted video', () => {
  it('MD1 is H.264 of the canvas with an even rate, a keyframe each two seconds, and sound in 48 kHz stereo', async () => {
    const desk = await openMediaDesk();
    const { playable, source, progress, hasThumbnail } = await desk.ready('plain');
    const { video, audio } = streamsOf(playable!.path);
    expect(video).toMatchObject({
      codec_name: 'h264',
      profile: 'High',
      pix_fmt: 'yuv420p',
      width: 320,
      height: 180,
      r_frame_rate: '30/1',
      nb_frames: '75',
    });
    expect(audio).toMatchObject({ codec_name: 'aac', sample_rate: '48000', channels: 2 });
    expect(source).toMatchObject({
      durationMs: 2500,
      width: 320,
      height: 180,
      fps: 30,
      variableRate: false,
      rotation: 0,
      videoCodec: 'h264',
    });
    expect({ durationMs: playable!.durationMs, progress, hasThumbnail }).toEqual({ durationMs: 2500, progress: 1, hasThumbnail: true });
    const keys = execFileSync(
      'ffprobe',
      ['-v', 'error', '-skip_frame', 'nokey', '-select_streams', 'v', '-show_entries', 'frame=pts_time', '-of', 'csv=p=0', playable!.path],
      { encoding: 'utf8' },
    );
    expect(keys.match(/\d\.\d+/gu)?.map(Number)).toEqual([0, 2]);
    await expect.poll(() => desk.facts.map(({ kind }) => kind)).toEqual(['media.added', 'media.converted']);
  }, 60_000);

  it('MD2 stands upright, whether the file asks for the turn or only a label does', async () => {
    const desk = await openMediaDesk();
    const turned = await desk.ready('turned');
    expect(turned.source).toMatchObject({ width: 180, height: 320, rotation: 90 });
    // Red was above and is right after a quarter turn clockwise.
    expect(isRed(colourAt(turned.playable!.path, { x: 190, y: 90 }))).toBe(true);
    expect(isBlue(colourAt(turned.playable!.path, { x: 130, y: 90 }))).toBe(true);
    expect(streamsOf(turned.playable!.path).video.side_data_list).toBeUndefined();
    const label = await desk.ready('label');
    expect(label.source).toMatchObject({ width: 180, height: 320, rotation: 90 });
    expect(isRed(colourAt(label.playable!.path, { x: 190, y: 90 }))).toBe(true);
  }, 60_000);

  it('MD3 has frames at even times, however uneven they came', async () => {
    const desk = await openMediaDesk();
    const { source, playable } = await desk.ready('variable');
    expect(source!.variableRate).toBe(true);
    const { video } = streamsOf(playable!.path);
    expect([video.r_frame_rate, video.avg_frame_rate]).toEqual(['30/1', '30/1']);
    expect(Math.abs(Number(video.nb_frames) - (source!.durationMs / 1000) * 30)).toBeLessThanOrEqual(2);
  }, 60_000);

  it('MD4 of another shape is fitted with bars or cut, as chosen, also on a portrait canvas', async () => {
    const desk = await openMediaDesk();
    const padded = await desk.ready('portrait');
    expect(isBlack(colourAt(padded.playable!.path, { x: 20, y: 90 }))).toBe(true);
    expect(isRed(colourAt(padded.playable!.path, { x: 160, y: 40 }))).toBe(true);
    await desk.library.describe({ mediaId: padded.mediaId, fit: 'crop' });
    await until(desk.library.state, () => desk.item(padded.mediaId)!.state === 'ready');
    const cropped = desk.item(padded.mediaId)!;
    expect(isRed(colourAt(cropped.playable!.path, { x: 20, y: 40 }))).toBe(true);
    desk.canvas = { width: 180, height: 320, fps: 25 };
    await desk.library.obsChanged();
    const upright = await desk.ready('plain');
    expect(streamsOf(upright.playable!.path).video).toMatchObject({ width: 180, height: 320, r_frame_rate: '25/1' });
    expect(isBlack(colourAt(upright.playable!.path, { x: 90, y: 20 }))).toBe(true);
  }, 60_000);

  it('MD5 of ten bits and bright colours comes in those of a normal screen; an interlaced one is made whole', async () => {
    const desk = await openMediaDesk();
    expect(desk.library.state.get().mapsHighRange).toBe(true);
    const bright = await desk.ready('bright');
    expect(bright.source).toMatchObject({ highRange: true, videoCodec: 'hevc' });
    expect(streamsOf(bright.playable!.path).video).toMatchObject({ codec_name: 'h264', pix_fmt: 'yuv420p', color_transfer: 'bt709' });
    const interlaced = await desk.ready('interlaced');
    expect(interlaced.source!.interlaced).toBe(true);
    expect(streamsOf(interlaced.playable!.path).video.field_order).toBe('progressive');
  }, 60_000);

  it('MD6 is heard at −16 LUFS, from one quiet channel too', async () => {
    const desk = await openMediaDesk();
    const quiet = await desk.ready('quiet');
    expect(quiet.source!.loudnessLufs).toBeLessThan(-30);
    expect(Math.abs(loudnessOf(quiet.playable!.path) + 16)).toBeLessThanOrEqual(1);
    expect(Math.abs(quiet.playable!.loudnessLufs! + 16)).toBeLessThanOrEqual(1);
    expect(streamsOf(quiet.playable!.path).audio).toMatchObject({ sample_rate: '48000', channels: 2 });
  }, 60_000);

  it('MD45 that cannot be brought to −16 LUFS without clipping is played all the same, and says how loud it is', async () => {
    const desk = await openMediaDesk();
    const { state, playable } = await desk.ready('peaks');
    expect(state).toBe('ready');
    expect(isOffGoal(playable!.loudnessLufs)).toBe(true);
    expect(Math.abs(playable!.loudnessLufs! - loudnessOf(playable!.path))).toBeLessThan(0.5);
    expect([-17, -16, -15, null].map(isOffGoal)).toEqual([false, false, false, false]);
    expect([-17.1, -14.9].map(isOffGoal)).toEqual([true, true]);
  }, 60_000);

  it('MD7 without sound gets a silent track, and silence is not made loud', async () => {
    const desk = await openMediaDesk();
    for (const kind of ['mute', 'silent'] as const) {
      const { source, playable } = await desk.ready(kind);
      expect([source!.loudnessLufs, playable!.loudnessLufs]).toEqual([null, null]);
      expect(streamsOf(playable!.path).audio).toMatchObject({ codec_name: 'aac', channels: 2 });
      expect(loudnessOf(playable!.path)).toBeLessThan(-60);
    }
  }, 60_000);

  it('MD8 keeps its length: odd sides and rates, a transport stream, a picture that ends before its sound', async () => {
    const desk = await openMediaDesk();
    for (const [kind, frames] of [
      ['odd', 30],
      ['transport', 30],
      ['picture', 45],
    ] as const) {
      const { state, problem, playable } = await desk.ready(kind);
      expect({ kind, state, problem }).toEqual({ kind, state: 'ready', problem: null });
      const { video, audio } = streamsOf(playable!.path);
      expect(Math.abs(Number(video.nb_frames) - frames)).toBeLessThanOrEqual(2);
      expect(Math.abs(Number(audio.duration) - Number(video.duration))).toBeLessThan(0.1);
    }
  }, 60_000);
});
