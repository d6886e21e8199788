/** The studio itself as a topic: identity, settings, standing problems, rehearsal, time. */
import type { Refusal } from '../contract/refusal.ts';
import { type StudioSettings, studioSettingsSchema } from '../contract/settings.ts';
import type { RehearsalState, StudioState } from '../contract/studio.ts';
import type { Clock } from '../kernel/clock.ts';
import { type LiveState, MutableState } from '../kernel/live-state.ts';

/** Keeps settings as one JSON object; `save` resolves when it is durable. */
export interface SettingsStore {
  load(): unknown;
  save(settings: StudioSettings): Promise<void>;
}

export interface StudioStatusOptions {
  settings: SettingsStore;
  defaults: StudioSettings;
  version: string;
  clock: Clock;
  clockSpeed(): number;
  rehearsing: boolean;
}

export class StudioStatus {
  readonly #options: StudioStatusOptions;
  readonly #state: MutableState<StudioState>;
  readonly #problems = new Map<string, Refusal>();
  #settings: StudioSettings;

  /** Settings that no longer pass their schema fall back to the defaults field by field. */
  constructor(options: StudioStatusOptions) {
    this.#options = options;
    const stored = studioSettingsSchema.partial().safeParse(options.settings.load() ?? {});
    this.#settings = { ...options.defaults, ...(stored.success ? stored.data : {}) };
    this.#state = new MutableState<StudioState>({
      studioId: this.#settings.studioId,
      version: options.version,
      nowAtMs: options.clock.nowMs(),
      clockSpeed: options.clockSpeed(),
      locale: this.#settings.locale,
      overlayAddress: '',
      holdSceneName: this.#settings.holdSceneName,
      backSoonSceneName: this.#settings.backSoonSceneName,
      backupFolder: this.#settings.backupFolder,
      retentionYears: this.#settings.retentionYears,
      lastBackup: null,
      rehearsal: null,
      problems: [],
      firstRun: this.#settings.obsUrl === null && !options.rehearsing,
    });
  }

  get state(): LiveState<StudioState> {
    return this.#state;
  }

  get settings(): StudioSettings {
    return this.#settings;
  }

  /** Brings the told time up to date, for a page that begins to watch. */
  refreshTime(): void {
    this.#state.patch({ nowAtMs: this.#options.clock.nowMs(), clockSpeed: this.#options.clockSpeed() });
  }

  async configure(changes: Partial<StudioSettings>): Promise<void> {
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const next = { ...this.#settings, ...given };
    await this.#options.settings.save(next);
    this.#settings = next;
    const { studioId, locale, holdSceneName, backSoonSceneName, obsUrl, backupFolder, retentionYears } = next;
    this.#state.patch({
      studioId,
      locale,
      holdSceneName,
      backSoonSceneName,
      backupFolder,
      retentionYears,
      firstRun: obsUrl === null && !this.#options.rehearsing,
    });
  }

  setLastBackup(lastBackup: StudioState['lastBackup']): void {
    this.#state.patch({ lastBackup });
  }

  setOverlayAddress(overlayAddress: string): void {
    this.#state.patch({ overlayAddress });
  }

  setRehearsal(rehearsal: RehearsalState): void {
    this.#state.patch({ rehearsal });
    this.refreshTime();
  }

  /** A standing problem under its own name; null when it is over. */
  setProblem(name: string, problem: Refusal | null): void {
    if (problem === null ? !this.#problems.delete(name) : this.#problems.get(name) === problem) return;
    if (problem) this.#problems.set(name, problem);
    this.#state.patch({ problems: [...this.#problems.values()].toReversed() });
  }
}
