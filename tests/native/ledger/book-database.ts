/** A database in memory with the writer's own rules applied to it, for tests of figures, states and the chain. */
import Database from 'better-sqlite3';
import type { EntryDraft } from '../../../native/contract/entry.ts';
import { createEntryApplier } from '../../../native/ledger/apply-batch.ts';
import { migrate, migrationSteps } from '../../../native/store/migrations.ts';
import { packDrafts, unpackDrafts } from '../../../native/store/packed-drafts.ts';
import type { EntryApplier } from '../../../native/store/writer-thread.ts';

export interface Book {
  database: Database.Database;
  /** Applies the drafts in one commit; gives their sequence numbers, null for what was not counted. */
  commit(drafts: readonly EntryDraft[]): (number | null)[];
}

export function openBook(path = ':memory:'): Book {
  const database = new Database(path);
  migrate(database, migrationSteps);
  const applier: EntryApplier = createEntryApplier(database);
  return {
    database,
    commit: (drafts) =>
      database.transaction(() => {
        applier.begin();
        const seqs = applier.append(unpackDrafts(packDrafts(drafts)));
        applier.settle();
        return seqs;
      })(),
  };
}

/** Takes a paid order in as the intake does: what is known already is offered as a newer state. */
export function takeState(book: Book, draft: EntryDraft): number | null {
  const [seq] = book.commit([draft]);
  if (seq !== null || draft.kind !== 'order.paid' || draft.body.stateAtMs === undefined) return seq ?? null;
  const amended: EntryDraft = { ...draft, kind: 'order.amended', body: { ...draft.body, stateAtMs: draft.body.stateAtMs } };
  return book.commit([amended])[0] ?? null;
}

const FIGURE_TABLES = ['broadcast_sales', 'sku_sales', 'minute_sales'];

/** Rows of the figures without those of zeros, which another order of events may never have made. */
export function figuresOf(database: Database.Database, tables = FIGURE_TABLES): Record<string, unknown[]> {
  const isEmpty = (row: object) =>
    Object.entries(row).every(([key, value]) => value === 0 || /^(?:broadcast_id|sku|minute_at_ms)$/u.test(key));
  return Object.fromEntries(
    tables.map((table) => [
      table,
      database
        .prepare(`SELECT * FROM ${table}`)
        .all()
        .filter((row) => !isEmpty(row as object)),
    ]),
  );
}
