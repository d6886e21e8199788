/** How a turn of an output looks: amber for what needs a person, calm for what is as it should be. */
import type { RecordOutput, StreamOutput } from '../../../../native/contract/outputs.ts';

type Turn = StreamOutput['turn'] | RecordOutput['turn'];
export type Tone = 'live' | 'busy' | 'trouble' | 'off';

const tones: Record<Turn, Tone> = {
  off: 'off',
  unknown: 'off',
  starting: 'busy',
  stopping: 'busy',
  paused: 'busy',
  live: 'live',
  recording: 'live',
  stalled: 'trouble',
  reconnecting: 'trouble',
};

export function toneOf(turn: Turn): Tone {
  return tones[turn];
}

/** It runs, or is on its way: pressing its button means to stop it. */
export function isRunning(turn: Turn): boolean {
  return turn !== 'off' && turn !== 'unknown';
}
