/** Edits of the rundown on one page: shown at once, sent in order, typed text kept until the host has it. */
import type { Refusal, Result } from '../../../native/contract/refusal.ts';
import type { Rundown, RundownOperation, RundownState } from '../../../native/contract/rundown.ts';
import type { StudioClient } from '../../client/studio-client.ts';
import type { PlanField } from './plan-field.ts';
import { applyOperation } from './rundown-operation.ts';

/** Quiet after the last key before typed text is sent. */
export const AUTOSAVE_QUIET_MS = 600;

/** `waiting`: typed text is kept until the line is back. `problem`: a typed text cannot be saved as it is. */
export type SaveStatus = 'saved' | 'saving' | 'waiting' | 'problem';

export interface RundownView {
  readonly rundown: Rundown | undefined;
  readonly status: SaveStatus;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly savedAtMs: number | null;
  /** Version of the host's plan that this view builds on. */
  readonly version: number;
}

interface Pending {
  readonly operation: RundownOperation;
  /** The version that holds it; null until the host has answered. */
  version: number | null;
}

interface Draft {
  readonly field: PlanField;
  text: string;
  /** `refused`: the host said no to this very text. */
  state: 'dirty' | 'sending' | 'saved' | 'refused';
  focused: boolean;
}

type History = 'undoRundown' | 'redoRundown';

export class RundownEdits {
  #pending: readonly Pending[] = [];
  readonly #drafts = new Map<string, Draft>();
  readonly #listeners = new Set<() => void>();
  readonly #failureListeners = new Set<(refusal: Refusal | null) => void>();
  readonly #client: StudioClient;
  #queue: Promise<unknown> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #view: RundownView;

  constructor(client: StudioClient) {
    this.#client = client;
    this.#view = this.#computeView();
    client.topic('rundown').subscribe(() => this.#hostChanged());
    client.link.subscribe(() => {
      if (client.link.get() === 'open') void this.flush();
      this.#changed();
    });
  }

  get = (): RundownView => this.#view;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Tells of a refusal, or of null when an edit was lost with the line. */
  onFailure(listener: (refusal: Refusal | null) => void): () => void {
    this.#failureListeners.add(listener);
    return () => void this.#failureListeners.delete(listener);
  }

  /** Shows the operation at once and sends it after those before it. False when the host did not take it. */
  async perform(operation: RundownOperation): Promise<boolean> {
    const pending: Pending = { operation, version: null };
    this.#pending = [...this.#pending, pending];
    this.#changed();
    const version = await this.#enqueue(() => this.#client.send('editRundown', operation));
    if (version === null) this.#pending = this.#pending.filter((each) => each !== pending);
    else pending.version = version;
    this.#hostChanged();
    return version !== null;
  }

  /** Takes back, or does again, the newest edit; typed text is sent first so that it is what comes back. */
  async history(command: History): Promise<boolean> {
    await this.flush();
    return (await this.#enqueue(() => this.#client.send(command, {}))) !== null;
  }

  /** The text that the field shows: what is being typed, else the plan's. Null when its segment is gone. */
  textOf(field: PlanField): string | null {
    return this.#drafts.get(field.key)?.text ?? this.planText(field);
  }

  /** The field's text in the plan, without what is being typed. */
  planText(field: PlanField): string | null {
    return this.#view.rundown ? field.read(this.#view.rundown) : null;
  }

  /** Keeps typed text; `autosave` is off while an input method is still composing. */
  type(field: PlanField, text: string, autosave: boolean): void {
    this.#drafts.set(field.key, { field, text, state: 'dirty', focused: true });
    clearTimeout(this.#timer);
    if (autosave) this.#timer = setTimeout(() => void this.flush(), AUTOSAVE_QUIET_MS);
    this.#changed();
  }

  /** The field lost the focus: its text is sent now. */
  leave(field: PlanField): void {
    const draft = this.#drafts.get(field.key);
    if (!draft) return;
    draft.focused = false;
    if (draft.state === 'refused') draft.state = 'dirty';
    void this.flush();
  }

  /** Sends every typed text that is valid; without a line they stay as they are. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    const sendable = [...this.#drafts.values()].filter((draft) => draft.state === 'dirty' && draft.field.problem(draft.text) === null);
    this.#changed();
    if (this.#client.link.get() === 'open') await Promise.all(sendable.map((draft) => this.#save(draft)));
  }

  async #save(draft: Draft): Promise<void> {
    const rundown = this.#view.rundown;
    if (!rundown) return;
    const { text, field } = draft;
    const operation = field.read(rundown) === text ? null : field.operation(rundown, text);
    if (!operation) {
      draft.state = 'saved';
      this.#changed();
      return;
    }
    draft.state = 'sending';
    const done = await this.perform(operation);
    if (draft.state === 'sending') draft.state = done ? 'saved' : this.#client.link.get() === 'open' ? 'refused' : 'dirty';
    this.#changed();
  }

  /** The version answered, or null after a refusal or a lost line. */
  #enqueue(send: () => Promise<Result<{ version: number }>>): Promise<number | null> {
    const run = async () => {
      try {
        const answer = await send();
        if (answer.ok) return answer.value.version;
        this.#fail(answer.refusal);
      } catch {
        this.#fail(null);
      }
      return null;
    };
    const next = this.#queue.then(run);
    this.#queue = next;
    return next;
  }

  #fail(refusal: Refusal | null): void {
    for (const listener of this.#failureListeners) listener(refusal);
  }

  #hostChanged(): void {
    const version = this.#client.topic('rundown').get()?.version ?? -1;
    this.#pending = this.#pending.filter((pending) => pending.version === null || pending.version > version);
    this.#changed();
  }

  #changed(): void {
    const { rundown } = this.#computeView();
    for (const [key, draft] of this.#drafts) {
      const gone = rundown !== undefined && draft.field.read(rundown) === null;
      if (gone || (draft.state === 'saved' && !draft.focused)) this.#drafts.delete(key);
    }
    this.#view = this.#computeView();
    for (const listener of this.#listeners) listener();
  }

  #computeView(): RundownView {
    const host: RundownState | undefined = this.#client.topic('rundown').get();
    let rundown = host?.rundown;
    for (const { operation } of this.#pending) rundown = rundown && applyOperation(rundown, operation);
    return {
      rundown,
      status: this.#status(),
      canUndo: host?.canUndo ?? false,
      canRedo: host?.canRedo ?? false,
      savedAtMs: host?.savedAtMs ?? null,
      version: host?.version ?? 0,
    };
  }

  #status(): SaveStatus {
    const drafts = [...this.#drafts.values()];
    const unsaved = drafts.filter(({ state }) => state !== 'saved');
    if (unsaved.some(({ state, text, field }) => state === 'refused' || field.problem(text) !== null)) return 'problem';
    if (unsaved.length > 0 && this.#client.link.get() !== 'open') return 'waiting';
    return unsaved.length > 0 || this.#pending.some(({ version }) => version === null) ? 'saving' : 'saved';
  }
}

const editsByClient = new WeakMap<StudioClient, RundownEdits>();

/** The client's one set of edits: text typed on this page outlives a visit to another page. */
export function rundownEditsOf(client: StudioClient): RundownEdits {
  let edits = editsByClient.get(client);
  if (!edits) {
    edits = new RundownEdits(client);
    editsByClient.set(client, edits);
  }
  return edits;
}
