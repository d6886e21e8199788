/** Export and purge of a broadcast: whole files, kept totals, and nothing that goes too early. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { EntryDraft } from '../../../native/contract/entry.ts';
import { runJob } from '../../../native/keeping-jobs.ts';
import { Broadcasts } from '../../../native/ledger/broadcasts.ts';
import { rebuildFigures } from '../../../native/ledger/rebuild.ts';
import { Retention } from '../../../native/ledger/retention.ts';
import { verifyBook } from '../../../native/ledger/verify.ts';
import { checkCopy } from '../../../native/store/copy-check.ts';
import { figuresOf } from './book-database.ts';
import { note, openTestStorage, paid, refund, temporaryFolder, type TestStorage } from '../store/test-storage.ts';

const ENDED_AT_MS = Date.UTC(2026, 10, 24);
const about = (kind: 'broadcast.opened' | 'broadcast.ended', broadcastId: string): EntryDraft =>
  ({
    kind,
    broadcastId,
    atMs: ENDED_AT_MS,
    actor: 'studio',
    body: kind === 'broadcast.opened' ? { title: { 'zh-CN': '首场', ug: '', en: '' }, rehearsal: false } : {},
  }) as EntryDraft;

interface Kept {
  storage: TestStorage;
  folder: string;
  retention: Retention;
  clock: { nowMs: number };
}

/** Two broadcasts, the first of them ended, with their entries mixed. */
async function kept(orders = 40): Promise<Kept> {
  const storage = await openTestStorage();
  const { ledger, reader, writer, path } = storage;
  const broadcasts = new Broadcasts(reader);
  ledger.onAppended((entries) => broadcasts.apply(entries));
  await ledger.append([about('broadcast.opened', 'bc-1')]);
  for (let order = 0; order < orders; order += 1) {
    await ledger.append([
      paid(`o-${order}`, { private: { buyer: '张三丰' }, buyer: '张**' }),
      ...(order % 4 === 0 ? [refund(`r-${order}`, `o-${order}`)] : []),
      paid(`other-${order}`, {}, 'bc-2'),
    ]);
  }
  await ledger.append([about('broadcast.ended', 'bc-1'), about('broadcast.opened', 'bc-2'), note('later', 'bc-2')]);
  const clock = { nowMs: ENDED_AT_MS };
  const folder = temporaryFolder();
  const retention = new Retention({
    broadcasts,
    reader,
    writer,
    append: (drafts) => ledger.append(drafts),
    folder,
    exportBroadcast: (into, broadcastId) => runJob('exportBroadcast', { path, folder: into, broadcastId }),
    checkExport: (file, broadcastId) => runJob('checkExport', { path, file, broadcastId }),
    currentBroadcastId: () => 'bc-2',
    retentionYears: () => 3,
    clock: { nowMs: () => clock.nowMs, monotonicMs: () => 0, after: () => ({ cancel() {} }) },
  });
  return { storage, folder, retention, clock };
}

const linesOf = (file: string) =>
  gunzipSync(readFileSync(file))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const figures = (path: string) => {
  const database = new Database(path, { readonly: true });
  const found = figuresOf(database);
  database.close();
  return found;
};

describe('an export', () => {
  it('ST34 has every entry of its broadcast in sequence behind a manifest, and nothing that must stay here', async () => {
    const { storage, folder, retention } = await kept();
    const exported = await retention.export('bc-1', 'operator:desk');
    if (!exported.ok) throw new Error(exported.refusal.code);
    expect(exported.value).toEqual({ file: join(folder, 'bc-1.ndjson.gz'), entries: 52 });
    expect(readdirSync(folder)).toEqual(['bc-1.ndjson.gz']);
    const [manifest, ...lines] = linesOf(exported.value.file);
    expect(manifest).toMatchObject({ broadcastId: 'bc-1', entries: 52, firstSeq: 1 });
    const stored = storage.reader.all<{ seq: number }>("SELECT seq FROM entry WHERE broadcast_id = 'bc-1' ORDER BY seq");
    expect(lines.map(({ seq }) => seq)).toEqual(stored.map(({ seq }) => seq));
    expect(JSON.stringify(lines)).not.toContain('张三丰');
    expect(JSON.stringify(lines)).toContain('张**');
    expect(storage.ledger.lastEntries(1)[0]).toMatchObject({
      kind: 'broadcast.exported',
      broadcastId: 'bc-2',
      body: { exportedBroadcastId: 'bc-1', entries: 52, file: 'bc-1.ndjson.gz', digest: manifest!['digest'] },
    });
    expect(await retention.export('bc-9', 'operator:desk')).toMatchObject({ ok: false, refusal: { code: 'broadcast-unknown' } });
  });
});

