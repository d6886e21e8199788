/** A desk for tests of pulls: real storage, a signed feed with the way in of live pushes, and a relay's stored requests. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../../../native/kernel/clock.ts';
import { silentLogger } from '../../../../native/kernel/logger.ts';
import { Feeds } from '../../../../native/orders/feeds.ts';
import { Ingest } from '../../../../native/orders/ingest.ts';
import { type IntakePorts, OrderIntake } from '../../../../native/orders/order-intake.ts';
import { keyOfSecret, newSecret, signedHeaders } from '../../../../native/orders/standard-webhooks.ts';
import { openFileSecrets } from '../../../../native/store/file-secrets.ts';
import { Settings } from '../../../../native/store/settings.ts';
import type { FeedConfig } from '../../../../native/contract/settings.ts';
import { openTestStorage, temporaryFolder } from '../../store/test-storage.ts';

export const NOW_MS = 1_700_000_000_000;
export const SECRET = newSecret();
export const KEY = keyOfSecret(SECRET)!;

export interface PullDeskOptions {
  folder?: string;
  feed?: Partial<FeedConfig>;
  secrets?: Readonly<Record<string, string>>;
  clock?: Clock;
  /** Takes the place of the ledger's own. */
  append?: (own: IntakePorts['append']) => IntakePorts['append'];
}

export async function pullDesk({ folder = temporaryFolder(), feed = {}, secrets: given = {}, clock, append }: PullDeskOptions = {}) {
  const time = clock ?? { ...systemClock, nowMs: () => NOW_MS };
  const storage = await openTestStorage(folder);
  const secrets = openFileSecrets(join(folder, 'secrets.json'));
  if (!secrets.ok) throw new Error(secrets.refusal.code);
  for (const [name, value] of Object.entries({ 'feed:shop': SECRET, ...given })) secrets.value.set(name, value);
  writeFileSync(join(folder, 'feeds.json'), JSON.stringify([{ source: 'shop', type: 'generic', ...feed }]));
  const feeds = Feeds.open({ path: join(folder, 'feeds.json'), secrets: secrets.value, environment: {}, clock: time });
  if (!feeds.ok) throw new Error(feeds.refusal.code);
  const own: IntakePorts['append'] = (drafts) => storage.ledger.append(drafts);
  const intake = new OrderIntake({ append: append?.(own) ?? own, attribute: () => 'bc-1', clock: time });
  const ingest = new Ingest({ feeds: feeds.value, intake, clock: time, logger: silentLogger });
  return {
    folder,
    storage,
    feeds: feeds.value,
    intake,
    ingest,
    clock: time,
    cursors: new Settings(storage.reader, storage.writer),
    paidOrders: () =>
      storage.reader.all<{ orderId: string; amountFen: number; thin: number }>(
        'SELECT order_id AS orderId, amount_fen AS amountFen, thin FROM paid_order ORDER BY order_id',
      ),
    counts: () => {
      const { acceptedCount, duplicateCount, refusedCount } = feeds.value.state.get().feeds[0]!;
      return { acceptedCount, duplicateCount, refusedCount };
    },
  };
}

export const order = (orderId: string, fields: object = {}) => ({
  type: 'order.paid',
  id: `event-${orderId}`,
  occurredAt: NOW_MS - 60_000,
  orderId,
  lines: [{ sku: 'HT-1', title: '核桃', quantity: 1, amountFen: 3990 }],
  ...fields,
});

/** As a relay answers: a signed push that it stored, under a cursor. */
export function stored(cursor: string, event: object, receivedAtMs = NOW_MS, changes: { headers?: Record<string, string> } = {}): string {
  const body = JSON.stringify(event);
  const headers = { 'Content-Type': 'application/json', ...signedHeaders(KEY, `msg_${cursor}`, receivedAtMs, body), ...changes.headers };
  return JSON.stringify({ cursor, receivedAtMs, method: 'POST', query: '', headers, body: Buffer.from(body).toString('base64') });
}
