/** The host as a process: its ready line, its exit codes, its data folder, and what survives a kill. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { keyOfSecret, newSecret, verify } from '../../native/orders/standard-webhooks.ts';
import { deliver, newFolder, paidOrder, ROOT } from '../harness/test-host.ts';

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

interface HostProcess {
  child: ChildProcess;
  /** Address with its token, from the ready line. */
  url: string;
  origin: string;
}

function spawnHost(args: readonly string[], environment: Record<string, string> = {}): ChildProcess {
  const env = { ...process.env, STUDIO_LANG: 'en', ...environment };
  const child = spawn(process.execPath, [join(ROOT, 'scripts/studio.ts'), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  return child;
}

function start(folder: string, environment: Record<string, string> = {}, more: readonly string[] = []): Promise<HostProcess> {
  const child = spawnHost(['--data', folder, '--port', '0', ...more], environment);
  return new Promise((resolve, reject) => {
    let output = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const url = /^studio ready (http:\S+)$/mu.exec(output)?.[1];
      if (url) resolve({ child, url, origin: new URL(url).origin });
    });
    child.on('exit', (code) => reject(new Error(`the host ended with ${code}: ${output}`)));
  });
}

function ended(child: ChildProcess): Promise<{ code: number | null; error: string; output: string }> {
  let error = '';
  let output = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (error += text));
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, error, output })));
}

const health = async (host: HostProcess) => (await (await fetch(`${host.origin}/healthz`)).json()) as Record<string, unknown>;

function withFeed(folder: string): { secret: string; environment: Record<string, string> } {
  const secret = newSecret();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'feeds.json'), JSON.stringify([{ source: 'district-shop', type: 'generic', secretEnv: 'SHOP_SECRET' }]));
  return { secret, environment: { SHOP_SECRET: secret } };
}

