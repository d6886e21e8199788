/** The ledger on a real file: sequence, counting once, reading back, the current broadcast. */
import { describe, expect, it } from 'vitest';
import type { EntryDraft } from '../../../native/contract/entry.ts';
import { Broadcasts } from '../../../native/ledger/broadcasts.ts';
import { NOT_BULK } from '../../../native/ledger/entry-row.ts';
import { Sales } from '../../../native/ledger/sales.ts';
import { note, openTestStorage, paid, refund, temporaryFolder } from '../store/test-storage.ts';

const opened = (broadcastId: string, rehearsal = false): EntryDraft => ({
  kind: 'broadcast.opened',
  broadcastId,
  atMs: 1,
  actor: 'studio',
  body: { title: { 'zh-CN': '核桃' }, rehearsal },
});
const started = (broadcastId: string, atMs = 2): EntryDraft => ({
  kind: 'broadcast.started',
  broadcastId,
  atMs,
  actor: 'operator:desk',
  body: {},
});
const ended = (broadcastId: string): EntryDraft => ({ kind: 'broadcast.ended', broadcastId, atMs: 3, actor: 'operator:desk', body: {} });

describe('the ledger', () => {
  it('LG1 gives every entry the next number, without gaps, and reads back what was put in', async () => {
    const { ledger } = await openTestStorage();
    expect(ledger.headSeq).toBe(0);
    const drafts = [note('一'), paid('o1'), paid('o1'), note('خوتەن'), refund('r1', 'o1')];
    const outcomes = await ledger.append(drafts);
    expect(outcomes.map((outcome) => (outcome.outcome === 'accepted' ? outcome.entry.seq : outcome.outcome))).toEqual([
      1,
      2,
      'duplicate',
      3,
      4,
    ]);
    expect(ledger.headSeq).toBe(4);
    expect(ledger.readAfter(1, 2)).toEqual([
      { ...paid('o1'), seq: 2 },
      { ...note('خوتەن'), seq: 3 },
    ]);
    expect(ledger.lastEntries(2).map(({ seq }) => seq)).toEqual([3, 4]);
    expect(await ledger.append([])).toEqual([]);
  });

  it('LG2 counts the same order once, under whatever event id, time or content it comes again', async () => {
    const { ledger, reader } = await openTestStorage();
    const again = [
      paid('o1', { eventId: 'other', occurredAtMs: 5, lines: [{ sku: 'B', title: '', quantity: 9, amountFen: 1 }] }),
      paid('o1', {}, 'bc-2'),
      refund('r1', 'o9', { amountFen: 1 }),
    ];
    await ledger.append([paid('o1'), refund('r1', 'o1')]);
    const outcomes = await ledger.append(again);
    expect(outcomes).toEqual(again.map((draft) => ({ outcome: 'duplicate', draft })));
    const other: EntryDraft[] = [
      paid('o1', { source: 'second-shop' }),
      { ...paid('o1'), kind: 'order.created' } as EntryDraft,
      { ...paid('o1'), kind: 'order.cancelled' } as EntryDraft,
      refund('o1', 'o1'),
    ];
    expect((await ledger.append(other)).map(({ outcome }) => outcome)).toEqual(Array(4).fill('accepted'));
    expect(reader.all('SELECT * FROM broadcast_sales')).toEqual([
      { broadcast_id: 'bc-1', gross_fen: 2 * 3990, refunded_fen: 2 * 3990, order_count: 2, refund_count: 2 },
    ]);
  });

  it('LG3 reads what was on air by an index, past any number of orders', async () => {
    const { ledger, reader } = await openTestStorage();
    await ledger.append([
      opened('bc-1'),
      note('one'),
      ...Array.from({ length: 50 }, (_, at) => paid(`o${at}`)),
      refund('r1', 'o1'),
      note('two'),
    ]);
    await ledger.append([note('elsewhere', 'bc-2')]);
    expect(ledger.playoutEntries('bc-1').map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'broadcast.opened'],
      [2, 'note.added'],
      [54, 'note.added'],
    ]);
    const plan = (sql: string) => reader.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).map(({ detail }) => detail);
    expect(plan(`SELECT * FROM entry WHERE broadcast_id = 'x' AND ${NOT_BULK} ORDER BY seq`)).toEqual([
      expect.stringContaining('entry_playout'),
    ]);
  });

  it('LG4 knows the current broadcast and its phase', async () => {
    const { ledger, reader } = await openTestStorage();
    expect(new Broadcasts(reader).current).toBeNull();
    await ledger.append([opened('bc-1')]);
    expect(new Broadcasts(reader).current).toEqual({ broadcastId: 'bc-1', phase: 'prepared', rehearsal: false, startedAtMs: null });
    await ledger.append([started('bc-1', 77)]);
    expect(new Broadcasts(reader).current).toMatchObject({ broadcastId: 'bc-1', phase: 'onAir', startedAtMs: 77 });
    await ledger.append([ended('bc-1')]);
    expect(new Broadcasts(reader).current).toBeNull();
    await ledger.append([opened('bc-2', true)]);
    expect(new Broadcasts(reader).current).toEqual({ broadcastId: 'bc-2', phase: 'prepared', rehearsal: true, startedAtMs: null });
  });

  it('a listener that was taken off hears nothing more', async () => {
    const { ledger } = await openTestStorage();
    const heard: number[] = [];
    const subscription = ledger.onAppended((entries) => heard.push(entries.length));
    await ledger.append([note('one')]);
    subscription.dispose();
    await ledger.append([note('two')]);
    expect(heard).toEqual([1]);
  });
});

