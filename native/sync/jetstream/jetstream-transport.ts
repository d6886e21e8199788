/** The way upstream over NATS JetStream: one batch is one message, and the stream's acknowledgement counts as delivered. */
import type { KeyObject } from 'node:crypto';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type Authenticator, headers, type MsgHdrs, type NatsConnection } from '@nats-io/transport-node';
import { z } from 'zod';
import { accepted, refused, type Result } from '../../contract/refusal.ts';
import type { ConnectionTest, NatsDestination, ReceiverAbility, Summary } from '../../contract/upstream.ts';
import type { Clock } from '../../kernel/clock.ts';
import { keyOfSecret, signedHeaders } from '../../orders/standard-webhooks.ts';
import { isPortOpen } from '../open-port.ts';
import type { Batch, Outcome, Transport, Way } from '../transport.ts';
import { SLICE_BYTES, type Uplink } from '../uplink.ts';
import { bytesOf, REASON_BYTES } from './message-fields.ts';
import { foreign, isForbidden, type LinkFailure, meaningOf, missing, tooLarge } from './nats-failure.ts';
import { natsAddress, natsAuthenticator, openLink } from './nats-link.ts';
import { acceptsOf, ensureStream, entriesStream, streamInfo } from './streams.ts';
import { ENTRIES_STREAM, inboxPrefix, type StreamedKind, subjectOf, SUMMARIES_STREAM } from './subjects.ts';
import { within } from '../within.ts';

export interface NatsPorts {
  /** Of the signatures. */
  readonly secret: string | null;
  /** Password, token, NKey seed or credentials file; null: the key of the secret is the login. */
  readonly login: string | null;
  studioId(): string;
  readonly uplink: Uplink;
  /** Its wall time goes into the signatures. */
  readonly clock: Clock;
}

/** A whole message must cross the line before its answer comes. */
const ANSWER_LIMIT_MS = 60_000;
const API_LIMIT_MS = 10_000;
/** The office may say later that it takes more. */
const LOOK_AGAIN_MS = 300_000;

const ackSchema = z.object({ stream: z.string(), seq: z.int().min(1), duplicate: z.boolean() });
type PubAck = z.infer<typeof ackSchema>;

/** Refuses with `upstream-bad-address`, `secret-missing` or `secret-invalid`. */
export function openNats(config: NatsDestination, ports: NatsPorts): Result<Way<Batch>> {
  const { destinationId, user } = config;
  const server = natsAddress(config.server);
  if (!server.ok) return server;
  if (ports.secret === null || (user !== undefined && ports.login === null)) return refused('secret-missing', { destinationId });
  const key = keyOfSecret(ports.secret);
  if (!key) return refused('secret-invalid', { destinationId });
  const authenticator = natsAuthenticator({ user, login: ports.login, key });
  if (!authenticator) return refused('secret-invalid', { destinationId });
  const transport = new JetStreamTransport(server.value, key, authenticator, ports);
  return accepted({ place: `nats:${server.value}/${ENTRIES_STREAM}`, address: server.value, transport });
}

interface Message {
  kind: StreamedKind;
  stream: string;
  /** Of the signature. */
  id: string;
  /** Null: never taken for a duplicate. */
  messageId: string | null;
  content: Record<string, string>;
  body: Uint8Array;
}

interface Link {
  readonly studioId: string;
  readonly connection: NatsConnection;
  accepts: readonly ReceiverAbility[];
  lookedMs: number;
}

class JetStreamTransport implements Transport {
  readonly leaving = 'whole';
  readonly #server: string;
  readonly #url: URL;
  readonly #key: KeyObject;
  readonly #authenticator: Authenticator;
  readonly #ports: NatsPorts;
  #link: Link | null = null;
  /** The message id of the last batch whose answer never came. */
  #unanswered: string | null = null;
  clockSkewMs: number | null = null;

