/** What the sales page decides without a browser: when reports are asked, the curve's shape, tables, texts. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { accepted, refused, type Result } from '../../native/contract/refusal.ts';
import { breakdowns, differenceKinds } from '../../native/contract/reports.ts';
import { feedTypes } from '../../native/contract/settings.ts';
import { locales } from '../../native/contract/text.ts';
import { ReportWatch } from '../../renderer/client/report-watch.ts';
import { breakdownRow, foundRows, sortedRows, sumOfRows } from '../../renderer/console/sales/breakdown-rows.ts';
import { bandAt, curveShape, minuteWords, timeMarks } from '../../renderer/console/sales/curve-shape.ts';
import { RowReader } from '../../renderer/console/sales/row-reader.ts';
import { findingsOf } from '../../renderer/console/shell/health.ts';
import { share } from '../../renderer/i18n/formats.ts';

const MINUTE = 60_000;
const START = Date.UTC(2020, 4, 1, 6, 0);

/** A report whose answers the test gives by hand. */
function handAnswered(everyMs: number | null) {
  const waiting: ((answer: Result<number> | Error) => void)[] = [];
  const world = { asked: 0, may: true, changed: () => {} };
  const watch = new ReportWatch<number>({
    ask() {
      world.asked += 1;
      return new Promise((resolve, reject) => {
        waiting.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
      });
    },
    everyMs,
    mayAsk: () => world.may,
    onChange(listener) {
      world.changed = listener;
      return () => {
        world.changed = () => {};
      };
    },
  });
  const answer = async (with_: Result<number> | Error) => {
    waiting.shift()?.(with_);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { watch, world, answer };
}

describe('asking again', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('SA24 a report is asked again so long after its answer, never twice at once, and not after the last onlooker', async () => {
    const { watch, world, answer } = handAnswered(1000);
    const stop = watch.subscribe(() => {});
    await vi.advanceTimersByTimeAsync(5000);
    expect(world.asked).toBe(1);
    watch.again();
    expect(world.asked).toBe(1);
    await answer(accepted(1));
    expect(world.asked).toBe(2);
    await answer(accepted(2));
    await vi.advanceTimersByTimeAsync(999);
    expect(world.asked).toBe(2);
    await vi.advanceTimersByTimeAsync(1);
    expect(world.asked).toBe(3);
    await answer(accepted(3));
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([world.asked, watch.get().value]).toEqual([3, 3]);
  });

  it('SA25 while the page is hidden or the line down nothing is asked, and once it is back at once', async () => {
    const { watch, world, answer } = handAnswered(1000);
    watch.subscribe(() => {});
    await answer(accepted(1));
    world.may = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(world.asked).toBe(1);
    world.may = true;
    world.changed();
    expect(world.asked).toBe(2);
  });

  it('SA26 a failed question keeps the last answer beside the reason, and a later answer takes the reason away', async () => {
    const { watch, answer } = handAnswered(1000);
    watch.subscribe(() => {});
    await answer(accepted(1));
    await vi.advanceTimersByTimeAsync(1000);
    await answer(refused('overload'));
    expect(watch.get()).toEqual({ value: 1, problem: { code: 'overload', context: {} }, asking: false });
    await vi.advanceTimersByTimeAsync(1000);
    await answer(new Error('closed'));
    expect(watch.get()).toEqual({ value: 1, problem: 'line', asking: false });
    await vi.advanceTimersByTimeAsync(1000);
    await answer(accepted(2));
    expect(watch.get()).toEqual({ value: 2, problem: null, asking: false });
  });
});

