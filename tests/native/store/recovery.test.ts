/** Recovery from a damaged database: the newest good backup, what can still be read, and an honest word about the rest. */
import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { verifyBook } from '../../../native/ledger/verify.ts';
import { refused } from '../../../native/contract/refusal.ts';
import { systemClock } from '../../../native/kernel/clock.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import { runJob } from '../../../native/keeping-jobs.ts';
import { openStorage } from '../../../native/storage.ts';
import { backUp } from '../../../native/store/backup.ts';
import { openForWriting, restoredOf, suspicionOf } from '../../../native/store/database.ts';
import { salvageFrom } from '../../../native/store/salvage.ts';
import { Place } from '../../../native/sync/places.ts';
import { carveEntries } from '../../../native/store/page-carver.ts';
import { damages, zero } from './damage.ts';
import { note, openTestStorage, paid, refund, temporaryFolder } from './test-storage.ts';

const opened = (broadcastId: string) =>
  ({
    kind: 'broadcast.opened',
    broadcastId,
    atMs: 1_700_000_000_000,
    actor: 'studio',
    body: { title: { 'zh-CN': '一', ug: '', en: '' }, rehearsal: false },
  }) as const;

/** A day with a backup after 1,000 orders and `later` more behind it, closed as a clean stop or as a kill leaves it. */
async function day(
  later: number,
  end: 'stopped' | 'killed',
  longer = 40,
): Promise<{ folder: string; path: string; sums: object; head: number }> {
  const folder = temporaryFolder();
  const storage = await openTestStorage(folder);
  await storage.ledger.append([opened('bc-1')]);
  await storage.ledger.append(Array.from({ length: 1000 }, (_, at) => paid(`o-${at}`)));
  await storage.ledger.append([refund('r-1', 'o-7')]);
  await backUp({ source: storage.path, target: { folder: join(folder, 'backups'), base: folder }, atMs: 1_700_000_000_000 });
  const drafts = Array.from({ length: later }, (_, at) => [paid(`later-${at}`), note(`note ${at} ${'长'.repeat(at * longer)}`)]).flat();
  for (let at = 0; at < drafts.length; at += 20) await storage.ledger.append(drafts.slice(at, at + 20));
  const sums = sumsOf(storage.path);
  const head = storage.ledger.headSeq;
  if (end === 'stopped') await storage.close();
  else {
    // What a kill leaves: database and log as they are, without the last checkpoint.
    const kept = temporaryFolder();
    for (const name of ['studio.db', 'studio.db-wal']) copyFileSync(join(folder, name), join(kept, name));
    await storage.close();
    for (const name of readdirSync(folder)) if (name.startsWith('studio.db')) rmSync(join(folder, name));
    for (const name of ['studio.db', 'studio.db-wal']) copyFileSync(join(kept, name), join(folder, name));
  }
  return { folder, path: storage.path, sums, head };
}

function sumsOf(path: string): object {
  const database = new Database(path, { readonly: true });
  const sums = database
    .prepare('SELECT sum(gross_fen) AS gross, sum(refunded_fen) AS refunded, sum(order_count) AS orders FROM broadcast_sales')
    .get();
  database.close();
  return sums as object;
}

async function start(folder: string) {
  const opening = await openStorage({ folder, secrets: undefined, clock: systemClock, logger: silentLogger });
  if (!opening.ok) return opening;
  const { recovered, writer, reader } = opening.value;
  const seqs = reader.all<{ seq: number }>('SELECT seq FROM entry ORDER BY seq').map(({ seq }) => seq);
  const [outcome] = await writer.append([note('after')]);
  await opening.value.close();
  if (outcome?.outcome !== 'accepted') throw new Error('not accepted');
  return { ok: true as const, recovered, seqs, nextSeq: outcome.entry.seq };
}

describe('what is salvaged', () => {
  it('SY69 entries that were parked behind the cursor come with it', async () => {
    const damaged = await openTestStorage();
    const parked = { seq: 3, parkedAtMs: 1, tries: 2, reason: refused('upstream-entry-refused', { status: 422, message: '' }).refusal };
    await new Place('https://office', damaged.reader, damaged.writer).save({ acknowledgedSeq: 7, park: [parked] });
    await damaged.close();
    const { path, reader, writer } = await openTestStorage();
    const into = new Database(path);
    salvageFrom(damaged.path, into);
    into.close();
    const place = new Place('https://office', reader, writer);
    expect(place.acknowledgedSeq).toBe(7);
    expect(place.parked).toEqual([{ seq: 3, parkedAtMs: 1, tries: 2 }]);
  });
});

