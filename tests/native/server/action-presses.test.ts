/** Once each: repeated presses, bounces, too many presses, and talk-over that is held. */
import { describe, expect, it } from 'vitest';
import { accepted, refused, type Result } from '../../../native/contract/refusal.ts';
import { ActionPresses, type Press } from '../../../native/server/action-presses.ts';
import { HeldTalkOver } from '../../../native/server/held-talk-over.ts';
import { manualClock } from '../manual-clock.ts';

function openPresses() {
  const clock = manualClock();
  const presses = new ActionPresses<number>(clock);
  let done = 0;
  const press = (changes: Partial<Press> = {}, bounces = true, answer: () => Result<number> = () => accepted(done)) =>
    presses.once(
      { surface: 'box', action: 'hold', body: { to: 'toggle' }, id: null, ...changes },
      async () => {
        done += 1;
        return answer();
      },
      bounces,
    );
  return { clock, press, done: () => done };
}

describe('presses', () => {
  it('HA6 the same press sent again is done once and gets its first answer, also while that is on its way', async () => {
    const { clock, press, done } = openPresses();
    const both = await Promise.all([press({ id: 'a' }), press({ id: 'a' })]);
    expect(both).toEqual([
      { result: accepted(1), replayed: false },
      { result: accepted(1), replayed: true },
    ]);
    await clock.advance(9 * 60_000);
    expect(await press({ id: 'a' })).toMatchObject({ replayed: true });
    expect(await press({ id: 'a', surface: 'pedal' })).toMatchObject({ replayed: false });
    await clock.advance(2 * 60_000);
    expect(await press({ id: 'a' })).toMatchObject({ replayed: false });
    expect(done()).toBe(3);
  });

  it('HA6 a refused press that is sent again is not done later', async () => {
    const { press, done } = openPresses();
    const away = () => refused('obs-not-connected');
    expect(await press({ id: 'a' }, true, away)).toEqual({ result: away(), replayed: false });
    expect(await press({ id: 'a' })).toEqual({ result: away(), replayed: true });
    expect(done()).toBe(1);
  });

  it('HA6 a key that was used for another action or body is refused', async () => {
    const { press, done } = openPresses();
    await press({ id: 'a' });
    expect(await press({ id: 'a', action: 'clear' })).toMatchObject({ result: { refusal: { code: 'action-key-reused' } } });
    expect(await press({ id: 'a', body: { to: 'on' } })).toMatchObject({ result: { refusal: { code: 'action-key-reused' } } });
    expect(done()).toBe(1);
  });

  it('HA7 a bouncing button is one press; another body, surface or action, and a wheel, are presses of their own', async () => {
    const { clock, press, done } = openPresses();
    await press();
    await clock.advance(299);
    expect(await press()).toMatchObject({ replayed: true });
    expect(done()).toBe(1);
    await press({ body: { to: 'on' } });
    await press({ surface: 'pedal' });
    await press({ action: 'mark' });
    expect(done()).toBe(4);
    await clock.advance(300);
    await press();
    expect(done()).toBe(5);
    await press({ action: 'step-segment' }, false);
    await press({ action: 'step-segment' }, false);
    expect(done()).toBe(7);
  });

  it('HA8 thirty presses at once, then ten a second; a refused one may be sent again with its key', async () => {
    const { clock, press, done } = openPresses();
    for (let at = 0; at < 30; at += 1) await press({ id: `p${at}` });
    expect(await press({ id: 'late' })).toEqual({ result: refused('action-too-often', { seconds: 1 }), replayed: false });
    expect(await press({ id: 'other', surface: 'pedal' })).toMatchObject({ result: { ok: true } });
    expect(done()).toBe(31);
    await clock.advance(100);
    expect(await press({ id: 'late' })).toMatchObject({ result: { ok: true }, replayed: false });
    expect(await press({ id: 'later' })).toMatchObject({ result: { ok: false } });
  });
});

describe('surfaces without number', () => {
  it('HA8 names that are made up share their presses, until the earlier ones have rested', async () => {
    const { clock, press } = openPresses();
    for (let at = 0; at < 230; at += 1) await press({ surface: `made up ${at}`, id: 'a' });
    expect(await press({ surface: 'one more', id: 'a' })).toMatchObject({ result: { refusal: { code: 'action-too-often' } } });
    expect(await press({ surface: 'made up 5', id: 'b' })).toMatchObject({ result: { ok: true } });
    await clock.advance(3000);
    expect(await press({ surface: 'one more', id: 'b' })).toMatchObject({ result: { ok: true } });
  });
});

describe('held talk-over', () => {
  function openHold(answer: Result<unknown> = accepted({})) {
    const clock = manualClock();
    const set: string[] = [];
    const held = new HeldTalkOver(clock, async (active, actor) => {
      set.push(`${actor} ${active}`);
      return answer;
    });
    return { clock, held, set };
  }

  it('HA9 it lasts from press to release, and ends by itself ten seconds after the last press', async () => {
    const { clock, held, set } = openHold();
    await held.press('a');
    await held.release('a');
    expect(set.splice(0)).toEqual(['a true', 'a false']);
    await held.press('a');
    await clock.advance(8000);
    await held.press('a');
    await clock.advance(8000);
    expect(set.splice(0)).toEqual(['a true', 'a true']);
    await clock.advance(2000);
    expect(set.splice(0)).toEqual(['a false']);
    expect(await held.release('a')).toMatchObject({ ok: true });
    expect(set).toEqual([]);
  });

  it('HA9 two that hold it let go one after the other, and it ends with the last', async () => {
    const { held, set } = openHold();
    await held.press('a');
    await held.press('b');
    await held.release('a');
    expect(set.splice(0)).toEqual(['a true', 'b true']);
    await held.release('b');
    expect(set).toEqual(['b false']);
  });

  it('HA9 one that was refused holds nothing, and all end when surfaces may act no longer', async () => {
    const away = openHold(refused('obs-not-connected'));
    expect(await away.held.press('a')).toMatchObject({ ok: false });
    await away.clock.advance(20_000);
    expect(away.set).toEqual(['a true']);
    const { held, set } = openHold();
    await held.press('a');
    await held.releaseAll();
    expect(set).toEqual(['a true', 'a false']);
  });
});
