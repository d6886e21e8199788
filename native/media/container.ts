/** What kind of file a video is, by its first bytes: ffmpeg is told it, because by itself it also follows playlists. */

/** Names of ffmpeg's demuxers that read one file and nothing beside it. */
export const containers = ['mov', 'matroska', 'mpegts', 'avi', 'flv', 'asf', 'mpeg'] as const;
export type Container = (typeof containers)[number];

/** So many first bytes tell; three packets of a transport stream with time stamps. */
export const HEAD_BYTES = 4 + 3 * 192;

const MOV_BOXES = ['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot'];
const ASF_GUID = '3026b2758e66cf11';
const TS_SYNC = 0x47;

/** Null for what is no video file: playlists, texts, pictures, nothing at all. */
export function containerOf(head: Uint8Array): Container | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const text = (from: number, to: number) => bytes.toString('latin1', from, to);
  const hex = (to: number) => bytes.toString('hex', 0, to);
  if (MOV_BOXES.includes(text(4, 8))) return 'mov';
  if (hex(4) === '1a45dfa3') return 'matroska';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'AVI ') return 'avi';
  if (text(0, 4) === 'FLV\u0001') return 'flv';
  if (hex(8) === ASF_GUID) return 'asf';
  if (hex(4) === '000001ba') return 'mpeg';
  return isTransportStream(bytes) ? 'mpegts' : null;
}

/** Packets of 188 bytes, or of 192 where cameras put a time stamp before each. */
function isTransportStream(bytes: Buffer): boolean {
  const everyPacket = (first: number, length: number) => [0, 1, 2].every((at) => bytes[first + at * length] === TS_SYNC);
  return everyPacket(0, 188) || everyPacket(4, 192);
}
