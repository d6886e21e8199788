/** Finished slates: drawn once for each language and size, whole or not at all. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { accepted, refused, type Result } from '../../../native/contract/refusal.ts';
import type { Locale } from '../../../native/contract/text.ts';
import { hetianTheme, officialTheme } from '../../../native/contract/theme.ts';
import type { PictureRenderer, PictureSize } from '../../../native/overlays/picture-renderer.ts';
import { SlatePictures } from '../../../native/overlays/slate-pictures.ts';

const folder = mkdtempSync(join(tmpdir(), 'hetian-slates-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function renderer(answer: (drawing: string) => Result<Buffer>): PictureRenderer & { drawn: string[] } {
  const drawn: string[] = [];
  return {
    drawn,
    async start(url: string, { width, height }: PictureSize) {
      drawn.push(`${url} ${width}x${height}`);
      return accepted(undefined);
    },
    capture: async () => answer(drawn.at(-1)!),
    stop: async () => {},
  };
}
const slates = (drawing: PictureRenderer, version = '1') =>
  new SlatePictures({ renderer: drawing, url: (slate, { locale }) => `${slate} ${locale}`, folder, version });

const look = (locale: Locale, theme = hetianTheme) => ({ locale, alsoIn: [], theme });

describe('slate pictures', () => {
  it('PR22 each slate is drawn once for a language, a size and a version of the studio, and kept', async () => {
    const drawing = renderer((name) => accepted(Buffer.from(name)));
    const first = await slates(drawing).files(look('ug'), { width: 1080, height: 1920 });
    expect(first.ok && readFileSync(first.value['back-soon'], 'utf8')).toBe('back-soon ug 1080x1920');
    expect(await slates(drawing).files(look('ug'), { width: 1080, height: 1920 })).toEqual(first);
    expect(drawing.drawn).toHaveLength(2);
    await slates(drawing).files(look('en'), { width: 1080, height: 1920 });
    await slates(drawing).files(look('ug'), { width: 1920, height: 1080 });
    await slates(drawing, '2').files(look('ug'), { width: 1080, height: 1920 });
    await slates(drawing).files(look('ug', officialTheme), { width: 1080, height: 1920 });
    expect(drawing.drawn).toHaveLength(10);
    expect(readdirSync(folder)).toHaveLength(10);
  });

  it('PR22 what cannot be drawn is said and leaves no file behind', async () => {
    const drawing = renderer((name) => (name.startsWith('hold') ? accepted(Buffer.from(name)) : refused('picture-no-browser')));
    expect(await slates(drawing).files(look('ug'), { width: 1080, height: 1920 })).toEqual(refused('picture-no-browser'));
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^slate-hold-ug-1080x1920-[0-9a-f]{12}-1\.png$/u)]);
  });
});
