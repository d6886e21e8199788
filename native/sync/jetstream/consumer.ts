/** The office's end of the stream: takes batches and summaries, acknowledges what is durable, and puts aside what it cannot take. */
import type { KeyObject } from 'node:crypto';
import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager, type JsMsg } from '@nats-io/jetstream';
import { headers, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import { type Refusal, refused, type Result } from '../../contract/refusal.ts';
import type { ReceiverAbility } from '../../contract/upstream.ts';
import { backOff } from '../../kernel/back-off.ts';
import { type Clock, delay } from '../../kernel/clock.ts';
import { type LiveState, MutableState } from '../../kernel/live-state.ts';
import type { Logger } from '../../kernel/logger.ts';
import { type Headers, verify } from '../../orders/standard-webhooks.ts';
import { bytesOf } from './message-fields.ts';
import { meaningOf } from './nats-failure.ts';
import { type NatsAccess, openLink } from './nats-link.ts';
import {
  ACK_WAIT_MS,
  descriptionOf,
  DURABLE,
  ensureConsumer,
  ensureStream,
  entriesStream,
  refusedStream,
  streamInfo,
  summariesStream,
} from './streams.ts';
import { ENTRIES_STREAM, partsOfSubject, REFUSED_STREAM, refusedSubject, type StreamedKind, SUMMARIES_STREAM } from './subjects.ts';

/** Signed by the studio whose subject it came on. */
export interface StreamMessage {
  readonly kind: StreamedKind;
  readonly studioId: string;
  /** In lower case. */
  readonly headers: Headers;
  readonly body: Buffer;
}

export type Taking =
  /** Durable here, now or already before. */
  | { kind: 'stored' }
  /** Comes again by itself: the fault lies here. */
  | { kind: 'later' }
  /** Put aside with its reason, and offered again at each new connection. */
  | { kind: 'refused'; refusal: Refusal };

export interface ConsumerPorts {
  access: NatsAccess;
  /** Said to the studios by the streams' description. */
  accepts: readonly ReceiverAbility[];
  /** `known` false: whatever the key verifies is turned away. */
  keyOf(studioId: string): { key: KeyObject; known: boolean };
  take(message: StreamMessage): Promise<Taking>;
  clock: Clock;
  /** 0 ≤ r < 1, for the jitter of the back-off. */
  random?: () => number;
  logger: Logger;
}

export interface ConsumerState {
  connected: boolean;
  /** Why it waits; null while all is well. */
  problem: Refusal | null;
  /** Messages since the start. */
  taken: number;
  refused: number;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
/** How many messages are under way at a time, each up to the server's `max_payload`. */
const FETCH_MESSAGES = 16;
/** Half of it without a sign of life is taken for a lost answer. */
const FETCH_MS = 3000;

export class StreamConsumer {
  readonly #ports: ConsumerPorts;
  readonly #host: string;
  readonly #state = new MutableState<ConsumerState>({ connected: false, problem: null, taken: 0, refused: 0 });
  readonly #abort = new AbortController();
  readonly #ended: Promise<void>;

  /** Begins at once. */
  constructor(ports: ConsumerPorts) {
    this.#ports = ports;
    this.#host = new URL(ports.access.server).host;
    this.#ended = this.#run(this.#abort.signal);
  }

  get state(): LiveState<ConsumerState> {
    return this.#state;
  }

  /** What is under way is finished first; what was not acknowledged comes again after the next start. */
  async dispose(): Promise<void> {
    this.#abort.abort();
    await this.#ended;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { access, clock, random, logger } = this.#ports;
    const waits = backOff(FIRST_WAIT_MS, LONGEST_WAIT_MS, random);
    while (!signal.aborted) {
      const opened = await openLink(access, clock, signal);
      let problem: Refusal | null;
      if (opened.kind === 'open') problem = await this.#serve(opened.connection, () => waits.reset(), signal);
      else problem = opened.refusal;
      if (signal.aborted) break;
      logger.warn({ host: this.#host, problem }, 'no results are taken from the stream');
      this.#state.patch({ connected: false, problem });
      await delay(clock, waits.nextMs(), signal);
    }
    this.#state.patch({ connected: false });
  }

  /** Until the connection ends; gives the reason. */
  async #serve(connection: NatsConnection, onServing: () => void, signal: AbortSignal): Promise<Refusal> {
    let streams: Promise<void>[] = [];
    try {
      const manager = await jetstreamManager(connection, { checkAPI: false });
      const client = jetstream(connection);
      await ensureStream(manager, { ...entriesStream, description: descriptionOf(this.#ports.accepts) });
      await ensureStream(manager, summariesStream);
      await ensureStream(manager, refusedStream);
      for (const stream of [ENTRIES_STREAM, SUMMARIES_STREAM]) await ensureConsumer(manager, stream);
      onServing();
      this.#state.patch({ connected: true, problem: null });
      await this.#offerAgain(manager, signal);
      streams = [ENTRIES_STREAM, SUMMARIES_STREAM].map((stream) => this.#drain(client, stream, connection, signal));
      await Promise.race(streams);
      return refused('upstream-unreachable', { host: this.#host }).refusal;
    } catch (error) {
      if (!connection.isClosed()) this.#ports.logger.error({ err: error }, 'taking results from the stream failed');
      return meaningOf(error, { host: this.#host, subject: null }).refusal;
    } finally {
      await connection.close();
      await Promise.allSettled(streams);
    }
  }

  async #drain(client: JetStreamClient, stream: string, connection: NatsConnection, signal: AbortSignal): Promise<void> {
    const consumer = await client.consumers.get(stream, DURABLE);
    while (!signal.aborted && !connection.isClosed()) {
      const messages = await consumer.fetch({ max_messages: FETCH_MESSAGES, expires: FETCH_MS });
      const stop = () => messages.stop();
      signal.addEventListener('abort', stop, { once: true });
      for await (const message of messages) await this.#settle(client, message, connection, signal);
      signal.removeEventListener('abort', stop);
    }
  }

  /** Tries until the message is done with, so that those behind it do not overtake it. */
  async #settle(client: JetStreamClient, message: JsMsg, connection: NatsConnection, signal: AbortSignal): Promise<void> {
    const { clock, random, logger } = this.#ports;
    const waits = backOff(FIRST_WAIT_MS, ACK_WAIT_MS / 3, random);
    while (!signal.aborted && !connection.isClosed()) {
      const fields = readable(message);
      const taking = await this.#take(message.subject, fields, message.data);
      if (taking.kind === 'stored') {
        message.ack();
        this.#state.patch({ taken: this.#state.get().taken + 1 });
        return;
      }
      if (taking.kind === 'refused') {
        const named = withReason(fields, taking.refusal);
        // No studio of ours fills a message to the brim, and one that does must not hold up all others.
        const fits = message.data.length + bytesOf(named) <= (connection.info?.max_payload ?? Number.POSITIVE_INFINITY);
        await client.publish(asideOf(message.subject), fits ? message.data : '', { headers: named });
        message.term();
        logger.warn({ subject: message.subject, refusal: taking.refusal }, 'a message of a studio was put aside');
        this.#state.patch({ refused: this.#state.get().refused + 1 });
        return;
      }
      // It is not to come again by the server's own clock meanwhile.
      message.working();
      await delay(clock, waits.nextMs(), signal);
    }
    message.nak();
  }

  /** What was put aside may be taken now: a key was added, or this program has learned to read it. */
  async #offerAgain(manager: JetStreamManager, signal: AbortSignal): Promise<void> {
    const info = await streamInfo(manager, REFUSED_STREAM);
    if (!info || info.state.messages === 0) return;
    for (let seq = info.state.first_seq; seq <= info.state.last_seq && !signal.aborted; seq += 1) {
      const aside = await manager.streams.getMessage(REFUSED_STREAM, { seq });
      if (!aside) continue;
      const taking = await this.#take(aside.subject, aside.header, aside.data);
      if (taking.kind === 'later') return;
      if (taking.kind !== 'stored') continue;
      await manager.streams.deleteMessage(REFUSED_STREAM, seq);
      this.#state.patch({ taken: this.#state.get().taken + 1 });
    }
  }

  async #take(subject: string, fields: MsgHdrs | undefined, data: Uint8Array): Promise<Taking> {
    const { keyOf, take, logger } = this.#ports;
    const parts = partsOfSubject(subject);
    if (!parts) return { kind: 'refused', refusal: refused('not-found').refusal };
    const body = Buffer.from(data.buffer, data.byteOffset, data.length);
    const named = fieldsOf(fields);
    const { key, known } = keyOf(parts.studioId);
    const verified = verifiedOf(key, named, body);
    if (!known || !verified.ok) return { kind: 'refused', refusal: verified.ok ? refused('signature-wrong').refusal : verified.refusal };
    try {
      return await take({ ...parts, headers: named, body });
    } catch (error) {
      logger.error({ err: error, studioId: parts.studioId }, 'a message of a studio was not taken');
      return { kind: 'later' };
    }
  }
}

/**
 * A message may wait for weeks, and the studio's clock may be wrong: the time in the signature says nothing here. Who may write
 * to the subject is known to the server, and an entry that comes again is dropped by its number.
 */
function verifiedOf(key: KeyObject, fields: Headers, body: Buffer): Result<string> {
  return verify(key, fields, body, Number(fields['webhook-timestamp']) * 1000);
}

/** The library reads fields when they are asked for, and throws at a name that is none; the server lets any through. */
function readable(message: Pick<JsMsg, 'headers'>): MsgHdrs | undefined {
  try {
    return message.headers;
  } catch {
    return undefined;
  }
}

function fieldsOf(fields: MsgHdrs | undefined): Headers {
  return Object.fromEntries([...(fields ?? [])].map(([name, values]) => [name.toLowerCase(), values[0]]));
}

function asideOf(subject: string): string {
  const parts = partsOfSubject(subject);
  return parts ? refusedSubject(parts.studioId, parts.kind) : 'refused.unknown.entries';
}

/** The studio's own fields, which its signature needs, and why the message lies here; nothing that the server would act on. */
function withReason(fields: MsgHdrs | undefined, refusal: Refusal): MsgHdrs {
  const kept = headers();
  for (const [name, values] of fields ?? []) if (/^(?:webhook|content)-/iu.test(name)) kept.set(name, values[0] ?? '');
  kept.set('refused', refusal.code);
  return kept;
}
