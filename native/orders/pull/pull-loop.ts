/** Repeats one pull for as long as it is wanted: at its own pace while it works, with growing pauses while it does not. */
import { type Refusal, refused } from '../../contract/refusal.ts';
import { backOff } from '../../kernel/back-off.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Logger } from '../../kernel/logger.ts';
import { StorageFailure } from '../../store/storage-failure.ts';
import type { Pulled } from './pull-request.ts';

export interface PullLoopOptions {
  source: string;
  /** One round; `more`: there is work left, so the next round comes after `paceMs` instead of `everyMs`. */
  round(signal: AbortSignal): Promise<Pulled<{ more: boolean }>>;
  everyMs: number;
  paceMs: number;
  /** Told after each round; null: it worked. */
  onProblem(problem: Refusal | null): void;
  clock: Clock;
  /** 0 ≤ r < 1, for the jitter of the back-off. */
  random?: (() => number) | undefined;
  logger: Logger;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 5 * 60_000;

export class PullLoop {
  readonly #options: PullLoopOptions;
  readonly #abort = new AbortController();
  #resume: (() => void) | null = null;
  #idle = false;
  #ended: Promise<void> | null = null;

  constructor(options: PullLoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#ended ??= this.#run(this.#abort.signal);
  }

  /** There may be work: ends an idle wait, never one after a failure. */
  wake(): void {
    if (this.#idle) this.#resume?.();
  }

  /** Gives up a round under way; what it did not finish is asked for again after the next start. */
  async stop(): Promise<void> {
    this.#abort.abort();
    this.#resume?.();
    await this.#ended;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { onProblem, everyMs, paceMs, random } = this.#options;
    const waits = backOff(FIRST_WAIT_MS, LONGEST_WAIT_MS, random);
    while (!signal.aborted) {
      const done = await this.#round(signal);
      if (signal.aborted) return;
      if (done.ok) {
        waits.reset();
        onProblem(null);
        await this.#pause(done.value.more ? paceMs : everyMs, !done.value.more);
      } else {
        onProblem(done.refusal);
        const waitMs = waits.nextMs();
        // "Retry-After: 0" without end must not become a loop without pause.
        await this.#pause(done.retryAfterMs === null ? waitMs : Math.max(done.retryAfterMs, FIRST_WAIT_MS), false);
      }
    }
  }

  async #round(signal: AbortSignal): Promise<Pulled<{ more: boolean }>> {
    const { source, round, logger } = this.#options;
    try {
      const done = await round(signal);
      if (!done.ok && !signal.aborted) logger.warn({ source, refusal: done.refusal }, 'orders could not be pulled');
      return done;
    } catch (error) {
      // Without this a full disk would end the pull, and with it the host.
      logger.error({ err: error, source }, 'a pull failed here');
      const { refusal } = error instanceof StorageFailure ? refused(error.code, error.context) : refused('internal');
      return { ok: false, refusal, retryAfterMs: null, status: null, tooLong: false };
    }
  }

  #pause(waitMs: number, idle: boolean): Promise<void> {
    if (this.#abort.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const resume = () => {
        timer.cancel();
        this.#resume = null;
        this.#idle = false;
        resolve();
      };
      const timer = this.#options.clock.after(waitMs, resume);
      this.#idle = idle;
      this.#resume = resume;
    });
  }
}
