/** What a table file may hold before it is refused, and what a cell is. */

/** A cell as a spreadsheet holds it; text of a formula stays text. A date is text as the sheet shows it, without a zone. */
export type Cell = string | number | boolean | null;

export interface TableLimits {
  bytes: number;
  rows: number;
  columns: number;
  cells: number;
  /** Characters in all cells. */
  textLength: number;
  /** Bytes of all parts of a workbook once unpacked. */
  unpackedBytes: number;
  /** Milliseconds that the child may work; waiting for whoever takes its rows does not count. */
  timeMs: number;
}

/** A file that is honest but too big to read, against one that is broken. */
export class TableTooComplex extends Error {}
export class TableUnreadable extends Error {}

/** Counts what has been read, and throws `TableTooComplex` when it is more than the limits allow. */
export class TableMeter {
  readonly #limits: TableLimits;
  #rows = 0;
  #cells = 0;
  #textLength = 0;

  constructor(limits: TableLimits) {
    this.#limits = limits;
  }

  count(row: readonly Cell[]): void {
    this.#rows += 1;
    this.#cells += row.length;
    for (const cell of row) if (typeof cell === 'string') this.#textLength += cell.length;
    const { rows, columns, cells, textLength } = this.#limits;
    if (row.length > columns || this.#rows > rows || this.#cells > cells || this.#textLength > textLength)
      throw new TableTooComplex('size');
  }
}
