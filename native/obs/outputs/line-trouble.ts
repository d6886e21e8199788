/** Trouble of the stream's line, smoothed: congestion jumps between 0 and 1, so one look at it says nothing. Pure but for what it remembers. */
import type { lineTroubles } from '../../contract/outputs.ts';

export type LineTrouble = (typeof lineTroubles)[number];

export interface LineLook {
  atMs: number;
  congestion: number;
  /** Since the stream began. */
  skippedFrames: number;
  totalFrames: number;
}

/** Congested for 3 of 5 s, or 2 % of the frames of 10 s skipped, is trouble; 15 good seconds end it. */
const CONGESTED = 0.5;
const CONGESTED_LOOKS = 3;
const CONGESTION_WINDOW_MS = 5_000;
const SKIPPED_SHARE = 0.02;
const SKIP_WINDOW_MS = 10_000;
/** A share of fewer seconds than this would be one hiccup. */
const SKIP_LEAST_MS = 3_000;
const GOOD_MS = 15_000;

export class LineWatch {
  #looks: LineLook[] = [];
  #lastBadMs = 0;
  #trouble: { kind: LineTrouble; sinceMs: number } | null = null;

  /** On the monotonic clock; null while the line is well. */
  get trouble(): { kind: LineTrouble; sinceMs: number } | null {
    return this.#trouble;
  }

  look(look: LineLook): void {
    const before = this.#looks.at(-1);
    this.#looks = [...this.#looks.filter(({ atMs }) => atMs >= look.atMs - SKIP_WINDOW_MS), look];
    const kind = this.#kind(look);
    if (look.congestion >= CONGESTED || (before && shareSkipped(before, look) >= SKIPPED_SHARE)) this.#lastBadMs = look.atMs;
    if (this.#trouble && look.atMs - this.#lastBadMs >= GOOD_MS) this.#trouble = null;
    else if (!this.#trouble && kind !== null) this.#trouble = { kind, sinceMs: look.atMs };
  }

  reset(): void {
    this.#looks = [];
    this.#trouble = null;
  }

  #kind(look: LineLook): LineTrouble | null {
    const congested = this.#looks.filter(({ atMs, congestion }) => atMs > look.atMs - CONGESTION_WINDOW_MS && congestion >= CONGESTED);
    if (congested.length >= CONGESTED_LOOKS) return 'congested';
    const first = this.#looks[0]!;
    return look.atMs - first.atMs >= SKIP_LEAST_MS && shareSkipped(first, look) >= SKIPPED_SHARE ? 'skipping' : null;
  }
}

function shareSkipped(from: LineLook, to: LineLook): number {
  const frames = to.totalFrames - from.totalFrames;
  return frames <= 0 ? 0 : (to.skippedFrames - from.skippedFrames) / frames;
}
