/** The driver on a small day: everything delivered, in time, through trouble. */
import { describe, expect, it } from 'vitest';
import { accepted, refused } from '../../../native/contract/refusal.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { cueSheet } from '../../../native/rehearsal/cue-sheet.ts';
import { RehearsalClock } from '../../../native/rehearsal/rehearsal-clock.ts';
import { RehearsalDriver, type Delivered, type RehearsalDesk } from '../../../native/rehearsal/rehearsal-driver.ts';
import { manualClock, settled } from '../manual-clock.ts';
import { rememberingIngest, smallDay, smallTotals, sumOf } from './small-day.ts';

const plan = smallDay();

interface Options {
  speed?: number | null;
  deliver?: (ndjson: string, next: (ndjson: string) => Promise<Delivered>) => Promise<Delivered>;
  desk?: Partial<RehearsalDesk>;
}

function rehearse(options: Options = {}) {
  const real = manualClock();
  const clock = new RehearsalClock({ startAtMs: plan.startAtMs, speed: options.speed === undefined ? null : options.speed, real });
  const ingest = rememberingIngest();
  const done: { command: string; atMs: number; orders: number }[] = [];
  const viewers: number[] = [];
  const note = (command: string) => async () => {
    done.push({ command, atMs: clock.nowMs() - plan.startAtMs, orders: ingest.orders.size });
    return accepted({});
  };
  const driver = new RehearsalDriver({
    plan,
    clock,
    logger: silentLogger,
    deliver: (ndjson) => (options.deliver ? options.deliver(ndjson, (lines) => ingest.deliver(lines)) : ingest.deliver(ndjson)),
    operate: {
      startBroadcast: note('startBroadcast'),
      takeSegment: note('takeSegment'),
      showCard: note('showCard'),
      clear: note('clear'),
      showLowerThird: note('showLowerThird'),
      showOffer: note('showOffer'),
      clearOffer: note('clearOffer'),
      clearLowerThird: note('clearLowerThird'),
      endBroadcast: note('endBroadcast'),
      ...options.desk,
    },
    reportViewers: async (viewersTotal) => void viewers.push(viewersTotal),
  });
  return { real, clock, ingest, done, viewers, driver };
}

