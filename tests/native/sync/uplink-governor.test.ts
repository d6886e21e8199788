/** The governor on a clock that only the test moves: traces of streams as OBS was seen to tell them, and what must hold on any trace. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { uplinkReasons, uplinkStateSchema, type UplinkState } from '../../../native/contract/upstream.ts';
import { MutableState } from '../../../native/kernel/live-state.ts';
import { type Picture, UplinkGovernor } from '../../../native/sync/uplink-governor.ts';
import { SLICE_BYTES } from '../../../native/sync/uplink.ts';
import { manualClock } from '../manual-clock.ts';

const QUIET: Picture = {
  active: false,
  reconnecting: false,
  unsure: false,
  reports: true,
  congestion: 0,
  skippedFrames: 0,
  atMonotonicMs: null,
};
const FIRST_RATE = 8_000;
const LEAST_RATE = 2_000;
const CALM_S = 20;

const ending: (() => void)[] = [];
afterEach(() => {
  for (const end of ending.splice(0)) end();
});

function studio(options: { capKbps?: number | null; backlog?: boolean; picture?: Partial<Picture> } = {}) {
  const clock = manualClock();
  const picture = new MutableState<Picture>({ ...QUIET, ...options.picture });
  const governor = new UplinkGovernor({ clock, picture, capKbps: options.capKbps ?? null });
  const stop = new AbortController();
  const seen = new Set<UplinkState['reason']>([governor.state.get().reason]);
  let backlog = options.backlog ?? true;
  let sent = 0;
  let patches = 0;
  governor.state.subscribe(({ reason }) => {
    patches += 1;
    if (reason) seen.add(reason);
  });
  ending.push(() => {
    stop.abort();
    governor.dispose();
  });
  /** Sends as much as it may, as with a full backlog; off air only what a line of 10 Mbit/s lets out. */
  const send = async () => {
    while (!stop.signal.aborted) {
      if (!backlog) {
        await new Promise<void>((resolve) => clock.after(100, resolve));
        continue;
      }
      await governor.take(SLICE_BYTES, stop.signal);
      if (stop.signal.aborted) return;
      sent += SLICE_BYTES;
      if (governor.state.get().rateBytes === null) await new Promise<void>((resolve) => clock.after(3, resolve));
    }
  };
  void send();
  return {
    clock,
    governor,
    picture,
    seen,
    get sent() {
      return sent;
    },
    get patches() {
      return patches;
    },
    get reason() {
      return governor.state.get().reason;
    },
    /** Bytes a second; Infinity off air. */
    get rate() {
      return governor.state.get().rateBytes ?? Number.POSITIVE_INFINITY;
    },
    delivered() {
      backlog = false;
    },
    /** One sample of OBS for each, a second apart. */
    async says(...samples: Partial<Picture>[]) {
      for (const sample of samples) {
        await clock.advance(1_000);
        picture.patch({ ...sample, atMonotonicMs: clock.monotonicMs() });
      }
    },
    async calm(seconds: number) {
      await this.says(...Array.from({ length: seconds }, () => ({ congestion: 0 })));
    },
    async begin() {
      picture.patch({ active: true });
      await this.says({ congestion: 0, skippedFrames: 0 });
    },
  };
}

describe('off air', () => {
  it('UG1 goes at full speed', async () => {
    const desk = studio();
    await desk.clock.advance(1_000);
    expect(desk).toMatchObject({ reason: 'off-air', rate: Number.POSITIVE_INFINITY });
    expect(desk.sent).toBeGreaterThan(1_000_000);
    expect(desk.governor.requestBytes()).toBe(Number.POSITIVE_INFINITY);
  });

  it('UG1 goes at the cap that the operator set', async () => {
    const desk = studio({ capKbps: 400 });
    await desk.clock.advance(10_000);
    expect(desk).toMatchObject({ reason: 'cap', rate: 50_000 });
    expect(desk.sent).toBeGreaterThan(480_000);
    expect(desk.sent).toBeLessThan(510_000);
  });

  it('UG1 is back at full speed as soon as the stream ends', async () => {
    const desk = studio();
    await desk.begin();
    await desk.says({ congestion: 0.9 });
    expect(desk.rate).toBe(0);
    desk.picture.patch(QUIET);
    expect(desk).toMatchObject({ reason: 'off-air', rate: Number.POSITIVE_INFINITY });
  });
});

