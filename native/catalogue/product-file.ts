/** Reads the rows of a catalogue file into product lines, and names every cell that cannot be used. */
import type { z } from 'zod';
import { parseYuan } from '../contract/money.ts';
import { placeCodeSchema, type Place } from '../contract/place.ts';
import { importFaultSchema, productSchema, struckPriceSchema, type Certificate } from '../contract/product.ts';
import { refused, accepted, type RefusalCode, type Result } from '../contract/refusal.ts';
import { displayText, type LocalText } from '../contract/text.ts';
import type { Cell } from '../tables/table-limits.ts';
import { certificateOf, partsOf, yesOrNo } from './claim-cells.ts';
import { headingOf, mapColumns, type ColumnMap, type ProductField } from './columns.ts';

export type ImportFault = z.infer<typeof importFaultSchema>;

/** One usable line. Null fields were empty or had no column: an existing product keeps what it has. */
export interface ProductLine {
  /** Counts from 1 as a spreadsheet shows it. */
  line: number;
  sku: string;
  number: number | null;
  nameZh: string;
  nameUg: string | null;
  nameEn: string | null;
  placeCode: string;
  unitZh: string;
  unitUg: string | null;
  unitEn: string | null;
  priceFen: number;
  allocated: number | null;
  cooperativeZh: string | null;
  cooperativeUg: string | null;
  cooperativeEn: string | null;
  buyerLimit: number | null;
  isFood: boolean | null;
  sellingPoints: LocalText[] | null;
  formerPriceFen: number | null;
  certificates: Certificate[] | null;
}

export interface ProductFile {
  columns: ColumnMap;
  /** Rows below the headings that are not empty. */
  rows: number;
  lines: ProductLine[];
  faults: ImportFault[];
}

/** Titles and notes that people put above the headings. */
const HEADING_ROWS = 10;
/** A spreadsheet keeps 15 digits of a number; an id beyond that has already lost its end. */
const EXACT_NUMBER = 1e15;
const EMPTY_MARKS = new Set(['', '-', '—', '–', '--']);

const localText = displayText(200);
const sellingPoints = productSchema.shape.sellingPoints.unwrap();
const certificates = productSchema.shape.certificates.unwrap();

/**
 * Refused with `file-empty` when there is no row of data, `file-columns-missing` (context: columns) when no row of headings
 * has what a product needs. Everything else is a fault of its cell.
 */
export function readProductFile(rows: readonly (readonly Cell[])[], places: readonly Place[]): Result<ProductFile> {
  const filled = rows.findIndex((row) => row.some((cell) => textOf(cell) !== ''));
  if (filled === -1) return refused('file-empty');
  let headingIndex = filled;
  let columns = columnsOf(rows[filled]!);
  for (let index = filled + 1; columns.missing.length > 0 && index < Math.min(rows.length, filled + HEADING_ROWS); index += 1) {
    const candidate = columnsOf(rows[index]!);
    if (candidate.missing.length >= columns.missing.length) continue;
    columns = candidate;
    headingIndex = index;
  }
  if (columns.missing.length > 0) return refused('file-columns-missing', { columns: columns.missing.map(headingOf).join(', ') });

  const file: ProductFile = { columns, rows: 0, lines: [], faults: [] };
  const placeCodes = placesByName(places);
  const seen = { sku: new Set<string>(), number: new Set<number>() };
  for (let index = headingIndex + 1; index < rows.length; index += 1) {
    const row = rows[index]!;
    if (row.every((cell) => textOf(cell) === '')) continue;
    file.rows += 1;
    const reader = new LineReader(index + 1, row, columns);
    const line = reader.read(placeCodes);
    if (line && seen.sku.has(line.sku.toUpperCase())) reader.fault('sku', 'cell-duplicate');
    if (line && line.number !== null && seen.number.has(line.number)) reader.fault('number', 'cell-duplicate');
    file.faults.push(...reader.faults);
    if (!line || reader.faults.length > 0) continue;
    seen.sku.add(line.sku.toUpperCase());
    if (line.number !== null) seen.number.add(line.number);
    file.lines.push(line);
  }
  return file.rows === 0 ? refused('file-empty') : accepted(file);
}

/** A place may be named by its code or by its name in any of the three languages. */
function placesByName(places: readonly Place[]): Map<string, string> {
  const codes = new Map<string, string>();
  for (const { placeCode, name } of places) {
    for (const text of [placeCode, ...Object.values(name)]) if (text) codes.set(text.toUpperCase(), placeCode);
  }
  return codes;
}

function columnsOf(row: readonly Cell[]): ColumnMap {
  return mapColumns(row.map(textOf));
}

/** Tabs before long ids, line breaks and doubled spaces come from exports and mean nothing. */
function textOf(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return '';
  // Spreadsheets calculate in doubles and show 15 digits: 0.1 + 0.2 is 0.3 to the person who wrote it.
  if (typeof cell === 'number') return String(Number(cell.toPrecision(15)));
  return String(cell)
    .replace(/[\s\ufeff]+/gu, ' ')
    .trim();
}

class LineReader {
  readonly faults: ImportFault[] = [];
  readonly #line: number;
  readonly #row: readonly Cell[];
  readonly #columns: ColumnMap;

  constructor(line: number, row: readonly Cell[], columns: ColumnMap) {
    this.#line = line;
    this.#row = row;
    this.#columns = columns;
  }

