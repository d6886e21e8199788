/** In which order entries go: by their numbers, or by importance where the receiver takes any order. */
import { describe, expect, it } from 'vitest';
import type { Summary } from '../../../native/contract/upstream.ts';
import { note, openTestStorage, paid, temporaryFolder } from '../store/test-storage.ts';
import { configure, delivered, faults, receiver, seeded, stateOf, STUDIO, studio, until, upTo } from './sync-desk.ts';

const ANY = ['any-order', 'summary'];
const sorted = (seqs: number[]) => seqs.toSorted((a, b) => a - b);

/** Notes with an order between, one in four. */
function mixed(from: number, count: number) {
  return Array.from({ length: count }, (_, at) => (at % 4 === 3 ? paid(`order-${from + at}`) : note(`note ${from + at}`)));
}

describe('the order of entries', () => {
  it('SY22 where any order is taken, sales go before the rest, and what is new before what waited', async () => {
    const { upstream, baseUrl } = await receiver(undefined, ANY);
    upstream.anyOrder = true;
    const { sync, ledger } = await studio({ requestBytes: 3000 });
    await ledger.append(mixed(0, 8000));
    let appended = false;
    upstream.behaviour = (index) => {
      if (index === 3 && !appended) {
        appended = true;
        void ledger.append(mixed(8000, 40));
      }
      return 'acknowledge';
    };
    configure(sync, baseUrl);
    await until(sync, ({ anyOrder }) => anyOrder);
    await until(sync, (state) => appended && delivered(ledger)(state));
    const ids = upstream.requests.map(({ id }) => id);
    const firstOf = (pattern: RegExp) => ids.findIndex((id) => pattern.test(id));
    const lastOldSale = ids.findLastIndex((id) => id.endsWith('/sales') && Number(/\/(\d+)-/u.exec(id)![1]) <= 8000);
    const newSale = firstOf(/\/80[0-4]\d-\d+\/sales$/u);
    const newRest = firstOf(/\/80[0-4]\d-\d+\/rest$/u);
    // The first batch goes by number: the receiver has not said yet what it takes.
    expect(ids[0]).toMatch(/^hetian-1\/1-\d+$/u);
    expect(ids[1]).toMatch(/\/sales$/u);
    expect(newSale).toBeGreaterThan(0);
    expect(newSale).toBeLessThan(lastOldSale);
    expect(newRest).toBe(newSale + 1);
    expect(ids.findIndex((id) => id.endsWith('/rest') && Number(/\/(\d+)-/u.exec(id)![1]) <= 8000)).toBe(lastOldSale + 1);
    expect(upstream.faults).toEqual([]);
    expect(sorted(upstream.seqs(STUDIO))).toEqual(upTo(8040));
    expect(stateOf(sync)).toMatchObject({ anyOrder: false, backlogEntries: 0 });
  });

  it('SY23 a receiver that has not said so, and a destination that wants the sequence, get entries by their numbers', async () => {
    for (const [accepts, order] of [
      [[], 'auto'],
      [ANY, 'sequence'],
    ] as const) {
      const { upstream, baseUrl } = await receiver(undefined, accepts);
      const { sync, ledger } = await studio();
      await ledger.append(mixed(0, 7000));
      configure(sync, baseUrl, { order });
      await until(sync, delivered(ledger));
      expect(upstream.seqs(STUDIO)).toEqual(upTo(7000));
      expect(upstream.faults).toEqual([]);
      await sync.dispose();
    }
  });

  it('SY42 numbers with a gap of ten millions are sent across it, and entries are counted, not numbers', async () => {
    const folder = temporaryFolder();
    const first = await openTestStorage(folder);
    await first.ledger.append(mixed(0, 300));
    const row = 'SELECT 10000301, broadcast_id, kind, at_ms, actor, body FROM entry WHERE seq = 1';
    await first.writer.run([{ sql: `INSERT INTO entry (seq, broadcast_id, kind, at_ms, actor, body) ${row}`, params: [] }]);
    await first.close();
    const { upstream, baseUrl } = await receiver(() => 'cut');
    upstream.gaps = true;
    const { sync, ledger } = await studio({ storage: await openTestStorage(folder) });
    await ledger.append(mixed(300, 20));
    configure(sync, baseUrl);
    await until(sync, ({ backlogEntries }) => backlogEntries === 321);
    upstream.behaviour = () => 'acknowledge';
    await until(sync, (state) => delivered(ledger)(state) && state.backlogEntries === 0);
    expect(upstream.faults).toEqual([]);
    expect(upstream.seqs(STUDIO)).toEqual([...upTo(300), ...Array.from({ length: 21 }, (_, at) => 10_000_301 + at)]);
  });

  it('SY43 requests hold what the line takes in a few seconds', async () => {
    const { upstream, baseUrl } = await receiver();
    const { sync, ledger } = await studio({ requestBytes: 2000 });
    await ledger.append(mixed(0, 4000));
    configure(sync, baseUrl);
    await until(sync, delivered(ledger));
    const bytes = upstream.requests.map((request) => request.bytes);
    // The first is guessed; the others are reckoned from what went.
    expect(Math.max(...bytes.slice(1))).toBeLessThan(3000);
    expect(bytes[Math.floor(bytes.length / 2)]).toBeGreaterThan(1200);
  });

  it('SY24 restarts and changes of the order at any moment lose nothing and double nothing', async () => {
    const random = seeded(24);
    const fault = () => faults[Math.floor(random() * faults.length)]!;
    const { upstream, baseUrl } = await receiver(() => (random() < 0.3 ? fault() : 'acknowledge'), ANY);
    upstream.anyOrder = true;
    const { storage, ledger } = await studio();
    await ledger.append(mixed(0, 9000));
    for (let start = 0; start < 30; start += 1) {
      const { sync } = await studio({ storage, requestBytes: 2500 });
      configure(sync, baseUrl, { order: random() < 0.3 ? 'sequence' : 'auto' });
      await ledger.append(mixed(9000 + start * 20, 20));
      await new Promise((resolve) => setTimeout(resolve, Math.floor(random() * 60)));
      await sync.dispose();
    }
    const { sync, place } = await studio({ storage });
    configure(sync, baseUrl);
    await until(sync, (state) => delivered(ledger)(state) && state.backlogEntries === 0);
    expect(upstream.faults).toEqual([]);
    expect(sorted(upstream.seqs(STUDIO))).toEqual(upTo(9600));
    expect(place(baseUrl)).toMatchObject({ acknowledgedSeq: 9600, lanes: [] });
  });

  it('SY25 the summary goes before the backlog, where it is accepted, and not again while nothing changes', async () => {
    const { upstream, baseUrl } = await receiver(undefined, ANY);
    upstream.anyOrder = true;
    const heard: (Summary | number)[] = [];
    upstream.behaviour = (index) => {
      heard.push(index);
      return 'acknowledge';
    };
    upstream.other = (request, response, body) => {
      expect(request.url).toBe(`/base/v1/studios/${STUDIO}/summary`);
      const summary = JSON.parse(body.toString('utf8')) as Summary;
      heard.push(summary);
      response.end(JSON.stringify({ acknowledged: summary.ledgerSeq }));
    };
    let grossFen = 100;
    const summary = (): Summary => ({
      ...{ studioId: STUDIO, broadcastId: 'bc-1', title: { 'zh-CN': '核桃' }, rehearsal: false, phase: 'onAir', startedAtMs: 1 },
      ...{ atMs: Date.now(), ledgerSeq: 5, grossFen, netFen: grossFen, orderCount: 1, refundCount: 0, products: [] },
    });
    const first = await studio({ summary });
    await first.append(3);
    configure(first.sync, baseUrl);
    await until(first.sync, delivered(first.ledger));
    // Nobody had said yet that it takes summaries.
    expect(heard).toEqual([0]);
    await first.sync.dispose();
    grossFen = 200;
    await first.append(700);
    const { sync } = await studio({ storage: first.storage, summary });
    configure(sync, baseUrl);
    await until(sync, delivered(first.ledger));
    expect(heard[1]).toMatchObject({ grossFen: 200, ledgerSeq: 5 });
    expect(heard.slice(2).every((item) => typeof item === 'number')).toBe(true);
  });
});
