/** What travelling costs at present: bytes an entry, how far it packs, entries a second. */

/** Figures are halved again and again, so that what was measured longer ago counts less. */
const HALVE_AFTER_MS = 30_000;
const HALVE_AFTER_BYTES = 8 * 1024 * 1024;
/** Before anything went: a low guess, so that the first request is not too large for a thin line. */
const FIRST_RATIO = 0.2;

export class Pace {
  #entries = 0;
  #bytes = 0;
  #plainBytes = 0;
  #timedEntries = 0;
  #timedMs = 0;

  /** A batch was packed. */
  packed(batch: { entries: number; plainBytes: number; body: Uint8Array }): void {
    if (this.#bytes > HALVE_AFTER_BYTES) {
      this.#entries /= 2;
      this.#bytes /= 2;
      this.#plainBytes /= 2;
    }
    this.#entries += batch.entries;
    this.#bytes += batch.body.length;
    this.#plainBytes += batch.plainBytes;
  }

  /** So many entries were delivered in so long, waits between tries included. */
  delivered(entries: number, ms: number): void {
    if (this.#timedMs > HALVE_AFTER_MS) {
      this.#timedEntries /= 2;
      this.#timedMs /= 2;
    }
    this.#timedEntries += entries;
    this.#timedMs += ms;
  }

  /** Of the bytes before compression. */
  get ratio(): number {
    return this.#plainBytes === 0 ? FIRST_RATIO : this.#bytes / this.#plainBytes;
  }

  bytesOf(entries: number): number | null {
    return this.#entries === 0 ? null : Math.round((entries * this.#bytes) / this.#entries);
  }

  msOf(entries: number): number | null {
    return this.#timedEntries === 0 ? null : Math.round((entries * this.#timedMs) / this.#timedEntries);
  }
}
