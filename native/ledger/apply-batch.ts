/** Applies entries inside the writer's transaction: each order event once, and the aggregates in the same commit. */
import type { Database } from 'better-sqlite3';
import type { EntryDraft } from '../contract/entry.ts';
import type { EntryApplier } from '../store/writer-thread.ts';
import { EntryRows } from './entry-rows.ts';
import { FigureChanges } from './figure-changes.ts';
import { keyOf } from './order-key.ts';
import { rebuildOutdatedFigures } from './rebuild.ts';
import { SalesCounter } from './sales-counter.ts';

/** What the writer thread applies entries with; brings outdated aggregates up to date first. */
export function createEntryApplier(database: Database): EntryApplier {
  rebuildOutdatedFigures(database);
  const rows = new EntryRows(database);
  const changes = new FigureChanges(database);
  const counter = new SalesCounter(database, changes);
  const lastSeq = database.prepare<[], { seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM entry');
  const addKey = database.prepare<[string, string, string, number]>(
    'INSERT INTO order_key (source, kind, id, seq) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  let headSeq = 0;

  function apply(draft: EntryDraft): number | null {
    const seq = headSeq + 1;
    const key = keyOf(draft);
    if (key && addKey.run(key.source, draft.kind, key.id, seq).changes === 0) return null;
    rows.add(seq, draft);
    headSeq = seq;
    if (draft.kind === 'order.paid') counter.countPaid(draft.broadcastId, draft.body);
    if (draft.kind === 'refund.succeeded') {
      // Its order may stand a few lines above.
      rows.flush();
      counter.countRefund(seq, draft.broadcastId, draft.body);
    }
    return seq;
  }

  return {
    begin() {
      rows.forget();
      changes.forget();
      headSeq = lastSeq.get()!.seq;
    },
    append(drafts) {
      const seqs = drafts.map(apply);
      rows.flush();
      return seqs;
    },
    settle: () => changes.write(),
  };
}
