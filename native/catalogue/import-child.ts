/** The child that opens one catalogue file, a process or a thread: a bomb can only hurt the child, which then ends. */
import { parentPort } from 'node:worker_threads';
import { readSheet } from 'read-excel-file/node';
import { accepted, refused, type Result } from '../contract/refusal.ts';
import type { Cell } from './product-file.ts';
import { readTextTable } from './table-text.ts';
import { guardedWorkbook, TABLE_LIMITS, TableTooComplex, TableUnreadable } from './workbook-guard.ts';

const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');
/** The container of `.xls` and of password-protected workbooks. */
const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');

async function readTable(bytes: Buffer): Promise<Result<Cell[][]>> {
  if (bytes.subarray(0, 8).equals(OLE)) return refused('file-kind-unknown');
  if (!bytes.subarray(0, 4).equals(ZIP)) {
    const table = readTextTable(bytes);
    return table.ok && !withinLimits(table.value) ? refused('file-too-complex') : table;
  }
  try {
    const rows = (await readSheet(guardedWorkbook(bytes), { trim: false })) as (Cell | Date)[][];
    const cells = rows.map((row) => row.map((cell) => (cell instanceof Date ? cell.toISOString() : cell)));
    return withinLimits(cells) ? accepted(cells) : refused('file-too-complex');
  } catch (error) {
    if (error instanceof TableTooComplex) return refused('file-too-complex');
    if (error instanceof TableUnreadable || error instanceof Error) return refused('file-unreadable');
    throw error;
  }
}

function withinLimits(rows: readonly (readonly Cell[])[]): boolean {
  let cells = 0;
  let textLength = 0;
  for (const row of rows) {
    cells += row.length;
    if (row.length > TABLE_LIMITS.columns) return false;
    for (const cell of row) if (typeof cell === 'string') textLength += cell.length;
  }
  return rows.length <= TABLE_LIMITS.rows && cells <= TABLE_LIMITS.cells && textLength <= TABLE_LIMITS.textLength;
}

if (parentPort) {
  const port = parentPort;
  port.once(
    'message',
    (message: { bytes: Uint8Array }) => void readTable(Buffer.from(message.bytes)).then((answer) => port.postMessage(answer)),
  );
} else {
  process.once('message', (message: { bytes: Uint8Array }) => {
    void readTable(Buffer.from(message.bytes)).then((answer) => process.send!(answer, () => process.exit(0)));
  });
}
