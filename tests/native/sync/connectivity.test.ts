/** How a line is called, by what came of the tries on it. */
import { describe, expect, it } from 'vitest';
import { type Line, lineAfter, signOf, unknownLine } from '../../../native/sync/connectivity.ts';

const signs = { a: 'answered', f: 'foreign', s: 'silent' } as const;
const states = (tries: string) => {
  let line: Line = unknownLine;
  return tries.split('').map((letter) => {
    line = lineAfter(line, signs[letter as keyof typeof signs]);
    return line.state;
  });
};

describe('the line to a destination', () => {
  it.each<[string, string]>([
    ['a', 'online'],
    ['s', 'offline'],
    ['f', 'captive'],
    // One failure does not make a good line bad; two do.
    ['aaaas', 'online'],
    ['aaaass', 'offline'],
    ['aaaaff', 'captive'],
    ['aaaafs', 'offline'],
    // A login page that gives way to silence, and the other way round.
    ['ssssf', 'captive'],
    ['ffffs', 'offline'],
    // Back for good after an outage.
    ['aaaassssssssssa', 'online'],
    // Now and then.
    ['asasa', 'flaky'],
    ['asasasas', 'flaky'],
    ['assassa', 'flaky'],
    // Calm again.
    ['asasasaaaaaaaaa', 'online'],
  ])('SY36 after %s it is %s', (tries, state) => {
    expect(states(tries).at(-1)).toBe(state);
  });

  it('SY36 whatever the destination itself answers, refusals too, means that the line is there', () => {
    expect((['acknowledged', 'busy', 'stopped', 'too-large', 'refused'] as const).map(signOf)).toEqual(Array(5).fill('answered'));
    expect([signOf('foreign'), signOf('unreachable')]).toEqual(['foreign', 'silent']);
  });
});
