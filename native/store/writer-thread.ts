/** The thread's side of the writer: the only connection that writes, one transaction per group of calls. */
import type { Database, Statement } from 'better-sqlite3';
import { openForWriting } from './database.ts';
import { type PackedDraft, unpackDrafts } from './packed-drafts.ts';
import { storageFailureOf } from './storage-failure.ts';
import type { FailureMessage, Figures, FromThread, ToThread, WriterAnswer, WriterCall } from './writer-protocol.ts';

/** Puts entries into the open transaction; the ledger brings it. */
export interface EntryApplier {
  /** A transaction begins: what an earlier one left unsettled is forgotten. */
  begin(): void;
  /** Inserts entries; gives the sequence number of each, null for one that is counted already. */
  append(drafts: readonly PackedDraft[]): (number | null)[];
  /** Writes the aggregates of everything appended since `begin`. */
  settle(): Figures;
}

class WriterThread {
  readonly #database: Database;
  readonly #path: string;
  readonly #applier: EntryApplier;
  readonly #statements = new Map<string, Statement>();

  constructor(database: Database, path: string, applier: EntryApplier) {
    this.#database = database;
    this.#path = path;
    this.#applier = applier;
  }

  /**
   * Commits all calls at once. A failing disk fails all of them; a faulty call fails alone, because then each is tried by itself.
   */
  commit(calls: readonly WriterCall[]): { answers: WriterAnswer[]; figures: Figures } {
    const database = this.#database;
    try {
      if (database.inTransaction) database.exec('ROLLBACK');
      database.exec('BEGIN IMMEDIATE');
      this.#applier.begin();
      const answers = calls.map((call): WriterAnswer => ({ ok: true, seqs: Float64Array.from(this.#perform(call), (seq) => seq ?? 0) }));
      const figures = this.#applier.settle();
      database.exec('COMMIT');
      return { answers, figures };
    } catch (error) {
      this.#rollBack();
      const storage = storageFailureOf(error, this.#path);
      if (storage || calls.length === 1) {
        const failure: FailureMessage = {
          code: storage?.code ?? null,
          context: storage?.context ?? {},
          message: error instanceof Error ? error.message : String(error),
        };
        return { answers: calls.map(() => ({ ok: false, failure })), figures: { broadcasts: [], skus: [] } };
      }
      const apart = calls.map((call) => this.commit([call]));
      return {
        answers: apart.flatMap(({ answers }) => answers),
        figures: {
          broadcasts: apart.flatMap(({ figures }) => figures.broadcasts),
          skus: apart.flatMap(({ figures }) => figures.skus),
        },
      };
    }
  }

  close(): void {
    this.#database.close();
  }

  #perform(call: WriterCall): (number | null)[] {
    if (call.op === 'append') return this.#applier.append(unpackDrafts(call.drafts));
    for (const { sql, params } of call.statements) {
      const statement = this.#statement(sql);
      if (statement.reader) statement.all(...params);
      else statement.run(...params);
    }
    return [];
  }

  #rollBack(): void {
    // A full disk makes SQLite roll back by itself. If this fails, the next group tries it again before anything else.
    if (!this.#database.inTransaction) return;
    try {
      this.#database.exec('ROLLBACK');
    } catch (error) {
      if (!storageFailureOf(error, this.#path)) throw error;
    }
  }

  #statement(sql: string): Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

interface Port {
  postMessage(message: FromThread): void;
  on(event: 'message', listener: (message: ToThread) => void): unknown;
  close(): void;
}

/** Opens the database and serves the port until it is told to close. */
export function serveWriter(port: Port, path: string, createApplier: (database: Database) => EntryApplier): void {
  let thread: WriterThread;
  try {
    const database = openForWriting(path);
    thread = new WriterThread(database, path, createApplier(database));
  } catch (error) {
    const failure = storageFailureOf(error, path);
    if (!failure) throw error;
    port.postMessage({ type: 'failed', failure: { code: failure.code, context: failure.context, message: failure.message } });
    port.close();
    return;
  }
  port.on('message', (message) => {
    if (message.type === 'group') return port.postMessage({ type: 'answers', ...thread.commit(message.calls) });
    thread.close();
    port.close();
  });
  port.postMessage({ type: 'ready' });
}
