/** The chain and the proof of the book: whatever is changed behind the studio's back is named. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { verifyBook } from '../../../native/ledger/verify.ts';
import { SCHEMA_1 } from '../../../native/store/schema-1.ts';
import { openForWriting } from '../../../native/store/database.ts';
import { createEntryApplier } from '../../../native/ledger/apply-batch.ts';
import { note, paid, refund, temporaryFolder } from '../store/test-storage.ts';
import { openBook } from './book-database.ts';

/** A closed book of 40 commits with orders, refunds and notes, some amended and moved. */
function closedBook(folder: string): string {
  const path = join(folder, 'studio.db');
  openForWriting(path).close();
  const { database, commit } = openBook(path);
  for (let at = 0; at < 40; at += 1) {
    commit([
      paid(`o${at}`, { lines: [{ sku: `HT-${at % 5}`, title: '核桃', quantity: 1, amountFen: 1000 + at }], occurredAtMs: at * 20_000 }),
      ...(at % 4 === 0 ? [refund(`r${at}`, `o${at - (at % 8)}`, { amountFen: 10 })] : []),
      note(`第 ${at}`),
    ]);
  }
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  return path;
}

/** Changes the file as somebody would who has the file and no studio: without its triggers. */
function tamper(path: string, sql: string, ...params: (string | number)[]): void {
  const database = new Database(path);
  database.exec('DROP TRIGGER entry_never_changes; DROP TRIGGER entry_never_goes; DROP TRIGGER entry_link_never_goes');
  database.prepare(sql).run(...params);
  database.close();
}

describe('the proof of the book', () => {
  it('LG21 finds nothing in an untouched book, and tells the totals', () => {
    const report = verifyBook(closedBook(temporaryFolder()));
    expect(report.findings).toEqual([]);
    expect(report).toMatchObject({ entries: 90, headSeq: 90, links: { checked: 40, unchecked: 0 }, findingCount: 0 });
    expect(report.grossFen).toBe(Array.from({ length: 40 }, (_, at) => 1000 + at).reduce((sum, fen) => sum + fen, 0));
    expect(report.refundedFen).toBe(100);
  });

  it('LG22 finds every changed bit of an entry, 100 of 100', () => {
    const path = closedBook(temporaryFolder());
    const database = new Database(path);
    database.exec('DROP TRIGGER entry_never_changes');
    const columns = ['body', 'kind', 'actor', 'broadcast_id'];
    let found = 0;
    for (let at = 0; at < 100; at += 1) {
      const seq = 1 + ((at * 37) % 90);
      const column = columns[at % columns.length]!;
      const { value } = database.prepare<[number], { value: string }>(`SELECT ${column} AS value FROM entry WHERE seq = ?`).get(seq)!;
      const bytes = Buffer.from(value);
      // A bit of a digit or letter, so that JSON stays JSON, as a forger would see to it.
      const places = Array.from(value).flatMap((character, place) =>
        /^[0-9a-z]$/u.test(character) ? [Buffer.byteLength(value.slice(0, place))] : [],
      );
      const place = places[(at * 13) % places.length]!;
      bytes[place]! ^= 1;
      const change = database.prepare(`UPDATE entry SET ${column} = ? WHERE seq = ?`);
      try {
        change.run(bytes.toString(), seq);
      } catch (error) {
        // JSON that is none any more cannot even be stored.
        expect(String(error)).toContain('json_valid');
        found += 1;
        continue;
      }
      if (verifyBook(path).findings.some(({ what }) => what === 'link-wrong')) found += 1;
      change.run(value, seq);
    }
    database.close();
    expect(found).toBe(100);
    expect(verifyBook(path).findings).toEqual([]);
  });

  it.each([
    ['a removed entry', 'DELETE FROM entry WHERE seq = 33', 'rows-missing'],
    ['a removed end', 'DELETE FROM entry WHERE seq > 80', 'rows-missing'],
    ['a removed link', 'DELETE FROM entry_link WHERE last_seq = 50', 'rows-missing'],
    ['an added entry', "INSERT INTO entry VALUES (91, 'bc-1', 'note.added', 1, 'x', '{\"text\":\"\"}')", 'rows-unlinked'],
    ['a changed total', 'UPDATE broadcast_sales SET gross_fen = gross_fen + 1', 'broadcast_sales'],
    ['a changed product', "UPDATE sku_sales SET paid_units = 0 WHERE sku = 'HT-1'", 'sku_sales'],
    ['a changed minute', 'UPDATE minute_sales SET order_count = 9', 'minute_sales'],
    ['a moved order', "UPDATE paid_order SET broadcast_id = 'bc-9' WHERE order_id = 'o3'", 'paid_order'],
    ['a forgotten refund', "DELETE FROM order_key WHERE kind = 'refund.succeeded' AND id = 'r8'", 'order_key'],
  ])('LG23 %s is named', (_name, sql, what) => {
    const path = closedBook(temporaryFolder());
    tamper(path, sql);
    expect(verifyBook(path).findings.map((finding) => finding.what)).toContain(what);
  });
});

describe('the proof of a book after a purge', () => {
  it('LG23 a removed entry of another broadcast is named, though the purge took entries of the same commits', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'studio.db');
    const book = openBook(path);
    for (let at = 0; at < 10; at += 1) book.commit([note(`one ${at}`), note(`two ${at}`, 'bc-2')]);
    book.database.exec("INSERT INTO purged_broadcast VALUES ('bc-1', 10, 1, 20, 'digest', 1)");
    book.database.exec("DELETE FROM entry WHERE broadcast_id = 'bc-1'");
    book.database.close();
    expect(verifyBook(path).findings).toEqual([]);
    tamper(path, 'DELETE FROM entry WHERE seq = 8');
    expect(verifyBook(path).findings.map(({ what }) => what)).toEqual(['rows-missing']);
  });
});

describe('the chain', () => {
  it('LG24 takes in a file from before there was a chain, once', () => {
    const path = join(temporaryFolder(), 'studio.db');
    const old = new Database(path);
    old.pragma('application_id = 1213485908');
    old.exec(SCHEMA_1);
    old.pragma('user_version = 1');
    const insert = old.prepare('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)');
    for (let seq = 1; seq <= 20; seq += 1) {
      const { broadcastId, kind, atMs, actor, body } = paid(`o${seq}`);
      insert.run(seq, broadcastId, kind, atMs, actor, JSON.stringify(body));
    }
    old.close();
    const database = openForWriting(path);
    createEntryApplier(database);
    expect(database.prepare('SELECT first_seq, last_seq FROM entry_link').all()).toEqual([{ first_seq: 1, last_seq: 20 }]);
    createEntryApplier(database);
    expect(database.prepare('SELECT count(*) AS n FROM entry_link').get()).toEqual({ n: 1 });
    database.close();
    expect(verifyBook(path)).toMatchObject({ findings: [], grossFen: 20 * 3990 });
  });

  it('LG25 a commit that failed leaves no link, and the next one links to what stands', () => {
    const book = openBook();
    book.commit([note('one')]);
    expect(() => book.commit([note('two'), { ...note('three'), kind: null } as never])).toThrow();
    book.commit([note('four')]);
    expect(book.database.prepare('SELECT first_seq, last_seq FROM entry_link').all()).toEqual([
      { first_seq: 1, last_seq: 1 },
      { first_seq: 2, last_seq: 2 },
    ]);
  });
});
