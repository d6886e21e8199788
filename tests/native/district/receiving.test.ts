/** The doors for studios: what is taken, what is turned away, and what the answers say. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blockDigest, broadcastDigest } from '../../../native/ledger/entry-digest.ts';
import type { Receiver } from '../../../native/receiver.ts';
import { newSecret } from '../../../native/orders/standard-webhooks.ts';
import { paidEntry, startTestReceiver, TestStudio } from '../../harness/test-receiver.ts';
import { manualClock } from '../manual-clock.ts';

const AT = 1_588_304_525_000;
let receiver: Receiver;

beforeAll(async () => {
  receiver = await startTestReceiver();
});
afterAll(() => receiver.stop());

const accepts = ['summary', 'any-order', 'reconcile'];
const orders = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => paidEntry(from + at, `o-${from + at}`, 'HT-1', 1, 1000, AT));

describe('entries', () => {
  it('DR1 are acknowledged up to the highest of the request', async () => {
    const studio = new TestStudio(receiver, 'dr1');
    expect(await studio.deliver(orders(1, 300))).toMatchObject({ status: 200, body: { studioId: 'dr1', acknowledged: 300, accepts } });
    expect((await studio.ask('')).body).toEqual({ studioId: 'dr1', acknowledged: 300, accepts });
  });

  it('DR2 are taken in any order and kept once for ever', async () => {
    const studio = new TestStudio(receiver, 'dr2');
    for (const [from, to] of [
      [500, 900],
      [1, 200],
      [150, 600],
      [1, 900],
    ] as const) {
      expect((await studio.deliver(orders(from, to))).body.acknowledged).toBe(to);
    }
    const digest = (await studio.ask('/broadcasts/bc-1/digest')).body;
    expect(digest.entries).toBe(900);
  });

  it('DR3 of a request with a line that is no entry, or another studio’s, none is stored, and the answer names it', async () => {
    const studio = new TestStudio(receiver, 'dr3');
    const good = studio.lines(orders(1, 3));
    const foreign = good + studio.lines(orders(4, 4)).replace('"dr3"', '"dr2"');
    expect(await studio.post('entries', foreign)).toMatchObject({ status: 403, body: { error: 'studio-not-yours', at: 'line 4' } });
    const wrong: readonly [string, object][] = [
      ['{"studioId":"dr3"', { error: 'body-not-json', at: 'line 4' }],
      ['[]', { error: 'event-invalid' }],
      [
        '{"studioId":"dr3","seq":4,"broadcastId":"bc-1","kind":"note.added","atMs":-1,"actor":"a","body":{}}',
        { error: 'event-invalid', seq: 4 },
      ],
      [
        String.raw`{"studioId":"dr3","seq":4,"broadcastId":"bc-1","kind":"a\u0000","atMs":1,"actor":"a","body":{}}`,
        { error: 'event-invalid' },
      ],
      ['{"studioId":"dr3","seq":4,"broadcastId":"bc-1","kind":"a","atMs":1,"actor":"a","body":{},"body":[]}', { error: 'event-invalid' }],
    ];
    for (const [line, body] of wrong) expect(await studio.post('entries', `${good}${line}\n`)).toMatchObject({ status: 422, body });
    expect(await studio.post('entries', '\n')).toMatchObject({ status: 422, body: { error: 'body-empty' } });
    expect((await studio.ask('')).body.acknowledged).toBe(0);
  });

  it('DR61 of SKUs that no database could tell apart are named and left out', async () => {
    const studio = new TestStudio(receiver, 'dr61');
    const [first, second, third] = orders(1, 3) as [
      ReturnType<typeof paidEntry>,
      ReturnType<typeof paidEntry>,
      ReturnType<typeof paidEntry>,
    ];
    const line = first.body.lines[0]!;
    const halves = { ...first, body: { ...first.body, lines: ['\ud800', '\udfff'].map((sku) => ({ ...line, sku })) } };
    const long = { ...second, body: { ...second.body, lines: [{ ...line, sku: 'a'.repeat(5000) }] } };
    const answer = await studio.deliver([halves, long, third]);
    expect(answer).toMatchObject({
      status: 200,
      body: { acknowledged: 3, refused: [1, 2].map((seq) => ({ seq, code: 'event-invalid', message: 'lines: sku' })) },
    });
  });

  it('DR4 that could never be counted are named and left out, the others stored', async () => {
    const studio = new TestStudio(receiver, 'dr4');
    const [first, second, third] = orders(1, 3) as [
      ReturnType<typeof paidEntry>,
      ReturnType<typeof paidEntry>,
      ReturnType<typeof paidEntry>,
    ];
    const broken = { ...second, body: { ...second.body, amountFen: -1 } };
    const answer = await studio.deliver([first, broken, third]);
    expect(answer.body).toMatchObject({
      acknowledged: 3,
      refused: [{ seq: 2, code: 'event-invalid', message: expect.stringContaining('amountFen') as string }],
    });
    expect((await studio.ask('/broadcasts/bc-1/digest')).body.entries).toBe(2);
  });

  it('DR5 of kinds that are not known are stored as they came', async () => {
    const studio = new TestStudio(receiver, 'dr5');
    const line =
      '{"studioId":"dr5","seq":7,"broadcastId":"bc-9","kind":"weather.changed","atMs":1,"actor":"x","body":{"n":1.0,"big":12345678901234567890}}\n';
    expect((await studio.post('entries', line)).body.acknowledged).toBe(7);
    const spaced = ' {"kind":"weather.changed","seq":8,"studioId":"dr5","broadcastId":"bc-9","atMs":1,"actor":"x","body":{ "n" : 2 }}\n';
    expect((await studio.post('entries', spaced)).body.acknowledged).toBe(8);
    const digest = (await studio.ask('/broadcasts/bc-9/digest')).body as { blocks: { hash: string }[] };
    expect(digest.blocks[0]!.hash).toBe(
      createHash('sha256')
        .update(line + spaced)
        .digest('hex'),
    );
  });

  it('DR6 lose what should have stayed at the studio', async () => {
    const studio = new TestStudio(receiver, 'dr6');
    const entry = paidEntry(1, 'o-1', 'HT-1', 1, 1000, AT);
    const line = JSON.stringify({ studioId: 'dr6', ...entry, body: { ...entry.body, private: { buyer: '张三丰' } } });
    expect((await studio.post('entries', line)).status).toBe(200);
    expect((await studio.ask('/broadcasts/bc-1/digest')).body).toEqual(broadcastDigest('bc-1', [{ seq: 1, line: studio.lines([entry]) }]));
  });
});

describe('digests', () => {
  it('DR7 are those of the lines as they came, whole and by block', async () => {
    const studio = new TestStudio(receiver, 'dr7');
    const entries = orders(1, 2500);
    await studio.deliver(entries.slice(1200));
    await studio.deliver(entries.slice(0, 1500));
    const lines = entries.map((entry) => ({ seq: entry.seq, line: studio.lines([entry]) }));
    expect((await studio.ask('/broadcasts/bc-1/digest')).body).toEqual(broadcastDigest('bc-1', lines));
    expect((await studio.ask('/broadcasts/bc-1/digest?block=1')).body).toEqual(blockDigest(1, lines.slice(999, 1999)));
    expect((await studio.ask('/broadcasts/bc-2/digest')).status).toBe(404);
    expect((await studio.ask('/broadcasts/bc-1/digest?block=x')).status).toBe(400);
  });
});

describe('signatures', () => {
  it('DR8 an unknown studio, a wrong key and a revoked one get the same answer', async () => {
    const clock = manualClock();
    await clock.advance(AT);
    const own = await startTestReceiver({}, clock);
    const studio = new TestStudio(own, 'dr8', clock);
    const revoked = new TestStudio(own, 'dr8-revoked', clock);
    const gone = new TestStudio(own, 'dr8-gone', clock);
    own.keys.revoke('dr8-revoked');
    const unsigned = { 'webhook-signature': 'v1,AAAA' };
    const answers = [
      await studio.ask('', { headers: unsigned }),
      await revoked.ask(''),
      await new TestStudio({ keys: { add: () => ({ ok: true, value: newSecret() }) } as never, origin: own.origin }, 'nobody', clock).ask(
        '',
      ),
      await gone.ask('', { headers: { 'webhook-id': '' } }),
    ];
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 401, body: { error: 'signature-wrong' } });
    await own.stop();
  });

  it('DR9 a new key counts at once and the old one no longer', async () => {
    const studio = new TestStudio(receiver, 'dr9');
    const secret = receiver.keys.rekey('dr9');
    expect((await studio.ask('')).status).toBe(401);
    Object.assign(studio, { secret: secret.ok ? secret.value : '' });
    expect((await studio.ask('')).status).toBe(200);
  });

  it('DR10 more than five minutes off are told apart, only to who has the key', async () => {
    const clock = manualClock();
    await clock.advance(AT);
    const own = await startTestReceiver({}, clock);
    const late = manualClock();
    await late.advance(AT - 301_000);
    const studio = new TestStudio(own, 'dr10', late);
    expect(await studio.ask('')).toMatchObject({ status: 401, body: { error: 'signature-too-old' } });
    await own.stop();
  });

  it('DR11 twenty wrong ones in a minute close the door for the rest of it', async () => {
    const clock = manualClock();
    await clock.advance(AT);
    const own = await startTestReceiver({}, clock);
    const studio = new TestStudio(own, 'dr11', clock);
    for (let time = 0; time < 20; time += 1) {
      expect((await studio.ask('', { headers: { 'webhook-signature': 'v1,AAAA' } })).status).toBe(401);
    }
    const shut = await studio.ask('');
    expect([shut.status, shut.headers.get('retry-after')]).toEqual([429, '60']);
    await clock.advance(60_000);
    expect((await studio.ask('')).status).toBe(200);
    await own.stop();
  });
});

describe('limits', () => {
  it('DR12 a bomb, a flood of lines, a broken and a foreign packing are turned away', async () => {
    const studio = new TestStudio(receiver, 'dr12');
    const gzip = { 'content-encoding': 'gzip' };
    expect((await studio.post('entries', gzipSync(Buffer.alloc(65 * 1024 * 1024)), gzip)).status).toBe(413);
    expect((await studio.post('entries', gzipSync(studio.lines(orders(1, 10_001))), gzip)).status).toBe(413);
    expect((await studio.post('entries', 'x'.repeat(8 * 1024 * 1024 + 1))).status).toBe(413);
    expect((await studio.post('entries', 'not gzip', gzip)).status).toBe(415);
    expect((await studio.post('entries', 'x', { 'content-encoding': 'br' })).status).toBe(415);
    expect((await studio.post('entries', Buffer.from([0xff, 0xfe, 0x0a]))).status).toBe(422);
    expect((await studio.ask('')).body.acknowledged).toBe(0);
  });
});