describe('beside a stream', () => {
  it('UG2 begins low at once, for what already waits too', async () => {
    const desk = studio();
    await desk.clock.advance(1_000);
    desk.picture.patch({ active: true });
    const before = desk.sent;
    await desk.clock.advance(4_000);
    expect(desk.rate).toBe(FIRST_RATE);
    expect(desk.sent - before).toBeLessThanOrEqual(4 * FIRST_RATE + SLICE_BYTES);
  });

  it('UG3 halves at little congestion, down to a trickle, and stops at much', async () => {
    const desk = studio();
    await desk.begin();
    await desk.says({ congestion: 0.11 });
    expect(desk).toMatchObject({ reason: 'congestion', rate: FIRST_RATE / 2 });
    await desk.says({ congestion: 0.2 }, { congestion: 0.2 }, { congestion: 0.2 });
    expect(desk).toMatchObject({ reason: 'congestion', rate: LEAST_RATE });
    await desk.says({ congestion: 0.25 });
    expect(desk).toMatchObject({ reason: 'picture-suffers', rate: 0 });
    const before = desk.sent;
    await desk.calm(CALM_S - 2);
    expect(desk.sent).toBe(before);
  });

  it('UG4 halves when a frame was skipped, and stops when it goes on', async () => {
    const desk = studio();
    await desk.begin();
    await desk.says({ skippedFrames: 3 });
    expect(desk).toMatchObject({ reason: 'frames-skipped', rate: FIRST_RATE / 2 });
    await desk.says({ skippedFrames: 20 });
    expect(desk).toMatchObject({ reason: 'picture-suffers', rate: 0 });
  });

  it('UG4 blames nobody for frames that were skipped before', async () => {
    const desk = studio();
    desk.picture.patch({ active: true });
    await desk.says({ skippedFrames: 900 }, { skippedFrames: 900 });
    expect(desk).toMatchObject({ reason: 'steady', rate: FIRST_RATE });
  });

  it('UG5 stops while the output reconnects, without waiting for the next sample, and goes on after calm', async () => {
    const desk = studio();
    await desk.begin();
    desk.picture.patch({ reconnecting: true });
    expect(desk).toMatchObject({ reason: 'reconnecting', rate: 0 });
    await desk.says({}, {}, {});
    desk.picture.patch({ reconnecting: false });
    await desk.calm(CALM_S - 1);
    expect(desk.rate).toBe(0);
    await desk.calm(2);
    expect(desk.rate).toBeGreaterThan(0);
    expect(desk.rate).toBeLessThanOrEqual(FIRST_RATE);
  });

  it('UG6 waits for 20 calm seconds, then grows by the same step each second', async () => {
    const desk = studio();
    await desk.begin();
    await desk.calm(CALM_S - 2);
    expect(desk).toMatchObject({ reason: 'steady', rate: FIRST_RATE });
    await desk.calm(6);
    expect(desk.reason).toBe('growing');
    const rates: number[] = [];
    for (let second = 0; second < 5; second += 1) {
      rates.push(desk.rate);
      await desk.calm(1);
    }
    expect(rates.map((rate, at) => rate - rates[0]! - at * 1_000)).toEqual([0, 0, 0, 0, 0]);
  });

  it('UG6 a moment that is not calm begins the wait anew', async () => {
    const desk = studio();
    await desk.begin();
    await desk.calm(CALM_S - 3);
    await desk.says({ congestion: 0.05 });
    await desk.calm(CALM_S - 2);
    expect(desk).toMatchObject({ reason: 'steady', rate: FIRST_RATE });
  });

  it('UG6 grows only as far as it is used, and what goes unused fades', async () => {
    const idle = studio({ backlog: false });
    await idle.begin();
    await idle.calm(120);
    expect(idle).toMatchObject({ reason: 'steady', rate: FIRST_RATE });

    const busy = studio();
    await busy.begin();
    await busy.calm(80);
    expect(busy.rate).toBeGreaterThan(5 * FIRST_RATE);
    busy.delivered();
    await busy.calm(300);
    expect(busy.rate).toBe(FIRST_RATE);
  });

  it('UG7 stays under the rate that was too much for ten minutes, then tries again', async () => {
    const desk = studio();
    await desk.begin();
    await desk.calm(60);
    const tooMuch = desk.rate;
    await desk.says({ congestion: 0.15 });
    let highest = 0;
    for (let second = 0; second < 590; second += 1) {
      await desk.calm(1);
      highest = Math.max(highest, desk.rate);
    }
    expect(highest).toBeGreaterThan(tooMuch * 0.7);
    expect(highest).toBeLessThan(tooMuch * 0.8);
    await desk.calm(30);
    expect(desk.rate).toBeGreaterThan(tooMuch * 0.8);
  });

  it('UG7 remembers over the next stream too', async () => {
    const desk = studio();
    await desk.begin();
    await desk.calm(60);
    const tooMuch = desk.rate;
    await desk.says({ congestion: 0.5 });
    desk.picture.patch(QUIET);
    await desk.clock.advance(5_000);
    await desk.begin();
    await desk.calm(120);
    expect(desk.rate).toBeLessThan(tooMuch * 0.8);
  });

  it('UG8 grows no further when answers take longer, and halves when they go on to', async () => {
    const desk = studio();
    await desk.begin();
    desk.governor.answered('https a', 40);
    await desk.calm(CALM_S + 5);
    expect(desk.reason).toBe('growing');
    const rate = desk.rate;
    desk.governor.answered('https a', 150);
    expect(desk.reason).toBe('steady');
    await desk.calm(CALM_S - 1);
    expect(desk.rate).toBe(rate);
    desk.governor.answered('https a', 400);
    expect(desk.rate).toBe(rate);
    desk.governor.answered('https a', 400);
    expect(desk).toMatchObject({ reason: 'slow-answers', rate: rate / 2 });
  });

  it('UG8 measures each destination against itself, and a far one is not a slow one', async () => {
    const desk = studio();
    await desk.begin();
    for (let round = 0; round < 20; round += 1) {
      desk.governor.answered('near', 5);
      desk.governor.answered('far', 900 + 10 * round);
      await desk.calm(1);
    }
    expect(desk.seen.has('slow-answers')).toBe(false);
  });

  it('UG8 does not hold what full speed did to the answers against the stream', async () => {
    const desk = studio();
    for (const ms of [5, 2_000, 2_500, 3_000]) desk.governor.answered('way', ms);
    expect(desk.reason).toBe('off-air');
    await desk.begin();
    desk.governor.answered('way', 300);
    desk.governor.answered('way', 300);
    expect(desk.rate).toBe(FIRST_RATE);
  });

  it('UG9 an output that tells nothing gets the low rate and no more', async () => {
    const desk = studio({ picture: { reports: false } });
    await desk.begin();
    await desk.calm(300);
    expect(desk).toMatchObject({ reason: 'output-silent', rate: FIRST_RATE });
    expect(desk.governor.state.get().congestion).toBeNull();
    desk.picture.patch({ reconnecting: true });
    expect(desk).toMatchObject({ reason: 'reconnecting', rate: 0 });
    desk.picture.patch({ reconnecting: false });
    await desk.calm(CALM_S + 30);
    expect(desk).toMatchObject({ reason: 'output-silent', rate: FIRST_RATE });
  });

  it('UG10 keeps to the low rate while OBS is away that was streaming, and begins anew when it is back', async () => {
    const desk = studio();
    await desk.begin();
    await desk.calm(60);
    desk.picture.patch({ unsure: true });
    expect(desk).toMatchObject({ reason: 'obs-away', rate: FIRST_RATE });
    const before = desk.sent;
    await desk.clock.advance(60_000);
    expect(desk.sent - before).toBeGreaterThan(55 * FIRST_RATE);
    desk.picture.patch({ unsure: false });
    await desk.calm(3);
    expect(desk).toMatchObject({ reason: 'steady', rate: FIRST_RATE });
    desk.picture.patch({ unsure: true });
    desk.picture.patch(QUIET);
    expect(desk.reason).toBe('off-air');
  });

  it('UG11 a cap holds at once, and its end too', async () => {
    const desk = studio();
    await desk.begin();
    await desk.calm(40);
    expect(desk.rate).toBeGreaterThan(10_000);
    desk.governor.setCap(40);
    expect(desk).toMatchObject({ reason: 'cap', rate: 5_000 });
    expect(desk.governor.state.get().capKbps).toBe(40);
    await desk.says({ congestion: 0.2 });
    expect(desk.rate).toBeLessThanOrEqual(5_000);
    desk.governor.setCap(null);
    await desk.calm(60);
    expect(desk.rate).toBeGreaterThan(5_000);
  });

  it('UG14 a request ends within a few seconds at the rate of the moment', async () => {
    const desk = studio({ capKbps: 8_000 });
    expect(desk.governor.requestBytes()).toBe(2_500_000);
    await desk.begin();
    expect(desk.governor.requestBytes()).toBe(20_000);
    await desk.says({ congestion: 1 });
    expect(desk.rate).toBe(0);
    expect(desk.governor.requestBytes()).toBeGreaterThanOrEqual(SLICE_BYTES);
    expect(desk.governor.requestBytes()).toBeLessThanOrEqual(LEAST_RATE * 4);
  });

  it('UG15 its state is whole, tells what leaves, and changes a few times a second at most', async () => {
    const desk = studio();
    await desk.begin();
    const before = desk.patches;
    await desk.calm(30);
    expect(desk.patches - before).toBeLessThanOrEqual(90);
    const state = desk.governor.state.get();
    expect(uplinkStateSchema.parse(state)).toEqual(state);
    expect(state.sentBytes).toBeGreaterThan(FIRST_RATE * 0.8);
    desk.picture.patch({ congestion: 0.123, atMonotonicMs: -1 });
    expect(desk.governor.state.get().congestion).toBe(0.12);
    desk.picture.patch(QUIET);
    expect(desk.governor.state.get().congestion).toBeNull();
  });

  it('UG15 every reason is reached', async () => {
    const desk = studio();
    desk.governor.setCap(100);
    desk.governor.setCap(null);
    await desk.begin();
    await desk.calm(CALM_S + 3);
    await desk.says({ congestion: 0.2 });
    await desk.calm(CALM_S + 3);
    await desk.says({ congestion: 0, skippedFrames: 1 });
    await desk.calm(CALM_S + 3);
    for (const ms of [10, 500, 500]) desk.governor.answered('way', ms);
    await desk.says({ congestion: 0.9 });
    desk.picture.patch({ reconnecting: true });
    desk.picture.patch({ unsure: true });
    desk.picture.patch({ unsure: false, reconnecting: false, reports: false });
    await desk.calm(1);
    expect([...desk.seen].toSorted()).toEqual([...uplinkReasons].toSorted());
  });

  it('UG20 a wall clock that jumps changes nothing', async () => {
    const desk = studio();
    desk.clock.nowMs = () => 1_000_000_000_000 - desk.clock.monotonicMs() * 1_000;
    await desk.begin();
    await desk.calm(CALM_S + 5);
    expect(desk.reason).toBe('growing');
    expect(desk.sent).toBeGreaterThan(20 * FIRST_RATE);
  });
});

