/** Files on a stick: taken in by the page and by the command, and the receipt that the studio believes. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runDistrictCommand } from '../../../native/district-commands.ts';
import { parseDistrictOptions } from '../../../native/district-options.ts';
import { systemClock } from '../../../native/kernel/clock.ts';
import { keyOfSecret } from '../../../native/orders/standard-webhooks.ts';
import { acknowledgedBy, entriesFileName, entriesFileOf, receiptName } from '../../../native/sync/folder/entries-file.ts';
import { newDistrictFolder, paidEntry, startTestReceiver, TestStudio } from '../../harness/test-receiver.ts';
import { batchOf } from '../sync/jetstream/nats-studio.ts';

const LONG_AGO = 1_700_000_000_000;
const fileOf = (studio: TestStudio, firstSeq: number, lastSeq: number) => {
  const batch = batchOf(firstSeq, lastSeq, { studioId: studio.studioId });
  return { name: entriesFileName(batch), bytes: entriesFileOf(batch, keyOfSecret(studio.secret)!, LONG_AGO) };
};

describe('files on a stick', () => {
  it('DR36 are taken in by the page, however old, each entry once, and foreign or broken ones are named', async () => {
    const receiver = await startTestReceiver();
    const cookie = (await fetch(receiver.url, { redirect: 'manual' })).headers.get('set-cookie')!.split(';')[0]!;
    const take = async (name: string, bytes: Uint8Array<ArrayBuffer>) => {
      const headers = { cookie, 'content-type': 'application/octet-stream' };
      const response = await fetch(`${receiver.origin}/api/import?file=${encodeURIComponent(name)}`, {
        method: 'POST',
        headers,
        body: bytes,
      });
      return { status: response.status, json: (await response.json()) as Record<string, unknown> };
    };
    const studio = new TestStudio(receiver, 'one');
    const { name, bytes } = fileOf(studio, 1, 100);
    const answer = { studioId: 'one', firstSeq: 1, lastSeq: 100 };
    expect(await take(name, new Uint8Array(bytes))).toEqual({ status: 200, json: { ...answer, added: 100, known: 0 } });
    expect((await take(name, new Uint8Array(bytes))).json).toEqual({ ...answer, added: 0, known: 100 });
    expect(await take(name, new Uint8Array(bytes.subarray(0, -20)))).toMatchObject({ status: 422, json: { context: { file: name } } });
    expect(await take('x', new Uint8Array(Buffer.from('no file of entries')))).toMatchObject({
      status: 422,
      json: { error: 'entries-file-invalid' },
    });
    receiver.keys.rekey('one');
    expect(await take(name, new Uint8Array(bytes))).toMatchObject({ status: 422, json: { error: 'entries-file-foreign' } });
    expect((await fetch(`${receiver.origin}/api/import`, { method: 'POST', body: bytes })).status).toBe(401);
    await receiver.stop();
  });

  it('DR36 with an entry that can never be counted name it, and the rest is stored', async () => {
    const receiver = await startTestReceiver();
    const cookie = (await fetch(receiver.url, { redirect: 'manual' })).headers.get('set-cookie')!.split(';')[0]!;
    const studio = new TestStudio(receiver, 'one');
    const [first, second] = [paidEntry(1, 'o-1', 'A', 1, 100, 1), paidEntry(2, 'o-2', 'A', 1, 100, 1)];
    const body = new Uint8Array(gzipSync(studio.lines([first, { ...second, body: { ...second.body, amountFen: -1 } }])));
    const bytes = entriesFileOf({ ...batchOf(1, 2, { studioId: 'one' }), body }, keyOfSecret(studio.secret)!, LONG_AGO);
    const response = await fetch(`${receiver.origin}/api/import?file=f`, {
      method: 'POST',
      headers: { cookie },
      body: new Uint8Array(bytes),
    });
    expect(await response.json()).toMatchObject({
      error: 'entries-file-invalid',
      context: { problem: expect.stringContaining('entry 2') as string },
    });
    expect((await studio.ask('')).body.acknowledged).toBe(1);
    await receiver.stop();
  });

  it('DR37 are taken in by the command, which leaves a receipt up to the first gap', async () => {
    const dataFolder = newDistrictFolder();
    const receiver = await startTestReceiver({ dataFolder });
    const studio = new TestStudio(receiver, 'one');
    const stick = mkdtempSync(join(tmpdir(), 'hetian-stick-'));
    const put = (file: { name: string; bytes: Buffer }) => writeFileSync(join(stick, file.name), file.bytes);
    const run = async (...paths: string[]) => {
      const options = parseDistrictOptions(['import', ...paths, '--data', dataFolder], {});
      if (!options.ok) throw new Error(options.refusal.code);
      const said: string[] = [];
      const sentences = {
        refusal: ({ code }: { code: string }) => code,
        host: (key: string, context?: object) => `${key} ${JSON.stringify(context)}`,
      };
      const done = await runDistrictCommand(options.value.command!, options.value, {
        clock: systemClock,
        sentences,
        say: (line) => void said.push(line),
      });
      return { done, said };
    };
    const acknowledged = () => acknowledgedBy(readFileSync(join(stick, receiptName('one')), 'utf8'), 'one', keyOfSecret(studio.secret)!);
    put(fileOf(studio, 1, 50));
    put(fileOf(studio, 81, 90));
    expect((await run(stick)).done).toMatchObject({ ok: false, refusal: { code: 'storage-in-use' } });
    await receiver.stop();

    const first = await run(stick);
    expect([first.done.ok, first.said.length]).toEqual([true, 2]);
    expect(acknowledged()).toBe(50);
    put(fileOf(studio, 51, 80));
    writeFileSync(join(stick, 'torn.entries'), 'torn');
    const second = await run(stick);
    expect(second.done).toMatchObject({ ok: false, refusal: { code: 'entries-file-invalid', context: { file: 'torn.entries' } } });
    expect(second.said).toHaveLength(3);
    expect(acknowledged()).toBe(90);
    expect((await run(join(stick, 'absent'))).done.ok).toBe(false);

    // What a stick holds under such a name may be no file, or not be readable any more.
    mkdirSync(join(stick, '0.entries'));
    put(fileOf(studio, 91, 95));
    const third = await run(stick);
    expect(third.done).toMatchObject({ ok: false, refusal: { code: 'entries-file-invalid' } });
    expect(third.said).toContain('entries-file-invalid');
    expect(acknowledged()).toBe(95);
  });
});
