/** The door to pictures of program and preview. */
import Fastify from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import type { MonitorPicture, MonitorWish } from '../../../native/obs/pictures/monitor.ts';
import { registerMonitor } from '../../../native/server/monitor-routes.ts';
import { manualClock, settled } from '../manual-clock.ts';

const picture: MonitorPicture = {
  view: 'program',
  revision: 8,
  sceneName: '主播台',
  media: 'image/jpeg',
  bytes: Buffer.from('jpeg'),
  takenAt: 0,
};

const doors: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const open of doors.splice(0)) await open.close();
});

async function door(answer: MonitorPicture | null, operator = true) {
  const clock = manualClock();
  const wishes: { wish: MonitorWish; signal: AbortSignal }[] = [];
  const app = Fastify({ forceCloseConnections: true });
  const monitor = {
    next: (wish: MonitorWish, signal: AbortSignal) => {
      wishes.push({ wish, signal });
      if (answer) return Promise.resolve(answer);
      return new Promise<null>((resolve) => signal.addEventListener('abort', () => resolve(null)));
    },
  };
  registerMonitor(app, monitor, clock, () => operator);
  doors.push(app);
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  return { clock, wishes, ask: (query: string, init?: RequestInit) => fetch(`${origin}/monitor/next?${query}`, init) };
}

describe('pictures over HTTP', () => {
  it('CN42 gives an operator the picture with its scene and age, never kept', async () => {
    const { ask, wishes, clock } = await door(picture);
    await clock.advance(40);
    const answer = await ask('program=7&preview=0&width=480');
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('jpeg');
    const header = (name: string) => answer.headers.get(name);
    expect([header('content-type'), header('cache-control'), header('x-view'), header('x-revision'), header('x-age-ms')]).toEqual([
      'image/jpeg',
      'no-store',
      'program',
      '8',
      '40',
    ]);
    expect(decodeURIComponent(header('x-scene') ?? '')).toBe('主播台');
    expect(wishes[0]?.wish).toEqual({ after: { program: 7, preview: 0 }, width: 480 });
  });

  it('CN42 turns others away, and what it cannot read', async () => {
    const closed = await door(picture, false);
    expect((await closed.ask('program=0&width=480')).status).toBe(401);
    const open = await door(picture);
    for (const query of ['', 'program=0', 'program=-1&width=480', 'program=x&width=480', 'width=1e9']) {
      expect((await open.ask(query)).status, query).toBe(400);
    }
    expect(closed.wishes).toEqual([]);
  });

  it('CN42 answers with nothing after ten seconds, and lets a page go that has gone', async () => {
    const { ask, wishes, clock } = await door(null);
    const waiting = ask('program=0&width=480');
    while (wishes.length < 1) await settled();
    await clock.advance(10_000);
    expect((await waiting).status).toBe(204);
    const gone = new AbortController();
    const left = ask('program=0&width=480', { signal: gone.signal }).catch(() => 'left');
    while (wishes.length < 2) await settled();
    gone.abort();
    expect(await left).toBe('left');
    while (!wishes[1]!.signal.aborted) await settled();
  });
});
