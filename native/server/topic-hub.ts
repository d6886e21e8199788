/** Topics for pages: a snapshot first, then merged patches; the first change at once, then no faster than a page can use. */
import { randomUUID } from 'node:crypto';
import type { TopicMessage, TopicName, TopicState } from '../contract/topics.ts';
import { type Clock, delay } from '../kernel/clock.ts';
import type { LiveState } from '../kernel/live-state.ts';

export type TopicSources = { [T in TopicName]: LiveState<TopicState<T>> };

/** Least pause between two messages of one topic. The overlay's keeps up with a 60 Hz picture. */
const GAP_MS = 50;
const OVERLAY_GAP_MS = 8;
/** How often a line that was full is looked at again. */
const FULL_LINE_GAP_MS = 50;

/** Whether a listener's line has not taken yet what it was told; then it is told nothing more, and all that changed meanwhile in one patch later. */
type IsFull = () => boolean;
const neverFull: IsFull = () => false;

export class TopicHub {
  /** Tells pages that the host has restarted. */
  readonly epoch = randomUUID();
  readonly #sources: TopicSources;
  readonly #clock: Clock;
  readonly #refresh: (topic: TopicName) => void;
  #overlayPages = 0;

  /** `refresh` is called before a snapshot is taken, to bring a state that tells the time up to date. */
  constructor(sources: TopicSources, clock: Clock, refresh: (topic: TopicName) => void) {
    this.#sources = sources;
    this.#clock = clock;
    this.#refresh = refresh;
  }

  /** Overlay pages that watch now, other than those of the console. */
  get overlayPages(): number {
    return this.#overlayPages;
  }

  /** As `watch`, for a page with the overlay's own token: that of OBS's browser source. */
  async *watchAsOverlay<T extends TopicName>(
    topic: T,
    signal: AbortSignal | undefined,
    isFull: IsFull = neverFull,
  ): AsyncGenerator<TopicMessage<T>> {
    const counts = topic === 'overlay' ? 1 : 0;
    this.#overlayPages += counts;
    try {
      yield* this.watch(topic, signal, isFull);
    } finally {
      this.#overlayPages -= counts;
    }
  }

  async *watch<T extends TopicName>(
    topic: T,
    signal: AbortSignal | undefined,
    isFull: IsFull = neverFull,
  ): AsyncGenerator<TopicMessage<T>> {
    this.#refresh(topic);
    const source: LiveState<TopicState<T>> = this.#sources[topic];
    const gapMs = topic === 'overlay' ? OVERLAY_GAP_MS : GAP_MS;
    let pending: Partial<TopicState<T>> | null = null;
    let wake: () => void = () => {};
    const subscription = source.subscribe((patch) => {
      pending = pending ? { ...pending, ...patch } : patch;
      wake();
    });
    const onAbort = () => wake();
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      yield { topic, epoch: this.epoch, revision: source.revision, type: 'snapshot', state: source.get() };
      while (!signal?.aborted) {
        if (!pending) await new Promise<void>((resolve) => (wake = resolve));
        while (isFull() && !signal?.aborted) await delay(this.#clock, FULL_LINE_GAP_MS, signal);
        if (signal?.aborted || !pending) continue;
        const state: Partial<TopicState<T>> = pending;
        pending = null;
        yield { topic, epoch: this.epoch, revision: source.revision, type: 'patch', state };
        await delay(this.#clock, gapMs, signal);
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
      subscription.dispose();
    }
  }
}