describe('rehearsal driver', () => {
  it('RH7 at full speed it delivers everything exactly, does every cue at its time, and reports', async () => {
    const { driver, ingest, done, viewers, clock } = rehearse();
    const report = await driver.finished();
    expect(report).toMatchObject({ complete: true, refused: 0, retries: 0, refusedOperations: 0, orders: smallTotals.paidOrders });
    expect(report.accepted + report.duplicate).toBe(report.totals.lines);
    expect([ingest.orders.size, sumOf(ingest.orders)]).toEqual([smallTotals.paidOrders, smallTotals.grossFen]);
    expect([ingest.refunds.size, sumOf(ingest.refunds)]).toEqual([smallTotals.refundedOrders, report.totals.refundedFen]);
    expect(done.map(({ command, atMs }) => ({ type: command, atMs }))).toEqual(cueSheet(plan).map(({ type, atMs }) => ({ type, atMs })));
    expect(done.at(-1)).toMatchObject({ command: 'endBroadcast', orders: smallTotals.paidOrders });
    expect(viewers).toHaveLength(360);
    expect(report.viewersTotal).toBeGreaterThan(30_000_000);
    expect(Math.max(...ingest.batches)).toBeLessThanOrEqual(500);
    expect(driver.state.get()).toMatchObject({
      state: 'finished',
      elapsedMs: plan.lengthMs,
      ordersSent: smallTotals.paidOrders,
      behindMs: 0,
    });
    expect(clock.speed).toBe(1);
  });

  it('RH7 at a finite speed orders come when their time comes', async () => {
    const { driver, real, ingest } = rehearse({ speed: 60 });
    driver.start();
    await real.advance(60_000);
    const afterAnHour = ingest.orders.size;
    expect(driver.state.get()).toMatchObject({ state: 'running', behindMs: 0, ordersSent: afterAnHour });
    expect(driver.state.get().elapsedMs / 3_600_000).toBeCloseTo(1, 2);
    expect(afterAnHour).toBeGreaterThan(200);
    expect(afterAnHour).toBeLessThan(1_000);
    await real.advance(300_500);
    expect(await driver.finished()).toMatchObject({ complete: true });
    expect(sumOf(ingest.orders)).toBe(smallTotals.grossFen);
  });

  it('RH8 pause stops all, resume goes on, and another speed counts at once', async () => {
    const { driver, real, ingest } = rehearse({ speed: 60 });
    driver.start();
    await real.advance(30_000);
    driver.pause();
    await real.advance(1_000);
    const sent = ingest.orders.size;
    await real.advance(60_000);
    expect(ingest.orders.size).toBe(sent);
    expect(driver.state.get().state).toBe('paused');
    driver.setSpeed(600);
    driver.resume();
    await real.advance(36_000);
    expect(driver.state.get()).toMatchObject({ state: 'finished', speed: 600 });
    expect(ingest.orders.size).toBe(smallTotals.paidOrders);
  });

  it('RH8 from a speed to as fast as the machine can', async () => {
    const { driver, real, ingest } = rehearse({ speed: 1 });
    driver.start();
    await real.advance(5_000);
    driver.setSpeed(null);
    expect(await driver.finished()).toMatchObject({ complete: true });
    expect(ingest.orders.size).toBe(smallTotals.paidOrders);
  });

  it('RH9 a studio that answers slowly makes the clock wait and the state say so', async () => {
    const { driver, real, clock, ingest } = rehearse({
      speed: 600,
      deliver: (ndjson, next) => new Promise((resolve) => real.after(400, () => resolve(next(ndjson)))),
    });
    driver.start();
    await real.advance(20_000);
    const { elapsedMs, behindMs } = driver.state.get();
    expect(behindMs).toBeGreaterThan(600_000);
    expect(clock.nowMs() - plan.startAtMs - elapsedMs).toBeLessThan(600_000);
    await real.advance(600_000);
    expect(await driver.finished()).toMatchObject({ complete: true });
    expect(ingest.orders.size).toBe(smallTotals.paidOrders);
  });

  it('RH10 overload, lost answers and a studio that starts again lose nothing and double nothing', async () => {
    let calls = 0;
    const { driver, ingest, real } = rehearse({
      async deliver(ndjson, next) {
        calls += 1;
        if (calls % 7 === 0) return { status: 503, answer: { error: 'overload' } };
        if (calls % 11 === 0) throw new Error('connection refused');
        const answer = await next(ndjson);
        if (calls % 13 === 0) throw new Error('the answer got lost');
        return answer;
      },
    });
    const finished = driver.finished();
    while (driver.state.get().state === 'running') await real.advance(5_000);
    const report = await finished;
    expect(report.complete).toBe(true);
    expect(report.retries).toBeGreaterThan(50);
    expect([ingest.orders.size, sumOf(ingest.orders)]).toEqual([smallTotals.paidOrders, smallTotals.grossFen]);
  });

  it.each([
    ['a wrong signature', { status: 401, answer: {} }],
    ['an unknown feed', { status: 404, answer: {} }],
    ['an answer that is not one', { status: 200, answer: '<html>' }],
  ])('RH10 %s ends the rehearsal as failed', async (_, delivered) => {
    const { driver } = rehearse({ deliver: async () => delivered });
    expect(await driver.finished()).toMatchObject({ complete: false, lines: 0 });
    expect(driver.state.get().state).toBe('failed');
  });

  it('RH10 a refused line is counted and the day is not called complete', async () => {
    let calls = 0;
    const { driver } = rehearse({
      async deliver(ndjson, next) {
        const delivered = await next(ndjson);
        calls += 1;
        if (calls > 1) return delivered;
        const [first, ...others] = (delivered.answer as { accepted: number[] }).accepted;
        return {
          status: 200,
          answer: { accepted: others, duplicate: [], refused: [{ line: first, error: 'event-invalid', at: '', message: '' }] },
        };
      },
    });
    expect(await driver.finished()).toMatchObject({ complete: false, refused: 1 });
    expect(driver.state.get().state).toBe('failed');
  });

  it('RH11 a refused cue is counted and the show goes on', async () => {
    const { driver, ingest } = rehearse({ desk: { takeSegment: async () => refused('obs-not-connected') } });
    expect(await driver.finished()).toMatchObject({ complete: true, refusedOperations: plan.rundown.segments.length });
    expect(ingest.orders.size).toBe(smallTotals.paidOrders);
  });

  it('RH11 a stop ends the run where it is, with nothing under way', async () => {
    const { driver, real, ingest } = rehearse({ speed: 60 });
    driver.start();
    await real.advance(60_000);
    await driver.stop();
    const sent = ingest.orders.size;
    await real.advance(60_000);
    await settled();
    expect(ingest.orders.size).toBe(sent);
    expect(driver.report()).toMatchObject({ complete: false, orders: sent });
  });
});
