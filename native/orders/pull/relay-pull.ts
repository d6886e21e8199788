/** Pulls from a relay what was pushed to it while nobody could reach the studio, and takes each request in as if it had come by itself. */
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { refused } from '../../contract/refusal.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Logger } from '../../kernel/logger.ts';
import { newId } from '../../kernel/new-id.ts';
import type { Feeds } from '../feeds.ts';
import type { Ingest } from '../ingest.ts';
import { type Headers, signedHeaders } from '../standard-webhooks.ts';
import type { PullCursor } from './pull-cursors.ts';
import { failedPull, pull, type Pulled, pulled } from './pull-request.ts';

export interface RelayPullOptions {
  source: string;
  /** The relay's address, as configured. */
  address: string;
  /** Decoded secret between studio and relay. */
  key: KeyObject;
  ingest: Pick<Ingest, 'accept'>;
  feeds: Pick<Feeds, 'find' | 'count'>;
  cursor: PullCursor;
  clock: Clock;
  logger: Logger;
}

/** A request as the relay has stored it, with its raw body as base64. */
const relayedSchema = z.object({
  receivedAtMs: z.int().min(0),
  method: z.string().min(1).max(10),
  query: z.string().max(8000).default(''),
  headers: z.record(z.string().max(200), z.union([z.string(), z.array(z.string())])),
  body: z.base64(),
});
const cursorSchema = z.object({ cursor: z.string().min(1).max(300) });

interface Relayed {
  cursor: string;
  /** Null when the relay has stored something that is no request. */
  request: z.output<typeof relayedSchema> | null;
}

const PAGE = 200;
/** Requests taken in side by side, so that they share a commit. */
const AT_ONCE = 50;

export class RelayPull {
  readonly #options: RelayPullOptions;
  /** Smaller after an answer that was too long. */
  #limit = PAGE;

  constructor(options: RelayPullOptions) {
    this.#options = options;
  }

  /** Takes in one page. The cursor moves behind what is durable or refused for good, and no further. */
  async round(signal: AbortSignal): Promise<Pulled<{ more: boolean }>> {
    const { source, address, key, feeds, cursor, clock } = this.#options;
    const url = new URL(address);
    const adapter = feeds.find(source)?.adapter;
    // Whatever came now could not be read.
    if (adapter && !adapter.ok) return { ...failedPull(source, url, ''), refusal: adapter.refusal };
    const after = cursor.load();
    url.searchParams.set('after', after);
    url.searchParams.set('limit', String(this.#limit));
    const nowMs = clock.nowMs();
    const headers = { accept: 'application/x-ndjson', ...signedHeaders(key, newId('pull', nowMs), nowMs, '') };
    const answer = await pull({ address: url.href, method: 'GET', headers }, this.#options, signal);
    if (!answer.ok) {
      if (!answer.tooLong || this.#limit === 1) return answer;
      this.#limit = Math.ceil(this.#limit / 2);
      return pulled({ more: true });
    }
    const { requests, whole } = relayedIn(answer.value);
    const taken = await this.#takeAll(requests, signal);
    const last = requests[taken - 1];
    if (last && last.cursor !== after) await cursor.save(last.cursor);
    if (taken < requests.length) return { ...failedPull(source, url, ''), refusal: refused('overload').refusal };
    if (!whole) return failedPull(source, url, 'answer not understood');
    this.#limit = PAGE;
    // A relay may answer with fewer than it has; one that ignores the cursor must not be asked without pause.
    return pulled({ more: last !== undefined && last.cursor !== after });
  }

  /** How many, from the first on, are done with. */
  async #takeAll(requests: readonly Relayed[], signal: AbortSignal): Promise<number> {
    for (let at = 0; at < requests.length; at += AT_ONCE) {
      if (signal.aborted) return at;
      const done = await Promise.all(requests.slice(at, at + AT_ONCE).map((relayed) => this.#take(relayed)));
      const open = done.indexOf(false);
      if (open !== -1) return at + open;
    }
    return requests.length;
  }

  /** False when it has to come again, because the studio could not store it. */
  async #take({ cursor, request }: Relayed): Promise<boolean> {
    const { source, ingest, feeds, logger } = this.#options;
    if (!request) {
      feeds.count(source, { accepted: 0, duplicate: 0, refused: 1, lastRefusal: 'event-invalid' });
      logger.warn({ source, cursor }, 'the relay has stored something that is no request');
      return true;
    }
    const headers: Headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]));
    const { status } = await ingest.accept({
      source,
      method: request.method,
      query: Object.fromEntries(new URLSearchParams(request.query)),
      headers,
      rawBody: Buffer.from(request.body, 'base64'),
      contentType: String(headers['content-type'] ?? ''),
      // Signatures were fresh when the relay received them.
      storedAtMs: request.receivedAtMs,
      sentence: () => '',
    });
    if (status >= 400 && status < 500) logger.warn({ source, cursor, status }, 'a relayed request was refused');
    return status !== 503;
  }
}

/** The lines that name their cursor; `whole` is false when the end of the answer does not. */
function relayedIn(body: Buffer): { requests: Relayed[]; whole: boolean } {
  const requests: Relayed[] = [];
  let whole = true;
  for (const line of body.toString('utf8').split('\n')) {
    if (line.trim() === '') continue;
    const json = parsed(line);
    const cursor = cursorSchema.safeParse(json);
    whole = cursor.success;
    const request = relayedSchema.safeParse(json);
    if (cursor.success) requests.push({ cursor: cursor.data.cursor, request: request.success ? request.data : null });
  }
  return { requests, whole };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
