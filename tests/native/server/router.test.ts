/** The socket's calls: who still holds talk-over when a console goes in the middle of one. */
import { describe, expect, it } from 'vitest';
import type { Heartbeat } from '../../../native/contract/overlay-pages.ts';
import { accepted, refused, type Result } from '../../../native/contract/refusal.ts';
import { blankOverlay, type OverlayState } from '../../../native/contract/overlay.ts';
import { MutableState } from '../../../native/kernel/live-state.ts';
import { createRouter, type Visitor } from '../../../native/server/router.ts';
import { TopicHub, type TopicSources } from '../../../native/server/topic-hub.ts';
import { manualClock } from '../manual-clock.ts';

function openConsole() {
  const answers: PromiseWithResolvers<Result<unknown>>[] = [];
  const run = () => {
    const answer = Promise.withResolvers<Result<unknown>>();
    answers.push(answer);
    return answer.promise;
  };
  const visitor: Visitor = { role: 'operator', actor: 'operator:tablet', address: null };
  const caller = createRouter({ run }, {} as TopicHub, { ask: async () => refused('internal') }, { beat: () => true }).createCaller(
    visitor,
  );
  const talkOver = (active: boolean) => caller.command({ name: 'setTalkOver', input: { active } });
  /** Once the command has reached OBS. */
  const answer = async (result: Result<unknown>) => {
    await expect.poll(() => answers.length).toBe(1);
    answers.shift()!.resolve(result);
  };
  return { visitor, talkOver, answer, isOnItsWay: () => answers.length === 1 };
}

describe('talk-over of a console', () => {
  it('KM12 it counts as held while OBS has not answered yet, and until its end is done', async () => {
    const { visitor, talkOver, answer, isOnItsWay } = openConsole();
    const pressed = talkOver(true);
    await expect.poll(() => visitor.talksOver).toBe(true);
    await answer(accepted({}));
    await pressed;
    const released = talkOver(false);
    await expect.poll(isOnItsWay).toBe(true);
    expect(visitor.talksOver).toBe(true);
    await answer(accepted({}));
    await released;
    expect(visitor.talksOver).toBe(false);
  });

  it('KM12 a refused press holds nothing', async () => {
    const { visitor, talkOver, answer } = openConsole();
    const pressed = talkOver(true);
    await expect.poll(() => visitor.talksOver).toBe(true);
    await answer(refused('obs-not-connected'));
    expect(await pressed).toMatchObject({ ok: false });
    expect(visitor.talksOver).toBe(false);
  });
});

describe('the beat of an overlay page', () => {
  const beat: Heartbeat = {
    pageId: 'page-in-obs',
    view: 'program',
    inObs: true,
    still: false,
    visible: true,
    paintedSeq: 1,
    frames: 60,
    longestFrameMs: 17,
    heapBytes: null,
    failedLayers: [],
  };
  const page = (isTaken: boolean) => {
    const heard: unknown[] = [];
    const visitor: Visitor = { role: 'overlay', actor: 'overlay', address: null };
    const take = (_from: Visitor, heartbeat: unknown) => isTaken && heard.push(heartbeat) > 0;
    const router = createRouter({ run: async () => accepted({}) }, {} as TopicHub, { ask: async () => accepted({}) }, { beat: take });
    return { heard, caller: router.createCaller(visitor) };
  };

  it('TW9 is the one thing that the overlay’s token may tell, and it is checked', async () => {
    const { heard, caller } = page(true);
    await caller.beat(beat);
    expect(heard).toEqual([beat]);
    await expect(caller.beat({ ...beat, heapBytes: -1 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(caller.beat({ ...beat, failedLayers: Array.from({ length: 21 }, () => 'card') })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
    await expect(caller.command({ name: 'take', input: {} })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(caller.report({ name: 'broadcasts', input: {} })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const watch = await caller.watch({ topic: 'overlayPages' });
    await expect(watch[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(heard).toHaveLength(1);
  });

  it('TW9 told too often it is turned away', async () => {
    await expect(page(false).caller.beat(beat)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  });
});

describe('a page that does not read', () => {
  it('LV4 is told nothing while much lies on its line, and then what holds', async () => {
    const clock = manualClock();
    const overlay = new MutableState<OverlayState>(blankOverlay);
    const hub = new TopicHub({ overlay } as unknown as TopicSources, clock, () => {});
    const router = createRouter({ run: async () => accepted({}) }, hub, { ask: async () => accepted({}) }, { beat: () => true });
    let backlogBytes = 1_000_000;
    const watch = await router
      .createCaller({ role: 'overlay', actor: 'overlay', address: null, backlogBytes: () => backlogBytes })
      .watch({ topic: 'overlay' });
    const messages = watch[Symbol.asyncIterator]();
    await messages.next();
    const told: unknown[] = [];
    const next = messages.next().then(({ value }) => told.push(value));
    for (const ledgerSeq of [1, 2, 3]) {
      overlay.patch({ ledgerSeq });
      await clock.advance(1000);
    }
    expect(told).toEqual([]);
    backlogBytes = 0;
    await clock.advance(1000);
    await next;
    expect(told).toMatchObject([[expect.anything(), { type: 'patch', state: { ledgerSeq: 3 } }, expect.anything()]]);
    await messages.return?.();
  });
});
