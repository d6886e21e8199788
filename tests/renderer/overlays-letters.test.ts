/** Which letters can be drawn, without a browser. */
import { describe, expect, it, vi } from 'vitest';
import { KnownLetters } from '../../renderer/overlays/known-letters.ts';

const never = () => new Promise<void>(() => {});

describe('known letters', () => {
  it('OL40 the browser is asked for each letter once, however many texts are made of it', () => {
    const areLoaded = vi.fn(() => true);
    const letters = new KnownLetters({ areLoaded, load: never });
    expect(letters.has('核桃')).toBe(true);
    expect(letters.has('桃核桃')).toBe(true);
    expect(letters.has('核桃乳')).toBe(true);
    expect(areLoaded.mock.calls).toEqual([['核桃'], ['乳']]);
  });

  it('OL41 a letter whose file is not there is asked for again until it is loaded, and only the missing ones are fetched', async () => {
    const load = vi.fn(async () => undefined);
    const letters = new KnownLetters({ areLoaded: (text) => !text.includes('ڭ'), load });
    expect(letters.has('ياڭاق')).toBe(false);
    expect(letters.has('ياق')).toBe(true);
    await letters.load('ياڭاق', 400);
    expect(load.mock.calls).toEqual([['ڭ']]);
    expect(letters.has('ياڭاق')).toBe(true);
  });

  it('OL42 a file that does not come holds a text back for its limit only', async () => {
    vi.useFakeTimers();
    const letters = new KnownLetters({ areLoaded: () => false, load: never });
    const waited = letters.load('枣', 400);
    await vi.advanceTimersByTimeAsync(400);
    await waited;
    vi.useRealTimers();
    expect(letters.has('枣')).toBe(true);
  });
});
