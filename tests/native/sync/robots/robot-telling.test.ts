/** What a group is told, when, and how often: over restarts, outages and a full disk. */
import { describe, expect, it } from 'vitest';
import { formatTotal } from '../../../../native/contract/money.ts';
import { refused } from '../../../../native/contract/refusal.ts';
import type { Summary } from '../../../../native/contract/upstream.ts';
import { BROADCAST_FIGURES, SKU_FIGURES } from '../../../../native/ledger/figure-changes.ts';
import { drawOrders, MOST_LINES, orderFen } from '../../../../native/rehearsal/day-one-orders.ts';
import type { Reader } from '../../../../native/store/reader.ts';
import { StorageFailure } from '../../../../native/store/storage-failure.ts';
import type { BroadcastFigures, SkuFigures } from '../../../../native/store/writer-protocol.ts';
import { forgetRobot } from '../../../../native/sync/robots/robot-outbox.ts';
import { smallDay } from '../../rehearsal/small-day.ts';
import { openTestStorage, paid, refund, temporaryFolder } from '../../store/test-storage.ts';
import { idle, MINUTE, platform, RECOVERED, setUp, stateOf, SteeredClock, studio, waitFor } from './robot-desk.ts';

describe('what a group is told', () => {
  it('RB6 a new robot tells only what happens from now on, and one that was removed is new again', async () => {
    const { group, login } = await platform('feishu');
    const { sync, open, add, ledger, settings, clock } = await studio();
    await open();
    await add('broadcast.started', {});
    await add('storage.recovered', RECOVERED);
    await ledger.append([paid('o-1', { lines: [{ sku: 'A', title: 'A', quantity: 1, amountFen: 15_000_000 }] })]);
    setUp(sync, 'feishu', login);
    await idle(sync, ledger.headSeq);
    await sync.remove('group');
    await forgetRobot(settings, 'feishu', 'group');
    await add('storage.recovered', RECOVERED);
    setUp(sync, 'feishu', login);
    await idle(sync, ledger.headSeq);
    expect(group.requests).toBe(0);
    clock.offsetMs += MINUTE;
    await ledger.append([paid('o-2', { lines: [{ sku: 'A', title: 'A', quantity: 1, amountFen: 35_000_000 }] })]);
    await waitFor(() => expect(group.texts).toHaveLength(1));
    expect(group.texts[0]).toContain('¥500,000');
    expect(group.texts[0]).not.toContain('¥100,000');
  });

  it('RB8 a milestone is told once, also over restarts, refunds and a lost answer of another', async () => {
    const { group, login } = await platform('dingtalk');
    const folder = temporaryFolder();
    const clock = new SteeredClock();
    let storage = await openTestStorage(folder);
    let desk = await studio({ storage, clock });
    await desk.open();
    setUp(desk.sync, 'dingtalk', login, { milestonesFen: [10_000, 20_000] });
    await desk.add('broadcast.started', {});
    await desk.ledger.append([paid('o-1', { lines: [{ sku: 'A', title: 'A', quantity: 1, amountFen: 12_000 }] })]);
    await waitFor(() => expect(group.texts).toHaveLength(1));
    await desk.ledger.append([refund('r-1', 'o-1', { amountFen: 12_000 })]);
    await idle(desk.sync, desk.ledger.headSeq);
    await desk.sync.dispose();
    await storage.close();

    storage = await openTestStorage(folder);
    desk = await studio({ storage, clock });
    setUp(desk.sync, 'dingtalk', login, { milestonesFen: [10_000, 20_000] });
    clock.offsetMs += MINUTE;
    await desk.ledger.append([paid('o-2', { lines: [{ sku: 'A', title: 'A', quantity: 1, amountFen: 9_000 }] })]);
    await waitFor(() => expect(group.texts).toHaveLength(2));
    expect(group.texts.map((text) => /¥[\d.]+/u.exec(text)?.[0])).toEqual(['¥100.00', '¥200.00']);
  });

  it('RB9 OBS away is told without another entry, once its time has come', async () => {
    const { group, login } = await platform('wecom');
    const { sync, open, add, clock, ledger } = await studio();
    await open();
    setUp(sync, 'wecom', login);
    await add('broadcast.started', {});
    await add('obs.lost', { url: 'ws://x', reason: 'closed' });
    await idle(sync, ledger.headSeq);
    expect(group.texts).toEqual([]);
    clock.offsetMs += 31_000;
    await waitFor(() => expect(group.texts).toHaveLength(1));
    expect(group.texts[0]).toMatch(/OBS has been away since/u);
    clock.offsetMs += MINUTE;
    await add('obs.ready', { url: 'ws://x', obsVersion: '32', outageMs: 91_000 });
    await waitFor(() => expect(group.texts).toHaveLength(2));
    expect(group.texts[1]).toMatch(/\(1 min\) and is back/u);
  });

  it('RB11 another destination that has stopped is told, its own stop is not', async () => {
    const { group, login } = await platform('feishu');
    const problem = refused('upstream-unauthorised', { status: 401 }).refusal;
    let stopped = [
      { key: 'destination:group', name: 'group', problem },
      { key: 'destination:district', name: '县里', problem },
    ];
    let looks = 0;
    const problems = () => {
      looks += 1;
      return stopped;
    };
    const { sync, open, clock } = await studio({ sources: { problems } });
    await open();
    setUp(sync, 'feishu', login);
    await waitFor(() => expect(looks).toBeGreaterThan(0));
    clock.offsetMs += 31_000;
    await waitFor(() => expect(group.texts).toHaveLength(1));
    expect(group.texts[0]!.split('\n')).toHaveLength(2);
    expect(group.texts[0]).toContain('Results for "县里" have stopped');
    stopped = [];
    looks = 0;
    await waitFor(() => expect(looks).toBeGreaterThan(1));
    clock.offsetMs += 2 * MINUTE;
    await waitFor(() => expect(group.texts).toHaveLength(2));
    expect(group.texts[1]).toContain('Results for "县里" go on');
  });

  it('RB13 after an outage of the line there is one message with all of it, the alarms as past', async () => {
    const { group, login } = await platform('feishu');
    const { sync, open, add, clock, ledger } = await studio();
    await open();
    setUp(sync, 'feishu', login, { milestonesFen: [100] });
    await idle(sync, ledger.headSeq);
    await group.stop();
    group.nowMs = clock.nowMs;
    await add('broadcast.started', {});
    await add('obs.lost', { url: 'ws://x', reason: 'closed' });
    clock.offsetMs += 3 * MINUTE;
    await add('obs.ready', { url: 'ws://x', obsVersion: '32', outageMs: 180_000 });
    await ledger.append([paid('o-1')]);
    clock.offsetMs += 120 * MINUTE;
    await add('broadcast.ended', {});
    await open('bc-2');
    await waitFor(() => expect(stateOf(sync)).toMatchObject({ line: 'offline', state: 'waiting' }));
    await group.start();
    await waitFor(() => expect(group.texts).toHaveLength(1));
    const lines = group.texts[0]!.split('\n');
    expect(lines.at(-2)).toBe('Earlier:');
    expect(lines.at(-1)).toMatch(/OBS was away on air .* \(3 min\) and is back/u);
    expect(group.texts[0]).toMatch(/reached ¥1\.00[^]*ended at .* after 2 h 3 min/u);
  });

  it('RB22 day one is told with the figures of its ledger, milestones first', { timeout: 120_000 }, async () => {
    const { group, login } = await platform('wecom');
    const { sync, store, ledger, clock, open, add } = await studio({
      sources: { summaryOf: (broadcastId) => totalsOf(store.reader, broadcastId) },
    });
    await open();
    setUp(sync, 'wecom', login, { milestonesFen: [3_000_000, 6_000_000, 9_300_000, 9_300_001] });
    await add('broadcast.started', {});
    const orders = drawOrders(smallDay());
    const drafts = Array.from({ length: orders.count }, (_, order) =>
      paid(`o-${order}`, {
        occurredAtMs: clock.nowMs() + orders.paidMs[order]!,
        lines: [
          {
            sku: orders.products[orders.lineProduct[order * MOST_LINES]!]!.sku,
            title: 'x',
            quantity: 1,
            amountFen: orderFen(orders, order),
          },
        ],
      }),
    );
    for (let from = 0; from < drafts.length; from += 500) await ledger.append(drafts.slice(from, from + 500));
    await ledger.append([refund('r-1', 'o-0', { amountFen: 100 })]);
    await add('broadcast.ended', {});
    await open('bc-2');
    clock.offsetMs += MINUTE;
    await idle(sync, ledger.headSeq);
    await waitFor(() => {
      clock.offsetMs += 6000;
      expect(group.texts.at(-1)).toContain('ended at');
    });
    const told = group.texts.join('\n');
    expect(told.match(/reached (¥[\d,.]+)/gu)).toEqual(['reached ¥30,000', 'reached ¥60,000', 'reached ¥93,000']);
    expect(told).toContain('Gross ¥93,000, net ¥92,999');
    expect(told).toContain(`Orders ${orders.count.toLocaleString('en')}, refunds 1`);
    const [, first] = /1\. \S+ ¥([\d,.]+)/u.exec(told)!;
    const best = store.reader.get<{ fen: number }>("SELECT max(gross_fen) AS fen FROM sku_sales WHERE broadcast_id = 'bc-1'")!.fen;
    expect(`¥${first}`).toBe(formatTotal(best, 'en'));
  });

  it('RB15 a restart at any moment loses nothing and repeats at most the message under way', { timeout: 120_000 }, async () => {
    const { group, login } = await platform('feishu');
    const folder = temporaryFolder();
    const clock = new SteeredClock();
    const expected: string[] = [];
    let storage = await openTestStorage(folder);
    await (await studio({ storage, clock })).open();
    const RUNS = 6;
    for (let run = 0; run < RUNS; run += 1) {
      const desk = await studio({ storage, clock });
      if (run % 3 === 1) group.faults = ['stored-cut'];
      setUp(desk.sync, 'feishu', login, { milestonesFen: Array.from({ length: RUNS }, (_, at) => (at + 1) * 1000) });
      await waitFor(() => expect(stateOf(desk.sync).acknowledgedSeq).toBe(desk.ledger.headSeq));
      await desk.ledger.append([paid(`o-${run}`, { lines: [{ sku: 'A', title: 'A', quantity: 1, amountFen: 1000 }] })]);
      expected.push(`¥${run + 1}0.00`);
      clock.offsetMs += MINUTE;
      // Before it is told, while the answer is under way, or after it is kept.
      if (run % 3 > 0) await waitFor(() => expect(group.texts.at(-1)).toContain(expected.at(-1)!));
      await desk.sync.dispose();
      await storage.close();
      storage = await openTestStorage(folder);
    }
    const last = await studio({ storage, clock });
    setUp(last.sync, 'feishu', login);
    clock.offsetMs += MINUTE;
    await idle(last.sync, last.ledger.headSeq);
    const told = group.texts.flatMap((text) => text.match(/¥[\d.]+/gu) ?? []);
    expect([...new Set(told)]).toEqual(expected);
    expect(told.length - expected.length).toBeLessThanOrEqual(RUNS);
  });

  it('RB16 a disk without room for its cursor does not make it tell the same again and again', async () => {
    const { group, login } = await platform('feishu');
    const { sync, open, add, store, ledger, clock } = await studio();
    await open();
    setUp(sync, 'feishu', login);
    await idle(sync, ledger.headSeq);
    await add('storage.recovered', RECOVERED);
    store.writer.hold(new StorageFailure('storage-full'));
    await waitFor(() => expect(stateOf(sync)).toMatchObject({ problem: { code: 'storage-full' } }));
    await waitFor(() => expect(stateOf(sync).state).toBe('idle'));
    clock.offsetMs += 10 * MINUTE;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(group.texts).toHaveLength(1);
    store.writer.hold(null);
  });

  it('RB17 at most one message in six seconds leaves; what comes meanwhile is put together', async () => {
    const { group, login } = await platform('wecom');
    const { sync, open, add, ledger, clock } = await studio();
    await open();
    setUp(sync, 'wecom', login);
    await idle(sync, ledger.headSeq);
    await add('storage.recovered', RECOVERED);
    await waitFor(() => expect(group.texts).toHaveLength(1));
    for (let at = 0; at < 5; at += 1) await add('storage.recovered', RECOVERED);
    await waitFor(() => expect(stateOf(sync).backlogEntries).toBe(5));
    expect(group.texts).toHaveLength(1);
    clock.offsetMs += 6000;
    await waitFor(() => expect(group.texts).toHaveLength(2));
    expect(group.texts[1]!.split('\n')).toHaveLength(6);
    await idle(sync, ledger.headSeq);
  });
});

function totalsOf(reader: Reader, broadcastId: string): Summary {
  const totals = reader.get<BroadcastFigures>(`SELECT ${BROADCAST_FIGURES} FROM broadcast_sales WHERE broadcast_id = ?`, broadcastId)!;
  const skus = reader.all<SkuFigures>(`SELECT ${SKU_FIGURES} FROM sku_sales WHERE broadcast_id = ?`, broadcastId);
  const { grossFen, refundedFen, orderCount, refundCount } = totals;
  return {
    studioId: 'hetian-1',
    broadcastId,
    title: { 'zh-CN': '第一场' },
    rehearsal: false,
    phase: 'prepared',
    startedAtMs: null,
    atMs: 0,
    ledgerSeq: 0,
    grossFen,
    netFen: grossFen - refundedFen,
    orderCount,
    refundCount,
    products: skus.map((sku) => ({ ...sku, name: null, placeCode: null, cooperative: null })),
  };
}
