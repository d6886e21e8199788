/** Delivery over a real NATS server: what counts as delivered, and what every failure means. */
import { type AddressInfo, connect as connectTo, createServer, type Socket } from 'node:net';
import { setDefaultCACertificates, getCACertificates } from 'node:tls';
import { readFileSync } from 'node:fs';
import { jetstream, jetstreamManager, RetentionPolicy } from '@nats-io/jetstream';
import { connect, nkeys } from '@nats-io/transport-node';
import { afterEach, describe, expect, it } from 'vitest';
import type { Summary } from '../../../../native/contract/upstream.ts';
import { keyOfSecret, newSecret, verify } from '../../../../native/orders/standard-webhooks.ts';
import { natsAddress, natsAuthenticator } from '../../../../native/sync/jetstream/nats-link.ts';
import { partsOfSubject, subjectOf } from '../../../../native/sync/jetstream/subjects.ts';
import { userKeyOf } from '../../../../native/sync/jetstream/user-key.ts';
import { freePort, makeCertificate, natsMissing, type NatsOptions, type NatsServer, startNats } from '../../../harness/nats.ts';
import { manualClock } from '../../manual-clock.ts';
import { batchOf, natsStudio, never, RecordedUplink, SECRET, STUDIO, type StudioOptions } from './nats-studio.ts';

const SUBJECT = 'studio.hetian=2e1.entries';
const missing = natsMissing();

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

async function nats(options?: NatsOptions): Promise<NatsServer> {
  const server = await startNats(options);
  ending.push(() => server.stop());
  return server;
}

function studio(server: NatsServer | string, options: Partial<StudioOptions> = {}) {
  const transport = natsStudio({ server: typeof server === 'string' ? server : server.url, ...options });
  ending.push(() => transport.dispose());
  return transport;
}

/** The office's view of the server. */
async function office(server: NatsServer, login: object = {}) {
  const connection = await connect({ servers: `127.0.0.1:${server.port}`, reconnect: false, ...login });
  ending.push(() => connection.close());
  return { connection, manager: await jetstreamManager(connection), client: jetstream(connection) };
}

