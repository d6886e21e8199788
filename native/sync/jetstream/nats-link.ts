/** One connection to a NATS server: opened within a deadline, never made anew by itself, and every failure told apart. */
import type { KeyObject } from 'node:crypto';
import {
  type Authenticator,
  connect,
  credsAuthenticator,
  type NatsConnection,
  nkeyAuthenticator,
  type NodeConnectionOptions,
  tokenAuthenticator,
  usernamePasswordAuthenticator,
} from '@nats-io/transport-node';
import { accepted, refused, type Result } from '../../contract/refusal.ts';
import { isLoopback } from '../../kernel/bounded-fetch.ts';
import type { Clock } from '../../kernel/clock.ts';
import { type LinkFailure, meaningOf } from './nats-failure.ts';
import { userKeyOf } from './user-key.ts';
import { within } from '../within.ts';

export interface NatsAccess {
  /** As `natsAddress` gives it. */
  readonly server: string;
  readonly authenticator: Authenticator;
  /** See `inboxPrefix`. */
  readonly inboxPrefix: string;
}

export type Opened = { kind: 'open'; connection: NatsConnection } | LinkFailure;

const CONNECT_LIMIT_MS = 15_000;
const PING_MS = 20_000;
const DEFAULT_PORT = '4222';

/** `tls://host:port`, or `nats://` to this computer; the one form that names the cursor. Refuses with `upstream-bad-address`. */
export function natsAddress(text: string): Result<string> {
  const url = URL.parse(text.trim());
  // The refusal is shown and logged.
  const shown = url && (url.username || url.password || url.search || url.hash) ? `${url.protocol}//${url.host}` : text;
  const bad = refused('upstream-bad-address', { baseUrl: shown });
  if (!url?.hostname || url.username || url.password || url.search || url.hash) return bad;
  if (url.pathname !== '' && url.pathname !== '/') return bad;
  const hostname = url.hostname.toLowerCase();
  const safe = url.protocol === 'tls:' || (url.protocol === 'nats:' && isLoopback(hostname));
  return safe ? accepted(`${url.protocol}//${hostname}:${url.port || DEFAULT_PORT}`) : bad;
}

/**
 * With `user` the login is that user's password; otherwise a credentials file, an NKey seed or a token, told apart by form.
 * Without a login the studio proves itself by the key that its secret gives. Null for a seed or file that holds no key.
 */
export function natsAuthenticator(of: { user?: string | undefined; login: string | null; key: KeyObject }): Authenticator | null {
  const login = of.login?.trim();
  if (of.user !== undefined) return usernamePasswordAuthenticator(of.user, login ?? '');
  if (!login) {
    const userKey = userKeyOf(of.key);
    return (nonce) => ({ nkey: userKey.publicKey, sig: nonce ? userKey.signature(nonce) : '' });
  }
  // The client finds the end of a credentials file only before a line's end.
  const bytes = new TextEncoder().encode(`${login}\n`);
  if (login.includes('BEGIN NATS USER JWT')) return usable(credsAuthenticator(bytes));
  return /^SU[A-Z2-7]{56}$/u.test(login) ? usable(nkeyAuthenticator(new TextEncoder().encode(login))) : tokenAuthenticator(login);
}

export async function openLink(access: NatsAccess, clock: Clock, signal: AbortSignal): Promise<Opened> {
  const { protocol, hostname, host } = URL.parse(access.server)!;
  const options: NodeConnectionOptions = {
    servers: host,
    authenticator: access.authenticator,
    inboxPrefix: access.inboxPrefix,
    name: 'hetian-studio',
    timeout: CONNECT_LIMIT_MS,
    // The delivery tries again in its own time; a link that comes back by itself would send what nobody waits for any more.
    reconnect: false,
    maxReconnectAttempts: 0,
    waitOnFirstConnect: false,
    ignoreClusterUpdates: true,
    ignoreAuthErrorAbort: false,
    noEcho: true,
    pingInterval: PING_MS,
    noAsyncTraces: true,
    // With options the client insists on TLS. Node checks an IP address against the certificate only when it is named.
    tls: protocol === 'tls:' ? ({ host: hostname.replaceAll(/[[\]]/gu, '') } as NodeConnectionOptions['tls']) : null,
  };
  const opening = connect(options);
  try {
    return { kind: 'open', connection: await within(opening, clock, CONNECT_LIMIT_MS, signal) };
  } catch (error) {
    // Given up, it may still open.
    void opening.then((late) => late.close()).catch(() => undefined);
    return meaningOf(error, { host, subject: null });
  }
}

/** A mistyped seed shows only when something is signed with it. */
function usable(authenticator: Authenticator): Authenticator | null {
  try {
    authenticator('nonce');
    return authenticator;
  } catch {
    return null;
  }
}
