/** Days of sales as entries of a ledger, the same for each measurement that needs a full one. */
import type { EntryDraft } from '../../native/contract/entry.ts';
import { createEntryApplier } from '../../native/ledger/apply-batch.ts';
import { seededRandom } from '../../native/rehearsal/random.ts';
import type { openForWriting } from '../../native/store/database.ts';
import { packDrafts, unpackDrafts } from '../../native/store/packed-drafts.ts';

export const DAY_ORDERS = 330_000;
const DAY_MS = 6 * 3_600_000;
const COMMIT_ORDERS = 2000;
const PRODUCTS = 44;
const SEED = 20_200_501;
const START_MS = 1_588_291_200_000;

/** Each day is a broadcast of its own, `day-<n>`; figures and chain are kept as the studio keeps them. */
export function writeSoldDays(
  database: ReturnType<typeof openForWriting>,
  days: number,
  onDay: (day: number) => void = () => undefined,
): void {
  const applier = createEntryApplier(database);
  for (let day = 0; day < days; day += 1) {
    for (const drafts of dayOfOrders(day)) {
      database.exec('BEGIN IMMEDIATE');
      applier.begin();
      applier.append(unpackDrafts(packDrafts(drafts)));
      applier.settle();
      database.exec('COMMIT');
    }
    onDay(day);
  }
}

function* dayOfOrders(day: number): Generator<EntryDraft[]> {
  const random = seededRandom(SEED + day);
  const broadcastId = `day-${day}`;
  const startMs = START_MS + day * 86_400_000;
  for (let from = 0; from < DAY_ORDERS; from += COMMIT_ORDERS) {
    const drafts: EntryDraft[] = [];
    for (let at = from; at < Math.min(from + COMMIT_ORDERS, DAY_ORDERS); at += 1) {
      const atMs = startMs + Math.floor((at / DAY_ORDERS) * DAY_MS);
      const orderId = `48${atMs}${String(at % 10_000).padStart(4, '0')}`;
      const product = random.below(PRODUCTS);
      const amountFen = 990 + product * 100;
      const order = { source: random.next() < 0.8 ? 'douyin' : 'mall', orderId, eventId: `e${day}-${at}`, occurredAtMs: atMs };
      drafts.push({
        kind: 'order.paid',
        broadcastId,
        atMs,
        actor: 'feed:bench',
        body: {
          ...order,
          buyer: '阿**·买**',
          region: '新疆 和田',
          amountFen,
          lines: [{ sku: `HT-${product}`, title: '核桃', quantity: 1, amountFen }],
        },
      });
      if (random.next() >= 0.012) continue;
      const refund = { source: order.source, orderId, refundId: `r${day}-${at}`, eventId: `re${day}-${at}`, occurredAtMs: atMs + 60_000 };
      drafts.push({
        kind: 'refund.succeeded',
        broadcastId,
        atMs,
        actor: 'feed:bench',
        body: { ...refund, amountFen, lines: null, restock: false },
      });
    }
    yield drafts;
  }
}
