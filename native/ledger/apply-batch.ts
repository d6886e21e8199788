/** Applies entries inside the writer's transaction: each order event once, the aggregates and the chain in the same commit. */
import type { Database } from 'better-sqlite3';
import { type EntryDraft, isOrderKind } from '../contract/entry.ts';
import type { PackedDraft } from '../store/packed-drafts.ts';
import type { EntryApplier } from '../store/writer-thread.ts';
import { Chain, chainUnlinkedEntries } from './chain.ts';
import { EntryRows } from './entry-rows.ts';
import { FigureChanges } from './figure-changes.ts';
import { OrderBook, RUN_LENGTH } from './order-book.ts';
import { keyOf } from './order-key.ts';
import type { PaidState } from './paid-state.ts';
import { rebuildOutdatedFigures } from './rebuild.ts';
import { SalesCounter } from './sales-counter.ts';

/** What the writer thread applies entries with; brings outdated aggregates and an unfinished chain up to date first. */
export function createEntryApplier(database: Database): EntryApplier {
  rebuildOutdatedFigures(database);
  chainUnlinkedEntries(database);
  const chain = new Chain(database);
  const rows = new EntryRows(database, chain);
  const changes = new FigureChanges(database);
  const counter = new SalesCounter(new OrderBook(database), changes, () => rows.flush());
  const lastSeq = database.prepare<[], { seq: number }>(
    'SELECT max(coalesce((SELECT max(seq) FROM entry), 0), coalesce((SELECT max(last_seq) FROM entry_link), 0)) AS seq',
  );
  const addKey = database.prepare<[string, string, string, number]>(
    'INSERT INTO order_key (source, kind, id, seq) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  let headSeq = 0;

  /** False for an event that is counted already, or that a newer one has overtaken. */
  function count(seq: number, draft: EntryDraft): boolean {
    const key = keyOf(draft);
    if (key && addKey.run(key.source, draft.kind, key.id, seq).changes === 0) return false;
    switch (draft.kind) {
      case 'order.paid':
        return counter.countPaid(seq, draft.broadcastId, draft.body);
      case 'order.amended':
        return counter.countAmended(seq, draft.broadcastId, draft.body);
      case 'order.assigned':
        return counter.countAssigned(draft.body);
      case 'refund.succeeded':
        counter.countRefund(seq, draft.broadcastId, draft.body);
        return true;
      default:
        return true;
    }
  }

  /** Numbers `RUN_LENGTH` paid orders when all of them are new; null when each must be looked at by itself. */
  function applyRun(drafts: readonly PackedDraft[]): number[] | null {
    const orders = drafts.map(({ broadcastId, bodyText }) => ({ broadcastId, state: JSON.parse(bodyText) as PaidState }));
    if (!counter.countPaidRun(headSeq + 1, orders)) return null;
    return drafts.map((packed) => {
      headSeq += 1;
      rows.add(headSeq, packed);
      return headSeq;
    });
  }

  function apply(packed: PackedDraft): number | null {
    const seq = headSeq + 1;
    if (isOrderKind(packed.kind) && !count(seq, draftOf(packed))) return null;
    rows.add(seq, packed);
    headSeq = seq;
    return seq;
  }

  return {
    begin() {
      rows.forget();
      changes.forget();
      headSeq = lastSeq.get()!.seq;
    },
    append(drafts) {
      const seqs: (number | null)[] = [];
      for (let at = 0; at < drafts.length;) {
        const run = drafts.slice(at, at + runLengthAt(drafts, at));
        seqs.push(...((run.length === RUN_LENGTH ? applyRun(run) : null) ?? run.map(apply)));
        at += run.length;
      }
      rows.flush();
      return seqs;
    },
    settle() {
      chain.close();
      return changes.write();
    },
  };
}

/** How many paid orders stand together from here on, at most `RUN_LENGTH`; anything else stands alone. */
function runLengthAt(drafts: readonly PackedDraft[], from: number): number {
  let to = from;
  while (to < drafts.length && to < from + RUN_LENGTH && drafts[to]!.kind === 'order.paid') to += 1;
  return Math.max(1, to - from);
}

function draftOf({ broadcastId, kind, atMs, actor, bodyText }: PackedDraft): EntryDraft {
  return { broadcastId, kind, atMs, actor, body: JSON.parse(bodyText) as unknown } as EntryDraft;
}
