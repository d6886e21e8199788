/** Tables as files: read back by a spreadsheet's own reader, every text is what it was, nothing is a formula, every figure a number. */
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import Fastify from 'fastify';
import { readSheet } from 'read-excel-file/node';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EntryDraft } from '../../../native/contract/entry.ts';
import { silentLogger } from '../../../native/kernel/logger.ts';
import type { ExportCell } from '../../../native/reports/export-table.ts';
import { csvText } from '../../../native/reports/export-text.ts';
import { workbookBytes } from '../../../native/reports/export-workbook.ts';
import { ReportDesk } from '../../../native/reports/report-desk.ts';
import { loadExportTexts, registerExports } from '../../../native/server/export-routes.ts';
import { openTestStorage, paid, refund } from '../store/test-storage.ts';

const PAID_MS = Date.parse('2020-05-01T11:42:05+08:00');
const workerUrl = new URL('../../../native/report-worker.ts', import.meta.url);
const resources = join(import.meta.dirname, '../../../resources');

/** What a chat group sends, and what must arrive as it is. */
const texts = [
  '和田薄皮核桃',
  'ئاچا ياڭاق',
  '🥜👨‍👩‍👧',
  '=1+1',
  '=HYPERLINK("http://127.0.0.1/")',
  '+86 138',
  '-12',
  '@SUM(A1)',
  '＝1+1',
  '＋1',
  '－1',
  '＠a',
  '\t=1+1',
  '  =1+1',
  '"quoted", and;more',
  'two\nlines',
  '<b>&amp;</b>',
  '_x0041_',
  "'apostrophe",
  '00123',
  '1E5',
  'TRUE',
  '2020-05-01',
  'a\u202eb',
];
const rowsOf = async function* (...pages: ExportCell[][][]) {
  yield* pages;
};
const bytesOf = async (chunks: AsyncIterable<Buffer | string>) => {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(Buffer.from(chunk));
  return Buffer.concat(all);
};
const workbook = (pages: ExportCell[][][], more: { rightToLeft?: boolean; sheetRows?: number } = {}) =>
  bytesOf(workbookBytes({ sheetName: '订单', headings: ['文本', 'B'], rows: rowsOf(...pages), rightToLeft: false, ...more }));