describe('sales of the current broadcast', () => {
  const lines = [
    { sku: 'ht-1', title: '', quantity: 2, amountFen: 2000 },
    { sku: 'HT-2', title: '', quantity: 1, amountFen: 500 },
  ];

  it('LG5 follow each commit, join SKUs without regard to case, and come back the same after a restart', async () => {
    const folder = temporaryFolder();
    const first = await openTestStorage(folder);
    const sales = new Sales(first.ledger, first.reader, 'bc-1');
    let totalsWhenHeard: unknown = null;
    first.ledger.onAppended(() => (totalsWhenHeard = sales.state.get().totals));
    await first.ledger.append([paid('o1', { lines }), paid('o2', { lines: [{ sku: 'HT-1', title: '', quantity: 1, amountFen: 1000 }] })]);
    await first.ledger.append([refund('r1', 'o1', { amountFen: 2500, restock: true }), paid('x', {}, 'bc-0')]);
    const expected = {
      totals: { grossFen: 3500, netFen: 1000, orderCount: 2, refundCount: 1 },
      skus: [
        { sku: 'HT-1', paidUnits: 3, restockedUnits: 2, giftUnits: 0, grossFen: 3000, refundedFen: 2000 },
        { sku: 'HT-2', paidUnits: 1, restockedUnits: 1, giftUnits: 0, grossFen: 500, refundedFen: 500 },
      ],
      inboxCount: 0,
      ledgerSeq: 4,
    };
    expect(sales.state.get()).toEqual(expected);
    expect(totalsWhenHeard).toEqual(expected.totals);
    expect(sales.remaining('Ht-1', 5000)).toBe(4999);
    expect(sales.remaining('unknown', 7)).toBe(7);
    await first.close();
    const second = await openTestStorage(folder);
    expect(new Sales(second.ledger, second.reader, 'bc-1').state.get()).toEqual(expected);
  });

  it('LG6 begin anew with the next broadcast, also when it is opened in the commit that ends the last', async () => {
    const { ledger, reader } = await openTestStorage();
    const sales = new Sales(ledger, reader, 'bc-1');
    await ledger.append([paid('o1')]);
    await ledger.append([ended('bc-1'), opened('bc-2'), paid('o2', {}, 'bc-2')]);
    expect(sales.state.get()).toMatchObject({ totals: { grossFen: 3990, orderCount: 1 }, skus: [{ paidUnits: 1 }], ledgerSeq: 4 });
    await ledger.append([refund('r1', 'o1', {}, 'bc-1')]);
    expect(sales.state.get().totals.refundCount).toBe(0);
    await ledger.append([ended('bc-2'), opened('bc-3')]);
    expect(sales.state.get()).toEqual({
      totals: { grossFen: 0, netFen: 0, orderCount: 0, refundCount: 0 },
      skus: [],
      inboxCount: 0,
      ledgerSeq: 7,
    });
  });
});
