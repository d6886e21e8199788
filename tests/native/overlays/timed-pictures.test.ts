/** Pictures that only time changes: countdowns and the clock on the picture route, with a clock that the test drives. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { OverlayState } from '../../../native/contract/overlay.ts';
import { accepted } from '../../../native/contract/refusal.ts';
import type { Clock } from '../../../native/kernel/clock.ts';
import { MutableState } from '../../../native/kernel/live-state.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { PictureRoute } from '../../../native/overlays/picture-route.ts';
import { nextTimedChangeMs } from '../../../native/overlays/timed-changes.ts';
import { full, ordinary } from '../../harness/overlay-states.ts';
import { manualClock } from '../manual-clock.ts';

/** A second after a minute of the studio's clock began. */
const START_MS = 1_588_299_961_000;
const bare: OverlayState = { ...ordinary, flashSale: null, offer: null, clockShown: false, heldBack: [], slate: null, ledgerSeq: 1 };
const sale = (endsAfterMs: number) => ({ ...full.flashSale!, startedAtMs: START_MS, endsAtMs: START_MS + endsAfterMs });
const offer = (opensAfterMs: number) => ({ ...full.offer!, state: 'announced' as const, opensAtMs: START_MS + opensAfterMs });

/** A route whose pictures are the studio's seconds since the start, as a page shows them that lags by `lagMs`. */
async function openRig(fields: Partial<OverlayState>, { speed = 1, lagMs = 0 } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'timed-pictures-'));
  const real = manualClock();
  // The route rests by a timer after each picture: until then it draws and writes.
  let busy = true;
  const clock: Clock = {
    ...real,
    nowMs: () => START_MS + real.monotonicMs() * speed,
    after(delayMs, callback) {
      busy = false;
      return real.after(delayMs, callback);
    },
  };
  const overlay = new MutableState<OverlayState>({ ...bare, clock: { nowAtMs: START_MS, speed }, ...fields });
  const shown: string[] = [];
  const captures: number[] = [];
  const route = new PictureRoute({
    overlay,
    renderer: {
      start: async () => accepted(undefined),
      capture: async () => {
        busy = true;
        captures.push(real.monotonicMs());
        return accepted(Buffer.from(String(Math.floor((real.monotonicMs() - lagMs) / 1000) * speed)));
      },
      stop: async () => {},
    },
    url: 'http://studio/overlays/?still=1',
    size: { width: 1920, height: 1080 },
    folder,
    show: async (path) => {
      shown.push(await readFile(path, 'utf8'));
      return accepted({});
    },
    clock,
    logger: silentLogger,
  });
  onTestFinished(async () => {
    await route.stop();
    await rm(folder, { recursive: true, force: true });
  });
  route.start();
  const rested = () => vi.waitFor(() => expect(busy).toBe(false), { timeout: 10_000, interval: 5 });
  await rested();
  /** Goes on in steps shorter than anything the route waits for, so that files are written in their time. */
  const pass = async (ms: number) => {
    for (let passedMs = 0; passedMs < ms; passedMs += 50) {
      await real.advance(50);
      await rested();
    }
  };
  return { overlay, shown, captures, pass };
}

describe('pictures that time changes', () => {
  it('OV100 a countdown on the overlay is drawn again once a second, until its end has been shown', async () => {
    const { captures, shown, pass } = await openRig({ flashSale: sale(3000) });
    await pass(3500);
    expect(shown).toEqual(['0', '1', '2', '3']);
    await pass(6500);
    expect(shown.at(-1)).toBe('9');
    const { length } = captures;
    await pass(5000);
    expect(captures).toHaveLength(length);
  });

  it('OV101 the clock is drawn again as its minute changes, an offer as its time comes nearer and when it opens', async () => {
    const rig = await openRig({ clockShown: true });
    await rig.pass(58_000);
    expect(rig.captures).toHaveLength(1);
    await rig.pass(2000);
    expect(rig.shown).toEqual(['0', '59']);

    const announced = await openRig({ offer: offer(2000) });
    await announced.pass(6000);
    expect(announced.shown).toEqual(['0', '1', '2']);
  });

  it('OV102 what is held back, covered by a slate, told or not there is not drawn again by time', () => {
    const [flashSale, coupon] = [sale(60_000), offer(60_000)];
    const next = (fields: Partial<OverlayState>) => nextTimedChangeMs({ ...bare, ...fields }, START_MS);
    expect(next({})).toBeNull();
    expect(next({ flashSale })).toBe(START_MS + 1000);
    expect(next({ flashSale, heldBack: ['flash-sale'] })).toBeNull();
    expect(next({ flashSale, slate: 'hold' })).toBeNull();
    expect(next({ offer: coupon })).toBe(START_MS + 1000);
    expect(next({ offer: coupon, heldBack: ['offer'] })).toBeNull();
    expect(next({ offer: { ...coupon, state: 'result' } })).toBeNull();
    expect(next({ clockShown: true, flashSale, heldBack: ['flash-sale'] })).toBe(START_MS + 59_000);
    expect(next({ clockShown: true, heldBack: ['clock'] })).toBeNull();
  });

  it('OV103 in a rehearsal that runs faster there are four pictures a second at most, and none by time while it stands', async () => {
    const fast = await openRig({ flashSale: sale(3_600_000) }, { speed: 60 });
    await fast.pass(3000);
    expect(fast.captures.length).toBeGreaterThan(8);
    expect(fast.captures.length).toBeLessThanOrEqual(13);

    fast.overlay.patch({ clock: { nowAtMs: START_MS + 180_000, speed: 0 } });
    await fast.pass(1000);
    const { length } = fast.captures;
    await fast.pass(3000);
    expect(fast.captures).toHaveLength(length);
  });

  it('OV104 a page that had not counted on yet is drawn once more for the same second', async () => {
    const { shown, captures, pass } = await openRig({ flashSale: sale(30_000) }, { lagMs: 300 });
    await pass(2800);
    expect(shown).toEqual(['-1', '0', '1', '2'].slice(0, shown.length));
    expect(shown).toContain('2');
    expect(captures.filter((atMs) => atMs >= 1000 && atMs < 2000)).toHaveLength(2);
  });
});
