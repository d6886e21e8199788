/** Orders in: verifies a delivery, stores it, and answers only when it is durable. */
import type { IngestAnswer } from '../contract/order.ts';
import type { Refusal, RefusalCode } from '../contract/refusal.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { StorageFailure } from '../store/storage-failure.ts';
import type { AnswerBody, Delivery, FeedEvent, PlatformAnswers, ReadLine } from './feed-adapter.ts';
import type { Feeds } from './feeds.ts';
import type { OrderIntake, TakenOutcome } from './order-intake.ts';
import { headerOf } from './platform-signatures.ts';

export interface IngestReply {
  status: number;
  /** Seconds until it is worth trying again. */
  retryAfterS?: number;
  /** Text is sent as it is, anything else as JSON. */
  body: AnswerBody;
}

export interface IngestDelivery extends Omit<Delivery, 'receivedAtMs' | 'wallMs'> {
  source: string;
  /** When a relay received and stored it; absent for one that comes by itself. */
  storedAtMs?: number;
  /** Makes the sentence of a refusal in the answer's language. */
  sentence: (refusal: Refusal) => string;
}

export interface IngestOptions {
  feeds: Feeds;
  intake: Pick<OrderIntake, 'take'>;
  /** The studio's clock; in a rehearsal it runs at the rehearsal's speed. */
  clock: Clock;
  /** The clock on the wall, by which signatures age. */
  wallMs?: () => number;
  logger: Logger;
  /** Events that may wait for the disk at once; more are turned away with 503. */
  waitingLimit?: number;
}

/** About four seconds' work of a slow disk. */
const WAITING_LIMIT = 20_000;
const OVERLOAD_RETRY_S = 2;
const STORAGE_RETRY_S = 5;
const SECRET_RETRY_S = 60;

/** What the sender can do about it: sign (401), send other data (4xx), or wait (503). */
const STATUS: Partial<Record<RefusalCode, number>> = {
  'feed-unknown': 404,
  'signature-missing': 401,
  'signature-wrong': 401,
  'signature-too-old': 401,
  'challenge-wrong': 401,
  'feed-takes-files-only': 403,
  'body-not-text': 400,
  'body-not-json': 400,
  'body-empty': 400,
  'body-too-large': 413,
  'body-encoded': 415,
  'event-invalid': 422,
};

type Line = { line: number; event: FeedEvent };
type RefusedLine = { line: number; refusal: Refusal };

export class Ingest {
  readonly #options: Required<IngestOptions>;
  #waiting = 0;

  constructor(options: IngestOptions) {
    this.#options = { wallMs: () => Date.now(), waitingLimit: WAITING_LIMIT, ...options };
  }