  constructor(server: string, key: KeyObject, authenticator: Authenticator, ports: NatsPorts) {
    this.#server = server;
    this.#url = new URL(server);
    this.#key = key;
    this.#authenticator = authenticator;
    this.#ports = ports;
  }

  async send(batch: Batch, signal: AbortSignal): Promise<Outcome> {
    const link = await this.#linked(batch.studioId, signal);
    if ('kind' in link) return link;
    const messageId = messageIdOf(batch);
    const content = { 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' };
    const message: Message = { kind: 'entries', stream: ENTRIES_STREAM, id: batch.id, messageId, content, body: batch.body };
    const first = await this.#publish(link, message, signal);
    if ('kind' in first) return first;
    if (first.duplicate && this.#unanswered !== messageId) {
      // Message ids are the whole stream's, so somebody else may have used this one. Without an id nothing is taken for a duplicate.
      const again = await this.#publish(link, { ...message, messageId: null }, signal);
      if ('kind' in again) return again;
    }
    this.#unanswered = null;
    return { kind: 'acknowledged', seq: batch.lastSeq, refused: [], accepts: link.accepts };
  }

  async sendSummary(summary: Summary, signal: AbortSignal): Promise<boolean> {
    const { studioId, broadcastId, ledgerSeq } = summary;
    const link = await this.#linked(studioId, signal);
    if ('kind' in link) return false;
    const id = `${studioId}/summary/${broadcastId}/${ledgerSeq}`;
    const body = new TextEncoder().encode(JSON.stringify(summary));
    const content = { 'content-type': 'application/json' };
    const answer = await this.#publish(link, { kind: 'summary', stream: SUMMARIES_STREAM, id, messageId: null, content, body }, signal);
    return !('kind' in answer);
  }

  async test(signal: AbortSignal): Promise<Result<ConnectionTest>> {
    const { clock } = this.#ports;
    const startedAtMs = clock.monotonicMs();
    // A connection of its own: the one in use would say nothing of a login that was just changed at the server.
    const fresh = new JetStreamTransport(this.#server, this.#key, this.#authenticator, this.#ports);
    try {
      const link = await fresh.#linked(this.#ports.studioId(), signal);
      if ('kind' in link) return { ok: false, refusal: link.refusal };
      return accepted({ ms: Math.round(clock.monotonicMs() - startedAtMs), acknowledgedSeq: null, accepts: [...link.accepts] });
    } finally {
      await fresh.dispose();
    }
  }

  knock(signal: AbortSignal): Promise<boolean> {
    const { hostname, port } = this.#url;
    return isPortOpen({ host: hostname.replaceAll(/[[\]]/gu, ''), port: Number(port) }, this.#ports.clock, signal);
  }

  async dispose(): Promise<void> {
    await this.#drop();
  }

  /** The open connection of this studio, with the stream in place. */
  async #linked(studioId: string, signal: AbortSignal): Promise<Link | LinkFailure> {
    const { clock } = this.#ports;
    if (this.#link && (this.#link.studioId !== studioId || this.#link.connection.isClosed())) await this.#drop();
    if (!this.#link) {
      const access = { server: this.#server, authenticator: this.#authenticator, inboxPrefix: inboxPrefix(studioId) };
      const opened = await openLink(access, clock, signal);
      if (opened.kind !== 'open') return opened;
      this.#link = { studioId, connection: opened.connection, accepts: [], lookedMs: Number.NEGATIVE_INFINITY };
    }
    const link = this.#link;
    if (clock.monotonicMs() - link.lookedMs < LOOK_AGAIN_MS) return link;
    const failure = await this.#look(link, signal);
    return failure ?? link;
  }

  /** Finds the stream, or makes it where there is none and this login may. */
  async #look(link: Link, signal: AbortSignal): Promise<LinkFailure | null> {
    const { clock } = this.#ports;
    const subject = subjectOf(link.studioId, 'entries');
    try {
      const manager = await jetstreamManager(link.connection, { checkAPI: false, timeout: API_LIMIT_MS });
      const info = await within(streamInfo(manager, ENTRIES_STREAM), clock, API_LIMIT_MS, signal).catch((error: unknown) => {
        // Whether the stream is there shows when something is published, too.
        if (isForbidden(error)) return undefined;
        throw error;
      });
      if (info === null) await within(ensureStream(manager, entriesStream), clock, API_LIMIT_MS, signal);
      link.accepts = acceptsOf(info?.config.description);
      // Servers from 2.10 on say when they answered.
      const theirsMs = Date.parse(info?.ts ?? '');
      this.clockSkewMs = Number.isNaN(theirsMs) ? null : theirsMs - clock.nowMs();
    } catch (error) {
      return this.#failed(isForbidden(error) ? missing(subject) : meaningOf(error, { host: this.#url.host, subject }));
    }
    link.lookedMs = clock.monotonicMs();
    return null;
  }

  async #publish(link: Link, message: Message, signal: AbortSignal): Promise<PubAck | LinkFailure> {
    const { connection } = link;
    const { uplink, clock } = this.#ports;
    const subject = subjectOf(link.studioId, message.kind);
    const fields = this.#fields(message);
    const bytes = message.body.length + bytesOf(fields);
    if (bytes + REASON_BYTES > (connection.info?.max_payload ?? Number.POSITIVE_INFINITY)) return tooLarge();
    // A message leaves whole, so the line gives leave for all of it before its first byte.
    for (let left = bytes; left > 0; left -= SLICE_BYTES) await uplink.take(Math.min(left, SLICE_BYTES), signal);
    try {
      this.#measure(connection);
      const publication = jetstream(connection).publish(subject, message.body, { headers: fields, timeout: ANSWER_LIMIT_MS });
      const answer = ackSchema.safeParse(await within(publication, clock, ANSWER_LIMIT_MS, signal));
      if (answer.success && answer.data.stream === message.stream) return answer.data;
      return this.#failed(foreign());
    } catch (error) {
      const failure = meaningOf(error, { host: this.#url.host, subject });
      if (failure.kind === 'unreachable' && message.messageId !== null) this.#unanswered = message.messageId;
      return this.#failed(failure);
    }
  }

  #fields({ id, messageId, stream, content, body }: Message): MsgHdrs {
    const fields = headers();
    const signed = signedHeaders(this.#key, id, this.#ports.clock.nowMs(), body);
    for (const [name, value] of Object.entries({ ...content, ...signed })) fields.set(name, value);
    // Whoever else takes the subject cannot acknowledge in the stream's place.
    fields.set('Nats-Expected-Stream', stream);
    if (messageId !== null) fields.set('Nats-Msg-Id', messageId);
    return fields;
  }

  /** The ping goes out ahead of the batch, so that its answer tells of the line's queue and not of the batch's own length. */
  #measure(connection: NatsConnection): void {
    const { clock, uplink } = this.#ports;
    const sentAtMs = clock.monotonicMs();
    // It fails together with the publication behind it, which tells.
    connection.flush().then(
      () => uplink.answered(this.#server, clock.monotonicMs() - sentAtMs),
      () => undefined,
    );
  }

  /** What a connection brings after a failure belongs to a request that nobody waits for, so only a clear answer keeps it open. */
  async #failed(failure: LinkFailure): Promise<LinkFailure> {
    const clear = failure.kind === 'too-large' || failure.refusal.code === 'upstream-stream-full';
    if (!clear) await this.#drop();
    return failure;
  }

  async #drop(): Promise<void> {
    const link = this.#link;
    this.#link = null;
    await link?.connection.close();
  }
}

/** `<studio>-<first>-<last>`, with `-sales` or `-rest` for a part of the range: the same id always means the same bytes. */
function messageIdOf({ id, studioId }: Batch): string {
  return `${studioId}${id.slice(studioId.length).replaceAll('/', '-')}`;
}
