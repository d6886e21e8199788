/** Remembers which program scenes the studio asked for, so that its own changes can be told from those made by hand. */
import type { Clock } from '../kernel/clock.ts';

interface Wish {
  sceneName: string;
  madeAtMs: number;
}

/** OBS reports the new scene when the transition has ended; OBS's longest transition is 20 s. */
const WISH_LIFE_MS = 30_000;

export class SceneWishes {
  readonly #clock: Clock;
  #wishes: Wish[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A wish for the scene that is on program already brings no event, and is not kept. Returns how to take the wish back. */
  add(sceneName: string, programSceneName: string | null): () => void {
    if (this.#wishes.length === 0 && sceneName === programSceneName) return () => undefined;
    const wish = { sceneName, madeAtMs: this.#clock.monotonicMs() };
    this.#wishes.push(wish);
    return () => {
      this.#wishes = this.#wishes.filter((other) => other !== wish);
    };
  }

  /** True when this scene was asked for; it and what was asked for before it are fulfilled. */
  fulfil(sceneName: string): boolean {
    const oldest = this.#clock.monotonicMs() - WISH_LIFE_MS;
    this.#wishes = this.#wishes.filter((wish) => wish.madeAtMs >= oldest);
    const last = this.#wishes.findLastIndex((wish) => wish.sceneName === sceneName);
    if (last === -1) return false;
    this.#wishes = this.#wishes.slice(last + 1);
    return true;
  }

  clear(): void {
    this.#wishes = [];
  }
}
