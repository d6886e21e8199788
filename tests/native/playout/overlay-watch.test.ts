/** When the overlay leaves its page in OBS and when it comes back, by time that the test moves. */
import { describe, expect, it } from 'vitest';
import type { ObsMirror, ObsState, SourcesState } from '../../../native/contract/obs.ts';
import type { OverlayPageInfo } from '../../../native/contract/overlay-pages.ts';
import { accepted, refused, type Result } from '../../../native/contract/refusal.ts';
import { MutableState } from '../../../native/kernel/live-state.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { LOADING_MS, OverlayWatch, WELL_MS } from '../../../native/playout/overlay-watch.ts';
import { manualClock } from '../manual-clock.ts';

const page: OverlayPageInfo = {
  pageId: 'page-in-obs',
  view: 'program',
  place: 'obs',
  inObs: true,
  visible: true,
  address: null,
  paintedSeq: 5,
  frames: 30,
  heapBytes: 20_000_000,
  failedLayers: [],
  openedAtMs: 0,
  beatAtMs: 0,
  trouble: null,
  gone: false,
};

function overlaySource(width: number): SourcesState {
  const transform = { positionX: 0, positionY: 0, width, height: 1080, rotation: 0, sourceWidth: width, sourceHeight: 1080 };
  const item = { sceneItemId: 1, sourceName: 'Hetian overlay', sourceType: 'input', inputKind: 'browser_source', enabled: true } as const;
  return {
    scenes: [{ sceneName: 'Stage', isGroup: false, items: [{ ...item, locked: true, transform }] }],
    inputs: [{ inputName: 'Hetian overlay', inputKind: 'browser_source', audio: null, media: null }],
    filters: {},
  };
}

const mirror = { sceneCollection: 'S', inputKinds: ['browser_source', 'image_source'] } as ObsMirror;
const connection = (url: string, simulated = false) => ({ url, simulated, state: 'ready' }) as ObsState['connection'];

interface Situation {
  kept?: unknown;
  route?: 'browser' | 'picture';
  url?: string;
  simulated?: boolean;
  width?: number;
  onAir?: boolean;
}

function watching({ kept = null, route = 'browser', url = 'ws://127.0.0.1:4455', simulated, width = 1920, onAir = true }: Situation = {}) {
  const clock = manualClock();
  const obs = {
    state: new MutableState<ObsState>({ connection: connection(url, simulated), mirror }),
    sources: new MutableState<SourcesState>(overlaySource(width)),
  };
  const pages = new MutableState<{ pages: OverlayPageInfo[] }>({ pages: [] });
  const done: string[] = [];
  const problems: (string | null)[] = [];
  const air = { on: onAir };
  const store = { value: kept };
  const changing: { answer: Result<unknown> } = { answer: accepted({}) };
  const subject: OverlayWatch = new OverlayWatch(
    {
      obs,
      pages: { state: pages, forgetGone: () => pages.patch({ pages: pages.get().pages.filter(({ gone }) => !gone) }) },
      async changeTo(way, reason) {
        done.push(`${way}: ${reason}`);
        if (changing.answer.ok) subject.routed(way);
        return changing.answer;
      },
      async refreshPage() {
        done.push('refresh');
        return accepted({});
      },
      isOnAir: () => air.on,
      store: { load: () => store.value, save: async (value) => void (store.value = value) },
      onRefreshed: async (reason, actor) => done.push(`refreshed: ${reason} (${actor})`),
      onProblem: (problem) => problems.push(problem?.code ?? null),
      clock,
      logger: silentLogger,
    },
    route,
  );
  subject.start();
  const show = (...shown: Partial<OverlayPageInfo>[]) => pages.patch({ pages: shown.map((changes) => ({ ...page, ...changes })) });
  return { subject, clock, obs, pages, show, done, problems, air, store, changing };
}

