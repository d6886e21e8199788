/** Comparing the ledger with a destination: what is missing, what differs, what only waits. */
import { describe, expect, it } from 'vitest';
import { INBOX_ID } from '../../../native/contract/entry.ts';
import { accepted, refused, type Result } from '../../../native/contract/refusal.ts';
import { DIGEST_BLOCK, type Reconciliation as ReconciliationState } from '../../../native/contract/upstream.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { blockDigest, BlockHasher, broadcastDigest, lineDigest } from '../../../native/ledger/entry-digest.ts';
import { seededRandom } from '../../../native/rehearsal/random.ts';
import { type Comparable, type LedgerDigests, Reconciliation } from '../../../native/sync/reconciliation.ts';
import { manualClock, settled } from '../manual-clock.ts';

interface Line {
  broadcastId: string;
  kind: string;
  line: string;
}
type Book = Map<number, Line>;

const lineOf = (seq: number, text = '') => `{"seq":${seq},"text":"${text}"}\n`;
const blockOf = (seq: number) => Math.floor(seq / DIGEST_BLOCK);

function bookOf(count: number, broadcastOf: (seq: number) => string = () => 'bc-1'): Book {
  return new Map(
    Array.from({ length: count }, (_, at) => [
      at + 1,
      { broadcastId: broadcastOf(at + 1), kind: (at + 1) % 2 === 0 ? 'order.paid' : 'note.added', line: lineOf(at + 1) },
    ]),
  );
}

function linesOf(book: Book, broadcastId: string) {
  return [...book]
    .filter(([, entry]) => entry.broadcastId === broadcastId)
    .sort(([a], [b]) => a - b)
    .map(([seq, { line, kind }]) => ({ seq, line, kind }));
}

function ledgerOf(book: Book): LedgerDigests {
  const ids = () => [...new Set([...book.values()].map(({ broadcastId }) => broadcastId))].toReversed();
  return {
    targets: async () => accepted(ids().map((broadcastId) => ({ broadcastId, firstSeq: linesOf(book, broadcastId)[0]!.seq }))),
    async slice(broadcastIds, fromSeq) {
      const blocks = broadcastIds.flatMap((broadcastId) => {
        const hasher = new BlockHasher();
        const upTo = (blockOf(fromSeq) + 3) * DIGEST_BLOCK;
        for (const { seq, line } of linesOf(book, broadcastId)) if (seq >= fromSeq && seq < upTo) hasher.add(seq, line);
        return hasher.blocks().map((block) => ({ broadcastId, block }));
      });
      const next = (blockOf(fromSeq) + 3) * DIGEST_BLOCK;
      return accepted({ blocks, nextSeq: next <= Math.max(...book.keys()) ? next : null });
    },
    async block(broadcastId, block) {
      const lines = linesOf(book, broadcastId).filter(({ seq }) => blockOf(seq) === block);
      return accepted(lines.map(({ seq, kind, line }) => ({ seq, kind, hash: lineDigest(line) })));
    },
  };
}

interface Other extends Comparable {
  asked: string[];
  /** Runs before each answer. */
  before(): Result<null> | void;
}

function otherOf(theirs: Book, options: Partial<Other> = {}): Other {
  const other: Other = {
    destinationId: 'district',
    asked: [],
    before() {},
    waits: () => () => false,
    source: {
      async digest(broadcastId) {
        other.asked.push(broadcastId);
        const early = other.before();
        return early ?? accepted(broadcastDigest(broadcastId, linesOf(theirs, broadcastId)));
      },
      async block(broadcastId, block) {
        other.asked.push(`${broadcastId}#${block}`);
        const early = other.before();
        const lines = linesOf(theirs, broadcastId).filter(({ seq }) => blockOf(seq) === block);
        return early ?? accepted(blockDigest(block, lines));
      },
    },
    ...options,
  };
  return other;
}

function setUp(book: Book) {
  const clock = manualClock();
  const states: ReconciliationState[] = [];
  const reconciliation = new Reconciliation({
    ledger: ledgerOf(book),
    clock,
    logger: silentLogger,
    changed: (state) => states.push(state),
  });
  const last = () => states.at(-1)!;
  const run = async (other: Comparable, broadcastId?: string) => {
    const started = await reconciliation.start(other, broadcastId);
    expect(started).toEqual(accepted({}));
    for (let step = 0; step < 100 && last()?.state !== 'done' && last()?.state !== 'failed'; step += 1) await clock.advance(5000);
    return last();
  };
  return { clock, states, reconciliation, last, run };
}

