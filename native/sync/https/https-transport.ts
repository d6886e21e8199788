/** The way upstream over HTTPS: signed requests by Standard Webhooks to a receiver's base address. */
import type { KeyObject } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { accepted, type Refusal, refused, type Result } from '../../contract/refusal.ts';
import type { ConnectionTest, HttpsDestination, Summary } from '../../contract/upstream.ts';
import { isSafeAddress } from '../../kernel/bounded-fetch.ts';
import type { Clock } from '../../kernel/clock.ts';
import { keyOfSecret, signedHeaders } from '../../orders/standard-webhooks.ts';
import { isPortOpen } from '../open-port.ts';
import type { Batch, DigestSource, Outcome, Transport, Way } from '../transport.ts';
import type { Uplink } from '../uplink.ts';
import { meaningOfEntries, meaningWithout, receiverAnswer, theirTimeMs, whyUnreachable } from './answer.ts';
import { blockDigestOf, broadcastDigestOf, DIGEST_LIMIT_BYTES } from './digest-answer.ts';
import { type PacedAnswer, pacedRequest } from './paced-request.ts';

export interface HttpsPorts {
  readonly secret: string | null;
  studioId(): string;
  readonly uplink: Uplink;
  readonly clock: Clock;
  /** A certificate authority beside the system's own; for tests. */
  readonly ca?: string;
}

/** A receiver takes signatures up to five minutes old; this far apart, a 401 may be the clock's fault. */
const SKEW_LIMIT_MS = 4 * 60_000;
/** What a question takes of the line: its headers. */
const QUESTION_BYTES = 600;

/**
 * The address in the one form that names its place: no slash at the end.
 * Refuses with `upstream-bad-address` anything but https, or http to this computer, and addresses with a password, a query or a fragment.
 */
export function parseBaseUrl(text: string): Result<string> {
  if (!URL.canParse(text.trim())) return refused('upstream-bad-address', { baseUrl: text });
  const url = new URL(text.trim());
  // The refusal is shown and logged.
  const shown = url.username || url.password || url.search || url.hash ? `${url.protocol}//${url.host}` : text;
  if (!isSafeAddress(url) || url.search) return refused('upstream-bad-address', { baseUrl: shown });
  return accepted(url.origin + url.pathname.replace(/\/+$/u, ''));
}

export function openHttps({ destinationId, baseUrl }: HttpsDestination, ports: HttpsPorts): Result<Way<Batch>> {
  const address = parseBaseUrl(baseUrl);
  if (!address.ok) return address;
  if (ports.secret === null) return refused('secret-missing', { destinationId });
  const key = keyOfSecret(ports.secret);
  if (!key) return refused('secret-invalid', { destinationId });
  return accepted({ place: address.value, address: address.value, transport: new HttpsTransport(address.value, key, ports) });
}

class HttpsTransport implements Transport {
  readonly #baseUrl: string;
  readonly #url: URL;
  readonly #key: KeyObject;
  readonly #ports: HttpsPorts;
  /** Of their own, so that a question does not wait behind a slow upload. */
  readonly #agents: Readonly<Record<'GET' | 'POST', HttpAgent>>;
  /** Their clock less the monotonic one, by the last answer: it outlives jumps of the wall clock. */
  #theirsMs: number | null = null;
  /** True: sign by their clock, because ours was turned away. */
  #byTheirs = false;