describe('workbooks', () => {
  it('OF22 texts, ids and figures come back exactly as they were', async () => {
    const id = { id: '6921349875012345678' };
    const cells: ExportCell[][] = [...texts.map((text) => [text, null]), [id, { fen: -123_456 }], [42, { atMs: PAID_MS }]];
    const read = await readSheet(await workbook([cells]), { trim: false });
    expect(read).toEqual([
      ['文本', 'B'],
      ...texts.map((text) => [text, null]),
      ['6921349875012345678', -1234.56],
      [42, '2020-05-01 11:42:05'],
    ]);
  });

  it('OF22 no cell is a formula', async () => {
    const bytes = await workbook([texts.map((text) => [text, text])]);
    const start = bytes.indexOf('xl/worksheets/sheet1.xml') + 'xl/worksheets/sheet1.xml'.length;
    const xml = inflateRawSync(bytes.subarray(start)).toString('utf8');
    expect(xml).toContain('</worksheet>');
    expect(xml).not.toMatch(/<f[\s>]/u);
    expect(xml.match(/<c r="/gu)).toHaveLength(2 * texts.length + 2);
    expect(xml.match(/<c r="[A-Z]\d+" t="inlineStr"/gu)).toHaveLength(2 * texts.length + 2);
  });

  it('OF22 what does not fit on a sheet stands on the next one', async () => {
    const bytes = await workbook(
      [
        [['a', 1]],
        [
          ['b', 2],
          ['c', 3],
        ],
        [['d', 4]],
      ],
      { sheetRows: 3 },
    );
    const sheets = [await readSheet(bytes, 1), await readSheet(bytes, 2)];
    expect(sheets).toEqual([
      [
        ['文本', 'B'],
        ['a', 1],
        ['b', 2],
      ],
      [
        ['文本', 'B'],
        ['c', 3],
        ['d', 4],
      ],
    ]);
    expect(await readSheet(await workbook([]))).toEqual([['文本', 'B']]);
  });

  it('OF22 rows that fail to come break the file off, and one who stops reading stops the asking', async () => {
    const failing = async function* (): AsyncGenerator<ExportCell[][]> {
      yield [['a', 1]];
      throw new Error('the report was refused');
    };
    const source = { sheetName: 'x', headings: ['a'], rightToLeft: false };
    await expect(bytesOf(workbookBytes({ ...source, rows: failing() }))).rejects.toThrow('the report was refused');
    let ended = false;
    const endless = async function* (): AsyncGenerator<ExportCell[][]> {
      try {
        for (;;) yield [[String(Math.random()), 1]];
      } finally {
        ended = true;
      }
    };
    let pieces = 0;
    for await (const _ of workbookBytes({ ...source, rows: endless() })) {
      pieces += 1;
      if (pieces === 3) break;
    }
    expect(ended).toBe(true);
  });
});

describe('CSV', () => {
  it('OF23 texts come back, those that would run stand behind an apostrophe, ids behind a TAB', async () => {
    const id = { id: '6921349875012345678' };
    // A shop chooses its SKUs freely, and spreadsheets may drop what stands before a formula.
    const sku = { id: '=1+1' };
    const cells: ExportCell[][] = [...texts.map((text) => [text, 1]), [id, { fen: -123_456 }], [{ atMs: PAID_MS }, null], [sku, 1]];
    const csv = (await bytesOf(csvText(['=文本', 'B'], rowsOf(cells)))).toString('utf8');
    expect(csv.startsWith('\ufeff')).toBe(true);
    const read = parse(csv, { bom: true });
    const [heading, ...rows] = read;
    expect(heading).toEqual(["'=文本", 'B']);
    const guarded = new Set(texts.slice(3, 14));
    expect(rows.slice(0, texts.length).map(([text]) => text)).toEqual(texts.map((text) => (guarded.has(text) ? `'${text}` : text)));
    expect(rows.slice(texts.length)).toEqual([
      ['\t6921349875012345678', '-1234.56'],
      ['2020-05-01 11:42:05', ''],
      ["'=1+1", '1'],
    ]);
    expect(csv).not.toMatch(/(?:^|[,\n])"?[=+@＝＋－＠]/u);
  });
});

describe('the door for tables', () => {
  async function openDoor() {
    const storage = await openTestStorage();
    const desk = new ReportDesk({ workerUrl, path: storage.path, logger: silentLogger });
    onTestFinished(() => desk.close());
    const app = Fastify();
    registerExports(app, { reports: desk, texts: loadExportTexts(resources) }, (request) => request.headers['x-desk'] === '1');
    onTestFinished(() => app.close());
    const opened = {
      kind: 'broadcast.opened',
      broadcastId: 'bc-1',
      atMs: PAID_MS,
      actor: 'studio',
      body: { title: { 'zh-CN': '专场/一', ug: 'نەق مەيدان' }, rehearsal: false },
    } as EntryDraft;
    const lines = [
      { sku: 'HT-1', title: '=核桃', quantity: 2, amountFen: 3990 },
      { sku: 'HT-9', title: '夹子', quantity: 1, amountFen: 0, gift: true },
    ];
    const orders = Array.from({ length: 1_203 }, (_, at) =>
      paid(`69213498750123${10_000 + at}`, {
        occurredAtMs: PAID_MS + at * 1000,
        lines,
        buyer: '王**',
        region: '北京',
        roomId: '7365000000000000001',
      }),
    );
    await storage.ledger.append([opened, ...orders, refund('r1', '6921349875012310000', { amountFen: 990, occurredAtMs: PAID_MS })]);
    const get = (query: string, headers: Record<string, string> = { 'x-desk': '1' }) =>
      app.inject({ url: `/api/sales/export?${query}`, headers });
    return { ...storage, get };
  }

  it('OF24 orders leave as CSV and as XLSX, all pages of them, with headings in the chosen language', async () => {
    const { get } = await openDoor();
    const csv = await get('broadcast=bc-1&what=orders&format=csv&lang=en');
    expect(csv.headers['content-disposition']).toBe(`attachment; filename*=UTF-8''${encodeURIComponent('专场 一 Orders.csv')}`);
    const rows = parse(csv.body, { bom: true });
    expect(rows).toHaveLength(1_204);
    expect(rows[0]?.slice(0, 4)).toEqual(['Order', 'Source', 'Paid at (Beijing time)', 'Amount (yuan)']);
    expect(rows.at(-1)?.slice(0, 10)).toEqual([
      '\t6921349875012310000',
      'shop',
      '2020-05-01 11:42:05',
      '39.90',
      '9.90',
      '2',
      "'=核桃 × 2; 夹子 × 1",
      '王**',
      '北京',
      '\t7365000000000000001',
    ]);
    expect(new Set(rows.map(([id]) => id)).size).toBe(1_204);
    const xlsx = await get('broadcast=bc-1&what=orders&format=xlsx&lang=ug');
    const sheet = await readSheet(xlsx.rawPayload);
    expect(sheet).toHaveLength(1_204);
    expect(sheet[0]?.[0]).toBe('زاكاز نومۇرى');
    expect(sheet.at(-1)?.slice(0, 7)).toEqual(['6921349875012310000', 'shop', '2020-05-01 11:42:05', 39.9, 9.9, 2, '=核桃 × 2; 夹子 × 1']);
    const xml = inflateRawSync(xlsx.rawPayload.subarray(30 + 'xl/worksheets/sheet1.xml'.length)).toString('utf8');
    expect(xml).toContain('rightToLeft="1"');
  });

  it('OF24 products, minutes and differences leave too', async () => {
    const { get, writer } = await openDoor();
    const rows = async (query: string) => parse((await get(`broadcast=bc-1&format=csv&lang=en&${query}`)).body, { bom: true });
    expect(await rows('what=products')).toEqual([
      ['SKU', 'Product', 'Units', 'Gift units', 'Restocked units', 'Gross (yuan)', 'Refunded (yuan)', 'Net (yuan)'],
      ['\tHT-1', '', '2406', '0', '0', '47999.70', '9.90', '47989.80'],
      ['\tHT-9', '', '0', '1203', '0', '0.00', '0.00', '0.00'],
    ]);
    const minutes = await rows('what=minutes');
    expect(minutes[1]).toEqual(['2020-05-01 11:42:00', '55', '2194.50', '9.90', '']);
    expect(minutes.slice(1).reduce((sum, [, count]) => sum + Number(count), 0)).toBe(1_203);
    expect((await get('broadcast=bc-1&what=differences&format=csv')).statusCode).toBe(404);
    await writer.run([
      { sql: "INSERT INTO order_import VALUES ('im-1', 'shop', 'a.csv', 'x', 'orders', 1, 1, ?, ?, NULL)", params: [PAID_MS, PAID_MS] },
      { sql: `INSERT INTO imported_order VALUES ('im-1', 'missing', 'paid', ?, 100, 0, '[{"lines":[]}]')`, params: [PAID_MS] },
    ]);
    expect(await rows('what=differences&import=im-1')).toEqual([
      ['Difference', 'Order', 'Source', 'Paid at (Beijing time)', 'In the file (yuan)', 'In the ledger (yuan)'],
      ['Missing in the ledger', '\tmissing', 'shop', '2020-05-01 11:42:05', '1.00', ''],
      ['Not in the file', '\t6921349875012310000', 'shop', '2020-05-01 11:42:05', '', '39.90'],
    ]);
  });

  it('OF24 nobody but the desk gets a table, and what is not there is named', async () => {
    const { get } = await openDoor();
    expect((await get('broadcast=bc-1&what=orders&format=csv', {})).statusCode).toBe(401);
    expect((await get('broadcast=bc-1&what=secrets&format=csv')).json()).toMatchObject({
      refusal: { code: 'input-invalid', context: { at: 'what' } },
    });
    expect((await get('broadcast=nowhere&what=orders&format=csv')).json()).toMatchObject({ refusal: { code: 'broadcast-unknown' } });
  });
});
