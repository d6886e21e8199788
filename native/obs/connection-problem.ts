/** Why a connection to OBS failed, in words the operator can act on, and whether trying again makes sense. */
import type { Refusal, RefusalCode } from '../contract/refusal.ts';
import { isLoopback } from '../kernel/bounded-fetch.ts';
import { type LinkFailure, SILENT } from './link.ts';

export interface ConnectionProblem {
  refusal: Refusal;
  /** `never`: a person must act first. `slowly`: something else answers there, and may go on doing so. */
  retry: 'soon' | 'slowly' | 'never';
}

/** Close codes of obs-websocket 5. */
const AUTHENTICATION_FAILED = 4009;
const UNSUPPORTED_RPC_VERSION = 4010;
const SESSION_INVALIDATED = 4011;

/** What `ws` and Node's HTTP parser say when the other side is no obs-websocket. */
const FOREIGN = /Unexpected server response|subprotocol|Sec-WebSocket|Upgrade header|Parse Error|Invalid WebSocket frame|SSL|EPROTO/iu;

/** What the system says when there is no way to the other computer. */
const UNPLUGGED = /EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN/u;

export function problemOf(failure: LinkFailure, url: string, passwordGiven: boolean): ConnectionProblem {
  const problem = (code: RefusalCode, retry: ConnectionProblem['retry']) => ({ refusal: { code, context: { url } }, retry });
  if (failure.code === AUTHENTICATION_FAILED) return problem(passwordGiven ? 'obs-wrong-password' : 'obs-password-needed', 'never');
  if (failure.code === UNSUPPORTED_RPC_VERSION) return problem('obs-incompatible', 'never');
  if (failure.code === SESSION_INVALIDATED) return problem('obs-session-ended', 'never');
  if (failure.code === SILENT) return problem('obs-silent', 'soon');
  if (failure.code >= 4000) return problem('obs-incompatible', 'slowly');
  if (FOREIGN.test(failure.message)) return problem('obs-foreign-server', 'slowly');
  if (UNPLUGGED.test(failure.message)) return problem('obs-unplugged', 'soon');
  return problem('obs-unreachable', 'soon');
}

/** The address as it may be shown and used, or null when it is none. Credentials in it would end up on screens and in logs. */
export function obsAddress(text: string): string | null {
  const url = URL.parse(text.trim());
  if (!url || !['ws:', 'wss:'].includes(url.protocol) || url.hostname === '') return null;
  if (url.username !== '' || url.password !== '' || url.hash !== '') return null;
  return url.href.replace(/\/$/u, '');
}

/** Whether two addresses lead to one OBS, as far as can be told from them: this computer has several names. */
export function isSameObs(one: string, other: string): boolean {
  const [a, b] = [obsAddress(one), obsAddress(other)].map((address) => (address === null ? null : new URL(address)));
  if (!a || !b) return false;
  const isHere = isLoopback(a.hostname) && isLoopback(b.hostname);
  return a.port === b.port && a.protocol === b.protocol && (isHere || a.hostname === b.hostname);
}

/** A refused address without what may be a secret in it. */
export function shownAddress(text: string): string {
  return text.replace(/\/\/[^/@]*@/u, '//').slice(0, 200);
}

/** An OBS that sees this computer's files and calls it by loopback. */
export function isOnThisComputer(obsUrl: string): boolean {
  return URL.canParse(obsUrl) && isLoopback(new URL(obsUrl).hostname);
}
