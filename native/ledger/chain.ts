/** The chain of entries: one link a commit, SHA-256 over the link before and every entry of the commit, so that a changed row shows. */
import { createHash, type Hash } from 'node:crypto';
import type { Database, Statement } from 'better-sqlite3';
import { type EntryRow, NOT_BULK } from './entry-row.ts';

/** What the first link follows. */
const GENESIS = Buffer.alloc(32);
/** Set by the schema step that brought the chain, and by a recovery, for entries that came in without the writer. */
const CHAIN_ENTRIES_SETTING = 'chain-entries';
const PAGE = 5000;
const TEXT_LENGTH = 64 * 1024;

export interface LinkRow {
  last_seq: number;
  first_seq: number;
  hash: Buffer;
}

/** Adds entries to one link. Fields are kept apart by a character that JSON text and ids do not hold. */
export class LinkHash {
  readonly #hash: Hash;
  /** Gathered, because each call into the hash costs more than what it hashes. */
  #text = '';

  constructor(before: Uint8Array) {
    this.#hash = createHash('sha256').update(before);
  }

  add({ seq, broadcast_id, kind, at_ms, actor, body }: EntryRow): void {
    this.#text += `${seq}\u001f${broadcast_id}\u001f${kind}\u001f${at_ms}\u001f${actor}\u001f${body}\n`;
    if (this.#text.length > TEXT_LENGTH) this.#take();
  }

  digest(): Buffer {
    this.#take();
    return this.#hash.digest();
  }

  #take(): void {
    this.#hash.update(this.#text);
    this.#text = '';
  }
}

/** The writer's end of the chain. */
export class Chain {
  readonly #last: Statement<[], { hash: Buffer }>;
  readonly #insert: Statement<[number, number, Buffer]>;
  #link: LinkHash | null = null;
  #firstSeq = 0;
  #lastSeq = 0;

  constructor(database: Database) {
    this.#last = database.prepare('SELECT hash FROM entry_link ORDER BY last_seq DESC LIMIT 1');
    this.#insert = database.prepare('INSERT INTO entry_link (last_seq, first_seq, hash) VALUES (?, ?, ?)');
  }

  /** Forgets what was added since the last link. */
  forget(): void {
    this.#link = null;
  }

  add(row: EntryRow): void {
    if (!this.#link) {
      this.#link = new LinkHash(this.#last.get()?.hash ?? GENESIS);
      this.#firstSeq = row.seq;
    }
    this.#link.add(row);
    this.#lastSeq = row.seq;
  }

