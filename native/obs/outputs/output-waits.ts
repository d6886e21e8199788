/** Waits for what an output of OBS really does, because OBS answers "success" to a start or stop before anything has happened. */
import type { Clock } from '../../kernel/clock.ts';
import type { ObsData } from '../link.ts';

export type OutputName = 'stream' | 'record' | 'replay' | 'virtualCamera';
export type OutputTurn =
  | 'starting'
  | 'started'
  | 'stopping'
  | 'stopped'
  | 'reconnecting'
  | 'reconnected'
  | 'paused'
  | 'resumed'
  /** A replay, which is a file of its own. */
  | 'saved';
/** A turn that OBS told, with what its event says. */
export interface TurnOfOutput {
  turn: OutputTurn;
  data: ObsData;
}
/** `late`: nothing was heard within the limit. `lost`: the connection ended first. */
type Outcome = TurnOfOutput | 'late' | 'lost';

interface Wait {
  output: OutputName;
  turns: readonly OutputTurn[];
  settle(outcome: Outcome): void;
}

const OUTPUT_EVENTS: Record<string, OutputName> = {
  StreamStateChanged: 'stream',
  RecordStateChanged: 'record',
  ReplayBufferStateChanged: 'replay',
  VirtualcamStateChanged: 'virtualCamera',
};
const TURNS: readonly OutputTurn[] = ['starting', 'started', 'stopping', 'stopped', 'reconnecting', 'reconnected', 'paused', 'resumed'];

/** What an event says about an output; null for every other event. */
export function outputEvent(eventType: string, data: ObsData): { output: OutputName; turn: OutputTurn } | null {
  if (eventType === 'ReplayBufferSaved') return { output: 'replay', turn: 'saved' };
  const output = OUTPUT_EVENTS[eventType];
  const word = String(data.outputState).replace('OBS_WEBSOCKET_OUTPUT_', '').toLowerCase();
  const turn = TURNS.find((known) => known === word);
  return output && turn ? { output, turn } : null;
}

export class OutputWaits {
  readonly #clock: Clock;
  readonly #waits = new Set<Wait>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begin before the request is sent: the event may come before the answer. */
  wait(output: OutputName, turns: readonly OutputTurn[], limitMs: number): { outcome: Promise<Outcome>; cancel(): void } {
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
    const event = outputEvent(eventType, data);
    if (!event) return;
    const { output, turn } = event;
    for (const wait of this.#waits) if (wait.output === output && wait.turns.includes(turn)) wait.settle({ turn, data });
  }

  lost(): void {
    for (const wait of this.#waits) wait.settle('lost');
  }
}
