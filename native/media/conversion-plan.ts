/** What ffmpeg is asked to do with a video, as lists of arguments: measuring its sound, making the file that OBS plays, its picture. */
import { z } from 'zod';
import { LOUDNESS_GOAL, type mediaFits } from '../contract/media.ts';
import type { Probed } from './probe.ts';
import { readingArgs } from './reading-args.ts';

export type Fit = (typeof mediaFits)[number];

/** The canvas that it is made for; frames a second. */
export interface Target {
  width: number;
  height: number;
  fps: number;
}

/** What loudnorm's first pass says, as its second wants it back. */
export const loudnessSchema = z.object({
  /** Integrated, in LUFS. */
  input_i: z.number(),
  /** True peak, in dBTP. */
  input_tp: z.number(),
  input_lra: z.number(),
  input_thresh: z.number(),
});
export type Loudness = z.infer<typeof loudnessSchema>;

const TRUE_PEAK_DB = -1.5;
/** Smallest and largest range that the filter takes; with less than the sound has it would be squeezed. */
const RANGE_LU = { least: 11, most: 20 };
/** Quieter than this is silence with hiss, which must not be made loud. */
const SILENT_LUFS = -60;
const SAMPLE_RATE = 48_000;
const KEYFRAME_S = 2;
const POSTER = { at: 0.1, width: 480 };
const QUIET = ['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info'];

/** Two channels before anything is measured, because one channel played by two is twice as loud. */
const TWO_CHANNELS = `aformat=sample_rates=${SAMPLE_RATE}:channel_layouts=stereo`;

/** Frames of the file that OBS plays. */
export function framesOf(source: Probed, { fps }: Target): number {
  return Math.max(1, Math.round((source.durationMs / 1000) * fps));
}

/** Its loudness stands in the text on standard error, see `loudnessIn`. */
export function measureArgs(path: string, source: Probed): string[] {
  return [...QUIET, ...readingArgs(source.container, path), ...soundOf(source), ...measuring, '-f', 'null', '-'];
}

const measuring = ['-af', `${TWO_CHANNELS},loudnorm=${goal(RANGE_LU.least)}:print_format=json`, '-progress', 'pipe:1'];

/** Null for silence. */
export function loudnessIn(errorText: string): Loudness | null {
  const text = /\{[^{}]*"input_i"[^{}]*\}/u.exec(errorText)?.[0];
  if (text === undefined) return null;
  const values = Object.fromEntries(
    Object.entries(JSON.parse(text) as Record<string, string>).map(([name, value]) => [name, Number(value)]),
  );
  const measured = loudnessSchema.safeParse(values);
  return measured.success && measured.data.input_i > SILENT_LUFS ? measured.data : null;
}

export interface EncodePlan {
  source: Probed;
  loudness: Loudness | null;
  fit: Fit;
  target: Target;
  mapsHighRange: boolean;
}

/** A file of an even rate with a keyframe at least each two seconds, one picture track and one of sound, of one length. */
export function encodeArgs(path: string, output: string, plan: EncodePlan): string[] {
  const { source, target } = plan;
  const { fps } = target;
  const lengthS = framesOf(source, target) / fps;
  return [
    ...QUIET,
    ...readingArgs(source.container, path),
    ...(source.audioIndex === null ? ['-f', 'lavfi', '-i', `anullsrc=sample_rate=${SAMPLE_RATE}:channel_layout=stereo`] : []),
    ...['-filter_complex', `[0:${source.videoIndex}]${pictureFilters(plan)}[picture];${soundFilters(plan, lengthS)}[sound]`],
    ...['-map', '[picture]', '-map', '[sound]', '-map_metadata', '-1', '-map_chapters', '-1', '-dn', '-sn'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'high', '-crf', '20', '-maxrate', '12M', '-bufsize', '24M'],
    ...['-r', rateText(fps), '-g', String(Math.round(fps * KEYFRAME_S)), '-metadata:s:v:0', 'rotate=0'],
    ...['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709', '-color_range', 'tv'],
    ...['-c:a', 'aac', '-b:a', '160k', '-ar', String(SAMPLE_RATE), '-ac', '2'],
    ...['-t', String(lengthS), '-movflags', '+faststart', '-f', 'mp4', '-progress', 'pipe:1', '-y', output],
  ];
}