  constructor(baseUrl: string, key: KeyObject, ports: HttpsPorts) {
    this.#baseUrl = baseUrl;
    this.#url = new URL(baseUrl);
    this.#key = key;
    this.#ports = ports;
    const options = { keepAlive: true, maxSockets: 1 };
    // Said outright, because NODE_TLS_REJECT_UNAUTHORIZED=0 would switch it off.
    const tls = { ...options, rejectUnauthorized: true, ...(ports.ca ? { ca: ports.ca } : {}) };
    const agent = () => (this.#url.protocol === 'https:' ? new HttpsAgent(tls) : new HttpAgent(options));
    this.#agents = { GET: agent(), POST: agent() };
  }

  get clockSkewMs(): number | null {
    const { clock } = this.#ports;
    return this.#theirsMs === null ? null : this.#theirsMs + clock.monotonicMs() - clock.nowMs();
  }

  get notice(): Refusal | null {
    const skewMs = this.clockSkewMs;
    if (!this.#byTheirs || skewMs === null) return null;
    return refused('upstream-clock-skew', { host: this.#url.host, seconds: Math.round(Math.abs(skewMs) / 1000) }).refusal;
  }

  async send(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    const headers = { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip', 'idempotency-key': batch.id };
    const answer = await this.#exchange('POST', `${this.#studioPath(batch.studioId)}/entries`, batch.id, batch.body, headers, signal);
    return meaningOfEntries(answer, batch, this.#url.host, this.#ports.clock);
  }

  async sendSummary(summary: Summary, signal: AbortSignal): Promise<boolean> {
    const { studioId, broadcastId, ledgerSeq } = summary;
    const id = `${studioId}/summary/${broadcastId}/${ledgerSeq}`;
    const headers = { 'content-type': 'application/json', 'idempotency-key': id };
    const body = Buffer.from(JSON.stringify(summary));
    const answer = await this.#exchange('POST', `${this.#studioPath(studioId)}/summary`, id, body, headers, signal);
    return answer.kind === 'answered' && receiverAnswer(answer, studioId) !== null;
  }

  readonly digests: DigestSource = {
    digest: async (broadcastId, signal) => {
      const answer = await this.#digest(broadcastId, '', signal);
      return broadcastDigestOf(answer, broadcastId, this.#url.host, this.#ports.clock);
    },
    block: async (broadcastId, block, signal) => {
      const answer = await this.#digest(broadcastId, `?block=${block}`, signal);
      return blockDigestOf(answer, block, this.#url.host, this.#ports.clock);
    },
  };

  async test(signal: AbortSignal): Promise<Result<ConnectionTest>> {
    const { clock } = this.#ports;
    const { host } = this.#url;
    const studioId = this.#ports.studioId();
    const startedAtMs = clock.monotonicMs();
    const answer = await this.#exchange('GET', this.#studioPath(studioId), `${studioId}/test`, new Uint8Array(), {}, signal);
    const ms = Math.round(clock.monotonicMs() - startedAtMs);
    if (answer.kind === 'unreachable') return { ok: false, refusal: whyUnreachable(answer, host) };
    const said = receiverAnswer(answer, studioId);
    if (said) return accepted({ ms, acknowledgedSeq: said.acknowledged, accepts: said.accepts ?? [] });
    // A bare receiver takes entries and answers no questions.
    if (answer.status === 404 || answer.status === 405) return accepted({ ms, acknowledgedSeq: null, accepts: [] });
    return { ok: false, refusal: meaningWithout(answer, host, clock).refusal };
  }

  knock(signal: AbortSignal): Promise<boolean> {
    const { protocol, hostname, port } = this.#url;
    const at = { host: hostname.replaceAll(/[[\]]/gu, ''), port: Number(port) || (protocol === 'https:' ? 443 : 80) };
    return isPortOpen(at, this.#ports.clock, signal);
  }

  async dispose(): Promise<void> {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }

  async #digest(broadcastId: string, query: string, signal: AbortSignal): Promise<PacedAnswer> {
    const studioId = this.#ports.studioId();
    await this.#ports.uplink.take(QUESTION_BYTES, signal);
    const address = `${this.#studioPath(studioId)}/broadcasts/${encodeURIComponent(broadcastId)}/digest${query}`;
    return this.#exchange('GET', address, `${studioId}/digest/${broadcastId}`, new Uint8Array(), {}, signal, DIGEST_LIMIT_BYTES);
  }

  #studioPath(studioId: string): string {
    return `${this.#baseUrl}/v1/studios/${encodeURIComponent(studioId)}`;
  }

  async #exchange(
    method: 'GET' | 'POST',
    address: string,
    id: string,
    body: Uint8Array,
    headers: Record<string, string>,
    signal: AbortSignal,
    answerLimitBytes?: number,
  ): Promise<PacedAnswer> {
    const { clock, uplink } = this.#ports;
    const ports = { agent: this.#agents[method], uplink, clock };
    let signedAtMs = 0;
    const send = () => {
      signedAtMs = this.#signingMs;
      const signed = { accept: 'application/json', ...headers, ...signedHeaders(this.#key, id, signedAtMs, body) };
      return pacedRequest({ url: new URL(address), method, headers: signed, body, answerLimitBytes }, ports, signal);
    };
    const first = await send();
    this.#heard(first);
    if (!blamesTheClock(first, signedAtMs)) return first;
    this.#byTheirs = true;
    const second = await send();
    this.#heard(second);
    if (isTurnedAway(second)) this.#byTheirs = false;
    return second;
  }

  get #signingMs(): number {
    const { clock } = this.#ports;
    return this.#byTheirs && this.#theirsMs !== null ? this.#theirsMs + clock.monotonicMs() : clock.nowMs();
  }

  #heard(answer: PacedAnswer): void {
    if (answer.kind !== 'answered') return;
    const { clock, uplink } = this.#ports;
    if (answer.roundTripMs !== null) uplink.answered(this.#baseUrl, answer.roundTripMs);
    const theirsMs = theirTimeMs(answer.headers);
    if (theirsMs === null) return;
    this.#theirsMs = theirsMs - clock.monotonicMs();
    if (Math.abs(theirsMs - clock.nowMs()) <= SKEW_LIMIT_MS) this.#byTheirs = false;
  }
}

function isTurnedAway(answer: PacedAnswer): boolean {
  return answer.kind === 'answered' && (answer.status === 401 || answer.status === 403);
}

/** Turned away, and the answer's date shows that the signature was made by a clock too far from theirs. */
function blamesTheClock(answer: PacedAnswer, signedAtMs: number): boolean {
  const theirsMs = answer.kind === 'answered' && isTurnedAway(answer) ? theirTimeMs(answer.headers) : null;
  return theirsMs !== null && Math.abs(theirsMs - signedAtMs) > SKEW_LIMIT_MS;
}
