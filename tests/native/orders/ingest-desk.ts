/** A desk for ingest tests: real storage, a signed feed, and a sender. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Refusal } from '../../../native/contract/refusal.ts';
import { systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { Feeds } from '../../../native/orders/feeds.ts';
import { type IntakePorts, OrderIntake } from '../../../native/orders/order-intake.ts';
import { Ingest, type IngestOptions, type IngestReply } from '../../../native/orders/ingest.ts';
import { keyOfSecret, newSecret, signedHeaders } from '../../../native/orders/standard-webhooks.ts';
import { openFileSecrets } from '../../../native/store/file-secrets.ts';
import { openTestStorage, temporaryFolder, type TestStorage } from '../store/test-storage.ts';

export const NOW_MS = 1_700_000_000_000;
const clock = { ...systemClock, nowMs: () => NOW_MS };
export const NDJSON = 'application/x-ndjson';

export const order = (orderId: string, fields: object = {}) => ({
  type: 'order.paid',
  id: `event-${orderId}`,
  occurredAt: '2020-05-01T10:00:00+08:00',
  orderId,
  lines: [{ sku: 'ht-Htx-003', title: '核桃乳', quantity: 2, amountFen: 7980 }],
  ...fields,
});
export const refund = (refundId: string, orderId: string, fields: object = {}) => ({
  type: 'refund.succeeded',
  refundId,
  orderId,
  amountFen: 7980,
  ...fields,
});

export interface Desk {
  storage: TestStorage;
  feeds: Feeds;
  /** Signs and delivers; an object travels as JSON, a list as NDJSON. */
  deliver: (
    content: object | object[] | string | Uint8Array,
    more?: { contentType?: string; source?: string; headers?: Record<string, string> },
  ) => Promise<IngestReply>;
  entries: () => number;
}

type Append = IntakePorts['append'];

/** `append` takes the place of the ledger's own. */
export async function desk({ append, ...options }: Partial<IngestOptions> & { append?: Append } = {}): Promise<Desk> {
  const folder = temporaryFolder();
  const storage = await openTestStorage(folder);
  const secrets = openFileSecrets(join(folder, 'secrets.json'));
  if (!secrets.ok) throw new Error(secrets.refusal.code);
  writeFileSync(join(folder, 'feeds.json'), '[{"source":"mute","type":"generic","secretEnv":"NOWHERE"}]');
  const feeds = Feeds.open({ path: join(folder, 'feeds.json'), secrets: secrets.value, environment: {}, clock });
  if (!feeds.ok) throw new Error(feeds.refusal.code);
  const secret = newSecret();
  feeds.value.save({ source: 'shop', type: 'generic', secret });
  const ingest = new Ingest({
    feeds: feeds.value,
    intake: new OrderIntake({ append: append ?? ((drafts) => storage.ledger.append(drafts)), attribute: () => 'bc-1', clock }),
    clock,
    wallMs: () => NOW_MS,
    logger: silentLogger,
    ...options,
  });
  return {
    storage,
    feeds: feeds.value,
    entries: () => storage.reader.get<{ n: number }>('SELECT count(*) AS n FROM entry')!.n,
    deliver(content, { contentType, source = 'shop', headers } = {}) {
      const text = Array.isArray(content) ? content.map((event) => JSON.stringify(event)).join('\n') : JSON.stringify(content);
      const rawBody = typeof content === 'string' ? Buffer.from(content) : content instanceof Uint8Array ? content : Buffer.from(text);
      return ingest.accept({
        source,
        method: 'POST',
        query: {},
        headers: headers ?? signedHeaders(keyOfSecret(secret)!, 'msg_1', NOW_MS, rawBody),
        rawBody,
        contentType: contentType ?? (Array.isArray(content) ? NDJSON : 'application/json'),
        sentence: (refusal: Refusal) => `sentence of ${refusal.code}`,
      });
    },
  };
}
