/** Writes exported tables as CSV that WPS and Excel open rightly: UTF-8 with its mark, ids whole, no text that runs as a formula. */
import { formatYuan } from '../contract/money.ts';
import type { ExportCell } from './export-table.ts';

/** What a spreadsheet takes for a formula, in full width too, also behind white space; and what it drops at the front. */
const RUNS = /^[\s\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]/u;
const CHINA_MS = 8 * 3_600_000;

/** `2020-05-01 11:42:05`, in China. */
export function timeText(atMs: number): string {
  return new Date(atMs + CHINA_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** The rows as CSV, a chunk for each page. */
export async function* csvText(
  headings: readonly string[],
  rows: AsyncIterable<readonly (readonly ExportCell[])[]>,
): AsyncGenerator<string> {
  yield `\ufeff${headings.map(textCell).join(',')}\r\n`;
  for await (const page of rows) yield page.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(cell: ExportCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  if (typeof cell === 'string') return textCell(cell);
  if ('fen' in cell) return formatYuan(cell.fen);
  if ('atMs' in cell) return quoted(timeText(cell.atMs));
  // The platforms' own way: behind a TAB a spreadsheet leaves nineteen digits as they are.
  if (cell.id === '') return '';
  return RUNS.test(cell.id) ? textCell(cell.id) : quoted(`\t${cell.id}`);
}

function textCell(text: string): string {
  return quoted(RUNS.test(text) ? `'${text}` : text);
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