describe('watching the overlay’s page in OBS', () => {
  it.each([
    ['silent', {}, { code: 'overlay-page-silent', context: { seconds: 3 } }],
    ['behind', {}, { code: 'overlay-page-behind', context: { seconds: 3 } }],
    ['swollen', { heapBytes: 400 * 1_048_576 }, { code: 'overlay-page-swollen', context: { megabytes: 400 } }],
  ] as const)(
    'TW23 a page that is %s is left for pictures at once, with the reason standing until it is over',
    async (trouble, more, problem) => {
      const { show, clock, done, subject, problems } = watching();
      show({});
      await clock.advance(5_000);
      expect(done).toEqual([]);
      show({ trouble, ...more });
      await clock.advance(1_000);
      expect(done).toEqual([`picture: ${problem.code}`]);
      expect(subject.state.get()).toMatchObject({ route: 'picture', problem, wish: 'auto' });
      expect(problems.at(-1)).toBe(problem.code);
      await clock.advance(60_000);
      expect(done).toHaveLength(1);
    },
  );

  it('TW24 a slow page, a failed layer, the preview and pages of others change nothing', async () => {
    const { show, clock, done } = watching();
    show(
      { trouble: 'slow' },
      { trouble: 'failed-layer' },
      { trouble: 'silent', view: 'preview' },
      { trouble: 'silent', inObs: false, place: 'elsewhere' },
      { trouble: 'silent', address: '10.0.0.7' },
    );
    await clock.advance(60_000);
    expect(done).toEqual([]);
  });

  it('TW25 on air it stays with pictures however well the page is; off air the page is loaded anew and comes back after ten good seconds', async () => {
    const { show, clock, done, air, subject } = watching();
    show({ trouble: 'silent' });
    await clock.advance(1_000);
    show({});
    await clock.advance(60_000);
    expect(done).toEqual(['picture: overlay-page-silent']);
    air.on = false;
    await clock.advance(1_000);
    expect(done.slice(1)).toEqual(['refresh', 'refreshed: page failed (studio)']);
    show();
    await clock.advance(2_000);
    show({ pageId: 'loaded-anew', visible: false });
    await clock.advance(WELL_MS - 1_000);
    expect(done).toHaveLength(3);
    await clock.advance(2_000);
    expect(done.slice(3)).toEqual(['browser: page well again']);
    expect(subject.state.get()).toMatchObject({ route: 'browser', problem: null });
  });

  it('TW26 off air a page that stays in trouble is loaded anew again, ever more seldom', async () => {
    const { show, clock, done } = watching({ onAir: false });
    show({ trouble: 'behind' });
    await clock.advance(600_000);
    const refreshes = done.filter((what) => what === 'refresh').length;
    expect(refreshes).toBeGreaterThan(2);
    expect(refreshes).toBeLessThan(10);
    expect(done.filter((what) => what.startsWith('browser'))).toEqual([]);
  });

  it('TW27 a person may call the page back on air: loaded anew and proven first', async () => {
    const { show, clock, done, subject } = watching();
    show({ trouble: 'silent' });
    await clock.advance(1_000);
    show({});
    expect(await subject.refresh(false, 'operator:desk')).toMatchObject({ ok: true });
    await clock.advance(WELL_MS + 2_000);
    expect(done.slice(1)).toEqual(['refresh', 'refreshed: asked for (operator:desk)', 'browser: page well again']);
  });

  it('TW28 loading the page anew that viewers see must be confirmed', async () => {
    const { show, subject, done, clock } = watching();
    show({});
    expect(await subject.refresh(false, 'operator:desk')).toEqual(refused('overlay-refresh-on-air'));
    expect(done).toEqual([]);
    expect(await subject.refresh(true, 'operator:desk')).toMatchObject({ ok: true });
    // The old page goes, the new one takes its time.
    show({ trouble: 'silent', gone: true });
    await clock.advance(LOADING_MS - 2_000);
    expect(done).toEqual(['refresh', 'refreshed: asked for (operator:desk)']);
    await clock.advance(4_000);
    expect(done.at(-1)).toBe('picture: overlay-page-silent');
  });

  it('TW28 there is nothing to load anew without OBS or its page', async () => {
    const { subject, obs } = watching();
    obs.sources.patch({ scenes: [], inputs: [] });
    expect(await subject.refresh(true, 'operator:desk')).toEqual(refused('overlay-not-in-browser'));
    obs.state.patch({ mirror: null });
    expect(await subject.refresh(true, 'operator:desk')).toEqual(refused('obs-not-connected'));
  });

  it('TW29 a person’s word decides: pictures at once, the page at once, and it outlives a restart', async () => {
    const { subject, show, done, store, clock } = watching();
    show({});
    await subject.setWish('picture');
    await subject.setWish('browser');
    show({ trouble: 'silent' });
    await clock.advance(30_000);
    expect(done).toEqual(['picture: asked for', 'browser: asked for']);
    expect(watching({ kept: store.value }).subject.state.get().wish).toBe('browser');
    await subject.setWish('auto');
    expect(done.at(-1)).toBe('picture: overlay-page-silent');
    expect(subject.preferredRoute).toBe('picture');
  });

  it('TW29 a page that nothing was wrong with comes back when it is asked for', async () => {
    const { subject, done, show } = watching({ route: 'picture', kept: { wish: 'picture', problem: null } });
    show({});
    expect(subject.preferredRoute).toBe('picture');
    await subject.setWish('auto');
    expect(done).toEqual(['browser: asked for']);
    expect(subject.preferredRoute).toBeNull();
  });

  it('TW30 a restart remembers that the page had failed', async () => {
    const problem = { code: 'overlay-page-swollen', context: { megabytes: 300 } };
    const { subject, problems, done, show, clock } = watching({ route: 'picture', kept: { wish: 'auto', problem }, onAir: false });
    expect(subject.state.get()).toMatchObject({ problem, route: 'picture' });
    expect(problems).toEqual(['overlay-page-swollen']);
    show({});
    await clock.advance(WELL_MS + 2_000);
    expect(done).toEqual(['refresh', 'refreshed: page failed (studio)', 'browser: page well again']);
    expect(watching({ kept: 'damaged' }).subject.state.get()).toMatchObject({ wish: 'auto', problem: null });
  });

  it('TW31 a browser source without a size is noticed; one whose page never speaks, after a while, but not in a simulated OBS', async () => {
    const broken = watching({ width: 0 });
    await broken.clock.advance(1_000);
    expect(broken.done).toEqual(['picture: obs-no-browser-source']);
    const mute = watching();
    await mute.clock.advance(LOADING_MS - 1_000);
    expect(mute.done).toEqual([]);
    await mute.clock.advance(2_000);
    expect(mute.done).toEqual(['picture: overlay-page-silent']);
    const simulated = watching({ simulated: true });
    await simulated.clock.advance(LOADING_MS * 5);
    expect(simulated.done).toEqual([]);
  });

  it('TW32 a page that went with OBS, its collection or its source is missed by nobody', async () => {
    const { show, obs, clock, done, pages } = watching();
    show({ gone: true, trouble: 'silent' });
    obs.sources.patch({ scenes: [], inputs: [] });
    await clock.advance(1_000);
    expect(pages.get().pages).toEqual([]);
    obs.sources.patch(overlaySource(1920));
    show({ gone: true, trouble: 'silent' });
    obs.state.patch({ mirror: null });
    await clock.advance(1_000);
    expect(pages.get().pages).toEqual([]);
    show({ gone: true, trouble: 'silent' });
    obs.state.patch({ mirror: { ...mirror, sceneCollection: 'T' } });
    await clock.advance(1_000);
    expect(done).toEqual([]);
  });

  it('TW33 to an OBS on another computer no picture can be given: its page stays', async () => {
    const { show, clock, done } = watching({ url: 'ws://10.0.0.9:4455' });
    show({ address: '10.0.0.9', trouble: 'silent' });
    await clock.advance(60_000);
    expect(done).toEqual([]);
  });

  it('TW34 a change that OBS refuses is tried again, not in a storm', async () => {
    const { show, clock, done, changing, subject } = watching();
    changing.answer = refused('obs-timeout');
    show({ trouble: 'silent' });
    await clock.advance(60_000);
    expect(done.length).toBeGreaterThan(2);
    expect(done.length).toBeLessThan(12);
    changing.answer = accepted({});
    await clock.advance(60_000);
    expect(subject.state.get().route).toBe('picture');
  });
});