describe('the host process', () => {
  it('HO1 prints one ready line, answers its health without a token, and ends with 0 on SIGTERM', async () => {
    const host = await start(newFolder());
    expect(await health(host)).toEqual({
      status: 'degraded',
      ledgerSeq: expect.any(Number),
      obs: expect.any(String),
      sync: 'off',
      broadcast: expect.stringMatching(/^bc-/u),
    });
    const end = ended(host.child);
    host.child.kill('SIGTERM');
    expect((await end).code).toBe(0);
  });

  it('HO2 a second host on the same folder refuses politely', async () => {
    const folder = newFolder();
    await start(folder);
    const { code, error, output } = await ended(spawnHost(['--data', folder, '--port', '0']));
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(error.trim()).toContain(folder);
    expect(error.trim().split('\n')).toHaveLength(1);
  });

  it.each([
    [['--bogus'], '--bogus'],
    [['--port', '99999'], '99999'],
    [['--host', '0.0.0.0'], '--lan'],
    [['--speed', '-1'], '--speed'],
    [['--obs', 'http://x'], '--obs'],
    [['--data', '/dev/null/studio', '--port', '0'], '/dev/null/studio'],
    [['--rehearse', 'day-nine', '--data', newFolder(), '--port', '0'], 'day-one'],
  ])('HO3 %j ends with 1 and one sentence that names it', async (args, named) => {
    const { code, error } = await ended(spawnHost(args));
    expect(code).toBe(1);
    expect(error).toContain(named);
    expect(error.trim().split('\n')).toHaveLength(1);
  });

  it('HO4 a taken port, a newer database and a damaged one end with 1 and what to do', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const taken = await ended(spawnHost(['--data', newFolder(), '--port', String(port)]));
    server.close();
    expect(taken.code).toBe(1);
    expect(taken.error).toContain(String(port));

    const newer = newFolder();
    const first = await start(newer);
    const end = ended(first.child);
    first.child.kill('SIGTERM');
    await end;
    const database = new Database(join(newer, 'studio.db'));
    database.pragma('user_version = 999');
    database.close();
    expect((await ended(spawnHost(['--data', newer, '--port', '0']))).code).toBe(1);

    const damaged = newFolder();
    writeFileSync(join(damaged, 'studio.db'), '');
    const refusedDamaged = await ended(spawnHost(['--data', damaged, '--port', '0']));
    expect(refusedDamaged.code).toBe(1);
    expect(refusedDamaged.error).toContain('studio.db');
    expect(readFileSync(join(damaged, 'studio.db')).length).toBe(0);
  });

  it('HO5 what was acknowledged before a kill is there after it, and the broadcast goes on', async () => {
    const folder = newFolder();
    const { secret, environment } = withFeed(folder);
    let host = await start(folder, environment);
    const before = await health(host);
    const lines = Array.from({ length: 200 }, (_, at) => paidOrder(`order-${at}`, 'HT-HTX-001', 1, 100)).join('\n');
    expect((await deliver(host, 'district-shop', secret, lines)).status).toBe(200);
    host.child.kill('SIGKILL');
    running.delete(host.child);
    host = await start(folder, environment);
    const after = await health(host);
    expect(after['broadcast']).toBe(before['broadcast']);
    expect(after['ledgerSeq']).toBeGreaterThanOrEqual(200);
    const again = await deliver(host, 'district-shop', secret, lines);
    expect((again.answer['duplicate'] as number[]).length).toBe(200);
  });

  it('HO6 results arrive upstream signed, in sequence and once, also what happened while the line was down', async () => {
    const folder = newFolder();
    const { secret, environment } = withFeed(folder);
    const upstreamSecret = newSecret();
    const received = new Map<number, Record<string, unknown>>();
    let online = false;
    const receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (!online) return response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>log in to the network</h1>');
        const body = Buffer.concat(chunks);
        expect(verify(keyOfSecret(upstreamSecret)!, request.headers, body, Date.now()).ok).toBe(true);
        const entries = gunzipSync(body)
          .toString('utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Record<string, unknown>);
        for (const entry of entries) received.set(Number(entry['seq']), entry);
        return response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ acknowledged: entries.at(-1)!['seq'] }));
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => receiver.once('listening', resolve));
    const { port } = receiver.address() as { port: number };
    const host = await start(folder, {
      ...environment,
      STUDIO_ID: 'hetian-1',
      STUDIO_UPSTREAM_URL: `http://127.0.0.1:${port}`,
      STUDIO_UPSTREAM_SECRET: upstreamSecret,
    });
    for (let at = 0; at < 5; at += 1) await deliver(host, 'district-shop', secret, paidOrder(`order-${at}`, 'HT-HTX-001', 1, 100));
    expect(received.size).toBe(0);
    online = true;
    await vi.waitFor(() => expect([...received.values()].filter(({ kind }) => kind === 'order.paid')).toHaveLength(5), { timeout: 60_000 });
    const seqs = [...received.keys()];
    expect(seqs).toEqual(seqs.map((_, at) => at + 1));
    expect(received.get(1)).toMatchObject({ studioId: 'hetian-1', seq: 1, kind: 'broadcast.opened', broadcastId: expect.any(String) });
    receiver.close();
  });

  it('HO8 an imported catalogue file is stored, on record, and every refused line is named', async () => {
    const folder = newFolder();
    const host = await start(folder);
    const cookie = `hetian-studio=${new URL(host.url).searchParams.get('token')}`;
    const template = await (await fetch(`${host.origin}/api/catalogue/template.csv`, { headers: { cookie } })).text();
    const sample = readFileSync(join(ROOT, 'resources/catalogue/sample-products.csv'), 'utf8').trim();
    expect(sample.replace('\uFEFF', '').split('\n')[0]).toBe(template.replace('\uFEFF', '').split('\n')[0]?.trim());
    const broken = `${sample.split('\n').slice(0, 4).join('\n')}\n${sample.split('\n')[4]!.replace(/\d+\.\d\d/u, 'cheap')}\n`;
    const importFile = async (apply: 0 | 1) =>
      (await (
        await fetch(`${host.origin}/api/catalogue/import?apply=${apply}&name=walnuts.csv`, {
          method: 'POST',
          headers: { cookie },
          body: broken,
        })
      ).json()) as {
        value: { added: number; applied: boolean; faults: { line: number; code: string }[] };
      };
    const before = (await health(host))['ledgerSeq'];
    expect((await importFile(0)).value).toMatchObject({ added: 3, applied: false, faults: [{ line: 5, code: 'cell-bad-price' }] });
    expect((await health(host))['ledgerSeq']).toBe(before);
    expect((await importFile(1)).value).toMatchObject({ added: 3, applied: true });
    // What the products are, and that they were imported.
    expect((await health(host))['ledgerSeq']).toBe(Number(before) + 2);
  });

  it('HO10 verify recomputes the book beside a running studio, and ends with 1 when something differs', async () => {
    const folder = newFolder();
    const { secret, environment } = withFeed(folder);
    const host = await start(folder, environment);
    expect((await deliver(host, 'district-shop', secret, paidOrder('o-1', 'HT-1', 2, 7980))).status).toBe(200);
    const whole = await ended(spawnHost(['verify', '--data', folder]));
    expect(whole.output).toMatch(/79\.80 yuan gross[^]*Nothing differs/u);
    expect(whole.code).toBe(0);
    const end = ended(host.child);
    host.child.kill('SIGTERM');
    await end;
    const database = new Database(join(folder, 'studio.db'));
    database.exec('UPDATE sku_sales SET gross_fen = 1');
    database.close();
    const changed = await ended(spawnHost(['verify', '--data', folder]));
    expect(changed.output).toContain('sku_sales');
    expect(changed.code).toBe(1);
    expect(await ended(spawnHost(['verify', 'twice']))).toMatchObject({ code: 1, error: expect.stringContaining('twice') as unknown });
  });

  it('HO9 an address that cannot be parsed is answered with 400, and the host lives on', async () => {
    const host = await start(newFolder());
    const port = Number(new URL(host.origin).port);
    const raw = (path: string, more: string) =>
      new Promise<string>((resolve, reject) => {
        let answer = '';
        const socket = connect(port, '127.0.0.1', () => socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${more}\r\n`));
        socket.setEncoding('utf8').on('data', (text: string) => {
          answer += text;
          socket.end();
        });
        socket.on('close', () => resolve(answer));
        socket.on('error', reject);
      });
    const upgrade =
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
    for (const path of ['//', '//x:y', '/\\', 'http://[']) {
      expect(await raw(path, upgrade)).toMatch(/^HTTP\/1\.1 4\d\d/u);
      expect(await raw(path, 'Connection: close\r\n')).toMatch(/^HTTP\/1\.1 4\d\d/u);
    }
    expect((await fetch(`${host.origin}/healthz`)).status).toBe(200);
  });

  it('HO7 only the host itself is answered: foreign names, foreign pages and sockets without a token are turned away', async () => {
    const host = await start(newFolder());
    const { port } = new URL(host.origin);
    const { request } = await import('node:http');
    const status = (headers: Record<string, string>, path = '/healthz') =>
      new Promise((resolve) => {
        request({ host: '127.0.0.1', port, path, headers }, (response) => resolve(response.resume().statusCode)).end();
      });
    expect(await status({ host: 'evil.example' })).toBe(403);
    expect(await status({ host: `127.0.0.1:${port}`, origin: 'http://evil.example' })).toBe(403);
    expect(await status({ host: `127.0.0.1:${port}` }, '/api/catalogue/template.csv')).toBe(401);
    expect(await status({ host: `127.0.0.1:${port}` }, '/..%5c..%5cpackage.json')).toBe(403);
    const { WebSocket } = await import('ws');
    const refused = await new Promise((resolve) => {
      new WebSocket(`ws://127.0.0.1:${port}/trpc`).on('error', (error) => resolve(error.message));
    });
    expect(refused).toContain('401');
  });
});
