/** Folds what entries say of broadcasts and products, in whatever order they come, inside the writing transaction. */
import type { EntryBody } from '../contract/entry.ts';
import { skuKey } from '../ledger/refund-shares.ts';
import { insertAll, type Queries, type Value } from './district-database.ts';
import type { ReceivedEntry } from './entry-line.ts';

interface BroadcastChange {
  opened: { seq: number; atMs: number; title: string; rehearsal: boolean } | null;
  started: { seq: number; atMs: number } | null;
  ended: { seq: number; atMs: number } | null;
  entries: number;
}

const BROADCAST_COLUMNS = [
  'studio_id',
  'broadcast_id',
  'opened_seq',
  'opened_at_ms',
  'title',
  'rehearsal',
  'started_seq',
  'started_at_ms',
  'ended_seq',
  'ended_at_ms',
  'entries',
] as const;

/** The newest word of each kind wins; 0 stands for none. */
const NEWER = ['opened', 'started', 'ended']
  .flatMap((event) => {
    const also = event === 'opened' ? ['opened_at_ms', 'title', 'rehearsal'] : [`${event}_at_ms`];
    const newer = `excluded.${event}_seq > broadcast.${event}_seq`;
    return [...also, `${event}_seq`].map((column) => `${column} = CASE WHEN ${newer} THEN excluded.${column} ELSE broadcast.${column} END`);
  })
  .join(', ');

/** `entries` are folded for the first time. */
export async function foldPlan(queries: Queries, studioId: string, entries: readonly ReceivedEntry[]): Promise<void> {
  const broadcasts = new Map<string, BroadcastChange>();
  const products = new Map<string, Value[]>();
  for (const entry of entries) {
    addToBroadcast(broadcasts, entry);
    if (entry.kind === 'catalogue.described') addProducts(products, studioId, entry);
  }
  await insertAll(
    queries,
    'broadcast',
    BROADCAST_COLUMNS,
    [...broadcasts].map((change) => broadcastRow(studioId, ...change)),
    `ON CONFLICT (studio_id, broadcast_id) DO UPDATE SET entries = broadcast.entries + excluded.entries, ${NEWER}`,
  );
  await insertAll(
    queries,
    'product',
    ['studio_id', 'sku', 'seq', 'name', 'place_code', 'place_name', 'cooperative'],
    [...products.values()],
    `ON CONFLICT (studio_id, sku) DO UPDATE SET seq = excluded.seq, name = excluded.name, place_code = excluded.place_code,
       place_name = excluded.place_name, cooperative = excluded.cooperative WHERE excluded.seq > product.seq`,
  );
}

function addToBroadcast(broadcasts: Map<string, BroadcastChange>, entry: ReceivedEntry): void {
  let change = broadcasts.get(entry.broadcast_id);
  if (!change) {
    change = { opened: null, started: null, ended: null, entries: 0 };
    broadcasts.set(entry.broadcast_id, change);
  }
  change.entries += 1;
  const { seq, at_ms: atMs } = entry;
  if (entry.kind === 'broadcast.opened' && seq > (change.opened?.seq ?? 0)) {
    const { title, rehearsal } = entry.parsedBody as EntryBody<'broadcast.opened'>;
    change.opened = { seq, atMs, title: JSON.stringify(title), rehearsal };
  }
  if (entry.kind === 'broadcast.started' && seq > (change.started?.seq ?? 0)) change.started = { seq, atMs };
  if (entry.kind === 'broadcast.ended' && seq > (change.ended?.seq ?? 0)) change.ended = { seq, atMs };
}

function broadcastRow(studioId: string, broadcastId: string, { opened, started, ended, entries }: BroadcastChange): Value[] {
  return [
    studioId,
    broadcastId,
    opened?.seq ?? 0,
    opened?.atMs ?? null,
    opened?.title ?? null,
    opened?.rehearsal ? 1 : 0,
    started?.seq ?? 0,
    started?.atMs ?? null,
    ended?.seq ?? 0,
    ended?.atMs ?? null,
    entries,
  ];
}

function addProducts(products: Map<string, Value[]>, studioId: string, { seq, parsedBody }: ReceivedEntry): void {
  for (const product of (parsedBody as EntryBody<'catalogue.described'>).products) {
    const sku = skuKey(product.sku);
    const known = products.get(sku);
    if (known && Number(known[2]) > seq) continue;
    const { name, placeCode, placeName, cooperative } = product;
    products.set(sku, [
      studioId,
      sku,
      seq,
      JSON.stringify(name),
      placeCode,
      JSON.stringify(placeName),
      cooperative && JSON.stringify(cooperative),
    ]);
  }
}
