/** Videos as phones, cameras and chat groups bring them, made by ffmpeg: short and small, each with one thing that goes wrong elsewhere. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SECONDS = 1;
/** Upper half red, lower half blue, so that a turn shows. */
const twoColours = (width: number, height: number, seconds = SECONDS) =>
  `color=c=red:s=${width}x${height}:r=30:d=${seconds},drawbox=y=${height / 2}:h=${height / 2}:w=${width}:color=blue:t=fill`;
const tone = (channels: string, rate: number, volume: number, seconds = SECONDS) =>
  `aevalsrc=exprs='${volume}*sin(880*PI*t)*(0.6+0.4*sin(5*t))${channels === 'stereo' ? `|${volume}*sin(660*PI*t)` : ''}':s=${rate}:d=${seconds}`;
const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

export function ffmpeg(...args: string[]): Buffer {
  return execFileSync('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...args], { maxBuffer: 64 * 1024 * 1024 });
}

export type PhoneFile = keyof typeof makers;

/** Every file is made once a process, because making one takes as long as most of what is tested on it. */
const made = mkdtempSync(join(tmpdir(), 'studio-phone-'));
process.once('exit', () => rmSync(made, { recursive: true, force: true }));

/** Where the file lies; it is to be read only. */
export function phoneFile(kind: PhoneFile): string {
  const path = join(made, `${kind}.${kind === 'label' ? 'mkv' : kind === 'transport' ? 'ts' : 'mp4'}`);
  if (!existsSync(path)) makers[kind](path, made);
  return path;
}

const plain = (path: string, width = 320, height = 180, seconds = SECONDS) =>
  ffmpeg(
    '-f',
    'lavfi',
    '-i',
    twoColours(width, height, seconds),
    '-f',
    'lavfi',
    '-i',
    tone('stereo', 48_000, 0.3, seconds),
    ...x264,
    '-c:a',
    'aac',
    path,
  );

const makers = {
  /** Long enough for a second keyframe. */
  plain: (path: string) => void plain(path, 320, 180, 2.5),
  /** Quick to make and to measure, and long to convert: few small frames that become many large ones, and little sound. */
  long: (path: string) =>
    void ffmpeg(
      ...['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=5:d=40', '-f', 'lavfi', '-i', tone('stereo', 48_000, 0.3, 4)],
      ...[...x264, '-c:a', 'aac', path],
    ),
  /** Peaks that leave no room to make the rest louder. */
  peaks: (path: string) =>
    void ffmpeg(
      ...['-f', 'lavfi', '-i', twoColours(320, 180, 4)],
      ...['-f', 'lavfi', '-i', 'aevalsrc=exprs=0.004*sin(880*PI*t)+0.95*lt(mod(t\\,1)\\,0.0005):s=48000:d=4'],
      ...[...x264, '-c:a', 'aac', path],
    ),
  /** Held upright: the phone writes its picture lying and asks for a turn. */
  turned(path: string, folder: string) {
    const lying = join(folder, 'lying.mp4');
    plain(lying);
    ffmpeg('-i', lying, '-c', 'copy', '-metadata:s:v:0', 'rotate=270', path);
  },
  /** Only a label asks for the turn; ffmpeg writes none itself, so that it has another name at first. */
  label(path: string, folder: string) {
    const lying = join(folder, 'lying.mp4');
    plain(lying);
    ffmpeg('-i', lying, '-c', 'copy', '-metadata:s:v:0', 'XOTATE=90', path);
    writeFileSync(path, Buffer.from(readFileSync(path).toString('latin1').replace('XOTATE', 'ROTATE'), 'latin1'));
  },
  portrait: (path: string) => void plain(path, 180, 320),
  odd: (path: string) =>
    void ffmpeg(
      '-f',
      'lavfi',
      '-i',
      `testsrc=s=321x181:r=24000/1001:d=${SECONDS}`,
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv444p',
      path,
    ),
  /** Frames at uneven times, as phones write in the dark. */
  variable: (path: string) =>
    void ffmpeg(
      '-f',
      'lavfi',
      '-i',
      `testsrc2=s=320x180:r=30:d=${SECONDS}`,
      '-vf',
      "select='not(mod(n,7))+not(mod(n,3))'",
      '-vsync',
      'vfr',
      ...x264,
      path,
    ),
  quiet: (path: string) =>
    void ffmpeg(
      '-f',
      'lavfi',
      '-i',
      twoColours(320, 180, 4),
      '-f',
      'lavfi',
      '-i',
      tone('mono', 44_100, 0.02, 4),
      ...x264,
      '-c:a',
      'aac',
      '-ac',
      '1',
      path,
    ),
  silent: (path: string) =>
    void ffmpeg('-f', 'lavfi', '-i', twoColours(320, 180), '-f', 'lavfi', '-i', `anullsrc=d=${SECONDS}`, ...x264, '-shortest', path),
  mute: (path: string) => void ffmpeg('-f', 'lavfi', '-i', twoColours(320, 180), ...x264, path),
  /** Ten bits in the colours of a bright screen, as newer phones write. */
  bright: (path: string) =>
    void ffmpeg(
      ...[
        '-f',
        'lavfi',
        '-i',
        `testsrc2=s=320x180:r=30:d=1`,
        '-c:v',
        'libx265',
        '-preset',
        'ultrafast',
        '-pix_fmt',
        'yuv420p10le',
        '-tag:v',
        'hvc1',
      ],
      ...['-x265-params', 'log-level=none:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc', path],
    ),
  interlaced: (path: string) =>
    void ffmpeg(
      '-f',
      'lavfi',
      '-i',
      `testsrc2=s=320x180:r=50:d=1`,
      '-vf',
      'interlace',
      '-flags',
      '+ilme+ildct',
      ...x264,
      '-x264opts',
      'tff=1',
      path,
    ),
  /** A lying picture that ends before its sound. */
  picture: (path: string) =>
    void ffmpeg('-f', 'lavfi', '-i', twoColours(320, 180, 0.5), '-f', 'lavfi', '-i', tone('stereo', 48_000, 0.3, 1.5), ...x264, path),
  transport: (path: string) => void plain(path),
  oneFrame: (path: string) => void ffmpeg('-f', 'lavfi', '-i', twoColours(320, 180), ...x264, '-frames:v', '1', path),
  sound: (path: string) => void ffmpeg('-f', 'lavfi', '-i', tone('stereo', 48_000, 0.3), '-c:a', 'aac', path),
  endless: (path: string) => void ffmpeg('-f', 'lavfi', '-i', `color=s=16x16:r=1:d=3700`, ...x264, path),
  /** The phone was taken away before it wrote its index. */
  cut(path: string) {
    plain(path);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length / 2));
  },
  /** The index is there and the end is not. */
  cutLater(path: string, folder: string) {
    const whole = join(folder, 'whole.mp4');
    ffmpeg('-f', 'lavfi', '-i', `testsrc2=s=320x180:r=30:d=4`, ...x264, '-movflags', '+faststart', whole);
    const bytes = readFileSync(whole);
    writeFileSync(path, bytes.subarray(0, bytes.length / 2));
  },
  protected(path: string) {
    plain(path);
    const bytes = readFileSync(path);
    bytes.write('encv', bytes.lastIndexOf('avc1'), 'latin1');
    writeFileSync(path, bytes);
  },
  playlist: (path: string) =>
    writeFileSync(path, '#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/part.ts\n#EXT-X-ENDLIST\n'),
  /** A list of other files, in ffmpeg's own words. */
  concat: (path: string) => writeFileSync(path, "ffconcat version 1.0\nfile '/etc/hostname'\n"),
  text: (path: string) => writeFileSync(path, '今天的核桃很好\n'.repeat(100)),
  zeros: (path: string) => writeFileSync(path, Buffer.alloc(4096)),
  torn: (path: string) => writeFileSync(path, Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42', 'latin1'), Buffer.alloc(5000, 7)])),
} as const;
