/** The door for exported files: check, apply, progress, stop; only for the desk. */
import Fastify from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { OrderFileReport } from '../../../native/contract/order-file.ts';
import { accepted, type Result } from '../../../native/contract/refusal.ts';
import { registerOrderFiles } from '../../../native/server/order-file-routes.ts';
import { csv, DOUYIN, douyinRow } from '../orders/files/exports.ts';
import { importDesk } from '../orders/files/import-desk.ts';

async function openDoor() {
  const desk = await importDesk();
  const app = Fastify();
  const files = {
    importFile: (delivery: Parameters<typeof desk.imports.importFile>[0]) => desk.imports.importFile(delivery, 'operator:desk'),
    progress: () => desk.imports.progress,
    cancel: () => {
      desk.imports.cancel();
      return accepted({});
    },
  };
  registerOrderFiles(app, files, (request) => request.headers['x-desk'] === '1');
  await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(() => app.close());
  const { port } = app.server.address() as { port: number };
  const url = `http://127.0.0.1:${port}/api/orders/import`;
  const send = async (query: string, body: Buffer, headers: Record<string, string> = { 'x-desk': '1' }) => {
    const response = await fetch(`${url}?${query}`, { method: 'POST', body: new Uint8Array(body), headers });
    return { status: response.status, answer: (await response.json()) as Result<OrderFileReport> };
  };
  return { ...desk, url, send };
}

const orders = csv(DOUYIN, [douyinRow({ main: '101', sub: '1' })]);
const NAME = `source=shop&name=${encodeURIComponent('订单.csv')}`;

describe('the door for exported files', () => {
  it('OF21 a file is checked, then applied, and the same file again needs a word for it', async () => {
    const { send, totals } = await openDoor();
    expect((await send(`${NAME}&apply=0`, orders)).answer).toMatchObject({
      ok: true,
      value: { fileName: '订单.csv', missing: 1, applied: false },
    });
    expect(totals().orders).toBe(0);
    expect((await send(`${NAME}&apply=1`, orders)).answer).toMatchObject({ ok: true, value: { accepted: 1, applied: true } });
    expect((await send(`${NAME}&apply=1`, orders)).answer).toMatchObject({ ok: false, refusal: { code: 'file-seen-before' } });
    expect((await send(`${NAME}&apply=1&again=1`, orders)).answer).toMatchObject({ ok: true, value: { duplicate: 1 } });
    expect((await send(`${NAME}&apply=0&content=refunds`, orders)).answer).toMatchObject({
      ok: false,
      refusal: { code: 'file-not-orders' },
    });
  });

  it('OF21 its progress can be asked for, and it can be stopped', async () => {
    const { url, send } = await openDoor();
    const headers = { 'x-desk': '1' };
    expect(await (await fetch(url, { headers })).json()).toEqual({ state: 'idle', fileName: null, done: 0 });
    const sending = send(`${NAME}&apply=1`, orders);
    await expect.poll(async () => ((await (await fetch(url, { headers })).json()) as { state: string }).state).toBe('reading');
    expect(await (await fetch(url, { method: 'DELETE', headers })).json()).toEqual({ ok: true, value: {} });
    expect((await sending).answer).toMatchObject({ ok: false, refusal: { code: 'import-cancelled' } });
  });

  it('OF21 a page that breaks off stops what it began', async () => {
    const { url, imports, totals, send } = await openDoor();
    const breaking = new AbortController();
    const body = new Uint8Array(orders);
    const sending = fetch(`${url}?${NAME}&apply=1`, { method: 'POST', body, headers: { 'x-desk': '1' }, signal: breaking.signal });
    await expect.poll(() => imports.progress.state).toBe('reading');
    breaking.abort();
    await expect(sending).rejects.toThrow(/abort/iu);
    await expect.poll(() => imports.progress.state).toBe('idle');
    expect(totals().orders).toBe(0);
    expect((await send(`${NAME}&apply=1`, orders)).answer).toMatchObject({ ok: true, value: { accepted: 1 } });
  });

  it('OF21 nobody but the desk gets in, and a wrong question is named', async () => {
    const { send, totals } = await openDoor();
    expect(await send(`${NAME}&apply=1`, orders, {})).toMatchObject({ status: 401, answer: { refusal: { code: 'not-allowed' } } });
    expect((await send('name=x&apply=1', orders)).answer).toMatchObject({
      ok: false,
      refusal: { code: 'input-invalid', context: { at: 'source' } },
    });
    expect((await send(`${NAME}&apply=1`, Buffer.alloc(0))).answer).toMatchObject({ ok: false, refusal: { code: 'file-empty' } });
    expect(totals().orders).toBe(0);
  });
});
