/** The child that opens one table file, a process or a thread: a bomb can only hurt the child, which then ends. */
import { parentPort } from 'node:worker_threads';
import { readSheet } from 'read-excel-file/node';
import { type Refusal, refused, type Result } from '../contract/refusal.ts';
import type { FromTableChild, ToTableChild } from './table-file.ts';
import { type Cell, type TableLimits, TableMeter, TableTooComplex, TableUnreadable } from './table-limits.ts';
import { rowsOfText } from './table-text.ts';
import { guardedWorkbook } from './workbook-guard.ts';

const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');
/** The container of `.xls` and of password-protected workbooks. */
const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
/** Rows that travel at once: enough to be cheap, few enough to be taken in between two pictures. */
const BATCH = 200;

/** Gives the file's rows in batches; ends with a refusal when the file cannot be read. */
async function* batchesOf(bytes: Buffer, limits: TableLimits): AsyncGenerator<Cell[][], Refusal | null> {
  if (bytes.subarray(0, 8).equals(OLE)) return refused('file-kind-unknown').refusal;
  const meter = new TableMeter(limits);
  try {
    const opened = bytes.subarray(0, 4).equals(ZIP) ? await rowsOfWorkbook(bytes, limits) : rowsOfText(bytes);
    if (!opened.ok) return opened.refusal;
    let batch: Cell[][] = [];
    for await (const row of opened.value) {
      meter.count(row);
      batch.push(row);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
    return null;
  } catch (error) {
    return refusalOf(error);
  }
}

async function rowsOfWorkbook(bytes: Buffer, limits: TableLimits): Promise<Result<Iterable<Cell[]>>> {
  const rows = (await readSheet(guardedWorkbook(bytes, limits), { trim: false })) as (Cell | Date)[][];
  return { ok: true, value: cellRows(rows) };
}

function* cellRows(rows: (Cell | Date)[][]): Generator<Cell[]> {
  for (const row of rows) yield row.map((cell) => (cell instanceof Date ? wallText(cell) : cell));
}

/** A sheet's date has no zone; the parser hands it on as if it were UTC. Days in floating point miss the second by a little. */
function wallText(date: Date): string {
  const atMs = Math.round(date.getTime() / 1000) * 1000;
  return Number.isNaN(atMs) ? '' : new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof TableTooComplex) return refused('file-too-complex').refusal;
  if (error instanceof TableUnreadable)
    return refused('file-unreadable', error.cause === undefined ? {} : { line: Number(error.cause) }).refusal;
  if (error instanceof Error) return refused('file-unreadable').refusal;
  throw error;
}

interface Port {
  post(message: FromTableChild): void;
  onMessage(listener: (message: ToTableChild) => void): void;
  end(): void;
}

/** Sends a batch only when it is asked for, so that a slow taker does not fill the memory. */
function serve(port: Port): void {
  let batches: AsyncGenerator<Cell[][], Refusal | null> | null = null;
  port.onMessage((message) => {
    if (message.type === 'open') batches = batchesOf(Buffer.from(message.bytes), message.limits);
    void batches?.next().then(({ done, value }) => {
      if (!done) return port.post({ type: 'rows', rows: value });
      port.post({ type: 'end', refusal: value });
      return port.end();
    });
  });
}

if (parentPort) {
  const port = parentPort;
  serve({
    post: (message) => port.postMessage(message),
    onMessage: (listener) => void port.on('message', listener),
    end: () => port.close(),
  });
} else {
  let last: Promise<unknown> = Promise.resolve();
  serve({
    post: (message) => {
      last = new Promise((sent) => process.send!(message, sent));
    },
    onMessage: (listener) => void process.on('message', listener),
    end: () => void last.then(() => process.exit(0)),
  });
}