describe('pages of rows', () => {
  it('SA8 each page is read once and joined in order; one that failed is read again from where it began', async () => {
    const asked: (string | null)[] = [];
    const answers = [accepted({ rows: [1, 2], next: 'b' }), refused('overload'), accepted({ rows: [3], next: null })];
    const reader = new RowReader<number>(async (from) => {
      asked.push(from);
      return answers.shift()!;
    });
    const settled = () => vi.waitFor(() => expect(reader.get().asking).toBe(false));
    reader.subscribe(() => {});
    reader.more();
    await settled();
    reader.more();
    await settled();
    expect(reader.get()).toMatchObject({ value: { rows: [1, 2] }, problem: { code: 'overload' } });
    reader.more();
    await settled();
    expect(asked).toEqual([null, 'b', 'b']);
    expect(reader.get()).toEqual({ value: { rows: [1, 2, 3], next: null }, problem: null, asking: false });
  });
});

describe('curve', () => {
  const minute = (at: number, grossFen: number, refundedFen = 0) => ({
    minuteAtMs: START + at * MINUTE,
    orderCount: 1,
    grossFen,
    refundedFen,
  });
  const run = (segmentId: string, from: number, to: number | null) => ({
    segmentId,
    title: { 'zh-CN': segmentId },
    startedAtMs: START + from * MINUTE,
    endedAtMs: to === null ? null : START + to * MINUTE,
  });
  const always = { startedAtMs: null, endedAtMs: null };

  it('SA6 every fen is in a bar or named as outside, at any width', () => {
    const aMinute = fc.record({ at: fc.integer({ min: 0, max: 6000 }), grossFen: fc.nat(9_000_000), refundedFen: fc.nat(90_000) });
    fc.assert(
      fc.property(
        fc.uniqueArray(aMinute, { selector: ({ at }) => at, minLength: 1, maxLength: 400 }),
        fc.integer({ min: 50, max: 1900 }),
        (facts, width) => {
          const minutes = facts.map(({ at, grossFen, refundedFen }) => minute(at, grossFen, refundedFen));
          const span = { startedAtMs: START, endedAtMs: START + 360 * MINUTE };
          const shape = curveShape({ minutes, segments: [run('a', 0, 10)] }, span, width)!;
          const sum = (field: 'grossFen' | 'refundedFen') => shape.bars.reduce((fen, bar) => fen + bar[field], 0) + shape.outside[field];
          expect(sum('grossFen')).toBe(facts.reduce((fen, each) => fen + each.grossFen, 0));
          expect(sum('refundedFen')).toBe(facts.reduce((fen, each) => fen + each.refundedFen, 0));
          expect(width / shape.bars.length).toBeGreaterThanOrEqual(1);
          expect(Math.max(...shape.bars.map(({ grossFen }) => grossFen))).toBeLessThanOrEqual(shape.topFen);
          expect(Math.max(...shape.bars.map(({ refundedFen }) => refundedFen))).toBeLessThanOrEqual(Math.max(shape.footFen, 0));
        },
      ),
      { seed: 7, numRuns: 200 },
    );
  });

  it('SA6 a refund of the next day does not stretch the picture', () => {
    const span = { startedAtMs: START, endedAtMs: START + 60 * MINUTE };
    const shape = curveShape({ minutes: [minute(3, 900), minute(1500, 0, 400)], segments: [run('a', 0, 60)] }, span, 600)!;
    expect([shape.fromMs, shape.toMs, shape.bars.length]).toEqual([START, START + 60 * MINUTE, 60]);
    expect(shape.outside).toEqual({ grossFen: 0, refundedFen: 400 });
    expect(curveShape({ minutes: [], segments: [] }, always, 600)).toBeNull();
  });

  it('SA6 bars of a long day hold whole steps, marks stand apart, and a bar belongs to its longest segment', () => {
    const minutes = Array.from({ length: 360 }, (_, at) => minute(at, 100));
    const shape = curveShape({ minutes, segments: [run('a', 0, 7), run('b', 7, null)] }, always, 300)!;
    expect([shape.stepMs, shape.bars.length]).toEqual([5 * MINUTE, 72]);
    expect(minuteWords(shape.bars[1]!)).toBe('14:05–14:10');
    expect(bandAt(shape.bands, shape.bars[1]!)?.segmentId).toBe('b');
    expect(bandAt(shape.bands, shape.bars[0]!)?.segmentId).toBe('a');
    const marks = timeMarks(shape, 300, 60);
    expect(marks.length).toBeLessThanOrEqual(6);
    expect(marks.every((atMs) => atMs % (60 * MINUTE) === 0)).toBe(true);
  });
});