describe('traces of a real OBS', () => {
  it('UG13 a link that becomes too narrow, is restored, and a server that dies', async () => {
    const desk = studio();
    await desk.begin();
    await desk.calm(60);
    // As measured with 2,500 kbit/s over a link cut to 1,500: a jump within two seconds, then 0 and 1 by turns with frames skipped.
    await desk.says({ congestion: 0.57 });
    expect(desk.rate).toBe(0);
    const before = desk.sent;
    const jumps = [1, 0, 1, 1, 0, 0, 1, 0, 1, 1];
    await desk.says(...jumps.map((congestion, at) => ({ congestion, skippedFrames: 90 + 15 * at })));
    expect(desk.sent).toBe(before);
    // Restored: frames go on being skipped until the next key frame.
    await desk.says({ congestion: 0, skippedFrames: 260 }, { congestion: 0, skippedFrames: 280 }, { congestion: 0, skippedFrames: 280 });
    await desk.calm(CALM_S + 5);
    expect(desk.rate).toBeGreaterThan(0);
    // The server dies: active and reconnecting at once; it comes back, and what OBS counts goes on in the watch.
    desk.picture.patch({ reconnecting: true });
    expect(desk).toMatchObject({ reason: 'reconnecting', rate: 0 });
    await desk.says({ congestion: 1 }, { congestion: 1 });
    desk.picture.patch({ reconnecting: false });
    await desk.says({ congestion: 0, skippedFrames: 280 });
    await desk.calm(CALM_S + 5);
    expect(desk.rate).toBeGreaterThan(0);
  });
});

