/** The studio's clock on this page: what the host said last, counted on from the moment it was heard. */
import { useSyncExternalStore } from 'react';
import { useStudioClient } from '../client/hooks.ts';
import type { StudioClient } from '../client/studio-client.ts';

/** Behind the boundary of a second, because a timer that fires early would show the second before. */
const BEHIND_MS = 5;
/** A page that is busy starting hears the time late; so long is a word that was quicker believed more than a newer one. */
const BELIEVED_MS = 30 * 60_000;

/** In a rehearsal that runs fast, seconds pass faster than anybody can read. */
const LEAST_TICK_MS = 100;
/** A word later than this did not come late: the clock was set. */
const LATE_MS = 2_000;

interface Anchor {
  nowAtMs: number;
  clockSpeed: number;
  /** By this page's clock, which never runs backwards. */
  heardAt: number;
}

class StudioClock {
  #nowMs: number | undefined;
  #anchor: Anchor | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #client: StudioClient;

  constructor(client: StudioClient) {
    this.#client = client;
    client.topic('studio').subscribe(() => this.#hear());
    this.#hear();
  }

  /** Changes only with a tick, so that one drawing of the page sees one time; undefined until the host has said it. */
  get = (): number | undefined => this.#nowMs;

  /** Watchers share one timer, which rests when nobody looks. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#timer === undefined) this.#tick();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  };

  #hear(): void {
    const studio = this.#client.topic('studio').get();
    if (!studio) return;
    const { nowAtMs, clockSpeed } = studio;
    const before = this.#anchor;
    if (before?.nowAtMs === nowAtMs && before.clockSpeed === clockSpeed) return;
    const heardAt = performance.now();
    // Lateness can only make the clock slow: the word that puts it furthest on was the quickest. A jump is a clock that was set.
    const movedMs = before ? nowAtMs - this.#at(before, heardAt) : 0;
    const slower =
      before?.clockSpeed === clockSpeed &&
      movedMs <= 0 &&
      movedMs > -LATE_MS * Math.max(1, clockSpeed) &&
      heardAt - before.heardAt < BELIEVED_MS;
    if (!slower) this.#anchor = { nowAtMs, clockSpeed, heardAt };
    this.#tick();
  }

  #at({ nowAtMs, clockSpeed, heardAt }: Anchor, at: number): number {
    return nowAtMs + (at - heardAt) * clockSpeed;
  }

  /** Whole seconds are all that is shown; the next tick is due at the next one, so that two consoles turn at the same moment. */
  #tick(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#anchor) return;
    const exactMs = this.#at(this.#anchor, performance.now());
    const nowMs = Math.floor(exactMs / 1000) * 1000;
    if (this.#listeners.size > 0) {
      const { clockSpeed } = this.#anchor;
      const dueMs = clockSpeed > 0 ? (nowMs + 1000 - exactMs) / clockSpeed + BEHIND_MS : 1000;
      this.#timer = setTimeout(() => this.#tick(), Math.max(LEAST_TICK_MS, dueMs));
    }
    if (nowMs === this.#nowMs) return;
    this.#nowMs = nowMs;
    for (const listener of this.#listeners) listener();
  }
}

const clocks = new WeakMap<StudioClient, StudioClock>();

/** Studio time in epoch milliseconds, to the second; undefined until the host has been heard. */
export function useStudioNow(): number | undefined {
  const client = useStudioClient();
  let clock = clocks.get(client);
  if (!clock) {
    clock = new StudioClock(client);
    clocks.set(client, clock);
  }
  return useSyncExternalStore(clock.subscribe, clock.get);
}
