/** Waits for what an output of OBS really does, because OBS answers "success" to a start or stop before anything has happened. */
import type { Clock } from '../kernel/clock.ts';
import type { ObsData } from './link.ts';
import { outputTurn } from './mirror.ts';

export type Output = 'stream' | 'record';
type Turn = 'started' | 'stopped';
/** `late`: nothing was heard within the limit. `lost`: the connection ended first. */
type Outcome = Turn | 'late' | 'lost';

interface Wait {
  output: Output;
  turns: readonly Turn[];
  settle(outcome: Outcome): void;
}

const OUTPUT_EVENTS: Record<string, Output> = { StreamStateChanged: 'stream', RecordStateChanged: 'record' };

export class OutputWaits {
  readonly #clock: Clock;
  readonly #waits = new Set<Wait>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begin before the request is sent: the event may come before the answer. */
  wait(output: Output, turns: readonly Turn[], limitMs: number): { outcome: Promise<Outcome>; cancel(): void } {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const wait: Wait = {
      output,
      turns,
      settle: (outcome) => {
        timer.cancel();
        this.#waits.delete(wait);
        resolve(outcome);
      },
    };
    const timer = this.#clock.after(limitMs, () => wait.settle('late'));
    this.#waits.add(wait);
    return { outcome: promise, cancel: () => wait.settle('late') };
  }

  hear(eventType: string, data: ObsData): void {
    const output = OUTPUT_EVENTS[eventType];
    const turn = output ? outputTurn(String(data.outputState)) : null;
    if (turn !== 'started' && turn !== 'stopped') return;
    for (const wait of this.#waits) if (wait.output === output && wait.turns.includes(turn)) wait.settle(turn);
  }

  lost(): void {
    for (const wait of this.#waits) wait.settle('lost');
  }
}
