/** Entries that come over a NATS server: through the same door, by the same keys, and nothing lost while anything is away. */
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { entriesAnswerSchema } from '../../../native/contract/district.ts';
import { natsAccounts, officeKeyOf } from '../../../native/district/nats-accounts.ts';
import type { Receiver } from '../../../native/receiver.ts';
import { natsMissing, type NatsServer, startNats } from '../../harness/nats.ts';
import { paidEntry, startTestReceiver, TestStudio } from '../../harness/test-receiver.ts';
import { eventually } from '../../harness/waiting.ts';
import { batchOf, natsStudio, never } from '../sync/jetstream/nats-studio.ts';

const missing = natsMissing();
const ending: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).toReversed()) await end();
});

async function started(): Promise<{ server: NatsServer; receiver: Receiver; cookie: string }> {
  const server = await startNats();
  ending.push(() => server.stop());
  const receiver = await startTestReceiver({ nats: { servers: [server.url], user: null, login: null } });
  ending.push(() => receiver.stop());
  const cookie = (await fetch(receiver.url, { redirect: 'manual' })).headers.get('set-cookie')!.split(';')[0]!;
  return { server, receiver, cookie };
}

function studioAt(server: NatsServer, studio: { studioId: string; secret: string }) {
  const transport = natsStudio({ server: server.url, ...studio });
  ending.push(() => transport.dispose());
  return transport;
}

async function heldOf({ receiver, cookie }: { receiver: Receiver; cookie: string }, studioId: string): Promise<number[]> {
  const answer = await fetch(`${receiver.origin}/api/entries?studio=${studioId}&limit=500`, { headers: { cookie } });
  return entriesAnswerSchema
    .parse(await answer.json())
    .entries.map(({ seq }) => seq)
    .toReversed();
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

describe.skipIf(missing)(`streams of a NATS server${missing ? ` (skipped: ${missing})` : ''}`, () => {
  it('DR33 are taken in beside HTTPS, each entry once, by the studio’s own key', async () => {
    const office = await started();
    const one = new TestStudio(office.receiver, 'one');
    const wrong = studioAt(office.server, { studioId: 'two', secret: one.secret });
    office.receiver.keys.add('two', 'two');
    const right = studioAt(office.server, one);
    await eventually(
      async () => (await (await fetch(`${office.receiver.origin}/healthz`)).json()) as { status: string },
      ({ status }) => status === 'ok',
    );
    expect(await right.send(batchOf(1, 50, { studioId: 'one' }), never)).toMatchObject({
      kind: 'acknowledged',
      seq: 50,
      accepts: ['summary', 'any-order'],
    });
    expect((await one.post('entries', Buffer.from(batchOf(40, 60, { studioId: 'one' }).body), { 'content-encoding': 'gzip' })).status).toBe(
      200,
    );
    await wrong.send(batchOf(1, 5, { studioId: 'two' }), never);
    await right.send(batchOf(51, 90, { studioId: 'one' }), never);
    expect(
      await eventually(
        () => heldOf(office, 'one'),
        (seqs) => seqs.length === 90,
      ),
    ).toEqual(upTo(90));
    expect(await heldOf(office, 'two')).toEqual([]);
  });

  it('DR33 say nothing back, so a delivery with an entry that cannot be counted is put aside, and the rest of it is stored', async () => {
    const office = await started();
    const studio = new TestStudio(office.receiver, 'one');
    const sender = studioAt(office.server, studio);
    const [first, second] = [paidEntry(1, 'o-1', 'A', 1, 100, 1), paidEntry(2, 'o-2', 'A', 1, 100, 1)];
    const text = studio.lines([first, { ...second, body: { ...second.body, amountFen: -1 } }]);
    const body = new Uint8Array(gzipSync(text));
    await sender.send({ ...batchOf(1, 2, { studioId: 'one' }), body }, never);
    await sender.send(batchOf(3, 3, { studioId: 'one' }), never);
    expect(
      await eventually(
        () => heldOf(office, 'one'),
        (seqs) => seqs.includes(3),
      ),
    ).toEqual([1, 3]);
  });

  it('DR34 go on where they were after the receiver or the server was away', async () => {
    const office = await started();
    const sender = studioAt(office.server, new TestStudio(office.receiver, 'one'));
    await sender.send(batchOf(1, 10, { studioId: 'one' }), never);
    await eventually(
      () => heldOf(office, 'one'),
      (seqs) => seqs.length === 10,
    );
    await office.server.kill();
    await eventually(
      async () => (await (await fetch(`${office.receiver.origin}/healthz`)).json()) as { status: string },
      ({ status }) => status === 'degraded',
    );
    await office.server.restart();
    await eventually(
      () => sender.send(batchOf(11, 20, { studioId: 'one' }), never),
      ({ kind }) => kind === 'acknowledged',
    );
    expect(
      await eventually(
        () => heldOf(office, 'one'),
        (seqs) => seqs.length === 20,
      ),
    ).toEqual(upTo(20));
  });

  it('DR35 the configuration for the server lets in each studio that has a key, and the office, by nothing secret', async () => {
    const office = await started();
    const studio = new TestStudio(office.receiver, 'one');
    const { keys } = office.receiver;
    const config = natsAccounts({ office: officeKeyOf(keys.officeToken), studios: keys.writers() });
    expect(config).not.toContain(studio.secret);
    expect(config).not.toContain(keys.officeToken);
    await office.server.restart(config);
    const sender = studioAt(office.server, studio);
    await eventually(
      () => sender.send(batchOf(1, 10, { studioId: 'one' }), never),
      ({ kind }) => kind === 'acknowledged',
    );
    expect(
      await eventually(
        () => heldOf(office, 'one'),
        (seqs) => seqs.length === 10,
      ),
    ).toEqual(upTo(10));
    const stranger = studioAt(office.server, { studioId: 'one', secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` });
    expect((await stranger.send(batchOf(11, 12, { studioId: 'one' }), never)).kind).toBe('stopped');
  });
});
