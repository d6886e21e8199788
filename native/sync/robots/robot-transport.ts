/** Sends a robot's messages to its platform, and tells from the answer whether the group has it. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { z } from 'zod';
import { accepted, type Refusal, refused, type Result } from '../../contract/refusal.ts';
import type { ConnectionTest } from '../../contract/upstream.ts';
import type { Clock } from '../../kernel/clock.ts';
import { meaningWithout, theirTimeMs, whyUnreachable } from '../https/answer.ts';
import { type PacedAnswer, pacedRequest } from '../https/paced-request.ts';
import { isPortOpen } from '../open-port.ts';
import type { Outcome, Transport } from '../transport.ts';
import type { Uplink } from '../uplink.ts';
import type { RobotAdapter, RobotAnswer } from './robot-adapter.ts';
import type { RobotMessage } from './robot-outbox.ts';

export interface RobotTransportPorts {
  adapter: RobotAdapter;
  address: URL;
  secret: string | null;
  testText(): string;
  uplink: Uplink;
  clock: Clock;
}

/** Feishu says `code` or, in its older form, `StatusCode`; the others say `errcode`. */
const answerSchema = z.union([
  z.object({ code: z.int(), msg: z.string().optional() }).transform(({ code, msg }) => ({ code, message: msg ?? '' })),
  z
    .object({ errcode: z.int(), errmsg: z.string().optional() })
    .transform(({ errcode, errmsg }) => ({ code: errcode, message: errmsg ?? '' })),
  z
    .object({ StatusCode: z.int(), StatusMessage: z.string().optional() })
    .transform(({ StatusCode, StatusMessage }) => ({ code: StatusCode, message: StatusMessage ?? '' })),
]);
const MESSAGE_LENGTH = 200;

export class RobotTransport implements Transport<RobotMessage> {
  readonly #ports: RobotTransportPorts;
  readonly #agent: HttpAgent;
  #skewMs: number | null = null;

  constructor(ports: RobotTransportPorts) {
    this.#ports = ports;
    // A kept connection that turns out to be dead would be tried again at once, and the group might read a message twice.
    const options = { keepAlive: false };
    // As over HTTPS: no variable of the environment makes a bad certificate good.
    this.#agent = ports.address.protocol === 'https:' ? new HttpsAgent({ ...options, rejectUnauthorized: true }) : new HttpAgent(options);
  }

  get clockSkewMs(): number | null {
    return this.#skewMs;
  }

  send(message: RobotMessage, signal: AbortSignal): Promise<Outcome> {
    return this.#say(message.text, message.seq, signal);
  }

  /** Says so in the group: that is what a person expects of a robot. */
  async test(signal: AbortSignal): Promise<Result<ConnectionTest>> {
    const { clock, testText } = this.#ports;
    const startedAtMs = clock.monotonicMs();
    const outcome = await this.#say(testText(), 0, signal);
    if (outcome.kind !== 'acknowledged') return { ok: false, refusal: outcome.refusal };
    return accepted({ ms: Math.round(clock.monotonicMs() - startedAtMs), acknowledgedSeq: null, accepts: [] });
  }

  knock(signal: AbortSignal): Promise<boolean> {
    const { protocol, hostname, port } = this.#ports.address;
    const at = { host: hostname.replaceAll(/[[\]]/gu, ''), port: Number(port) || (protocol === 'https:' ? 443 : 80) };
    return isPortOpen(at, this.#ports.clock, signal);
  }

  async dispose(): Promise<void> {
    this.#agent.destroy();
  }

  async #say(text: string, seq: number, signal: AbortSignal): Promise<Outcome> {
    const { adapter, address, secret, uplink, clock } = this.#ports;
    const { url, body } = adapter.request(address, secret, text, clock.nowMs());
    const headers = { 'content-type': 'application/json; charset=utf-8', accept: 'application/json' };
    const request = { url, method: 'POST' as const, headers, body: Buffer.from(JSON.stringify(body)) };
    const answer = await pacedRequest(request, { agent: this.#agent, uplink, clock }, signal);
    if (answer.kind === 'unreachable') {
      return { kind: 'unreachable', refusal: whyUnreachable(answer, address.host), unconnected: answer.unconnected };
    }
    if (answer.roundTripMs !== null) uplink.answered(address.host, answer.roundTripMs);
    const theirsMs = theirTimeMs(answer.headers);
    this.#skewMs = theirsMs === null ? null : theirsMs - clock.nowMs();
    return this.#meaningOf(answer, seq);
  }

  #meaningOf(answer: Extract<PacedAnswer, { kind: 'answered' }>, seq: number): Outcome {
    const { adapter, address, clock } = this.#ports;
    const said = robotAnswer(answer.body);
    if (!said) {
      const without = meaningWithout(answer, address.host, clock);
      // A message is never given up, and never made smaller.
      if (without.kind === 'refused' || without.kind === 'too-large') return this.#stopped({ code: answer.status, message: '' });
      return without;
    }
    switch (adapter.verdict(said)) {
      case 'taken':
        if (answer.status === 200) return { kind: 'acknowledged', seq, refused: [], accepts: [] };
        return { kind: 'foreign', refusal: refused('upstream-not-acknowledged', { status: answer.status }).refusal };
      case 'too-often':
        return { kind: 'busy', refusal: refused('upstream-too-often').refusal, retryAfterMs: adapter.pauseMs };
      case 'again':
        return { kind: 'busy', refusal: this.#refusal(said), retryAfterMs: null };
      case 'person':
        return this.#stopped(said);
    }
  }

  #stopped(said: RobotAnswer): Outcome {
    return { kind: 'stopped', refusal: this.#refusal(said) };
  }

  /** Their words without anything of the address or the secret, should they repeat it. */
  #refusal({ code, message }: RobotAnswer): Refusal {
    const { address, secret } = this.#ports;
    const secrets = [...address.pathname.split('/').slice(-1), ...address.searchParams.values(), secret ?? ''].filter(
      ({ length }) => length >= 8,
    );
    const shown = secrets.reduce((text, part) => text.replaceAll(part, '…'), message.replaceAll(/[\p{C}\s]+/gu, ' ').trim());
    return refused('upstream-robot-refused', { code: String(code), message: shown.slice(0, MESSAGE_LENGTH) }).refusal;
  }
}

/** Null when it is no answer of such a platform. */
function robotAnswer(body: Buffer | null): RobotAnswer | null {
  try {
    const answer = answerSchema.safeParse(JSON.parse(body?.toString('utf8') ?? ''));
    return answer.success ? answer.data : null;
  } catch {
    // A page, or half an answer.
    return null;
  }
}
