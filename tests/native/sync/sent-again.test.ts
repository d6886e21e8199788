/** What is sent again goes first, in runs of neighbours, named like any range, and never moves the queue's place. */
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { refused } from '../../../native/contract/refusal.ts';
import { freeUplink } from './free-uplink.ts';
import { Place } from '../../../native/sync/places.ts';
import { Queue } from '../../../native/sync/queue.ts';
import { SentAgain } from '../../../native/sync/sent-again.ts';
import type { Batch } from '../../../native/sync/transport.ts';
import { manualClock } from '../manual-clock.ts';
import { note, openTestStorage, paid } from '../store/test-storage.ts';

const STUDIO = 'hetian-1';

async function delivered(count: number) {
  const { ledger, reader, writer } = await openTestStorage();
  await ledger.append(Array.from({ length: count }, (_, at) => paid(`o${at}`)));
  const place = new Place('https://office', reader, writer);
  const ports = { ledger, reader, studioId: () => STUDIO, uplink: freeUplink() };
  const queue = new Queue({ ...ports, place, limits: undefined, anyOrder: () => false, clock: manualClock(), onCounted() {} });
  const again = new SentAgain(queue, ports);
  const drain = async () => {
    const sent: Batch[] = [];
    for (let batch = await again.next(); batch; batch = await again.next()) {
      sent.push(batch);
      await again.acknowledged(batch, batch.lastSeq, []);
    }
    return sent;
  };
  const first = await drain();
  return { again, place, ledger, drain, first };
}

const seqsOf = ({ body }: Batch) =>
  gunzipSync(body)
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { seq: number }).seq);

describe('what waits', () => {
  it('UR16 sales and rest, new and old in turn: at each moment exactly what was not acknowledged waits', async () => {
    const { ledger, reader, writer } = await openTestStorage();
    const kinds = new Map<number, string>();
    let told = 0;
    const append = async (count: number) => {
      const drafts = Array.from({ length: count }, (_, at) => (at % 5 === 0 ? note(`n${at}`) : paid(`o${(told += 1)}`)));
      const from = ledger.headSeq;
      await ledger.append(drafts);
      for (const [at, { kind }] of drafts.entries()) kinds.set(from + at + 1, kind);
    };
    await append(7000);
    const ports = { ledger, reader, studioId: () => STUDIO, uplink: freeUplink(), limits: undefined, onCounted() {} };
    const queue = new Queue({ ...ports, place: new Place('https://office', reader, writer), anyOrder: () => true, clock: manualClock() });
    // The queue counts what waits bit by bit, and parts its lanes by that.
    await vi.waitFor(() => expect(queue.position.backlogEntries).toBe(7000));
    const taken = new Set<number>();
    let [steps, parted] = [0, 0];
    for (let batch = await queue.next(); batch; batch = await queue.next()) {
      const seqs = seqsOf(batch);
      await queue.acknowledged(batch, batch.lastSeq, []);
      for (const seq of seqs) taken.add(seq);
      const waits = queue.waits();
      const wrong = [...kinds].filter(([seq, kind]) => waits(seq, kind) === taken.has(seq));
      expect(wrong).toEqual([]);
      steps += 1;
      if (queue.position.anyOrder) parted += 1;
      if (steps === 2 || steps === 4) {
        await append(300);
        queue.appended(Array.from({ length: 300 }) as never);
      }
    }
    expect(taken.size).toBe(7600);
    expect(parted).toBeGreaterThan(2);
  });
});

describe('sent again', () => {
  it('UR14 runs of neighbours are ranges like any other, before what is new, and the place stays', async () => {
    const { again, place, ledger, drain, first } = await delivered(30);
    expect(first.map(({ id }) => id)).toEqual(['hetian-1/1-30']);
    await ledger.append([paid('new')]);
    again.sendAgain([9, 3, 4, 5, 20]);
    again.sendAgain([4, 10]);
    const sent = await drain();
    expect(sent.map(({ id }) => id)).toEqual(['hetian-1/3-5', 'hetian-1/9-10', 'hetian-1/20-20', 'hetian-1/31-31']);
    expect(sent.flatMap(seqsOf)).toEqual([3, 4, 5, 9, 10, 20, 31]);
    expect(place.acknowledgedSeq).toBe(31);
    // All of it once more is the very same range, so the very same bytes.
    again.sendAgain(Array.from({ length: 30 }, (_, at) => at + 1));
    expect((await drain()).map(({ body }) => body)).toEqual([first[0]!.body]);
  });

  it('UR15 a refused run is halved down to the entry that is to blame, which is parked; half an acknowledgement keeps the rest', async () => {
    const { again, place } = await delivered(30);
    again.sendAgain([1, 2, 3, 4, 5, 6, 7, 8]);
    const taken: number[] = [];
    for (let batch = await again.next(); batch; batch = await again.next()) {
      const seqs = seqsOf(batch);
      if (seqs.includes(6)) {
        expect(await again.refused(batch, refused('upstream-entry-refused', { status: 422, message: '' }).refusal, null)).toBe('again');
        continue;
      }
      // Only the first of each is taken.
      expect(await again.acknowledged(batch, batch.firstSeq, [])).toBe(true);
      taken.push(batch.firstSeq);
    }
    expect(taken).toEqual([1, 2, 3, 4, 5, 7, 8]);
    expect(again.position).toMatchObject({ acknowledgedSeq: 30, parkedCount: 1 });
    expect(place.parked.map(({ seq }) => seq)).toEqual([6]);
    expect([5, 6, 7, 31].map((seq) => again.waits()(seq, 'order.paid'))).toEqual([false, true, false, true]);
  });
});
