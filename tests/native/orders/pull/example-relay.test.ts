/** The relay that customers copy from the documents, run as it stands there, between a shop and the studio. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../../../native/kernel/logger.ts';
import { pullCursor } from '../../../../native/orders/pull/pull-cursors.ts';
import { RelayPull } from '../../../../native/orders/pull/relay-pull.ts';
import { newSecret, signedHeaders } from '../../../../native/orders/standard-webhooks.ts';
import { temporaryFolder } from '../../store/test-storage.ts';
import { KEY, order, pullDesk, SECRET } from './pull-desk.ts';
import { systemClock } from '../../../../native/kernel/clock.ts';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/feeds-and-upstream.md'), 'utf8');
const source = /```js\n(\/\/ RELAY_SECRET[\s\S]*?)```/u.exec(page)![1]!;

async function startRelay(folder: string, secret = SECRET): Promise<{ address: string; child: ChildProcessByStdio<null, Readable, null> }> {
  const file = join(folder, 'relay.mjs');
  writeFileSync(file, source);
  const child = spawn(process.execPath, [file], {
    cwd: folder,
    env: { RELAY_SECRET: secret, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const address = await new Promise<string>((resolve) => child.stdout.once('data', (line: Buffer) => resolve(line.toString().trim())));
  return { address, child };
}

async function push(address: string, event: object): Promise<number> {
  const body = JSON.stringify(event);
  const headers = { 'content-type': 'application/json', ...signedHeaders(KEY, 'msg_1', Date.now(), body) };
  return (await fetch(address.replace('/pull', '/shop'), { method: 'POST', headers, body })).status;
}

describe('example relay', () => {
  it('OP18 brings what a shop pushed to the studio, over a restart of the relay', async () => {
    const folder = temporaryFolder();
    const first = await startRelay(folder);
    for (let at = 0; at < 12; at += 1) expect(await push(first.address, order(`o${at}`))).toBe(200);
    expect(await push(first.address, { ...order('big'), note: 'x'.repeat(1_100_000) }).catch(() => 413)).toBe(413);
    const desk = await pullDesk({ clock: systemClock });
    const pulled = async (address: string) => {
      const cursor = pullCursor(desk.cursors, 'shop', 'the relay');
      const options = { source: 'shop', address, key: KEY, ingest: desk.ingest, feeds: desk.feeds, cursor, clock: desk.clock };
      return new RelayPull({ ...options, logger: silentLogger }).round(new AbortController().signal);
    };
    expect(await pulled(first.address)).toEqual({ ok: true, value: { more: true } });
    expect(desk.paidOrders()).toHaveLength(10);
    first.child.kill('SIGKILL');
    const second = await startRelay(folder);
    await push(second.address, order('after'));
    await pulled(second.address);
    expect(await pulled(second.address)).toEqual({ ok: true, value: { more: false } });
    expect(desk.paidOrders()).toHaveLength(13);
    expect(desk.counts()).toEqual({ acceptedCount: 13, duplicateCount: 0, refusedCount: 0 });
    const stranger = await startRelay(temporaryFolder(), newSecret());
    expect(await pulled(stranger.address)).toMatchObject({ ok: false, refusal: { context: { problem: 'HTTP 401' } } });
  });
});