describe('a damaged database', { timeout: 60_000 }, () => {
  it.each(damages)('ST26 that %s is kept, and the newest backup comes back with all that is whole', async (_, damage) => {
    const { folder, path } = await day(20, 'stopped');
    damage(path);
    const before = existsSync(path) ? readFileSync(path) : null;
    const started = await start(folder);
    if (!started.ok) throw new Error(started.refusal.code);
    const { recovered, seqs, nextSeq } = started;
    expect(recovered).toMatchObject({ backupFile: 'studio-20231114T221320000Z.db', backupSeq: 1002 });
    expect(seqs.slice(0, 1002)).toEqual(Array.from({ length: 1002 }, (__, at) => at + 1));
    // The last one tells of the recovery.
    expect(seqs.slice(1002, -1)).toHaveLength(recovered!.salvaged);
    expect(nextSeq).toBe(seqs.at(-1)! + 1);
    const kept = join(folder, recovered!.damagedFile);
    if (before) expect(readFileSync(kept).equals(before)).toBe(true);
    else expect(existsSync(`${kept}-wal`)).toBe(true);
    expect(verifyBook(path).findings).toEqual([]);
    // The next start finds a whole file.
    expect(await start(folder)).toMatchObject({ ok: true, recovered: null });
  });

  it('ST27 whose header alone is lost loses nothing, and says that it cannot be sure', async () => {
    const { folder, path, sums, head } = await day(60, 'stopped');
    zero(path, 0, 100);
    const started = await start(folder);
    if (!started.ok) throw new Error(started.refusal.code);
    expect(started.recovered).toMatchObject({ salvaged: 120, missingFromSeq: head + 1, missingToSeq: head + 9_999_999 });
    expect(started.seqs).toEqual([...Array.from({ length: head }, (_, at) => at + 1), head + 10_000_000]);
    expect(sumsOf(path)).toEqual(sums);
    expect(verifyBook(path).findings).toEqual([]);
  });

  it('ST27 takes committed entries out of the log, and nothing behind its first fault', async () => {
    const { folder, path, head } = await day(60, 'killed');
    const log = readFileSync(`${path}-wal`);
    const whole = carveEntries(path, 1002).entries.length;
    log.writeUInt8(log.readUInt8(log.length - 3000) ^ 1, log.length - 3000);
    writeFileSync(`${path}-wal`, log);
    truncateSync(path, 0);
    const started = await start(folder);
    if (!started.ok) throw new Error(started.refusal.code);
    const { salvaged, missingFromSeq } = started.recovered!;
    expect(whole).toBe(120);
    expect(salvaged).toBeGreaterThan(0);
    expect(salvaged).toBeLessThan(whole);
    expect(missingFromSeq).toBeLessThanOrEqual(head);
    expect(verifyBook(path).findings).toEqual([]);
  });

  it('ST28 whose newest entry can still be told goes on with the next number and names just the hole', async () => {
    const { folder, path, head } = await day(200, 'stopped', 0);
    const lost = leafOf(path, 1150);
    zero(path, (lost.page - 1) * 4096, 4096);
    const started = await start(folder);
    if (!started.ok) throw new Error(started.refusal.code);
    const { recovered, seqs, nextSeq } = started;
    expect(recovered).toMatchObject({
      missingFromSeq: lost.firstSeq,
      missingToSeq: lost.lastSeq,
      salvaged: 400 - (lost.lastSeq - lost.firstSeq + 1),
    });
    expect(seqs.at(-1)).toBe(head + 1);
    expect(nextSeq).toBe(head + 2);
    expect(verifyBook(path).findings).toEqual([]);
  });

  it('ST28 never gives a number twice when its end was cut off', async () => {
    const { folder, path, head } = await day(200, 'stopped');
    truncateSync(path, Math.floor((statSync(path).size * 0.8) / 4096) * 4096);
    const started = await start(folder);
    if (!started.ok) throw new Error(started.refusal.code);
    expect(started.seqs.at(-1)).toBeGreaterThan(head);
    expect(started.recovered!.missingFromSeq).toBeLessThanOrEqual(head);
    expect(started.recovered!.missingToSeq).toBe(started.seqs.at(-1)! - 1);
    expect(verifyBook(path).findings).toEqual([]);
  });

  it('ST29 without a backup gives what can be read, and is refused and untouched when that is nothing', async () => {
    const { folder, path, head } = await day(5, 'stopped');
    rmSync(join(folder, 'backups'), { recursive: true });
    zero(path, 0, 100);
    const started = await start(folder);
    if (!started.ok) throw new Error(started.refusal.code);
    expect(started.recovered).toMatchObject({ backupFile: null, backupSeq: 0, salvaged: head });
    expect(verifyBook(path).findings).toEqual([]);

    const hopeless = temporaryFolder();
    writeFileSync(join(hopeless, 'studio.db'), '');
    expect(await start(hopeless)).toEqual({
      ok: false,
      refusal: { code: 'storage-damaged', context: { file: join(hopeless, 'studio.db') } },
    });
    expect(readdirSync(hopeless).filter((name) => name.startsWith('studio.db'))).toEqual(['studio.db']);
  });

  it('ST29 takes a whole older backup rather than a damaged newer one, of either folder', async () => {
    const { folder, path } = await day(5, 'stopped');
    const other = temporaryFolder();
    const [own] = readdirSync(join(folder, 'backups'));
    renameSync(join(folder, 'backups', own!), join(other, own!));
    writeFileSync(join(folder, 'backups', 'studio-20250101T000000000Z.db'), 'damaged too');
    writeFileSync(join(folder, 'backup-folder.json'), JSON.stringify({ folder: other }));
    rmSync(path);
    expect(await start(folder)).toMatchObject({ ok: true, recovered: { backupFile: own, salvaged: 0 } });
  });

  it('ST30 a kill in the middle of a recovery is finished by the next start', async () => {
    const { folder, path } = await day(5, 'stopped');
    renameSync(path, restoredOf(path));
    writeFileSync(`${path}-wal`, 'rest of the damaged one');
    expect(await start(folder)).toMatchObject({ ok: true, recovered: null });
    expect(existsSync(restoredOf(path))).toBe(false);
  });

  it('ST31 that is too large to be checked at the start is found by a later check, and recovered by the next start', async () => {
    const { folder, path } = await day(200, 'stopped', 0);
    const lost = leafOf(path, 1150);
    const database = new Database(path);
    database.pragma('synchronous = OFF');
    database.exec('CREATE TABLE filler (bytes BLOB) STRICT; INSERT INTO filler VALUES (zeroblob(270000000))');
    database.close();
    zero(path, (lost.page - 1) * 4096, 4096);
    openForWriting(path).close();
    await expect(runJob('check', { path })).rejects.toMatchObject({ code: 'storage-damaged' });
    writeFileSync(suspicionOf(path), '');
    expect(await start(folder)).toMatchObject({ ok: true, recovered: { missingFromSeq: lost.firstSeq, missingToSeq: lost.lastSeq } });
    expect(existsSync(suspicionOf(path))).toBe(false);
  });

  it('reads entries of any length out of bare pages, and no others', async () => {
    const { path, head } = await day(60, 'killed');
    const all = carveEntries(path, 0);
    expect(all.logTorn).toBe(false);
    expect(all.entries.map(({ seq }) => seq)).toEqual(Array.from({ length: head }, (_, at) => at + 1));
    const database = new Database(path, { readonly: true });
    const stored = database
      .prepare('SELECT seq, broadcast_id AS broadcastId, kind, at_ms AS atMs, actor, body FROM entry ORDER BY seq')
      .all();
    database.close();
    expect(all.entries).toEqual(stored);
  });
});

/** The page in which the entry lies, and the entries of that page. */
function leafOf(path: string, seq: number): { page: number; firstSeq: number; lastSeq: number } {
  const bytes = readFileSync(path);
  for (let page = 2; page <= bytes.length / 4096; page += 1) {
    const copy = join(temporaryFolder(), 'page');
    // As page 2, because the first one begins with the file's header.
    writeFileSync(copy, Buffer.concat([Buffer.alloc(4096), bytes.subarray((page - 1) * 4096, page * 4096)]));
    const seqs = carveEntries(copy, 0).entries.map((entry) => entry.seq);
    if (seqs.includes(seq)) return { page, firstSeq: seqs[0]!, lastSeq: seqs.at(-1)! };
  }
  throw new Error(`no page with ${seq}`);
}
