/** The ledger: appends entries for good, tells of them in their sequence, and reads them back. */
import type { Entry, EntryDraft, EntryOf } from '../contract/entry.ts';
import type { Disposable } from '../kernel/live-state.ts';
import type { Reader } from '../store/reader.ts';
import type { AppendOutcome, Commit, Writer } from '../store/writer.ts';
import { ENTRY_COLUMNS, entryOf, type EntryRow, NOT_BULK } from './entry-row.ts';

export type { AppendOutcome };

export class Ledger {
  readonly #writer: Writer;
  readonly #reader: Reader;
  readonly #figuresListeners = new Set<(commit: Commit) => void>();
  #headSeq: number;

  constructor(writer: Writer, reader: Reader) {
    this.#writer = writer;
    this.#reader = reader;
    this.#headSeq = reader.get<{ seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM entry')!.seq;
    writer.onCommitted((commit) => {
      this.#headSeq = commit.entries.at(-1)!.seq;
      for (const listener of this.#figuresListeners) listener(commit);
    });
  }

  /** Sequence number of the newest durable entry; 0 while there is none. */
  get headSeq(): number {
    return this.#headSeq;
  }

  /**
   * Appends all drafts or none; outcomes stand in the drafts' order. Resolves when they are durable and every
   * listener has heard of them; rejects with `StorageFailure` and nothing stored.
   */
  append(drafts: readonly EntryDraft[]): Promise<AppendOutcome[]> {
    return this.#writer.append(drafts);
  }

  /** Hears of entries in their sequence, once they are durable; the sales figures have them by then. */
  onAppended(listener: (entries: readonly Entry[]) => void): Disposable {
    return this.#writer.onCommitted(({ entries }) => listener(entries));
  }

  /** Hears of each commit with the aggregates that it changed, before the listeners of `onAppended`. */
  onFigures(listener: (commit: Commit) => void): Disposable {
    this.#figuresListeners.add(listener);
    return { dispose: () => void this.#figuresListeners.delete(listener) };
  }

  /** Entries behind `seq`, at most `limit`, oldest first. */
  readAfter(seq: number, limit: number): Entry[] {
    return this.#reader.all<EntryRow>(`SELECT ${ENTRY_COLUMNS} FROM entry WHERE seq > ? ORDER BY seq LIMIT ?`, seq, limit).map(entryOf);
  }

  /** All entries of a broadcast but its order events: a few thousand at most, read by an index of their own. */
  playoutEntries(broadcastId: string): Entry[] {
    return this.#reader.all<EntryRow>(PLAYOUT_SQL, broadcastId).map(entryOf);
  }

  /** What was said of products so far, oldest first. */
  catalogueDescriptions(): EntryOf<'catalogue.described'>[] {
    return this.#reader.all<EntryRow>(DESCRIPTIONS_SQL).map(entryOf) as EntryOf<'catalogue.described'>[];
  }

  /** The newest entries of all kinds, oldest first. */
  lastEntries(limit: number): Entry[] {
    return this.#reader.all<EntryRow>(`SELECT ${ENTRY_COLUMNS} FROM entry ORDER BY seq DESC LIMIT ?`, limit).map(entryOf).toReversed();
  }
}

const PLAYOUT_SQL = `SELECT ${ENTRY_COLUMNS} FROM entry WHERE broadcast_id = ? AND ${NOT_BULK} ORDER BY seq`;
const DESCRIPTIONS_SQL = `SELECT ${ENTRY_COLUMNS} FROM entry WHERE kind = 'catalogue.described' ORDER BY seq`;
