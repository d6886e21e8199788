/** Looks every two seconds whether a destination is there, while nobody can be reached. */
import { type Clock, delay } from '../kernel/clock.ts';

export const KNOCK_MS = 2000;

/**
 * `seen` hears of each look. Ends with the signal; one look at a time. The first is at once: a line that comes back before the
 * second one would otherwise look as if it had been there all along.
 */
export async function knocking(
  knock: (signal: AbortSignal) => Promise<boolean>,
  clock: Clock,
  signal: AbortSignal,
  seen: (there: boolean) => void,
): Promise<void> {
  for (;;) {
    const there = await knock(signal);
    if (signal.aborted) return;
    seen(there);
    await delay(clock, KNOCK_MS, signal);
    if (signal.aborted) return;
  }
}