  read(placeCodes: ReadonlyMap<string, string>): ProductLine | null {
    const sku = this.#sku();
    const number = this.#integer('number', (value) => productSchema.shape.number.safeParse(value).success);
    const nameZh = this.#text('nameZh');
    const nameUg = this.#text('nameUg');
    const nameEn = this.#text('nameEn');
    const placeCode = this.#place(placeCodes);
    const unitZh = this.#text('unitZh');
    const unitUg = this.#text('unitUg');
    const unitEn = this.#text('unitEn');
    const priceFen = this.#price('price');
    if (priceFen === null && this.#cell('price') === null) this.fault('price', 'cell-missing');
    const allocated = this.#integer('allocated', (value) => productSchema.shape.allocated.safeParse(value).success);
    const cooperativeZh = this.#text('cooperativeZh');
    const cooperativeUg = this.#text('cooperativeUg');
    const cooperativeEn = this.#text('cooperativeEn');
    // A text in three languages always has its Chinese; the others alone would be lost in silence.
    if (cooperativeZh === null && (cooperativeUg ?? cooperativeEn) !== null) this.fault('cooperativeZh', 'cell-missing');
    const buyerLimit = this.#integer('buyerLimit', (value) => productSchema.shape.buyerLimit.safeParse(value).success);
    const claims = {
      isFood: this.#food(),
      sellingPoints: this.#sellingPoints(),
      formerPriceFen: this.#price('formerPrice'),
      certificates: this.#certificates(),
    };
    if (sku === null || nameZh === null || placeCode === null || unitZh === null || priceFen === null) return null;
    const texts = { nameZh, nameUg, nameEn, unitZh, unitUg, unitEn, cooperativeZh, cooperativeUg, cooperativeEn };
    return { line: this.#line, sku, number, placeCode, priceFen, allocated, buyerLimit, ...texts, ...claims };
  }

  fault(field: ProductField, code: RefusalCode): null {
    const index = this.#columns.at[field];
    const column = index === undefined ? headingOf(field) : this.#columns.titles[index]!;
    const value = index === undefined ? '' : textOf(this.#row[index]);
    this.faults.push({ line: this.#line, column, value: value.slice(0, 80), code });
    return null;
  }

  #cell(field: ProductField): Cell {
    const index = this.#columns.at[field];
    const cell = index === undefined ? null : (this.#row[index] ?? null);
    return EMPTY_MARKS.has(textOf(cell)) ? null : cell;
  }

  /** The text, or null when empty; an empty required cell is a fault. */
  #text(field: ProductField): string | null {
    const cell = this.#cell(field);
    if (cell === null) return REQUIRED.has(field) ? this.fault(field, 'cell-missing') : null;
    const text = textOf(cell);
    return localText.safeParse(text).success ? text : this.fault(field, 'cell-bad-text');
  }

  #sku(): string | null {
    const cell = this.#cell('sku');
    if (cell === null) return this.fault('sku', 'cell-missing');
    if (typeof cell === 'number' && Math.abs(cell) >= EXACT_NUMBER) return this.fault('sku', 'cell-bad-text');
    const sku = textOf(cell).normalize('NFKC');
    return productSchema.shape.sku.safeParse(sku).success ? sku : this.fault('sku', 'cell-bad-text');
  }

  #place(placeCodes: ReadonlyMap<string, string>): string | null {
    const cell = this.#cell('place');
    if (cell === null) return this.fault('place', 'cell-missing');
    const code = placeCodes.get(textOf(cell).toUpperCase());
    return code !== undefined && placeCodeSchema.safeParse(code).success ? code : this.fault('place', 'cell-bad-place');
  }

  #price(field: 'price' | 'formerPrice'): number | null {
    const cell = this.#cell(field);
    if (cell === null) return null;
    const text = textOf(cell)
      .normalize('NFKC')
      .replace(/^[¥￥]\s*/u, '')
      .replace(/\s*元$/u, '');
    const priceFen = parseYuan(text);
    const schema = field === 'price' ? productSchema.shape.priceFen : struckPriceSchema.shape.priceFen;
    return schema.safeParse(priceFen).success ? priceFen : this.fault(field, 'cell-bad-price');
  }

  #food(): boolean | null {
    const cell = this.#cell('food');
    return cell === null ? null : (yesOrNo(textOf(cell)) ?? this.fault('food', 'cell-bad-choice'));
  }

  /** The parts of the three cells belong together in their order; each needs its Chinese. */
  #sellingPoints(): LocalText[] | null {
    const parts = (field: ProductField) => partsOf(textOf(this.#cell(field)));
    const [zh, ug, en] = [parts('sellingPointsZh'), parts('sellingPointsUg'), parts('sellingPointsEn')];
    if (zh.length < Math.max(ug.length, en.length)) return this.fault('sellingPointsZh', 'cell-missing');
    if (zh.length === 0) return null;
    const points = zh.map((text, index) => ({
      'zh-CN': text,
      ...(ug[index] && { ug: ug[index] }),
      ...(en[index] && { en: en[index] }),
    }));
    return sellingPoints.safeParse(points).success ? points : this.fault('sellingPointsZh', 'cell-bad-text');
  }

  #certificates(): Certificate[] | null {
    const cell = this.#cell('certificates');
    if (cell === null) return null;
    const read = partsOf(textOf(cell)).map(certificateOf);
    const known = read.filter((each) => each !== null);
    const isWhole = known.length === read.length && known.length > 0 && certificates.safeParse(known).success;
    return isWhole ? known : this.fault('certificates', 'cell-bad-certificate');
  }

  #integer(field: 'number' | 'allocated' | 'buyerLimit', allowed: (value: number) => boolean): number | null {
    const cell = this.#cell(field);
    if (cell === null) return null;
    const text = textOf(cell).normalize('NFKC');
    const value = /^(\d{1,3}(,\d{3})+|\d{1,9})(\.0+)?$/u.test(text) ? Number(text.replaceAll(',', '')) : Number.NaN;
    return allowed(value) ? value : this.fault(field, 'cell-bad-number');
  }
}

const REQUIRED: ReadonlySet<ProductField> = new Set(['nameZh', 'unitZh']);
