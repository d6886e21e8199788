/** Reads a back office's export whole: finds its headings, takes its rows batch by batch, and says what they make up. */
import type { FileContent } from '../../contract/order-file.ts';
import { accepted, refused, type Result } from '../../contract/refusal.ts';
import { readTable, type StartTableChild } from '../../tables/table-file.ts';
import type { Cell, TableLimits } from '../../tables/table-limits.ts';
import type { FeedEvent } from '../feed-adapter.ts';
import { type FileOrder, FileOrders } from './file-orders.ts';
import { isExplanation, refundOf, SettlementRows } from './money-rows.ts';
import { columnsOf, type FileColumns } from './order-columns.ts';
import { cellText, FaultList, RowCells } from './row-cells.ts';

/** A month of a busy shop as text. A workbook takes ten times the memory of its text, so far smaller ones are refused. */
export const ORDER_FILE_LIMITS: TableLimits = {
  bytes: 100 * 1024 * 1024,
  rows: 400_010,
  columns: 300,
  cells: 40_000_000,
  textLength: 300_000_000,
  unpackedBytes: 20 * 1024 * 1024,
  timeMs: 10_000,
};

/** An honest file of 100 MB takes half a minute on a slow machine; a small one that takes more than ten seconds is not honest. */
const MORE_MS_PER_MB = 500;

/** Titles and notes that stand above the headings. */
const HEADING_ROWS = 10;
const ALL_CONTENTS: readonly FileContent[] = ['settlement', 'refunds', 'orders'];

export interface OrderFile {
  content: FileContent;
  rows: number;
  /** Of an order export: how many there are, and each of them once. Going through them finds the last faults. */
  orderCount: number;
  orders: Iterable<FileOrder>;
  /** Refunds or settlement rows. */
  events: FeedEvent[];
  /** When the file was made: by its name, else its newest time. Null: neither says. */
  madeAtMs: number | null;
  /** Headings left aside, and those of columns about people. */
  ignoredColumns: readonly string[];
  droppedColumns: readonly string[];
  faults: FaultList;
}

export interface OrderFileInput {
  source: string;
  fileName: string;
  bytes: Uint8Array;
  content: FileContent | 'auto';
  onProgress?: (rows: number) => void;
  signal?: AbortSignal | undefined;
  start?: StartTableChild;
}

/**
 * Refused as a table file is, and with `file-not-orders` when no row of headings is known, `file-empty` when nothing stands below.
 * A row that cannot be used is a fault of its cell and left out.
 */
export async function readOrderFile({
  source,
  fileName,
  bytes,
  content,
  onProgress,
  signal,
  start,
}: OrderFileInput): Promise<Result<OrderFile>> {
  const rows = new FileRows(source, content === 'auto' ? ALL_CONTENTS : [content]);
  const read = await readTable({
    bytes,
    limits: { ...ORDER_FILE_LIMITS, timeMs: ORDER_FILE_LIMITS.timeMs + (bytes.length / 1024 / 1024) * MORE_MS_PER_MB },
    onRows(batch) {
      for (const row of batch) rows.take(row);
      onProgress?.(rows.count);
    },
    signal,
    ...(start ? { start } : {}),
  });
  return read.ok ? rows.finish(timeInName(fileName)) : read;
}

/** Platforms name an export by the time of its making: epoch seconds or milliseconds, or a date with a time in China. Null: it does not say. */
export function timeInName(fileName: string): number | null {
  const digits = /\d{10,}/u.exec(fileName)?.[0] ?? '';
  if (/^1\d{9}$/u.test(digits)) return Number(digits) * 1000;
  if (/^1\d{12}$/u.test(digits)) return Number(digits);
  const match = /^(20\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})/u.exec(digits);
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [number, number, number, number, number, number];
  return Date.UTC(year, month - 1, day, hour - 8, minute, second);
}

class FileRows {
  readonly #source: string;
  readonly #contents: readonly FileContent[];
  readonly #orders = new FileOrders();
  readonly #settlements: SettlementRows;
  readonly #events: FeedEvent[] = [];
  readonly #faults = new FaultList();
  #columns: FileColumns | null = null;
  #line = 0;
  #filled = 0;
  #newestAtMs = 0;

  constructor(source: string, contents: readonly FileContent[]) {
    this.#source = source;
    this.#contents = contents;
    this.#settlements = new SettlementRows(source);
  }

  /** Rows below the headings that are not empty. */
  get count(): number {
    return this.#filled;
  }

  take(row: readonly Cell[]): void {
    this.#line += 1;
    if (this.#columns === null) {
      if (this.#line <= HEADING_ROWS) this.#columns = columnsOf(row.map(cellText), this.#contents);
      return;
    }
    if (row.every((cell) => cellText(cell) === '')) return;
    this.#filled += 1;
    this.#read(row, this.#columns);
  }

  finish(namedAtMs: number | null): Result<OrderFile> {
    const columns = this.#columns;
    if (columns === null) return refused(this.#line === 0 ? 'file-empty' : 'file-not-orders');
    if (this.#filled === 0) return refused('file-empty');
    const faults = this.#faults;
    const orderCount = this.#orders.size;
    const orders = this.#orders.finish((line, titles) =>
      faults.add({ line, column: titleOf(columns), value: titles.slice(0, 80), code: 'file-row-unsplittable' }),
    );
    // A name that is older than what the file holds was not given at its making.
    const madeAtMs = namedAtMs !== null && namedAtMs >= this.#newestAtMs ? namedAtMs : this.#newestAtMs || null;
    const { content, ignored: ignoredColumns, dropped: droppedColumns } = columns;
    return accepted({
      content,
      rows: this.#filled,
      orderCount,
      orders,
      events: this.#events,
      madeAtMs,
      ignoredColumns,
      droppedColumns,
      faults,
    });
  }

  #read(row: readonly Cell[], columns: FileColumns): void {
    if (isContent(columns, 'orders')) {
      this.#newestAtMs = Math.max(this.#newestAtMs, this.#orders.add(new RowCells(this.#line, row, columns, this.#faults)) ?? 0);
      return;
    }
    const event = isContent(columns, 'refunds')
      ? refundOf(new RowCells(this.#line, row, columns, this.#faults), this.#source)
      : this.#settlement(row, columns);
    if (!event) return;
    this.#events.push(event);
    this.#newestAtMs = Math.max(this.#newestAtMs, event.body.occurredAtMs);
  }

  #settlement(row: readonly Cell[], columns: FileColumns): FeedEvent | null {
    if (!isContent(columns, 'settlement')) return null;
    const cells = new RowCells(this.#line, row, columns, this.#faults);
    return this.#filled === 1 && isExplanation(cells) ? null : this.#settlements.read(cells);
  }
}

function titleOf(columns: FileColumns): string {
  const index = isContent(columns, 'orders') ? columns.at.title : undefined;
  return (index === undefined ? undefined : columns.titles[index]) ?? '';
}

function isContent<C extends FileContent>(columns: FileColumns, content: C): columns is FileColumns<C> {
  return columns.content === content;
}
