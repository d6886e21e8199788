/** Reading rows of catalogue files: headings, cells, faults. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readProductFile } from '../../../native/catalogue/product-file.ts';
import { loadPlaces, loadSampleProducts } from '../../../native/catalogue/sample.ts';
import type { Cell } from '../../../native/tables/table-limits.ts';

const resources = join(import.meta.dirname, '../../../resources');
const places = loadPlaces(resources);
const HEAD = ['编号', 'SKU', '品名', '产地', '单位', '价格(元)', '配额'];
const LINE: Cell[] = ['7', 'HT-1', '馕', 'HTS', '5 个/袋', '19.90', '100'];

function read(rows: Cell[][]) {
  return readProductFile(rows, places);
}

/** One good line with one cell replaced. */
function readWith(column: string, cell: Cell) {
  const row = LINE.map((value, index) => (HEAD[index] === column ? cell : value));
  const file = read([HEAD, row]);
  if (!file.ok) throw new Error(file.refusal.code);
  return file.value;
}

describe('product file', () => {
  it('CA1 the sample has the 44 products, each in three languages with place, unit and price', () => {
    const products = loadSampleProducts(resources);
    expect(products.map((product) => product.number)).toEqual(Array.from({ length: 44 }, (_, index) => index + 1));
    expect(new Set(products.map((product) => product.placeCode))).toEqual(new Set(places.map((place) => place.placeCode)));
    for (const { name, unit, priceFen, sku, placeCode, number } of products) {
      expect([name.ug, name.en, unit.ug, unit.en].every(Boolean)).toBe(true);
      expect(priceFen).toBeGreaterThan(0);
      expect(sku).toMatch(new RegExp(`^HT-${placeCode}-${String(number).padStart(3, '0')}-`, 'u'));
    }
  });

  it.each([
    ['Chinese', ['商家编码', '商品名称', '县市', '规格', '直播价（元）']],
    ['English', ['Out_SKU_ID', 'Product Name', 'Origin', 'Spec', 'PRICE (yuan)']],
    ['with a mark and spaces', ['\ufeffsku', ' name ', 'place ', 'unit', 'price']],
  ])('CA2 columns are found by name: %s', (_, heading) => {
    const file = read([heading, ['A-1', '馕', '和田市', '袋', '12']]);
    expect(file).toMatchObject({ ok: true, value: { rows: 1, lines: [{ sku: 'A-1', placeCode: 'HTS', priceFen: 1200, number: null }] } });
  });

  it('CA2 unknown and repeated headings are named, not guessed', () => {
    const file = read([
      [...HEAD, '备注', '售价', ''],
      [...LINE, 'x', '1', ''],
    ]);
    expect(file).toMatchObject({ ok: true, value: { columns: { ignored: ['备注', '售价'] }, lines: [{ priceFen: 1990 }] } });
  });

  it('CA2 a title above the headings is passed over, and lines count as the spreadsheet shows them', () => {
    const file = read([['和田商品表'], [], HEAD, LINE, [null, ''], [...LINE.slice(0, 5), 'dear', '1']]);
    expect(file).toMatchObject({
      ok: true,
      value: { rows: 2, lines: [{ line: 4 }], faults: [{ line: 6, column: '价格(元)', value: 'dear' }] },
    });
  });

  it.each([
    [[], 'file-empty'],
    [[[], ['', ' ']], 'file-empty'],
    [[HEAD], 'file-empty'],
    [
      [
        ['品名', '价格'],
        ['馕', '3'],
      ],
      'file-columns-missing',
    ],
  ])('CA3 a file without products is refused as a whole %#', (rows, code) => {
    expect(read(rows as Cell[][])).toMatchObject({ ok: false, refusal: { code } });
  });

  it('CA3 the missing columns are named', () => {
    expect(
      read([
        ['SKU', '品名'],
        ['a', 'b'],
      ]),
    ).toMatchObject({ refusal: { context: { columns: '产地, 单位, 价格(元)' } } });
  });

  it('SA1 the sample names a cooperative of its own county for every product, in three languages', () => {
    const products = loadSampleProducts(resources);
    const countyOf = new Map(places.map(({ placeCode, name }) => [placeCode, name['zh-CN']]));
    for (const { cooperative, placeCode } of products) {
      expect(cooperative?.['zh-CN'].startsWith(countyOf.get(placeCode)!)).toBe(true);
      expect(cooperative?.ug).toBeTruthy();
      expect(cooperative?.en).toBeTruthy();
    }
    expect(products.filter(({ buyerLimit }) => buyerLimit !== undefined).length).toBeGreaterThan(0);
  });

  it.each<[string[], Cell[], object]>([
    [['合作社', '每人限购'], ['墨玉县甲合作社', '2'], { cooperativeZh: '墨玉县甲合作社', cooperativeUg: null, buyerLimit: 2 }],
    [['Cooperative', 'Limit per buyer', 'Cooperative EN'], ['甲合作社', '', 'Coop A'], { cooperativeEn: 'Coop A', buyerLimit: null }],
    [['限购数量'], [3], { cooperativeZh: null, buyerLimit: 3 }],
  ])('SA1 the columns %j give cooperative and limit', (columns, cells, fields) => {
    expect(
      read([
        [...HEAD, ...columns],
        [...LINE, ...cells],
      ]),
    ).toMatchObject({
      ok: true,
      value: { columns: { ignored: [] }, faults: [], lines: [fields] },
    });
  });

  it.each<[string, Cell, string, string]>([
    ['每人限购', '0', '每人限购', 'cell-bad-number'],
    ['每人限购', 'one', '每人限购', 'cell-bad-number'],
    ['合作社(英)', 'Coop A', '合作社', 'cell-missing'],
  ])('SA1 %s = %j is named in %s as %s', (column, cell, named, code) => {
    const file = read([
      [...HEAD, column],
      [...LINE, cell],
    ]);
    expect(file).toMatchObject({ ok: true, value: { lines: [], faults: [{ line: 2, column: named, code }] } });
  });

  it.each<[string, Cell, string]>([
    ['SKU', '', 'cell-missing'],
    ['SKU', '-', 'cell-missing'],
    ['SKU', 'HT 1', 'cell-bad-text'],
    ['SKU', '=cmd|calc', 'cell-bad-text'],
    ['SKU', Number('4781320682406083641'), 'cell-bad-text'],
    ['品名', null, 'cell-missing'],
    ['品名', 'a\u202eb', 'cell-bad-text'],
    ['品名', '馕'.repeat(201), 'cell-bad-text'],
    ['产地', '上海', 'cell-bad-place'],
    ['产地', '-', 'cell-missing'],
    ['单位', ' ', 'cell-missing'],
    ['价格(元)', '', 'cell-missing'],
    ['价格(元)', '0', 'cell-bad-price'],
    ['价格(元)', '-3', 'cell-bad-price'],
    ['价格(元)', '19.905', 'cell-bad-price'],
    ['价格(元)', '1e3', 'cell-bad-price'],
    ['价格(元)', '=1+1', 'cell-bad-price'],
    ['价格(元)', true, 'cell-bad-price'],
    ['价格(元)', 1e12, 'cell-bad-price'],
    ['编号', '0', 'cell-bad-number'],
    ['编号', '1000', 'cell-bad-number'],
    ['编号', '3.5', 'cell-bad-number'],
    ['配额', '-1', 'cell-bad-number'],
    ['配额', 'many', 'cell-bad-number'],
    ['配额', '99999999', 'cell-bad-number'],
  ])('CA4 %s = %j is named as %s and its line is left out', (column, cell, code) => {
    const file = readWith(column, cell);
    expect(file.lines).toEqual([]);
    expect(file.faults).toEqual([expect.objectContaining({ line: 2, column, code })]);
  });

  it.each<[string, Cell, object]>([
    ['SKU', '\tHT-9', { sku: 'HT-9' }],
    ['SKU', 690_123, { sku: '690123' }],
    ['品名', '=1+1', { nameZh: '=1+1' }],
    ['品名', '玫瑰\n花茶', { nameZh: '玫瑰 花茶' }],
    ['产地', '于田县', { placeCode: 'YT' }],
    ['产地', 'كېرىيە ناھىيىسى', { placeCode: 'YT' }],
    ['产地', 'yt', { placeCode: 'YT' }],
    ['价格(元)', '1,299.00', { priceFen: 129_900 }],
    ['价格(元)', '¥39.9', { priceFen: 3990 }],
    ['价格(元)', '３９．９元', { priceFen: 3990 }],
    ['价格(元)', 29.9 * 1.1, { priceFen: 3289 }],
    ['配额', '5,000', { allocated: 5000 }],
    ['配额', '-', { allocated: null }],
    ['配额', 5000, { allocated: 5000 }],
    ['编号', '8.0', { number: 8 }],
  ])('CA4 %s = %j is understood', (column, cell, fields) => {
    const file = readWith(column, cell);
    expect(file.faults).toEqual([]);
    expect(file.lines[0]).toMatchObject(fields);
  });

  it('CA5 a SKU or number that comes twice is named on its second line', () => {
    const file = read([HEAD, LINE, ['8', 'ht-1', ...LINE.slice(2)], ['7', 'HT-2', ...LINE.slice(2)]]);
    expect(file).toMatchObject({
      ok: true,
      value: {
        lines: [{ sku: 'HT-1' }],
        faults: [
          { line: 3, column: 'SKU', value: 'ht-1', code: 'cell-duplicate' },
          { line: 4, column: '编号', value: '7', code: 'cell-duplicate' },
        ],
      },
    });
  });

  it.each<[string[], Cell[], object]>([
    [
      ['是否食品', '卖点', '卖点（英）'],
      ['否', '手工编织；  一周一条', 'Hand-woven'],
      { isFood: false, sellingPoints: [{ 'zh-CN': '手工编织', en: 'Hand-woven' }, { 'zh-CN': '一周一条' }] },
    ],
    [['Food', '划线价（元）'], ['YES', '¥45'], { isFood: true, formerPriceFen: 4500 }],
    [
      ['证书'],
      ['有机产品 123OP2026 2027-03-31；green LB-09/2'],
      {
        certificates: [
          { kind: 'organic', number: '123OP2026', untilAtMs: Date.UTC(2027, 2, 31, 15, 59, 59, 999) },
          { kind: 'green', number: 'LB-09/2' },
        ],
      },
    ],
    [['卖点'], [''], { isFood: null, sellingPoints: null, formerPriceFen: null, certificates: null }],
  ])('GU40 what is said of a product on the card stands in columns of its own: %j', (columns, cells, line) => {
    const file = read([
      [...HEAD, ...columns],
      [...LINE, ...cells],
    ]);
    expect(file).toMatchObject({ ok: true, value: { faults: [], columns: { ignored: [] }, lines: [line] } });
  });

  it.each<[string, Cell, string, string?]>([
    ['是否食品', '也许', 'cell-bad-choice'],
    ['卖点(维)', 'قول', 'cell-missing', '卖点'],
    ['卖点', '一;二;三;四', 'cell-bad-text'],
    ['划线价', '免费', 'cell-bad-price'],
    ['证书', '祖传 7', 'cell-bad-certificate'],
    ['证书', '有机 ', 'cell-bad-certificate'],
    ['证书', '有机 7 2027-13-45', 'cell-bad-certificate'],
  ])('GU40 a cell of these that cannot be understood is named: %s %j', (column, cell, code, named = column) => {
    const file = read([
      [...HEAD, column],
      [...LINE, cell],
    ]);
    expect(file).toMatchObject({ ok: true, value: { lines: [], faults: [{ line: 2, column: named, code }] } });
  });
});
