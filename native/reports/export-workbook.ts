/** Writes exported tables as XLSX while their rows arrive: text is text and never a formula, money a number with two decimals. */
import { formatYuan } from '../contract/money.ts';
import type { ExportCell } from './export-table.ts';
import { timeText } from './export-text.ts';
import { ZipStream } from './zip-stream.ts';

/** A sheet ends here; what follows stands on another one. */
const SHEET_ROWS = 1_048_576;
const TEXT_LIMIT = 32_767;
/** Cell formats by their place in `styles.xml`. */
const HEADING = 1;
const MONEY = 2;

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const MEDIA = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

export interface WorkbookSource {
  sheetName: string;
  headings: readonly string[];
  rows: AsyncIterable<readonly (readonly ExportCell[])[]>;
  /** Columns run from right to left. */
  rightToLeft: boolean;
  /** Fewer than a sheet can hold, for tests. */
  sheetRows?: number;
}

export async function* workbookBytes({
  sheetName,
  headings,
  rows,
  rightToLeft,
  sheetRows = SHEET_ROWS,
}: WorkbookSource): AsyncGenerator<Buffer> {
  const zip = new ZipStream();
  const pages = rows[Symbol.asyncIterator]();
  /** Rows that a full sheet has left over. */
  const state = { left: [] as readonly (readonly ExportCell[])[], ended: false };
  let sheets = 0;
  try {
    do {
      sheets += 1;
      yield* zip.part(`xl/worksheets/sheet${sheets}.xml`, sheetXml(headings, pages, state, rightToLeft, sheetRows));
    } while (!state.ended);
  } finally {
    await pages.return?.();
  }
  for (const [name, xml] of frame(sheetName, sheets)) yield* zip.part(name, [DECLARATION + xml]);
  yield zip.end();
}

async function* sheetXml(
  headings: readonly string[],
  pages: AsyncIterator<readonly (readonly ExportCell[])[]>,
  state: { left: readonly (readonly ExportCell[])[]; ended: boolean },
  rightToLeft: boolean,
  sheetRows: number,
): AsyncGenerator<string> {
  const view = `<sheetView workbookViewId="0"${rightToLeft ? ' rightToLeft="1"' : ''}><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView>`;
  const widths = `<cols><col min="1" max="${headings.length}" width="18" customWidth="1"/></cols>`;
  yield `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews>${view}</sheetViews>${widths}<sheetData>`;
  yield rowXml(
    1,
    headings.map((heading) => (place) => textXml(heading, place, HEADING)),
  );
  let line = 2;
  while (line <= sheetRows) {
    if (state.left.length === 0) {
      const page = await pages.next();
      if (page.done) {
        state.ended = true;
        break;
      }
      state.left = page.value;
    }
    const here = state.left.slice(0, sheetRows - line + 1);
    state.left = state.left.slice(here.length);
    const first = line;
    line += here.length;
    yield here
      .map((row, at) =>
        rowXml(
          first + at,
          row.map((cell) => (place) => cellXml(cell, place)),
        ),
      )
      .join('');
  }
  yield '</sheetData></worksheet>';
}

/** Tables have few columns, so one letter names each. */
function rowXml(line: number, cells: readonly ((place: string) => string)[]): string {
  return `<row r="${line}">${cells.map((cell, at) => cell(`${String.fromCharCode(65 + at)}${line}`)).join('')}</row>`;
}

function cellXml(cell: ExportCell, place: string): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`;
  if (typeof cell === 'string') return textXml(cell, place);
  if ('fen' in cell) return `<c r="${place}" s="${MONEY}"><v>${formatYuan(cell.fen)}</v></c>`;
  return textXml('atMs' in cell ? timeText(cell.atMs) : cell.id, place);
}

function textXml(text: string, place: string, format = 0): string {
  const style = format === 0 ? '' : ` s="${format}"`;
  return `<c r="${place}" t="inlineStr"${style}><is><t xml:space="preserve">${escaped(text.slice(0, TEXT_LIMIT))}</t></is></c>`;
}

/** Characters that XML cannot hold are left out; `_x0041_` would be read as a character, so its beginning is written out. */
function escaped(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- control characters are what is left out
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, '')
      .replace(/_(?=x[0-9a-f]{4}_)/giu, '_x005F_')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('\r', '_x000D_')
  );
}

/** The parts around the sheets, which say how many there are. */
function frame(sheetName: string, sheets: number): [string, string][] {
  const numbers = Array.from({ length: sheets }, (_, at) => at + 1);
  // Names of sheets are short and without some marks.
  const plain = escaped(sheetName.replaceAll(/[[\]:*?/\\']/gu, ' ').slice(0, 24)).replaceAll('"', '&quot;');
  const named = (at: number) => `<sheet name="${at === 1 ? plain : `${plain} ${at}`}" sheetId="${at}" r:id="rId${at}"/>`;
  const part = (path: string, type: string) => `<Override PartName="${path}" ContentType="${MEDIA}.${type}+xml"/>`;
  const relation = (id: number, type: string, target: string) =>
    `<Relationship Id="rId${id}" Type="${OFFICE}/${type}" Target="${target}"/>`;
  const relations = (inner: string) => `<Relationships xmlns="${PACKAGE}/relationships">${inner}</Relationships>`;
  const types = `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>`;
  const overrides = [
    part('/xl/workbook.xml', 'sheet.main'),
    part('/xl/styles.xml', 'styles'),
    ...numbers.map((at) => part(`/xl/worksheets/sheet${at}.xml`, 'worksheet')),
  ];
  return [
    ['[Content_Types].xml', `<Types xmlns="${PACKAGE}/content-types">${types}${overrides.join('')}</Types>`],
    ['_rels/.rels', relations(relation(1, 'officeDocument', 'xl/workbook.xml'))],
    ['xl/workbook.xml', `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${numbers.map(named).join('')}</sheets></workbook>`],
    [
      'xl/_rels/workbook.xml.rels',
      relations(
        numbers.map((at) => relation(at, 'worksheet', `worksheets/sheet${at}.xml`)).join('') + relation(sheets + 1, 'styles', 'styles.xml'),
      ),
    ],
    ['xl/styles.xml', STYLES],
  ];
}

const STYLES = `<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`;
