/** Folds entries about orders into the orders as they stand and the figures, inside the writing transaction. */
import { nameOf, type OrderRef } from '../ledger/order-book.ts';
import { skuKey } from '../ledger/refund-shares.ts';
import { insertAll, placesOf, type Queries, runsOf, type Value } from './district-database.ts';
import { FigureSums } from './figure-sums.ts';
import { addOrder, homeOf, noFacts, type OrderEntry, type OrderFacts, refundedFenOf, withEntry } from './order-facts.ts';

interface OrderRow extends OrderRef {
  stateSeq: number | null;
  stateBroadcast: string | null;
  stateBody: string | null;
  assignedSeq: number | null;
  assignedBody: string | null;
}

interface RefundRow extends OrderRef {
  seq: number;
  broadcastId: string;
  body: string;
}

const ORDER_COLUMNS = [
  'studio_id',
  'source',
  'order_id',
  'state_seq',
  'assigned_seq',
  'broadcast_id',
  'paid_at_ms',
  'amount_fen',
  'refunded_fen',
] as const;

/** `entries` are in the table already, and are folded for the first time. */
export async function foldOrders(queries: Queries, studioId: string, entries: readonly OrderEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const orders = new Map(entries.map(({ body: { source, orderId } }) => [nameOf({ source, orderId }), { source, orderId }]));
  const before = await knownFacts(queries, studioId, [...orders.values()]);
  const after = new Map(before);
  for (const entry of entries) after.set(nameOf(entry.body), withEntry(after.get(nameOf(entry.body)) ?? noFacts, entry));
  const sums = new FigureSums();
  for (const [name, facts] of after) {
    const known = before.get(name);
    if (known) addOrder(sums, known, -1);
    addOrder(sums, facts, 1);
  }
  await writeOrders(queries, studioId, orders, after);
  await insertAll(
    queries,
    'order_refund',
    ['studio_id', 'source', 'order_id', 'refund_id', 'seq'],
    refundRows(studioId, after, entries),
    'ON CONFLICT (studio_id, source, order_id, refund_id) DO UPDATE SET seq = excluded.seq',
  );
  await insertAll(queries, 'entry_sku', ['studio_id', 'sku', 'seq'], skuRows(studioId, entries));
  await sums.write(queries, studioId);
}

/** What the tables say of these orders; those that they do not know are left out. */
async function knownFacts(queries: Queries, studioId: string, orders: readonly OrderRef[]): Promise<Map<string, OrderFacts>> {
  const facts = new Map<string, OrderFacts>();
  for (const run of runsOf(orders)) {
    const values = [studioId, ...run.flatMap(({ source, orderId }) => [source, orderId])];
    const wanted = `(VALUES ${placesOf(run.length, 2, 2)})`;
    const rows = await queries.all<OrderRow>(
      `SELECT o.source, o.order_id AS "orderId", o.state_seq AS "stateSeq", s.broadcast_id AS "stateBroadcast", s.body AS "stateBody",
         o.assigned_seq AS "assignedSeq", a.body AS "assignedBody"
       FROM paid_order o
       LEFT JOIN entry s ON s.studio_id = o.studio_id AND s.seq = o.state_seq
       LEFT JOIN entry a ON a.studio_id = o.studio_id AND a.seq = o.assigned_seq
       WHERE o.studio_id = $1 AND (o.source, o.order_id) IN ${wanted}`,
      values,
    );
    for (const row of rows) facts.set(nameOf(row), factsOf(row));
    const refunds = await queries.all<RefundRow>(
      `SELECT r.source, r.order_id AS "orderId", r.seq, e.broadcast_id AS "broadcastId", e.body
       FROM order_refund r JOIN entry e ON e.studio_id = r.studio_id AND e.seq = r.seq
       WHERE r.studio_id = $1 AND (r.source, r.order_id) IN ${wanted}`,
      values,
    );
    for (const row of refunds) {
      const entry = { kind: 'refund.succeeded', seq: row.seq, broadcastId: row.broadcastId, body: JSON.parse(row.body) } as OrderEntry;
      facts.set(nameOf(row), withEntry(facts.get(nameOf(row)) ?? noFacts, entry));
    }
  }
  return facts;
}

function factsOf({ stateSeq, stateBroadcast, stateBody, assignedSeq, assignedBody }: OrderRow): OrderFacts {
  let facts = noFacts;
  if (stateSeq !== null && stateBroadcast !== null && stateBody !== null) {
    const body = JSON.parse(stateBody) as NonNullable<OrderFacts['state']>['body'];
    facts = withEntry(facts, { kind: 'order.paid', seq: stateSeq, broadcastId: stateBroadcast, body });
  }
  if (assignedSeq !== null && assignedBody !== null) {
    const { toBroadcastId } = JSON.parse(assignedBody) as { toBroadcastId: string };
    facts = { ...facts, assigned: { seq: assignedSeq, broadcastId: toBroadcastId } };
  }
  return facts;
}

async function writeOrders(
  queries: Queries,
  studioId: string,
  orders: ReadonlyMap<string, OrderRef>,
  facts: ReadonlyMap<string, OrderFacts>,
): Promise<void> {
  const rows = [...orders].map(([name, { source, orderId }]): Value[] => {
    const order = facts.get(name) ?? noFacts;
    const { state, assigned } = order;
    const standing = [state?.body.occurredAtMs ?? null, state?.body.amountFen ?? 0, refundedFenOf(order)];
    return [studioId, source, orderId, state?.seq ?? null, assigned?.seq ?? null, homeOf(order), ...standing];
  });
  const changes = ORDER_COLUMNS.slice(3).map((column) => `${column} = excluded.${column}`);
  await insertAll(
    queries,
    'paid_order',
    ORDER_COLUMNS,
    rows,
    `ON CONFLICT (studio_id, source, order_id) DO UPDATE SET ${changes.join(', ')}`,
  );
}

/** Of the refunds that these entries brought, those that count; of one that came twice, the same row twice would fail. */
function refundRows(studioId: string, facts: ReadonlyMap<string, OrderFacts>, entries: readonly OrderEntry[]): Value[][] {
  return entries.flatMap((entry) => {
    if (entry.kind !== 'refund.succeeded') return [];
    const { source, orderId, refundId } = entry.body;
    const counted = facts.get(nameOf(entry.body))?.refunds.get(refundId)?.seq === entry.seq;
    return counted ? [[studioId, source, orderId, refundId, entry.seq]] : [];
  });
}

function skuRows(studioId: string, entries: readonly OrderEntry[]): Value[][] {
  return entries.flatMap((entry) => {
    if (entry.kind !== 'order.paid' && entry.kind !== 'order.amended') return [];
    const skus = new Set(entry.body.lines.map(({ sku }) => skuKey(sku)));
    return [...skus].map((sku) => [studioId, sku, entry.seq]);
  });
}
