/** What pictures may cost OBS: how wide the next one is taken, and how long to wait before it, from what the last ones took. */

/** Part of one processor that OBS may spend on pictures; what is promised is less than 3 %. */
const SHARE = 0.02;
/** Of all views together, where OBS answers at once: eight a second. */
const LEAST_GAP_MS = 125;
/** Wider pictures are taken only while this gap can be kept. */
const WIDE_GAP_MS = 250;
/** An answer that waits says that OBS is busy: at most this part of the time is a picture asked for. */
const WAITING_SHARE = 0.2;
/** However dear a picture is, one comes every so often, or the view would be of no use. */
const LONGEST_GAP_MS = 2_000;
export const PICTURE_WIDTHS = [240, 320, 480, 640, 960] as const;

/** Measured on an OBS without a graphics card: 1.3 ms at 320×180, 22 ms at 1280×720. */
const GUESS_MS_A_PIXEL = 2.4e-5;
const REMEMBERED = 8;
/** After so many pictures of one width the others are worth another try. */
const FORGET_AFTER = 120;

export class PictureBudget {
  /** Answer times by width, the newest last. */
  readonly #took = new Map<number, number[]>();
  #sinceForgotten = 0;

  took(width: number, ms: number): void {
    this.#took.set(width, [...(this.#took.get(width) ?? []), ms].slice(-REMEMBERED));
    this.#sinceForgotten += 1;
    if (this.#sinceForgotten < FORGET_AFTER) return;
    this.#sinceForgotten = 0;
    for (const known of this.#took.keys()) if (known !== width) this.#took.delete(known);
  }

  /** The widest that is of use for the wish and not too dear; the narrowest when all are. */
  widthFor(wished: number): number {
    const enough = PICTURE_WIDTHS.find((width) => width >= wished) ?? PICTURE_WIDTHS.at(-1)!;
    const cheap = PICTURE_WIDTHS.filter((width) => width <= enough && this.#costMs(width) / SHARE <= WIDE_GAP_MS);
    return cheap.at(-1) ?? PICTURE_WIDTHS[0];
  }

  /** From the end of one picture of this width to the begin of the next. */
  gapMs(width: number): number {
    const byCost = this.#costMs(width) / SHARE;
    const byWaiting = median(this.#took.get(width) ?? []) / WAITING_SHARE;
    return Math.min(LONGEST_GAP_MS, Math.max(LEAST_GAP_MS, byCost, byWaiting));
  }

  /** The quickest of the last answers: what is above it was waiting, not work. */
  #costMs(width: number): number {
    const known = this.#took.get(width);
    if (known) return Math.min(...known);
    // What a narrower one took, the wider one takes more.
    const narrower = [...this.#took].filter(([other]) => other < width).toSorted(([a], [b]) => b - a)[0];
    const guess = GUESS_MS_A_PIXEL * width * width * (9 / 16);
    return narrower ? Math.max(guess, Math.min(...narrower[1])) : guess;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
