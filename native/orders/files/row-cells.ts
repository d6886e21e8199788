/** Reads the cells of one row of an export by field: ids, amounts, times as the platforms write them; a cell that cannot be used is a fault. */
import type { z } from 'zod';
import { idSchema } from '../../contract/ids.ts';
import { amountFenSchema, parseYuan } from '../../contract/money.ts';
import type { FileContent } from '../../contract/order-file.ts';
import type { importFaultSchema } from '../../contract/product.ts';
import type { RefusalCode } from '../../contract/refusal.ts';
import type { Cell } from '../../tables/table-limits.ts';
import type { FieldOf, FileColumns } from './order-columns.ts';

type Fault = z.infer<typeof importFaultSchema>;

/** A report names this many; the count has all. */
const FAULTS_SHOWN = 200;
const EMPTY_MARKS = new Set(['', '-', '--', '—', '–', '/', 'null', 'NULL']);
/** A spreadsheet keeps 15 digits of a number; an id beyond that has already lost its end. */
const EXACT_NUMBER = 1e15;
/** First characters that stand around a value, and white space that is more than one blank. */
const UNPLAIN = /^['=#$]|[^\S ]|  |\ufeff/u;
const LOST_DIGITS = /^\d(?:\.\d+)?e\+?\d+$/iu;
/** Receivers that the platform has encrypted. */
const ENCRYPTED = /^(?:##|\$\$|\$[^$]+\$)/u;
const TIME =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/u;
const CHINA_OFFSET_MINUTES = 8 * 60;

export class FaultList {
  readonly shown: Fault[] = [];
  count = 0;
  /** Orders among them that count with their sum only. */
  flagged = 0;

  add(fault: Fault): void {
    this.count += 1;
    if (fault.code === 'file-row-unsplittable') this.flagged += 1;
    if (this.shown.length < FAULTS_SHOWN) this.shown.push(fault);
  }
}

/** Text without what exports put around it: a TAB or an apostrophe before ids, `="…"`, line breaks. */
export function cellText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  // Spreadsheets calculate in doubles and show 15 digits.
  if (typeof cell === 'number') return String(Number(cell.toPrecision(15)));
  const text = String(cell).trim();
  // Called for every cell of a month of orders, nearly all of them plain.
  const plain = UNPLAIN.test(text) ? undressed(text) : text;
  return EMPTY_MARKS.has(plain) ? '' : plain;
}

function undressed(text: string): string {
  const bare = text
    .replace(/[\s\ufeff]+/gu, ' ')
    .replace(/^="(.*)"$/u, '$1')
    .replace(/^'+/u, '')
    .trim();
  return ENCRYPTED.test(bare) ? '' : bare;
}

/** Epoch milliseconds; a time without a zone is China's. Null when it is no time. */
export function timeOf(text: string): number | null {
  const match = TIME.exec(text);
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const wallMs = Date.UTC(year, month - 1, day, hour, minute, second);
  const isReal = new Date(wallMs).getUTCDate() === day && month <= 12 && hour < 24 && minute < 60 && second < 60;
  return isReal && year >= 2000 ? wallMs - offsetMinutes(match[7]) * 60_000 : null;
}

function offsetMinutes(zone: string | undefined): number {
  if (zone === undefined) return CHINA_OFFSET_MINUTES;
  const match = /^([+-])(\d{2}):?(\d{2})$/u.exec(zone);
  return match ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) : 0;
}

/** Fen with its sign; a currency sign and 元 may stand around it. Null when it is no amount. */
export function fenOf(text: string): number | null {
  const plain = text
    .normalize('NFKC')
    .replace(/^([+-]?)\s*(?:[¥￥]|CNY|RMB)\s*/iu, '$1')
    .replace(/\s*元$/u, '')
    // A hidden sign of some exports.
    .replace(/^[−–]/u, '-');
  const negative = plain.startsWith('-');
  const fen = parseYuan(plain.replace(/^[+-]/u, ''));
  if (fen === null || !amountFenSchema.safeParse(fen).success) return null;
  return negative && fen !== 0 ? -fen : fen;
}

/** One row; each reading method gives null for an empty cell and for one with a fault. */
export class RowCells<C extends FileContent> {
  readonly line: number;
  readonly #row: readonly Cell[];
  readonly #columns: FileColumns<C>;
  readonly #faults: FaultList;
  #faulty = false;

  constructor(line: number, row: readonly Cell[], columns: FileColumns<C>, faults: FaultList) {
    this.line = line;
    this.#row = row;
    this.#columns = columns;
    this.#faults = faults;
  }

  /** True once a cell had a fault. */
  get faulty(): boolean {
    return this.#faulty;
  }

  has(field: FieldOf<C>): boolean {
    return this.#columns.at[field] !== undefined;
  }

  text(field: FieldOf<C>): string {
    return cellText(this.#cell(field));
  }

  /** An id as text; what a spreadsheet has rounded is a fault. */
  id(field: FieldOf<C>, needed = false): string | null {
    const cell = this.#cell(field);
    const text = cellText(cell);
    if (text === '') return needed ? this.fault(field, 'cell-missing') : null;
    const lost = (typeof cell === 'number' && Math.abs(cell) >= EXACT_NUMBER) || LOST_DIGITS.test(text);
    // Shop software writes `#1001`, which no id may begin with.
    const id = text.replace(/^#/u, '');
    return !lost && idSchema.safeParse(id).success ? id : this.fault(field, 'cell-bad-id');
  }

  fen(field: FieldOf<C>): number | null {
    const fen = this.signedFen(field);
    return fen !== null && fen < 0 ? this.fault(field, 'cell-bad-price') : fen;
  }

  signedFen(field: FieldOf<C>): number | null {
    const text = this.text(field);
    return text === '' ? null : (fenOf(text) ?? this.fault(field, 'cell-bad-price'));
  }

  time(field: FieldOf<C>): number | null {
    const text = this.text(field);
    return text === '' ? null : (timeOf(text) ?? this.fault(field, 'cell-bad-time'));
  }

  quantity(field: FieldOf<C>): number | null {
    const text = this.text(field).normalize('NFKC');
    if (text === '') return null;
    const value = /^\d{1,7}(?:\.0+)?$/u.test(text) ? Number(text) : 0;
    return value >= 1 && value <= 1_000_000 ? value : this.fault(field, 'cell-bad-number');
  }

  /** The cells of a settlement's further amounts that hold one. */
  fees(): Record<string, number> {
    const fees: [string, number][] = [];
    for (const { name, at } of this.#columns.fees) {
      const fen = fenOf(cellText(this.#row[at]));
      if (fen !== null) fees.push([name.slice(0, 40), fen]);
    }
    return Object.fromEntries(fees);
  }

  fault(field: FieldOf<C>, code: RefusalCode): null {
    this.#faulty = true;
    const index = this.#columns.at[field];
    const value = index === undefined ? '' : cellText(this.#row[index]);
    const column = (index === undefined ? undefined : this.#columns.titles[index]) ?? field;
    this.#faults.add({ line: this.line, column, value: value.slice(0, 80), code });
    return null;
  }

  #cell(field: FieldOf<C>): Cell {
    const index = this.#columns.at[field];
    return index === undefined ? null : (this.#row[index] ?? null);
  }
}
