/** When pictures are taken from OBS and when not, on a clock that only the test moves. */
import { afterEach, describe, expect, it } from 'vitest';
import type { ObsState } from '../../../native/contract/obs.ts';
import { accepted, refused, type Result } from '../../../native/contract/refusal.ts';
import { MutableState } from '../../../native/kernel/live-state.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import type { ObsData } from '../../../native/obs/link.ts';
import { Monitor, type MonitorWish } from '../../../native/obs/pictures/monitor.ts';
import { manualClock, settled } from '../manual-clock.ts';

const monitors: Monitor[] = [];
afterEach(() => {
  for (const monitor of monitors.splice(0)) monitor.dispose();
});

const PICTURE = accepted({ imageData: `data:image/jpg;base64,${Buffer.from('picture').toString('base64')}` });

/** An OBS that answers after `tookMs` with whatever the test says. */
function desk(options: { ready?: boolean; answer?: (data: ObsData) => Result<ObsData>; tookMs?: number } = {}) {
  const clock = manualClock();
  const mirror = { programSceneName: 'A', previewSceneName: null, studioMode: false, sceneNames: ['A', 'B'] };
  const state = new MutableState<ObsState>({ connection: {}, mirror: options.ready === false ? null : mirror } as unknown as ObsState);
  const asked: ObsData[] = [];
  let underWay = 0;
  let most = 0;
  const monitor = new Monitor({
    clock,
    logger: silentLogger,
    preparedScene: () => 'B',
    obs: {
      state,
      request: async (_requestType, data = {}) => {
        asked.push(data);
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise<void>((resolve) => clock.after(options.tookMs ?? 2, resolve));
        underWay -= 1;
        return options.answer?.(data) ?? PICTURE;
      },
    },
  });
  monitors.push(monitor);
  /** A page that always asks for the next one until it looks away. */
  function look(views: MonitorWish['after'] = { program: 0 }): () => void {
    const away = new AbortController();
    void (async () => {
      const after = { ...views };
      while (!away.signal.aborted) {
        const picture = await monitor.next({ after, width: 320 }, away.signal);
        if (!picture) return;
        after[picture.view] = picture.revision;
      }
    })();
    return () => away.abort();
  }
  return { clock, state, asked, look, monitor, mirror: mirror as unknown as ObsState['mirror'], most: () => most };
}

describe('the monitor', () => {
  it('CN39 takes none before anybody looks and none after everybody has looked away', async () => {
    const { clock, asked, look } = desk();
    await clock.advance(5000);
    expect(asked).toEqual([]);
    const lookAway = look();
    await clock.advance(2000);
    expect(asked.length).toBeGreaterThan(5);
    lookAway();
    await clock.advance(1500);
    const until = asked.length;
    await clock.advance(60_000);
    expect(asked.length).toBe(until);
  });

  it('CN39 takes one at a time and no more for three pages than for one', async () => {
    const one = desk();
    one.look({ program: 0, preview: 0 });
    await one.clock.advance(10_000);
    const three = desk();
    for (let page = 0; page < 3; page += 1) three.look({ program: 0, preview: 0 });
    await three.clock.advance(10_000);
    expect(three.asked.length).toBe(one.asked.length);
    expect(three.most()).toBe(1);
    const taken = (sceneName: string) => one.asked.filter((data) => data['sourceName'] === sceneName).length;
    expect(taken('A')).toBeGreaterThan(taken('B'));
    expect(taken('B')).toBeGreaterThan(10);
  });

  it('CN39 waits while OBS is away, and begins anew when it is back', async () => {
    const { clock, state, asked, look, mirror, monitor } = desk({ ready: false });
    look();
    await clock.advance(30_000);
    expect(asked).toEqual([]);
    state.patch({ mirror });
    await clock.advance(200);
    expect(asked.length).toBeGreaterThan(0);
    state.patch({ mirror: null });
    await clock.advance(2000);
    const seen = asked.length;
    let late: unknown = 'nothing';
    void monitor.next({ after: { program: 0 }, width: 320 }, new AbortController().signal).then((picture) => (late = picture));
    await clock.advance(5000);
    expect(asked.length).toBe(seen);
    expect(late).toBe('nothing');
  });

  it('CN40 rests for seconds when OBS was slow or did not answer', async () => {
    const slow = desk({ tookMs: 600 });
    slow.look();
    await slow.clock.advance(12_000);
    expect(slow.asked.length).toBeLessThanOrEqual(3);
    const silent = desk({ answer: () => refused('obs-timeout') });
    silent.look();
    await silent.clock.advance(12_000);
    expect(silent.asked.length).toBeLessThanOrEqual(3);
  });

  it('CN37 asks for PNG where this OBS has no JPEG, and goes on with the other view when one cannot be drawn', async () => {
    const png = desk({
      answer: (data) => (data['imageFormat'] === 'png' ? PICTURE : refused('obs-request-failed', { obsCode: 400 })),
    });
    png.look();
    await png.clock.advance(1000);
    expect(png.asked.map((data) => data['imageFormat']).slice(0, 3)).toEqual(['jpg', 'png', 'png']);
    const broken = desk({ answer: (data) => (data['sourceName'] === 'A' ? refused('obs-request-failed', { obsCode: 702 }) : PICTURE) });
    broken.look({ program: 0, preview: 0 });
    await broken.clock.advance(10_000);
    expect(broken.asked.filter((data) => data['sourceName'] === 'B').length).toBeGreaterThan(2);
  });

  it('CN39 an asker that goes away is let go, and all are when the monitor ends', async () => {
    const { monitor } = desk({ ready: false });
    const gone = new AbortController();
    const one = monitor.next({ after: { program: 0 }, width: 320 }, gone.signal);
    const other = monitor.next({ after: { program: 0 }, width: 320 }, new AbortController().signal);
    gone.abort();
    expect(await one).toBeNull();
    monitor.dispose();
    expect(await other).toBeNull();
    await settled();
  });
});
