/** Rows on their way into the table `entry`: many in one statement, which halves the price of each. */
import type { Database, Statement } from 'better-sqlite3';
import type { PackedDraft } from '../store/packed-drafts.ts';
import type { Chain } from './chain.ts';
import { ENTRY_COLUMNS } from './entry-row.ts';

const ROWS_AT_ONCE = 25;
const PLACES = '(?, ?, ?, ?, ?, ?)';
const COLUMN_COUNT = 6;

type Value = string | number;

export class EntryRows {
  readonly #insertOne: Statement<Value[]>;
  readonly #insertMany: Statement<Value[]>;
  readonly #chain: Chain;
  #values: Value[] = [];

  constructor(database: Database, chain: Chain) {
    this.#chain = chain;
    const insert = `INSERT INTO entry (${ENTRY_COLUMNS}) VALUES`;
    this.#insertOne = database.prepare(`${insert} ${PLACES}`);
    this.#insertMany = database.prepare(`${insert} ${Array.from({ length: ROWS_AT_ONCE }, () => PLACES).join(', ')}`);
  }

  add(seq: number, { broadcastId, kind, atMs, actor, bodyText }: PackedDraft): void {
    this.#chain.add({ seq, broadcast_id: broadcastId, kind, at_ms: atMs, actor, body: bodyText });
    this.#values.push(seq, broadcastId, kind, atMs, actor, bodyText);
    if (this.#values.length === ROWS_AT_ONCE * COLUMN_COUNT) {
      this.#insertMany.run(...this.#values);
      this.#values = [];
    }
  }

  /** Puts in what has been added; only then can it be read. */
  flush(): void {
    for (let from = 0; from < this.#values.length; from += COLUMN_COUNT) {
      this.#insertOne.run(...this.#values.slice(from, from + COLUMN_COUNT));
    }
    this.#values = [];
  }

  /** Forgets what has not been put in, of rows and of chain. */
  forget(): void {
    this.#chain.forget();
    this.#values = [];
  }
}
