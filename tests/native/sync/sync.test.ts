/** Delivery upstream against a real HTTP receiver that misbehaves: everything arrives once, in order, and only acknowledgements count. */
import { createHmac } from 'node:crypto';
import { Writable } from 'node:stream';
import pino from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Entry } from '../../../native/contract/entry.ts';
import type { SyncState } from '../../../native/contract/upstream.ts';
import { type Clock, systemClock } from '../../../native/kernel/clock.ts';
import { type Logger, silentLogger } from '../../../native/kernel/logger.ts';
import { StorageFailure } from '../../../native/store/storage-failure.ts';
import { Sync } from '../../../native/sync/sync.ts';
import { ANSWER_LIMIT_MS } from '../../../native/sync/upstream-sender.ts';
import { type Behaviour, Receiver } from './receiver.ts';

const SECRET = 'the secret of the test';
const STUDIO = 'hetian-1';

/** `Sync` gathers entries for this long. */
const GATHER_MS = 200;

/** Remembers the waits between tries, and waits no longer than 2 ms for anything but an answer. */
class HurriedClock implements Clock {
  readonly waitsMs: number[] = [];
  nowMs = () => Date.now();
  monotonicMs = () => performance.now();
  after(delayMs: number, callback: () => void) {
    if (delayMs === ANSWER_LIMIT_MS) return systemClock.after(delayMs, callback);
    if (delayMs !== GATHER_MS) this.waitsMs.push(delayMs);
    return systemClock.after(Math.min(delayMs, 2), callback);
  }
}

class Facts {
  readonly all: Entry[] = [];
  readonly listeners = new Set<() => void>();
  append(count: number, text = 'note'): void {
    for (let added = 0; added < count; added += 1) {
      const seq = this.all.length + 1;
      this.all.push({
        seq,
        kind: 'note.added',
        broadcastId: 'bc-1',
        atMs: 1_588_300_000_000 + seq,
        actor: 'operator:desk',
        body: { text: `${text} ${seq}` },
      });
    }
    for (const listener of this.listeners) listener();
  }
  readAfter = (seq: number, limit: number) => this.all.slice(seq, seq + limit);
  headSeq = () => this.all.length;
  onAppended = (listener: () => void) => {
    this.listeners.add(listener);
    return { dispose: () => void this.listeners.delete(listener) };
  };
}

const ending: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

async function receiver(behaviour?: (index: number) => Behaviour) {
  const upstream = new Receiver(SECRET);
  if (behaviour) upstream.behaviour = behaviour;
  const url = await upstream.start();
  ending.push(() => upstream.stop());
  return { upstream, baseUrl: `${url}/base/` };
}

interface Studio {
  facts?: Facts;
  cursors?: Map<string, number>;
  save?: (destination: string, seq: number) => Promise<void>;
  logger?: Logger;
}

function studio({ facts = new Facts(), cursors = new Map(), save, logger = silentLogger }: Studio = {}) {
  const clock = new HurriedClock();
  const sync = new Sync({
    entries: facts,
    cursor: {
      load: (destination) => cursors.get(destination) ?? 0,
      save: save ?? (async (destination, seq) => void cursors.set(destination, seq)),
    },
    studioId: () => STUDIO,
    sign: (id, timestampS, body, secret) =>
      `v1,${createHmac('sha256', secret).update(`${id}.${timestampS}.`).update(body).digest('base64')}`,
    clock,
    random: () => 0.5,
    logger,
  });
  ending.push(() => sync.dispose());
  return { sync, facts, cursors, clock };
}

function until(sync: Sync, holds: (state: SyncState) => boolean): Promise<SyncState> {
  return vi.waitFor(
    () => {
      if (!holds(sync.state.get())) throw new Error(`still ${JSON.stringify(sync.state.get())}`);
      return sync.state.get();
    },
    { timeout: 20_000, interval: 2 },
  );
}

