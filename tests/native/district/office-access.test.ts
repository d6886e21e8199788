/** Who gets to the board: the office's token and nobody else, and what the keys' page does. */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { studioKeySchema, studioSecretSchema } from '../../../native/contract/district.ts';
import type { Receiver } from '../../../native/receiver.ts';
import { newDistrictFolder, startTestReceiver, TestStudio } from '../../harness/test-receiver.ts';

let receiver: Receiver;
let cookie: string;
const dataFolder = newDistrictFolder();
const pagesFolder = join(newDistrictFolder(), 'renderer');

beforeAll(async () => {
  for (const page of ['district', 'console', 'assets']) {
    mkdirSync(join(pagesFolder, page), { recursive: true });
    writeFileSync(join(pagesFolder, page, 'index.html'), `page ${page}`);
  }
  receiver = await startTestReceiver({ dataFolder, pagesFolder, names: ['results.example.cn'] });
  const login = await fetch(receiver.url, { redirect: 'manual' });
  expect([login.status, login.headers.get('location')]).toEqual([303, '/']);
  expect(login.headers.get('set-cookie')).toMatch(/^hetian-district=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/u);
  cookie = login.headers.get('set-cookie')!.split(';')[0]!;
});
afterAll(() => receiver.stop());

/** By Node's own client, which lets a test say any name. */
function ask(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body?: string,
): Promise<{ status: number; body: string; headers: object }> {
  return new Promise((resolve, reject) => {
    const asked = request(`${receiver.origin}${path}`, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode!, body: text, headers: response.headers }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

describe('the office’s door', () => {
  it('DR23 opens by the token or its cookie, and to nobody else', async () => {
    const token = new URL(receiver.url).searchParams.get('token')!;
    for (const path of ['/api/board', '/api/studios', '/api/broadcasts?studio=a', '/api/entries?studio=a', '/api/export.csv?what=orders']) {
      expect((await ask(path)).status).toBe(401);
      expect((await ask(path, { cookie: 'hetian-district=wrong' })).status).toBe(401);
      expect((await ask(path, { cookie })).status).toBe(200);
    }
    expect((await ask(`/api/board?token=${token}`)).status).toBe(200);
    expect((await ask('/api/studios', { 'content-type': 'application/json' }, 'POST', '{"studioId":"x","name":"x"}')).status).toBe(401);
  });

  it('DR24 answers only by its own names and to its own pages', async () => {
    for (const host of ['evil.example', 'evil.example:4600', '192.168.1.7'])
      expect((await ask('/api/board', { cookie, host })).status).toBe(403);
    expect((await ask('/api/board', { cookie, origin: 'http://evil.example' })).status).toBe(403);
    const host = 'results.example.cn';
    expect((await ask('/api/board', { cookie, host, origin: `https://${host}` })).status).toBe(200);
    const studio = new TestStudio(receiver, 'dr24');
    expect((await studio.ask('', { headers: { host: 'anything.example' } })).status).toBe(200);
    const { body, headers } = await ask('/');
    expect(body).toBe('page district');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'self'") as string,
    });
    expect((await ask('/assets/index.html')).status).toBe(200);
    for (const path of ['/console/index.html', '/overlays/', '/../package.json', '/district/..%2f..%2fsecret', '//evil']) {
      expect((await ask(path)).status).toBeGreaterThanOrEqual(400);
    }
    expect(JSON.parse((await ask('/healthz')).body)).toEqual({ status: 'ok' });
  });

  it('DR11 twenty wrong tokens in a minute close it too', async () => {
    const own = await startTestReceiver();
    for (let time = 0; time < 20; time += 1) await fetch(`${own.origin}/api/board?token=guess-${time}`);
    expect((await fetch(`${own.origin}/api/board?token=guess`)).status).toBe(429);
    expect((await fetch(own.url, { redirect: 'manual' })).headers.get('set-cookie')).toBeNull();
    await own.stop();
  });
});

describe('keys of studios', () => {
  const post = async (path: string, body?: object) => {
    const headers = { cookie, ...(body && { 'content-type': 'application/json' }) };
    const { status, body: text } = await ask(path, headers, 'POST', body && JSON.stringify(body));
    return { status, json: JSON.parse(text) as Record<string, unknown> };
  };

  it('DR25 are given, changed and taken away on the page, each secret shown once', async () => {
    const { json } = await post('/api/studios', { studioId: 'county/7', name: '和田七号' });
    const { secret } = studioSecretSchema.parse(json);
    expect(await post('/api/studios', { studioId: 'county/7', name: 'again' })).toMatchObject({
      status: 409,
      json: { error: 'studio-exists' },
    });
    expect(await post('/api/studios', { studioId: 'a b', name: 'x' })).toMatchObject({ status: 400, json: { error: 'input-invalid' } });
    const fresh = studioSecretSchema.parse((await post('/api/studios/county%2F7/key')).json);
    expect(fresh.secret).not.toBe(secret);
    expect(studioKeySchema.parse((await post('/api/studios/county%2F7/revoke')).json).revoked).toBe(true);
    expect(await post('/api/studios/constructor/key')).toMatchObject({ status: 404, json: { error: 'studio-unknown' } });
    const listed = (await ask('/api/studios', { cookie })).body;
    expect(studioKeySchema.array().parse(JSON.parse(listed))).toContainEqual(
      expect.objectContaining({ studioId: 'county/7', revoked: true }),
    );
    expect(listed).not.toContain('whsec_');
  });

  it('DR25 lie in a private file, and a change from beside counts at once', async () => {
    const path = join(dataFolder, 'district-secrets.json');
    const studio = new TestStudio(receiver, 'dr25');
    expect((await studio.ask('')).status).toBe(200);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    const secrets = JSON.parse(readFileSync(path, 'utf8')) as { studios: Record<string, { secret: string | null }> };
    secrets.studios['dr25']!.secret = null;
    writeFileSync(path, JSON.stringify(secrets));
    expect((await studio.ask('')).status).toBe(401);
  });
});
