/** Talk-over as it is held by surfaces: it lasts while any of them holds it, and a hold that nobody renews ends by itself. */
import type { Result } from '../contract/refusal.ts';
import type { Clock, Timer } from '../kernel/clock.ts';

/** A surface that went away must not leave the background low; a held button presses again before this is over. */
const HOLD_MS = 10_000;

/** Sets talk-over in the name of an actor. */
export type SetTalkOver = (active: boolean, actor: string) => Promise<Result<unknown>>;

export class HeldTalkOver {
  readonly #clock: Clock;
  readonly #set: SetTalkOver;
  readonly #holds = new Map<string, Timer>();

  constructor(clock: Clock, set: SetTalkOver) {
    this.#clock = clock;
    this.#set = set;
  }

  async press(actor: string): Promise<Result<unknown>> {
    this.#hold(actor);
    // Also when it is held already: somebody may have ended it at the console meanwhile.
    const done = await this.#set(true, actor);
    if (!done.ok) this.#letGo(actor);
    return done;
  }

  /** Ends it, unless another surface still holds it. Nothing held is no fault: the wish is fulfilled. */
  async release(actor: string): Promise<Result<unknown>> {
    if (!this.#letGo(actor) || this.#holds.size > 0) return { ok: true, value: {} };
    return this.#set(false, actor);
  }

  /** Ends every hold, when surfaces may act no longer. */
  async releaseAll(): Promise<void> {
    await Promise.all([...this.#holds.keys()].map((actor) => this.release(actor)));
  }

  #hold(actor: string): void {
    this.#holds.get(actor)?.cancel();
    this.#holds.set(
      actor,
      this.#clock.after(HOLD_MS, () => void this.release(actor)),
    );
  }

  #letGo(actor: string): boolean {
    this.#holds.get(actor)?.cancel();
    return this.#holds.delete(actor);
  }
}
