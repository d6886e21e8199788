/** Habits and counts of feeds: learned from real orders in a real database, on a clock that only the test moves. */
import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { FeedCounters } from '../../../native/orders/feed-counters.ts';
import { FeedHabit } from '../../../native/orders/feed-habit.ts';
import { manualClock } from '../manual-clock.ts';
import { paid } from '../store/test-storage.ts';
import { pullDesk } from './pull/pull-desk.ts';

const HOUR_MS = 3_600_000;

async function habitDesk(paidAtMs: readonly number[]) {
  const clock = manualClock();
  await clock.advance(10 * HOUR_MS);
  const desk = await pullDesk({ clock });
  await desk.storage.ledger.append(paidAtMs.map((occurredAtMs, at) => paid(`o${at}`, { occurredAtMs })));
  const habit = new FeedHabit({
    feeds: desk.feeds,
    reader: desk.storage.reader,
    entries: desk.storage.ledger,
    broadcastId: () => 'bc-1',
    clock,
  });
  habit.start();
  const feed = () => desk.feeds.state.get().feeds[0]!;
  return { ...desk, clock, habit, feed };
}

/** One order each `stepMs`, the last of them now. */
const steady = (count: number, stepMs: number) => Array.from({ length: count }, (_, at) => 10 * HOUR_MS - (count - 1 - at) * stepMs);

describe('feed habit', () => {
  it('OP10 the usual silence is what 99 of 100 silences stay below, and 30 s at least', async () => {
    expect((await habitDesk(steady(200, 1000))).feed().usualSilenceMs).toBe(30_000);
    expect((await habitDesk(steady(40, 90_000))).feed().usualSilenceMs).toBe(90_000);
    const once = steady(200, 60_000).map((atMs, at) => (at < 50 ? atMs - 20 * 60_000 : atMs));
    expect((await habitDesk(once)).feed().usualSilenceMs).toBe(60_000);
  });

  it('OP10 too few orders, or orders of long ago, tell nothing', async () => {
    expect((await habitDesk(steady(29, 1000))).feed()).toMatchObject({ usualSilenceMs: null, stale: false });
    expect((await habitDesk(steady(200, 1000).map((atMs) => atMs - 7 * HOUR_MS))).feed()).toMatchObject({
      usualSilenceMs: null,
      stale: false,
    });
  });

  it('OP10 it goes on learning from what comes', async () => {
    const { storage, clock, feed } = await habitDesk([]);
    expect(feed().usualSilenceMs).toBeNull();
    await storage.ledger.append(steady(30, 40_000).map((occurredAtMs, at) => paid(`late${at}`, { occurredAtMs })));
    await clock.advance(5000);
    expect(feed().usualSilenceMs).toBe(40_000);
  });

  it('OP11 a feed that is silent for longer than its habit is stale until the next order', async () => {
    const { storage, clock, feed, habit } = await habitDesk(steady(100, 60_000));
    await clock.advance(60_000);
    expect(feed().stale).toBe(false);
    await clock.advance(5000);
    expect(feed().stale).toBe(true);
    const nowMs = clock.nowMs();
    await storage.ledger.append([{ ...paid('next', { occurredAtMs: nowMs }), atMs: nowMs }]);
    await clock.advance(5000);
    expect(feed().stale).toBe(false);
    habit.stop();
    await clock.advance(HOUR_MS);
    expect(feed().stale).toBe(false);
  });

  it('OP11 a studio that was off does not count that as silence', async () => {
    const { feed } = await habitDesk(steady(100, 60_000).map((atMs) => atMs - HOUR_MS));
    expect(feed()).toMatchObject({ usualSilenceMs: 60_000, stale: false });
  });

  it('OP11 thin orders are counted until they are filled', async () => {
    const { storage, clock, feed } = await habitDesk([]);
    await storage.ledger.append([paid('t1', { lines: [] }), paid('t2', { lines: [] }), paid('o1')]);
    await clock.advance(5000);
    expect(feed().thinCount).toBe(2);
    const filled = paid('t1', { stateAtMs: 1_800_000_000_000 });
    await storage.ledger.append([{ ...filled, kind: 'order.amended' } as never]);
    await clock.advance(5000);
    expect(feed().thinCount).toBe(1);
  });
});

describe('feed counters', () => {
  it('OP12 what a feed has brought is still shown after a restart', async () => {
    const clock = manualClock();
    const before = await pullDesk({ clock });
    const counters = new FeedCounters({ feeds: before.feeds, store: before.cursors, clock, logger: silentLogger });
    counters.start();
    before.feeds.count('shop', { accepted: 3, duplicate: 2, refused: 1, lastRefusal: 'signature-wrong' });
    await clock.advance(4999);
    expect(before.storage.reader.all("SELECT * FROM setting WHERE key = 'feed-counters'")).toEqual([]);
    await clock.advance(1);
    before.feeds.count('shop', { accepted: 1, duplicate: 0, refused: 0, lastRefusal: null });
    await counters.stop();
    await before.storage.close();

    const after = await pullDesk({ clock, folder: before.folder });
    new FeedCounters({ feeds: after.feeds, store: after.cursors, clock, logger: silentLogger }).start();
    expect(after.feeds.state.get().feeds[0]).toMatchObject({
      acceptedCount: 4,
      duplicateCount: 2,
      refusedCount: 1,
      lastAcceptedAtMs: 4999 + 1,
      lastRefusal: { code: 'signature-wrong', atMs: 0 },
    });
  });

  it('OP12 a disk that is full costs counts, not the studio', async () => {
    const clock = manualClock();
    const { feeds, cursors } = await pullDesk({ clock });
    const store = { get: cursors.get.bind(cursors), set: () => Promise.reject(new Error('full')) };
    const counters = new FeedCounters({ feeds, store, clock, logger: silentLogger });
    counters.start();
    feeds.count('shop', { accepted: 1, duplicate: 0, refused: 0, lastRefusal: null });
    await clock.advance(5000);
    await expect(counters.stop()).resolves.toBeUndefined();
  });
});
