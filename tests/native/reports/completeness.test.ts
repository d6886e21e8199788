/** Completeness: gaps by minute from a source's own habit, and what an export has that the ledger lacks. */
import { describe, expect, it } from 'vitest';
import type { EntryDraft } from '../../../native/contract/entry.ts';
import { completenessReport } from '../../../native/reports/completeness.ts';
import { openTestStorage, paid } from '../store/test-storage.ts';

const MINUTE_MS = 60_000;
const START_MS = 28_000_000 * MINUTE_MS;

/** Orders of a source by minute, as many as the numbers say, at the minute's beginning. */
const sold = (source: string, byMinute: readonly number[]): EntryDraft[] =>
  byMinute.flatMap((orders, minute) =>
    Array.from({ length: orders }, (_, at) =>
      paid(`${source}-${minute}-${at}`, { source, occurredAtMs: START_MS + minute * MINUTE_MS + at }),
    ),
  );
const minutes = (...parts: [count: number, orders: number][]) => parts.flatMap(([count, orders]) => Array<number>(count).fill(orders));
const at = (minute: number) => START_MS + minute * MINUTE_MS;

async function reportOf(...drafts: EntryDraft[]) {
  const storage = await openTestStorage();
  await storage.ledger.append(drafts);
  return { storage, sources: () => completenessReport(storage.reader, { broadcastId: 'bc-1' }).sources };
}

describe('completeness', () => {
  it('OP13 each source is told with its sums, its times and its thin orders', async () => {
    const { sources } = await reportOf(
      ...sold('shop', [2, 1]),
      paid('t', { source: 'shop', occurredAtMs: at(1) + 30_000, lines: [], amountFen: 10 }),
      paid('m', { source: 'mall', occurredAtMs: at(0) }),
      paid('elsewhere', { source: 'mall', occurredAtMs: at(0) }, 'bc-2'),
    );
    const none = { exportedOrders: null, matchedOrders: null, gaps: [] };
    expect(sources()).toEqual([
      { source: 'mall', orderCount: 1, grossFen: 3990, thinCount: 0, firstPaidAtMs: at(0), lastPaidAtMs: at(0), ...none },
      { source: 'shop', orderCount: 4, grossFen: 3 * 3990 + 10, thinCount: 1, firstPaidAtMs: at(0), lastPaidAtMs: at(1) + 30_000, ...none },
    ]);
  });

  it('OP13 a broadcast without orders has no sources', async () => {
    expect((await reportOf()).sources()).toEqual([]);
  });

  it('OP13 minutes without an order are a gap where the minutes around say that eight were usual', async () => {
    const { sources } = await reportOf(
      ...sold('shop', minutes([20, 9], [1, 0], [23, 9])),
      ...sold('mall', minutes([20, 2], [4, 0], [20, 2])),
    );
    expect(sources().map(({ gaps }) => gaps)).toEqual([
      [{ fromMs: at(20), toMs: at(24), usualOrders: 2, silenceMs: 5 * MINUTE_MS - 1 }],
      [{ fromMs: at(20), toMs: at(21), usualOrders: 9, silenceMs: 2 * MINUTE_MS - 8 }],
    ]);
  });

  it('OP13 what may be chance is no gap', async () => {
    const { sources } = await reportOf(
      ...sold('shop', minutes([20, 7], [1, 0], [20, 7])),
      ...sold('mall', minutes([20, 2], [3, 0], [20, 2])),
    );
    expect(sources().flatMap(({ gaps }) => gaps)).toEqual([]);
  });

  it('OP13 the minutes around decide, not those of another hour', async () => {
    const busyEarlier = minutes([30, 50], [15, 1], [1, 0], [15, 1]);
    const busyNow = minutes([30, 1], [15, 50], [1, 0], [15, 50]);
    const { sources } = await reportOf(...sold('shop', busyEarlier), ...sold('mall', busyNow));
    expect(sources().map(({ gaps }) => gaps.map(({ usualOrders }) => usualOrders))).toEqual([[50], []]);
  });

  it('OP13 a source that fell silent for good has a gap for as long as others sell', async () => {
    const { sources } = await reportOf(...sold('shop', minutes([20, 10])), ...sold('mall', minutes([31, 1])));
    expect(sources()[1]).toMatchObject({ source: 'shop', gaps: [{ fromMs: at(20), toMs: at(30), usualOrders: 10 }] });
    expect(sources()[0]).toMatchObject({ source: 'mall', gaps: [] });
  });

  it('OP14 the newest export of the time says how many of its paid orders are there', async () => {
    const { storage, sources } = await reportOf(...sold('shop', [3]));
    const imported = (importId: string, source: string, stateAtMs: number, fromMs: number, toMs: number) => ({
      sql: `INSERT INTO order_import (import_id, source, file_name, file_digest, content, imported_at_ms, state_at_ms, from_ms, to_ms)
        VALUES (?, ?, 'f.csv', ?, 'orders', ?, ?, ?, ?)`,
      params: [importId, source, importId, stateAtMs, stateAtMs, fromMs, toMs],
    });
    const named = (importId: string, orderId: string, status: string) => ({
      sql: "INSERT INTO imported_order (import_id, order_id, status, amount_fen, refunded_fen, events) VALUES (?, ?, ?, 3990, 0, '[]')",
      params: [importId, orderId, status],
    });
    await storage.writer.run([
      imported('older', 'shop', 1, at(0), at(9)),
      named('older', 'shop-0-0', 'paid'),
      imported('newer', 'shop', 2, at(-5), at(5)),
      named('newer', 'shop-0-0', 'paid'),
      named('newer', 'shop-0-1', 'refunded'),
      named('newer', 'shop-0-2', 'unpaid'),
      named('newer', 'missing', 'paid'),
      imported('another-day', 'shop', 3, at(2000), at(3000)),
      named('another-day', 'x', 'paid'),
      imported('of-another', 'mall', 4, at(0), at(9)),
    ]);
    expect(sources()).toMatchObject([{ exportedOrders: 3, matchedOrders: 2 }]);
  });
});
