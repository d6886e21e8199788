/** Tells which mutes changed and who changed them: the studio, by a wish that OBS fulfilled, or a hand in OBS. */
import type { ObsInput } from '../../contract/obs.ts';
import type { Clock } from '../../kernel/clock.ts';

export interface MuteChange {
  inputName: string;
  muted: boolean;
  /** Null for a hand in OBS. */
  actor: string | null;
}

/** OBS tells a mute within a frame; a wish that it refused must not claim a later hand. */
const WISH_LIFE_MS = 5_000;

export class MuteRecord {
  readonly #clock: Clock;
  /** As last told. The first reading of an OBS and of a collection is where telling begins. */
  readonly #told = new Map<string, boolean>();
  readonly #wishes = new Map<string, { muted: boolean; actor: string; madeAtMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** To be called before OBS is asked. */
  wish(inputName: string, muted: boolean, actor: string): void {
    this.#wishes.set(inputName, { muted, actor, madeAtMs: this.#clock.monotonicMs() });
  }

  /** Another OBS, or another collection, than before. */
  reset(): void {
    this.#told.clear();
    this.#wishes.clear();
  }

  /** What differs from what was told last. */
  changes(inputs: readonly ObsInput[]): MuteChange[] {
    const changes: MuteChange[] = [];
    for (const { inputName, audio } of inputs) {
      if (!audio) continue;
      const told = this.#told.get(inputName);
      this.#told.set(inputName, audio.muted);
      if (told === undefined || told === audio.muted) continue;
      const wish = this.#wishes.get(inputName);
      const isWish = wish?.muted === audio.muted && this.#clock.monotonicMs() - wish.madeAtMs <= WISH_LIFE_MS;
      if (isWish) this.#wishes.delete(inputName);
      changes.push({ inputName, muted: audio.muted, actor: isWish ? wish.actor : null });
    }
    return changes;
  }
}
