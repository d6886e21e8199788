/** The catalogue over a real database file: saving, removing, importing, restarting. */
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import writeXlsx from 'write-excel-file/node';
import { Catalogue } from '../../../native/catalogue/catalogue.ts';
import { loadPlaces, loadSampleProducts } from '../../../native/catalogue/sample.ts';
import type { Product } from '../../../native/contract/product.ts';
import { planDatabase, type PlanDatabase } from './plan-database.ts';

const resources = join(import.meta.dirname, '../../../resources');
const places = loadPlaces(resources);
const [walnuts, kernels, milk] = loadSampleProducts(resources) as [Product, Product, Product];

let database: PlanDatabase;
beforeEach(() => {
  database = planDatabase();
});
afterEach(() => database.remove());

function openCatalogue(isUsed?: (productId: string) => boolean) {
  return new Catalogue({ ...database, places, ...(isUsed ? { isUsed } : {}) });
}

const csv = (text: string) => ({ fileName: 'goods.csv', bytes: Buffer.from(text), apply: true });
const HEAD = '编号,SKU,品名,产地,单位,价格,配额';

describe('catalogue', () => {
  it('CA6 a saved product is there after a restart, in the order of numbers', async () => {
    const catalogue = openCatalogue();
    expect(await catalogue.save(milk)).toMatchObject({ ok: true });
    expect(await catalogue.save(walnuts)).toMatchObject({ ok: true });
    database = database.reopen();
    expect(openCatalogue().state.get().products).toEqual([walnuts, milk]);
  });

  it('CA6 a product that collides or comes from nowhere is refused, also when two come at once', async () => {
    const catalogue = openCatalogue();
    const [first, second] = await Promise.all([catalogue.save(walnuts), catalogue.save({ ...kernels, number: 1 })]);
    expect(first.ok).toBe(true);
    expect(second).toMatchObject({ refusal: { code: 'product-number-taken', context: { number: 1, name: '薄皮核桃' } } });
    expect(await catalogue.save({ ...kernels, sku: walnuts.sku.toLowerCase() })).toMatchObject({ refusal: { code: 'product-sku-taken' } });
    expect(await catalogue.save({ ...kernels, placeCode: 'XX' })).toMatchObject({ refusal: { code: 'place-unknown' } });
    expect(await catalogue.save({ ...kernels, priceFen: 0 })).toMatchObject({ refusal: { code: 'input-invalid' } });
    expect(catalogue.state.get().products).toEqual([walnuts]);
  });

  it('CA6 a product in use stays', async () => {
    const catalogue = openCatalogue((productId) => productId === walnuts.productId);
    await catalogue.save(walnuts);
    await catalogue.save(milk);
    expect(await catalogue.remove(walnuts.productId)).toMatchObject({ refusal: { code: 'product-in-use' } });
    expect(await catalogue.remove('nobody')).toMatchObject({ refusal: { code: 'product-unknown' } });
    expect(await catalogue.remove(milk.productId)).toMatchObject({ ok: true });
    expect(catalogue.state.get().products).toEqual([walnuts]);
  });

  it('CA7 nothing is told that is not stored', async () => {
    const catalogue = openCatalogue();
    let told = 0;
    catalogue.state.subscribe(() => (told += 1));
    database.failWrites(true);
    await expect(catalogue.save(walnuts)).rejects.toThrow('disk full');
    expect(catalogue.state.get().products).toEqual([]);
    expect(told).toBe(0);
    database.failWrites(false);
    expect(await catalogue.save(walnuts)).toMatchObject({ ok: true });
  });

  it('CA8 a check stores nothing, applying stores the good lines and says the same', async () => {
    const catalogue = openCatalogue();
    await catalogue.save(walnuts);
    const text = `${HEAD}\n1,${walnuts.sku.toLowerCase()},薄皮核桃,HTX,1 千克,21.80,\n2,NEW-1,馕,HTS,袋,12,5\n3,BAD-1,馕,HTS,袋,,5\n`;
    const check = await catalogue.importFile({ ...csv(text), apply: false });
    expect(check).toMatchObject({
      ok: true,
      value: { rows: 3, added: 1, changed: 1, unchanged: 0, applied: false, faults: [{ line: 4 }] },
    });
    expect(catalogue.state.get().products).toEqual([walnuts]);
    const applied = await catalogue.importFile(csv(text));
    expect(applied).toEqual({ ok: true, value: { ...(check.ok && check.value), applied: true } });
    const products = catalogue.state.get().products;
    expect(products).toHaveLength(2);
    expect(products[0]).toMatchObject({ productId: walnuts.productId, name: walnuts.name, priceFen: 2180, allocated: walnuts.allocated });
    expect(await catalogue.importFile(csv(text))).toMatchObject({ value: { added: 0, changed: 0, unchanged: 2 } });
  });

  it('CA8 numbers change places within one file, and a number of a product outside it is refused', async () => {
    const catalogue = openCatalogue();
    for (const product of [walnuts, kernels, milk]) await catalogue.save(product);
    const swap = `${HEAD}\n2,${walnuts.sku},a,HTX,b,1,\n1,${kernels.sku},c,HTX,d,1,\n3,NEW-1,e,HTX,f,1,\n`;
    const report = await catalogue.importFile(csv(swap));
    expect(report).toMatchObject({ value: { changed: 2, added: 0, faults: [{ line: 4, value: '3', code: 'product-number-taken' }] } });
    expect(catalogue.state.get().products.map((product) => product.sku)).toEqual([kernels.sku, walnuts.sku, milk.sku]);
  });

  it('SA1 an import keeps cooperative and limit where its cells are empty, and changes them where they are not', async () => {
    const catalogue = openCatalogue();
    const made = { ...walnuts, cooperative: { 'zh-CN': '甲合作社', en: 'Coop A' }, buyerLimit: 4 };
    await catalogue.save(made);
    const head = 'sku,name,place,unit,price,cooperative,buyer limit';
    const line = `${walnuts.sku},${walnuts.name['zh-CN']},${walnuts.placeCode},${walnuts.unit['zh-CN']},9`;
    await catalogue.importFile(csv(`${head}\n${line},,\n`));
    expect(catalogue.state.get().products).toMatchObject([{ priceFen: 900, cooperative: made.cooperative, buyerLimit: 4 }]);
    await catalogue.importFile(csv(`${head}\n${line},乙合作社,2\n`));
    expect(catalogue.state.get().products).toMatchObject([{ cooperative: { 'zh-CN': '乙合作社', en: 'Coop A' }, buyerLimit: 2 }]);
    expect(await catalogue.importFile(csv(`${head}\n${line},乙合作社,2\n`))).toMatchObject({ value: { unchanged: 1 } });
  });

  it('GU41 an import keeps what is said on the card and what proves it, where its cells are empty or say the same', async () => {
    const catalogue = openCatalogue();
    const made: Product = {
      ...walnuts,
      isFood: false,
      sellingPoints: [{ 'zh-CN': '壳薄', en: 'Thin shell' }],
      struckPrice: { priceFen: 4500, proof: 'document', evidenceId: 'ev-1' },
      certificates: [{ kind: 'organic', number: 'A-7', untilAtMs: 9, evidenceId: 'ev-2' }],
    };
    await catalogue.save(made);
    const head = 'sku,name,place,unit,price,food,selling points,struck price,certificates';
    const line = `${walnuts.sku},${walnuts.name['zh-CN']},${walnuts.placeCode},${walnuts.unit['zh-CN']},9`;
    await catalogue.importFile(csv(`${head}\n${line},,,,\n`));
    expect(catalogue.state.get().products).toMatchObject([{ ...made, priceFen: 900 }]);
    expect(await catalogue.importFile(csv(`${head}\n${line},,,45.00,organic A-7\n`))).toMatchObject({ value: { unchanged: 1 } });
    await catalogue.importFile(csv(`${head}\n${line},yes,甜;香,50,organic A-7 2027-01-31;halal H-1\n`));
    expect(catalogue.state.get().products).toMatchObject([
      {
        isFood: true,
        sellingPoints: [{ 'zh-CN': '甜' }, { 'zh-CN': '香' }],
        struckPrice: { priceFen: 5000, proof: 'deals' },
        certificates: [
          { kind: 'organic', number: 'A-7', untilAtMs: Date.UTC(2027, 0, 31, 15, 59, 59, 999), evidenceId: 'ev-2' },
          { kind: 'halal', number: 'H-1' },
        ],
      },
    ]);
  });

  it('CA8 products without a number get the lowest free one', async () => {
    const catalogue = openCatalogue();
    await catalogue.save(walnuts);
    await catalogue.importFile(csv('sku,name,place,unit,price\nN-1,a,HTX,b,1\nN-2,c,HTX,d,1\n'));
    expect(catalogue.state.get().products.map(({ number, sku }) => [number, sku])).toEqual([
      [1, walnuts.sku],
      [2, 'N-1'],
      [3, 'N-2'],
    ]);
  });

  it('CA8 the template comes back in, and a workbook gives what the CSV gives', async () => {
    const catalogue = openCatalogue();
    expect(await catalogue.importFile(csv(`${catalogue.template()}1,A-1,馕,نان,Nan,HTS,袋,,bag,12.50,3,甲合作社,,,2\r\n`))).toMatchObject({
      value: { added: 1, ignoredColumns: [], faults: [] },
    });
    const bytes = await writeXlsx([
      ['编号', 'SKU', '品名', '产地', '单位', '价格', '配额', '备注'].map((value) => ({ value })),
      [
        { value: 1 },
        { value: 'A-1' },
        { value: '馕' },
        { value: '和田市' },
        { value: '袋' },
        { value: 12.5 },
        { value: 3 },
        { value: 'x' },
      ],
    ]).toBuffer();
    expect(await catalogue.importFile({ fileName: 'goods.xlsx', bytes, apply: true })).toMatchObject({
      value: { unchanged: 1, changed: 0, ignoredColumns: ['备注'] },
    });
  });
});
