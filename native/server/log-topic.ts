/** The last entries of the ledger for the console, but for what has a page of its own there: orders, and products as they are described. */
import { type Entry, isOrderKind } from '../contract/entry.ts';
import { LOG_LENGTH, type LogState } from '../contract/studio.ts';
import { type LiveState, MutableState } from '../kernel/live-state.ts';

export class LogTopic {
  readonly #state = new MutableState<LogState>({ lines: [] });

  get state(): LiveState<LogState> {
    return this.#state;
  }

  /** Newest last. */
  apply(entries: readonly Entry[]): void {
    const added = entries.filter(({ kind }) => !isOrderKind(kind) && kind !== 'catalogue.described');
    if (added.length === 0) return;
    const lines = added.map(({ seq, kind, atMs, actor, body }) => ({ seq, kind, atMs, actor, body: { ...body } }));
    this.#state.patch({ lines: [...this.#state.get().lines, ...lines].slice(-LOG_LENGTH) });
  }
}
