/** The rundown as the desks edit it: every edit, undo and redo is a row of `rundown_version` before anyone is told. */
import { z } from 'zod';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import { rundownSchema, type Rundown, type RundownOperation, type RundownState } from '../contract/rundown.ts';
import type { Clock } from '../kernel/clock.ts';
import { MutableState, type LiveState } from '../kernel/live-state.ts';
import { applyOperation } from './rundown-operations.ts';

/** What the plan needs of the database. */
export interface VersionWriter {
  /** One transaction; resolves once it is durable, rejects with nothing stored. */
  run(statements: { sql: string; params: readonly (string | number | null)[] }[]): Promise<void>;
}
export interface VersionReader {
  all<T>(sql: string, ...params: (string | number | null)[]): T[];
}

/**
 * An edit's row holds the rundown after it, and its `parent` is the edit that it was made on. A row of undo or redo holds no
 * rundown; its `parent` is the edit that is shown from then on, null for the empty beginning.
 */
const rowBodySchema = z.discriminatedUnion('step', [
  z.object({ step: z.literal('edit'), rundown: rundownSchema }),
  z.object({ step: z.enum(['undo', 'redo']) }),
]);
type RowBody = z.infer<typeof rowBodySchema>;

/** What is shown before the first edit. */
export const emptyRundown: Rundown = {
  rundownId: 'rundown',
  title: { 'zh-CN': '新节目单', ug: 'يېڭى پروگرامما تىزىملىكى', en: 'New rundown' },
  plannedStartAtMs: null,
  segments: [],
};

interface Edit {
  version: number;
  parent: Edit | null;
}

/**
 * Steps wait for one another, so that none is lost; each is applied to what the one before it left. A failing writer rejects
 * the step and changes nothing. Edits after an undo hide what was undone; its rows stay.
 */
export class RundownPlan {
  readonly #writer: VersionWriter;
  readonly #reader: VersionReader;
  readonly #clock: Clock;
  readonly #state: MutableState<RundownState>;
  /** The edit whose rundown is shown. */
  #shown: Edit | null = null;
  /** Undone edits that redo would show again, the next one last. */
  #undone: Edit[] = [];
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: { writer: VersionWriter; reader: VersionReader; clock: Clock }) {
    this.#writer = options.writer;
    this.#reader = options.reader;
    this.#clock = options.clock;
    const last = this.#replay();
    this.#state = new MutableState<RundownState>({
      rundown: this.#rundownOf(this.#shown),
      version: last?.version ?? 0,
      ...this.#ways(),
      savedAtMs: last?.atMs ?? null,
    });
  }

  get state(): LiveState<RundownState> {
    return this.#state;
  }

  /** An edit that changes nothing is accepted with the version that is there. Refusals are those of `applyOperation`. */
  edit(operation: RundownOperation, actor: string): Promise<Result<{ version: number }>> {
    return this.#inTurn(async () => {
      const { rundown, version } = this.#state.get();
      const edited = applyOperation(rundown, operation);
      if (!edited.ok) return edited;
      if (JSON.stringify(edited.value) === JSON.stringify(rundown)) return accepted({ version });
      const next: Edit = { version: version + 1, parent: this.#shown };
      const atMs = await this.#store({ step: 'edit', rundown: edited.value }, this.#shown, actor);
      return this.#show(next, [], atMs, edited.value);
    });
  }

  /** Refused with `nothing-to-undo`. */
  undo(actor: string): Promise<Result<{ version: number }>> {
    return this.#inTurn(async () => {
      const shown = this.#shown;
      if (!shown) return refused('nothing-to-undo');
      const atMs = await this.#store({ step: 'undo' }, shown.parent, actor);
      return this.#show(shown.parent, [...this.#undone, shown], atMs);
    });
  }

  /** Refused with `nothing-to-redo`. */
  redo(actor: string): Promise<Result<{ version: number }>> {
    return this.#inTurn(async () => {
      const next = this.#undone.at(-1);
      if (!next) return refused('nothing-to-redo');
      const atMs = await this.#store({ step: 'redo' }, next, actor);
      return this.#show(next, this.#undone.slice(0, -1), atMs);
    });
  }

  /** Walks through all rows in their order; returns the last one. */
  #replay(): { version: number; atMs: number } | undefined {
    const rows = this.#reader.all<{ version: number; parent: number | null; atMs: number; step: string }>(
      `SELECT version, parent, at_ms AS atMs, json_extract(body, '$.step') AS step FROM rundown_version ORDER BY version`,
    );
    const edits = new Map<number | null, Edit | null>([[null, null]]);
    for (const { version, parent, step } of rows) {
      const target = edits.get(parent);
      if (target === undefined) throw new Error(`rundown version ${version} follows ${parent}, which is not there`);
      if (step === 'edit') {
        this.#shown = { version, parent: target };
        this.#undone = [];
        edits.set(version, this.#shown);
        continue;
      }
      if (step === 'undo' && this.#shown) this.#undone.push(this.#shown);
      else this.#undone.pop();
      this.#shown = target;
    }
    return rows.at(-1);
  }

  #rundownOf(edit: Edit | null): Rundown {
    if (!edit) return emptyRundown;
    const [row] = this.#reader.all<{ body: string }>('SELECT body FROM rundown_version WHERE version = ?', edit.version);
    const body = rowBodySchema.parse(JSON.parse(row!.body));
    if (body.step !== 'edit') throw new Error(`rundown version ${edit.version} holds no rundown`);
    return body.rundown;
  }

  /** Writes the next version's row and returns its time. */
  async #store(body: RowBody, parent: Edit | null, actor: string): Promise<number> {
    const atMs = this.#clock.nowMs();
    const params = [this.#state.get().version + 1, parent?.version ?? null, atMs, actor, JSON.stringify(body)];
    await this.#writer.run([{ sql: 'INSERT INTO rundown_version (version, parent, at_ms, actor, body) VALUES (?, ?, ?, ?, ?)', params }]);
    return atMs;
  }

  #show(edit: Edit | null, undone: Edit[], savedAtMs: number, rundown = this.#rundownOf(edit)): Result<{ version: number }> {
    this.#shown = edit;
    this.#undone = undone;
    const version = this.#state.get().version + 1;
    this.#state.patch({ rundown, version, ...this.#ways(), savedAtMs });
    return accepted({ version });
  }

  #ways(): { canUndo: boolean; canRedo: boolean } {
    return { canUndo: this.#shown !== null, canRedo: this.#undone.length > 0 };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}
