/** Papers are taken in whole, of known kinds and within limits, or leave nothing behind. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import Fastify from 'fastify';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EvidenceStore } from '../../../native/compliance/evidence-store.ts';
import type { Evidence } from '../../../native/contract/gate.ts';
import type { Result } from '../../../native/contract/refusal.ts';
import { evidenceRoutes } from '../../../native/server/evidence-routes.ts';
import { StorageFailure } from '../../../native/store/storage-failure.ts';
import { manualClock } from '../manual-clock.ts';
import { ACTOR, newFolder } from './gate-rig.ts';

const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n');
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
const MB = 1024 * 1024;

function open(folder = newFolder(), record: (paper: Evidence, actor: string) => Promise<void> = async () => {}) {
  const recorded: Evidence[] = [];
  const store = new EvidenceStore({
    folder,
    clock: manualClock(),
    async record(paper, actor) {
      await record(paper, actor);
      recorded.push(paper);
    },
  });
  return { folder, store, recorded };
}

const take = (store: EvidenceStore, bytes: Buffer, fileName = '检验报告.pdf') =>
  store.receive({ fileName, body: Readable.from([...chunks(bytes)]) }, ACTOR);

function* chunks(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
}

function kept(taken: Result<Evidence> | null): Evidence {
  if (!taken?.ok) throw new Error('the paper was not taken in');
  return taken.value;
}

describe('papers', () => {
  it('GT67 a paper is known by its digest, is on record, and is there after a restart', async () => {
    const { folder, store, recorded } = open();
    const paper = kept(await take(store, PDF));
    expect(paper).toMatchObject({ fileName: '检验报告.pdf', bytes: PDF.length, digest: createHash('sha256').update(PDF).digest('hex') });
    expect(recorded).toEqual([paper]);
    expect(kept(await take(store, PDF, 'again.pdf'))).toEqual(paper);
    expect(recorded).toHaveLength(1);
    const again = open(folder).store;
    expect(again.list()).toEqual([paper]);
    const file = again.file(paper.evidenceId);
    expect(file?.type).toBe('application/pdf');
    expect(readFileSync(file!.path)).toEqual(PDF);
    rmSync(file!.path);
    expect(again.find(paper.evidenceId)).toBeNull();
  });

  it('GT68 what is too large, of no known kind, empty or broken off leaves nothing behind', async () => {
    const { folder, store } = open();
    expect(await take(store, Buffer.concat([PNG, Buffer.alloc(10 * MB)]))).toMatchObject({
      refusal: { code: 'evidence-too-large', context: { limitMb: 10 } },
    });
    expect(await take(store, Buffer.from('<html><script>'), 'x.pdf')).toMatchObject({
      refusal: { code: 'evidence-kind-unknown', context: { file: 'x.pdf' } },
    });
    expect(await take(store, Buffer.from('%PD'))).toMatchObject({ refusal: { code: 'evidence-kind-unknown' } });
    expect(await take(store, Buffer.alloc(0))).toBeNull();
    const broken = new Readable({ read() {} });
    broken.push(PDF);
    setImmediate(() => broken.destroy(new Error('gone')));
    expect(await store.receive({ fileName: 'a.pdf', body: broken }, ACTOR)).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
    expect(store.list()).toEqual([]);
  });

  it('GT69 what cannot be put on record is not there, and what a kill left is cleared away', async () => {
    const full = open(undefined, async () => {
      throw new StorageFailure('storage-full');
    });
    expect(await take(full.store, PDF)).toMatchObject({ refusal: { code: 'storage-full' } });
    expect(readdirSync(full.folder)).toEqual([]);
    writeFileSync(join(full.folder, 'ev-1.part'), 'half');
    writeFileSync(join(full.folder, 'ev-2.json'), '{"evidenceId":"../../secrets"}');
    writeFileSync(join(full.folder, 'ev-3.json'), 'not JSON');
    const { store, folder } = open(full.folder);
    expect(store.list()).toEqual([]);
    expect(readdirSync(folder)).toEqual(['ev-2.json', 'ev-3.json']);
  });

  it('GT79 a description that cannot be read stops no start', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'ev-1.json'));
    expect(open(folder).store.list()).toEqual([]);
  });

  it('GT70 only the operator sends papers in and gets them, as files that no page shows', async () => {
    const { store } = open();
    const app = Fastify();
    evidenceRoutes(store)(app, (request) => request.headers['x-operator'] === '1');
    onTestFinished(() => app.close());
    const headers = { 'x-operator': '1', 'content-type': 'application/pdf' };
    const send = (url: string, own: object = headers) => app.inject({ method: 'POST', url, headers: { ...own }, payload: PDF });
    expect((await send('/evidence?name=a.pdf', { 'content-type': 'application/pdf' })).statusCode).toBe(401);
    expect((await send('/evidence')).statusCode).toBe(400);
    const paper = kept((await send(`/evidence?name=${encodeURIComponent('../../证明 (1).pdf')}`)).json());
    expect(paper.fileName).toBe('证明 (1).pdf');
    const got = await app.inject({ url: `/evidence/${paper.evidenceId}`, headers });
    expect(got.headers).toMatchObject({
      'content-type': 'application/pdf',
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename="evidence"; filename*=UTF-8''%E8%AF%81%E6%98%8E%20%281%29.pdf`,
    });
    expect(got.rawPayload).toEqual(PDF);
    expect((await app.inject({ url: `/evidence/${paper.evidenceId}` })).statusCode).toBe(401);
    for (const id of ['ev-0', '..%2F..%2Fsecrets.json', '%2e%2e']) {
      expect((await app.inject({ url: `/evidence/${id}`, headers })).statusCode).toBe(404);
    }
  });
});
