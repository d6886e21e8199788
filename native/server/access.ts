/** Access: who may enter. Start tokens become a cookie; only the host's own address and origin are answered. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Visitor } from './router.ts';

export interface AccessTokens {
  /** Opens the console; printed in the ready line. */
  operator: string;
  /** Opens the overlay pages and their two topics, read-only; stands in OBS's browser source. */
  overlay: string;
}

export const SESSION_COOKIE = 'hetian-studio';

/** Compares without telling by its time where two tokens differ. */
function sameToken(given: string, expected: string): boolean {
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

export class Access {
  readonly #tokens: AccessTokens;
  readonly #lan: boolean;

  constructor(tokens: AccessTokens, lan: boolean) {
    this.#tokens = tokens;
    this.#lan = lan;
  }

  /** The visitor that a token stands for, or null. */
  visitorOf(token: string | null | undefined): Visitor | null {
    if (!token) return null;
    if (sameToken(token, this.#tokens.operator)) return { role: 'operator', actor: 'operator:desk' };
    if (sameToken(token, this.#tokens.overlay)) return { role: 'overlay', actor: 'overlay' };
    return null;
  }

  /** Who makes this request: by the token in its address, else by its cookie. */
  visitor(request: Pick<IncomingMessage, 'url' | 'headers'>): Visitor | null {
    const token = targetOf(request)?.query.get('token') ?? null;
    if (token !== null) return this.visitorOf(token);
    const cookie = /(?:^|;\s*)hetian-studio=([\w-]+)/u.exec(request.headers.cookie ?? '')?.[1];
    return this.visitorOf(cookie);
  }

  /**
   * Refuses names that were pointed at this machine from outside (DNS rebinding) and pages of other origins.
   * On loopback only loopback names are the host's own; on a LAN any address by number is.
   */
  isOwnAddress(headers: IncomingMessage['headers']): boolean {
    const { host, origin } = headers;
    if (!host || !this.#isOwnName(host)) return false;
    if (origin === undefined) return true;
    return origin === `http://${host}` || origin === `https://${host}`;
  }

  #isOwnName(host: string): boolean {
    const name = host.replace(/:\d+$/u, '').toLowerCase();
    if (name === 'localhost' || name === '127.0.0.1' || name === '[::1]') return true;
    return this.#lan && (/^\d{1,3}(?:\.\d{1,3}){3}$/u.test(name) || /^\[[\da-f:]+\]$/u.test(name));
  }
}