describe('a purge', { timeout: 60_000 }, () => {
  it('ST35 waits for the end, for the retention and for a whole export that has every entry', async () => {
    const { storage, folder, retention, clock } = await kept(4);
    const refusal = async (broadcastId: string) => {
      const purged = await retention.purge(broadcastId, 'operator:desk');
      return purged.ok ? 'purged' : purged.refusal.code;
    };
    expect(await refusal('bc-9')).toBe('broadcast-unknown');
    expect(await refusal('bc-2')).toBe('broadcast-not-ended');
    clock.nowMs = Date.UTC(2029, 10, 24) - 1;
    expect(await retention.purge('bc-1', 'operator:desk')).toMatchObject({
      refusal: { code: 'retention-not-over', context: { date: '2029-11-24' } },
    });
    clock.nowMs += 1;
    expect(await refusal('bc-1')).toBe('broadcast-not-exported');
    const exported = await retention.export('bc-1', 'operator:desk');
    if (!exported.ok) throw new Error(exported.refusal.code);
    const { file } = exported.value;
    const whole = readFileSync(file);
    const changed = gunzipSync(whole).toString('utf8').replace('3990', '3991');
    for (const bytes of [whole.subarray(0, whole.length - 20), gzipSync(changed), Buffer.from('{}'), Buffer.alloc(0)]) {
      writeFileSync(file, bytes);
      expect(await refusal('bc-1')).toBe('broadcast-not-exported');
    }
    writeFileSync(file, whole);
    await storage.ledger.append([note('late', 'bc-1')]);
    expect(await refusal('bc-1')).toBe('broadcast-not-exported');
    expect(storage.reader.get('SELECT count(*) AS n FROM purged_broadcast')).toEqual({ n: 0 });
    await retention.export('bc-1', 'operator:desk');
    expect(await refusal('bc-1')).toBe('purged');
    expect(await refusal('bc-1')).toBe('broadcast-unknown');
    expect(readdirSync(folder)).toEqual(['bc-1.ndjson.gz']);
  });

  it('ST36 takes the entries and leaves totals, keys and the proof of the book', async () => {
    const { storage, retention, clock } = await kept();
    const before = figures(storage.path);
    await retention.export('bc-1', 'operator:desk');
    clock.nowMs = Date.UTC(2030, 0, 1);
    expect(await retention.purge('bc-1', 'operator:desk')).toEqual({ ok: true, value: { entries: 50 } });
    const kinds = storage.reader.all<{ kind: string }>("SELECT kind FROM entry WHERE broadcast_id = 'bc-1' ORDER BY seq");
    expect(kinds.map(({ kind }) => kind)).toEqual(['broadcast.opened', 'broadcast.ended']);
    expect(storage.reader.get("SELECT count(*) AS n FROM entry WHERE broadcast_id = 'bc-2' AND kind = 'order.paid'")).toEqual({ n: 40 });
    expect(figures(storage.path)).toEqual(before);
    const [again] = await storage.ledger.append([paid('o-1', {}, 'bc-2')]);
    expect(again?.outcome).toBe('duplicate');
    expect(new Broadcasts(storage.reader).find('bc-1')).toMatchObject({ purged: true, title: { 'zh-CN': '首场' } });
    await storage.close();
    expect(checkCopy(storage.path).entries).toBe(46);
    const rebuilt = new Database(storage.path);
    rebuildFigures(rebuilt);
    rebuilt.close();
    expect(figures(storage.path)).toEqual(before);
    expect(verifyBook(storage.path).findings).toEqual([]);
  });

  it('ST36 that was interrupted goes on, and never replaces the whole export by the rest', async () => {
    const { storage, folder, retention, clock } = await kept(8);
    await retention.export('bc-1', 'operator:desk');
    clock.nowMs = Date.UTC(2030, 0, 1);
    await storage.writer.run([
      { sql: "INSERT INTO purged_broadcast VALUES ('bc-1', 0, 1, 20, 'digest', 1)", params: [] },
      { sql: 'DELETE FROM entry WHERE seq = 2', params: [] },
      { sql: 'UPDATE purged_broadcast SET entries = changes()', params: [] },
    ]);
    expect(await retention.export('bc-1', 'operator:desk')).toMatchObject({ ok: false });
    expect(existsSync(join(folder, 'bc-1.ndjson.gz'))).toBe(true);
    expect(await retention.purge('bc-1', 'operator:desk')).toEqual({ ok: true, value: { entries: 10 } });
    await storage.close();
    expect(verifyBook(storage.path).findings).toEqual([]);
  });

  it('ST36 keeps the proof of the book where orders, or their refunds, were recorded in one broadcast and count in another', async () => {
    const { storage, retention, clock } = await kept(4);
    const moved = (orderId: string, toBroadcastId: string): EntryDraft => ({
      kind: 'order.assigned',
      broadcastId: toBroadcastId,
      atMs: ENDED_AT_MS,
      actor: 'operator:desk',
      body: { source: 'shop', orderId, toBroadcastId, reason: 'person' },
    });
    await storage.ledger.append([
      moved('o-1', 'bc-2'),
      moved('other-1', 'bc-1'),
      moved('other-2', 'bc-1'),
      moved('other-2', 'bc-2'),
      moved('o-2', 'bc-2'),
      moved('o-2', 'bc-1'),
      refund('r-late', 'o-3', { amountFen: 100 }, 'bc-2'),
      refund('r-moved', 'other-1', { amountFen: 200 }, 'bc-2'),
      refund('r-early', 'other-3', { amountFen: 300 }, 'bc-1'),
      refund('r-alone', 'never-came', { amountFen: 400 }, 'bc-1'),
    ]);
    await retention.export('bc-1', 'operator:desk');
    const before = figures(storage.path);
    clock.nowMs = Date.UTC(2030, 0, 1);
    expect(await retention.purge('bc-1', 'operator:desk')).toMatchObject({ ok: true });
    expect(figures(storage.path)).toEqual(before);
    // Money that goes back after the purge still belongs to its order's broadcast.
    await storage.ledger.append([refund('r-last', 'o-3', { amountFen: 500 }, 'bc-2'), paid('o-2', {}, 'bc-2')]);
    const after = figures(storage.path);
    await storage.close();
    expect(verifyBook(storage.path).findings).toEqual([]);
    const rebuilt = new Database(storage.path);
    rebuildFigures(rebuilt);
    rebuilt.close();
    expect(figures(storage.path)).toEqual(after);
    expect(verifyBook(storage.path).findings).toEqual([]);
    expect(checkCopy(storage.path).entries).toBeGreaterThan(0);
  });
});
