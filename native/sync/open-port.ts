/** Whether anything takes connections at an address, without a word being said. */
import { connect } from 'node:net';
import type { Clock } from '../kernel/clock.ts';

/** A look that takes longer is as good as nobody there; the next one follows soon. */
export const KNOCK_LIMIT_MS = 2500;

export function isPortOpen(at: { host: string; port: number }, clock: Clock, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(at);
    const done = (open: boolean) => {
      timer.cancel();
      signal.removeEventListener('abort', given);
      socket.destroy();
      resolve(open);
    };
    const given = () => done(false);
    const timer = clock.after(KNOCK_LIMIT_MS, given);
    signal.addEventListener('abort', given, { once: true });
    socket.once('connect', () => done(true));
    socket.on('error', given);
  });
}