describe('on any trace', () => {
  const sample = fc.record({
    congestion: fc.constantFrom(0, 0, 0, 0.01, 0.05, 0.12, 0.3, 1),
    skip: fc.constantFrom(0, 0, 0, 1, 30),
    reconnecting: fc.constantFrom(false, false, false, true),
    unsure: fc.constantFrom(false, false, false, true),
    reports: fc.constantFrom(true, true, false),
    active: fc.constantFrom(true, true, true, false),
    answerMs: fc.constantFrom(null, 5, 100, 900),
  });

  it('UG13 never above the cap, nothing while stopped, and sending again once all is calm', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sample, { maxLength: 25 }), fc.integer({ min: 8, max: 2_000 }), async (trace, capKbps) => {
        const desk = studio({ capKbps });
        const capBytes = capKbps * 125;
        let skipped = 0;
        for (const { skip, answerMs, ...picture } of trace) {
          skipped += skip;
          const before = desk.sent;
          const stopped = desk.rate === 0;
          await desk.says({ ...picture, skippedFrames: skipped });
          if (answerMs !== null) desk.governor.answered('way', answerMs);
          expect(desk.rate).toBeLessThanOrEqual(capBytes);
          const most = stopped ? 0 : capBytes * 1.1 + SLICE_BYTES;
          expect(desk.sent - before).toBeLessThanOrEqual(most);
        }
        await desk.says({ ...QUIET, active: true, skippedFrames: skipped });
        await desk.calm(CALM_S + 4);
        const before = desk.sent;
        await desk.calm(6);
        expect(desk.sent).toBeGreaterThan(before);
        for (const end of ending.splice(0)) end();
      }),
      { numRuns: 60 },
    );
  });
});
