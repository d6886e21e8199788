/** Looks into a video without playing it: what it holds, how it has to be turned, and why it cannot be played. */
import { z } from 'zod';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import { type ProgramOutcome, runProgram } from '../kernel/child-program.ts';
import type { Clock } from '../kernel/clock.ts';
import type { MediaPrograms } from './media-programs.ts';
import { type Container, containers } from './container.ts';
import { readingArgs } from './reading-args.ts';

/** An hour: longer than any video of a segment, and short enough to be converted between two broadcasts. */
export const LONGEST_MS = 60 * 60_000;
/** Shorter than this there is nothing to be seen. */
const SHORTEST_MS = 500;
const PROBE_LIMIT_MS = 60_000;
/** Packets looked at to tell whether the frames come evenly. */
const LOOK_PACKETS = 900;
/** Phones write a rate that varies by a few per cent as a steady one. */
const UNEVEN = 1.5;
/** The last packet of a whole file ends this close to the length it claims. */
const END_SLACK_S = 1.5;
const PROTECTED_TAGS = ['encv', 'enca', 'drmi', 'drms'];
const HIGH_RANGE_CURVES = ['smpte2084', 'arib-std-b67'];
const INTERLACED_ORDERS = ['tt', 'bb', 'tb', 'bt'];

export const probedSchema = z.object({
  container: z.enum(containers),
  durationMs: z.int(),
  /** Length of the picture alone; null where the file does not say. */
  pictureMs: z.int().nullable(),
  width: z.int(),
  height: z.int(),
  fps: z.number(),
  variableRate: z.boolean(),
  /** As a person has to turn it, clockwise. */
  rotation: z.int(),
  /** Only a label asks for the turn, which ffmpeg does not follow by itself. */
  turnedByTag: z.boolean(),
  interlaced: z.boolean(),
  highRange: z.boolean(),
  /** Width of a pixel by its height. */
  pixelAspect: z.number(),
  videoCodec: z.string(),
  audioCodec: z.string().nullable(),
  videoIndex: z.int(),
  audioIndex: z.int().nullable(),
});
export type Probed = z.infer<typeof probedSchema>;

