/** The socket's calls: who still holds talk-over when a console goes in the middle of one. */
import { describe, expect, it } from 'vitest';
import { accepted, refused, type Result } from '../../../native/contract/refusal.ts';
import { createRouter, type Visitor } from '../../../native/server/router.ts';
import type { TopicHub } from '../../../native/server/topic-hub.ts';

function openConsole() {
  const answers: PromiseWithResolvers<Result<unknown>>[] = [];
  const run = () => {
    const answer = Promise.withResolvers<Result<unknown>>();
    answers.push(answer);
    return answer.promise;
  };
  const visitor: Visitor = { role: 'operator', actor: 'operator:tablet' };
  const caller = createRouter({ run }, {} as TopicHub, { ask: async () => refused('internal') }).createCaller(visitor);
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
