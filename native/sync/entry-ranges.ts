/** Reads the ledger's rows for sending, all or one part of them, in steps that never hold the main thread for long. */
import { ENTRY_COLUMNS, type EntryRow } from '../ledger/entry-row.ts';
import type { Reader } from '../store/reader.ts';

/** Which entries: all, those of orders and refunds, or all others. */
export type Part = 'all' | 'sales' | 'rest';

const SALES = "(kind BETWEEN 'order.' AND 'order.~' OR kind BETWEEN 'refund.' AND 'refund.~')";
const CONDITIONS: Record<Part, string> = { all: '1', sales: SALES, rest: `NOT ${SALES}` };
/** Rows that one step looks at: a few milliseconds. */
const STEP_ROWS = 10_000;

export function isOf(part: Part, kind: string): boolean {
  return part === 'all' || (part === 'sales') === (kind.startsWith('order.') || kind.startsWith('refund.'));
}

/** The first rows behind `afterSeq` that belong to the part, up to `untilSeq`; and how far there is nothing else to find. */
export function rowsBehind(
  reader: Reader,
  part: Part,
  afterSeq: number,
  untilSeq: number,
  limit: number,
): { rows: EntryRow[]; toSeq: number } {
  const endSeq = part === 'all' ? untilSeq : stepEnd(reader, afterSeq, untilSeq);
  const sql = `SELECT ${ENTRY_COLUMNS} FROM entry WHERE seq > ? AND seq <= ? AND ${CONDITIONS[part]} ORDER BY seq LIMIT ?`;
  const rows = reader.all<EntryRow>(sql, afterSeq, endSeq, limit);
  return { rows, toSeq: rows.length === limit ? rows.at(-1)!.seq : endSeq };
}

/** Numbers have gaps, so entries are counted: at most one step of them, and how far that is. */
export function countStep(reader: Reader, part: Part, afterSeq: number, untilSeq: number): { entries: number; toSeq: number } {
  const toSeq = stepEnd(reader, afterSeq, untilSeq);
  const sql = `SELECT count(*) AS entries FROM entry WHERE seq > ? AND seq <= ? AND ${CONDITIONS[part]}`;
  return { entries: reader.get<{ entries: number }>(sql, afterSeq, toSeq)!.entries, toSeq };
}

function stepEnd(reader: Reader, afterSeq: number, untilSeq: number): number {
  const sql = `SELECT seq FROM entry WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT 1 OFFSET ${STEP_ROWS - 1}`;
  return reader.get<{ seq: number }>(sql, afterSeq, untilSeq)?.seq ?? untilSeq;
}

/** The last numbers up to `untilSeq`, newest first. */
export function lastSeqs(reader: Reader, untilSeq: number, limit: number): number[] {
  const sql = 'SELECT seq FROM entry WHERE seq <= ? ORDER BY seq DESC LIMIT ?';
  return reader.all<{ seq: number }>(sql, untilSeq, limit).map(({ seq }) => seq);
}
