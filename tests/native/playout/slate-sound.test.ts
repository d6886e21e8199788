/** The sound of a held slate: microphones closed with it and opened after it, also around an outage of OBS. */
import { describe, expect, it } from 'vitest';
import type { ObsState } from '../../../native/contract/obs.ts';
import type { PlayoutState } from '../../../native/contract/playout.ts';
import { accepted, type Refusal, refused } from '../../../native/contract/refusal.ts';
import { MutableState } from '../../../native/kernel/live-state.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { SlateSound } from '../../../native/playout/slate-sound.ts';
import { settled } from '../manual-clock.ts';

function deskOf(options: { away?: boolean; held?: boolean } = {}) {
  const held = { slate: 'hold' as const, heldAtMs: 1 };
  const playout = new MutableState<Pick<PlayoutState, 'slateHeld'>>({ slateHeld: options.held ? held : null });
  const here = { connection: {}, mirror: {} } as unknown as ObsState;
  const obs = new MutableState<ObsState>(options.away ? { ...here, mirror: null } : here);
  const acts: string[] = [];
  const problems: (Refusal | null)[] = [];
  const answer = { refuses: false };
  const microphones = (act: string) => async () => {
    if (obs.get().mirror === null) return refused('obs-not-connected');
    if (answer.refuses) return refused('obs-timeout');
    acts.push(act);
    return accepted({});
  };
  const sound = new SlateSound({
    playout,
    obs,
    microphones: { closeForSlate: microphones('close'), openAfterSlate: microphones('open') },
    onProblem: (problem) => problems.push(problem),
    logger: silentLogger,
  });
  return {
    acts,
    problems,
    answer,
    sound,
    hold: () => playout.patch({ slateHeld: held }),
    release: () => playout.patch({ slateHeld: null }),
    lose: () => obs.patch({ mirror: null }),
    find: () => obs.patch({ mirror: here.mirror }),
  };
}

describe('the sound of a held slate', () => {
  it('PO20 closes the microphones once, and opens them when the slate ends, whatever ended it', async () => {
    const desk = deskOf();
    await settled();
    desk.acts.length = 0;
    desk.hold();
    await settled();
    desk.hold();
    await settled();
    expect(desk.acts).toEqual(['close']);
    desk.release();
    await settled();
    expect(desk.acts).toEqual(['close', 'open']);
    expect(desk.problems.filter((problem) => problem !== null)).toEqual([]);
  });

  it('PO20 opens after a crash what was closed when the slate ended meanwhile, and keeps closed what still is held', async () => {
    const ended = deskOf();
    await settled();
    expect(ended.acts).toEqual(['open']);
    const still = deskOf({ held: true });
    await settled();
    expect(still.acts).toEqual(['close']);
  });

  it('PO21 says what did not happen while OBS is away, and does it when OBS is back and the slate still held', async () => {
    const desk = deskOf({ away: true });
    desk.hold();
    await settled();
    expect(desk.problems.at(-1)).toEqual({ code: 'slate-without-obs', context: { reason: 'obs-not-connected' } });
    desk.find();
    await settled();
    expect(desk.acts).toEqual(['close']);
    expect(desk.problems.at(-1)).toBeNull();
    desk.lose();
    desk.find();
    await settled();
    expect(desk.acts).toEqual(['close', 'close']);
  });

  it('PO21 says that the microphones are open when OBS does not close them, and nothing more once the slate ends', async () => {
    const desk = deskOf();
    await settled();
    desk.answer.refuses = true;
    desk.hold();
    await settled();
    expect(desk.problems.at(-1)).toEqual({ code: 'slate-microphones-open', context: { reason: 'obs-timeout' } });
    desk.release();
    await settled();
    expect(desk.problems.at(-1)).toBeNull();
  });
});
