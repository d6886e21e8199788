/** The files of the videos: one folder each, and what no row knows of is cleared away. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '../kernel/logger.ts';

/** Ending of files that are not whole yet; whatever has it at a start is removed. */
export const HALF = '.half';
const ORIGINAL = 'original';
const POSTER = 'poster.jpg';

export class MediaFolder {
  readonly path: string;
  readonly #logger: Logger;

  /** Makes the folder where it is missing. */
  constructor(path: string, logger: Logger) {
    this.path = path;
    this.#logger = logger;
    mkdirSync(path, { recursive: true });
  }

  /** Where a file is written that is not taken in yet. */
  arriving(mediaId: string): string {
    return join(this.path, `${mediaId}${HALF}`);
  }

  of(mediaId: string): string {
    return join(this.path, mediaId);
  }

  original(mediaId: string): string {
    return join(this.of(mediaId), ORIGINAL);
  }

  poster(mediaId: string): string {
    return join(this.of(mediaId), POSTER);
  }

  /** Takes away all but the files of these videos, each with the file that OBS plays. */
  keepOnly(videos: ReadonlyMap<string, { playable: { path: string } | null }>): void {
    for (const name of readdirSync(this.path)) {
      const video = videos.get(name);
      if (!video) this.#clear(join(this.path, name));
      else {
        const kept = [this.original(name), this.poster(name), video.playable?.path];
        for (const file of readdirSync(this.of(name)))
          if (!kept.includes(join(this.of(name), file))) this.#clear(join(this.of(name), file));
      }
    }
  }

  remove(mediaId: string): void {
    this.#clear(this.of(mediaId));
  }

  /** One file that is no longer played. */
  removeFile(path: string): void {
    if (existsSync(path)) this.#clear(path);
  }

  /** Windows keeps a file that OBS has open; the next start takes it away. */
  #clear(path: string): void {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch (error) {
      this.#logger.warn({ err: error, path }, 'a file of a video could not be removed');
    }
  }
}
