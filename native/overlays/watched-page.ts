/** One overlay page as its beats tell it: whether it is silent, behind the ledger, slow, swollen, or lacks a layer. */
import type { Heartbeat, OverlayPageInfo, PageTrouble } from '../contract/overlay-pages.ts';

/** Three beats. */
export const SILENT_MS = 3_000;
/** A page that is not shown may be held back by its browser to one beat a minute. */
export const HIDDEN_SILENT_MS = 90_000;
export const BEHIND_MS = 3_000;
/** OBS draws browser sources at 30 frames a second; below this a ticker is seen to stutter. */
const FEW_FRAMES = 12;
const SLOW_BEATS = 5;
/** A healthy overlay needs a tenth of it. */
export const HEAP_LIMIT_BYTES = 256 * 1024 * 1024;
/** Memory goes up and down between collections: only the lowest value of so many beats counts as what is held. */
const HEAP_PERIOD_BEATS = 10;

/** Who sends a beat: by which access, and from which computer (null for the studio's own). */
export interface PageSender {
  role: 'operator' | 'overlay';
  address: string | null;
}

export class WatchedPage {
  readonly sender: PageSender;
  readonly openedAtMs: number;
  #last: Heartbeat;
  #beatAtMs: number;
  /** Of the clock that never runs backwards. */
  #beatAt: number;
  #goneAt: number | null = null;
  /** What it must have painted, and since when it has not. */
  #behind: { seq: number; since: number } | null = null;
  #slowBeats = 0;
  #heapPeriod: { floor: number; beats: number } = { floor: Number.POSITIVE_INFINITY, beats: 0 };
  #heapFloor: number | null = null;
  #heapGrows = false;

  constructor(sender: PageSender, first: Heartbeat, at: { wallMs: number; monotonicMs: number }) {
    this.sender = sender;
    this.openedAtMs = at.wallMs;
    this.#last = first;
    this.#beatAtMs = at.wallMs;
    this.#beatAt = at.monotonicMs;
  }

  get pageId(): string {
    return this.#last.pageId;
  }

  get beatAt(): number {
    return this.#beatAt;
  }

  get isGone(): boolean {
    return this.#goneAt !== null;
  }

  /** What OBS shows to viewers. */
  get isOnProgram(): boolean {
    return this.#last.inObs && this.#last.view === 'program';
  }

  /** `newestSeq` is what it should show by now. */
  beat(heartbeat: Heartbeat, newestSeq: number, at: { wallMs: number; monotonicMs: number }): void {
    this.#last = heartbeat;
    this.#beatAtMs = at.wallMs;
    this.#beatAt = at.monotonicMs;
    this.#goneAt = null;
    this.#compare(heartbeat, newestSeq, at.monotonicMs);
    this.#slowBeats = heartbeat.visible && heartbeat.frames < FEW_FRAMES ? this.#slowBeats + 1 : 0;
    if (heartbeat.heapBytes !== null) this.#weigh(heartbeat.heapBytes);
  }

  /** Its line has ended. */
  goes(monotonicMs: number): void {
    this.#goneAt ??= monotonicMs;
  }

  trouble(monotonicMs: number): PageTrouble | null {
    const { visible, failedLayers } = this.#last;
    if (this.#goneAt !== null) return monotonicMs - this.#goneAt > SILENT_MS ? 'silent' : null;
    if (monotonicMs - this.#beatAt > (visible ? SILENT_MS : HIDDEN_SILENT_MS)) return 'silent';
    if (this.#behind && monotonicMs - this.#behind.since > BEHIND_MS) return 'behind';
    if (this.#heapGrows) return 'swollen';
    if (this.#slowBeats >= SLOW_BEATS) return 'slow';
    return failedLayers.length > 0 ? 'failed-layer' : null;
  }

  info(monotonicMs: number): OverlayPageInfo {
    const { pageId, view, inObs, visible, paintedSeq, frames, heapBytes, failedLayers, still } = this.#last;
    const { role, address } = this.sender;
    const place = inObs ? 'obs' : role === 'operator' ? 'console' : still && address === null ? 'pictures' : 'elsewhere';
    return {
      pageId,
      view,
      inObs,
      visible,
      paintedSeq,
      frames,
      heapBytes,
      failedLayers,
      place,
      address,
      openedAtMs: this.openedAtMs,
      beatAtMs: this.#beatAtMs,
      trouble: this.trouble(monotonicMs),
      gone: this.isGone,
    };
  }

  /** While it is not shown a page paints nothing, and owes nothing. */
  #compare({ visible, paintedSeq }: Heartbeat, newestSeq: number, monotonicMs: number): void {
    if (!visible || paintedSeq >= newestSeq) this.#behind = null;
    else if (this.#behind === null || paintedSeq >= this.#behind.seq) this.#behind = { seq: newestSeq, since: monotonicMs };
  }

  /** Swollen is what holds more than the limit and more than in the period before. */
  #weigh(heapBytes: number): void {
    const { floor, beats } = this.#heapPeriod;
    this.#heapPeriod = { floor: Math.min(floor, heapBytes), beats: beats + 1 };
    if (beats + 1 < HEAP_PERIOD_BEATS) return;
    const held = this.#heapPeriod.floor;
    this.#heapPeriod = { floor: Number.POSITIVE_INFINITY, beats: 0 };
    if (held < HEAP_LIMIT_BYTES) this.#heapGrows = false;
    // Browsers may tell their heap only every twenty minutes: the same value again says nothing.
    else if (this.#heapFloor !== null && held > this.#heapFloor) this.#heapGrows = true;
    this.#heapFloor = held;
  }
}