  /** Makes the link of everything added; nothing added makes none. */
  close(): void {
    if (!this.#link) return;
    this.#insert.run(this.#lastSeq, this.#firstSeq, this.#link.digest());
    this.#link = null;
  }
}

/** Has the next start link the entries behind the last link, because they came in without the writer. */
export function askForChain(database: Database): void {
  database.prepare("INSERT INTO setting (key, value) VALUES (?, 'true') ON CONFLICT DO NOTHING").run(CHAIN_ENTRIES_SETTING);
}

/** Links the entries behind the last link, where a setting asks for it, and takes the setting away. */
export function chainUnlinkedEntries(database: Database): void {
  const asked = database.prepare<[string]>('SELECT 1 FROM setting WHERE key = ?').get(CHAIN_ENTRIES_SETTING);
  if (!asked) return;
  database
    .transaction(() => {
      const chain = new Chain(database);
      const page = database.prepare<[number], EntryRow>(`SELECT * FROM entry WHERE seq > ? ORDER BY seq LIMIT ${PAGE}`);
      const linked = database.prepare<[], { seq: number }>('SELECT coalesce(max(last_seq), 0) AS seq FROM entry_link').get()!;
      let lastSeq = linked.seq;
      for (let rows = page.all(linked.seq); rows.length > 0; rows = page.all(rows.at(-1)!.seq)) {
        for (const row of rows) {
          // Numbers that a recovery left out stand between two links.
          if (row.seq !== lastSeq + 1) chain.close();
          chain.add(row);
          lastSeq = row.seq;
        }
        chain.close();
      }
      database.prepare('DELETE FROM setting WHERE key = ?').run(CHAIN_ENTRIES_SETTING);
    })
    .immediate();
}

/** A fault of the chain. `rows-missing`: entries are gone that no purge explains. */
export interface ChainFault {
  fault: 'link-wrong' | 'rows-missing' | 'rows-unlinked';
  firstSeq: number;
  lastSeq: number;
}

/**
 * Walks the chain from the beginning. A link of which a purge has taken entries cannot be computed again and is taken at
 * its word; `unchecked` counts them. All of them together must lack as many entries as the purges took.
 */
export function checkChain(database: Database, onProgress: (seq: number) => void = () => {}) {
  const links = database.prepare<[number], LinkRow>(`SELECT * FROM entry_link WHERE last_seq > ? ORDER BY last_seq LIMIT ${PAGE}`);
  const rows = database.prepare<[number, number], EntryRow>('SELECT * FROM entry WHERE seq BETWEEN ? AND ? ORDER BY seq');
  const purged = database
    .prepare<[], { first: number; last: number; entries: number }>(
      'SELECT first_seq AS first, last_seq AS last, entries FROM purged_broadcast',
    )
    .all();
  const recovered = recoveredGaps(database);
  const faults: ChainFault[] = [];
  let before: Uint8Array = GENESIS;
  let lastSeq = 0;
  let checked = 0;
  let unchecked = 0;
  const lacking = { entries: 0, firstSeq: 0, lastSeq: 0 };
  for (let page = links.all(0); page.length > 0; page = links.all(page.at(-1)!.last_seq)) {
    for (const { first_seq: firstSeq, last_seq: last, hash } of page) {
      if (firstSeq !== lastSeq + 1 && !recovered.some((gap) => gap.first <= lastSeq + 1 && gap.last >= firstSeq - 1)) {
        faults.push({ fault: 'rows-missing', firstSeq: lastSeq + 1, lastSeq: firstSeq - 1 });
      }
      const link = new LinkHash(before);
      let count = 0;
      for (const row of rows.iterate(firstSeq, last)) {
        link.add(row);
        count += 1;
      }
      const whole = count === last - firstSeq + 1;
      if (whole && link.digest().equals(hash)) checked += 1;
      else if (whole) faults.push({ fault: 'link-wrong', firstSeq, lastSeq: last });
      else if (purged.some((range) => range.first <= last && range.last >= firstSeq)) {
        unchecked += 1;
        lacking.entries += last - firstSeq + 1 - count;
        lacking.firstSeq ||= firstSeq;
        lacking.lastSeq = last;
      } else faults.push({ fault: 'rows-missing', firstSeq, lastSeq: last });
      before = hash;
      lastSeq = last;
    }
    onProgress(lastSeq);
  }
  if (lacking.entries !== purged.reduce((sum, { entries }) => sum + entries, 0)) {
    faults.push({ fault: 'rows-missing', firstSeq: lacking.firstSeq, lastSeq: lacking.lastSeq });
  }
  const { seq: head } = database.prepare<[], { seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM entry').get()!;
  if (head > lastSeq) faults.push({ fault: 'rows-unlinked', firstSeq: lastSeq + 1, lastSeq: head });
  if (head < lastSeq && !purged.some((range) => range.last >= lastSeq)) {
    faults.push({ fault: 'rows-missing', firstSeq: head + 1, lastSeq });
  }
  return { faults, checked, unchecked };
}

/** Sequence numbers that a recovery jumped over; its own entry says so. */
function recoveredGaps(database: Database): { first: number; last: number }[] {
  return database
    .prepare<[], { seq: number; body: string }>(`SELECT seq, body FROM entry WHERE kind = 'storage.recovered' AND ${NOT_BULK}`)
    .all()
    .map(({ body }) => JSON.parse(body) as { missingFromSeq: number | null; missingToSeq: number | null })
    .flatMap(({ missingFromSeq, missingToSeq }) =>
      missingFromSeq === null || missingToSeq === null ? [] : [{ first: missingFromSeq, last: missingToSeq }],
    );
}
