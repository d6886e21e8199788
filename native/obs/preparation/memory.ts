/** What the studio keeps about preparing OBS: how it is set up, and what it made in which scene collection. */
import { z } from 'zod';
import {
  type MadeThing,
  madeThingSchema,
  noPreparation,
  type PreparationConfig,
  preparationConfigAtFirst,
  preparationConfigSchema,
  type PreparationState,
} from '../../contract/preparation.ts';
import { atMsSchema } from '../../contract/time.ts';
import { type LiveState, MutableState } from '../../kernel/live-state.ts';
import { type MadeRecord, madeRecordSchema } from './made-record.ts';

const keptSchema = z.object({
  config: preparationConfigSchema,
  made: z.array(madeRecordSchema),
  lastPreparedAtMs: z.record(z.string(), atMsSchema),
});
type Kept = z.infer<typeof keptSchema>;

/** One JSON value; `save` resolves when it is durable. */
export interface PreparationStore {
  load(): unknown;
  save(kept: unknown): Promise<void>;
}

export class PreparationMemory {
  readonly #store: PreparationStore;
  readonly #state: MutableState<PreparationState>;
  #kept: Kept;
  #sceneCollection: string | null = null;

  constructor(store: PreparationStore) {
    this.#store = store;
    const kept = keptSchema.safeParse(store.load());
    this.#kept = kept.success ? kept.data : { config: preparationConfigAtFirst, made: [], lastPreparedAtMs: {} };
    this.#state = new MutableState<PreparationState>({ ...noPreparation, config: this.#kept.config });
  }

  get state(): LiveState<PreparationState> {
    return this.#state;
  }

  get config(): PreparationConfig {
    return this.#kept.config;
  }

  /** The name that OBS has for a scene of the plan. */
  obsSceneName(planned: string): string {
    return this.#kept.config.sceneMap[planned] ?? planned;
  }

  madeIn(sceneCollection: string): MadeRecord[] {
    return this.#kept.made.filter((record) => record.sceneCollection === sceneCollection);
  }

  /** The collection that OBS shows now; null while OBS is away keeps what was told last. */
  show(sceneCollection: string | null): void {
    if (sceneCollection === null || sceneCollection === this.#sceneCollection) return;
    this.#sceneCollection = sceneCollection;
    this.#tell();
  }

  async configure(changes: Partial<PreparationConfig>): Promise<void> {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    await this.#keep({ ...this.#kept, config: { ...this.#kept.config, ...given } });
  }

  /** What was made in this collection, in place of what was known of it. */
  async keepMade(sceneCollection: string, records: readonly MadeRecord[], preparedAtMs?: number): Promise<void> {
    const before = this.madeIn(sceneCollection);
    if (preparedAtMs === undefined && JSON.stringify(before) === JSON.stringify(records)) return;
    const elsewhere = this.#kept.made.filter((record) => record.sceneCollection !== sceneCollection);
    const lastPreparedAtMs =
      preparedAtMs === undefined ? this.#kept.lastPreparedAtMs : { ...this.#kept.lastPreparedAtMs, [sceneCollection]: preparedAtMs };
    await this.#keep({ ...this.#kept, made: [...elsewhere, ...records], lastPreparedAtMs });
  }

  progressed(progress: PreparationState['progress']): void {
    this.#state.patch({ progress });
  }

  async #keep(kept: Kept): Promise<void> {
    await this.#store.save(kept);
    this.#kept = kept;
    this.#tell();
  }

  #tell(): void {
    const { config, lastPreparedAtMs } = this.#kept;
    const collection = this.#sceneCollection;
    const made = collection === null ? [] : this.madeIn(collection).map((record): MadeThing => madeThingSchema.parse(record));
    const same = JSON.stringify(made) === JSON.stringify(this.#state.get().made);
    this.#state.patch({
      config,
      made: same ? this.#state.get().made : made,
      lastPreparedAtMs: collection === null ? null : (lastPreparedAtMs[collection] ?? null),
    });
  }
}
