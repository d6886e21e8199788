/** Tells the studio once a second how this page is: what it has painted, how smoothly it draws, how much memory it holds. */
import type { Heartbeat } from '../../native/contract/overlay-pages.ts';
import type { StudioClient } from '../client/studio-client.ts';
import { failedLayers } from './failed-layers.ts';

const BEAT_MS = 1_000;
/** Frames that are counted in each second. Counting all of them would keep an idle page awake. */
const COUNTED_FRAMES = 12;

/** Counts the first frames after it is made. */
export class FrameCount {
  #times: number[] = [];
  #ended = false;
  readonly #beganAt = performance.now();

  constructor() {
    requestAnimationFrame(this.#frame);
  }

  /** Frames a second, and the longest wait for one; a page that is not shown has neither. */
  end(): { frames: number; longestFrameMs: number } {
    this.#ended = true;
    const first = this.#times[0] ?? this.#beganAt;
    const isFull = this.#times.length > COUNTED_FRAMES;
    // A count that is not full waits for its next frame until now.
    const times = isFull ? this.#times : [...this.#times, performance.now()];
    const spanMs = (times.at(-1) ?? first) - first;
    const waits = times.map((time, index) => time - (times[index - 1] ?? this.#beganAt));
    const counted = this.#times.length - 1;
    return {
      frames: counted < 1 || spanMs <= 0 ? Math.max(0, this.#times.length) : Math.min(1000, Math.round((counted * 1000) / spanMs)),
      longestFrameMs: Math.min(600_000, Math.round(Math.max(0, ...waits))),
    };
  }

  readonly #frame = (time: number): void => {
    if (this.#ended) return;
    this.#times.push(time);
    if (this.#times.length <= COUNTED_FRAMES) requestAnimationFrame(this.#frame);
  };
}

interface Surroundings {
  /** Only Chromium tells it. */
  performance: { memory?: { usedJSHeapSize: number } };
  /** Defined by OBS's browser source. */
  obsstudio?: unknown;
}

/** Beats until the page ends. What cannot be told now is not told later. */
export function startHeartbeat(client: Pick<StudioClient, 'beat'>, page: Pick<Heartbeat, 'view' | 'still'>): void {
  const surroundings = globalThis as unknown as Surroundings;
  const pageId = newPageId();
  let frames = new FrameCount();
  let isTold = true;
  setInterval(() => {
    const counted = frames.end();
    frames = new FrameCount();
    // One at a time: a studio that does not answer is not sent a heap of beats.
    if (!isTold) return;
    isTold = false;
    const told = () => void (isTold = true);
    const visible = document.visibilityState === 'visible';
    client
      .beat({
        ...page,
        pageId,
        inObs: surroundings.obsstudio !== undefined,
        visible,
        paintedSeq: Number(document.documentElement.dataset.ledgerSeq ?? -1),
        frames: visible ? counted.frames : 0,
        longestFrameMs: visible ? counted.longestFrameMs : 0,
        heapBytes: surroundings.performance.memory?.usedJSHeapSize ?? null,
        failedLayers: failedLayers().slice(0, 20),
      })
      .then(told, told);
  }, BEAT_MS);
}

/** `crypto.randomUUID` is missing where the page comes from another computer over plain HTTP. */
function newPageId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
