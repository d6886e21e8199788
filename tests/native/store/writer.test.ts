/** The writer: groups, faults that stay alone, full disks, closing. */
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { StorageFailure } from '../../../native/store/storage-failure.ts';
import { note, openTestStorage, paid, type TestStorage } from './test-storage.ts';

const count = ({ reader }: TestStorage, table = 'entry') => reader.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)!.n;
const setting = (key: string) => ({ sql: "INSERT INTO setting (key, value) VALUES (?, '1')", params: [key] });

describe('the writer', () => {
  it('ST8 calls that arrive during a commit share the next one', async () => {
    const storage = await openTestStorage();
    const commits: number[] = [];
    storage.writer.onCommitted(({ entries }) => commits.push(entries.length));
    await Promise.all(Array.from({ length: 500 }, (_, order) => storage.ledger.append([paid(`o${order}`)])));
    expect(commits.reduce((sum, entries) => sum + entries, 0)).toBe(500);
    expect(commits.length).toBeLessThan(10);
  });

  it('ST9 one faulty call fails alone; the others of its group are stored', async () => {
    const storage = await openTestStorage();
    const results = await Promise.allSettled([
      storage.ledger.append([note('first')]),
      storage.writer.run([setting('a')]),
      storage.writer.run([setting('b'), setting('a'), setting('c')]),
      storage.writer.run([{ sql: 'nonsense', params: [] }]),
      storage.ledger.append([note('last')]),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect((results[2] as PromiseRejectedResult).reason).not.toBeInstanceOf(StorageFailure);
    expect(storage.reader.all("SELECT key FROM setting WHERE key IN ('a', 'b', 'c')")).toEqual([{ key: 'a' }]);
    expect(storage.ledger.lastEntries(9).map(({ seq, body }) => [seq, body])).toEqual([
      [1, { text: 'first' }],
      [2, { text: 'last' }],
    ]);
  });

  it('ST10 listeners hear every entry once, in sequence, before its call resolves, and after it is durable', async () => {
    const storage = await openTestStorage();
    const heard: number[] = [];
    storage.ledger.onAppended((entries) => {
      for (const { seq } of entries) heard.push(seq);
      expect(count(storage)).toBeGreaterThanOrEqual(heard.length);
      expect(storage.ledger.headSeq).toBe(heard.at(-1));
    });
    await Promise.all(
      Array.from({ length: 200 }, async (_, at) => {
        const [outcome] = await storage.ledger.append([note(String(at))]);
        if (outcome?.outcome !== 'accepted') throw new Error('not accepted');
        expect(heard).toContain(outcome.entry.seq);
      }),
    );
    expect(heard).toEqual(Array.from({ length: 200 }, (_, at) => at + 1));
  });

  it('a listener that fails keeps nothing from the others or from the caller', async () => {
    const { ledger } = await openTestStorage();
    const heard: number[] = [];
    ledger.onAppended(() => {
      throw new Error('listener');
    });
    ledger.onAppended((entries) => heard.push(entries.length));
    await expect(ledger.append([note('one')])).resolves.toHaveLength(1);
    expect(heard).toEqual([1]);
  });

  it('ST11 a full disk acknowledges nothing, keeps reading, and goes on by itself once there is room', async () => {
    const storage = await openTestStorage();
    await storage.ledger.append([note('before'), paid('kept')]);
    const limit = (pages: number) => storage.writer.run([{ sql: `PRAGMA max_page_count = ${pages}`, params: [] }]);
    await limit(1);
    const big = 'x'.repeat(20_000);
    const results = await Promise.allSettled(
      Array.from({ length: 30 }, (_, at) => storage.ledger.append([note(`${big}${at}`), paid(`full-${at}`)])),
    );
    const failed = results.filter((result) => result.status === 'rejected');
    expect(failed.length).toBeGreaterThan(25);
    for (const { reason } of failed) expect(reason).toMatchObject({ code: 'storage-full' });
    const acknowledged = results.length - failed.length;
    expect(count(storage)).toBe(2 + 2 * acknowledged);
    expect(count(storage, 'paid_order')).toBe(1 + acknowledged);

    await limit(1_000_000);
    const again = await Promise.all(Array.from({ length: 30 }, (_, at) => storage.ledger.append([paid(`full-${at}`)])));
    expect(again.flat().filter(({ outcome }) => outcome === 'accepted')).toHaveLength(30 - acknowledged);
    expect(count(storage, 'paid_order')).toBe(31);
    expect(storage.reader.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
  });

  it('a file held by another program is told as unwritable, and written once it is free', async () => {
    const storage = await openTestStorage();
    await storage.writer.run([{ sql: 'PRAGMA busy_timeout = 1', params: [] }]);
    const other = new Database(storage.path);
    other.exec('BEGIN IMMEDIATE');
    await expect(storage.ledger.append([note('one')])).rejects.toMatchObject({ code: 'storage-unwritable' });
    other.exec('ROLLBACK');
    other.close();
    await expect(storage.ledger.append([note('two')])).resolves.toHaveLength(1);
  });

  it('ST12 closing finishes what was handed in and refuses what comes later', async () => {
    const storage = await openTestStorage();
    const pending = Array.from({ length: 50 }, (_, at) => storage.ledger.append([note(String(at))]));
    const closing = storage.writer.close();
    await expect(storage.ledger.append([note('late')])).rejects.toMatchObject({ code: 'storage-closed' });
    await expect(Promise.all(pending)).resolves.toHaveLength(50);
    await closing;
    expect(count(storage)).toBe(50);
  });
});
