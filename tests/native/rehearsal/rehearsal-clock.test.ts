/** The rehearsal's clock: speed, pause, limit, stepping. */
import { beforeEach, describe, expect, it } from 'vitest';
import { RehearsalClock } from '../../../native/rehearsal/rehearsal-clock.ts';
import { manualClock, settled, type ManualClock } from '../manual-clock.ts';

const START = 1_588_302_000_000;
const never = new AbortController().signal;
let real: ManualClock;
beforeEach(() => {
  real = manualClock();
});

function clockAt(speed: number | null): RehearsalClock {
  const clock = new RehearsalClock({ startAtMs: START, speed, real });
  clock.resume();
  return clock;
}

describe('rehearsal clock', () => {
  it('RC1 stands still until it is resumed, and while it is paused', async () => {
    const clock = new RehearsalClock({ startAtMs: START, speed: 60, real });
    await real.advance(1_000);
    expect(clock.nowMs()).toBe(START);
    clock.resume();
    await real.advance(1_000);
    clock.pause();
    await real.advance(5_000);
    expect(clock.nowMs()).toBe(START + 60_000);
    clock.resume();
    await real.advance(500);
    expect(clock.nowMs()).toBe(START + 90_000);
  });

  it('RC1 a new speed counts from now on; deadlines stay real', async () => {
    const clock = clockAt(10);
    await real.advance(1_000);
    clock.setSpeed(100);
    await real.advance(1_000);
    expect(clock.nowMs()).toBe(START + 110_000);
    expect(clock.monotonicMs()).toBe(2_000);
  });

  it('RC2 waits for the limit, says how much was lost, and goes on from there', async () => {
    const clock = clockAt(10);
    clock.allowUntil(START + 5_000);
    await real.advance(700);
    expect(clock.nowMs()).toBe(START + 5_000);
    expect(clock.behindMs).toBe(2_000);
    clock.allowUntil(START + 50_000);
    expect(clock.nowMs()).toBe(START + 5_000);
    await real.advance(100);
    expect(clock.nowMs()).toBe(START + 6_000);
    expect(clock.behindMs).toBe(2_000);
    clock.setSpeed(5);
    expect(clock.behindMs).toBe(0);
  });

  it('RC3 a wait ends when its time comes, also when speed and pause change on the way', async () => {
    const clock = clockAt(1);
    let done = false;
    const waiting = clock.waitUntil(START + 60_000, never).then(() => (done = true));
    await real.advance(10_000);
    clock.setSpeed(10);
    await real.advance(1_000);
    clock.pause();
    await real.advance(60_000);
    expect(done).toBe(false);
    clock.resume();
    await real.advance(3_999);
    expect(done).toBe(false);
    await real.advance(1);
    await waiting;
    expect(clock.nowMs()).toBe(START + 60_000);
  });

  it('RC3 an abort ends a wait', async () => {
    const clock = clockAt(1);
    const stopping = new AbortController();
    const waiting = clock.waitUntil(START + 60_000, stopping.signal);
    stopping.abort();
    await waiting;
    expect(clock.nowMs()).toBe(START);
  });

  it('RC4 stepping needs no real time, never goes back, and can be paused', async () => {
    const clock = clockAt(null);
    await clock.waitUntil(START + 60_000, never);
    await clock.waitUntil(START + 30_000, never);
    expect(clock.nowMs()).toBe(START + 60_000);
    expect(real.monotonicMs()).toBe(0);
    clock.pause();
    let done = false;
    const waiting = clock.waitUntil(START + 90_000, never).then(() => (done = true));
    await settled();
    expect(done).toBe(false);
    clock.resume();
    await waiting;
    expect(clock.nowMs()).toBe(START + 90_000);
  });

  it('RC4 from stepping to a speed the time runs on where it was', async () => {
    const clock = clockAt(null);
    await clock.waitUntil(START + 60_000, never);
    clock.setSpeed(10);
    await real.advance(1_000);
    expect(clock.nowMs()).toBe(START + 70_000);
  });
});
