/** Notices when answers take longer than they did: a queue stands on the line, and is seen before OBS feels it. */

/** `longer`: more waits on the line than did. `slow`: so much, and again, that something must be done. */
export type AnswerTime = 'usual' | 'longer' | 'slow';

/** The quickest answer of the last one to two spans is what the line takes when nothing waits. */
const SPAN_MS = 300_000;
const GROWN_FACTOR = 3;
const LONGER_BY_MS = 80;
const SLOW_BY_MS = 150;
/** A single late answer may be the other side's own doing: it takes two very late ones in a row, or four late ones. */
const LONGER_POINTS = 1;
const SLOW_POINTS = 2;
const ENOUGH_POINTS = 4;

interface Way {
  quickest: number;
  quickestBefore: number;
  spanSinceMs: number;
  /** Of late answers in a row. */
  points: number;
}

export class AnswerTimes {
  readonly #ways = new Map<string, Way>();

  hear(name: string, roundTripMs: number, nowMs: number): AnswerTime {
    const way = this.#ways.get(name) ?? {
      quickest: roundTripMs,
      quickestBefore: Number.POSITIVE_INFINITY,
      spanSinceMs: nowMs,
      points: 0,
    };
    this.#ways.set(name, way);
    if (nowMs - way.spanSinceMs >= SPAN_MS) {
      way.quickestBefore = way.quickest;
      way.quickest = roundTripMs;
      way.spanSinceMs = nowMs;
    }
    way.quickest = Math.min(way.quickest, roundTripMs);
    const usual = Math.min(way.quickest, way.quickestBefore);
    const grownBy = roundTripMs > usual * GROWN_FACTOR ? roundTripMs - usual : 0;
    if (grownBy <= LONGER_BY_MS) {
      way.points = 0;
      return 'usual';
    }
    way.points += grownBy > SLOW_BY_MS ? SLOW_POINTS : LONGER_POINTS;
    if (way.points < ENOUGH_POINTS) return 'longer';
    way.points = 0;
    return 'slow';
  }

  forget(): void {
    this.#ways.clear();
  }
}
