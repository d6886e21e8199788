/** Finished pictures of the slates, in the size of the canvas and the language of the overlay, drawn once and kept in the data folder. */
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type SlateKind, slateKinds } from '../contract/overlay.ts';
import { accepted, type Result } from '../contract/refusal.ts';
import type { Locale } from '../contract/text.ts';
import type { PictureRenderer, PictureSize } from './picture-renderer.ts';

export interface SlatePicturesOptions {
  /** Of their own: the overlay's renderer is busy with the overlay. */
  renderer: PictureRenderer;
  /** Address of the overlay page that shows one slate. */
  url(slate: SlateKind, locale: Locale): string;
  folder: string;
  /** Of the studio; another one may draw them differently. */
  version: string;
}

export class SlatePictures {
  readonly #options: SlatePicturesOptions;

  constructor(options: SlatePicturesOptions) {
    this.#options = options;
  }

  /** The files, drawn now where they are not there yet. Refused: `picture-no-browser`, `picture-failed`. */
  async files(locale: Locale, size: PictureSize): Promise<Result<Record<SlateKind, string>>> {
    const { folder, version } = this.#options;
    const path = (slate: SlateKind) => join(folder, `slate-${slate}-${locale}-${size.width}x${size.height}-${version}.png`);
    for (const slate of slateKinds) {
      if (existsSync(path(slate))) continue;
      const drawn = await this.#draw(slate, locale, size, path(slate));
      if (!drawn.ok) return drawn;
    }
    return accepted({ hold: path('hold'), 'back-soon': path('back-soon') });
  }

  async #draw(slate: SlateKind, locale: Locale, size: PictureSize, path: string): Promise<Result<unknown>> {
    const { renderer, url, folder } = this.#options;
    const started = await renderer.start(url(slate, locale), size);
    const picture = started.ok ? await renderer.capture(0) : started;
    await renderer.stop();
    if (!picture.ok) return picture;
    await mkdir(folder, { recursive: true });
    // Whole or not at all: a half-written one would be taken for finished next time.
    await writeFile(`${path}.part`, picture.value);
    await rename(`${path}.part`, path);
    return accepted({});
  }
}
