/** The office's end of the stream on a real NATS server: everything once, whatever restarts, and nothing thrown away. */
import { createHash } from 'node:crypto';
import { connect as connectTcp } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterEach, describe, expect, it } from 'vitest';
import type { Summary, UpstreamEntry } from '../../../../native/contract/upstream.ts';
import { natsAccounts, officeKeyOf } from '../../../../native/district/nats-accounts.ts';
import { type Clock, systemClock } from '../../../../native/kernel/clock.ts';
import { silentLogger } from '../../../../native/kernel/logger.ts';
import { keyOfSecret, newSecret } from '../../../../native/orders/standard-webhooks.ts';
import { seededRandom } from '../../../../native/rehearsal/random.ts';
import { StreamConsumer, type StreamMessage, type Taking } from '../../../../native/sync/jetstream/consumer.ts';
import { natsAuthenticator } from '../../../../native/sync/jetstream/nats-link.ts';
import { natsMissing, type NatsOptions, type NatsServer, startNats } from '../../../harness/nats.ts';
import { until } from '../../../harness/waiting.ts';
import { batchOf, natsStudio, never, SECRET, STUDIO, type StudioOptions } from './nats-studio.ts';

const missing = natsMissing();
const OFFICE = officeKeyOf('a token that only the office knows');

const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

async function nats(options?: NatsOptions): Promise<NatsServer> {
  const server = await startNats(options);
  ending.push(() => server.stop());
  return server;
}

function studio(server: NatsServer, options: Partial<StudioOptions> = {}) {
  const transport = natsStudio({ server: server.url, ...options });
  ending.push(() => transport.dispose());
  return transport;
}

/** Waits between tries are short; deadlines are as they are. */
const hurried: Clock = {
  ...systemClock,
  after: (delayMs, callback) => systemClock.after(delayMs >= 10_000 ? delayMs : Math.min(delayMs, 10), callback),
};

/** Keeps each entry once by its number, as every receiver must. */
class Store {
  readonly keys = new Map([[STUDIO, keyOfSecret(SECRET)!]]);
  readonly held = new Map<string, Map<number, string>>();
  readonly summaries: Summary[] = [];
  deliveries = 0;
  again = 0;
  answer: (message: StreamMessage) => Promise<Taking> | Taking = () => ({ kind: 'stored' });

  keyOf = (studioId: string) => ({ key: this.keys.get(studioId) ?? OFFICE, known: this.keys.has(studioId) });

  take = async (message: StreamMessage): Promise<Taking> => {
    this.deliveries += 1;
    const answer = await this.answer(message);
    if (answer.kind !== 'stored') return answer;
    if (message.kind === 'summary') {
      this.summaries.push(JSON.parse(message.body.toString()) as Summary);
      return answer;
    }
    const held = this.held.get(message.studioId) ?? new Map<number, string>();
    this.held.set(message.studioId, held);
    for (const line of gunzipSync(message.body).toString().trimEnd().split('\n')) {
      const { seq } = JSON.parse(line) as UpstreamEntry;
      if (held.has(seq)) this.again += 1;
      else held.set(seq, line);
    }
    return answer;
  };

  seqs(studioId = STUDIO): number[] {
    return [...(this.held.get(studioId)?.keys() ?? [])].toSorted((a, b) => a - b);
  }

  hash(studioId = STUDIO): string {
    const hash = createHash('sha256');
    for (const seq of this.seqs(studioId)) hash.update(`${this.held.get(studioId)!.get(seq)}\n`);
    return hash.digest('hex');
  }
}

function officeOf(server: NatsServer, store: Store) {
  const access = { server: server.url, authenticator: natsAuthenticator({ login: null, key: OFFICE })!, inboxPrefix: '_INBOX.office' };
  const consumer = new StreamConsumer({
    access,
    accepts: ['summary', 'any-order'],
    keyOf: store.keyOf,
    take: store.take,
    clock: hurried,
    random: () => 0.5,
    logger: silentLogger,
  });
  ending.push(() => consumer.dispose());
  return consumer;
}