/** A picture from a tenth of the way in, where phones no longer show the floor. */
export function posterArgs(playable: string, output: string, durationMs: number): string[] {
  const at = ((durationMs * POSTER.at) / 1000).toFixed(3);
  const picture = ['-frames:v', '1', '-vf', `scale=${POSTER.width}:-2`, '-q:v', '4', '-f', 'image2', '-update', '1', '-y', output];
  return [...QUIET, '-ss', at, ...readingArgs('mov', playable), '-an', ...picture];
}

function pictureFilters({ source, fit, target, mapsHighRange }: EncodePlan): string {
  const { width, height, fps } = target;
  const missingS = source.pictureMs === null ? 0 : (source.durationMs - source.pictureMs) / 1000;
  const filters = [
    ...(source.interlaced ? ['bwdif=mode=send_frame:deint=interlaced'] : []),
    ...(source.turnedByTag ? turns(source.rotation) : []),
    `fps=fps=${rateText(fps)}:start_time=0:round=near`,
    // Sound that goes on after the picture has ended is heard over its last one.
    ...(missingS > 0 ? [`tpad=stop_mode=clone:stop_duration=${(missingS + 1 / fps).toFixed(3)}`] : []),
    ...(source.pixelAspect === 1 ? [] : ['scale=w=trunc(iw*sar/2)*2:h=ih', 'setsar=1']),
    ...(source.highRange && mapsHighRange ? highRangeDown : []),
    ...(fit === 'pad'
      ? [`scale=${width}:${height}:force_original_aspect_ratio=decrease:force_divisible_by=2`, `pad=${width}:${height}:-1:-1:color=black`]
      : [`scale=${width}:${height}:force_original_aspect_ratio=increase:force_divisible_by=2`, `crop=${width}:${height}`]),
    'setsar=1',
    'format=yuv420p',
  ];
  return filters.join(',');
}

const highRangeDown = [
  'zscale=transfer=linear:npl=100',
  'format=gbrpf32le',
  'zscale=primaries=bt709',
  'tonemap=tonemap=hable:desat=0',
  'zscale=transfer=bt709:matrix=bt709:range=tv',
  'format=yuv420p',
];

/** OBS tells 29.97 and means 30000/1001. */
function rateText(fps: number): string {
  const whole = Math.round(fps);
  return Math.abs((whole * 1000) / 1001 - fps) < 0.005 ? `${whole * 1000}/1001` : String(fps);
}

function turns(rotation: number): string[] {
  return Array.from({ length: rotation / 90 }, () => 'transpose=clock');
}

function soundFilters({ source, loudness }: EncodePlan, lengthS: number): string {
  // Meters and alarms of OBS then behave as with any other video.
  if (source.audioIndex === null) return `[1:a]atrim=end=${lengthS}`;
  const filters = [
    'aresample=async=1:first_pts=0',
    TWO_CHANNELS,
    ...(loudness ? [loudnessFilter(loudness), `aresample=${SAMPLE_RATE}`] : []),
    'apad',
    `atrim=end=${lengthS}`,
  ];
  return `[0:${source.audioIndex}]${filters.join(',')}`;
}

function loudnessFilter({ input_i, input_tp, input_lra, input_thresh }: Loudness): string {
  const range = Math.min(RANGE_LU.most, Math.max(RANGE_LU.least, Math.ceil(input_lra)));
  const measured = `measured_I=${input_i}:measured_TP=${input_tp}:measured_LRA=${input_lra}:measured_thresh=${input_thresh}`;
  return `loudnorm=${goal(range)}:${measured}:linear=true`;
}

function goal(rangeLu: number): string {
  return `I=${LOUDNESS_GOAL.lufs}:TP=${TRUE_PEAK_DB}:LRA=${rangeLu}`;
}

function soundOf({ audioIndex }: Probed): string[] {
  return ['-map', `0:${audioIndex}`, '-vn', '-sn', '-dn'];
}
