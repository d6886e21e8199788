/** Waiting times between tries: doubling with jitter, up to a limit. */

export interface BackOff {
  /** Milliseconds to wait before the next try. */
  nextMs(): number;
  reset(): void;
}

/**
 * Full jitter over the upper half: the n-th wait lies between half and all of `firstMs · 2ⁿ`, at most `limitMs`.
 * `random` returns 0 ≤ r < 1.
 */
export function backOff(firstMs: number, limitMs: number, random: () => number = Math.random): BackOff {
  let tries = 0;
  return {
    nextMs() {
      const full = Math.min(limitMs, firstMs * 2 ** tries);
      tries = Math.min(tries + 1, 30);
      return Math.round(full / 2 + (full / 2) * random());
    },
    reset() {
      tries = 0;
    },
  };
}