const delivered = (facts: Facts) => (state: SyncState) => state.state === 'idle' && state.acknowledgedSeq === facts.headSeq();
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Mulberry32. */
function seeded(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const faults: Behaviour[] = [
  'partial',
  'nothing-taken',
  'too-far',
  'stored-cut',
  'stored-half-answer',
  'cut',
  'html',
  'empty',
  'redirect',
  'endless',
  { status: 500 },
  { status: 429, headers: { 'retry-after': '1' } },
  { status: 503, headers: { 'retry-after': '0' } },
  { status: 503, headers: { 'retry-after': '1' } },
];

describe('delivery upstream', () => {
  for (const seed of [1, 2, 3]) {
    it(`SY1 everything arrives once and in order through a hostile receiver, seed ${seed}`, async () => {
      const random = seeded(seed);
      const { upstream, baseUrl } = await receiver(() => (random() < 0.5 ? faults[Math.floor(random() * faults.length)]! : 'acknowledge'));
      const { sync, facts } = studio();
      facts.append(7000);
      sync.configure({ baseUrl, secret: SECRET });
      for (let burst = 0; burst < 40; burst += 1) {
        facts.append(Math.ceil(random() * 60));
        await new Promise((resolve) => setTimeout(resolve, Math.floor(random() * 8)));
      }
      await until(sync, delivered(facts));
      expect(upstream.faults).toEqual([]);
      expect(upstream.otherRequests).toEqual([]);
      expect(upstream.mostInFlight).toBe(1);
      expect(upstream.seqs(STUDIO)).toEqual(upTo(facts.headSeq()));
      const { studioId: _, ...entry } = upstream.held.get(STUDIO)![41]!;
      expect(entry).toEqual(facts.all[41]);
    });
  }

  it.each<[Behaviour, string]>([
    ['html', 'upstream-not-acknowledged'],
    ['empty', 'upstream-not-acknowledged'],
    ['redirect', 'upstream-not-acknowledged'],
    ['endless', 'upstream-not-acknowledged'],
    ['too-far', 'upstream-not-acknowledged'],
    ['nothing-taken', 'upstream-not-acknowledged'],
    ['stored-half-answer', 'upstream-not-acknowledged'],
    ['cut', 'upstream-unreachable'],
    [{ status: 500 }, 'upstream-refused'],
    [{ status: 404 }, 'upstream-refused'],
  ])('SY2 the answer %j moves nothing and is named', async (behaviour, code) => {
    const { upstream, baseUrl } = await receiver(() => behaviour);
    const { sync, facts, cursors } = studio();
    facts.append(10);
    sync.configure({ baseUrl, secret: SECRET });
    const state = await until(sync, ({ state: name }) => name === 'waiting' && upstream.requests.length >= 4);
    expect(state.problem?.code).toBe(code);
    expect(state.acknowledgedSeq).toBe(0);
    expect(state.nextTryAtMs).not.toBeNull();
    expect(cursors.size).toBe(0);
    expect(new Set(upstream.requests.map(({ id, bodyHash }) => `${id} ${bodyHash}`)).size).toBe(1);
    expect(upstream.otherRequests).toEqual([]);
  });

  it('SY3 a retry carries the bytes of the first try, also when more has happened since', async () => {
    const { sync, facts } = studio();
    const { upstream, baseUrl } = await receiver((index) => {
      if (index === 0) facts.append(5);
      return index < 3 ? 'stored-cut' : 'acknowledge';
    });
    facts.append(5);
    sync.configure({ baseUrl, secret: SECRET });
    await until(sync, delivered(facts));
    expect(upstream.requests.slice(0, 4).map(({ lastSeq }) => lastSeq)).toEqual([5, 5, 5, 5]);
    expect(new Set(upstream.requests.slice(0, 4).map(({ bodyHash }) => bodyHash)).size).toBe(1);
    expect(upstream.seqs(STUDIO)).toEqual(upTo(10));
  });

  it.each([401, 403])('SY4 after %i nothing is sent until a person acts', async (status) => {
    let locked = true;
    const { upstream, baseUrl } = await receiver(() => (locked ? { status } : 'acknowledge'));
    const { sync, facts } = studio();
    facts.append(3);
    sync.configure({ baseUrl, secret: SECRET });
    const state = await until(sync, ({ state: name }) => name === 'stopped');
    expect(state.problem).toEqual({ code: 'upstream-unauthorised', context: { status } });
    facts.append(3);
    await until(sync, ({ headSeq }) => headSeq === 6);
    expect(sync.state.get().state).toBe('stopped');
    expect(upstream.requests.length).toBe(1);
    sync.sendNow();
    await until(sync, ({ state: name }) => name === 'stopped' && upstream.requests.length === 2);
    locked = false;
    sync.configure({ baseUrl, secret: SECRET });
    await until(sync, delivered(facts));
    expect(upstream.seqs(STUDIO)).toEqual(upTo(6));
  });

  it('SY5 offline it waits longer and longer up to a minute; online again all arrives', async () => {
    const { upstream, baseUrl } = await receiver();
    const { port } = upstream;
    await upstream.stop();
    const { sync, facts, clock } = studio();
    facts.append(20);
    sync.configure({ baseUrl, secret: SECRET });
    const state = await until(sync, () => clock.waitsMs.length >= 9);
    expect(state.problem).toEqual({ code: 'upstream-unreachable', context: { host: `127.0.0.1:${port}` } });
    expect(clock.waitsMs.slice(0, 9)).toEqual([750, 1500, 3000, 6000, 12_000, 24_000, 45_000, 45_000, 45_000]);
    facts.append(20);
    const back = new Receiver(SECRET);
    await back.start(port);
    ending.push(() => back.stop());
    await until(sync, delivered(facts));
    expect(back.seqs(STUDIO)).toEqual(upTo(40));
    expect(sync.state.get().problem).toBeNull();
  });

  it('SY6 a restart at any moment goes on from the cursor', async () => {
    const random = seeded(6);
    const { upstream, baseUrl } = await receiver(() => (random() < 0.4 ? faults[Math.floor(random() * faults.length)]! : 'acknowledge'));
    const facts = new Facts();
    const cursors = new Map<string, number>();
    facts.append(12_000);
    for (let start = 0; start < 25; start += 1) {
      const { sync } = studio({ facts, cursors });
      sync.configure({ baseUrl, secret: SECRET });
      facts.append(7);
      await new Promise((resolve) => setTimeout(resolve, Math.floor(random() * 12)));
      await sync.dispose();
    }
    const before = cursors.get(baseUrl.slice(0, -1)) ?? 0;
    const requests = upstream.requests.length;
    const { sync } = studio({ facts, cursors });
    sync.configure({ baseUrl, secret: SECRET });
    await until(sync, delivered(facts));
    expect(upstream.requests[requests]?.firstSeq ?? before + 1).toBe(before + 1);
    expect(upstream.faults).toEqual([]);
    expect(upstream.seqs(STUDIO)).toEqual(upTo(facts.headSeq()));
    expect([...cursors]).toEqual([[baseUrl.slice(0, -1), facts.headSeq()]]);
  });

  it('SY7 Retry-After is obeyed in seconds and as a date, up to an hour, and never as no pause at all', async () => {
    const date = 'Fri, 01 May 2020 04:00:00 GMT';
    const answers: Behaviour[] = [
      { status: 503, headers: { 'retry-after': '7' } },
      { status: 429, headers: { 'retry-after': 'Fri, 01 May 2020 04:00:09 GMT', date } },
      { status: 503, headers: { 'retry-after': '86400' } },
      { status: 503, headers: { 'retry-after': '0' } },
      { status: 503, headers: { 'retry-after': 'Fri, 01 May 2020 03:00:00 GMT', date } },
    ];
    const { baseUrl } = await receiver((index) => answers[index] ?? 'acknowledge');
    const { sync, facts, clock } = studio();
    facts.append(1);
    sync.configure({ baseUrl, secret: SECRET });
    await until(sync, delivered(facts));
    expect(clock.waitsMs).toEqual([7000, 9000, 3_600_000, 1000, 1000]);
  });

  it('SY8 a receiver that finds requests too large gets smaller ones', async () => {
    const { upstream, baseUrl } = await receiver();
    upstream.maxEntries = 60;
    const { sync, facts, clock } = studio();
    facts.append(700);
    sync.configure({ baseUrl, secret: SECRET });
    await until(sync, delivered(facts));
    expect(upstream.seqs(STUDIO)).toEqual(upTo(700));
    expect(upstream.faults).toEqual([]);
    expect(clock.waitsMs).toEqual([]);
  });

  it('SY8 requests stay within 1 MiB before compression, and a longer entry goes alone', async () => {
    const { upstream, baseUrl } = await receiver();
    const { sync, facts } = studio();
    facts.append(30, '和田'.repeat(20_000));
    facts.append(1, 'x'.repeat(2_000_000));
    facts.append(2);
    sync.configure({ baseUrl, secret: SECRET });
    await until(sync, delivered(facts));
    for (const { firstSeq, lastSeq } of upstream.requests) {
      const bytes = upstream.held
        .get(STUDIO)!
        .slice(firstSeq - 1, lastSeq)
        .reduce((sum, entry) => sum + Buffer.byteLength(JSON.stringify(entry)) + 1, 0);
      expect(firstSeq === lastSeq || bytes <= 1024 * 1024).toBe(true);
    }
    expect(upstream.seqs(STUDIO)).toEqual(upTo(33));
  });

  it('SY9 another receiver gets everything; the first one later goes on where it was', async () => {
    const first = await receiver();
    const second = await receiver();
    const { sync, facts } = studio();
    facts.append(10);
    sync.configure({ baseUrl: first.baseUrl, secret: SECRET });
    await until(sync, delivered(facts));
    sync.configure({ baseUrl: second.baseUrl, secret: SECRET });
    expect(sync.state.get().acknowledgedSeq).toBe(0);
    await until(sync, delivered(facts));
    sync.remove();
    expect(sync.state.get()).toMatchObject({ state: 'off', baseUrl: null });
    facts.append(5);
    sync.configure({ baseUrl: first.baseUrl.slice(0, -1), secret: SECRET });
    await until(sync, delivered(facts));
    expect(first.upstream.requests.map(({ id }) => id)).toEqual([`${STUDIO}/1-10`, `${STUDIO}/11-15`]);
    expect(second.upstream.seqs(STUDIO)).toEqual(upTo(10));
  });

  it.each([
    'http://results.example.cn',
    'http://127.0.0.1.example.cn',
    'ftp://127.0.0.1',
    'results.example.cn',
    'https://results.example.cn/?a=1',
    '',
  ])('SY10 refuses the address "%s" and stays as it was', async (bad) => {
    const { baseUrl } = await receiver();
    const { sync, facts } = studio();
    sync.configure({ baseUrl, secret: SECRET });
    expect(sync.configure({ baseUrl: bad, secret: SECRET })).toEqual({
      ok: false,
      refusal: { code: 'upstream-bad-address', context: { baseUrl: bad } },
    });
    facts.append(1);
    await until(sync, delivered(facts));
  });

  it('SY10 accepts https anywhere and http to this computer', () => {
    for (const good of ['https://results.example.cn', 'http://localhost:9', 'http://[::1]:9', ' http://127.0.0.1:9/base ']) {
      expect(studio().sync.configure({ baseUrl: good, secret: SECRET }).ok).toBe(true);
    }
  });

  it('SY11 no secret in the state, in refusals or in the log', async () => {
    const lines: string[] = [];
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString());
        done();
      },
    });
    const { baseUrl } = await receiver((index) => faults[index] ?? { status: 401 });
    const { sync, facts } = studio({ logger: pino({ level: 'debug' }, stream) });
    facts.append(20);
    const refusal = sync.configure({ baseUrl: `https://desk:${SECRET}@results.example.cn`, secret: SECRET });
    expect(refusal.ok).toBe(false);
    sync.configure({ baseUrl, secret: SECRET });
    await until(sync, ({ state }) => state === 'stopped');
    expect(lines.length).toBeGreaterThan(5);
    const said = lines.join('') + JSON.stringify(sync.state.get()) + JSON.stringify(refusal);
    expect(said).not.toContain(SECRET);
    expect(said).not.toContain(encodeURIComponent(SECRET));
  });

  it('SY12 a disk that cannot keep the cursor is named, and the delivery goes on by itself', async () => {
    const { upstream, baseUrl } = await receiver();
    const cursors = new Map<string, number>();
    let full = true;
    const save = async (destination: string, seq: number) => {
      if (full) throw new StorageFailure('storage-full');
      cursors.set(destination, seq);
    };
    const { sync, facts } = studio({ cursors, save });
    facts.append(4);
    sync.configure({ baseUrl, secret: SECRET });
    const state = await until(sync, ({ state: name }) => name === 'waiting');
    expect(state).toMatchObject({ acknowledgedSeq: 0, problem: { code: 'storage-full' } });
    full = false;
    await until(sync, delivered(facts));
    expect(upstream.seqs(STUDIO)).toEqual(upTo(4));
    expect(sync.state.get().problem).toBeNull();
  });

  it('SY14 what is private to this computer never goes upstream', async () => {
    const { upstream, baseUrl } = await receiver();
    const facts = new Facts();
    facts.all.push({
      seq: 1,
      kind: 'order.paid',
      broadcastId: 'bc-1',
      atMs: 1,
      actor: 'feed:shop',
      body: {
        ...{ source: 'shop', orderId: 'o1', eventId: 'e1', occurredAtMs: 1, buyer: '张**', region: null, amountFen: 1, lines: [] },
        private: { buyer: '张三丰', buyerKey: '0123456789abcdef' },
      },
    });
    const { sync } = studio({ facts });
    sync.configure({ baseUrl, secret: SECRET });
    await until(sync, delivered(facts));
    const arrived = JSON.stringify([...upstream.held.values()]);
    expect(arrived).toContain('张**');
    expect(arrived).not.toMatch(/张三丰|0123456789abcdef|private/u);
  });

  it('SY13 entries of one moment travel in one request', async () => {
    const { upstream, baseUrl } = await receiver();
    const { sync, facts } = studio();
    sync.configure({ baseUrl, secret: SECRET });
    await until(sync, ({ state }) => state === 'idle');
    for (let appended = 0; appended < 50; appended += 1) facts.append(1);
    await until(sync, delivered(facts));
    expect(upstream.requests.map(({ id }) => id)).toEqual([`${STUDIO}/1-50`]);
  });
});
