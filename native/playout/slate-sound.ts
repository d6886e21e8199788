/** Closes the microphones while a slate is held, whoever held it, and opens exactly those again when it ends. */
import type { PlayoutState } from '../contract/playout.ts';
import type { Refusal, Result } from '../contract/refusal.ts';
import type { Disposable, LiveState } from '../kernel/live-state.ts';
import type { Logger } from '../kernel/logger.ts';
import type { ObsState } from '../contract/obs.ts';

export interface SlateSoundPorts {
  playout: LiveState<Pick<PlayoutState, 'slateHeld'>>;
  obs: LiveState<ObsState>;
  /** Remembers durably what it closed, so that a crash in between leaves nobody silent. */
  microphones: { closeForSlate(): Promise<Result<unknown>>; openAfterSlate(): Promise<Result<unknown>> };
  /** What did not happen although the slate is held; null when there is nothing to say. */
  onProblem(problem: Refusal | null): void;
  logger: Logger;
}

export class SlateSound {
  readonly #ports: SlateSoundPorts;
  readonly #watches: Disposable[];
  /** What the microphones were last asked to be; null when that failed, or was of another OBS. */
  #closed: boolean | null = null;
  #wasReady = false;
  #work: Promise<void> = Promise.resolve();

  constructor(ports: SlateSoundPorts) {
    this.#ports = ports;
    this.#watches = [
      ports.playout.subscribe(({ slateHeld }) => slateHeld !== undefined && this.#follow()),
      ports.obs.subscribe(() => this.#meet()),
    ];
    this.#wasReady = ports.obs.get().mirror !== null;
    this.#follow();
  }

  dispose(): void {
    for (const watch of this.#watches) watch.dispose();
  }

  /** Another OBS than before, or the same one come back, may have its microphones open. */
  #meet(): void {
    const ready = this.#ports.obs.get().mirror !== null;
    if (ready === this.#wasReady) return;
    this.#wasReady = ready;
    if (!ready) return;
    this.#closed = null;
    this.#follow();
  }

  #follow(): void {
    this.#work = this.#work
      .then(() => this.#act())
      .catch((error: unknown) => this.#ports.logger.error({ err: error }, 'the microphones could not follow the slate'));
  }

  async #act(): Promise<void> {
    const { playout, microphones, onProblem, obs } = this.#ports;
    const held = playout.get().slateHeld !== null;
    if (this.#closed === held) return;
    this.#closed = held;
    const done = held ? await microphones.closeForSlate() : await microphones.openAfterSlate();
    if (!done.ok) this.#closed = null;
    const away = obs.get().mirror === null;
    if (done.ok || !held) onProblem(null);
    else onProblem({ code: away ? 'slate-without-obs' : 'slate-microphones-open', context: { reason: done.refusal.code } });
  }
}
