/** The finished slates as an installed browser draws them from the page as it ships. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { slateKinds } from '../../native/contract/overlay.ts';
import { locales } from '../../native/contract/text.ts';
import { silentLogger } from '../../native/kernel/logger.ts';
import { ChromiumRenderer } from '../../native/overlays/chromium-renderer.ts';
import { SlatePictures } from '../../native/overlays/slate-pictures.ts';
import { type BuiltPage, buildOverlayPage, type OverlayStudio, startOverlayStudio } from '../harness/overlay-page.ts';
import { ordinary } from '../harness/overlay-states.ts';
import { type Pixels, readPng } from '../harness/png-pixels.ts';

let built: BuiltPage;
let studio: OverlayStudio;
const folder = mkdtempSync(join(tmpdir(), 'hetian-slates-'));
beforeAll(async () => {
  built = await buildOverlayPage();
  studio = await startOverlayStudio(built.folder, ordinary);
});
afterAll(async () => {
  await studio.stop();
  await built.remove();
  rmSync(folder, { recursive: true, force: true });
});

const shapes = [
  { width: 1920, height: 1080 },
  { width: 1080, height: 1920 },
];

describe.each(locales)('slates in %s', (locale) => {
  it('PR28 each fills both shapes with its words', { timeout: 240_000 }, async () => {
    const pictures = new SlatePictures({
      renderer: new ChromiumRenderer(silentLogger),
      url: (slate, { locale: lang }) => studio.url(`&slate=${slate}&lang=${lang}&still=1`),
      folder,
      version: 'test',
    });
    for (const size of shapes) {
      const drawn = await pictures.files({ ...ordinary, locale }, size);
      if (!drawn.ok) throw new Error(JSON.stringify(drawn.refusal));
      const [hold, soon] = slateKinds.map((slate) => readFileSync(drawn.value[slate]));
      expect(hold!.equals(soon!)).toBe(false);
      const picture = readPng(hold!);
      expect({ width: picture.width, height: picture.height }).toEqual(size);
      for (const [x, y] of [
        [0, 0],
        [size.width - 1, size.height - 1],
        [0, size.height / 2],
        [size.width / 2, 0],
      ] as const) {
        expect(picture.at(x, y)[3], `${x} ${y}`).toBe(255);
      }
      const words = litColumns(picture);
      expect(words.count).toBeGreaterThan(300);
      // Whole words, clear of the edges.
      expect(words.first).toBeGreaterThan(20);
      expect(words.last).toBeLessThan(size.width - 21);
    }
  });
});

/** Columns of the picture's middle that hold bright letters. */
function litColumns({ width, height, at }: Pixels): { first: number; last: number; count: number } {
  const lit: number[] = [];
  for (let x = 0; x < width; x += 1) {
    for (let y = Math.floor(height * 0.3); y < height * 0.7; y += 2) {
      const [red, green] = at(x, y);
      if (red > 200 && green > 170) {
        lit.push(x);
        break;
      }
    }
  }
  return { first: lit[0] ?? 0, last: lit.at(-1) ?? 0, count: lit.length };
}
