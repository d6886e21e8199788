/** The bucket that lets bytes leave: at the rate, in order, without bursts. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { TokenBucket } from '../../../native/sync/token-bucket.ts';
import { manualClock, settled } from '../manual-clock.ts';

const SLICE = 4096;
const never = new AbortController().signal;

describe('the token bucket', () => {
  it('UG12 lets everything go at once without a rate, and nothing at none', async () => {
    const bucket = new TokenBucket(manualClock());
    let gone = 0;
    for (let slice = 0; slice < 1000; slice += 1) void bucket.take(SLICE, never).then(() => (gone += 1));
    await settled();
    expect(gone).toBe(1000);
    bucket.setRate(0);
    void bucket.take(1, never).then(() => (gone += 1));
    await settled();
    expect(gone).toBe(1000);
  });

  it('UG12 lets slices go in the order in which they asked', async () => {
    const clock = manualClock();
    const bucket = new TokenBucket(clock);
    bucket.setRate(SLICE);
    const order: number[] = [];
    for (let slice = 0; slice < 5; slice += 1) void bucket.take(SLICE, never).then(() => order.push(slice));
    await clock.advance(2_500);
    expect(order).toEqual([0, 1, 2]);
    await clock.advance(10_000);
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });

  it('UG12 gives up waiting on an abort, and lets the next go', async () => {
    const clock = manualClock();
    const bucket = new TokenBucket(clock);
    bucket.setRate(0);
    const abort = new AbortController();
    const gone: string[] = [];
    void bucket.take(SLICE, abort.signal).then(() => gone.push('aborted'));
    void bucket.take(SLICE, never).then(() => gone.push('next'));
    abort.abort();
    await settled();
    expect(gone).toEqual(['aborted']);
    bucket.setRate(SLICE);
    await clock.advance(1_000);
    expect(gone).toEqual(['aborted', 'next']);
    await bucket.take(SLICE, abort.signal);
    expect(bucket.sentBytes()).toBeLessThanOrEqual(SLICE);
  });

  it('UG12 a rate that changes holds for what already waits', async () => {
    const clock = manualClock();
    const bucket = new TokenBucket(clock);
    bucket.setRate(10);
    let gone = 0;
    for (let slice = 0; slice < 3; slice += 1) void bucket.take(SLICE, never).then(() => (gone += 1));
    await clock.advance(1_000);
    expect(gone).toBe(1);
    bucket.setRate(Number.POSITIVE_INFINITY);
    await settled();
    expect(gone).toBe(3);
  });

  it('UG12 after a pause no more leaves at once than a tenth of a second and one slice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 500, max: 500_000 }), fc.integer({ min: 0, max: 3_600_000 }), async (rate, pauseMs) => {
        const clock = manualClock();
        const bucket = new TokenBucket(clock);
        bucket.setRate(rate);
        await clock.advance(pauseMs);
        let gone = 0;
        for (let slice = 0; slice < 40; slice += 1) void bucket.take(SLICE, never).then(() => (gone += SLICE));
        await settled();
        expect(gone).toBeLessThanOrEqual(rate / 10 + SLICE);
        bucket.dispose();
      }),
      { numRuns: 60 },
    );
  });

  it('UG15 tells what left in the last seconds', async () => {
    const clock = manualClock();
    const bucket = new TokenBucket(clock);
    bucket.setRate(8_000);
    void (async () => {
      for (let slice = 0; slice < 100; slice += 1) await bucket.take(1_000, never);
    })();
    await clock.advance(6_000);
    expect(bucket.sentBytes()).toBeGreaterThan(7_000);
    expect(bucket.sentBytes()).toBeLessThan(9_000);
    bucket.setRate(0);
    await clock.advance(4_000);
    expect(bucket.sentBytes()).toBe(0);
  });
});
