/** Golden pictures: kept PNG files that a drawing is compared with, region by region. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Pixels, readPng, writePng } from './png-pixels.ts';

/** `STUDIO_GOLDEN=renew` writes the pictures anew instead of comparing them. */
const renewing = process.env['STUDIO_GOLDEN'] === 'renew';
const root = resolve(import.meta.dirname, '../..');

export interface Region {
  name: string;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * What a region may differ by. Builds of Chromium smooth the edges of letters differently, which touches lines of pixels one wide,
 * and each of them by less than half of its range; kept pictures have tones in steps of four. A changed digit, word, place or tone
 * does more. All three limits hold.
 */
const tolerance = {
  /** A pixel counts as another when a channel, with opacity counted in, is this far off (of 255). */
  level: 64,
  /** Of the pixels that a region draws this share may be another. */
  share: 0.01,
  /** So may this share of any square of `square` × `square`: one digit of a price is little of its card, but much of its square. */
  squareShare: 0.1,
  square: 16,
  /** How far a drawn pixel of a region is off on average (of 255): a tone that is off everywhere. */
  mean: 2,
};

/** Kept tones are multiples of this, which halves the files. */
const TONE_STEP = 4;

type Pixel = readonly [number, number, number, number];

interface Difference {
  region: string;
  share: number;
  worstSquare: number;
  mean: number;
}

/** The regions in which two pictures differ by more than is tolerated; what lies outside of every region is one more, `elsewhere`. */
export function differences(expected: Pixels, actual: Pixels, regions: readonly Region[]): Difference[] {
  const { width, height } = expected;
  if (width !== actual.width || height !== actual.height) return [{ region: 'size', share: 1, worstSquare: 1, mean: 255 }];
  const owners = new Uint8Array(width * height);
  for (const [index, { left, top, right, bottom }] of regions.entries()) {
    for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, Math.ceil(bottom)); y += 1) {
      owners.fill(index + 1, y * width + Math.max(0, Math.floor(left)), y * width + Math.min(width, Math.ceil(right)));
    }
  }
  const sums = [{ name: 'elsewhere' }, ...regions].map(({ name }) => ({
    name,
    drawn: 0,
    others: 0,
    off: 0,
    squares: new Map<number, number>(),
  }));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [one, other] = [expected.at(x, y), actual.at(x, y)];
      if (one[3] === 0 && other[3] === 0) continue;
      const sum = sums[owners[y * width + x]!]!;
      const off = farthest(one, other);
      sum.drawn += 1;
      sum.off += off;
      if (off < tolerance.level) continue;
      sum.others += 1;
      // Squares overlap by half, so that what lies on the border of two is not halved.
      for (const [stepX, stepY] of [
        [0, 0],
        [1, 1],
      ] as const) {
        const half = tolerance.square / 2;
        const column = Math.floor((x + stepX * half) / tolerance.square);
        const row = Math.floor((y + stepY * half) / tolerance.square);
        const square = (row * 1000 + column) * 2 + stepX;
        sum.squares.set(square, (sum.squares.get(square) ?? 0) + 1);
      }
    }
  }
  return sums.flatMap(({ name, drawn, others, off, squares }) => {
    const [share, mean] = [others / Math.max(drawn, 1), off / Math.max(drawn, 1)];
    const worstSquare = Math.max(0, ...squares.values()) / tolerance.square ** 2;
    const found = share > tolerance.share || mean > tolerance.mean || worstSquare > tolerance.squareShare;
    return found ? [{ region: name, share, worstSquare, mean }] : [];
  });
}

/** What is seen through a pixel counts, so that an invisible one has no colour. */
function farthest(one: Pixel, other: Pixel): number {
  let most = Math.abs(one[3] - other[3]);
  for (const channel of [0, 1, 2] as const) {
    most = Math.max(most, Math.abs((one[channel] * one[3] - other[channel] * other[3]) / 255));
  }
  return most;
}

/** Compares a drawing with the golden picture of that name; where it differs, kept, drawn and differing pixels are written side by side. */
export async function differencesFromGolden(folder: string, name: string, drawn: Buffer, regions: readonly Region[]): Promise<unknown[]> {
  const path = join(root, 'tests/golden', folder, `${name}.png`);
  const actual = readPng(drawn);
  if (renewing) {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(
      path,
      writePng(actual.width, actual.height, (x, y) => inSteps(actual.at(x, y))),
    );
    return [];
  }
  const kept = await readFile(path).catch(() => null);
  if (!kept) return [`${path} is missing; STUDIO_GOLDEN=renew writes it`];
  const expected = readPng(kept);
  const found = differences(expected, actual, regions);
  if (found.length === 0) return [];
  const beside = join(root, 'out/golden', folder, `${name}.png`);
  await mkdir(join(beside, '..'), { recursive: true });
  await writeFile(beside, sideBySide(expected, actual));
  return [...found, beside];
}

function inSteps(pixel: Pixel): Pixel {
  if (pixel[3] === 0) return [0, 0, 0, 0];
  return pixel.map((channel) => Math.min(255, Math.round(channel / TONE_STEP) * TONE_STEP)) as unknown as Pixel;
}

/** Kept, drawn, and in white what is another pixel. */
function sideBySide(expected: Pixels, actual: Pixels): Buffer {
  const [width, height] = [Math.max(expected.width, actual.width), Math.max(expected.height, actual.height)];
  const within = (picture: Pixels, x: number, y: number): Pixel =>
    x < picture.width && y < picture.height ? picture.at(x, y) : [0, 0, 0, 0];
  return writePng(width * 3, height, (x, y) => {
    const [one, other] = [within(expected, x % width, y), within(actual, x % width, y)];
    if (x < width) return one;
    if (x < width * 2) return other;
    return farthest(one, other) >= tolerance.level ? [255, 255, 255, 255] : [0, 0, 0, 255];
  });
}
