/** A clock that only a test moves. */
import type { Clock } from '../../native/kernel/clock.ts';

export interface ManualClock extends Clock {
  /** Moves real time on, step by step through the timers that become due; work they start gets its turns in between. */
  advance(ms: number): Promise<void>;
}

export function manualClock(): ManualClock {
  let nowMs = 0;
  const timers = new Set<{ atMs: number; callback: () => void }>();
  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    after(delayMs, callback) {
      const timer = { atMs: nowMs + Math.max(0, delayMs), callback };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
    async advance(ms) {
      const untilMs = nowMs + ms;
      for (;;) {
        await settled();
        const due = [...timers].filter((timer) => timer.atMs <= untilMs).sort((one, other) => one.atMs - other.atMs)[0];
        if (!due) break;
        nowMs = Math.max(nowMs, due.atMs);
        timers.delete(due);
        due.callback();
      }
      nowMs = untilMs;
      await settled();
    },
  };
}

/** Lets everything that waits for no timer run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
