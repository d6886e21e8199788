/** Looks whether anything at an address takes a connection, to tell an OBS that hangs from a line that is cut. */
import { connect } from 'node:net';
import type { Clock } from '../kernel/clock.ts';

/**
 * `accepted`: the computer of OBS is there and its port is open, also while OBS itself hangs, because its system answers for it.
 * `refused`: the computer is there and nothing listens. `no-answer`: nobody answers, or there is no way to it.
 */
export type LineState = 'accepted' | 'refused' | 'no-answer';
export type LineProbe = (url: string, limitMs: number) => Promise<LineState>;

export function lineProbe(clock: Clock): LineProbe {
  return (url, limitMs) =>
    new Promise((resolve) => {
      const { hostname, port, protocol } = new URL(url);
      const socket = connect({ host: hostname.replace(/^\[|\]$/gu, ''), port: Number(port || (protocol === 'wss:' ? 443 : 80)) });
      const settle = (state: LineState) => {
        timer.cancel();
        socket.destroy();
        resolve(state);
      };
      const timer = clock.after(limitMs, () => settle('no-answer'));
      socket.once('connect', () => settle('accepted'));
      socket.on('error', (error: NodeJS.ErrnoException) => settle(error.code === 'ECONNREFUSED' ? 'refused' : 'no-answer'));
    });
}

/** True for an address of this computer. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/u.test(hostname);
}
