/** The proof of the book: recomputes every projection from the entries, walks the chain, and says what differs. */
import Database from 'better-sqlite3';
import { entryBodies, type EntryKind } from '../contract/entry.ts';
import { checkChain } from './chain.ts';
import { ENTRY_COLUMNS, type EntryRow } from './entry-row.ts';
import { countEntries, type Counting, DERIVED_TABLES, settledOrders } from './rebuild.ts';

export interface VerifyFinding {
  /** What is wrong, e.g. `link-wrong`, `broadcast_sales`, `entry-invalid`. */
  what: string;
  /** Where: a range of sequence numbers or the key of a row. */
  where: string;
  stored: string;
  recomputed: string;
}

export interface VerifyReport {
  entries: number;
  headSeq: number;
  links: { checked: number; unchecked: number };
  tables: readonly string[];
  grossFen: number;
  refundedFen: number;
  /** At most `FINDINGS_LIMIT` of each kind are named; `findingCount` counts all. */
  findings: VerifyFinding[];
  findingCount: number;
}

export type VerifyStep = 'file' | 'chain' | 'entries' | 'figures' | 'comparison';

const FINDINGS_LIMIT = 50;
/** Rows of zeros are left where another order of events never made one. */
const ZERO_ROWS: Partial<Record<(typeof DERIVED_TABLES)[number], string>> = {
  broadcast_sales: 'gross_fen = 0 AND refunded_fen = 0 AND order_count = 0 AND refund_count = 0',
  sku_sales: 'paid_units = 0 AND restocked_units = 0 AND gift_units = 0 AND gross_fen = 0 AND refunded_fen = 0',
  minute_sales: 'gross_fen = 0 AND refunded_fen = 0 AND order_count = 0',
  deal_price: 'deals = 0',
};

/** Reads the file alone; a host may be writing meanwhile: everything is seen as of one moment. Throws SQLite's errors. */
export function verifyBook(path: string, onProgress: (step: VerifyStep, seq: number) => void = () => {}): VerifyReport {
  // A temporary file that SQLite removes by itself: a month's figures need not fit into memory.
  const database = new Database('');
  try {
    database.prepare('ATTACH ? AS book').run(path);
    // One read transaction over all steps.
    database.exec('BEGIN');
    return verified(database, onProgress);
  } finally {
    database.close();
  }
}

function verified(database: Database.Database, onProgress: (step: VerifyStep, seq: number) => void): VerifyReport {
  const findings: VerifyFinding[] = [];
  let findingCount = 0;
  const counts = new Map<string, number>();
  const find = (finding: VerifyFinding) => {
    findingCount += 1;
    const count = (counts.get(finding.what) ?? 0) + 1;
    counts.set(finding.what, count);
    if (count <= FINDINGS_LIMIT) findings.push(finding);
  };

  onProgress('file', 0);
  for (const row of database.pragma('book.integrity_check(20)') as { integrity_check: string }[]) {
    if (row.integrity_check !== 'ok') find({ what: 'file-damaged', where: 'studio.db', stored: row.integrity_check, recomputed: 'ok' });
  }

  onProgress('chain', 0);
  const { faults, checked, unchecked } = checkChain(database, (seq) => onProgress('chain', seq));
  for (const { fault, firstSeq, lastSeq } of faults) {
    find({ what: fault, where: `${firstSeq}-${lastSeq}`, stored: fault, recomputed: 'ok' });
  }

  const entries = checkBodies(database, find, (seq) => onProgress('entries', seq));

  const settled = settledOrders(database);
  // Derived tables of the same shape, empty; unqualified names find these, and `entry` the book's own.
  for (const table of DERIVED_TABLES) {
    const { sql } = database.prepare<[string], { sql: string }>('SELECT sql FROM book.sqlite_schema WHERE name = ?').get(table)!;
    database.exec(sql);
  }
  if (counted(database, find, { settled, onProgress: (seq) => onProgress('figures', seq) })) {
    onProgress('comparison', 0);
    for (const table of DERIVED_TABLES) compare(database, table, find);
  }

  const { grossFen, refundedFen } = database
    .prepare<[], { grossFen: number; refundedFen: number }>(
      'SELECT coalesce(sum(gross_fen), 0) AS grossFen, coalesce(sum(refunded_fen), 0) AS refundedFen FROM main.broadcast_sales',
    )
    .get()!;
  const { headSeq } = database.prepare<[], { headSeq: number }>('SELECT coalesce(max(seq), 0) AS headSeq FROM entry').get()!;
  return { entries, headSeq, links: { checked, unchecked }, tables: DERIVED_TABLES, grossFen, refundedFen, findings, findingCount };
}

