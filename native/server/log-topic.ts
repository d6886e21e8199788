/** The last entries of the ledger for the console, but for what has a page of its own there: orders, and products as they are described. */
import { type Entry, isOrderKind } from '../contract/entry.ts';
import { RecordTimeline } from '../contract/record-timeline.ts';
import { LOG_LENGTH, type LogLine, type LogState } from '../contract/studio.ts';
import { type LiveState, MutableState } from '../kernel/live-state.ts';

export class LogTopic {
  readonly #state = new MutableState<LogState>({ lines: [] });
  #timeline = new RecordTimeline();

  get state(): LiveState<LogState> {
    return this.#state;
  }

  /** Newest last. */
  apply(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.kind === 'broadcast.opened') this.#timeline = new RecordTimeline();
      this.#timeline.apply(entry);
    }
    const added = entries.filter(({ kind }) => !isOrderKind(kind) && kind !== 'catalogue.described');
    if (added.length === 0) return;
    const lines = added.map(({ seq, kind, atMs, actor, body }) => this.#timed({ seq, kind, atMs, actor, body: { ...body } }));
    // A recording is told a moment after its first picture, and then holds the lines before it too.
    const isAboutFiles = added.some(({ kind }) => kind.startsWith('record.'));
    const before = this.#state.get().lines;
    this.#state.patch({ lines: [...(isAboutFiles ? before.map((line) => this.#timed(line)) : before), ...lines].slice(-LOG_LENGTH) });
  }

  #timed(line: LogLine): LogLine {
    const moment = this.#timeline.momentAt(line.atMs);
    return moment ? { ...line, timecodeMs: moment.timecodeMs } : line;
  }
}