async function looking(server: NatsServer, login: object = {}) {
  const connection: NatsConnection = await connect({ servers: `127.0.0.1:${server.port}`, reconnect: false, ...login });
  ending.push(() => connection.close());
  return { connection, manager: await jetstreamManager(connection, { checkAPI: false }), client: jetstream(connection) };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const summary = (ledgerSeq: number, studioId = STUDIO) => ({ studioId, broadcastId: 'bc-1', ledgerSeq, atMs: ledgerSeq }) as Summary;

describe.skipIf(missing)(`the office’s end of the stream${missing ? ` (skipped: ${missing})` : ''}`, () => {
  it('JS18 takes every batch, acknowledges it when it is stored, and then it is gone from the stream', async () => {
    const server = await nats();
    const store = new Store();
    const sender = studio(server);
    // The studio may be there before the office.
    await sender.send(batchOf(1, 50), never);
    const consumer = officeOf(server, store);
    for (let first = 51; first < 500; first += 50) await sender.send(batchOf(first, first + 49), never);
    await until(consumer.state, ({ taken }) => taken >= 10);
    expect(store.seqs()).toEqual(upTo(500));
    const { manager } = await looking(server);
    await expect.poll(async () => (await manager.streams.info('STUDIO_ENTRIES')).state.messages).toBe(0);
    expect(await studio(server).send(batchOf(501, 501), never)).toMatchObject({ accepts: ['summary', 'any-order'] });
  });

  it('JS19 what cannot be stored now comes again, and nothing is acknowledged before', async () => {
    const server = await nats();
    const store = new Store();
    let faults = 4;
    store.answer = () => {
      faults -= 1;
      if (faults === 2) throw new Error('the disk is full');
      return faults > 0 ? { kind: 'later' } : { kind: 'stored' };
    };
    const consumer = officeOf(server, store);
    for (const first of [1, 11, 21]) await studio(server).send(batchOf(first, first + 9), never);
    await until(consumer.state, ({ taken }) => taken >= 3);
    expect(store.seqs()).toEqual(upTo(30));
    expect(store.again).toBe(0);
    expect(consumer.state.get().refused).toBe(0);
  });

  it('JS20 a message that is not signed by its studio is put aside with its reason, and taken once the key is known', async () => {
    const server = await nats();
    const store = new Store();
    const consumer = officeOf(server, store);
    await until(consumer.state, ({ connected }) => connected);
    const other = newSecret();
    await studio(server, { studioId: 'other', secret: other }).send(batchOf(1, 5, { studioId: 'other' }), never);
    const { client, manager } = await looking(server);
    await client.publish('studio.hetian=2e1.entries', 'no batch');
    await client.publish('studio.=zz.entries', 'nobody');
    store.answer = ({ body }) =>
      body.length < 10 ? { kind: 'refused', refusal: { code: 'body-empty', context: {} } } : { kind: 'stored' };
    await studio(server).send(batchOf(1, 5), never);
    await until(consumer.state, ({ taken, refused }) => taken === 1 && refused === 3);
    expect(store.seqs()).toEqual(upTo(5));
    const reasons = [];
    for (const seq of [1, 2, 3]) reasons.push((await manager.streams.getMessage('STUDIO_REFUSED', { seq }))?.header.get('refused'));
    expect(reasons).toEqual(['signature-wrong', 'signature-missing', 'not-found']);
    await consumer.dispose();
    store.keys.set('other', keyOfSecret(other)!);
    const next = officeOf(server, store);
    await until(next.state, ({ taken }) => taken >= 1);
    expect(store.seqs('other')).toEqual(upTo(5));
    expect((await manager.streams.info('STUDIO_REFUSED')).state.messages).toBe(2);
  });

  it('DR62 a message that leaves no room for the reason is put aside without its body, and holds up nobody', async () => {
    const server = await nats({ config: 'max_payload: 20000' });
    const store = new Store();
    const consumer = officeOf(server, store);
    await until(consumer.state, ({ connected }) => connected);
    const { client, manager } = await looking(server);
    await client.publish('studio.hetian=2e1.entries', 'x'.repeat(20_000));
    await studio(server).send(batchOf(1, 5), never);
    await until(consumer.state, ({ taken, refused }) => taken === 1 && refused === 1);
    const aside = await manager.streams.getMessage('STUDIO_REFUSED', { seq: 1 });
    expect([aside?.data.length, aside?.header.get('refused')]).toEqual([0, 'signature-missing']);
    expect((await manager.streams.info('STUDIO_ENTRIES')).state.messages).toBe(0);
  });

  it('DR63 a message whose fields nobody can read is put aside, and holds up nobody', async () => {
    const server = await nats();
    const store = new Store();
    const consumer = officeOf(server, store);
    await until(consumer.state, ({ connected }) => connected);
    const fields = 'NATS/1.0\r\nno name: x\r\n\r\n';
    const socket = connectTcp(server.port, '127.0.0.1');
    ending.push(() => socket.destroy());
    socket.write('CONNECT {"headers":true,"verbose":false}\r\n');
    for (const body of ['', 'body']) {
      socket.write(`HPUB studio.hetian=2e1.entries ${fields.length} ${fields.length + body.length}\r\n${fields}${body}\r\n`);
    }
    await until(consumer.state, ({ refused }) => refused === 2);
    await studio(server).send(batchOf(1, 5), never);
    await until(consumer.state, ({ taken }) => taken === 1);
    const { manager } = await looking(server);
    expect((await manager.streams.info('STUDIO_REFUSED')).state.messages).toBe(2);
    expect((await manager.streams.info('STUDIO_ENTRIES')).state.messages).toBe(0);
  });

  it('JS21 a copy that came after the server’s duplicate window is dropped by its numbers', async () => {
    const server = await nats();
    const { manager } = await looking(server);
    await manager.streams.add({
      name: 'STUDIO_ENTRIES',
      subjects: ['studio.*.entries'],
      retention: 'workqueue',
      duplicate_window: 100_000_000,
    });
    const sender = studio(server);
    await sender.send(batchOf(1, 10), never);
    // The server forgets ids by its own clock.
    await expect
      .poll(async () => {
        await studio(server).send(batchOf(1, 10), never);
        return (await manager.streams.info('STUDIO_ENTRIES')).state.messages;
      })
      .toBeGreaterThan(2);
    const store = new Store();
    const consumer = officeOf(server, store);
    await until(consumer.state, ({ taken }) => taken > 2);
    expect(store.seqs()).toEqual(upTo(10));
    expect(store.again).toBe((consumer.state.get().taken - 1) * 10);
  });

  it('JS22 a consumer or a stream that was deleted is made anew, and what waits is taken', async () => {
    const server = await nats();
    const store = new Store();
    const consumer = officeOf(server, store);
    expect(await studio(server).send(batchOf(1, 10), never)).toMatchObject({ kind: 'acknowledged' });
    await expect.poll(() => store.seqs(), { timeout: 10_000 }).toEqual(upTo(10));
    const { manager } = await looking(server);
    // nats-server 2.9 fails to delete a consumer whose state it is just writing.
    await expect.poll(() => manager.consumers.delete('STUDIO_ENTRIES', 'district').catch(() => false)).toBe(true);
    await studio(server).send(batchOf(11, 20), never);
    await expect.poll(() => store.seqs(), { timeout: 10_000 }).toEqual(upTo(20));
    // With messages under way nats-server 2.9 deletes a stream by halves.
    await consumer.dispose();
    await manager.streams.delete('STUDIO_ENTRIES');
    expect(await studio(server).send(batchOf(21, 30), never)).toMatchObject({ kind: 'acknowledged' });
    officeOf(server, store);
    await expect.poll(() => store.seqs(), { timeout: 10_000 }).toEqual(upTo(30));
  });

  it('JS23 summaries do not wait behind batches, and only the newest of a studio is kept', async () => {
    const server = await nats();
    const store = new Store();
    const first = officeOf(server, store);
    await until(first.state, ({ connected }) => connected);
    await first.dispose();
    const sender = studio(server);
    for (let seq = 1; seq <= 200; seq += 1) await sender.send(batchOf(seq, seq), never);
    for (const seq of [1, 2, 3]) expect(await sender.sendSummary!(summary(seq), never)).toBe(true);
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    store.answer = async ({ kind }) => {
      if (kind === 'entries') await gate;
      return { kind: 'stored' };
    };
    const consumer = officeOf(server, store);
    await expect.poll(() => store.summaries).toEqual([summary(3)]);
    expect(store.seqs()).toEqual([]);
    release();
    await until(consumer.state, ({ taken }) => taken >= 201);
  });

  it('JS26 studios and office that start at the same moment make the streams together', async () => {
    for (let round = 0; round < 4; round += 1) {
      const server = await nats();
      const store = new Store();
      const consumer = officeOf(server, store);
      await Promise.all(
        upTo(5).map(async (seq) => {
          const sender = studio(server);
          // A stream that is just being made may not hear yet; the delivery would try again after a second.
          await expect.poll(() => sender.send(batchOf(seq, seq), never), { timeout: 10_000 }).toMatchObject({ kind: 'acknowledged' });
        }),
      );
      await until(consumer.state, ({ connected }) => connected);
      // nats-server 2.9 does not wake a consumer for a message that came as it was made; the next one wakes it for all.
      await studio(server).send(batchOf(6, 6), never);
      await expect.poll(() => store.seqs(), { timeout: 10_000 }).toEqual(upTo(6));
    }
  }, 60_000);

  it('JS24 whatever is killed at random, the office ends with exactly what was sent, each entry once', async () => {
    const server = await nats();
    const random = seededRandom(20_200_501);
    const store = new Store();
    let consumer = officeOf(server, store);
    let sender = studio(server);
    const sent = createHash('sha256');
    let resent = 0;
    for (let batch = 0; batch < 120; batch += 1) {
      const next = batchOf(batch * 5 + 1, batch * 5 + 5, { filler: 50 });
      sent.update(gunzipSync(next.body));
      const fault = random.below(12);
      if (fault === 0) void server.restart();
      if (fault === 1) void consumer.dispose().then(() => (consumer = officeOf(server, store)));
      if (fault === 2) {
        // The studio is killed with a batch under way.
        const abort = new AbortController();
        const lost = sender.send(next, abort.signal);
        setImmediate(() => abort.abort());
        await lost;
        await sender.dispose();
        sender = studio(server);
      }
      for (let outcome = await sender.send(next, never); outcome.kind !== 'acknowledged'; outcome = await sender.send(next, never)) {
        expect(outcome.kind).toMatch(/^(?:unreachable|busy)$/u);
        resent += 1;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
    expect(resent).toBeGreaterThan(0);
    await expect.poll(() => store.seqs().length, { timeout: 45_000 }).toBe(600);
    expect(store.seqs()).toEqual(upTo(600));
    expect(store.hash()).toBe(sent.digest('hex'));
  }, 60_000);

  it('JS25 with the office’s accounts a studio writes its own subjects and reads nothing', async () => {
    const other = newSecret();
    const studios = [
      { studioId: STUDIO, key: keyOfSecret(SECRET)! },
      { studioId: 'other', key: keyOfSecret(other)! },
    ];
    const config = natsAccounts({ office: OFFICE, studios });
    expect(config).not.toContain(SECRET);
    const server = await nats({ config });
    const store = new Store();
    const consumer = officeOf(server, store);
    await until(consumer.state, ({ connected }) => connected);
    const sender = studio(server);
    expect(await sender.send(batchOf(1, 5), never)).toMatchObject({ kind: 'acknowledged', accepts: ['summary', 'any-order'] });
    expect(await sender.sendSummary!(summary(5), never)).toBe(true);
    expect(await sender.send(batchOf(1, 5, { studioId: 'other' }), never)).toMatchObject({ kind: 'stopped' });
    expect(await studio(server, { secret: newSecret() }).send(batchOf(6, 7), never)).toMatchObject({ kind: 'stopped' });
    await until(consumer.state, ({ taken }) => taken >= 2);
    await consumer.dispose();
    await studio(server, { studioId: 'other', secret: other }).send(batchOf(1, 5, { studioId: 'other' }), never);

    const { connection, manager } = await looking(server, {
      authenticator: natsAuthenticator({ login: null, key: keyOfSecret(SECRET)! }),
      inboxPrefix: '_INBOX.hetian=2e1',
    });
    const forbidden = /Permissions Violation/u;
    await expect(manager.streams.getMessage('STUDIO_ENTRIES', { seq: 2 })).rejects.toThrow(forbidden);
    await expect(manager.streams.purge('STUDIO_ENTRIES')).rejects.toThrow(forbidden);
    await expect(manager.streams.delete('STUDIO_ENTRIES')).rejects.toThrow(forbidden);
    await expect(manager.consumers.info('STUDIO_ENTRIES', 'district')).rejects.toThrow(forbidden);
    await expect(connection.request('$JS.API.CONSUMER.MSG.NEXT.STUDIO_ENTRIES.district')).rejects.toThrow(forbidden);
    await expect(connection.request('studio.other.entries', 'x')).rejects.toThrow(forbidden);
    await expect(connection.request('refused.other.entries', 'x')).rejects.toThrow(forbidden);
    for (const subject of ['studio.>', '_INBOX.other.>', '_INBOX.>', '$JS.ACK.>', '>']) {
      const subscription = connection.subscribe(subject);
      expect(String(await subscription.closed)).toMatch(forbidden);
    }
    // A studio that was revoked is cut off by the next configuration.
    server.reload(natsAccounts({ office: OFFICE, studios: studios.slice(1) }));
    await expect.poll(async () => (await sender.send(batchOf(6, 7), never)).kind).toBe('stopped');
  });
});
