/** Waiting for the outside with an end: a deadline by the injected clock, or the caller's abort. */
import type { Clock } from '../kernel/clock.ts';

/** `limitMs` is null after an abort. */
export class GaveUp extends Error {
  readonly limitMs: number | null;
  constructor(limitMs: number | null) {
    super('gave up waiting');
    this.limitMs = limitMs;
  }
}

/** The work's own end, or `GaveUp` when the deadline or an abort comes first. */
export async function within<T>(work: Promise<T>, clock: Clock, limitMs: number, signal: AbortSignal): Promise<T> {
  const { promise: giveUp, reject } = Promise.withResolvers<never>();
  const timer = clock.after(limitMs, () => reject(new GaveUp(limitMs)));
  const onAbort = () => reject(new GaveUp(null));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work, giveUp]);
  } finally {
    timer.cancel();
    signal.removeEventListener('abort', onAbort);
  }
}
