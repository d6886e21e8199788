/** The writer: hands work to the one writing thread and tells of it only when it is durable. */
import { Worker } from 'node:worker_threads';
import type { Entry, EntryDraft } from '../contract/entry.ts';
import type { Disposable } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import { packDrafts } from './packed-drafts.ts';
import { StorageFailure } from './storage-failure.ts';
import type { FailureMessage, Figures, FromThread, ToThread, WriterAnswer, WriterCall, WriterStatement } from './writer-protocol.ts';

export type AppendOutcome = { outcome: 'accepted'; entry: Entry } | { outcome: 'duplicate'; draft: EntryDraft };

/** What one commit brought: new entries in their sequence, and the aggregates that changed. */
export interface Commit {
  entries: readonly Entry[];
  figures: Figures;
}

/** A commit takes calls up to this many entries and statements, so that none waits behind a mountain. */
const GROUP_LIMIT = 5000;

interface Waiting {
  call: WriterCall;
  drafts: readonly EntryDraft[];
  size: number;
  resolve: (outcomes: AppendOutcome[]) => void;
  reject: (error: Error) => void;
}

export class Writer {
  readonly #worker: Worker;
  readonly #logger: Logger;
  readonly #listeners = new Set<(commit: Commit) => void>();
  readonly #failureListeners = new Set<(code: StorageFailure['code']) => void>();
  readonly #gone: Promise<void>;
  #waiting: Waiting[] = [];
  /** The group being committed; calls that arrive meanwhile make up the next one. */
  #underWay: Waiting[] = [];
  #held: StorageFailure | null = null;
  #closing = false;
  #lost = false;

  private constructor(worker: Worker, logger: Logger) {
    this.#worker = worker;
    this.#logger = logger;
    this.#gone = new Promise((resolve) => {
      worker.once('exit', () => {
        this.#lose();
        resolve();
      });
    });
    worker.on('error', (error) => logger.error({ err: error }, 'writer thread failed'));
    worker.on('message', (message: FromThread) => {
      if (message.type === 'answers') this.#settle(message.answers, message.figures);
    });
  }

  /** Opens or makes the database at `path`. Rejects with `StorageFailure` when it cannot be used. */
  static async start(options: { path: string; workerUrl: URL; logger: Logger }): Promise<Writer> {
    const worker = new Worker(options.workerUrl, { workerData: { path: options.path }, name: 'writer' });
    const first = await new Promise<FromThread>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    if (first.type === 'failed') {
      await worker.terminate();
      throw errorOf(first.failure);
    }
    return new Writer(worker, options.logger);
  }

  /** Appends entries, all or none; resolves when they are durable and every listener has heard of them. */
  append(drafts: readonly EntryDraft[]): Promise<AppendOutcome[]> {
    if (drafts.length === 0) return Promise.resolve([]);
    return this.#enqueue({ op: 'append', drafts: packDrafts(drafts) }, drafts, drafts.length);
  }

  /** Runs statements in one transaction, all or none; durable when it resolves. */
  async run(statements: readonly WriterStatement[]): Promise<void> {
    if (statements.length > 0) await this.#enqueue({ op: 'run', statements }, [], statements.length);
  }

  /** Listeners hear of commits in their order, before the calls in them resolve. */
  onCommitted(listener: (commit: Commit) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  /** Hears of each write that failed for what the disk is to blame. */
  onFailed(listener: (code: StorageFailure['code']) => void): Disposable {
    this.#failureListeners.add(listener);
    return { dispose: () => void this.#failureListeners.delete(listener) };
  }

  /** While it is set, every call is refused with this failure at once, without touching the disk. */
  hold(failure: StorageFailure | null): void {
    this.#held = failure;
  }

  /** Finishes what was handed in, then closes the file. Later calls are refused with `storage-closed`. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#closeWhenIdle();
    await this.#gone;
  }

  #enqueue(call: WriterCall, drafts: readonly EntryDraft[], size: number): Promise<AppendOutcome[]> {
    if (this.#closing || this.#lost) return Promise.reject(new StorageFailure('storage-closed'));
    if (this.#held) return Promise.reject(this.#held);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ call, drafts, size, resolve, reject });
      this.#sendNext();
    });
  }

  #sendNext(): void {
    if (this.#underWay.length > 0 || this.#waiting.length === 0) return;
    let size = 0;
    let count = 0;
    while (count < this.#waiting.length && (count === 0 || size + this.#waiting[count]!.size <= GROUP_LIMIT)) {
      size += this.#waiting[count]!.size;
      count += 1;
    }
    this.#underWay = this.#waiting.splice(0, count);
    this.#post({ type: 'group', calls: this.#underWay.map(({ call }) => call) });
  }

  #settle(answers: readonly WriterAnswer[], figures: Figures): void {
    const group = this.#underWay;
    this.#underWay = [];
    // The thread starts on the next group while this one is told about.
    this.#sendNext();
    const entries: Entry[] = [];
    const outcomes = group.map(({ drafts }, index) => {
      const answer = answers[index]!;
      return answer.ok ? drafts.map((draft, at) => outcomeOf(draft, answer.seqs[at]!, entries)) : null;
    });
    this.#tell({ entries, figures });
    for (const [index, { resolve, reject }] of group.entries()) {
      const answer = answers[index]!;
      if (answer.ok) resolve(outcomes[index] ?? []);
      else reject(errorOf(answer.failure));
    }
    this.#tellFailure(answers);
    if (this.#closing) this.#closeWhenIdle();
  }

  #tell(commit: Commit): void {
    if (commit.entries.length === 0) return;
    for (const listener of this.#listeners) {
      try {
        listener(commit);
      } catch (error) {
        // The entries are durable; one listener's fault must not keep them from the others or from the caller.
        this.#logger.error({ err: error }, 'a listener of the ledger failed');
      }
    }
  }

  #tellFailure(answers: readonly WriterAnswer[]): void {
    const failed = answers.find((answer) => !answer.ok && answer.failure.code !== null);
    if (!failed || failed.ok || failed.failure.code === null) return;
    for (const listener of this.#failureListeners) listener(failed.failure.code);
  }

  #closeWhenIdle(): void {
    if (this.#underWay.length === 0 && this.#waiting.length === 0 && !this.#lost) this.#post({ type: 'close' });
  }

  #lose(): void {
    this.#lost = true;
    const left = [...this.#underWay, ...this.#waiting];
    this.#underWay = [];
    this.#waiting = [];
    for (const { reject } of left) reject(new StorageFailure('storage-closed'));
  }

  #post(message: ToThread): void {
    this.#worker.postMessage(message);
  }
}

function outcomeOf(draft: EntryDraft, seq: number, entries: Entry[]): AppendOutcome {
  if (seq === 0) return { outcome: 'duplicate', draft };
  const entry: Entry = { ...draft, seq };
  entries.push(entry);
  return { outcome: 'accepted', entry };
}

function errorOf({ code, context, message }: FailureMessage): Error {
  return code === null ? new Error(message) : new StorageFailure(code, context, message);
}
