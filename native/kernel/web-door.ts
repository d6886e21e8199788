/** What the HTTP doors of the house share: is the address their own, is the token right, what may a page do, why a port is not theirs. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Refusal, refused } from '../contract/refusal.ts';

/** What a browser may do with pages and answers of the house. */
export const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws: wss:; frame-src 'self'; frame-ancestors 'self'; object-src 'none'; base-uri 'none'; form-action 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** Compares without telling by its time where two tokens differ. */
export function sameToken(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The parts of a request's target, or null for one that no address can be made of, such as `//`. */
export function targetOf(request: { url?: string | undefined }): { path: string; query: URLSearchParams } | null {
  const target = request.url ?? '/';
  if (!target.startsWith('/') || target.startsWith('//') || !URL.canParse(target, 'http://host')) return null;
  const { pathname, searchParams } = new URL(target, 'http://host');
  return { path: pathname, query: searchParams };
}

/**
 * Refuses names that were pointed at this machine from outside (DNS rebinding) and pages of other origins. On loopback only
 * loopback names are the program's own; on a LAN any address by number is. `names` are further ones, in lower case.
 */
export function isOwnAddress({ host, origin }: IncomingHttpHeaders, lan: boolean, names: readonly string[] = []): boolean {
  if (!host || !isOwnName(host.replace(/:\d+$/u, '').toLowerCase(), lan, names)) return false;
  return origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
}

function isOwnName(name: string, lan: boolean, names: readonly string[]): boolean {
  if (name === 'localhost' || name === '127.0.0.1' || name === '[::1]' || names.includes(name)) return true;
  return lan && (/^\d{1,3}(?:\.\d{1,3}){3}$/u.test(name) || /^\[[\da-f:]+\]$/u.test(name));
}

/** Why a server could not listen, for a person to mend; null for any other error. */
export function whyNotListening(error: unknown, { address, port }: { address: string; port: number }): Refusal | null {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return refused('port-in-use', { port }).refusal;
  if (code === 'EADDRNOTAVAIL' || code === 'EACCES' || code === 'ENOTFOUND') return refused('address-unavailable', { address }).refusal;
  return null;
}
