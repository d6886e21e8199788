/** Pictures of the built overlay page, drawn by a real browser. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { accepted, refused, type Result } from '../../../native/contract/refusal.ts';
import { delay, systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { ChromiumRenderer } from '../../../native/overlays/chromium-renderer.ts';
import { PictureRoute } from '../../../native/overlays/picture-route.ts';
import { buildOverlayPage, startOverlayStudio, type BuiltPage, type OverlayStudio } from '../../harness/overlay-page.ts';
import { full, ordinary } from '../../harness/overlay-states.ts';
import { readPng } from '../../harness/png-pixels.ts';

const size = { width: 1920, height: 1080 };
let page: BuiltPage;
let studio: OverlayStudio;
let renderer: ChromiumRenderer;

beforeAll(async () => {
  page = await buildOverlayPage();
}, 60_000);
afterAll(() => page.remove());
beforeEach(async () => {
  studio = await startOverlayStudio(page.folder, ordinary);
  renderer = new ChromiumRenderer(silentLogger);
});
afterEach(async () => {
  await renderer.stop();
  await studio.stop();
});

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
}

/** A place in the card's stock line, and one where nothing is ever drawn. */
const onCard = [1500, 880] as const;
const onNothing = [900, 300] as const;

/** Ends the browsers that this very process has started. */
function killBrowsers(): number {
  const children = execFileSync('ps', ['-o', 'pid=,ppid=,args=', '-e'], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/u))
    .filter(([, parent, ...command]) => Number(parent) === process.pid && command.join(' ').includes('--headless'));
  for (const [pid] of children) process.kill(Number(pid), 'SIGKILL');
  return children.length;
}

describe('the browser that draws pictures', () => {
  it('OV21 draws a transparent PNG of the state that was asked for', async () => {
    valueOf(await renderer.start(studio.url('&still=1'), size));
    const picture = readPng(valueOf(await renderer.capture(ordinary.ledgerSeq)));
    expect([picture.width, picture.height]).toEqual([1920, 1080]);
    expect(picture.at(...onNothing)[3]).toBe(0);
    expect(picture.at(...onCard)[3]).toBeGreaterThan(240);

    studio.overlay.patch({ card: null, ledgerSeq: 16 });
    expect(readPng(valueOf(await renderer.capture(16))).at(...onCard)[3]).toBe(0);
  });

  it('OV22 a browser that died is started again by the next picture', async () => {
    valueOf(await renderer.start(studio.url('&still=1'), size));
    expect(killBrowsers()).toBe(1);
    const pictures = [await renderer.capture(15), await renderer.capture(15)];
    expect(readPng(valueOf(pictures.find((picture) => picture.ok)!)).at(...onCard)[3]).toBeGreaterThan(240);
  });

  it('OV23 says so when there is no browser, and keeps the token out of its words', async () => {
    const none = new ChromiumRenderer(silentLogger, () => null);
    expect(await none.start(studio.url(), size)).toEqual(refused('picture-no-browser'));
    const failed = await renderer.start('http://127.0.0.1:1/overlays/?token=secret', size);
    expect(failed).toMatchObject({ ok: false, refusal: { code: 'picture-failed' } });
    expect(JSON.stringify(failed)).not.toContain('secret');
  });

  it('OV105 waits for a state that the page has not painted yet, within what the page may evaluate', async () => {
    valueOf(await renderer.start(studio.url('&still=1'), size));
    valueOf(await renderer.capture(ordinary.ledgerSeq));
    const later = renderer.capture(16);
    await delay(systemClock, 100);
    studio.overlay.patch({ card: null, ledgerSeq: 16 });
    expect(readPng(valueOf(await later)).at(...onCard)[3]).toBe(0);
  });

  it('OV106 a countdown goes on in the pictures with no change of the state, each of another second', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'overlay-pictures-'));
    const nowAtMs = Date.now();
    const flashSale = { ...full.flashSale!, startedAtMs: nowAtMs, endsAtMs: nowAtMs + 600_000, soldUnits: 0 };
    studio.overlay.patch({ flashSale, heldBack: [], clock: { nowAtMs, speed: 1 } });
    const pictures = new Set<string>();
    const route = new PictureRoute({
      overlay: studio.overlay,
      renderer,
      url: studio.url('&still=1'),
      size,
      folder,
      show: async (path) => {
        pictures.add((await readFile(path)).toString('base64'));
        return accepted({});
      },
      clock: systemClock,
      logger: silentLogger,
    });
    route.start();
    await vi.waitFor(() => expect(pictures.size).toBeGreaterThan(3), { timeout: 30_000 });
    await route.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  it('OV24 the picture route keeps a file of the newest state, from the page that follows by itself', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'overlay-pictures-'));
    const arrivals: ((path: string) => void)[] = [];
    const arrival = () =>
      new Promise<string>((resolve) => {
        arrivals.push(resolve);
      });
    const route = new PictureRoute({
      overlay: studio.overlay,
      renderer,
      url: studio.url('&still=1'),
      size,
      folder,
      show: async (path) => {
        arrivals.pop()?.(path);
        return accepted({});
      },
      clock: systemClock,
      logger: silentLogger,
    });
    const first = arrival();
    route.start();
    expect(readPng(await readFile(await first)).at(...onCard)[3]).toBeGreaterThan(240);
    const next = arrival();
    studio.overlay.patch({ slate: 'hold', ledgerSeq: 16 });
    expect(readPng(await readFile(await next)).at(...onNothing)[3]).toBe(255);
    await route.stop();
    await rm(folder, { recursive: true, force: true });
  });
});