/** False when changed entries make no sense any more; what they would add up to is then not told. */
function counted(database: Database.Database, find: (finding: VerifyFinding) => void, counting: Counting): boolean {
  try {
    countEntries(database, counting);
    return true;
  } catch (error) {
    const stored = error instanceof Error ? error.message : String(error);
    find({ what: 'entries-uncountable', where: 'entry', stored, recomputed: '' });
    return false;
  }
}

/** Each entry is of a known kind and its body fits its kind's schema. */
function checkBodies(database: Database.Database, find: (finding: VerifyFinding) => void, onProgress: (seq: number) => void): number {
  const page = database.prepare<[number], EntryRow>(`SELECT ${ENTRY_COLUMNS} FROM entry WHERE seq > ? ORDER BY seq LIMIT 5000`);
  let entries = 0;
  for (let rows = page.all(0); rows.length > 0; rows = page.all(rows.at(-1)!.seq)) {
    entries += rows.length;
    for (const { seq, kind, body } of rows) {
      const schema = Object.hasOwn(entryBodies, kind) ? entryBodies[kind as EntryKind] : null;
      const problem = schema ? schema.safeParse(JSON.parse(body)).error?.issues[0] : undefined;
      if (!schema) find({ what: 'entry-kind-unknown', where: String(seq), stored: kind, recomputed: '' });
      if (problem)
        find({ what: 'entry-invalid', where: String(seq), stored: `${problem.path.join('.')}: ${problem.message}`, recomputed: '' });
    }
    onProgress(rows.at(-1)!.seq);
  }
  return entries;
}

/** Rows that only one side has, or has otherwise, outside of purged broadcasts. */
function compare(database: Database.Database, table: (typeof DERIVED_TABLES)[number], find: (finding: VerifyFinding) => void): void {
  const columns = database.prepare<[string], { name: string; pk: number }>('SELECT name, pk FROM pragma_table_info(?)').all(table);
  const key = columns.filter(({ pk }) => pk > 0).map(({ name }) => name);
  const kept = keptRows(table);
  const side = (schema: 'main' | 'book') => {
    const zero = ZERO_ROWS[table];
    const conditions = [...(zero ? [`NOT (${zero})`] : []), ...(schema === 'book' ? [`NOT (${kept})`] : [])];
    return `SELECT * FROM ${schema}.${table}${conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''}`;
  };
  const only = (a: 'main' | 'book', b: 'main' | 'book') =>
    database.prepare<[], Record<string, unknown>>(`${side(a)} EXCEPT ${side(b)}`).all();
  const keyOf = (row: Record<string, unknown>) => key.map((name) => String(row[name])).join(' ');
  const stored = new Map(only('book', 'main').map((row) => [keyOf(row), row]));
  const recomputed = new Map(only('main', 'book').map((row) => [keyOf(row), row]));
  for (const where of new Set([...stored.keys(), ...recomputed.keys()])) {
    find({ what: table, where, stored: told(stored.get(where)), recomputed: told(recomputed.get(where)) });
  }
}

/** Rows that the entries can no longer tell, because a purge took them. */
function keptRows(table: (typeof DERIVED_TABLES)[number]): string {
  switch (table) {
    case 'order_key':
    case 'order_refund':
      return 'seq NOT IN (SELECT seq FROM entry)';
    case 'early_refund':
      return `NOT EXISTS (SELECT 1 FROM book.order_refund AS refund JOIN book.entry AS told ON told.seq = refund.seq
        WHERE refund.source = early_refund.source AND refund.order_id = early_refund.order_id)`;
    default:
      return 'broadcast_id IN (SELECT broadcast_id FROM purged_broadcast)';
  }
}

function told(row: Record<string, unknown> | undefined): string {
  return row ? JSON.stringify(row) : '—';
}
