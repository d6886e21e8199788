/** What a destination has said that it can do, kept with its place: never guessed, and forgotten with another address. */
import type { ReceiverAbility } from '../contract/upstream.ts';
import { destinationSetting, keptDestinationSchema } from '../store/kept-destinations.ts';
import type { Settings } from '../store/settings.ts';

export class Abilities {
  readonly #settings: Settings;
  readonly #key: string;
  readonly #place: string;
  #accepts: readonly string[];
  /** False until the setting names this place; reports find parked entries by it. */
  #kept: boolean;

  constructor(settings: Settings, destinationId: string, place: string) {
    this.#settings = settings;
    this.#key = destinationSetting(destinationId);
    this.#place = place;
    const kept = settings.get(this.#key, keptDestinationSchema);
    this.#kept = kept?.place === place;
    this.#accepts = kept?.place === place ? kept.accepts : [];
  }

  accepts(ability: ReceiverAbility): boolean {
    return this.#accepts.includes(ability);
  }

  /** Durable when it resolves. */
  async learn(accepts: readonly string[]): Promise<void> {
    if (this.#kept && accepts.length === this.#accepts.length && accepts.every((word) => this.#accepts.includes(word))) return;
    await this.#settings.set(this.#key, { place: this.#place, accepts });
    this.#accepts = [...accepts];
    this.#kept = true;
  }

  /** Keeps the place for a destination that has said nothing yet. */
  async keep(): Promise<void> {
    if (!this.#kept) await this.learn(this.#accepts);
  }
}
