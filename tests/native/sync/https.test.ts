/** The way over HTTPS against real servers: certificates, clocks, slow lines, pauses, and a line that comes back. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openHttps } from '../../../native/sync/https/https-transport.ts';
import { freeUplink } from './free-uplink.ts';
import { type CertificateName, type Certificates, makeCertificates } from './certificates.ts';
import { Receiver } from './receiver.ts';
import { configure, delivered, ending, receiver, SECRET, stateOf, STUDIO, studio, until, upTo } from './sync-desk.ts';

const MINUTE = 60_000;

describe('certificates', () => {
  let folder: string;
  let certificates: Certificates;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'certificates-'));
    certificates = makeCertificates(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function secureReceiver(name: CertificateName) {
    const upstream = new Receiver(SECRET);
    const server = createTlsServer(certificates.of(name), upstream.handler);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ending.push(async () => void server.close());
    return { upstream, baseUrl: `https://127.0.0.1:${(server.address() as AddressInfo).port}/base` };
  }

  async function deliver(baseUrl: string, ca: string | undefined) {
    const desk = await studio();
    await desk.append(5);
    const config = { type: 'https' as const, destinationId: 'district', baseUrl };
    const way = openHttps(config, {
      secret: SECRET,
      studioId: () => STUDIO,
      uplink: freeUplink(),
      clock: desk.clock,
      ...(ca ? { ca } : {}),
    });
    desk.sync.set(config, true, way);
    return desk;
  }

  it('SY26 a receiver with a certificate that holds gets everything', async () => {
    const { upstream, baseUrl } = await secureReceiver('good');
    const { sync, ledger } = await deliver(baseUrl, certificates.ca);
    await until(sync, delivered(ledger));
    expect(upstream.seqs(STUDIO)).toEqual(upTo(5));
    expect(upstream.faults).toEqual([]);
  });

  it.each<[CertificateName, RegExp, boolean]>([
    ['expired', /expired/u, true],
    ['not-yet-valid', /not yet valid/u, true],
    ['wrong-name', /does not match/u, true],
    ['self-signed', /self.signed/u, true],
    ['good', /unable to|self.signed/u, false],
  ])('SY26 a certificate that does not hold (%s) is named, gets nothing, and is tried again', async (name, problem, trusted) => {
    const { upstream, baseUrl } = await secureReceiver(name);
    const { sync, clock } = await deliver(baseUrl, trusted ? certificates.ca : undefined);
    const state = await until(sync, () => clock.waitsMs.length >= 4);
    expect(state.problem).toMatchObject({ code: 'upstream-certificate', context: { problem: expect.stringMatching(problem) as string } });
    expect(upstream.requests).toEqual([]);
    expect(state).toMatchObject({ acknowledgedSeq: 0, line: 'offline' });
  });
});

describe('certificates and the environment', () => {
  it('SY26 no variable of the environment makes a bad certificate good', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    onTestFinished(() => {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true, force: true });
    });
    const upstream = new Receiver(SECRET);
    const server = createTlsServer(makeCertificates(folder).of('expired'), upstream.handler).listen(0, '127.0.0.1');
    ending.push(async () => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { sync, append } = await studio();
    await append(1);
    configure(sync, `https://127.0.0.1:${(server.address() as AddressInfo).port}/base`);
    const state = await until(sync, ({ problem }) => problem !== null);
    expect(state.problem?.code).toBe('upstream-certificate');
    expect(upstream.requests).toEqual([]);
  });
});

describe('clocks', () => {
  it.each([15 * MINUTE, -15 * MINUTE])('SY27 own clock %i ms off: delivered by the time of the receiver, and said', async (skewMs) => {
    const { upstream, baseUrl } = await receiver();
    const { sync, ledger, clock, append } = await studio();
    clock.skewMs = skewMs;
    await append(3);
    configure(sync, baseUrl);
    const state = await until(sync, delivered(ledger));
    expect(state.problem).toMatchObject({ code: 'upstream-clock-skew' });
    expect(Math.abs(state.clockSkewMs! + skewMs)).toBeLessThan(MINUTE);
    expect(upstream.requests.length).toBe(2);
    // And jumps the other way.
    clock.skewMs = -skewMs;
    await append(3);
    await until(sync, delivered(ledger));
    clock.skewMs = 0;
    await append(3);
    const right = await until(sync, (now) => delivered(ledger)(now) && now.problem === null);
    expect(right.clockSkewMs).toBeNull();
    expect(upstream.seqs(STUDIO)).toEqual(upTo(9));
    expect(upstream.faults).toEqual([]);
  });

  it('SY28 turned away by the time of the receiver too, it stops after the second request', async () => {
    const { upstream, baseUrl } = await receiver(() => ({ status: 401 }));
    upstream.skewMs = 20 * MINUTE;
    const { sync, append } = await studio();
    await append(1);
    configure(sync, baseUrl);
    const state = await until(sync, ({ state: name }) => name === 'stopped');
    expect(state.problem?.code).toBe('upstream-unauthorised');
    expect(upstream.requests.length).toBe(2);
  });

  it('SY29 a clock that jumps while it waits ends no wait wrongly and makes no negative length', async () => {
    let away = true;
    const { upstream, baseUrl } = await receiver(() => (away ? { status: 503 } : 'acknowledge'));
    const { sync, ledger, clock, append } = await studio();
    await append(4);
    configure(sync, baseUrl);
    for (const skewMs of [15 * MINUTE, -15 * MINUTE, 40 * 24 * 60 * MINUTE, -40 * 24 * 60 * MINUTE, 0]) {
      const before = upstream.requests.length;
      clock.skewMs = skewMs;
      await until(sync, () => upstream.requests.length >= before + 2);
    }
    away = false;
    const state = await until(sync, delivered(ledger));
    expect(clock.waitsMs.every((waitMs) => waitMs >= 0 && waitMs <= MINUTE)).toBe(true);
    expect(state.backlogMs).toBe(0);
    expect(upstream.seqs(STUDIO)).toEqual(upTo(4));
  });
});

describe('the line', () => {
  it('SY30 an upload that the line holds back is not cut, however long it takes', async () => {
    const { upstream, baseUrl } = await receiver();
    const { sync, ledger, clock, append } = await studio({ sliceMs: 60 });
    clock.answerMs = 400;
    await append(3, randomBytes(15_000).toString('base64'));
    configure(sync, baseUrl);
    const state = await until(sync, delivered(ledger));
    expect(upstream.requests.length).toBe(1);
    expect(state.problem).toBeNull();
  });

  it('SY31 an answer that never comes is given up and named', async () => {
    const { baseUrl } = await receiver(() => 'stored-silence');
    const { sync, clock, append } = await studio();
    clock.answerMs = 50;
    await append(1);
    configure(sync, baseUrl);
    const state = await until(sync, ({ state: name }) => name === 'waiting');
    expect(state.problem).toMatchObject({ code: 'upstream-late', context: { seconds: 30 } });
  });

  it('SY32 a line that comes back ends the wait, however much of it is left', async () => {
    const { upstream, baseUrl } = await receiver();
    const { port } = upstream;
    await upstream.stop();
    const { sync, ledger, clock, append } = await studio();
    await append(5);
    configure(sync, baseUrl);
    await until(sync, () => clock.waitsMs.length > 7);
    clock.patient = true;
    const waits = clock.waitsMs.length;
    await until(sync, ({ state }) => state === 'waiting' && clock.waitsMs.length > waits);
    const back = new Receiver(SECRET);
    await back.start(port);
    ending.push(() => back.stop());
    await until(sync, delivered(ledger));
    expect(back.seqs(STUDIO)).toEqual(upTo(5));
  }, 30_000);

  it('SY32 a server that takes connections and drops them is not hammered', async () => {
    let connections = 0;
    const server = createTcpServer((socket) => {
      connections += 1;
      socket.once('data', () => socket.resetAndDestroy());
      socket.on('error', () => undefined);
    }).listen(0, '127.0.0.1');
    ending.push(async () => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { sync, clock, append } = await studio();
    await append(5);
    clock.patient = true;
    configure(sync, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await until(sync, ({ state }) => state === 'waiting');
    const waits = clock.waitsMs.length;
    // Dozens of knocks, each of which finds the port open, in the time of a wait or two.
    await until(sync, () => connections > 40);
    expect(clock.waitsMs.length - waits).toBeLessThanOrEqual(2);
  });
});

describe('what a person can do', () => {
  it('SY33 the connection is tested without sending entries', async () => {
    const { upstream, baseUrl } = await receiver();
    const answers: [number, string][] = [
      [200, JSON.stringify({ studioId: STUDIO, acknowledged: 12, accepts: ['summary'] })],
      [404, 'nothing here'],
      [401, ''],
      [200, '<html>log in</html>'],
    ];
    upstream.other = (request, response) => {
      expect(request.headers['webhook-id']).toBe(`${STUDIO}/test`);
      const [status, text] = answers.shift()!;
      response.writeHead(status).end(text);
    };
    const { sync } = await studio();
    configure(sync, baseUrl);
    expect(await sync.test('district')).toMatchObject({ ok: true, value: { acknowledgedSeq: 12, accepts: ['summary'] } });
    expect(await sync.test('district')).toMatchObject({ ok: true, value: { acknowledgedSeq: null, accepts: [] } });
    expect(await sync.test('district')).toMatchObject({ ok: false, refusal: { code: 'upstream-unauthorised' } });
    expect(await sync.test('district')).toMatchObject({ ok: false, refusal: { code: 'upstream-captive' } });
    expect(await sync.test('nowhere')).toMatchObject({ ok: false, refusal: { code: 'destination-unknown' } });
    expect(upstream.otherRequests[0]).toBe(`GET /base/v1/studios/${STUDIO}`);
    expect(upstream.requests).toEqual([]);
  });

  it('SY33 a test does not wait for an upload under way', async () => {
    const { upstream, baseUrl } = await receiver(() => 'stored-silence');
    upstream.other = (_request, response) => response.end(JSON.stringify({ acknowledged: 7 }));
    const { sync, append } = await studio();
    await append(1);
    configure(sync, baseUrl);
    await until(sync, () => upstream.requests.length === 1);
    expect(await sync.test('district')).toMatchObject({ ok: true, value: { acknowledgedSeq: 7 } });
    expect(stateOf(sync).state).toBe('sending');
  });

  it('SY34 while paused nothing is sent, also nothing that was under way, and the place stays', async () => {
    const { upstream, baseUrl } = await receiver(() => 'stored-silence');
    const { sync, ledger, append } = await studio();
    await append(4);
    configure(sync, baseUrl);
    await until(sync, () => upstream.requests.length === 1);
    sync.setPaused({ ...stateOf(sync).setup, paused: true });
    await until(sync, ({ state }) => state === 'paused');
    await append(4);
    await until(sync, ({ backlogEntries }) => backlogEntries === 8);
    sync.sendNow(undefined);
    expect(stateOf(sync)).toMatchObject({ state: 'paused', acknowledgedSeq: 0 });
    expect(upstream.requests.length).toBe(1);
    upstream.behaviour = () => 'acknowledge';
    sync.setPaused({ ...stateOf(sync).setup, paused: false });
    await until(sync, delivered(ledger));
    expect(upstream.seqs(STUDIO)).toEqual(upTo(8));
    expect(upstream.faults).toEqual([]);
  });

  it('SY35 destinations side by side do not wait for each other', async () => {
    const slow = await receiver(() => ({ status: 503 }));
    const quick = await receiver();
    const { sync, ledger, append } = await studio();
    configure(sync, slow.baseUrl);
    configure(sync, quick.baseUrl, { destinationId: 'prefecture' });
    await append(3);
    await until(sync, (_first, { destinations }) => delivered(ledger)(destinations[1]!));
    expect(stateOf(sync)).toMatchObject({ acknowledgedSeq: 0, backlogEntries: 3 });
    await until(sync, (_first, { state }) => state === 'waiting');
    const same = sync.open({ type: 'https', destinationId: 'third', baseUrl: quick.baseUrl }, { secret: SECRET, login: null });
    expect(same).toMatchObject({ ok: false, refusal: { code: 'input-invalid' } });
  });
});
