/**
 * Remembers which letters can be drawn. Asking the browser costs milliseconds a text, because each face lies in a hundred small files,
 * and with every sale the overlay has new texts made of the same letters.
 */

export interface FontFiles {
  /** Whether all files that these letters need are there. */
  areLoaded(letters: string): boolean;
  load(letters: string): Promise<unknown>;
}

export class KnownLetters {
  readonly #files: FontFiles;
  readonly #known = new Set<string>();

  constructor(files: FontFiles) {
    this.#files = files;
  }

  /** Whether the text can be drawn now. */
  has(text: string): boolean {
    const unknown = this.#unknown(text);
    if (unknown === '') return true;
    if (!this.#files.areLoaded(unknown)) return false;
    this.#remember(unknown);
    return true;
  }

  /** Fetches what the text needs; resolves at the latest after `limitMs`, and then takes its letters as known: better a wrong form than a late card. */
  async load(text: string, limitMs: number): Promise<void> {
    const unknown = this.#unknown(text);
    if (unknown === '') return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, limitMs);
    });
    await Promise.race([this.#files.load(unknown).catch(() => undefined), late]);
    clearTimeout(timer);
    this.#remember(unknown);
  }

  #unknown(text: string): string {
    const unknown = new Set<string>();
    for (const letter of text) if (!this.#known.has(letter)) unknown.add(letter);
    return [...unknown].join('');
  }

  #remember(letters: string): void {
    for (const letter of letters) this.#known.add(letter);
  }
}