/** Passes bytes on, unless the answers are withheld. */
async function line(server: NatsServer) {
  const sockets = new Set<Socket>();
  const state = { answers: true };
  const proxy = createServer((near) => {
    const far = connectTo(server.port, '127.0.0.1');
    for (const socket of [near, far]) sockets.add(socket.on('error', () => socket.destroy()));
    near.pipe(far);
    far.on('data', (bytes) => state.answers && near.write(bytes));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const cut = () => sockets.forEach((socket) => socket.destroy());
  ending.push(() => (cut(), proxy.close()));
  return { url: `nats://127.0.0.1:${(proxy.address() as AddressInfo).port}`, state, cut };
}

async function held(server: NatsServer, stream = 'STUDIO_ENTRIES') {
  const { manager } = await office(server);
  return (await manager.streams.info(stream)).state.messages;
}

const taken = (seq: number) => ({ kind: 'acknowledged', seq, refused: [], accepts: [] });
const refusal = (kind: string, code: string) => expect.objectContaining({ kind, refusal: expect.objectContaining({ code }) as unknown });

describe.skipIf(missing)(`delivery over JetStream${missing ? ` (skipped: ${missing})` : ''}`, () => {
  it('JS1 a batch is one signed message on the studio’s subject, and the acknowledgement of the stream counts', async () => {
    const server = await nats();
    const batch = batchOf(1, 500);
    expect(await studio(server).send(batch, never)).toEqual(taken(500));
    const { manager } = await office(server);
    const stored = await manager.streams.getMessage('STUDIO_ENTRIES', { seq: 1 });
    expect(stored?.subject).toBe(SUBJECT);
    expect(Buffer.from(stored!.data).equals(Buffer.from(batch.body))).toBe(true);
    const fields = Object.fromEntries([...stored!.header].map(([name, values]) => [name, values[0]]));
    expect(fields).toMatchObject({ 'Nats-Msg-Id': 'hetian.1-1-500', 'content-type': 'application/x-ndjson', 'content-encoding': 'gzip' });
    expect(verify(keyOfSecret(SECRET)!, fields, stored!.data, Date.now())).toEqual({ ok: true, value: 'hetian.1/1-500' });
    expect((await manager.streams.info('STUDIO_ENTRIES')).config).toMatchObject({
      subjects: ['studio.*.entries'],
      retention: 'workqueue',
      discard: 'new',
      storage: 'file',
      max_age: 0,
      max_bytes: -1,
    });
  });

  it('JS2 every id has a subject of its own, and the subject gives it back', () => {
    for (const id of ['hetian-1', 'hetian.1', 'a/b:c#d@e+f_g', 'A.a', 'a=2e']) {
      const subject = subjectOf(id, 'entries');
      expect(subject.split('.')).toHaveLength(3);
      expect(subject).toMatch(/^studio\.[\w=-]+\.entries$/u);
      expect(partsOfSubject(subject)).toEqual({ studioId: id, kind: 'entries' });
    }
    for (const strange of [
      'studio.a=2E1.entries',
      'studio.a b.entries',
      'studio.a=41.entries',
      'studio..entries',
      'studio.a.b.entries',
      'other.a.entries',
      'studio.a.orders',
    ]) {
      expect(partsOfSubject(strange)).toBeNull();
    }
  });

  it('JS3 a batch whose acknowledgement got lost is sent again with the same id and bytes, and is there once', async () => {
    const server = await nats();
    const way = await line(server);
    const sender = studio(way.url);
    expect(await sender.send(batchOf(1, 10), never)).toEqual(taken(10));
    way.state.answers = false;
    const lost = sender.send(batchOf(11, 20), never);
    await expect.poll(() => held(server)).toBe(2);
    way.cut();
    expect(await lost).toEqual(refusal('unreachable', 'upstream-unreachable'));
    way.state.answers = true;
    expect(await sender.send(batchOf(11, 20), never)).toEqual(taken(20));
    expect(await held(server)).toBe(2);
  });

  it('JS4 a server killed between storing and acknowledging loses nothing and has nothing twice', async () => {
    const server = await nats();
    const way = await line(server);
    const sender = studio(way.url);
    await sender.send(batchOf(1, 10), never);
    way.state.answers = false;
    const lost = sender.send(batchOf(11, 20), never);
    await expect.poll(() => held(server)).toBe(2);
    await server.kill();
    expect(await lost).toEqual(refusal('unreachable', 'upstream-unreachable'));
    expect(await sender.send(batchOf(11, 20), never)).toEqual(refusal('unreachable', 'upstream-unreachable'));
    way.state.answers = true;
    await server.restart();
    expect(await sender.send(batchOf(11, 20), never)).toEqual(taken(20));
    expect(await sender.send(batchOf(21, 30), never)).toEqual(taken(30));
    expect(await held(server)).toBe(3);
  });

  it('JS5 a batch is no duplicate because somebody else has used its id', async () => {
    const server = await nats();
    const sender = studio(server);
    await sender.send(batchOf(1, 10), never);
    const { client } = await office(server);
    await client.publish('studio.other.entries', new Uint8Array(4), { msgID: 'hetian.1-11-20' });
    expect(await sender.send(batchOf(11, 20), never)).toEqual(taken(20));
    const { manager } = await office(server);
    const newest = await manager.streams.getMessage('STUDIO_ENTRIES', { last_by_subj: SUBJECT });
    expect(newest?.header.get('webhook-id')).toBe('hetian.1/11-20');
  });

  it('JS6 a full stream makes the studio wait, and it goes on when there is room', async () => {
    const server = await nats();
    const { manager } = await office(server);
    await manager.streams.add({ name: 'STUDIO_ENTRIES', subjects: ['studio.*.entries'], discard: 'new', max_bytes: 60_000 });
    const sender = studio(server);
    const big = (first: number) => batchOf(first, first + 9, { filler: 4000 });
    expect(await sender.send(big(1), never)).toEqual(taken(10));
    expect(await sender.send(big(11), never)).toEqual(taken(20));
    expect(await sender.send(big(21), never)).toEqual({
      kind: 'busy',
      refusal: { code: 'upstream-stream-full', context: { stream: 'STUDIO_ENTRIES' } },
      retryAfterMs: null,
    });
    await manager.streams.purge('STUDIO_ENTRIES');
    expect(await sender.send(big(21), never)).toEqual(taken(30));
    await manager.streams.update('STUDIO_ENTRIES', { max_msgs: 1 });
    expect(await sender.send(batchOf(31, 31), never)).toEqual(refusal('busy', 'upstream-stream-full'));
  });

  it('JS7 a wrong login stops the delivery, and each form of a right one is taken', async () => {
    const seed = new TextDecoder().decode(nkeys.createUser().getSeed());
    const publicKey = nkeys.fromSeed(new TextEncoder().encode(seed)).getPublicKey();
    const own = userKeyOf(keyOfSecret(SECRET)!).publicKey;
    expect(nkeys.fromPublic(own).getPublicKey()).toBe(own);
    const server = await nats({
      config: `authorization { users: [ { user: hetian, password: "right one" }, { nkey: ${publicKey} }, { nkey: ${own} } ] }`,
    });
    const attempt = (options: Partial<StudioOptions>) => studio(server, options).send(batchOf(1, 2), never);
    const stopped = refusal('stopped', 'upstream-unauthorised');
    expect(await attempt({ user: 'hetian', login: 'wrong one' })).toEqual(stopped);
    expect(await attempt({ secret: newSecret() })).toEqual(stopped);
    expect(await attempt({ login: 'some token' })).toEqual(stopped);
    expect(await attempt({ user: 'hetian', login: 'right one' })).toEqual(taken(2));
    expect(await attempt({ login: seed })).toEqual(taken(2));
    expect(await attempt({})).toEqual(taken(2));
    await server.restart('authorization { token: "the token" }');
    expect(await attempt({ login: 'another token' })).toEqual(stopped);
    expect(await attempt({ login: ' the token\n' })).toEqual(taken(2));
    const key = keyOfSecret(SECRET)!;
    const creds = `-----BEGIN NATS USER JWT-----\nab.cd.ef\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`;
    expect(natsAuthenticator({ login: creds, key })?.('nonce')).toMatchObject({ jwt: 'ab.cd.ef', nkey: publicKey });
    expect(natsAuthenticator({ login: creds.replace(seed, 'SUNOSEED'), key })).toBeNull();
  });

  it('JS8 a login that may not publish here stops the delivery', async () => {
    const server = await nats({
      config: 'authorization { users: [ { user: a, password: b, permissions: { publish: ["studio.other.entries", "$JS.API.>"] } } ] }',
    });
    const sender = studio(server, { user: 'a', login: 'b' });
    expect(await sender.send(batchOf(1, 2), never)).toEqual(refusal('stopped', 'upstream-unauthorised'));
    server.reload('authorization { users: [ { user: a, password: b } ] }');
    await expect.poll(() => sender.send(batchOf(1, 2), never)).toEqual(taken(2));
  });

  it('JS9 a batch that is too large for the server or the stream asks for smaller ones', async () => {
    const server = await nats({ config: 'max_payload: 20000' });
    const sender = studio(server);
    expect(await sender.send(batchOf(1, 10, { filler: 4000 }), never)).toEqual(refusal('too-large', 'upstream-refused'));
    expect(await sender.send(batchOf(1, 4, { filler: 4000 }), never)).toEqual(taken(4));
    const { manager } = await office(server);
    await manager.streams.update('STUDIO_ENTRIES', { max_msg_size: 5000 });
    expect(await sender.send(batchOf(5, 7, { filler: 4000 }), never)).toEqual(refusal('too-large', 'upstream-refused'));
    expect(await sender.send(batchOf(5, 5, { filler: 4000 }), never)).toEqual(taken(5));
  });

  it('JS10 a stream that is not there and may not be made is named, and found once it is there', async () => {
    const missingStream = { kind: 'busy', refusal: { code: 'upstream-stream-missing', context: { subject: SUBJECT } }, retryAfterMs: null };
    const bare = await nats({ jetstream: false });
    expect(await studio(bare).send(batchOf(1, 2), never)).toEqual(missingStream);

    const guarded = await nats({
      config: `authorization { users: [
        { user: office, password: x },
        { user: a, password: b, permissions: { publish: ["studio.hetian=2e1.entries", "$JS.API.STREAM.INFO.STUDIO_ENTRIES"] } },
        { user: blind, password: b, permissions: { publish: ["studio.hetian=2e1.entries"] } } ] }`,
    });
    const sender = studio(guarded, { user: 'a', login: 'b' });
    const blind = studio(guarded, { user: 'blind', login: 'b' });
    expect(await sender.send(batchOf(1, 2), never)).toEqual(missingStream);
    expect(await blind.send(batchOf(1, 2), never)).toEqual(missingStream);
    const { manager } = await office(guarded, { user: 'office', pass: 'x' });
    await manager.streams.add({ name: 'OTHER', subjects: ['studio.>'] });
    expect(await blind.send(batchOf(1, 2), never)).toEqual(missingStream);
    await manager.streams.delete('OTHER');
    await manager.streams.add({ name: 'STUDIO_ENTRIES', subjects: ['studio.*.entries'] });
    expect(await sender.send(batchOf(1, 2), never)).toEqual(taken(2));
    expect(await blind.send(batchOf(3, 4), never)).toEqual(taken(4));
    await manager.streams.delete('STUDIO_ENTRIES');
    expect(await sender.send(batchOf(5, 6), never)).toEqual(missingStream);
  });

  it('JS11 a certificate that does not hold, or no TLS where it is asked for, is never passed over', async () => {
    const plain = await nats();
    const certificate = makeCertificate(plain.folder, 'nats');
    const server = await nats({ tls: certificate });
    const bad = (problem: string) => ({
      kind: 'unreachable',
      refusal: { code: 'upstream-certificate', context: { host: expect.any(String) as string, problem } },
    });
    expect(await studio(server).send(batchOf(1, 2), never)).toEqual(bad('DEPTH_ZERO_SELF_SIGNED_CERT'));
    expect(await studio(`tls://127.0.0.1:${plain.port}`).send(batchOf(1, 2), never)).toEqual(bad('no TLS'));
    const before = getCACertificates('default');
    ending.push(() => setDefaultCACertificates(before));
    setDefaultCACertificates([...before, readFileSync(certificate.cert, 'utf8')]);
    expect(await studio(server).send(batchOf(1, 2), never)).toEqual(taken(2));
    expect(await studio(`tls://localhost:${server.port}`).send(batchOf(1, 2), never)).toEqual(bad('ERR_TLS_CERT_ALTNAME_INVALID'));
  });

  it('JS12 only TLS, or this computer, is an address', () => {
    expect(natsAddress(' tls://Results.example.cn ')).toEqual({ ok: true, value: 'tls://results.example.cn:4222' });
    expect(natsAddress('nats://[::1]:4333/')).toEqual({ ok: true, value: 'nats://[::1]:4333' });
    for (const text of ['nats://results.example.cn', 'tls://a:b@c', 'tls://c/path', 'tls://c?x=1', 'https://c', 'tls://', 'c:4222']) {
      const refused = natsAddress(text);
      expect(refused).toMatchObject({ ok: false, refusal: { code: 'upstream-bad-address' } });
      expect(JSON.stringify(refused)).not.toContain('a:b');
    }
  });

  it('JS13 a server that says nothing more is given up at the deadline, and asked anew', async () => {
    const server = await nats();
    const clock = manualClock();
    const sender = studio(server, { clock: { ...clock, nowMs: () => Date.now() } });
    expect(await sender.send(batchOf(1, 2), never)).toEqual(taken(2));
    server.halt();
    const late = sender.send(batchOf(3, 4), never);
    await clock.advance(60_000);
    expect(await late).toEqual({
      kind: 'unreachable',
      refusal: { code: 'upstream-late', context: { host: `127.0.0.1:${server.port}`, seconds: 60 } },
    });
    expect(await Promise.all([sender.send(batchOf(3, 4), never), clock.advance(15_000)])).toMatchObject([
      refusal('unreachable', 'upstream-late'),
      undefined,
    ]);
    server.continue();
    expect(await sender.send(batchOf(3, 4), never)).toEqual(taken(4));
    expect(await held(server)).toBe(2);
  });

  it('JS14 an abort and a dispose end everything at once', async () => {
    const monitor = await freePort();
    const server = await nats({ config: `http: "127.0.0.1:${monitor}"` });
    const connections = async () =>
      ((await (await fetch(`http://127.0.0.1:${monitor}/connz`)).json()) as { num_connections: number }).num_connections;
    const sender = studio(server);
    await sender.send(batchOf(1, 2), never);
    expect(await connections()).toBe(1);
    server.halt();
    const abort = new AbortController();
    const cut = sender.send(batchOf(3, 4), abort.signal);
    abort.abort();
    expect(await cut).toEqual(refusal('unreachable', 'upstream-unreachable'));
    server.continue();
    expect(await sender.send(batchOf(3, 4), AbortSignal.abort())).toEqual(refusal('unreachable', 'upstream-unreachable'));
    expect(await sender.send(batchOf(3, 4), never)).toEqual(taken(4));
    await sender.test(never);
    await expect.poll(connections).toBe(1);
    await sender.dispose();
    await expect.poll(connections).toBe(0);
  });

  it('JS15 the office’s description says what it takes', async () => {
    const server = await nats();
    const { manager } = await office(server);
    await manager.streams.add({
      name: 'STUDIO_ENTRIES',
      subjects: ['studio.*.entries'],
      retention: RetentionPolicy.Workqueue,
      description: 'Results of all studios. accepts: summary any-order telepathy',
    });
    const sender = studio(server);
    expect(await sender.send(batchOf(1, 2), never)).toEqual({ ...taken(2), accepts: ['summary', 'any-order'] });
    expect(await sender.test(never)).toEqual({
      ok: true,
      value: { ms: expect.any(Number) as number, acknowledgedSeq: null, accepts: ['summary', 'any-order'] },
    });
    await server.kill();
    expect(await sender.test(never)).toMatchObject({ ok: false, refusal: { code: 'upstream-unreachable' } });
    expect(await sender.knock!(never)).toBe(false);
    await server.restart();
    expect(await sender.knock!(never)).toBe(true);
  });

  it('JS16 a summary is a signed message of its own and counts only when it is kept', async () => {
    const server = await nats();
    const sender = studio(server);
    const summary = { studioId: STUDIO, broadcastId: 'bc-1', ledgerSeq: 7, atMs: 5, grossFen: 100 } as Summary;
    expect(await sender.sendSummary!(summary, never)).toBe(false);
    const { manager } = await office(server);
    await manager.streams.add({ name: 'STUDIO_SUMMARIES', subjects: ['studio.*.summary'], max_msgs_per_subject: 1 });
    expect(await sender.sendSummary!(summary, never)).toBe(true);
    const stored = await manager.streams.getMessage('STUDIO_SUMMARIES', { seq: 1 });
    expect(JSON.parse(new TextDecoder().decode(stored!.data))).toEqual(summary);
    const fields = Object.fromEntries([...stored!.header].map(([name, values]) => [name, values[0]]));
    expect(verify(keyOfSecret(SECRET)!, fields, stored!.data, Date.now())).toMatchObject({ value: 'hetian.1/summary/bc-1/7' });
  });

  it('JS17 a batch takes all its bytes from the line before the first leaves, and tells how long a ping took', async () => {
    const server = await nats();
    const uplink = new RecordedUplink();
    const sender = studio(server, { uplink });
    const batch = batchOf(1, 10, { filler: 2000 });
    await sender.send(batch, never);
    const sum = uplink.taken.reduce((bytes, one) => bytes + one, 0);
    expect(Math.max(...uplink.taken)).toBeLessThanOrEqual(4096);
    expect(sum).toBeGreaterThan(batch.body.length);
    expect(sum).toBeLessThan(batch.body.length + 500);
    expect(uplink.roundTrips).toHaveLength(1);
    uplink.take = async () => {
      uplink.taken.push(Number.NaN);
      await server.kill();
    };
    expect(await sender.send(batchOf(11, 12), never)).toEqual(refusal('unreachable', 'upstream-unreachable'));
  });
});
