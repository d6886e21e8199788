/** Delivery upstream against a real HTTP receiver that misbehaves: everything arrives once, in order, and only acknowledgements count. */
import { Writable } from 'node:stream';
import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { StorageFailure } from '../../../native/store/storage-failure.ts';
import { paid } from '../store/test-storage.ts';
import { type Behaviour, Receiver } from './receiver.ts';
import { configure, delivered, ending, faults, receiver, SECRET, seeded, stateOf, STUDIO, studio, until, upTo } from './sync-desk.ts';

describe('delivery upstream', () => {
  for (const seed of [1, 2, 3]) {
    it(`SY1 everything arrives once and in order through a hostile receiver, seed ${seed}`, async () => {
      const random = seeded(seed);
      const { upstream, baseUrl } = await receiver(() => (random() < 0.5 ? faults[Math.floor(random() * faults.length)]! : 'acknowledge'));
      const { sync, ledger, append } = await studio();
      await append(7000);
      configure(sync, baseUrl);
      for (let burst = 0; burst < 40; burst += 1) {
        await append(Math.ceil(random() * 60));
        await new Promise((resolve) => setTimeout(resolve, Math.floor(random() * 8)));
      }
      await until(sync, delivered(ledger));
      expect(upstream.faults).toEqual([]);
      expect(upstream.otherRequests).toEqual([]);
      expect(upstream.mostInFlight).toBe(1);
      expect(upstream.seqs(STUDIO)).toEqual(upTo(ledger.headSeq));
      const { studioId: _, ...entry } = upstream.held.get(STUDIO)![41]!;
      expect(entry).toEqual(ledger.readAfter(41, 1)[0]);
    });
  }

  it.each<[Behaviour, string]>([
    ['html', 'upstream-captive'],
    ['empty', 'upstream-not-acknowledged'],
    ['redirect', 'upstream-redirected'],
    ['endless', 'upstream-not-acknowledged'],
    ['too-far', 'upstream-not-acknowledged'],
    ['nothing-taken', 'upstream-not-acknowledged'],
    ['stored-half-answer', 'upstream-unreachable'],
    ['cut', 'upstream-unreachable'],
    [{ status: 500 }, 'upstream-refused'],
    [{ status: 404 }, 'upstream-refused'],
  ])('SY2 the answer %j moves nothing and is named', async (behaviour, code) => {
    const { upstream, baseUrl } = await receiver(() => behaviour);
    const { sync, append, place } = await studio();
    await append(10);
    configure(sync, baseUrl);
    const state = await until(sync, ({ state: name }) => name === 'waiting' && upstream.requests.length >= 4);
    expect(state.problem?.code).toBe(code);
    expect(state.acknowledgedSeq).toBe(0);
    expect(state.nextTryAtMs).not.toBeNull();
    expect(place(baseUrl).acknowledgedSeq).toBe(0);
    expect(new Set(upstream.requests.map(({ id, bodyHash }) => `${id} ${bodyHash}`)).size).toBe(1);
    expect(upstream.otherRequests).toEqual([]);
  });

  it('SY3 a retry carries the bytes of the first try, also when more has happened since', async () => {
    const { sync, ledger, append } = await studio();
    const { upstream, baseUrl } = await receiver((index) => {
      if (index === 0) void append(5);
      return index < 3 ? 'stored-cut' : 'acknowledge';
    });
    await append(5);
    configure(sync, baseUrl);
    await until(sync, delivered(ledger));
    expect(upstream.requests.slice(0, 4).map(({ lastSeq }) => lastSeq)).toEqual([5, 5, 5, 5]);
    expect(new Set(upstream.requests.slice(0, 4).map(({ bodyHash }) => bodyHash)).size).toBe(1);
    expect(upstream.seqs(STUDIO)).toEqual(upTo(10));
  });

  it.each([401, 403])('SY4 after %i nothing is sent until a person acts', async (status) => {
    let locked = true;
    const { upstream, baseUrl } = await receiver(() => (locked ? { status } : 'acknowledge'));
    const { sync, ledger, append } = await studio();
    await append(3);
    configure(sync, baseUrl);
    const state = await until(sync, ({ state: name }) => name === 'stopped');
    expect(state.problem).toEqual({ code: 'upstream-unauthorised', context: { status } });
    await append(3);
    await until(sync, (_state, { headSeq }) => headSeq === 6);
    expect(stateOf(sync).state).toBe('stopped');
    expect(upstream.requests.length).toBe(1);
    sync.sendNow(undefined);
    await until(sync, ({ state: name }) => name === 'stopped' && upstream.requests.length === 2);
    locked = false;
    configure(sync, baseUrl);
    await until(sync, delivered(ledger));
    expect(upstream.seqs(STUDIO)).toEqual(upTo(6));
  });

  it('SY5 offline it waits longer and longer up to a minute; online again all arrives', async () => {
    const { upstream, baseUrl } = await receiver();
    const { port } = upstream;
    await upstream.stop();
    const { sync, ledger, append, clock } = await studio();
    await append(20);
    configure(sync, baseUrl);
    const state = await until(sync, () => clock.waitsMs.length >= 9);
    expect(state.problem).toEqual({ code: 'upstream-unreachable', context: { host: `127.0.0.1:${port}` } });
    expect(clock.waitsMs.slice(0, 9)).toEqual([750, 1500, 3000, 6000, 12_000, 24_000, 45_000, 45_000, 45_000]);
    await append(20);
    const back = new Receiver(SECRET);
    await back.start(port);
    ending.push(() => back.stop());
    await until(sync, delivered(ledger));
    expect(back.seqs(STUDIO)).toEqual(upTo(40));
    expect(stateOf(sync).problem).toBeNull();
  });

  it('SY6 a restart at any moment goes on from the cursor', async () => {
    const random = seeded(6);
    const { upstream, baseUrl } = await receiver(() => (random() < 0.4 ? faults[Math.floor(random() * faults.length)]! : 'acknowledge'));
    const { storage, ledger, append, place } = await studio();
    await append(12_000);
    for (let start = 0; start < 25; start += 1) {
      const { sync } = await studio({ storage });
      configure(sync, baseUrl);
      await append(7);
      await new Promise((resolve) => setTimeout(resolve, Math.floor(random() * 12)));
      await sync.dispose();
    }
    const before = place(baseUrl).acknowledgedSeq;
    const requests = upstream.requests.length;
    const { sync } = await studio({ storage });
    configure(sync, baseUrl);
    await until(sync, delivered(ledger));
    expect(upstream.requests[requests]?.firstSeq ?? before + 1).toBe(before + 1);
    expect(upstream.faults).toEqual([]);
    expect(upstream.seqs(STUDIO)).toEqual(upTo(ledger.headSeq));
    expect(place(baseUrl).acknowledgedSeq).toBe(ledger.headSeq);
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
    const { sync, ledger, append, clock } = await studio();
    await append(1);
    configure(sync, baseUrl);
    await until(sync, delivered(ledger));
    expect(clock.waitsMs).toEqual([7000, 9000, 3_600_000, 1000, 1000]);
  });

  it('SY8 a receiver that finds requests too large gets smaller ones', async () => {
    const { upstream, baseUrl } = await receiver();
    upstream.maxEntries = 60;
    const { sync, ledger, append, clock } = await studio();
    await append(700);
    configure(sync, baseUrl);
    await until(sync, delivered(ledger));
    expect(upstream.seqs(STUDIO)).toEqual(upTo(700));
    expect(upstream.faults).toEqual([]);
    expect(clock.waitsMs).toEqual([]);
  });

  it('SY8 requests stay within 1 MiB before compression, and a longer entry goes alone', async () => {
    const { upstream, baseUrl } = await receiver();
    const { sync, ledger, append } = await studio();
    await append(30, '和田'.repeat(20_000));
    await append(1, 'x'.repeat(2_000_000));
    await append(2);
    configure(sync, baseUrl);
    await until(sync, delivered(ledger));
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
    const { sync, ledger, append } = await studio();
    await append(10);
    configure(sync, first.baseUrl);
    await until(sync, delivered(ledger));
    configure(sync, second.baseUrl);
    expect(stateOf(sync).acknowledgedSeq).toBe(0);
    await until(sync, delivered(ledger));
    await sync.remove('district');
    expect(sync.state.get()).toMatchObject({ state: 'off', destinations: [] });
    await append(5);
    configure(sync, first.baseUrl.slice(0, -1));
    await until(sync, delivered(ledger));
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
    const { sync, ledger, append } = await studio();
    configure(sync, baseUrl);
    expect(configure(sync, bad)).toEqual({
      ok: false,
      refusal: { code: 'upstream-bad-address', context: { baseUrl: bad.replace(/\/?[?#].*$/u, '') } },
    });
    await append(1);
    await until(sync, delivered(ledger));
  });

  it('SY10 accepts https anywhere and http to this computer', async () => {
    const { sync } = await studio();
    for (const good of ['https://results.example.cn', 'http://localhost:9', 'http://[::1]:9', ' http://127.0.0.1:9/base ']) {
      expect(sync.open({ type: 'https', destinationId: 'district', baseUrl: good }, { secret: SECRET, login: null }).ok).toBe(true);
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
    const { sync, append } = await studio({ logger: pino({ level: 'debug' }, stream) });
    await append(20);
    const password = 'the password of the test';
    const refusal = configure(sync, `https://desk:${encodeURIComponent(password)}@results.example.cn`);
    expect(refusal.ok).toBe(false);
    configure(sync, baseUrl);
    await until(sync, ({ state }) => state === 'stopped');
    expect(lines.length).toBeGreaterThan(5);
    const said = lines.join('') + JSON.stringify(sync.state.get()) + JSON.stringify(refusal);
    expect(said).not.toContain(SECRET);
    expect(said).not.toContain(SECRET.slice('whsec_'.length));
    expect(said).not.toContain(encodeURIComponent(password));
  });

  it('SY12 a disk that cannot keep the cursor is named, and the delivery goes on by itself', async () => {
    const { sync, storage, ledger, append } = await studio();
    const { upstream, baseUrl } = await receiver((index) => {
      if (index === 0) storage.writer.hold(new StorageFailure('storage-full'));
      return 'acknowledge';
    });
    await append(4);
    configure(sync, baseUrl);
    const state = await until(sync, ({ state: name }) => name === 'waiting');
    expect(state).toMatchObject({ acknowledgedSeq: 0, problem: { code: 'storage-full' } });
    storage.writer.hold(null);
    await until(sync, delivered(ledger));
    expect(upstream.seqs(STUDIO)).toEqual(upTo(4));
    expect(stateOf(sync).problem).toBeNull();
  });

  it('SY14 what is private to this computer never goes upstream', async () => {
    const { upstream, baseUrl } = await receiver();
    const { sync, ledger } = await studio();
    await ledger.append([paid('o1', { buyer: '张**', private: { buyer: '张三丰', buyerKey: '0123456789abcdef' } })]);
    configure(sync, baseUrl);
    await until(sync, delivered(ledger));
    const arrived = JSON.stringify([...upstream.held.values()]);
    expect(arrived).toContain('张**');
    expect(arrived).not.toMatch(/张三丰|0123456789abcdef|private/u);
  });

  it('SY13 entries of one moment travel in one request', async () => {
    const { upstream, baseUrl } = await receiver();
    const { sync, ledger, append } = await studio();
    configure(sync, baseUrl);
    await until(sync, ({ state }) => state === 'idle');
    await Promise.all(Array.from({ length: 50 }, () => append(1)));
    await until(sync, delivered(ledger));
    expect(upstream.requests.map(({ id }) => id)).toEqual([`${STUDIO}/1-50`]);
  });
});
