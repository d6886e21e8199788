/** Figures that stand still while a feed is silent, on a real ledger and real sales. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Entry } from '../../../native/contract/entry.ts';
import type { Refusal } from '../../../native/contract/refusal.ts';
import { MutableState } from '../../../native/kernel/live-state.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { Sales } from '../../../native/ledger/sales.ts';
import { FigureFreeze } from '../../../native/overlays/figure-freeze.ts';
import { OverlayProjection } from '../../../native/overlays/overlay-projection.ts';
import { manualClock } from '../manual-clock.ts';
import { openTestStorage, paid } from '../store/test-storage.ts';
import { card, opened } from './overlay-studio.ts';

type Stale = { source: string; stale: boolean };

async function studio() {
  const { ledger, reader } = await openTestStorage();
  const clock = manualClock();
  const phase = { onAir: true };
  const say = (...drafts: { kind: string; body: object }[]) =>
    ledger.append(drafts.map((draft) => ({ broadcastId: 'bc-1', atMs: clock.nowMs(), actor: 'studio', ...draft }) as Entry));
  await say(opened, { kind: 'card.shown', body: { ...card, sku: 'HT-1', allocated: 9 } });
  const sales = new Sales(ledger, reader, 'bc-1');
  /** Everything as after a start of the host. */
  const start = (feeds: Stale[]) => {
    const overlay = new OverlayProjection({
      sales: {
        get totals() {
          return sales.state.get().totals;
        },
        remaining: (sku, allocated) => sales.remaining(sku, allocated),
      },
      rundown: () => ({ rundownId: 'r', title: { 'zh-CN': '和田' }, plannedStartAtMs: null, segments: [] }),
      product: () => undefined,
      nameOf: () => null,
      clock,
      clockSpeed: () => 1,
      random: () => 0,
    });
    const stored = ledger.playoutEntries('bc-1');
    overlay.restore(stored, ledger.headSeq);
    const heard = ledger.onAppended((entries) => overlay.apply(entries));
    const state = new MutableState<{ feeds: Stale[] }>({ feeds });
    const problems: (Refusal | null)[] = [];
    const freeze = new FigureFreeze(
      {
        feeds: state,
        entries: ledger,
        overlay,
        append: (drafts) => ledger.append(drafts),
        broadcastId: () => 'bc-1',
        isOnAir: () => phase.onAir,
        onProblem: (problem) => problems.push(problem),
        clock,
        logger: silentLogger,
      },
      stored,
    );
    const stop = () => {
      heard.dispose();
      freeze.dispose();
      overlay.dispose();
    };
    onTestFinished(stop);
    const hear = (stale: Record<string, boolean>) =>
      state.patch({ feeds: Object.entries(stale).map(([source, isStale]) => ({ source, stale: isStale })) });
    return { overlay, problems, hear, stop };
  };
  const order = (orderId: string, source: string) =>
    ledger.append([paid(orderId, { source, amountFen: 100, lines: [{ sku: 'HT-1', title: '', quantity: 1, amountFen: 100 }] })]);
  const frozen = () => ledger.playoutEntries('bc-1').flatMap((entry) => (entry.kind === 'figures.frozen' ? [entry.body] : []));
  return { ledger, clock, phase, start, order, frozen };
}

describe('figures of a silent feed', () => {
  it('OV80 stand still where they are, say so once with the feeds, and follow again with its orders', async () => {
    const { start, order, frozen, ledger } = await studio();
    const { overlay, problems, hear } = start([
      { source: 'shop', stale: false },
      { source: 'douyin', stale: false },
    ]);
    await order('o1', 'shop');
    const before = overlay.state.get();
    hear({ shop: true, douyin: false });
    await expect.poll(frozen).toEqual([{ frozen: true, sources: ['shop'], at: { ledgerSeq: before.ledgerSeq, totals: before.totals } }]);
    expect(problems).toEqual([{ code: 'figures-frozen', context: { sources: 'shop' } }]);
    await order('o2', 'douyin');
    hear({ shop: true, douyin: true });
    expect(overlay.state.get()).toMatchObject({ totals: { orderCount: 1 }, frozenAtSeq: before.ledgerSeq, ledgerSeq: ledger.headSeq });
    expect(overlay.state.get().frozenAtMs).not.toBeNull();
    expect(problems.at(-1)).toEqual({ code: 'figures-frozen', context: { sources: 'shop, douyin' } });
    await order('o3', 'shop');
    expect(overlay.state.get().totals.orderCount).toBe(1);
    await order('o4', 'douyin');
    await expect.poll(() => overlay.state.get().totals.orderCount).toBe(4);
    expect(overlay.state.get()).toMatchObject({ frozenAtMs: null, frozenAtSeq: null });
    expect(frozen().map((body) => body.frozen)).toEqual([true, false]);
    expect(problems.at(-1)).toBeNull();
  });

  it('OV81 the stock on the card goes on meanwhile', async () => {
    const { start, order, frozen } = await studio();
    const { overlay, hear } = start([{ source: 'shop', stale: false }]);
    hear({ shop: true });
    await expect.poll(frozen).toHaveLength(1);
    await order('o1', 'douyin');
    expect(overlay.state.get()).toMatchObject({ totals: { orderCount: 0 }, card: { remaining: 8 } });
  });

  it('OV82 a restart in between brings the same figures, and a feed that only seems heard of does not end it', async () => {
    const { start, order, frozen } = await studio();
    const first = start([{ source: 'shop', stale: false }]);
    await order('o1', 'shop');
    first.hear({ shop: true });
    await expect.poll(frozen).toHaveLength(1);
    await order('o2', 'douyin');
    const before = first.overlay.state.get();
    first.stop();
    const second = start([{ source: 'shop', stale: false }]);
    const { totals, frozenAtMs, frozenAtSeq } = second.overlay.state.get();
    expect({ totals, frozenAtMs, frozenAtSeq }).toEqual({
      totals: before.totals,
      frozenAtMs: before.frozenAtMs,
      frozenAtSeq: before.frozenAtSeq,
    });
    expect(second.problems).toEqual([{ code: 'figures-frozen', context: { sources: 'shop' } }]);
    await order('o3', 'shop');
    await expect.poll(() => second.overlay.state.get().totals.orderCount).toBe(3);
    expect(frozen()).toHaveLength(2);
  });

  it('OV83 off air nothing stands still, and a feed that is taken away keeps nothing up', async () => {
    const { start, order, frozen, phase } = await studio();
    const { overlay, hear, problems } = start([{ source: 'shop', stale: false }]);
    phase.onAir = false;
    hear({ shop: true });
    await order('o1', 'douyin');
    expect([overlay.state.get().totals.orderCount, frozen(), problems]).toEqual([1, [], []]);
    hear({ shop: false });
    phase.onAir = true;
    hear({ shop: true });
    await expect.poll(frozen).toHaveLength(1);
    hear({ douyin: false });
    await expect.poll(() => overlay.state.get().frozenAtMs).toBeNull();
  });
});
