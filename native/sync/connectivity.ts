/** How the line to a destination is, judged by what came of the last tries and not by an interface's flag. */
import type { LineState } from '../contract/upstream.ts';
import type { Outcome } from './transport.ts';

/** `answered`: the destination itself, whatever it said. `foreign`: somebody in between. `silent`: nobody. */
type Sign = 'answered' | 'foreign' | 'silent';

export interface Line {
  readonly state: LineState;
  /** The last tries, newest last. */
  readonly signs: readonly Sign[];
}

export const unknownLine: Line = { state: 'unknown', signs: [] };

const REMEMBERED = 10;
/** So many changes between answered and not, among the remembered tries, make a line flaky. */
const FLAKY_CHANGES = 3;
/** A line that was good is not called bad for a single failure. */
const FAILURES = 2;

export function signOf(kind: Outcome['kind']): Sign {
  if (kind === 'unreachable') return 'silent';
  return kind === 'foreign' ? 'foreign' : 'answered';
}

/** The line after one more try. */
export function lineAfter(line: Line, sign: Sign): Line {
  const signs = [...line.signs, sign].slice(-REMEMBERED);
  return { state: stateOf(line.state, signs), signs };
}

function stateOf(before: LineState, signs: readonly Sign[]): LineState {
  const last = signs.at(-1)!;
  const flaky = changes(signs) >= FLAKY_CHANGES;
  if (last === 'answered') return flaky ? 'flaky' : 'online';
  const failures = signs.length - 1 - signs.findLastIndex((sign) => sign === 'answered');
  if (failures >= FAILURES || before === 'unknown' || before === 'offline' || before === 'captive') {
    return last === 'foreign' ? 'captive' : 'offline';
  }
  return flaky ? 'flaky' : before;
}

function changes(signs: readonly Sign[]): number {
  return signs.filter((sign, at) => at > 0 && (sign === 'answered') !== (signs[at - 1] === 'answered')).length;
}
