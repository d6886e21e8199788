/** Finished pictures of the slates, in the size of the canvas and the languages and theme of the overlay, drawn once and kept in the data folder. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type OverlayState, type SlateKind, slateKinds } from '../contract/overlay.ts';
import { accepted, type Result } from '../contract/refusal.ts';
import type { PictureRenderer, PictureSize } from './picture-renderer.ts';

/** What of the overlay a slate is drawn by. */
export type SlateLook = Pick<OverlayState, 'locale' | 'alsoIn' | 'theme'>;

export interface SlatePicturesOptions {
  /** Of their own: the overlay's renderer is busy with the overlay. */
  renderer: PictureRenderer;
  /** Address of the overlay page that shows one slate. */
  url(slate: SlateKind, look: SlateLook): string;
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
  async files(look: SlateLook, size: PictureSize): Promise<Result<Record<SlateKind, string>>> {
    const { folder, version } = this.#options;
    const digest = createHash('sha256')
      .update(JSON.stringify([look.alsoIn, look.theme]))
      .digest('hex')
      .slice(0, 12);
    const path = (slate: SlateKind) => join(folder, `slate-${slate}-${look.locale}-${size.width}x${size.height}-${digest}-${version}.png`);
    for (const slate of slateKinds) {
      if (existsSync(path(slate))) continue;
      const drawn = await this.#draw(slate, look, size, path(slate));
      if (!drawn.ok) return drawn;
    }
    return accepted({ hold: path('hold'), 'back-soon': path('back-soon') });
  }

  async #draw(slate: SlateKind, look: SlateLook, size: PictureSize, path: string): Promise<Result<unknown>> {
    const { renderer, url, folder } = this.#options;
    const started = await renderer.start(url(slate, look), size);
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
