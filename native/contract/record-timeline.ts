/** Which recorded file holds a moment, and at which timecode: from a broadcast's entries alone. Pure. */
import type { Entry } from './entry.ts';

export interface RecordMoment {
  path: string;
  /** From the beginning of that file. */
  timecodeMs: number;
}

/** A stretch of wall time that went into one file without a break. */
interface Stretch {
  path: string;
  fromAtMs: number;
  /** Null while it goes on. */
  toAtMs: number | null;
  /** Timecode in the file at `fromAtMs`. */
  fromTimecodeMs: number;
}

/** Less is the drift of two clocks. */
const MOVED_MS = 500;

/**
 * A recording begins at its entry's time less the timecode that the entry names. A pause ends a stretch, its end begins the next at the
 * same timecode; a split begins another file at 0. A recording that nobody ended, because OBS died or was lost, ends with the end that was
 * told later, or with what the look into the file measured.
 */
export class RecordTimeline {
  #stretches: Stretch[] = [];
  /** The file of the open recording, and the length of what it had before: OBS counts on over a split. */
  #open: { path: string; splitAtMs: number } | null = null;

  apply({ kind, body, atMs }: Entry): void {
    switch (kind) {
      case 'record.changed':
        if (body.active) this.#begin(body.path, atMs, body.timecodeMs);
        else this.#end(body.path, atMs, body.timecodeMs);
        break;
      case 'record.paused':
        if (!this.#open) break;
        if (body.paused) this.#close(atMs);
        else this.#stretch(this.#open.path, atMs, body.timecodeMs - this.#open.splitAtMs);
        break;
      case 'record.split':
        this.#close(atMs);
        this.#open = { path: body.path, splitAtMs: body.timecodeMs };
        this.#stretch(body.path, atMs, 0);
        break;
      case 'record.checked':
        if (body.durationMs !== null) this.#limit(body.path, body.durationMs);
        break;
      default:
    }
  }

  /** Null for a moment that no file holds. */
  momentAt(atMs: number): RecordMoment | null {
    const stretch = this.#stretches.findLast(({ fromAtMs, toAtMs }) => fromAtMs <= atMs && (toAtMs === null || atMs < toAtMs));
    return stretch ? { path: stretch.path, timecodeMs: Math.round(stretch.fromTimecodeMs + atMs - stretch.fromAtMs) } : null;
  }

  #begin(path: string | null, atMs: number, timecodeMs: number | undefined): void {
    if (path === null) return;
    if (this.#open?.path === path) {
      this.#countAnew(path, atMs, timecodeMs);
      return;
    }
    this.#close(atMs);
    this.#open = { path, splitAtMs: 0 };
    this.#stretch(path, atMs - (timecodeMs ?? 0), 0);
  }

  /** The same recording told again, as another broadcast begins, or because the clock was set or a pause was found out afterwards. */
  #countAnew(path: string, atMs: number, timecodeMs: number | undefined): void {
    const last = this.#stretches.at(-1);
    if (timecodeMs === undefined || !last || last.toAtMs !== null) return;
    const inFileMs = timecodeMs - (this.#open?.splitAtMs ?? 0);
    if (Math.abs(last.fromTimecodeMs + atMs - last.fromAtMs - inFileMs) < MOVED_MS) return;
    this.#close(atMs);
    this.#stretch(path, atMs, inFileMs);
  }

  #end(path: string | null, atMs: number, timecodeMs: number | undefined): void {
    if (!this.#open && path !== null && timecodeMs !== undefined) {
      // Its beginning lies in the broadcast before.
      this.#stretch(path, atMs - timecodeMs, 0);
    }
    this.#close(atMs);
    this.#open = null;
  }

  #stretch(path: string, fromAtMs: number, fromTimecodeMs: number): void {
    this.#stretches.push({ path, fromAtMs, toAtMs: null, fromTimecodeMs });
  }

  #close(atMs: number): void {
    const last = this.#stretches.at(-1);
    if (last && last.toAtMs === null) last.toAtMs = Math.max(last.fromAtMs, atMs);
  }

  /** The file is shorter than the clock says: its end is missing. */
  #limit(path: string, durationMs: number): void {
    const ofFile = this.#stretches.filter((stretch) => stretch.path === path && stretch.toAtMs !== null);
    for (const stretch of ofFile) {
      const longestMs = Math.max(0, durationMs - stretch.fromTimecodeMs);
      stretch.toAtMs = Math.min(stretch.toAtMs!, stretch.fromAtMs + longestMs);
    }
  }
}
