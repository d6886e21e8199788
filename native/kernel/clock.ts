/** Time as a port: wall time for records, monotonic time for deadlines, timers that tests can drive. */

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Wall time in epoch milliseconds. In a rehearsal it is the rehearsed time. */
  nowMs(): number;
  /** Milliseconds that never run backwards and never run faster: for deadlines and lengths of real waiting. */
  monotonicMs(): number;
  /** Calls back once after real milliseconds. A pending timer does not keep the process alive. */
  after(delayMs: number, callback: () => void): Timer;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, callback) {
    const handle = setTimeout(callback, delayMs);
    handle.unref();
    return { cancel: () => clearTimeout(handle) };
  },
};

/** A promise that resolves after real milliseconds, or at once when the signal aborts. */
export function delay(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const onAbort = () => {
      timer.cancel();
      resolve();
    };
    const timer = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
