/** The picture route on real files, with a renderer and a clock that the test drives. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OverlayState } from '../../../native/contract/overlay.ts';
import { accepted, refused, type Result } from '../../../native/contract/refusal.ts';
import type { Clock } from '../../../native/kernel/clock.ts';
import { MutableState } from '../../../native/kernel/live-state.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import type { PictureRenderer } from '../../../native/overlays/picture-renderer.ts';
import { PictureRoute } from '../../../native/overlays/picture-route.ts';
import { ordinary } from '../../harness/overlay-states.ts';

/** A clock whose timers wait until the test lets them run. */
class HeldClock implements Clock {
  #now = 1_588_300_000_000;
  readonly #timers = new Set<() => void>();
  nowMs = () => this.#now;
  monotonicMs = () => this.#now;
  get waiting(): number {
    return this.#timers.size;
  }
  after(_delayMs: number, callback: () => void) {
    this.#timers.add(callback);
    return { cancel: () => void this.#timers.delete(callback) };
  }
  release(): void {
    this.#now += 60_000;
    for (const callback of this.#timers) {
      this.#timers.delete(callback);
      callback();
    }
  }
}

/** Its "pictures" are the sequence that was asked for, so that a test reads what was drawn. */
class NotedRenderer implements PictureRenderer {
  started: Result<void> = accepted(undefined);
  drawn: Result<Buffer> | null = null;
  readonly asked: number[] = [];
  stops = 0;
  address = '';
  async start(url: string) {
    this.address = url;
    return this.started;
  }
  async capture(ledgerSeq: number) {
    this.asked.push(ledgerSeq);
    return this.drawn ?? accepted(Buffer.from(`picture ${ledgerSeq}`));
  }
  async stop() {
    this.stops += 1;
  }
}

let folder: string;
let clock: HeldClock;
let renderer: NotedRenderer;
let overlay: MutableState<OverlayState>;
let shown: string[];
let answer: Result<unknown>;
let route: PictureRoute;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'picture-route-'));
  clock = new HeldClock();
  renderer = new NotedRenderer();
  overlay = new MutableState({ ...ordinary, ledgerSeq: 1 });
  shown = [];
  answer = accepted({});
  route = new PictureRoute({
    overlay,
    renderer,
    url: 'http://studio/overlays/?still=1',
    size: { width: 1920, height: 1080 },
    folder,
    show: async (path) => {
      shown.push(await readFile(path, 'utf8'));
      return answer;
    },
    clock,
    logger: silentLogger,
  });
});

afterEach(async () => {
  await route.stop();
  await rm(folder, { recursive: true, force: true });
});

async function startAndShow(): Promise<void> {
  const before = shown.length;
  route.start();
  await vi.waitFor(() => expect(shown.length).toBeGreaterThan(before));
}
const settled = () => vi.waitFor(() => expect(clock.waiting).toBe(1));
const change = (ledgerSeq: number) => overlay.patch({ ledgerSeq });

describe('the picture route', () => {
  it('OV10 draws the first state at once and says where the picture lies', async () => {
    await startAndShow();
    expect(renderer.address).toBe('http://studio/overlays/?still=1');
    expect(shown).toEqual(['picture 1']);
    await settled();
    expect(await readFile(route.state.get().path!, 'utf8')).toBe('picture 1');
  });

  it('OV11 draws a burst of changes as one picture of the newest state', async () => {
    await startAndShow();
    await settled();
    for (let seq = 2; seq <= 500; seq += 1) change(seq);
    clock.release();
    await vi.waitFor(() => expect(shown).toEqual(['picture 1', 'picture 500']));
    expect(renderer.asked).toEqual([1, 500]);
  });

  it('OV12 sends no picture that looks like the one before', async () => {
    renderer.drawn = accepted(Buffer.from('same'));
    await startAndShow();
    await settled();
    change(2);
    clock.release();
    await vi.waitFor(() => expect(renderer.asked).toEqual([1, 2]));
    await settled();
    expect(shown).toEqual(['same']);
  });

  it('OV13 gives every picture a new name, keeps the last few, and touches nothing else in the folder', async () => {
    await writeFile(join(folder, 'overlay-0old0run0.png'), 'old');
    await writeFile(join(folder, 'logo.png'), 'logo');
    await startAndShow();
    await settled();
    const paths = new Set([route.state.get().path]);
    for (let seq = 2; seq <= 8; seq += 1) {
      await settled();
      change(seq);
      clock.release();
      await vi.waitFor(() => expect(shown).toHaveLength(seq));
      paths.add(route.state.get().path);
    }
    await settled();
    expect(paths.size).toBe(8);
    const files = await readdir(folder);
    expect(files).toContain('logo.png');
    expect(files).not.toContain('overlay-0old0run0.png');
    expect(files.filter((name) => name.startsWith('overlay-'))).toHaveLength(4);
  });

  it('OV14 says what stands in the way, tries again by itself and then is well', async () => {
    renderer.started = refused('picture-no-browser');
    route.start();
    await settled();
    expect(route.state.get().problem?.code).toBe('picture-no-browser');

    renderer.started = accepted(undefined);
    renderer.drawn = refused('picture-failed');
    clock.release();
    await vi.waitFor(() => expect(route.state.get().problem?.code).toBe('picture-failed'));
    await settled();

    renderer.drawn = null;
    answer = refused('obs-not-connected');
    clock.release();
    await vi.waitFor(() => expect(route.state.get().problem?.code).toBe('obs-not-connected'));
    expect(route.state.get().path).toBeNull();
    await settled();

    answer = accepted({});
    clock.release();
    await vi.waitFor(() => expect(route.state.get()).toMatchObject({ problem: null, shownCount: 1 }));
    expect(shown).toEqual(['picture 1', 'picture 1']);
  });

  it('OV15 after stop nothing is drawn, and it can start again', async () => {
    await startAndShow();
    await route.stop();
    change(2);
    clock.release();
    expect(shown).toEqual(['picture 1']);
    expect(renderer.stops).toBeGreaterThan(0);
    await startAndShow();
    expect(shown).toEqual(['picture 1', 'picture 2']);
  });
});
