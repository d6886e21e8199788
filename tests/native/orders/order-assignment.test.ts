/** The intake and the assignment: where orders go, and how a person puts them elsewhere. */
import { describe, expect, it, vi } from 'vitest';
import { type EntryDraft, INBOX_ID } from '../../../native/contract/entry.ts';
import { systemClock } from '../../../native/kernel/clock.ts';
import { Broadcasts } from '../../../native/ledger/broadcasts.ts';
import type { FeedEvent } from '../../../native/orders/feed-adapter.ts';
import { OrderAssignment } from '../../../native/orders/order-assignment.ts';
import { OrderIntake } from '../../../native/orders/order-intake.ts';
import { openTestStorage, paid } from '../store/test-storage.ts';

const NOW_MS = 1_700_000_000_000;
const ACTOR = 'operator:desk';
const clock = { ...systemClock, nowMs: () => NOW_MS };

async function desk() {
  const storage = await openTestStorage();
  const { ledger, reader } = storage;
  const broadcasts = new Broadcasts(reader);
  ledger.onAppended((entries) => broadcasts.apply(entries));
  const append = (drafts: EntryDraft[]) => ledger.append(drafts);
  const body = { title: { 'zh-CN': '专场' }, rehearsal: false };
  await append([{ kind: 'broadcast.opened', broadcastId: 'bc-1', atMs: NOW_MS, actor: 'studio', body }]);
  const intake = new OrderIntake({ append, attribute: (placed) => broadcasts.attribute(placed, NOW_MS), clock });
  const assignment = new OrderAssignment({ broadcasts, reader, append, currentBroadcastId: () => 'bc-1', clock });
  const totals = () =>
    Object.fromEntries(
      reader
        .all<{ id: string; fen: number }>('SELECT broadcast_id AS id, gross_fen AS fen FROM broadcast_sales WHERE gross_fen <> 0')
        .map(({ id, fen }) => [id, fen]),
    );
  return { intake, assignment, totals, ledger, reader };
}

function event(orderId: string, body: object = {}): FeedEvent {
  const draft = paid(orderId, { occurredAtMs: NOW_MS, ...body });
  return { kind: 'order.paid', body: draft.body } as FeedEvent;
}

describe('where orders go', () => {
  it('OR50 an order of no time and no room waits in the inbox until a person assigns it, with nothing lost', async () => {
    const { intake, assignment, totals } = await desk();
    await intake.take([event('old', { occurredAtMs: 1_600_000_000_000 }), event('now')], 'feed:shop');
    expect(totals()).toEqual({ [INBOX_ID]: 3990, 'bc-1': 3990 });
    const orders = [
      { source: 'shop', orderId: 'old' },
      { source: 'shop', orderId: 'nobody' },
    ];
    expect(await assignment.assignOrders({ orders, broadcastId: 'bc-9' }, ACTOR)).toMatchObject({ refusal: { code: 'broadcast-unknown' } });
    expect(await assignment.assignOrders({ orders, broadcastId: 'bc-1' }, ACTOR)).toEqual({ ok: true, value: { assigned: 1 } });
    expect(totals()).toEqual({ 'bc-1': 7980 });
    expect(await assignment.assignOrders({ orders, broadcastId: INBOX_ID }, ACTOR)).toMatchObject({ value: { assigned: 1 } });
    expect(totals()).toEqual({ [INBOX_ID]: 3990, 'bc-1': 3990 });
  });

  it('OR51 binding a room brings its waiting orders along, however many, and later ones follow', async () => {
    const { intake, assignment, totals } = await desk();
    const waiting = Array.from({ length: 2300 }, (_, at) => event(`w${at}`, { roomId: '7000', occurredAtMs: 1_600_000_000_000 }));
    await intake.take([...waiting, event('other', { roomId: '7001', occurredAtMs: 1_600_000_000_000 })], 'feed:shop');
    expect(await assignment.bindRoom({ source: 'shop', roomId: '7000' }, ACTOR)).toEqual({ ok: true, value: { assigned: 2300 } });
    await intake.take([event('later', { roomId: '7000', occurredAtMs: 1_600_000_000_001 })], 'feed:shop');
    expect(totals()).toEqual({ [INBOX_ID]: 3990, 'bc-1': 2301 * 3990 });
    expect(await assignment.releaseRoom({ source: 'shop', roomId: '7000' }, ACTOR)).toMatchObject({ ok: true });
    expect(await assignment.releaseRoom({ source: 'shop', roomId: '7000' }, ACTOR)).toMatchObject({ refusal: { code: 'room-unknown' } });
    expect(await assignment.bindRoom({ source: 'shop', roomId: '7', broadcastId: 'bc-9' }, ACTOR)).toMatchObject({ ok: false });
  });

  it('OR51 binding a room walks the inbox alone, however much its source has sold', async () => {
    const { assignment, reader } = await desk();
    const asked = vi.spyOn(reader, 'all');
    await assignment.bindRoom({ source: 'shop', roomId: '7000' }, ACTOR);
    const [sql, ...params] = asked.mock.calls.find(([text]) => text.includes('paid_order'))!;
    const plan = reader.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...params).map(({ detail }) => detail);
    expect(plan[0]).toContain('paid_order_time (broadcast_id=?');
  });

  it('OR52 a newer state of a known order amends it and says so; an older or equal one is a duplicate', async () => {
    const { intake, totals } = await desk();
    const take = async (amountFen: number, stateAtMs?: number) =>
      (await intake.take([event('o1', { amountFen, lines: [], ...(stateAtMs === undefined ? {} : { stateAtMs }) })], 'feed:shop'))[0]!
        .outcome;
    expect(await take(100, 10)).toBe('accepted');
    expect(await take(100, 10)).toBe('duplicate');
    expect(await take(300, 30)).toBe('amended');
    expect(await take(200, 20)).toBe('duplicate');
    expect(await take(999)).toBe('duplicate');
    expect(totals()).toEqual({ 'bc-1': 300 });
  });
});