describe('breakdown', () => {
  const row = (key: string, paidUnits: number, grossFen: number, orderCount: number | null = null) =>
    breakdownRow(
      { key, name: null, orderCount, paidUnits, giftUnits: 1, restockedUnits: null, grossFen, refundedFen: 10 },
      key || 'Rest',
      `no ${key}`,
    );
  const rows = [row('b', 1, 500), row('', 9, 100), row('a', 5, 300)];

  it('SA7 rows are sorted by figure or by name, where what has no name of its own stays last', () => {
    const keys = (column: 'name' | 'units' | 'netFen', descending: boolean) =>
      sortedRows(rows, { column, descending }, 'en').map(({ key }) => key);
    expect(keys('name', false)).toEqual(['a', 'b', '']);
    expect(keys('name', true)).toEqual(['b', 'a', '']);
    expect(keys('units', true)).toEqual(['', 'a', 'b']);
    expect(keys('netFen', false)).toEqual(['', 'a', 'b']);
    expect(foundRows(rows, 'NO b').map(({ key }) => key)).toEqual(['b']);
  });

  it('SA7 the sum is of what is shown, orders only where each stands in one row; shares are cut, never rounded up', () => {
    expect(sumOfRows(rows)).toEqual({ units: 15, gifts: 3, orders: null, grossFen: 900, refundedFen: 30, netFen: 870 });
    expect(sumOfRows([row('x', 1, 1, 4), row('y', 1, 1, 5)]).orders).toBe(9);
    expect([share(1999, 2000), share(0, 5), share(5, 0)]).toEqual(['99.9%', '0.0%', '—']);
  });
});

describe('health', () => {
  it('SA28 a silent feed and waiting orders are notices that lead to the sales page', () => {
    const feed = {
      ...{ source: 'shop', type: 'generic' as const, ready: true, acceptedCount: 9, duplicateCount: 0, refusedCount: 0 },
      ...{ lastAcceptedAtMs: START, lastRefusal: null, thinCount: 0, usualSilenceMs: 1000, stale: true },
    };
    const totals = { grossFen: 0, netFen: 0, orderCount: 0, refundCount: 0 };
    const found = (stale: boolean, inboxCount: number) =>
      findingsOf({
        ...{ link: 'open', studio: undefined, obs: undefined, playout: undefined, sync: undefined },
        sales: { totals, flashSale: null, inboxCount, skus: [], feeds: [{ ...feed, stale }], ledgerSeq: 1 },
      }).filter(({ part }) => part === 'feeds');
    expect(found(true, 7)).toMatchObject([
      { level: 'notice', say: 'feeds.stale', values: { source: 'shop' }, next: 'sales' },
      { level: 'notice', say: 'feeds.inbox', values: { count: 7 }, next: 'sales' },
    ]);
    expect(found(false, 0)).toMatchObject([{ level: 'good', say: 'feeds.ready' }]);
  });
});

describe('texts', () => {
  it.each(locales)('SA27 every breakdown, difference, feed type and kind of file has its words in %s', (locale) => {
    const texts = JSON.parse(readFileSync(`resources/locales/${locale}/sales.json`, 'utf8')) as Record<
      string,
      Record<string, Record<string, string>>
    >;
    const words = [
      ...breakdowns.flatMap((by) => [texts.breakdown!.by![by], texts.breakdown!.rest![by]]),
      ...differenceKinds.map((kind) => texts.differences!.kinds![kind]),
      ...feedTypes.map((type) => texts.feeds!.type![type]),
      ...['orders', 'refunds', 'settlement'].map((content) => texts.import!.content![content]),
      ...['prepared', 'onAir', 'ended', 'purged'].map((phase) => texts.broadcast!.phase![phase]),
    ];
    expect(words.every(Boolean)).toBe(true);
  });
});