const numberText = z.string().transform(Number).pipe(z.number()).optional().catch(undefined);
const streamSchema = z.object({
  index: z.int(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  codec_tag_string: z.string().optional(),
  width: z.int().optional(),
  height: z.int().optional(),
  sample_aspect_ratio: z.string().optional(),
  field_order: z.string().optional(),
  color_transfer: z.string().optional(),
  r_frame_rate: z.string().optional(),
  avg_frame_rate: z.string().optional(),
  duration: numberText,
  disposition: z.record(z.string(), z.number()).optional(),
  tags: z.record(z.string(), z.string()).optional(),
  side_data_list: z.array(z.object({ rotation: z.number().optional() })).optional(),
});
type Stream = z.infer<typeof streamSchema>;
const answerSchema = z.object({ streams: z.array(streamSchema), format: z.object({ duration: numberText }) });

export interface ProbePorts {
  programs: MediaPrograms;
  clock: Clock;
  signal?: AbortSignal;
}

/** `file` is the name to tell; refusals say in one code why nobody could play it. */
export async function probe(path: string, container: Container, file: string, ports: ProbePorts): Promise<Result<Probed>> {
  const look = (args: readonly string[]) => ffprobe(path, container, args, ports);
  const told = await look(['-of', 'json', '-show_streams', '-show_format']);
  if (told.ended !== 'exited') return refused('media-unplayable', { file });
  const answer = answerSchema.safeParse(jsonOf(told.output));
  // Without its index a file of this kind cannot be read at all: the phone was taken away too soon.
  if (told.exitCode !== 0 || !answer.success) return refused(isCut(told.errorText) ? 'media-damaged' : 'media-unplayable', { file });
  const { streams, format } = answer.data;
  if (streams.some(isProtected)) return refused('media-protected', { file });
  const video = streams.find((stream) => stream.codec_type === 'video' && stream.disposition?.['attached_pic'] !== 1);
  if (!video) return refused('media-no-picture', { file });
  const durationS = format.duration ?? video.duration ?? 0;
  if (!isReadable(video) || durationS * 1000 < SHORTEST_MS) return refused('media-unplayable', { file });
  if (durationS * 1000 > LONGEST_MS) return refused('media-too-long', { file, limitMinutes: LONGEST_MS / 60_000 });
  const pictureS = video.duration ?? durationS;
  const end = await look([...packetsOf(video, `${Math.max(0, pictureS - END_SLACK_S)}%`), '-show_entries', 'packet=pts_time']);
  // Where only the first picture stands for itself these are all packets of the file, more than a call takes as arguments.
  const last = timesOf(end.output).reduce((latest, time) => Math.max(latest, time), Number.NEGATIVE_INFINITY);
  if (!(last > pictureS - END_SLACK_S) || isCut(end.errorText)) return refused('media-damaged', { file });
  const start = await look([...packetsOf(video, `%+#${LOOK_PACKETS}`), '-show_entries', 'packet=pts_time']);
  return accepted(describe(container, video, audioOf(streams), { durationS, times: timesOf(start.output) }));
}

/** Also used for a file that was just made; its refusal is then a fault of the conversion. */
export function ffprobe(path: string, container: Container, args: readonly string[], ports: ProbePorts): Promise<ProgramOutcome> {
  const { programs, clock, signal } = ports;
  return runProgram({
    path: programs.ffprobe,
    args: ['-v', 'error', ...args, ...readingArgs(container, path)],
    clock,
    limitMs: PROBE_LIMIT_MS,
    ...(signal ? { signal } : {}),
  });
}

function packetsOf({ index }: Stream, interval: string): string[] {
  return ['-select_streams', String(index), '-read_intervals', interval, '-of', 'csv=p=0'];
}

function timesOf(output: string): number[] {
  return output
    .split('\n')
    .map((line) => Number.parseFloat(line))
    .filter((time) => Number.isFinite(time));
}

function describe(
  container: Container,
  video: Stream,
  audio: Stream | undefined,
  { durationS, times }: { durationS: number; times: readonly number[] },
): Probed {
  const { rotation, turnedByTag } = turnOf(video);
  const [width, height] = rotation % 180 === 0 ? [video.width!, video.height!] : [video.height!, video.width!];
  const average = rateOf(video.avg_frame_rate);
  return {
    container,
    durationMs: Math.round(durationS * 1000),
    pictureMs: video.duration === undefined ? null : Math.round(video.duration * 1000),
    width,
    height,
    fps: Math.round((average || rateOf(video.r_frame_rate)) * 1000) / 1000,
    variableRate: isUneven(times),
    rotation,
    turnedByTag,
    interlaced: INTERLACED_ORDERS.includes(video.field_order ?? ''),
    highRange: HIGH_RANGE_CURVES.includes(video.color_transfer ?? ''),
    pixelAspect: ratioOf(video.sample_aspect_ratio ?? '', ':') || 1,
    videoCodec: video.codec_name ?? '',
    audioCodec: audio?.codec_name ?? null,
    videoIndex: video.index,
    audioIndex: audio?.index ?? null,
  };
}

/** Side data says counter-clockwise, the old label of phones clockwise. */
function turnOf(video: Stream): { rotation: number; turnedByTag: boolean } {
  const bySide = video.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation;
  if (bySide !== undefined) return { rotation: quarter(-bySide), turnedByTag: false };
  const rotation = quarter(Number(video.tags?.['rotate'] ?? video.tags?.['ROTATE'] ?? 0));
  return { rotation, turnedByTag: rotation !== 0 };
}

function quarter(degrees: number): number {
  const turned = Math.round((Number.isFinite(degrees) ? degrees : 0) / 90) * 90;
  return ((turned % 360) + 360) % 360;
}

/** Frames that come at uneven times; the times are in the order of decoding. */
function isUneven(times: readonly number[]): boolean {
  const shown = times.toSorted((a, b) => a - b);
  const gaps = shown.slice(1).map((time, at) => time - shown[at]!);
  const usual = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)];
  return usual !== undefined && gaps.some((gap) => gap > usual * UNEVEN || gap < usual / UNEVEN);
}

function isReadable({ codec_name: codec, width, height }: Stream): boolean {
  return codec !== undefined && codec !== 'unknown' && (width ?? 0) > 0 && (height ?? 0) > 0;
}

function isProtected({ codec_tag_string: tag }: Stream): boolean {
  return PROTECTED_TAGS.includes(tag ?? '');
}

function audioOf(streams: readonly Stream[]): Stream | undefined {
  const known = streams.filter(({ codec_type: type, codec_name: codec }) => type === 'audio' && codec !== undefined && codec !== 'unknown');
  return known.find(({ disposition }) => disposition?.['default'] === 1) ?? known[0];
}

/** Words of ffmpeg for a file that ends before it should. */
function isCut(errorText: string): boolean {
  return /moov atom not found|partial file|Truncat|End of file/iu.test(errorText);
}

function rateOf(text: string | undefined): number {
  return ratioOf(text ?? '', '/');
}

function ratioOf(text: string, separator: string): number {
  const [above, below] = text.split(separator).map(Number);
  return above && below ? above / below : 0;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