  /** Never rejects for what a sender may do or for a failing disk; 2xx means that everything accepted is durable. */
  async accept(delivery: IngestDelivery): Promise<IngestReply> {
    const { feeds, clock, wallMs, waitingLimit } = this.#options;
    const { source, storedAtMs, ...received } = delivery;
    const feed = feeds.find(source);
    if (!feed) return this.#refuse(delivery, { code: 'feed-unknown', context: { source } });
    if (!feed.adapter.ok) {
      const { refusal } = feed.adapter;
      return this.#refuse(delivery, refusal, STATUS[refusal.code] === undefined ? SECRET_RETRY_S : undefined);
    }
    const { answers } = feed.adapter.value;
    const refuse = (refusal: Refusal, retryAfterS?: number) => inWords(answers, this.#refuse(delivery, refusal, retryAfterS));
    if (this.#waiting >= waitingLimit) return refuse({ code: 'overload', context: {} }, OVERLOAD_RETRY_S);

    // Nothing is unpacked: a few bytes could grow beyond any memory, and no platform packs its pushes.
    const encoding = headerOf(delivery.headers, 'content-encoding') ?? 'identity';
    if (encoding.toLowerCase() !== 'identity') return refuse({ code: 'body-encoded', context: {} });
    const read = feed.adapter.value.read({ ...received, receivedAtMs: storedAtMs ?? clock.nowMs(), wallMs: storedAtMs ?? wallMs() });
    if (!read.ok) return refuse(read.refusal);
    const { good, bad } = sort(read.value.lines);
    if (read.value.single && bad[0]) return refuse(bad[0].refusal);

    const stored = await this.#store(source, good);
    if (!stored.ok) return refuse(stored.refusal, STORAGE_RETRY_S);
    const outcomes = stored.outcomes;
    feeds.count(source, {
      accepted: outcomes.filter(({ outcome }) => outcome !== 'duplicate').length,
      duplicate: outcomes.filter(({ outcome }) => outcome === 'duplicate').length,
      refused: bad.length,
      lastRefusal: bad.at(-1)?.refusal.code ?? null,
    });
    if (read.value.answer !== undefined) return { status: 200, body: read.value.answer };
    const first = outcomes[0];
    if (read.value.single && first) {
      const body = first.outcome === 'duplicate' ? { status: 'duplicate' } : { status: 'accepted', seq: first.seq };
      return { status: 200, body };
    }
    return inWords(answers, linesReply(delivery, good, outcomes, bad));
  }

  /** All or nothing. */
  async #store(source: string, lines: readonly Line[]) {
    const { intake, logger } = this.#options;
    this.#waiting += lines.length;
    try {
      const events = lines.map(({ event }) => event);
      return { ok: true as const, outcomes: await intake.take(events, `feed:${source}`) };
    } catch (error) {
      if (!(error instanceof StorageFailure)) throw error;
      logger.warn({ source, code: error.code, events: lines.length }, 'orders turned away');
      return { ok: false as const, refusal: { code: error.code, context: error.context } };
    } finally {
      this.#waiting -= lines.length;
    }
  }

  #refuse(delivery: IngestDelivery, refusal: Refusal, retryAfterS?: number): StudioReply {
    this.#options.feeds.count(delivery.source, { accepted: 0, duplicate: 0, refused: 1, lastRefusal: refusal.code });
    const body = refusalBody(delivery, refusal);
    return retryAfterS === undefined ? { status: STATUS[refusal.code] ?? 422, body } : { status: 503, retryAfterS, body };
  }
}

function sort(lines: readonly ReadLine[]): { good: Line[]; bad: RefusedLine[] } {
  const good: Line[] = [];
  const bad: RefusedLine[] = [];
  for (const { line, event } of lines) {
    if (event.ok) good.push({ line, event: event.value });
    else bad.push({ line, refusal: event.refusal });
  }
  return { good, bad };
}

/** An answer in the studio's own form. */
interface StudioReply extends IngestReply {
  body: object;
}

/** The same in the words that the platform waits for. */
function inWords(answers: PlatformAnswers | undefined, reply: StudioReply): IngestReply {
  if (!answers) return reply;
  const { status, body } = reply;
  const message = 'message' in body && typeof body.message === 'string' ? body.message : '';
  return { ...reply, body: status === 200 ? answers.taken : answers.refused(status, message) };
}

function refusalBody({ sentence }: IngestDelivery, refusal: Refusal) {
  // Folders and files of this computer are not the sender's business; that it should send again is.
  const told: Refusal = refusal.code.startsWith('storage-') ? { code: 'overload', context: {} } : refusal;
  return { error: refusal.code, at: String(refusal.context['at'] ?? ''), message: sentence(told) };
}

/** 200 when a line was usable; 422 with the first fault on top when none was. */
function linesReply(
  delivery: IngestDelivery,
  good: readonly Line[],
  outcomes: readonly TakenOutcome[],
  bad: readonly RefusedLine[],
): StudioReply {
  const linesThat = (duplicate: boolean) =>
    good.filter((_, at) => (outcomes[at]!.outcome === 'duplicate') === duplicate).map(({ line }) => line);
  const body: IngestAnswer = {
    accepted: linesThat(false),
    duplicate: linesThat(true),
    refused: bad.map(({ line, refusal }) => ({ line, ...refusalBody(delivery, refusal) })),
  };
  if (good.length > 0 || !bad[0]) return { status: 200, body };
  return { status: 422, body: { ...refusalBody(delivery, bad[0].refusal), ...body } };
}
