/** Access: who may enter. Start tokens become a cookie; only the host's own address and origin are answered. */
import type { IncomingMessage } from 'node:http';
import { CONSOLE_HEADER, consoleNameSchema } from '../contract/controls.ts';
import { isOwnAddress, sameToken, targetOf } from '../kernel/web-door.ts';
import type { Visitor } from './router.ts';

export interface AccessTokens {
  /** Opens the console; printed in the ready line. */
  operator: string;
  /** Opens the overlay pages and their two topics, read-only, and lets them say how they are; stands in OBS's browser source. */
  overlay: string;
}

export const SESSION_COOKIE = 'hetian-studio';

/** Who acts at a console that calls itself so; one without a usable name is the desk. */
export function operatorActor(name: unknown): string {
  const named = consoleNameSchema.safeParse(name);
  return `operator:${named.success ? named.data : 'desk'}`;
}

/** Who acts by a request of the console that does not go over its socket. */
export function actorOf(headers: IncomingMessage['headers']): string {
  const name = headers[CONSOLE_HEADER];
  if (typeof name !== 'string' || name.length > 400) return operatorActor(null);
  try {
    return operatorActor(decodeURIComponent(name));
  } catch (error) {
    if (error instanceof URIError) return operatorActor(null);
    throw error;
  }
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
    if (sameToken(token, this.#tokens.operator)) return { role: 'operator', actor: operatorActor(null), address: null };
    if (sameToken(token, this.#tokens.overlay)) return { role: 'overlay', actor: 'overlay', address: null };
    return null;
  }

  /** Who makes this request: by the token in its address, else by its cookie. */
  visitor(request: Pick<IncomingMessage, 'url' | 'headers'>): Visitor | null {
    const token = targetOf(request)?.query.get('token') ?? null;
    if (token !== null) return this.visitorOf(token);
    const cookie = /(?:^|;\s*)hetian-studio=([\w-]+)/u.exec(request.headers.cookie ?? '')?.[1];
    return this.visitorOf(cookie);
  }

  /** Only the host's own name and origin are answered. */
  isOwnAddress(headers: IncomingMessage['headers']): boolean {
    return isOwnAddress(headers, this.#lan);
  }
}
