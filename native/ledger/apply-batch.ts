/** Applies entries inside the writer's transaction: each order event once, and the aggregates in the same commit. */
import type { Database } from 'better-sqlite3';
import type { EntryDraft } from '../contract/entry.ts';
import type { EntryApplier } from '../store/writer-thread.ts';
import { FigureChanges } from './figure-changes.ts';
import { keyOf } from './order-key.ts';
import { rebuildOutdatedFigures } from './rebuild.ts';
import { SalesCounter } from './sales-counter.ts';

/** What the writer thread applies entries with; brings outdated aggregates up to date first. */
export function createEntryApplier(database: Database): EntryApplier {
  rebuildOutdatedFigures(database);
  const changes = new FigureChanges(database);
  const counter = new SalesCounter(database, changes);
  const lastSeq = database.prepare<[], { seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM entry');
  const addKey = database.prepare<[string, string, string, number]>(
    'INSERT INTO order_key (source, kind, id, seq) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const addEntry = database.prepare<[number, string, string, number, string, string]>(
    'INSERT INTO entry (seq, broadcast_id, kind, at_ms, actor, body) VALUES (?, ?, ?, ?, ?, ?)',
  );
  let headSeq = 0;

  function apply(draft: EntryDraft): number | null {
    const seq = headSeq + 1;
    const { broadcastId, kind, atMs, actor, body } = draft;
    const key = keyOf(draft);
    if (key && addKey.run(key.source, kind, key.id, seq).changes === 0) return null;
    addEntry.run(seq, broadcastId, kind, atMs, actor, JSON.stringify(body));
    headSeq = seq;
    if (kind === 'order.paid') counter.countPaid(broadcastId, body);
    else if (kind === 'refund.succeeded') counter.countRefund(seq, broadcastId, body);
    return seq;
  }

  return {
    begin() {
      changes.forget();
      headSeq = lastSeq.get()!.seq;
    },
    append: (drafts) => drafts.map(apply),
    settle: () => changes.write(),
  };
}
