/** Entries that a destination refuses for good: parked in sight, the rest goes on, and nothing is dropped. */
import { describe, expect, it } from 'vitest';
import { parkedEntriesReport } from '../../../native/reports/parked-entries.ts';
import { configure, delivered, receiver, stateOf, STUDIO, studio, until, upTo } from './sync-desk.ts';

const without = (count: number, ...missing: number[]) => upTo(count).filter((seq) => !missing.includes(seq));
const sorted = (seqs: number[]) => seqs.toSorted((a, b) => a - b);

describe('entries refused for good', () => {
  it.each(['bare', 'named', 'beside'] as const)(
    'SY17 they are parked with the reason and the rest goes on at once, told %s',
    async (refusing) => {
      const { upstream, baseUrl } = await receiver();
      upstream.anyOrder = true;
      upstream.refusing = refusing;
      const bad = new Set([7, 300, 301]);
      upstream.refuses = (seq) => bad.has(seq);
      const { sync, storage, ledger, clock, append } = await studio();
      await append(600);
      configure(sync, baseUrl);
      await until(sync, (state) => state.acknowledgedSeq === 600 && state.parkedCount === 3);
      // Not a pause until all that could go had gone.
      expect(upstream.seqs(STUDIO)).toEqual(without(600, 7, 300, 301));
      expect(clock.waitsMs.filter((waitMs) => waitMs < 5000)).toEqual([]);
      const { entries, rows } = parkedEntriesReport(storage.reader, { destinationId: 'district', after: 0, limit: 2 });
      expect(entries).toBe(3);
      expect(rows.map(({ seq, kind, reason }) => [seq, kind, reason.code])).toEqual([
        [7, 'note.added', 'upstream-entry-refused'],
        [300, 'note.added', 'upstream-entry-refused'],
      ]);
      expect(rows[0]!.reason.context).toEqual({ status: refusing === 'beside' ? 200 : 422, message: 'no such thing' });
      bad.clear();
      await until(sync, (state) => delivered(ledger)(state) && state.parkedCount === 0);
      expect(sorted(upstream.seqs(STUDIO))).toEqual(upTo(600));
      expect(upstream.requests.at(-1)!.id).toMatch(/^hetian-1\/(\d+)-\1$/u);
      expect(upstream.faults).toEqual([]);
    },
  );

  it('SY18 parked entries are sent again with growing waits, and from the sixth refusal on only by command', async () => {
    const { upstream, baseUrl } = await receiver();
    upstream.anyOrder = true;
    let bad = true;
    upstream.refuses = (seq) => bad && seq === 2;
    const { sync, storage, clock, append } = await studio();
    await append(3);
    configure(sync, baseUrl);
    const report = () => parkedEntriesReport(storage.reader, { destinationId: 'district', after: 0, limit: 9 }).rows;
    await until(sync, () => report()[0]?.tries === 6);
    await until(sync, ({ state }) => state === 'idle');
    expect(report()[0]).toMatchObject({ seq: 2, nextTryAtMs: null });
    const longest = [10_000, 60_000, 600_000, 3_600_000, 21_600_000];
    expect(longest.every((wait) => clock.waitsMs.some((waitMs) => waitMs > wait * 0.9 && waitMs <= wait))).toBe(true);
    const { requests } = upstream;
    const before = requests.length;
    await append(2);
    await until(sync, ({ acknowledgedSeq }) => acknowledgedSeq === 5);
    expect(requests.slice(before).map(({ id }) => id)).toEqual([`${STUDIO}/4-5`]);
    bad = false;
    expect(await sync.withOutbox('district', (outbox) => outbox.retryParked?.(undefined))).toEqual({ ok: true, value: 1 });
    await until(sync, ({ parkedCount }) => parkedCount === 0);
    expect(sorted(upstream.seqs(STUDIO))).toEqual(upTo(5));
  });

  it('SY19 what is parked outlives a restart, with its tries', async () => {
    const { upstream, baseUrl } = await receiver();
    upstream.anyOrder = true;
    let bad = true;
    upstream.refuses = (seq) => bad && seq === 1;
    const first = await studio();
    await first.append(2);
    configure(first.sync, baseUrl);
    await until(first.sync, ({ parkedCount, acknowledgedSeq }) => parkedCount === 1 && acknowledgedSeq === 2);
    await first.sync.dispose();
    const second = await studio({ storage: first.storage });
    configure(second.sync, baseUrl);
    expect(stateOf(second.sync)).toMatchObject({ parkedCount: 1, acknowledgedSeq: 2 });
    bad = false;
    await until(second.sync, ({ parkedCount }) => parkedCount === 0);
    expect(sorted(upstream.seqs(STUDIO))).toEqual([1, 2]);
  });

  it.each(['bare', 'beside'] as const)(
    'SY20 a destination that refuses one after the other is at fault itself: eight are parked, the others wait, told %s',
    async (refusing) => {
      const { upstream, baseUrl } = await receiver();
      upstream.anyOrder = true;
      upstream.refusing = refusing;
      let bad = true;
      upstream.refuses = () => bad;
      const { sync, storage, ledger, append } = await studio();
      await append(2000);
      configure(sync, baseUrl);
      const state = await until(sync, ({ problem }) => problem?.code === 'upstream-refuses-all');
      expect(state).toMatchObject({ parkedCount: 8, acknowledgedSeq: 8, state: 'waiting', backlogEntries: 1992 });
      await until(sync, () => upstream.requests.length > 60);
      expect(stateOf(sync).parkedCount).toBe(8);
      await sync.dispose();
      const { sync: again } = await studio({ storage });
      configure(again, baseUrl);
      await until(again, ({ problem }) => problem?.code === 'upstream-refuses-all');
      expect(stateOf(again).parkedCount).toBe(8);
      bad = false;
      await until(again, (now) => delivered(ledger)(now) && now.parkedCount === 0);
      expect(sorted(upstream.seqs(STUDIO))).toEqual(upTo(2000));
    },
  );

  it('SY21 sending again from a number brings everything behind it once more', async () => {
    const { upstream, baseUrl } = await receiver();
    upstream.anyOrder = true;
    const { sync, ledger, append } = await studio();
    await append(30);
    configure(sync, baseUrl);
    await until(sync, delivered(ledger));
    await sync.withOutbox('district', (outbox) => outbox.rewind?.(10));
    await until(sync, (state) => delivered(ledger)(state) && upstream.requests.length === 2);
    expect(upstream.requests.map(({ id }) => id)).toEqual([`${STUDIO}/1-30`, `${STUDIO}/11-30`]);
  });
});