describe('reconciliation', () => {
  it('UR3 sides that hold the same ask one question a broadcast and nothing else', async () => {
    const book = bookOf(12_345, (seq) => (seq < 7000 ? 'bc-1' : 'bc-2'));
    const { run } = setUp(book);
    const other = otherOf(new Map(book));
    const end = await run(other);
    expect(end).toMatchObject({ state: 'done', done: 2, total: 2, problem: null });
    expect(end.broadcasts.map(({ broadcastId, state, entries, theirEntries }) => [broadcastId, state, entries, theirEntries])).toEqual([
      ['bc-2', 'same', 5346, 5346],
      ['bc-1', 'same', 6999, 6999],
    ]);
    expect(other.asked).toEqual(['bc-2', 'bc-1']);
  });

  it('UR4 every missing, extra and differing entry is named, whatever the damage, and only blocks that differ are asked for', async () => {
    const random = seededRandom(606);
    for (let round = 0; round < 20; round += 1) {
      const book = bookOf(20_000);
      const theirs: Book = new Map(book);
      const expected = { missing: new Set<number>(), extra: new Set<number>(), differing: new Set<number>() };
      for (let fault = 0; fault < 1 + random.next() * 30; fault += 1) {
        const seq = 1 + Math.floor(random.next() * 20_000);
        if (expected.missing.has(seq) || expected.differing.has(seq)) continue;
        const kind = Math.floor(random.next() * 3);
        if (kind === 0) {
          theirs.delete(seq);
          expected.missing.add(seq);
        } else if (kind === 1) {
          theirs.set(seq, { ...theirs.get(seq)!, line: lineOf(seq, 'changed') });
          expected.differing.add(seq);
        } else {
          theirs.set(20_000 + seq, { broadcastId: 'bc-1', kind: 'note.added', line: lineOf(20_000 + seq) });
          expected.extra.add(20_000 + seq);
        }
      }
      const other = otherOf(theirs);
      const [found] = (await setUp(book).run(other)).broadcasts;
      const sorted = (numbers: Set<number>) => [...numbers].sort((a, b) => a - b);
      expect(found).toMatchObject({
        state: 'differs',
        missing: sorted(expected.missing),
        extra: sorted(expected.extra),
        differing: sorted(expected.differing),
      });
      const touched = new Set([...expected.missing, ...expected.extra, ...expected.differing].map(blockOf));
      expect(other.asked.length).toBe(1 + touched.size);
    }
  });

  it('UR5 what is not acknowledged yet, or parked, waits and is no difference; what was acknowledged and is not there is', async () => {
    const book = bookOf(9000);
    const theirs: Book = new Map([...book].filter(([seq, { kind }]) => seq <= 4000 || (kind === 'order.paid' && seq <= 8000)));
    theirs.delete(17);
    theirs.delete(99);
    // As with two lanes: sales are at 8,000, the rest at 4,000; 17 is parked.
    const waits = (seq: number, kind: string) => seq === 17 || seq > (kind === 'order.paid' ? 8000 : 4000);
    const [found] = (await setUp(book).run(otherOf(theirs, { waits: () => waits }))).broadcasts;
    expect(found).toMatchObject({ state: 'differs', missing: [99], extra: [], differing: [] });
    theirs.set(99, book.get(99)!);
    const [again] = (await setUp(book).run(otherOf(theirs, { waits: () => waits }))).broadcasts;
    expect(again).toMatchObject({ state: 'waits', missing: [], entries: 9000 });
    // Nothing is asked about blocks that they have nothing of.
    const other = otherOf(new Map(), { waits: () => () => true });
    expect((await setUp(book).run(other)).broadcasts[0]).toMatchObject({ state: 'waits', missing: [], theirEntries: 0 });
    expect(other.asked).toEqual(['bc-1']);
  });

  it('UR6 entries that arrive on both sides during the comparison are no differences', async () => {
    const book = bookOf(5000);
    const theirs: Book = new Map(book);
    theirs.delete(77);
    let acknowledged = 5000;
    const grow = () => {
      // The ledger grows first; the destination follows a step behind, and only then is it acknowledged.
      for (let more = 0; more < 700; more += 1) {
        const seq = book.size + 1;
        book.set(seq, { broadcastId: 'bc-1', kind: 'order.paid', line: lineOf(seq) });
      }
      for (let seq = acknowledged + 1; seq <= book.size - 300; seq += 1) theirs.set(seq, book.get(seq)!);
      acknowledged = book.size - 350;
    };
    const other = otherOf(theirs, {
      before: grow,
      waits: () => {
        const now = acknowledged;
        return (seq) => seq > now;
      },
    });
    const [found] = (await setUp(book).run(other)).broadcasts;
    expect(found).toMatchObject({ state: 'differs', missing: [77], extra: [], differing: [] });
  });

  it('UR7 a lost question is asked again; a line that stays away, or a wrong secret, ends it with the reason', async () => {
    const book = bookOf(3000);
    let losses = 2;
    const flaky = otherOf(new Map(book), {
      before: () => (losses-- > 0 ? refused('upstream-unreachable', { host: 'office' }) : undefined),
    });
    expect(await setUp(book).run(flaky)).toMatchObject({ state: 'done', done: 1 });
    const away = otherOf(new Map(book), { before: () => refused('upstream-unreachable', { host: 'office' }) });
    expect(await setUp(book).run(away)).toMatchObject({ state: 'failed', done: 0, problem: { code: 'upstream-unreachable' } });
    expect(away.asked.length).toBe(5);
    const wrong = otherOf(new Map(book), { before: () => refused('upstream-unauthorised', { status: 401 }) });
    expect(await setUp(book).run(wrong)).toMatchObject({ state: 'failed', problem: { code: 'upstream-unauthorised' } });
    expect(wrong.asked.length).toBe(1);
  });

  it('UR8 it can be cancelled, a new one takes the place of one under way, and an unknown broadcast is refused', async () => {
    const book = bookOf(3000, (seq) => (seq < 1500 ? 'bc-1' : 'bc-2'));
    const { reconciliation, last, run, states, clock } = setUp(book);
    const hanging = otherOf(new Map(book), { before: () => refused('upstream-unreachable', { host: 'office' }) });
    await reconciliation.start(hanging, undefined);
    await settled();
    await reconciliation.cancel();
    expect(last()).toMatchObject({ state: 'cancelled', done: 0, total: 2 });
    await reconciliation.start(hanging, undefined);
    await settled();
    expect(await run(otherOf(new Map(book)), 'bc-1')).toMatchObject({ state: 'done', total: 1 });
    expect(states.map(({ state }) => state).filter((state, at, all) => state !== all[at - 1])).toEqual([
      'running',
      'cancelled',
      'running',
      'cancelled',
      'running',
      'done',
    ]);
    await clock.advance(60_000);
    expect(last().state).toBe('done');
    expect(await reconciliation.start(hanging, 'bc-9')).toEqual(refused('broadcast-unknown', { broadcastId: 'bc-9' }));
    await reconciliation.cancel();
    expect(last().state).toBe('done');
  });

  it('UR9 the newest thirty broadcasts and the inbox are compared, and a broadcast that they do not know is said', async () => {
    const book = bookOf(4000, (seq) => (seq % 100 === 0 ? INBOX_ID : `bc-${String(Math.ceil(seq / 100)).padStart(2, '0')}`));
    const other = otherOf(new Map(book));
    const known = other.source.digest;
    const source = {
      ...other.source,
      digest: async (id: string, signal: AbortSignal) => (id === 'bc-40' ? accepted(null) : known(id, signal)),
    };
    const end = await setUp(book).run({ ...other, source });
    expect(end.total).toBe(31);
    expect(end.broadcasts.find(({ broadcastId }) => broadcastId === INBOX_ID)).toMatchObject({ state: 'same', entries: 40 });
    expect(end.broadcasts.find(({ broadcastId }) => broadcastId === 'bc-40')).toMatchObject({ state: 'unknown', theirEntries: null });
    expect(end.broadcasts.filter(({ state }) => state === 'same')).toHaveLength(30);
  });

  it('UR10 at most a thousand of each are named, and sending them again is by rising number', async () => {
    const book = bookOf(30_000);
    const { run, reconciliation } = setUp(book);
    const theirs: Book = new Map([...book].filter(([seq]) => seq % 3 === 0));
    theirs.set(3, { ...theirs.get(3)!, line: lineOf(3, 'changed') });
    const [found] = (await run(otherOf(theirs))).broadcasts;
    expect(found!.missing).toHaveLength(1000);
    const { seqs } = reconciliation.differences!;
    expect(seqs).toEqual([...found!.missing, 3].sort((a, b) => a - b));
  });
});
