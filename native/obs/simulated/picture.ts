/** Pictures as plain RGBA pixels: reading and writing PNG, and drawing one over another. */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

export interface Picture {
  width: number;
  height: number;
  /** Four bytes a pixel, not premultiplied. */
  pixels: Buffer;
}

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Bytes a pixel by PNG's colour type, for 8 bits a channel. */
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 4: 2, 6: 4 };

export function blankPicture(width: number, height: number, rgba: readonly [number, number, number, number]): Picture {
  return { width, height, pixels: Buffer.alloc(width * height * 4, Uint8Array.from(rgba)) };
}

export function encodePng(picture: Picture): Buffer {
  const { width, height, pixels } = picture;
  const rows = Buffer.alloc(height * (width * 4 + 1));
  for (let y = 0; y < height; y += 1) pixels.copy(rows, y * (width * 4 + 1) + 1, y * width * 4, (y + 1) * width * 4);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 1 })), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([SIGNATURE, ...chunks]);
}

/** Null for anything but a plain PNG of 8 bits a channel without palette and interlacing. */
export function decodePng(bytes: Buffer): Picture | null {
  if (!bytes.subarray(0, 8).equals(SIGNATURE) || bytes.length < 33) return null;
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  const channels = CHANNELS[bytes[25]!];
  if (bytes[24] !== 8 || bytes[28] !== 0 || channels === undefined) return null;
  const data: Buffer[] = [];
  for (let at = 8; at + 8 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return { width, height, pixels: unfiltered(inflateSync(Buffer.concat(data)), width, height, channels) };
}

/** Draws the picture into the rectangle of the target, scaled without smoothing. */
export function drawOver(target: Picture, picture: Picture, place: Rectangle): void {
  const left = Math.max(0, Math.round(place.x));
  const right = Math.min(target.width, Math.round(place.x + place.width));
  const top = Math.max(0, Math.round(place.y));
  const bottom = Math.min(target.height, Math.round(place.y + place.height));
  for (let y = top; y < bottom; y += 1) {
    const fromY = Math.min(picture.height - 1, Math.floor(((y - place.y) / place.height) * picture.height));
    for (let x = left; x < right; x += 1) {
      const fromX = Math.min(picture.width - 1, Math.floor(((x - place.x) / place.width) * picture.width));
      const from = (fromY * picture.width + fromX) * 4;
      const to = (y * target.width + x) * 4;
      const alpha = picture.pixels[from + 3]! / 255;
      if (alpha === 0) continue;
      for (let channel = 0; channel < 3; channel += 1) {
        target.pixels[to + channel] = Math.round(picture.pixels[from + channel]! * alpha + target.pixels[to + channel]! * (1 - alpha));
      }
      target.pixels[to + 3] = Math.max(target.pixels[to + 3]!, picture.pixels[from + 3]!);
    }
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}

/** Undoes PNG's row filters and widens every pixel to RGBA. */
function unfiltered(rows: Buffer, width: number, height: number, channels: number): Buffer {
  const stride = width * channels;
  const pixels = Buffer.alloc(width * height * 4);
  let above: Uint8Array = new Uint8Array(stride);
  for (let y = 0; y < height; y += 1) {
    const filter = rows[y * (stride + 1)]!;
    const row = rows.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1));
    for (let x = 0; x < stride; x += 1) {
      const left = x >= channels ? row[x - channels]! : 0;
      const corner = x >= channels ? above[x - channels]! : 0;
      row[x] = (row[x]! + predicted(filter, left, above[x]!, corner)) & 0xff;
    }
    for (let x = 0; x < width; x += 1) {
      const from = x * channels;
      const grey = channels < 3;
      const alphaAt = channels === 4 ? 3 : 1;
      const to = (y * width + x) * 4;
      pixels[to] = row[from]!;
      pixels[to + 1] = row[from + (grey ? 0 : 1)]!;
      pixels[to + 2] = row[from + (grey ? 0 : 2)]!;
      pixels[to + 3] = channels % 2 === 0 ? row[from + alphaAt]! : 255;
    }
    above = row;
  }
  return pixels;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
