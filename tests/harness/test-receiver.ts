/** A whole receiver of the district on a folder of its own, and a studio that signs what it sends there. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { EntryDraft } from '../../native/contract/entry.ts';
import type { Refusal } from '../../native/contract/refusal.ts';
import { type Clock, systemClock } from '../../native/kernel/clock.ts';
import { silentLogger } from '../../native/kernel/logger.ts';
import { outsideLine } from '../../native/ledger/outside-line.ts';
import { keyOfSecret, signedHeaders } from '../../native/orders/standard-webhooks.ts';
import { type Receiver, type ReceiverConfig, startReceiver } from '../../native/receiver.ts';

export function newDistrictFolder(): string {
  return mkdtempSync(join(tmpdir(), 'hetian-district-'));
}

export async function startTestReceiver(changes: Partial<ReceiverConfig> = {}, clock: Clock = systemClock): Promise<Receiver> {
  const started = await startReceiver(
    {
      dataFolder: newDistrictFolder(),
      address: '127.0.0.1',
      port: 0,
      lan: false,
      names: [],
      tls: null,
      postgres: null,
      nats: { servers: [], user: null, login: null },
      pagesFolder: join(import.meta.dirname, '..', '..', 'out', 'renderer'),
      ...changes,
    },
    { clock, logger: silentLogger, sentence: ({ code }: Refusal) => code, heading: (_locale, column) => column },
  );
  if (!started.ok) throw new Error(`the receiver was refused: ${JSON.stringify(started.refusal)}`);
  return started.value;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** A studio with a key of its own. */
export class TestStudio {
  readonly studioId: string;
  readonly secret: string;
  readonly #origin: string;
  readonly #clock: Clock;

  constructor(receiver: Pick<Receiver, 'keys' | 'origin'>, studioId: string, clock: Clock = systemClock) {
    const secret = receiver.keys.add(studioId, studioId);
    if (!secret.ok) throw new Error(secret.refusal.code);
    this.studioId = studioId;
    this.secret = secret.value;
    this.#origin = receiver.origin;
    this.#clock = clock;
  }

  /** Entries as lines, as a studio writes them. */
  lines(entries: readonly (EntryDraft & { seq: number })[]): string {
    return entries
      .map(({ seq, broadcastId, kind, atMs, actor, body }) =>
        outsideLine(this.studioId, { seq, broadcast_id: broadcastId, kind, at_ms: atMs, actor, body: JSON.stringify(body) }),
      )
      .join('');
  }

  deliver(entries: readonly (EntryDraft & { seq: number })[]): Promise<Answer> {
    return this.post('entries', gzipSync(this.lines(entries)), { 'content-encoding': 'gzip' });
  }

  post(door: 'entries' | 'summary', body: Uint8Array<ArrayBuffer> | string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask(`/${door}`, { method: 'POST', body, headers });
  }

  /** Signed by the studio's key; `headers` may overwrite anything. */
  async ask(
    path: string,
    init: { method?: string; body?: Uint8Array<ArrayBuffer> | string; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const signed = signedHeaders(keyOfSecret(this.secret)!, `${this.studioId}/test`, this.#clock.nowMs(), init.body ?? '');
    const response = await fetch(`${this.#origin}/v1/studios/${encodeURIComponent(this.studioId)}${path}`, {
      ...init,
      headers: { ...signed, ...init.headers },
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, unknown> };
  }
}

/** A paid order of one line, as an entry. */
export function paidEntry(
  seq: number,
  orderId: string,
  sku: string,
  quantity: number,
  amountFen: number,
  occurredAtMs: number,
  broadcastId = 'bc-1',
) {
  return {
    seq,
    broadcastId,
    kind: 'order.paid' as const,
    atMs: occurredAtMs,
    actor: 'feed:shop',
    body: {
      source: 'shop',
      orderId,
      eventId: `evt-${orderId}`,
      occurredAtMs,
      buyer: '张**',
      region: '北京',
      amountFen,
      lines: [{ sku, title: '薄皮核桃', quantity, amountFen }],
    },
  };
}
