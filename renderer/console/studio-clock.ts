/** The studio's clock on this page: what the host said last, counted on from the moment it was heard. */
import { useSyncExternalStore } from 'react';
import { useStudioClient } from '../client/hooks.ts';
import type { StudioClient } from '../client/studio-client.ts';

const TICK_MS = 250;

class StudioClock {
  #nowMs: number | undefined;
  #anchor: { nowAtMs: number; clockSpeed: number; heardAt: number } | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
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
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  };

  #hear(): void {
    const studio = this.#client.topic('studio').get();
    if (!studio) return;
    const { nowAtMs, clockSpeed } = studio;
    if (this.#anchor?.nowAtMs === nowAtMs && this.#anchor.clockSpeed === clockSpeed) return;
    this.#anchor = { nowAtMs, clockSpeed, heardAt: performance.now() };
    this.#tick();
  }

  /** Whole seconds are all that is shown. */
  #tick(): void {
    if (!this.#anchor) return;
    const { nowAtMs, clockSpeed, heardAt } = this.#anchor;
    const nowMs = Math.floor((nowAtMs + (performance.now() - heardAt) * clockSpeed) / 1000) * 1000;
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
