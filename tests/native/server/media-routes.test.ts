/** The door for videos: sent in as a stream, looked at in parts, only for the desk. */
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import Fastify from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Result } from '../../../native/contract/refusal.ts';
import { mediaRoutes } from '../../../native/server/media-routes.ts';
import { until } from '../../harness/waiting.ts';
import { openMediaDesk } from '../media/media-desk.ts';
import { phoneFile } from '../media/phone-files.ts';

const DESK = { 'x-desk': '1' };

async function openDoor() {
  const desk = await openMediaDesk();
  const app = Fastify({ forceCloseConnections: true });
  mediaRoutes(desk.library)(app, (request) => request.headers['x-desk'] === '1');
  await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());
  const { port } = app.server.address() as { port: number };
  const url = `http://127.0.0.1:${port}/media`;
  const send = async (name: string, body: Buffer, headers: Record<string, string> = DESK) => {
    const response = await fetch(`${url}?name=${encodeURIComponent(name)}`, { method: 'POST', body: new Uint8Array(body), headers });
    return { status: response.status, answer: (await response.json()) as Result<{ mediaId: string }> };
  };
  return { desk, url, port, send };
}

describe('the door for videos', () => {
  it('MD23 takes in files of any name side by side and hands out picture and video in parts', async () => {
    const { desk, url, send } = await openDoor();
    const sent = await Promise.all([
      send('核桃 园/1.mp4', readFileSync(phoneFile('mute'))),
      send('bad.mp4', readFileSync(phoneFile('text'))),
    ]);
    expect(sent[1].answer).toMatchObject({ ok: false, refusal: { code: 'media-unplayable', context: { file: 'bad.mp4' } } });
    if (!sent[0].answer.ok) throw new Error(sent[0].answer.refusal.code);
    const { mediaId } = sent[0].answer.value;
    await until(desk.library.state, () => desk.item(mediaId)?.state === 'ready');
    expect(desk.item(mediaId)!.fileName).toBe('1.mp4');
    const path = desk.item(mediaId)!.playable!.path;
    const whole = readFileSync(path);
    const ask = async (range?: string) => {
      const response = await fetch(`${url}/${mediaId}/play.mp4`, { headers: { ...DESK, ...(range ? { range } : {}) } });
      return { status: response.status, range: response.headers.get('content-range'), bytes: Buffer.from(await response.arrayBuffer()) };
    };
    expect(await ask()).toMatchObject({ status: 200, bytes: whole });
    expect(await ask('bytes=10-19')).toEqual({ status: 206, range: `bytes 10-19/${whole.length}`, bytes: whole.subarray(10, 20) });
    expect(await ask('bytes=-5')).toMatchObject({ status: 206, bytes: whole.subarray(-5) });
    expect(await ask(`bytes=${whole.length - 3}-`)).toMatchObject({ status: 206, bytes: whole.subarray(-3) });
    expect(await ask(`bytes=${whole.length}-`)).toMatchObject({ status: 416, range: `bytes */${whole.length}` });
    const picture = await fetch(`${url}/${mediaId}/thumbnail.jpg`, { headers: DESK });
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(
      Buffer.from(await picture.arrayBuffer())
        .subarray(0, 2)
        .toString('hex'),
    ).toBe('ffd8');
    for (const unknown of ['media-none', '..%2F..', '%00']) {
      expect((await fetch(`${url}/${unknown}/play.mp4`, { headers: DESK })).status).toBe(404);
    }
  }, 60_000);

  it('MD24 is shut to all but the desk, before a byte of a body is read', async () => {
    const { desk, url, send } = await openDoor();
    expect(await send('a.mp4', Buffer.alloc(1000), {})).toMatchObject({ status: 401, answer: { refusal: { code: 'not-allowed' } } });
    expect((await fetch(`${url}/media-x/play.mp4`)).status).toBe(401);
    expect((await fetch(`${url}/media-x/thumbnail.jpg`)).status).toBe(401);
    expect((await fetch(url, { method: 'POST', body: 'x', headers: DESK })).status).toBe(400);
    expect(desk.files()).toEqual([]);
  }, 60_000);

  it('MD11 a page that goes away in the middle of sending leaves nothing', async () => {
    const { desk, port } = await openDoor();
    const sending = httpRequest({ port, path: '/media?name=a.mp4', method: 'POST', headers: { ...DESK, 'content-length': '100000' } });
    sending.on('error', () => {});
    sending.write(Buffer.alloc(5000));
    await until(desk.library.state, ({ items }) => items[0]?.state === 'arriving');
    sending.destroy();
    await until(desk.library.state, ({ items }) => items.length === 0);
    expect(desk.files()).toEqual([]);
  }, 60_000);
});
